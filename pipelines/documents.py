"""The documents a warehouse is built from: what the snapshot records and what Statistics Norway has answered since.

A live answer takes the place of the snapshot's *current* document for the same request. Older vintages and other
publishers' records (*archive*) always stay: they are the memory that SSB's own tables do not keep.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal

from pipelines import fetch, jsonstat, paths, snapshot, tables


@dataclass(frozen=True)
class Document:
    """One rectangle of one table at one vintage.

    Attributes:
        name: unique among the documents of a build.
        request: name of the declared request it answers; empty for KLASS documents.
        table: the publisher's table id.
        publisher: who published it.
        role: "current" (what SSB answers today, as far as known) or "archive".
        vintage: ISO date, or year and month, on which the publisher put the figures out.
        vintage_basis: how the vintage is known.
        dimensions: declared dimension code → the document's, where they differ.
        prefixes: dimension code → prefix that its code list puts before the codes.
        found: dimension code → {declared code: code used in the document}, where they differ.
        origin, licence, regions, fetched_at: for the reader's list of sources.
        sha256: fingerprint of all its bytes.
        read: gives the bytes, part by part.
    """

    name: str
    request: str
    table: str
    publisher: str
    role: Literal["current", "archive"]
    vintage: str
    vintage_basis: str
    sha256: str
    read: Callable[[], list[bytes]]
    dimensions: dict[str, str] = field(default_factory=dict)
    prefixes: dict[str, str] = field(default_factory=dict)
    found: dict[str, dict[str, str]] = field(default_factory=dict)
    origin: str = ""
    licence: str = ""
    regions: str = ""
    price: str = ""
    fetched_at: str = ""

    def load(self) -> list[jsonstat.Dataset]:
        """The decoded parts, their dimensions under the declared codes.

        Raises:
            ValueError: a part is damaged; the message names the document.
        """
        try:
            declared = {used: code for code, used in self.dimensions.items()}
            return [jsonstat.decode(part).renamed(declared) for part in self.read()]
        except jsonstat.JsonStatError as error:
            raise ValueError(f"{self.table} ({self.name}): {error}") from error


def _bytes_of(entry: snapshot.SnapshotDocument) -> list[bytes]:
    return [entry.read_bytes()]


def from_snapshot() -> list[Document]:
    """Every document the project ships."""
    return [
        Document(
            name=entry.name,
            request=entry.request or "",
            table=entry.table,
            publisher=entry.publisher,
            role=entry.role,
            vintage=entry.vintage,
            vintage_basis=entry.vintage_basis,
            sha256=entry.sha256,
            read=partial(_bytes_of, entry),
            prefixes=dict(entry.code_prefixes),
            origin=entry.origin,
            licence=entry.licence,
            regions=entry.regions,
            price=entry.price or "",
        )
        for entry in snapshot.read_manifest()
    ]


def from_ssb() -> list[Document]:
    """The newest whole answer of SSB's to each request that still is declared."""
    declared = tables.declared_requests()
    return [
        Document(
            name=f"{answer.request}_{answer.updated[:10]}",
            request=answer.request,
            table=answer.table,
            publisher="SSB",
            role="current",
            vintage=answer.updated[:10],
            vintage_basis=f"SSB: updated {answer.updated}",
            sha256=hashlib.sha256("".join(answer.sha256s).encode()).hexdigest(),
            read=answer.read_parts,
            dimensions=answer.dimensions,
            prefixes=answer.code_prefixes,
            found=answer.found,
            origin="data.ssb.no",
            licence="CC BY 4.0, Statistics Norway",
            price="basic" if answer.table in ("11713", "09391") else "",
            fetched_at=answer.fetched_at,
        )
        for answer in fetch.read_answers(paths.raw())
        if answer.request in declared
    ]


def available(use_answers: bool = True) -> list[Document]:
    """The documents to build from: the snapshot's, with SSB's own newer answers in the place of the current ones.

    Args:
        use_answers: False leaves SSB's answers out and builds from the snapshot alone.
    """
    shipped = from_snapshot()
    answered = from_ssb() if use_answers else []
    vintage_shipped = {document.request: document.vintage for document in shipped if document.role == "current"}
    fresh = [d for d in answered if d.vintage >= vintage_shipped.get(d.request, "")]
    replaced = {d.request for d in fresh}
    kept = [d for d in shipped if d.role == "archive" or d.request not in replaced]
    superseded = [_archived(d) for d in shipped if d.role == "current" and _is_older_vintage(d, fresh)]
    return kept + superseded + fresh


#: Requests whose older answers stay readable beside the newer ones: the verdict can turn on the vintage.
KEPT_VINTAGES = frozenset({"county_accounts"})


def _is_older_vintage(document: Document, fresh: list[Document]) -> bool:
    return document.request in KEPT_VINTAGES and any(
        d.request == document.request and d.vintage > document.vintage for d in fresh
    )


def _archived(document: Document) -> Document:
    return replace(document, role="archive")
