"""What the page that explores is asked to show: read from the address, and from a view that has been read before.

What the address asks for and cannot be had becomes what comes nearest, and is told in a plain sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace

import pandas as pd

from dashboard import asked, explained, explored, figures, numbers, standings
from dashboard.asked import Instead
from dashboard.charts import compare, maps
from dashboard.choices import PageView
from dashboard.figures import Choices
from dashboard.once import once
from dashboard.plan import plan
from dashboard.texts import Texts
from indicators import derive

KINDS = ("line", "bar", "scatter", "slope", "map", "table")
#: Municipalities that are shown beside the chosen regions.
ALSO = ("none", "region", "county", "country")
POINTS = ("year", "path")
#: More lines than these are no comparison any more, and more charts no view.
MOST_REGIONS, MOST_INDICATORS = 40, 4
_YEAR = re.compile("[0-9]{1,6}")
#: A year counts as the latest when so large a part of the regions has a figure for it.
_COVERED = 0.5


@dataclass(frozen=True)
class Question:
    """What is to be shown.

    Attributes:
        kind: one of `KINDS`.
        indicators: names of the indicators.
        regions: names of the regions that were chosen.
        focus: the one of them that stands in front.
        also: one of `ALSO`.
        first, last: the years; only `last` where one year is shown.
        base: the year that is set to 100, or none.
        per: "inhabitant", or none.
        points: one of `POINTS`, for two indicators against each other.
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

    @property
    def across_years(self) -> bool:
        """Whether all years from the first to the last are shown."""
        return self.kind in ("line", "table") or (self.kind == "scatter" and self.points == "path")


@dataclass(frozen=True)
class ExploredView(PageView):
    """A view of the page that explores.

    Attributes:
        sentences: what the address asks for and cannot be had, in words.
    """

    sentences: tuple[str, ...] = field(default=(), compare=False)


def of_view(view: PageView) -> Question:
    """The question that a view has been read from."""
    own = dict(view.own)
    return Question(
        kind=own["kind"],
        indicators=tuple(own["indicator"].split(",")),
        regions=tuple(own["region"].split(",")),
        focus=own["focus"],
        also=own["also"],
        first=int(own["from"]),
        last=int(own["to"]),
        base=int(own["base"]) if own["base"] else None,
        per=own["per"] or None,
        points=own["points"],
    )


def view_of(version: str, view: PageView, parameters: Mapping[str, str], t: Texts) -> ExploredView:
    """The view that an address asks for.

    Args:
        version: the warehouse version being shown.
        view: the choices that all pages share.
        parameters: the address's parameters.
        t: texts.
    """
    question, usual, told, sentences = _read(version, view, parameters, t)
    shared = {one.name: getattr(view, one.name) for one in fields(PageView)}
    own = {"own": _own(question), "own_defaults": _own(usual), "instead": tuple(told)}
    return ExploredView(**(shared | own), sentences=tuple(sentences))


def _own(question: Question) -> tuple[tuple[str, str], ...]:
    return (
        ("kind", question.kind),
        ("indicator", ",".join(question.indicators)),
        ("region", ",".join(question.regions)),
        ("focus", question.focus),
        ("also", question.also),
        ("from", str(question.first)),
        ("to", str(question.last)),
        ("base", str(question.base or "")),
        ("per", question.per or ""),
        ("points", question.points),
    )


def usual_regions(version: str) -> tuple[str, ...]:
    """The regions that are compared when the address names none: the home region first."""
    return standings.compared(version, plan().region)


@dataclass
class _Reading:
    """What has been found out about an address so far."""

    version: str
    view: PageView
    parameters: Mapping[str, str]
    t: Texts
    told: list[Instead] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)

    @property
    def choices(self) -> Choices:
        """Denominator, prices, membership and vintage."""
        return tuple(self.view.choices().items())

    def one(self, key: str, names: Mapping[str, str], default: str) -> str:
        """The value of a parameter that names one thing."""
        found, more = asked.one(key, names, default, self.parameters)
        self.told += more
        return found

    def several(self, key: str, names: Mapping[str, str], default: Sequence[str], most: int) -> tuple[str, ...]:
        """The values of a parameter that names several things; the default where none of them means anything."""
        found, more = asked.several(key, names, default, self.parameters, most)
        self.told += more
        if (count := len(asked.parts(self.parameters.get(key, "")))) > most:
            self.sentences.append(self.t(f"explore.too_many.{key}", count=count, most=most))
        return found or tuple(default)

    def name(self, indicator: str) -> str:
        """An indicator's name."""
        return str(standings.about(self.version, indicator)[f"name_{self.t.data}"])


