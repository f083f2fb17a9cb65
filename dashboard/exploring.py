"""What the page that explores is asked to show, and which figures that takes: regions, municipalities, years."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from dashboard import explained, explored, standings
from dashboard.charts import compare, maps
from dashboard.figures import Choices
from dashboard.once import once
from dashboard.texts import Texts
from pipelines.plan import plan

KINDS = ("line", "bar", "scatter", "slope", "map", "table")
#: Municipalities that are shown beside the chosen regions.
ALSO = ("none", "region", "county", "country")
POINTS = ("year", "path")
#: More lines than these are no comparison any more, and more charts no view.
MOST_REGIONS, MOST_INDICATORS = 40, 4
#: A year counts as the latest when so large a part of the regions has a figure for it.
_COVERED = 0.5


@dataclass(frozen=True)
class Question:
    """What is to be shown.

    Attributes:
        kind: one of `KINDS`.
        indicators: names of the indicators; none where the reader has taken them all away.
        regions: names of the regions that were chosen; none where the reader has taken them all away.
        focus: the one of them that stands in front.
        also: one of `ALSO`.
        first, last: the years; only `last` where one year is shown.
        base: the year that is set to 100, or none.
        per: "inhabitant", or none.
        points: one of `POINTS`, for two indicators against each other.
        added: the last of the indicators where nobody chose it: marks need two.
    """

    kind: str
    indicators: tuple[str, ...]
    regions: tuple[str, ...]
    focus: str
    also: str
    first: int
    last: int
    base: int | None = None
    per: str | None = None
    points: str = "year"
    added: str = ""

    @property
    def complete(self) -> bool:
        """Whether there is anything to show: an indicator and a region at least."""
        return bool(self.indicators and self.regions)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The indicators that the reader has chosen."""
        return tuple(one for one in self.indicators if one != self.added)

    @property
    def across_years(self) -> bool:
        """Whether all years from the first to the last are shown."""
        return self.kind in ("line", "table") or (self.kind == "scatter" and self.points == "path")


def usual_regions(version: str) -> tuple[str, ...]:
    """The regions that are compared when the address names none: the home region first."""
    return standings.compared(version, plan().goal.region)


def why_not_divided(version: str, indicator: str, t: Texts) -> str:
    """Why an indicator cannot be given per inhabitant."""
    about = standings.about(version, indicator)
    return t("explore.not_divided", name=about[f"name_{t.data}"], unit=about[f"unit_{t.data}"])


def rows(version: str, question: Question, indicator: str, choices: Choices) -> pd.DataFrame:
    """The values of one indicator for the chosen regions and the municipalities beside them, all years."""
    wanted = (*question.regions, *behind(version, question))
    asked_for = () if question.also == "country" else tuple(dict.fromkeys(wanted))
    found = explored.series(version, indicator, asked_for, choices, question.base, question.per)
    return found[found["region"].isin(list(wanted))] if question.also == "country" else found


@once(64)
def behind(version: str, question: Question) -> tuple[str, ...]:
    """Codes of the municipalities that are shown beside the chosen regions."""
    known = standings.regions(version)
    every = [name for name, row in known.items() if row["kind"] == "municipality"]
    also = "county" if question.kind == "map" and question.also == "none" else question.also
    if also == "none":
        return ()
    if also == "country":
        return tuple(every)
    focused = known[question.focus]
    if also == "region":
        region = plan().goal.region if focused["kind"] == "municipality" else question.focus
        return tuple(code for code in explained.members(version, region) if code in known)
    county = county_of(version, question.focus)
    return tuple(code for code in every if county and known[code].get("county") == county[0])


def county_of(version: str, focus: str) -> tuple[str, str] | None:
    """Code and name of the county of a municipality, or of a region's largest part; None for the whole country."""
    row = standings.regions(version)[focus]
    if row["kind"] == "nation":
        return explained.home_county(version, plan().goal.region)
    return explained.home_county(version, focus) or explained.home_county(version, plan().goal.region)


@once(128)
def has_map(version: str, indicator: str, choices: Choices) -> bool:
    """Whether there are figures for municipalities that have outlines."""
    found = explored.series(version, indicator, (), choices)
    return not maps.drawn(found).empty


@once(128)
def all_years(version: str, question: Question, choices: Choices) -> tuple[int, ...]:
    """The years that there are figures for; for two indicators against each other those that both have."""
    plain = replace(question, base=None)
    found = []
    for indicator in question.indicators:
        values = rows(version, plain, indicator, choices)
        found.append({int(year) for year in values.loc[values["value"].notna(), "year"]})
    if question.kind == "scatter":
        return tuple(sorted(found[0] & found[1]))
    return tuple(sorted(set.union(*found)))


@once(128)
def usual_years(version: str, question: Question, choices: Choices) -> tuple[int, int]:
    """The years that are shown when the address names none: since a little before the plan, and the latest year in
    which at least half of the regions have a figure."""
    plain, years = replace(question, base=None), all_years(version, question, choices)
    if not years:
        return plan().goal.target_year, plan().goal.target_year
    frames = [rows(version, plain, one, choices) for one in question.indicators]
    every = pd.concat(frames)
    every = every[every["value"].notna() & every["year"].isin(years)]
    start = max(years[0], compare.from_year(every, standings.nation(version), plan().goal.base_year - 5))
    if question.across_years:
        return start, years[-1]
    each = [_covered(one) for one in frames]
    # a year that all of the indicators have, so that none of them is left out; where there is no such year, the latest
    covered = sorted(set.intersection(*each) & set(years)) or sorted(_covered(every))
    began = plan().goal.base_year
    before = [year for year in covered if began <= year < covered[-1]] or [year for year in years if year < covered[-1]]
    return (before[0] if before else covered[-1]), covered[-1]


def _covered(values: pd.DataFrame) -> set[int]:
    """The years in which so many of the regions have a figure that a comparison is worth while."""
    held = values[values["value"].notna()].groupby("year")["region"].nunique()
    return {int(year) for year, count in held.items() if count >= _COVERED * held.max()}
