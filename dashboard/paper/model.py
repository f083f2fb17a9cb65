"""What a paper is made of: sections with a statement, a chart and tables, and the facts that stand on every page.

Slides, PDF and the presentation on screen are all drawn from these; none of them reads a figure of its own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from dashboard import numbers

Values = tuple[float | None, ...]
#: The roles whose lines have their last value written at their end.
LABELLED = ("region", "target", "norway")


@dataclass(frozen=True)
class Series:
    """One line, or one set of bars.

    Attributes:
        name: what it is, for the label, the legend and the head of the table.
        role: the role of `dashboard.palette` that gives its colour.
        values: one for each category; None where there is none. Full precision.
        label: its name at the end of its line, in a word; "" where the key below the lines names it.
    """

    name: str
    role: str
    values: Values
    label: str = ""


@dataclass(frozen=True)
class Band:
    """The uncertainty around the first series, in full precision."""

    name_low: str
    name_high: str
    low: Values
    high: Values


@dataclass(frozen=True)
class Chart:
    """A chart that can be drawn natively anywhere.

    Attributes:
        kind: "line" (over years), "column" (over years) or "bar" (one horizontal bar for each category).
        title: what it shows, with the unit.
        category: what the categories are, for the head of the table.
        categories: years or names, as read.
        series: what is drawn; the first is what the chart is about.
        decimals: digits after the decimal sign, where numbers are written.
        percent: whether the numbers are per cent.
        alt: what the chart shows, in a sentence.
        band: the uncertainty around the first series.
        breaks: years from which the first series is not quite comparable with the years before.
        parity: the value that the goal is, drawn as a line; None where there is none.
        parity_name: what that line is called.
        marked: a year that matters and its name; None where there is none.
        of_page: the plotly figure with which a page shows the same; None where no page has this very chart.
        notes: what the signs of that figure mean.
    """

    kind: str
    title: str
    category: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    decimals: int
    percent: bool
    alt: str
    band: Band | None = None
    breaks: tuple[int, ...] = ()
    parity: float | None = None
    parity_name: str = ""
    marked: tuple[int, str] | None = None
    of_page: Mapping[str, Any] | None = field(default=None, compare=False, repr=False)
    notes: tuple[str, ...] = ()

    def written(self, value: float | None, lang: str) -> str:
        """A value of the chart as it is read."""
        if self.percent:
            return numbers.percent(value, lang, self.decimals)
        return numbers.number(value, self.decimals, lang)

    @property
    def gaps(self) -> list[int]:
        """Places of the years that begin a new series: no line leads to them from the year before."""
        return [
            place for place, name in enumerate(self.categories) if place and name.isdigit() and int(name) in self.breaks
        ]

    def sides(self, close: float = 0.09) -> dict[str, str]:
        """Where the label of each labelled line stands at its end.

        Args:
            close: so much of the height a label takes.

        Returns:
            "right" for each name, or "above" and "below" where two ends lie so close that one would cover the other.
        """
        ends = {
            series.name: next((value for value in reversed(series.values) if value is not None), 0.0)
            for series in self.series
            if series.role in LABELLED
        }
        known = self.known()
        near = close * (max(known) - min(known))
        sides = {}
        for name, value in ends.items():
            others = [other for other_name, other in ends.items() if other_name != name and abs(other - value) < near]
            sides[name] = "right" if not others else "above" if value >= max(others) else "below"
        return sides

    def known(self) -> list[float]:
        """Every value that is drawn, the band's and the goal's as well; 0 and 1 where there is none."""
        parts: list[Values] = [series.values for series in self.series]
        parts += [self.band.low, self.band.high] if self.band else []
        found = [value for values in parts for value in values if value is not None]
        return [*found, *([self.parity] if self.parity is not None else [])] or [0.0, 1.0]

    def uncertainty(self, place: int) -> tuple[float, float] | None:
        """Lower and upper end of the band at a category; None where there is none."""
        low, high = (self.band.low[place], self.band.high[place]) if self.band else (None, None)
        return None if low is None or high is None else (low, high)


@dataclass(frozen=True)
class Table:
    """A table of text.

    Attributes:
        title: what it is.
        header: names of the columns.
        rows: cells as they are read.
        numeric: places of the columns that hold numbers.
        on_slides: places of the columns that a slide has room for; none for a table that is for paper alone.
        under: place of a column → place of the column under whose words it stands in small letters on paper.
        narrow: places of the columns whose heads take two lines on paper.
        beside: place of a column → place of the column whose words it follows on slides, after a comma.
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()
    on_slides: tuple[int, ...] = ()
    under: Mapping[int, int] = field(default_factory=dict)
    narrow: frozenset[int] = frozenset()
    beside: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Section:
    """One thing to say.

    Attributes:
        key: its name in the address of the presentation.
        heading: what it is about, in a few words.
        statement: the one sentence.
        details: what more there is to say, a paragraph each.
        chart: the picture of it.
        tables: every figure behind it.
        figures: (label, value) that are read as large figures.
        lead: the one of the details without which the statement is half of the answer.
    """

    key: str
    heading: str
    statement: str
    details: tuple[str, ...] = ()
    chart: Chart | None = None
    tables: tuple[Table, ...] = ()
    figures: tuple[tuple[str, str], ...] = ()
    lead: str = ""


