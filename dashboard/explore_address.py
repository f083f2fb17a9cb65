"""What an address asks the page that explores to show.

What cannot be had becomes what comes nearest, and is told in a plain sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace

from dashboard import asked, exploring, figures, former, numbers, standings
from dashboard.asked import Instead
from dashboard.choices import PageView
from dashboard.exploring import ALSO, KINDS, MOST_INDICATORS, MOST_REGIONS, POINTS, Question
from dashboard.figures import Choices
from dashboard.texts import Texts
from indicators import derive
from pipelines.plan import plan

_YEAR = re.compile("[0-9]{1,6}")


@dataclass(frozen=True)
class ExploredView(PageView):
    """A view of the page that explores.

    Attributes:
        added: the indicator that the page has added by itself.
        sentences: what the address asks for and cannot be had, in words.
    """

    added: str = ""
    sentences: tuple[str, ...] = field(default=(), compare=False)


def of_view(view: ExploredView) -> Question:
    """The question that a view has been read from."""
    own = dict(view.own)
    return Question(
        kind=own["kind"],
        indicators=tuple(asked.parts(f"{own['indicator']},{view.added}")),
        regions=tuple(asked.parts(own["region"])),
        focus=own["focus"],
        also=own["also"],
        first=int(own["from"]),
        last=int(own["to"]),
        base=int(own["base"]) if own["base"] else None,
        per=own["per"] or None,
        points=own["points"],
        added=view.added,
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
    return ExploredView(**(shared | own), added=question.added, sentences=tuple(sentences))


def _own(question: Question) -> tuple[tuple[str, str], ...]:
    return (
        ("kind", question.kind),
        ("indicator", ",".join(question.chosen)),
        ("region", ",".join(question.regions)),
        ("focus", question.focus),
        ("also", question.also),
        ("from", str(question.first)),
        ("to", str(question.last)),
        ("base", str(question.base or "")),
        ("per", question.per or ""),
        ("points", question.points),
    )


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
        """The values of a parameter that names several things; the default where none of them means anything, or the
        reader has taken all of them away (`bare`)."""
        were = former.by_word(self.version) if key == "region" else None
        found, more = asked.several(key, names, default, self.parameters, most, were)
        self.told += more
        if (count := len(asked.parts(self.parameters.get(key, "")))) > most:
            self.sentences.append(self.t(f"explore.too_many.{key}", count=count, most=most))
        return found[:most] or tuple(default)

    def bare(self, key: str) -> bool:
        """Whether a parameter that names several things stands in the address and names none."""
        return key in self.parameters and not asked.parts(self.parameters[key])

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
    chosen = reading.several("region", regions, exploring.usual_regions(version), MOST_REGIONS)
    also = reading.one("also", {one: t(f"own.also.{one}") for one in ALSO}, ALSO[0])
    points = reading.one("points", {one: t(f"own.points.{one}") for one in POINTS}, POINTS[0])
    front = plan().goal.region if plan().goal.region in chosen else chosen[0]
    focus = reading.one("focus", {one: regions[one] for one in chosen}, front)
    added = _second(version, indicators[0]) if kind == "scatter" and len(indicators) < 2 else ""
    indicators = (*indicators, added) if added else indicators
    mapped = reading.bare("indicator") or any(exploring.has_map(version, one, reading.choices) for one in indicators)
    if kind == "map" and not mapped:
        reading.sentences.append(t("explore.no_map"))
        kind = "bar"
    question = Question(kind, indicators, chosen, focus, also, 0, 0, points=points, added=added)
    question = replace(question, per=_per(reading, question))
    question = replace(question, base=_base(reading, question))
    usual_span = exploring.usual_years(version, question, reading.choices)
    first, last = _years(reading, question, usual_span)
    usual = replace(
        question,
        kind=KINDS[0],
        indicators=(_first(version),),
        regions=exploring.usual_regions(version),
        focus=front,
        also=ALSO[0],
        first=usual_span[0],
        last=usual_span[1],
        base=None,
        per=None,
        points=POINTS[0],
        added="",
    )
    question = replace(question, first=first, last=last)
    if reading.bare("indicator"):
        question = replace(question, indicators=(), added="")
    if reading.bare("region"):
        question = replace(question, regions=())
    return question, usual, reading.told, reading.sentences


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
        reading.sentences += [exploring.why_not_divided(reading.version, one, reading.t) for one in impossible]
        return None
    return value or None


def _base(reading: _Reading, question: Question) -> int | None:
    """The base year of the address, or the nearest that there are figures for."""
    value = reading.parameters.get("base", "")
    if not value:
        return None
    places = [one for one in question.indicators if not derive.can_index(standings.about(reading.version, one))]
    if places:
        reading.sentences.append(reading.t("explore.not_indexed", name=reading.name(places[0])))
        return None
    years = exploring.all_years(reading.version, question, reading.choices)
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
    years = exploring.all_years(reading.version, question, reading.choices) or usual
    chosen = []
    for key, default in zip(("from", "to"), usual, strict=True):
        value = reading.parameters.get(key, "")
        if value and _YEAR.fullmatch(value):
            chosen.append(_nearest(key, value, years, reading.told))
        else:
            reading.told += [Instead(key, value, numbers.year(default))] if value else []
            chosen.append(default)
    return min(chosen), max(chosen)
