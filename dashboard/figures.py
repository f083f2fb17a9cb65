"""The figures a page shows, read through `indicators.read` and kept while their warehouse version is served.

Nothing is computed here: a figure on the screen is a figure of the warehouse, and a download holds the same one.
Frames are shared between readers and must not be changed in place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb
import pandas as pd

from dashboard import numbers, store
from dashboard.once import once
from indicators import read
from pipelines import changes, paths, warehouse

GOAL_INDICATORS = ("gdp_share", "population_share", "gdp_index", "gdp_gap")
#: (key, value) of denominator, prices, membership and vintage.
Choices = tuple[tuple[str, str], ...]
VERDICTS = ("reached", "missed", "cannot_be_decided")


class NoFigures(Exception):
    """The version being shown can no longer be read; the sentence says why."""


def cursor(version: str) -> duckdb.DuckDBPyConnection:
    """A cursor on a version, the served one or an earlier one.

    Raises:
        NoFigures: it can no longer be read; the sentence says why.
    """
    try:
        return store.of(version).cursor()
    except warehouse.WarehouseError as error:
        raise NoFigures(str(error)) from error


@once(512)
def values(version: str, indicator: str, region: str, choices: Choices) -> pd.DataFrame:
    """One indicator of one region under one set of choices, by year.

    Args:
        version: the warehouse version being shown.
        indicator: name, e.g. "gdp_share".
        region: name, e.g. the home region.
        choices: (key, value) of denominator, prices, membership and vintage.

    Returns:
        The rows of out.indicator_value, oldest year first.
    """
    # a vintage of the value added is none of the population's: only what changes an indicator is asked of it
    variants = set(describe(version, indicator)["variants"])
    asked = {key: value for key, value in choices if key in variants}
    frame = read.values(
        cursor(version),
        indicator,
        regions=[region],
        denominator=asked.get("denominator"),
        membership=asked.get("membership"),
        prices=asked.get("prices"),
        vintage=asked.get("vintage"),
    )
    return frame.sort_values("year").reset_index(drop=True)


@once(256)
def describe(version: str, indicator: str) -> dict[str, Any]:
    """Name, unit, definition, method, limits and sources of an indicator."""
    return with_undivided_units(dict(read.describe(cursor(version), indicator)))


def with_undivided_units(about: dict[str, Any]) -> dict[str, Any]:
    """A declaration whose units are whole on a phone: “per 1” and “000 innbyggere” mean nothing apart."""
    return {key: numbers.undivided(one) if key.startswith("unit_") else one for key, one in about.items()}


@dataclass(frozen=True)
class Break:
    """A year from which an indicator is not quite comparable with the years before, and why."""

    year: int
    nb: str
    en: str


def breaks(version: str, indicator: str) -> list[Break]:
    """The declared breaks of an indicator, earliest first."""
    return [Break(int(year), str(nb), str(en)) for year, nb, en in describe(version, indicator).get("breaks", [])]


@once(2)
def regions(version: str) -> pd.DataFrame:
    """The regions in their order: region, name_nb, name_en, kind, order_no."""
    return cursor(version).execute("SELECT * FROM out.region ORDER BY order_no").df()


@once(2)
def vintages(version: str) -> tuple[str, ...]:
    """The vintages that hold the goal's figures, "latest" first, then from newest to oldest."""
    return tuple(read.vintages(cursor(version), "gdp_share"))


@once(2)
def sources(version: str) -> pd.DataFrame:
    """Every document the figures come from, as out.source_document tells it."""
    return cursor(version).execute("SELECT * FROM out.source_document ORDER BY table_id, vintage DESC").df()


@once(2)
def _verdicts(version: str) -> dict[tuple[str, int, str, str, str], str]:
    """(region, year, denominator, membership, vintage) → verdict; nothing where no band has been measured."""
    con = cursor(version)
    tables = con.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'out'").fetchall()
    if ("goal_verdict",) not in tables:
        return {}
    rows = con.execute(
        "SELECT region, year, denominator, membership, vintage, verdict FROM out.goal_verdict"
    ).fetchall()
    return {row[:5]: str(row[5]) for row in rows}


def verdict(version: str, region: str, year: int, choices: Choices) -> str | None:
    """What the back-tested band allows to say of the goal in a year: reached, missed or cannot_be_decided.

    None while there is no band: then nothing may be claimed.
    """
    asked = dict(choices)
    word = _verdicts(version).get((region, year, asked["denominator"], asked["membership"], asked["vintage"]))
    return word if word in VERDICTS else None


@once(2)
def made_at(version: str) -> datetime | None:
    """When a version was put together (UTC)."""
    known = warehouse.about(version)
    return known.made_at if known else None


@once(2)
def change_report(version: str) -> changes.ChangeReport | None:
    """The change report of a version; None when it has none that can be read."""
    return changes.read(paths.warehouse() / "versions" / version / warehouse.CHANGES)


@dataclass(frozen=True)
class Goal:
    """The goal's figures in one view, for the home region.

    Attributes:
        gdp_share, population_share: per cent, by year.
        gdp_index: 100 = parity, by year.
        gdp_gap: billion kroner that are missing (negative: above the goal), by year.
    """

    gdp_share: pd.DataFrame
    population_share: pd.DataFrame
    gdp_index: pd.DataFrame
    gdp_gap: pd.DataFrame

    @property
    def latest_year(self) -> int | None:
        """The last year that all four indicators have."""
        frames = (self.gdp_share, self.population_share, self.gdp_index, self.gdp_gap)
        years = set.intersection(*(set(f.loc[f["value"].notna(), "year"]) for f in frames))
        return int(max(years)) if years else None


def at(frame: pd.DataFrame, year: int, column: str = "value") -> float | None:
    """The value of a year, or None where there is none."""
    found = frame.loc[frame["year"] == year, column]
    return float(found.iloc[0]) if len(found) and pd.notna(found.iloc[0]) else None


def goal(version: str, region: str, choices: Choices) -> Goal:
    """The goal's four indicators under one set of choices."""
    return Goal(*(values(version, indicator, region, choices) for indicator in GOAL_INDICATORS))


def reasons(frames: Sequence[pd.DataFrame]) -> list[str]:
    """The keys of all reasons that the rows of some frames carry, each once, in order of appearance."""
    seen: dict[str, None] = {}
    for frame in frames:
        for entry in frame["reason"].dropna().unique():
            seen.update(dict.fromkeys(key.strip() for key in str(entry).split(";") if key.strip()))
    return list(seen)
