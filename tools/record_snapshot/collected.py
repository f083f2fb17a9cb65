"""Reading the collected files: plain CSV, Eurostat's TSV, and the few words that every origin repeats."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]

from tools.record_snapshot.document import Key, Labels, Value

RIKSDATA = "github.com/egil10/riksdata"
RIKSDATA_HISTORY = f"{RIKSDATA}, commit 790634e7211c012e71092f92c335ce6e03b2e1bf, path data/cached/ssb/"
RIKSDATA_HEAD = f"{RIKSDATA}, commit f3b85ca583f0a2874459ed02d12e937964766c9d, path data/cached/ssb/"
CSDATA = "github.com/niphr/csdata, commit 59345122ca61ff7572085f09944f613c0e956b8b (CRAN csdata 2026.3.30), "
TELEMARK = "github.com/evensrii/Telemark, commit 2f2c2110de64611a0bab80a5f8f109183475bc50, path "
SPLIT_NOTE = (
    "Seven of today's municipalities were put together from parts of older ones (Orkland 5059, Heim 5055, Hitra 5056, "
    "Narvik 1806, Hamarøy 1875, Ålesund 1508, Haram 1580). SSB gives 0 for them before the change: read 0 as not "
    "available; the people are in the group K-Rest."
)


def rows(file: Path, delimiter: str = ",") -> list[dict[str, str]]:
    """All rows of a CSV file with a header line."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=delimiter))


def number(text: str) -> Value:
    """A figure as it was published: "13" and "13.0" are the integer 13, "2569.7" stays as it is."""
    try:
        return int(text)
    except ValueError:
        value = float(text)
        return int(value) if value.is_integer() else value


def labels(pairs: Iterable[tuple[str, str]]) -> Labels:
    """Code → label, sorted by code; where a code has borne several labels the last one given stands."""
    return dict(sorted(dict(pairs).items()))


def periods(values: Iterable[str]) -> Labels:
    """Years or quarters in order of time, each its own label."""
    return {value: value for value in sorted(set(values))}


def footnotes(workbook: Path, pattern: str) -> tuple[str, ...]:
    """SSB's own footnotes in an exported workbook: the cells of its first column that begin with `pattern`.

    The pattern also keeps out what follows them in such an export: names and telephone numbers of SSB's staff.
    """
    sheet = openpyxl.load_workbook(workbook, read_only=True)["BNPB"]
    texts = (str(cell) for (cell,) in sheet.iter_rows(max_col=1, values_only=True) if cell is not None)
    return tuple(text for text in texts if re.match(pattern, text))


def eurostat_tsv(file: Path, units: set[str]) -> list[tuple[str, str, str, Value]]:
    """The figures of an Eurostat bulk file as (unit, geo, year, value), without cells marked ":" (not available)."""
    lines = file.read_text(encoding="utf-8").splitlines()
    years = [year.strip() for year in lines[0].split("\t")[1:]]
    figures = []
    for line in lines[1:]:
        key, *cells = line.split("\t")
        unit, geo = key.split(",")
        figures += [
            (unit, geo, year, number(cell.split()[0]))
            for year, cell in zip(years, cells, strict=True)
            if unit in units and not cell.strip().startswith(":")
        ]
    return figures


@dataclass(frozen=True)
class ReadyMade:
    """One of SSB's ready-made sets as it was recorded: labels of each dimension, and (codes, value, symbol) cells."""

    labels: dict[str, Labels]
    cells: list[tuple[dict[str, str], Value | None, str]]

    def keyed(self, *order: str) -> tuple[dict[Key, Value], dict[Key, str]]:
        """Values and symbols by the codes of the dimensions named in `order`."""
        values = {tuple(at[code] for code in order): value for at, value, _ in self.cells if value is not None}
        symbols = {tuple(at[code] for code in order): symbol for at, _, symbol in self.cells if symbol}
        return values, symbols


def readymade(file: Path) -> ReadyMade:
    """Reads a recorded ready-made set (JSON-stat 1.2, values as a list, status as an object)."""
    dataset = json.loads(file.read_text(encoding="utf-8"))["dataset"]
    categories = {code: dataset["dimension"][code]["category"] for code in dataset["dimension"]["id"]}
    codes = {code: sorted(category["index"], key=category["index"].get) for code, category in categories.items()}
    status = dataset.get("status", {})
    cells = [
        (dict(zip(codes, place, strict=True)), dataset["value"][index], status.get(str(index), ""))
        for index, place in enumerate(product(*codes.values()))
    ]
    return ReadyMade({code: {c: categories[code]["label"][c] for c in listed} for code, listed in codes.items()}, cells)