@dataclass(frozen=True)
class Paper:
    """A paper: what it is, what stands on every page of it, and its sections.

    Attributes:
        lang: a language that has a catalogue.
        name: file name without ending.
        title, subtitle: what it is, and of what.
        author: whose it is.
        made: the day it was made.
        facts: (label, value) that stand on every page: choices, vintage, denominator, date, and last the address.
        sections: in the order in which they are told.
        values: the rows of out.indicator_value that are shown, in full precision.
        appendix: what the words mean, for whoever reads on.
        overview: every section in a sentence or two, for the first page.
    """

    lang: str
    name: str
    title: str
    subtitle: str
    author: str
    made: date
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    values: pd.DataFrame = field(compare=False, repr=False)
    appendix: tuple[Table, ...] = ()
    overview: Table | None = None

    def footer(self) -> str:
        """The facts as one line."""
        return _line(self.facts)

    def choices(self) -> str:
        """The facts without the address, for a page that has it in its address bar."""
        return _line(self.facts[:-1])


def _line(facts: Sequence[tuple[str, str]]) -> str:
    return " · ".join(f"{label}: {value}" for label, value in facts)


def floats(values: Sequence[float | None]) -> Values:
    """Values as floats, None for missing."""
    found = [None if value is None or pd.isna(value) else float(value) for value in values]
    return tuple(None if value is None or not math.isfinite(value) else value for value in found)


def by_year(frame: pd.DataFrame, years: Sequence[int], column: str = "value") -> Values:
    """A column of a frame with one row a year, at the years asked for; None where a year is missing."""
    return floats(frame.drop_duplicates("year").set_index("year")[column].reindex(list(years)).tolist())


def every_year(frames: Sequence[pd.DataFrame]) -> list[int]:
    """All years from the first to the last that any of the frames has a value for."""
    found = [int(year) for frame in frames for year in frame.loc[frame["value"].notna(), "year"]]
    return list(range(min(found), max(found) + 1)) if found else []


def table_of(chart: Chart, lang: str) -> Table:
    """Every figure of a chart as a table; categories without any figure are left out."""
    columns = [(series.name, series.values) for series in chart.series]
    if chart.band:
        columns[1:1] = [(chart.band.name_low, chart.band.low), (chart.band.name_high, chart.band.high)]
    rows = [
        (category, *(chart.written(values[place], lang) for _, values in columns))
        for place, category in enumerate(chart.categories)
        if any(values[place] is not None for _, values in columns)
    ]
    header = (chart.category, *(name for name, _ in columns))
    return Table(chart.title, header, tuple(rows), frozenset(range(1, len(header))))
