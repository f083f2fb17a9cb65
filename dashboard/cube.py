"""Frames of figures as JSON-stat 2.0: key columns are the dimensions, with labels and units as a viewer shows them.

Two shapes come out of one function: values, where the indicator is the metric and every cell carries its status; and
tables, whose quantities are a dimension of their own. pyjstat writes the document.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from dashboard import fields

#: A sparse table makes a cube with many empty cells; more than this helps nobody.
MOST_CELLS = 1_000_000
QUANTITY = "quantity"
_TIME, _GEO = ("year", "to_year"), ("region", "county", "municipality")


class NoCube(ValueError):
    """The rows make no cube. `key` names the sentence in the catalogues (`api.error.<key>`), `values` fill it."""

    def __init__(self, key: str, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.key, self.values = key, values


@dataclass(frozen=True)
class Words:
    """What a reader sees in place of codes.

    Attributes:
        lang: language of the column's names.
        names: dimension → code → label.
        units: code of the metric → (unit, decimals).
        note: what is to be known of all figures.
        licence: on what terms they may be used.
        extension: what else a program may want to know.
    """

    lang: str = "nb"
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    units: Mapping[str, tuple[str, int | None]] = field(default_factory=dict)
    note: tuple[str, ...] = ()
    licence: str = ""
    extension: Mapping[str, Any] = field(default_factory=dict)


def to_jsonstat(
    frame: pd.DataFrame,
    keys: Sequence[str],
    label: str,
    source: str,
    updated: datetime,
    measure: str | None = None,
    words: Words | None = None,
) -> bytes:
    """The dataset; a cell without a row is null.

    Args:
        frame: the rows, each combination of keys at most once.
        keys: the columns that tell which row it is.
        label: what it holds.
        source: whose figures they are.
        updated: when they were made (UTC).
        measure: the column that holds the figure, with its status beside it in the column "status"; without it every
            column of numbers is a quantity.
        words: labels and units; without them codes stand for themselves.

    Raises:
        NoCube: no rows, the same row twice, or too many cells; the sentence says what to ask for instead.
    """
    words = words or Words()
    if frame.empty:
        raise NoCube("no_figures", "there are no figures for this question; ask for other regions or years")
    places = _places(frame, keys)
    if places.duplicated().any():
        raise NoCube("twice", "two rows stand for the same cell; ask for one of each choice, or take CSV")
    numbers = [measure] if measure else _quantities(frame, keys)
    codes = {key: sorted(places[key].unique()) for key in places}
    cells = len(numbers)
    for found in codes.values():
        cells *= len(found)
    if cells > MOST_CELLS:
        raise NoCube("too_many", f"the cube would have {cells} cells; ask for fewer regions or years", cells=cells)
    filled = np.full((cells // len(numbers), len(numbers)), np.nan)
    at = _positions(places, codes)
    filled[at] = frame[numbers].astype(float).to_numpy()
    dimensions = codes if measure else {**codes, QUANTITY: numbers}
    document: OrderedDict[str, Any] = OrderedDict(version="2.0")
    document["class"] = "dataset"
    document |= {
        "label": label,
        "source": source,
        "updated": updated.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "id": list(dimensions),
        "size": [len(found) for found in dimensions.values()],
        "role": _roles(dimensions, bool(measure)),
        "dimension": {name: _dimension(name, found, words) for name, found in dimensions.items()},
        "value": [None if cell != cell else cell for cell in filled.ravel().tolist()],
    }
    if measure and "status" in frame:
        by_place = sorted(zip(at.tolist(), frame["status"].tolist(), strict=True))
        document["status"] = {str(place): word for place, word in by_place if isinstance(word, str) and word}
    if words.note:
        document["note"] = list(words.note)
    document["extension"] = {"licence": words.licence, **words.extension}
    # Imported here: pyjstat brings an HTTP library along, and only this file needs it.
    from pyjstat import pyjstat

    return str(pyjstat.Dataset(document).write()).encode("utf-8")


def _places(frame: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """The keys of the rows. A choice that leaves an indicator as it is has no code there: the figure holds under the
    choice that the other indicators were asked for; a choice that changes none of them is no dimension at all."""
    found = frame[[*keys]].astype(str)
    for key in keys:
        chosen = [code for code in found[key].unique() if code]
        if not chosen:
            found = found.drop(columns=key)
        elif len(chosen) == 1:
            found[key] = chosen[0]
        else:
            found[key] = found[key].replace("", "none")
    return found


def _quantities(frame: pd.DataFrame, keys: Sequence[str]) -> list[str]:
    numeric = frame.select_dtypes("number").columns
    return [str(column) for column in frame.columns if column not in keys and column in numeric]


def _positions(places: pd.DataFrame, codes: Mapping[str, list[str]]) -> np.ndarray:
    """Where each row's cell lies, the last dimension running fastest."""
    at = np.zeros(len(places), dtype=np.int64)
    for key, found in codes.items():
        index = {code: number for number, code in enumerate(found)}
        at = at * len(found) + places[key].map(index).to_numpy(np.int64)
    return at


def _roles(dimensions: Mapping[str, Any], of_values: bool) -> dict[str, list[str]]:
    metric = ["indicator"] if of_values else [QUANTITY]
    roles = {
        "time": [name for name in dimensions if name in _TIME],
        "geo": [name for name in dimensions if name in _GEO],
        "metric": metric,
    }
    return {role: names for role, names in roles.items() if names}


def _dimension(name: str, codes: Sequence[str], words: Words) -> dict[str, Any]:
    """A dimension with a label for each code; a label that two codes share bears the code too."""
    named = words.names.get(name, {})
    if name == QUANTITY:
        named = {code: fields.field(code).title(words.lang) for code in codes}
    labels = {code: str(named.get(code) or code) for code in codes}
    times = Counter(labels.values())
    labels = {code: f"{shown} ({code})" if times[shown] > 1 else shown for code, shown in labels.items()}
    category: dict[str, Any] = {"index": list(codes), "label": labels}
    units = {code: _unit(code, words, name == QUANTITY) for code in codes}
    if any(units.values()) and name in (QUANTITY, "indicator"):
        category["unit"] = {code: unit for code, unit in units.items() if unit}
    return {"label": fields.field(name).title(words.lang), "category": category}


def _unit(code: str, words: Words, of_table: bool) -> dict[str, Any]:
    """A unit as JSON-stat has it: what it is called, how many decimals make sense, and that it stands behind."""
    label, decimals = words.units.get(code, (fields.field(code).unit(words.lang) if of_table else "", None))
    unit: dict[str, Any] = {"label": label, "position": "end"} if label else {}
    return unit | ({"decimals": decimals} if decimals is not None else {})
