"""JSON-stat 1.x and 2.0 bytes to coded columns, with the publisher's status symbols kept beside the values.

A document is decoded whole or not at all: every contradiction inside it (sizes against values, a code twice, a status
for a cell that is not there) raises `JsonStatError` with a sentence that names the dimension or property. What SSB
means by a symbol is kept too: `-` is exactly zero although the value is null, every other symbol leaves the value null.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from math import prod
from typing import Any, NoReturn

import numpy as np
import pandas as pd
from numpy.typing import NDArray

ZERO_SYMBOL = "-"
MAX_CELLS = 50_000_000  # 60 times SSB's own limit; a document that claims more is damaged, and would fill the memory


class JsonStatError(ValueError):
    """The bytes are not a JSON-stat document, or one that contradicts itself."""


@dataclass(frozen=True)
class Dimension:
    """One dimension of a dataset.

    Attributes:
        code: its code, e.g. "Region".
        label: its label, or the code where it has none.
        codes: category codes in the order of the cells.
        labels: code → label; the code itself where there is none.
        units: code → unit as published, e.g. {"base": "persons", "decimals": 0}; mostly empty.
        extension: the publisher's own additions, as published (in metadata: elimination, code lists).
    """

    code: str
    label: str
    codes: tuple[str, ...]
    labels: dict[str, str]
    units: dict[str, Any] = field(default_factory=dict)
    extension: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Metadata:
    """A dataset without its cells: what `GET /tables/{id}/metadata` answers.

    Attributes:
        label: the dataset's title.
        source: who publishes it.
        updated: when it was last changed, as published; None where the document does not say.
        notes: footnotes to the whole dataset.
        dimensions: in the order of the cells, the last one varying fastest.
        role: "time", "geo", "metric" → dimension codes.
        extension: the publisher's own additions, as published.
    """

    label: str
    source: str
    updated: str | None
    notes: tuple[str, ...]
    dimensions: tuple[Dimension, ...]
    role: dict[str, tuple[str, ...]]
    extension: dict[str, Any]

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of categories in each dimension."""
        return tuple(len(dimension.codes) for dimension in self.dimensions)

    def dimension(self, code: str) -> Dimension:
        """The dimension with this code.

        Raises:
            JsonStatError: there is none.
        """
        for dimension in self.dimensions:
            if dimension.code == code:
                return dimension
        have = ", ".join(d.code for d in self.dimensions)
        raise JsonStatError(f"{self.label or 'dataset'}: dimension {code} is missing (there are {have})")


@dataclass(frozen=True)
class Dataset(Metadata):
    """A decoded dataset: flat cells in row-major order of `dimensions`.

    Attributes:
        values: float64, NaN where the cell is null.
        symbols: int8, index into `symbol_names`; 0 where the cell has no symbol.
        symbol_names: symbol_names[0] is "".
        texts: the cells as text where the document holds text instead of numbers (`values` is NaN then), else None.
    """

    values: NDArray[np.float64]
    symbols: NDArray[np.int8]
    symbol_names: tuple[str, ...]
    texts: tuple[str | None, ...] | None = None

    def _tiled(self, i: int, dtype: Any) -> NDArray[Any]:
        """For every cell, the index of its category in dimension `i`."""
        outer, size, inner = prod(self.shape[:i]), self.shape[i], prod(self.shape[i + 1 :])
        if not outer * size * inner:
            return np.zeros(0, dtype)
        return np.tile(np.repeat(np.arange(size, dtype=dtype), inner), outer)

    def renamed(self, codes: dict[str, str]) -> Dataset:
        """The same dataset with other dimension codes (old → new); those not named stay."""
        dimensions = tuple(replace(d, code=codes.get(d.code, d.code)) for d in self.dimensions)
        role = {name: tuple(codes.get(code, code) for code in those) for name, those in self.role.items()}
        return replace(self, dimensions=dimensions, role=role)

    def frame(self) -> pd.DataFrame:
        """One row a cell: one Categorical of codes per dimension, then "value" (float64) and "symbol" (Categorical).

        Raises:
            JsonStatError: a dimension's code is "value" or "symbol", which would hide the figures.
        """
        columns: dict[str, Any] = {}
        for i, dimension in enumerate(self.dimensions):
            if dimension.code in ("value", "symbol"):
                raise JsonStatError(f"{self.label}: a dimension coded {dimension.code} can't stand beside the figures")
            codes = self._tiled(i, np.min_scalar_type(-len(dimension.codes) - 1))
            columns[dimension.code] = _categorical(codes, dimension.codes)
        columns["value"] = self.values
        columns["symbol"] = _categorical(self.symbols, self.symbol_names)
        return pd.DataFrame(columns, copy=False)


