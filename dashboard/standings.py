"""Where the indicators of the sub-goals stand, read through `indicators` and kept while their warehouse version is
served. Frames are shared between readers and must not be changed in place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from dashboard.figures import Choices, cursor, describe, with_undivided_units
from dashboard.once import once
from dashboard.texts import data_language
from indicators import progress, read, since
from pipelines import warehouse

#: Kinds of regions that are compared without being asked for.
COMPARED = ("home", "comparator", "surroundings", "nation")


@once(2)
def _declared(version: str) -> dict[str, dict[str, Any]]:
    frame = read.indicators(cursor(version))
    return {str(row["indicator"]): with_undivided_units(row) for row in frame.to_dict("records")}


def declared(version: str) -> dict[str, dict[str, Any]]:
    """Every indicator by name, in the order of the declarations: the columns of `indicators.read.indicators`."""
    return _declared(version)


def of_sub_goal(version: str, sub_goal: str) -> list[str]:
    """The names of a sub-goal's indicators."""
    return [name for name, about in declared(version).items() if about["goal"] == sub_goal]


#: Everything declared about one indicator, its breaks too.
about = describe


@once(256)
def series(version: str, indicator: str, regions: tuple[str, ...], choices: Choices = ()) -> pd.DataFrame:
    """Values of one indicator for some regions, sorted by region and year.

    Args:
        version: the warehouse version being shown.
        indicator: its name.
        regions: names of regions; none for every region, single municipalities too.
        choices: (key, value) of denominator, prices, membership and vintage.
    """
    variants = set(about(version, indicator)["variants"])
    asked = {key: value for key, value in choices if key in variants}
    return read.values(
        cursor(version),
        indicator,
        regions=list(regions) or None,
        denominator=asked.get("denominator"),
        membership=asked.get("membership"),
        prices=asked.get("prices"),
        vintage=asked.get("vintage"),
    )


@once(4)
def all_progress(version: str, region: str) -> dict[str, dict[str, Any]]:
    """The component table of a region at the reader's default choices, by indicator."""
    rows = progress.rows(cursor(version), regions=[region]).astype(object)
    return {str(row["indicator"]): row for row in rows.where(rows.notna(), None).to_dict("records")}


@once(1024)
def progress_of(version: str, indicator: str, region: str, choices: Choices) -> dict[str, Any]:
    """The component row of one indicator and region under a set of choices; nothing where there is none."""
    asked = dict(choices)
    rows = progress.rows(
        cursor(version),
        regions=[region],
        indicators=[indicator],
        denominator=asked.get("denominator"),
        membership=asked.get("membership"),
        prices=asked.get("prices"),
    ).astype(object)
    found = rows.where(rows.notna(), None).to_dict("records")
    return dict(found[0]) if found else {}


@once(4)
def summary(version: str, region: str) -> dict[str, dict[str, Any]]:
    """How many indicators of each sub-goal stand where, the ranks, and the one that moved most; by sub-goal."""
    frame = cursor(version).execute("SELECT * FROM out.sub_goal_summary WHERE region = ?", [region]).df().astype(object)
    return {str(row["goal"]): row for row in frame.where(frame.notna(), None).to_dict("records")}


@once(2)
def regions(version: str) -> dict[str, dict[str, Any]]:
    """Every region by name, municipalities too, in their order: the columns of out.region."""
    frame = cursor(version).execute("SELECT * FROM out.region ORDER BY order_no").df()
    return {str(row["region"]): row for row in frame.to_dict("records")}


def official_name(version: str, region: str) -> str:
    """A municipality's official name, with " - " between the languages it is in; empty for other regions."""
    told = regions(version).get(region, {}).get("official_name")
    return told if isinstance(told, str) else ""


@once(4)
def region_names(version: str, lang: str) -> dict[str, str]:
    """Every region by the name a reader sees; the code goes with municipalities that share a name."""
    named = {name: str(row[f"name_{data_language(lang)}"]) for name, row in regions(version).items()}
    times = Counter(named.values())
    return {name: f"{shown} ({name})" if times[shown] > 1 else shown for name, shown in named.items()}


@once(4)
def indicator_names(version: str, lang: str) -> dict[str, str]:
    """Every indicator by the name a reader sees."""
    return {name: str(row[f"name_{data_language(lang)}"]) for name, row in declared(version).items()}


@once(4)
def made_on(version: str) -> dict[str, date]:
    """The versions that can be compared with the one being shown, newest first, and the day each was made (UTC)."""
    found = [one for one in warehouse.versions() if one.about and not one.problem]
    return {one.id: one.about.made_at.date() for one in found if one.about and one.id <= version}


def nation(version: str) -> str:
    """The region that is the whole country; "" where there is none."""
    return next((name for name, row in regions(version).items() if row["kind"] == "nation"), "")


def compared(version: str, home: str) -> tuple[str, ...]:
    """The regions that are compared without being asked for: the home region first."""
    found = [name for name, row in regions(version).items() if row["kind"] in COMPARED and name != home]
    return (home, *found)


def ordered(version: str, home: str, chosen: Sequence[str]) -> tuple[str, ...]:
    """Some regions in the order of the regions, the home region first whether it was chosen or not."""
    wanted = set(chosen) - {home}
    return (home, *(name for name in regions(version) if name in wanted))


@once(32)
def changed_since(version: str, earlier: str) -> pd.DataFrame:
    """What changed between an earlier version and another; the columns of `indicators.since.COLUMNS`."""
    with warehouse.open_store(earlier) as before:
        return since.compare(before, cursor(version))
