"""A recorded document: the cells of one rectangle of one table, and how they become JSON-stat 2.0 as SSB answers it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import prod
from pathlib import Path
from typing import Any, Literal

from pipelines.tables import Request, declared_requests

Value = int | float
Labels = dict[str, str]
Key = tuple[str, ...]

SSB_LICENCE = "CC BY 4.0, Statistics Norway"
EUROSTAT_LICENCE = "CC BY 4.0, © European Union, Eurostat"
SPARSE_BELOW = 0.5
"""A document with a smaller share of cells than this writes its values as an object, index to value."""

UNITS = {
    "_mnok": "mill. kr",
    "_bnok": "mrd. kr",
    "_nok": "kr",
    "_meur": "million euro",
    "_pct": "prosent",
    "_permille": "promille",
    "_index": "indeks",
    "_thousand": "1 000 personer",
}


@dataclass(frozen=True)
class Recorded:
    """One document of the snapshot, before it is written.

    Attributes:
        name: unique name, also the file's.
        request: the declared request it answers.
        title: the table's title, without its number.
        axes: dimension code → code → label, contents left out, in the order of the request's dimensions. Codes are
            plain; `code_prefixes` is put before them when the document is written, as SSB does under a code list.
        cells: (codes in the order of the axes…, content code) → value. A cell that is not there is null.
        symbols: the same key → SSB's symbol for a cell that was published as withheld or missing.
        vintage: date, month or year in which the publisher put the figures out.
        vintage_basis: how that is known.
        regions: the regions in words.
        origin: where the figures were taken from.
        updated: the publisher's own time stamp, where it was recorded.
        footnotes: the publisher's own, word for word; they go into the document. Our remarks go into `notes`.
    """

    name: str
    request: str
    title: str
    axes: dict[str, Labels]
    cells: dict[Key, Value]
    vintage: str
    vintage_basis: str
    regions: str
    origin: str
    role: Literal["current", "archive"] = "current"
    symbols: dict[Key, str] = field(default_factory=dict)
    updated: str | None = None
    language: str = "no"
    price: Literal["basic", "market"] | None = None
    code_prefixes: dict[str, str] = field(default_factory=dict)
    own_codes: dict[str, str] = field(default_factory=dict)
    licence: str = SSB_LICENCE
    notes: tuple[str, ...] = ()
    footnotes: tuple[str, ...] = ()

    @property
    def declared(self) -> Request:
        """The request that the document answers."""
        return declared_requests()[self.request]

    @staticmethod
    def declared_contents(request: str) -> set[str]:
        """Content codes that the project asks for in `request`, for tables that have more of them."""
        return set(declared_requests()[request].contents)

    @property
    def file(self) -> str:
        """Path of the document's file inside the snapshot."""
        return f"{self.declared.table}/{self.name}.json"

    def contents(self) -> list[str]:
        """Content codes that the document has at least one figure or symbol for, in the request's order."""
        seen = {key[-1] for key in self.cells} | {key[-1] for key in self.symbols}
        return [code for code in self.declared.contents if code in seen]


def to_bytes(recorded: Recorded) -> bytes:
    """The document as compact JSON-stat 2.0.

    Raises:
        ValueError: the axes are not the request's dimensions, or a cell lies outside the axes.
    """
    request, contents = recorded.declared, recorded.contents()
    if list(recorded.axes) != list(request.dimensions):
        raise ValueError(f"{recorded.name}: has the dimensions {list(recorded.axes)}, not {list(request.dimensions)}.")
    unknown = {key[-1] for key in recorded.cells} - set(contents)
    if unknown:
        raise ValueError(f"{recorded.name}: the contents {sorted(unknown)} are not declared in request {request.name}.")
    dimensions = {code: _dimension(recorded, code, labels) for code, labels in recorded.axes.items()} | {
        request.content_dimension: _content_dimension(recorded, contents)
    }
    *front, last = recorded.axes
    order = [*front, request.content_dimension, last]
    sizes = [len(dimensions[code]["category"]["index"]) for code in order]
    document: dict[str, Any] = {
        "version": "2.0",
        "class": "dataset",
        "label": f"{request.table}: {recorded.title}",
        "source": "Statistisk sentralbyrå" if request.publisher == "SSB" else request.publisher,
    }
    if recorded.updated:
        document["updated"] = recorded.updated
    if recorded.footnotes:
        document["note"] = list(recorded.footnotes)
    document["role"] = _roles(recorded, request.content_dimension)
    document |= {"id": order, "size": sizes, "dimension": {code: dimensions[code] for code in order}}
    document["extension"] = {"px": {"tableid": request.table, "language": recorded.language}}
    document |= _values(recorded, contents, sizes)
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _dimension(recorded: Recorded, code: str, labels: Labels) -> dict[str, Any]:
    prefix = recorded.code_prefixes.get(code, "")
    declared = recorded.declared.dimensions[code]
    return {
        "label": declared.label or code,
        "category": {
            "index": {prefix + value: position for position, value in enumerate(labels)},
            "label": {prefix + value: label for value, label in labels.items()},
        },
    }