def _categorical(codes: NDArray[Any], categories: tuple[str, ...]) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, pd.Index(categories, dtype=object), validate=False)


def decode(data: bytes) -> Dataset:
    """The one dataset in a JSON-stat document.

    Args:
        data: the document's bytes, JSON-stat 1.x or 2.0, with cells.

    Raises:
        JsonStatError: not JSON-stat, damaged, contradicting itself, without cells, or more than one dataset.
    """
    datasets = decode_all(data)
    if len(datasets) > 1:
        raise JsonStatError(f"the document holds {len(datasets)} datasets where one was expected; use decode_all")
    return datasets[0]


def decode_all(data: bytes) -> list[Dataset]:
    """Every dataset in a document: a bundle (1.x) or a collection with its datasets inside (2.0) may hold several.

    Raises:
        JsonStatError: as `decode`.
    """
    return [_dataset(entry) for entry in _entries(_parse(data))]


def decode_metadata(data: bytes) -> Metadata:
    """The dimensions of one dataset; its cells, if it has any, are not looked at.

    Raises:
        JsonStatError: not JSON-stat, damaged, contradicting itself, or more than one dataset.
    """
    entries = _entries(_parse(data))
    if len(entries) > 1:
        raise JsonStatError(f"the document holds {len(entries)} datasets where metadata for one was expected")
    return Metadata(**_metadata(entries[0]))


def _refuse_constant(name: str) -> NoReturn:
    raise JsonStatError(f"the document holds {name}, which JSON does not know")


def _parse(data: bytes) -> dict[str, Any]:
    """The document as JSON object; everything that can be wrong with the bytes comes out as one sentence."""
    if not data.strip():
        raise JsonStatError("the document is empty")
    try:
        document = json.loads(data, parse_constant=_refuse_constant)
    except JsonStatError:
        raise
    except json.JSONDecodeError as error:
        start = data.lstrip()[:1].decode("ascii", "replace")
        if start not in "{[":
            kind = "an HTML page" if start == "<" else "text"
            raise JsonStatError(f"the document is not JSON but {kind}") from error
        where = f"character {error.pos} of {len(error.doc)}"
        raise JsonStatError(f"the document is damaged or cut off at {where}") from error
    except UnicodeDecodeError as error:
        raise JsonStatError(f"the document is not UTF-8 text (see byte {error.start})") from error
    except RecursionError as error:
        raise JsonStatError("the document is nested too deeply to be read") from error
    except ValueError as error:  # the one thing left that Python says so of
        raise JsonStatError("the document holds a number too long to be one") from error
    if not isinstance(document, dict):
        raise JsonStatError("the document is JSON but not a JSON-stat object")
    return document