def _read(
    version: str, view: PageView, parameters: Mapping[str, str], t: Texts
) -> tuple[Question, Question, list[Instead], list[str]]:
    """The question of the address, the one without the reader's own choices, and what has to be told."""
    reading = _Reading(version, view, parameters, t)
    names, regions = standings.indicator_names(version, t.lang), standings.region_names(version, t.lang)
    kind = reading.one("kind", {one: t(f"explore.kind.{one}") for one in KINDS}, KINDS[0])
    indicators = reading.several("indicator", names, (_first(version),), MOST_INDICATORS)
    chosen = reading.several("region", regions, usual_regions(version), MOST_REGIONS)
    also = reading.one("also", {one: t(f"own.also.{one}") for one in ALSO}, ALSO[0])
    points = reading.one("points", {one: t(f"own.points.{one}") for one in POINTS}, POINTS[0])
    front = plan().region if plan().region in chosen else chosen[0]
    focus = reading.one("focus", {one: regions[one] for one in chosen}, front)
    if kind == "scatter" and len(indicators) < 2:
        indicators = (indicators[0], _second(version, indicators[0]))
    if kind == "map" and not any(has_map(version, one, reading.choices) for one in indicators):
        reading.sentences.append(t("explore.no_map"))
        kind = "bar"
    question = Question(kind, indicators, chosen, focus, also, 0, 0, points=points)
    question = replace(question, per=_per(reading, question))
    question = replace(question, base=_base(reading, question))
    usual_span = usual_years(version, question, reading.choices)
    first, last = _years(reading, question, usual_span)
    usual = replace(
        question,
        kind=KINDS[0],
        indicators=(_first(version),),
        regions=usual_regions(version),
        focus=front,
        also=ALSO[0],
        first=usual_span[0],
        last=usual_span[1],
        base=None,
        per=None,
        points=POINTS[0],
    )
    return replace(question, first=first, last=last), usual, reading.told, reading.sentences


def _first(version: str) -> str:
    """The indicator that is shown when none is named: the goal's own, where there are figures for it."""
    declared = standings.declared(version)
    with_figures = [name for name, row in declared.items() if row["regions_with_values"]]
    return next(
        (name for name in figures.GOAL_INDICATORS[2:] if name in with_figures), (with_figures or [*declared])[0]
    )


def _second(version: str, first: str) -> str:
    """Something to hold an indicator against: of the same goal if it can be, for as many regions as there are."""
    declared = standings.declared(version)
    goal = declared[first]["goal"]
    others = [name for name in declared if name != first]
    return max(others, key=lambda name: (declared[name]["regions_with_values"], declared[name]["goal"] == goal))


def _per(reading: _Reading, question: Question) -> str | None:
    """What the amounts are divided by, where all of them can be."""
    value = reading.parameters.get("per", "")
    if value and value not in derive.PER:
        reading.told.append(Instead("per", value))
        return None
    impossible = [one for one in question.indicators if not derive.can_divide(standings.about(reading.version, one))]
    if value and impossible:
        reading.sentences += [why_not_divided(reading.version, one, reading.t) for one in impossible]
        return None
    return value or None


def why_not_divided(version: str, indicator: str, t: Texts) -> str:
    """Why an indicator cannot be given per inhabitant."""
    about = standings.about(version, indicator)
    return t("explore.not_divided", name=about[f"name_{t.data}"], unit=about[f"unit_{t.data}"])


def _base(reading: _Reading, question: Question) -> int | None:
    """The base year of the address, or the nearest that there are figures for."""
    value = reading.parameters.get("base", "")
    if not value:
        return None
    places = [one for one in question.indicators if not derive.can_index(standings.about(reading.version, one))]
    if places:
        reading.sentences.append(reading.t("explore.not_indexed", name=reading.name(places[0])))
        return None
    years = all_years(reading.version, question, reading.choices)
    if not _YEAR.fullmatch(value) or not years:
        reading.told.append(Instead("base", value))
        return None
    return _nearest("base", value, years, reading.told)


def _nearest(key: str, value: str, years: Sequence[int], told: list[Instead]) -> int:
    wanted = int(value)
    found = min(years, key=lambda year: (abs(year - wanted), -year))
    if str(found) != value:
        told.append(Instead(key, value, numbers.year(found)))
    return found


def _years(reading: _Reading, question: Question, usual: tuple[int, int]) -> tuple[int, int]:
    """The years of the address, or those nearest to them that there are figures for, in their order."""
    years = all_years(reading.version, question, reading.choices) or usual
    chosen = []
    for key, default in zip(("from", "to"), usual, strict=True):
        value = reading.parameters.get(key, "")
        if value and _YEAR.fullmatch(value):
            chosen.append(_nearest(key, value, years, reading.told))
        else:
            reading.told += [Instead(key, value, numbers.year(default))] if value else []
            chosen.append(default)
    return min(chosen), max(chosen)


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
        region = plan().region if focused["kind"] == "municipality" else question.focus
        return tuple(code for code in explained.members(version, region) if code in known)
    county = county_of(version, question.focus)
    return tuple(code for code in every if county and known[code].get("county") == county[0])


def county_of(version: str, focus: str) -> tuple[str, str] | None:
    """Code and name of the county of a municipality, or of a region's largest part; None for the whole country."""
    row = standings.regions(version)[focus]
    if row["kind"] == "nation":
        return explained.home_county(version, plan().region)
    return explained.home_county(version, focus) or explained.home_county(version, plan().region)


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
        return plan().target_year, plan().target_year
    frames = [rows(version, plain, one, choices) for one in question.indicators]
    every = pd.concat(frames)
    every = every[every["value"].notna() & every["year"].isin(years)]
    start = max(years[0], compare.from_year(every, standings.nation(version), standings.plan_began() - 5))
    if question.across_years:
        return start, years[-1]
    held = every.groupby("year")["region"].nunique()
    covered = [int(year) for year, count in held.items() if count >= _COVERED * held.max()]
    began = standings.plan_began()
    before = [year for year in covered if began <= year < covered[-1]] or [year for year in years if year < covered[-1]]
    return (before[0] if before else covered[-1]), covered[-1]
