"""Documents as tables of a statistics bank: dimensions, codes, code lists, and the cells behind them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from pipelines import paths, tables
from tests.standin.faults import Faults

#: Columns that hold the time, and a period of each.
TIMES = {"year": "2001", "quarter": "2001K1"}


@dataclass
class Served:
    """One JSON-stat document that a table is made of.

    Attributes:
        table: table id.
        body: the document.
        codelists: dimension → id of the code list that its codes belong to.
        prefixes: dimension → prefix of those codes.
        codelist_labels: id → label.
    """

    table: str
    body: dict[str, Any]
    codelists: dict[str, str] = field(default_factory=dict)
    prefixes: dict[str, str] = field(default_factory=dict)
    codelist_labels: dict[str, str] = field(default_factory=dict)

    def codes(self, dimension: str) -> list[str]:
        index = self.body["dimension"][dimension]["category"]["index"]
        return sorted(index, key=index.__getitem__) if isinstance(index, dict) else index

    def labels(self, dimension: str) -> dict[str, str]:
        given = self.body["dimension"][dimension]["category"].get("label", {})
        return {code: given.get(code, code) for code in self.codes(dimension)}

    @cached_property
    def cells(self) -> tuple[np.ndarray, np.ndarray]:
        """Values and symbols as arrays of objects, one axis a dimension."""
        shape = [int(size) for size in self.body["size"]]
        count = int(np.prod(shape))
        values, symbols = np.full(count, None, object), np.full(count, None, object)
        value = self.body["value"]
        if isinstance(value, dict):
            for position, item in value.items():
                values[int(position)] = item
        else:
            values[:] = value
        status = self.body.get("status") or {}
        for position, symbol in status.items() if isinstance(status, dict) else enumerate(status):
            symbols[int(position)] = symbol or None
        return values.reshape(shape), symbols.reshape(shape)


def snapshot_documents(live_only: bool = True) -> list[Served]:
    """The snapshot's current documents of SSB's tables that are asked live, and empty ones where it has no record."""
    manifest = json.loads((paths.SNAPSHOT / "manifest.json").read_text(encoding="utf-8"))
    requests = tables.declared_requests()
    served = []
    for entry in manifest["documents"]:
        request = requests.get(entry["request"] or "")
        if (
            entry["role"] != "current"
            or request is None
            or request.publisher != "SSB"
            or (live_only and not request.live)
        ):
            continue
        body = json.loads((paths.SNAPSHOT / entry["file"]).read_bytes())
        # SSB always tells when a table was updated; a record that lacks it has at least its vintage.
        body.setdefault("updated", f"{entry['vintage']}-01-01"[:10] + "T07:00:00Z")
        served.append(Served(entry["table"], body, entry.get("codelists") or {}, entry.get("code_prefixes") or {}))
    return served + [
        empty_document(request, served) for request in requests.values() if request.live and not request.recorded
    ]


def empty_document(request: tables.Request, served: Iterable[Served] = ()) -> Served:
    """A document of a declared request without any figure: the bank has the table, and all its cells are null.

    Args:
        request: what is declared.
        served: recorded documents. Code lists, and dimensions of the same table, have the codes that they have there;
            where all codes are asked for and no record tells them, there is one: nobody has seen the table's own.
    """
    like = {}
    for document in served:
        for code in document.body["id"]:
            key = document.codelists.get(code) or (document.table, code)
            like.setdefault(key, (document.prefixes.get(code, ""), document.labels(code)))
    contents = {code: content.label or code for code, content in request.contents.items()}
    time = next((code for code, d in request.dimensions.items() if d.column in TIMES), "Tid")
    categories: dict[str, dict[str, str]] = {}
    prefixes, codelists = {}, {}
    for code, declared in request.dimensions.items():
        chosen = declared.select if isinstance(declared.select, list) else []
        prefix, recorded = like.get(declared.codelist.id if declared.codelist else (request.table, code), ("", {}))
        labels = dict(declared.values) or {one: one for one in chosen or [TIMES.get(declared.column, "0000")]}
        if declared.codelist:
            codelists[code], prefixes[code] = declared.codelist.id, prefix or "K-"
            labels = {f"{prefixes[code]}{one}": label for one, label in labels.items()}
        categories[code] = recorded if recorded and not (declared.values or chosen) else labels
    categories[request.content_dimension] = contents
    body = {
        "version": "2.0",
        "class": "dataset",
        "label": f"{request.table}: not recorded",
        "source": "Statistisk sentralbyrå",
        "updated": "2001-01-01T07:00:00Z",
        "role": {"time": [time], "metric": [request.content_dimension]},
        "id": list(categories),
        "size": [len(labels) for labels in categories.values()],
        "dimension": {
            code: {
                "label": request.dimensions[code].label or code if code in request.dimensions else code,
                "category": {"index": {one: i for i, one in enumerate(labels)}, "label": labels},
            }
            for code, labels in categories.items()
        },
        "value": [None] * int(np.prod([len(labels) for labels in categories.values()])),
    }
    return Served(request.table, body, codelists, prefixes)


class Table:
    """One table: everything that its documents know, told the way PxWebApi tells it."""

    def __init__(self, table: str, documents: list[Served], faults: Faults) -> None:
        self.id, self.documents, self.faults = table, documents, faults
        longest = max(documents, key=lambda d: len(d.body["id"]))
        others = [d for document in documents for d in document.body["id"] if d not in longest.body["id"]]
        self.dimensions: list[str] = [*longest.body["id"], *dict.fromkeys(others)]
        self.label: str = str(longest.body.get("label") or table)
        if not self.label.startswith(f"{table}:"):
            self.label = f"{table}: {self.label}"
        told = max(str(d.body.get("updated") or "2001-01-01T07:00:00Z") for d in documents)
        self.updated = faults.updated.get(table, told)
        self._names = faults.renamed_dimensions.get(table, {})

    def shown(self, dimension: str) -> str:
        """The dimension's code as the bank tells it today."""
        return self._names.get(dimension, dimension)

    def named(self, shown: str) -> str | None:
        """The document's dimension for a code asked for, letter case aside."""
        return next((d for d in self.dimensions if self.shown(d).lower() == shown.lower()), None)

    def shown_code(self, dimension: str, code: str) -> str:
        return self.faults.renamed_codes.get((self.id, dimension), {}).get(code, code)

    @property
    def contents(self) -> str:
        roles = [d.body.get("role", {}).get("metric") for d in self.documents]
        return next((metric[0] for metric in roles if metric), "ContentsCode")

    @property
    def time(self) -> str:
        roles = [d.body.get("role", {}).get("time") for d in self.documents]
        return next((time[0] for time in roles if time), "Tid")

    def labels(self, dimension: str, codelist: str = "", language: str = "en") -> dict[str, str]:
        """Code (as in the documents) → label, of the dimension itself or under one of its code lists."""
        labels: dict[str, str] = {}
        for document in self.documents:
            if dimension not in document.body["id"]:
                continue
            own = document.codelists.get(dimension, "")
            if codelist and own != codelist:
                continue
            prefix = "" if codelist else document.prefixes.get(dimension, "")
            for code, label in document.labels(dimension).items():
                labels.setdefault(code.removeprefix(prefix), label)
        if dimension == self.contents:
            gone = self.faults.missing_contents.get(self.id, [])
            labels = {code: label for code, label in labels.items() if code not in gone}
        relabelled = self.faults.relabelled.get((self.id, dimension), {})
        if language == "no":
            relabelled = relabelled | self.faults.norwegian.get((self.id, dimension), {})
        labels |= {code: label for code, label in relabelled.items() if code in labels}
        return dict(sorted(labels.items())) if dimension == self.time else labels

    def codelists(self, dimension: str) -> dict[str, str]:
        """Id as told today → id in the documents, of the code lists for a dimension."""
        ids = dict.fromkeys(d.codelists[dimension] for d in self.documents if dimension in d.codelists)
        renamed = self.faults.renamed_codelists.get(self.id, {})
        return {renamed.get(id_, id_): id_ for id_ in ids}

    def codelist_label(self, id_: str) -> str:
        return next((d.codelist_labels[id_] for d in self.documents if id_ in d.codelist_labels), f"List {id_}")

    def eliminable(self, dimension: str) -> bool:
        """Whether it may be left out: contents and time never, others where a document does without."""
        return dimension not in (self.contents, self.time) and any(
            dimension not in d.body["id"] for d in self.documents
        )

    def unit(self, codes: Iterable[str]) -> dict[str, Any]:
        units: dict[str, Any] = {}
        for document in self.documents:
            units |= document.body["dimension"].get(self.contents, {}).get("category", {}).get("unit", {})
        return {self.shown_code(self.contents, code): units[code] for code in codes if code in units}

    def best_document(self, codelists: dict[str, str], asked: dict[str, list[str]]) -> Served | None:
        """The document with these dimensions and code lists that has most of the cells asked for."""
        fitting = [
            d
            for d in self.documents
            if set(d.body["id"]) == set(asked) and {k: v for k, v in d.codelists.items() if k in asked} == codelists
        ]
        overlaps = [int(np.prod([len(set(d.codes(k)) & set(v)) for k, v in asked.items()])) for d in fitting]
        return fitting[overlaps.index(max(overlaps))] if fitting and max(overlaps) else None

    def cells(self, codelists: dict[str, str], asked: dict[str, list[str]]) -> tuple[list[Any], dict[str, str]]:
        """Values and statuses of a rectangle; null without a status where the document has nothing.

        Without a fitting document every cell is null, as in a table that has nothing for a combination.
        """
        shape = [len(codes) for codes in asked.values()]
        values, symbols = np.full(shape, None, object), np.full(shape, None, object)
        document = self.best_document(codelists, asked)
        if document is not None:
            own_values, own_symbols = document.cells
            order = [document.body["id"].index(dimension) for dimension in asked]
            places, sources = [], []
            for dimension, codes in asked.items():
                position = {code: i for i, code in enumerate(document.codes(dimension))}
                pairs = [(i, position[code]) for i, code in enumerate(codes) if code in position]
                places.append([i for i, _ in pairs])
                sources.append([p for _, p in pairs])
            values[np.ix_(*places)] = own_values.transpose(order)[np.ix_(*sources)]
            symbols[np.ix_(*places)] = own_symbols.transpose(order)[np.ix_(*sources)]
        factor = self.faults.scaled.get(self.id)
        flat = values.ravel().tolist()
        if factor:
            flat = [None if value is None else value * factor for value in flat]
        return flat, {str(i): symbol for i, symbol in enumerate(symbols.ravel().tolist()) if symbol}
