"""The shipped snapshot: what its manifest says about each document, and the documents' checked bytes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, field_validator

from pipelines import paths
from pipelines.tables import Declared

MANIFEST = "manifest.json"


class SnapshotError(ValueError):
    """The snapshot's manifest or one of its files is missing or damaged; the message names it."""


class SnapshotDocument(Declared):
    """One document of the snapshot, as the manifest describes it.

    Attributes:
        name: unique name.
        request: the declared request that it answers; None for KLASS answers, which are no tables.
        table: the publisher's table id.
        publisher: who published the figures.
        file: path inside the snapshot's folder, with forward slashes.
        role: current (what the publisher would answer today as far as the record goes) or archive.
        vintage: date, month or year in which the publisher put the figures out.
        vintage_basis: how the vintage is known.
        asked: dimension code → what was asked of it.
        codelists: dimension code → the code list it was asked with.
        code_prefixes: dimension code → what stands before its codes in the document because of the code list.
        own_codes: dimension code → which of its codes are ours, not the publisher's.
        regions: the regions covered, in words.
        years: first and last year covered, or None where there is no time dimension.
        cells: number of cells of the rectangle.
        missing: how many of them have no figure.
        price: basic or market prices, where it matters.
        origin: where the figures were taken from.
        licence: licence and attribution.
        notes: traps.
        sha256: of the file's bytes.
    """

    name: str = Field(min_length=1)
    request: str | None
    table: str
    publisher: str
    file: str
    role: Literal["current", "archive"]
    vintage: str = Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")
    vintage_basis: str = Field(min_length=1)
    asked: dict[str, str | list[str]]
    codelists: dict[str, str]
    code_prefixes: dict[str, str]
    own_codes: dict[str, str]
    regions: str = Field(min_length=1)
    years: tuple[int, int] | None
    cells: int = Field(ge=1)
    missing: int = Field(ge=0)
    price: Literal["basic", "market"] | None
    origin: str = Field(min_length=1)
    licence: str = Field(min_length=1)
    notes: tuple[str, ...]
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    folder: Path = Field(default=paths.SNAPSHOT, exclude=True)

    @field_validator("file")
    @classmethod
    def _stays_inside(cls, file: str) -> str:
        if file.startswith("/") or ".." in file.split("/") or "\\" in file:
            raise ValueError(f"{file} leads out of the snapshot's folder")
        return file

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return self.folder / self.file

    def read_bytes(self) -> bytes:
        """The document's bytes, held against the manifest's checksum.

        Raises:
            SnapshotError: the file is missing, or its bytes are not those that were recorded.
        """
        try:
            data = self.path.read_bytes()
        except OSError as error:
            raise SnapshotError(
                f"The snapshot's file {self.file} can't be read ({error.strerror}): fetch it anew from the repository."
            ) from error
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise SnapshotError(
                f"The snapshot's file {self.file} is damaged: its content is not what {MANIFEST} says. "
                "Fetch it anew from the repository."
            )
        return data


def read_manifest(folder: Path = paths.SNAPSHOT) -> list[SnapshotDocument]:
    """All documents of the snapshot, sorted by name.

    Args:
        folder: the snapshot's folder.

    Raises:
        SnapshotError: the manifest is missing, is not JSON, lacks a field or names a document twice.
    """
    file = folder / MANIFEST
    try:
        entries = json.loads(file.read_text(encoding="utf-8"))["documents"]
        documents = [SnapshotDocument(**entry, folder=folder) for entry in entries]
    except OSError as error:
        raise SnapshotError(f"The snapshot's {MANIFEST} can't be read ({error.strerror}).") from error
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError, ValidationError) as error:
        raise SnapshotError(f"The snapshot's {MANIFEST} is damaged: {error}") from error
    for field in ("name", "file"):
        seen = [getattr(document, field) for document in documents]
        twice = sorted({value for value in seen if seen.count(value) > 1})
        if twice:
            raise SnapshotError(f"The snapshot's {MANIFEST} lists {field} {', '.join(twice)} more than once.")
    return sorted(documents, key=lambda document: document.name)