def _entries(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The datasets as JSON objects: the document itself, those of a bundle, or those inside a collection."""
    if "dimension" in document:
        return [document]
    bundle = [entry for entry in document.values() if isinstance(entry, dict) and "dimension" in entry]
    if bundle:
        return bundle
    link = document.get("link")
    items = link.get("item") if isinstance(link, dict) else None
    inside = [i for i in items if isinstance(i, dict) and "dimension" in i] if isinstance(items, list) else []
    if inside:
        return inside
    if "title" in document and "status" in document:
        raise JsonStatError(f"the document is an error message: {document['title']}")
    if "id" in document and "size" in document:
        raise JsonStatError("the document has no `dimension`")
    raise JsonStatError(f"the document holds no dataset (class: {document.get('class', 'not given')})")


def _metadata(entry: dict[str, Any]) -> dict[str, Any]:
    """Everything but the cells, as keyword arguments of `Metadata`."""
    dimension = entry["dimension"]
    if not isinstance(dimension, dict):
        raise JsonStatError("`dimension` is not an object")
    # 1.x keeps id, size and role inside `dimension`; 2.0 beside it.
    holder = entry if "id" in entry or "size" in entry else dimension
    ids, sizes = holder.get("id"), holder.get("size")
    if not isinstance(ids, list) or not isinstance(sizes, list):
        raise JsonStatError("`id` or `size` is missing or not a list")
    if len(ids) != len(sizes):
        raise JsonStatError(f"`id` names {len(ids)} dimensions but `size` has {len(sizes)} numbers")
    if not all(isinstance(code, str) for code in ids):
        raise JsonStatError("`id` holds something else than dimension codes")
    if len(set(ids)) != len(ids):
        raise JsonStatError(f"dimension {_first_twice(ids)} is named twice in `id`")
    notes = entry.get("note") or []
    return {
        "label": str(entry.get("label") or ""),
        "source": str(entry.get("source") or ""),
        "updated": str(entry["updated"]) if entry.get("updated") else None,
        "notes": tuple(str(n) for n in (notes if isinstance(notes, list) else [notes])),
        "dimensions": tuple(_dimension(c, s, dimension.get(c)) for c, s in zip(ids, sizes, strict=True)),
        "role": _role(holder.get("role"), ids),
        "extension": entry["extension"] if isinstance(entry.get("extension"), dict) else {},
    }


def _role(role: Any, ids: list[str]) -> dict[str, tuple[str, ...]]:
    roles: dict[str, tuple[str, ...]] = {}
    for name, codes in role.items() if isinstance(role, dict) else ():
        codes = codes if isinstance(codes, list) else [codes]
        unknown = [code for code in codes if code not in ids]
        if unknown:
            raise JsonStatError(f"`role` {name} names dimension {unknown[0]}, which is not in `id`")
        roles[name] = tuple(codes)
    return roles


def _dimension(code: str, size: Any, body: Any) -> Dimension:
    if not isinstance(body, dict):
        raise JsonStatError(f"dimension {code} is in `id` but not described in `dimension`")
    category = body.get("category")
    if not isinstance(category, dict):
        raise JsonStatError(f"dimension {code} has no `category`")
    count = _size(code, size)
    codes = _codes(code, count, category)
    label = category.get("label")
    labels = label if isinstance(label, dict) else {}
    unit, extension = category.get("unit"), body.get("extension")
    return Dimension(
        code=code,
        label=str(body.get("label") or code),
        codes=codes,
        labels={c: str(labels.get(c, c)) for c in codes},
        units=unit if isinstance(unit, dict) else {},
        extension=extension if isinstance(extension, dict) else {},
    )


def _size(code: str, size: Any) -> int:
    """A size as whole number; some publishers write it as text."""
    if isinstance(size, str) and size.isascii() and size.isdigit():
        return int(size)
    if isinstance(size, bool) or not isinstance(size, int) or size < 0:
        raise JsonStatError(f"dimension {code}: size is {size!r}, not a whole number")
    return size


def _codes(code: str, count: int, category: dict[str, Any]) -> tuple[str, ...]:
    """The category codes in cell order, from `index` as object or list, or from the only label."""
    index = category.get("index")
    if index is None:
        label = category.get("label")
        if not isinstance(label, dict) or len(label) != 1:
            raise JsonStatError(f"dimension {code} has no `index`, so its categories have no order")
        index = list(label)
    if not isinstance(index, list | dict):
        raise JsonStatError(f"dimension {code}: `index` is neither an object nor a list")
    if len(index) != count:
        raise JsonStatError(f"dimension {code} has {len(index)} categories but size {count}")
    if isinstance(index, list):
        if not all(isinstance(c, str) for c in index):
            raise JsonStatError(f"dimension {code}: `index` holds something else than codes")
        if len(set(index)) != count:
            raise JsonStatError(f"dimension {code}: code {_first_twice(index)} occurs twice")
        return tuple(index)
    ordered: list[str | None] = [None] * count
    for category_code, position in index.items():
        if isinstance(position, bool) or not isinstance(position, int) or not 0 <= position < count:
            raise JsonStatError(f"dimension {code}: code {category_code} has index {position!r}, not 0–{count - 1}")
        if ordered[position] is not None:
            both = f"{ordered[position]} and {category_code}"
            raise JsonStatError(f"dimension {code}: codes {both} share index {position}")
        ordered[position] = category_code
    return tuple(c for c in ordered if c is not None)


def _first_twice(items: list[str]) -> str:
    return next(item for item, times in Counter(items).items() if times > 1)


def _dataset(entry: dict[str, Any]) -> Dataset:
    metadata = _metadata(entry)
    shape = [len(dimension.codes) for dimension in metadata["dimensions"]]
    cells = prod(shape)
    if cells > MAX_CELLS:
        raise JsonStatError(f"the document claims {cells} cells, more than {MAX_CELLS}")
    named = ", ".join(f"{d.code} {len(d.codes)}" for d in metadata["dimensions"])
    # pop: the list of Python numbers is freed as soon as the array is made, which halves the peak
    values, texts = _values(entry.pop("value", None), cells, named)
    symbols, names = _symbols(entry.get("status"), cells)
    if texts is None:
        _zeros(values, symbols, names)
    return Dataset(**metadata, values=values, symbols=symbols, symbol_names=names, texts=texts)


def _values(value: Any, cells: int, named: str) -> tuple[NDArray[np.float64], tuple[str | None, ...] | None]:
    if isinstance(value, dict):
        dense: list[Any] = [None] * cells
        for position, item in zip(_positions(value, cells, "value"), value.values(), strict=True):
            dense[position] = item
        value = dense
    if not isinstance(value, list):
        raise JsonStatError("the document has no cells: `value` is missing or neither a list nor an object")
    if not value and cells:
        raise JsonStatError(f"the document has no cells (sizes: {named}): it is metadata; use decode_metadata")
    if len(value) != cells:
        raise JsonStatError(f"the document has {len(value)} values but its sizes make {cells} ({named})")
    kinds = set(map(type, value))
    if kinds <= {int, float, type(None)}:
        try:
            return np.array(value, dtype=np.float64), None
        except OverflowError as error:
            raise JsonStatError("a value is too large to be a number") from error
    if kinds <= {str, type(None)}:
        return np.full(cells, np.nan), tuple(value)
    position = next(i for i, item in enumerate(value) if type(item) not in (int, float, type(None)))
    raise JsonStatError(f"cell {position} holds {value[position]!r}, not a number")


def _positions(sparse: dict[str, Any], cells: int, what: str) -> list[int]:
    """The keys of a sparse object as cell numbers, each inside the document and none twice."""
    try:
        positions = list(map(int, sparse))
    except ValueError as error:
        raise JsonStatError(f"`{what}` has a key that is not a cell number: {error}") from error
    if positions and not 0 <= min(positions) <= max(positions) < cells:
        wrong = next(p for p in positions if not 0 <= p < cells)
        raise JsonStatError(f"`{what}` names cell {wrong}, but there are only {cells} cells")
    if len(set(positions)) != len(positions):
        raise JsonStatError(f"`{what}` names a cell twice")
    return positions


def _symbols(status: Any, cells: int) -> tuple[NDArray[np.int8], tuple[str, ...]]:
    """Status symbols from an object, a list, or one text for all cells."""
    symbols = np.zeros(cells, np.int8)
    if not status:
        return symbols, ("",)
    if isinstance(status, dict):
        positions: Any = _positions(status, cells, "status")
        given: Any = list(status.values())
    else:
        given = [status] if isinstance(status, str) else status
        if not isinstance(given, list):
            raise JsonStatError("`status` is neither an object, a list nor a text")
        if len(given) == 1:
            given = given * cells
        if len(given) != cells:
            raise JsonStatError(f"`status` has {len(given)} entries but there are {cells} cells")
        positions = slice(None)
    kinds = set(map(type, given))
    if not kinds <= {str, type(None)}:
        raise JsonStatError("`status` holds something else than symbols")
    names = ("", *sorted({s for s in given if s}))
    if len(names) > np.iinfo(np.int8).max:
        raise JsonStatError(f"`status` uses {len(names) - 1} different symbols, more than 126")
    code = {name: i for i, name in enumerate(names)} | {None: 0}
    symbols[positions] = np.fromiter((code[s] for s in given), np.int8, len(given))
    return symbols, names


def _zeros(values: NDArray[np.float64], symbols: NDArray[np.int8], names: tuple[str, ...]) -> None:
    """SSB's "-" is exactly zero, published as null: put the zero in place."""
    if ZERO_SYMBOL not in names:
        return
    zero = symbols == names.index(ZERO_SYMBOL)
    contradicting = np.flatnonzero(zero & ~np.isnan(values) & (values != 0))
    if contradicting.size:
        cell = contradicting[0]
        raise JsonStatError(f"cell {cell} has the symbol “-” (exactly zero) and the value {values[cell]:g}")
    values[zero] = 0.0