def _content_dimension(recorded: Recorded, contents: list[str]) -> dict[str, Any]:
    declared = recorded.declared.contents
    units = {code: {"base": _unit(declared[code].column), "decimals": _decimals(recorded, code)} for code in contents}
    return {
        "label": "statistikkvariabel" if recorded.language == "no" else "contents",
        "category": {
            "index": {code: position for position, code in enumerate(contents)},
            "label": {code: declared[code].label or declared[code].column for code in contents},
            "unit": units,
        },
    }


def _unit(column: str) -> str:
    """The unit that a column's name ends with; what has no unit in its name is a plain count."""
    return next((unit for ending, unit in UNITS.items() if column.endswith(ending) or f"{ending}_" in column), "antall")


def _decimals(recorded: Recorded, content: str) -> int:
    texts = {repr(value) for key, value in recorded.cells.items() if key[-1] == content and isinstance(value, float)}
    return max((len(text.partition(".")[2]) for text in texts), default=0)


def _roles(recorded: Recorded, content_dimension: str) -> dict[str, list[str]]:
    columns = {code: dimension.column for code, dimension in recorded.declared.dimensions.items()}
    places = [code for code, column in columns.items() if column in ("municipality", "county", "nuts", "region")]
    roles = {"time": [code for code, column in columns.items() if column in ("year", "quarter")]}
    return roles | ({"geo": places} if places else {}) | {"metric": [content_dimension]}


def _values(recorded: Recorded, contents: list[str], sizes: list[int]) -> dict[str, Any]:
    """`value` (a list, or an object where most cells are missing) and `status` of the document."""
    positions = [{code: place for place, code in enumerate(codes)} for codes in recorded.axes.values()]
    content = {code: place for place, code in enumerate(contents)}
    strides = [prod(sizes[i + 1 :]) for i in range(len(sizes))]
    axis_strides, content_stride = [*strides[:-2], strides[-1]], strides[-2]

    def index(key: Key) -> int:
        try:
            places = [places[code] for places, code in zip(positions, key[:-1], strict=True)]
        except KeyError as error:
            raise ValueError(f"{recorded.name}: {error} of cell {key} is on none of the document's axes.") from None
        return sum(place * stride for place, stride in zip(places, axis_strides, strict=True)) + (
            content[key[-1]] * content_stride
        )

    flat = {index(key): value for key, value in recorded.cells.items()}
    status = {str(place): symbol for place, symbol in sorted((index(k), s) for k, s in recorded.symbols.items())}
    size = prod(sizes)
    values: Any = [flat.get(place) for place in range(size)]
    if len(flat) < SPARSE_BELOW * size:
        values = {str(place): flat[place] for place in sorted(flat)}
    return {"value": values} | ({"status": status} if status else {})


def manifest_entry(recorded: Recorded, data: bytes) -> dict[str, Any]:
    """What the manifest tells about the document whose bytes are `data`."""
    request = recorded.declared
    periods = list(recorded.axes[next(c for c, d in request.dimensions.items() if d.column in ("year", "quarter"))])
    cells = prod(len(labels) for labels in recorded.axes.values()) * len(recorded.contents())
    return {
        "name": recorded.name,
        "request": recorded.request,
        "table": request.table,
        "publisher": request.publisher,
        "file": recorded.file,
        "role": recorded.role,
        "vintage": recorded.vintage,
        "vintage_basis": recorded.vintage_basis,
        "asked": {code: dimension.select for code, dimension in request.dimensions.items()},
        "codelists": {code: d.codelist.id for code, d in request.dimensions.items() if d.codelist},
        "code_prefixes": recorded.code_prefixes,
        "own_codes": recorded.own_codes,
        "regions": recorded.regions,
        "years": [int(min(periods)[:4]), int(max(periods)[:4])],
        "cells": cells,
        "missing": cells - len(recorded.cells),
        "price": recorded.price,
        "origin": recorded.origin,
        "licence": recorded.licence,
        "notes": list(recorded.notes),
        "sha256": hashlib.sha256(data).hexdigest(),
    }


def write_snapshot(folder: Path, documents: Iterable[tuple[dict[str, Any], bytes]]) -> list[dict[str, Any]]:
    """Writes every document and the manifest into `folder`, and removes what is left there from an earlier run.

    Args:
        folder: the snapshot's folder.
        documents: manifest entry and bytes of each document.

    Returns:
        The manifest's entries, sorted by name.

    Raises:
        ValueError: two documents bear the same name or file.
    """
    entries: list[dict[str, Any]] = []
    for entry, data in documents:
        if any(entry["name"] == other["name"] or entry["file"] == other["file"] for other in entries):
            raise ValueError(f"{entry['name']}: two documents bear this name or file.")
        entries.append(entry)
        file = folder / entry["file"]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    entries.sort(key=lambda entry: str(entry["name"]))
    kept = {folder / entry["file"] for entry in entries}
    for left_over in [file for file in folder.rglob("*.json") if file not in kept]:
        left_over.unlink()
    manifest = json.dumps({"documents": entries}, ensure_ascii=False, indent=1) + "\n"
    (folder / "manifest.json").write_bytes(manifest.encode())
    return entries
