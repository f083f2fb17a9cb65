"""The yearly round as a calendar to subscribe to (iCalendar, RFC 5545).

Every deadline is an all-day event on its last day. Its UID stays the same for ever; its number (SEQUENCE) and its time
of change (LAST-MODIFIED) follow what people enter and `data/round.toml`, so that a calendar takes changes over.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from icalendar import Calendar, Event

from dashboard import round_words
from dashboard.texts import DEFAULT, Texts
from entries.contents import Kept
from entries.round import RoundPlan, Step, StepStanding, StepState
from entries.store import Store
from pipelines.plan import plan

#: The method stands in the file as well; RFC 5545 (8.1) wants both or neither.
MIME = "text/calendar; method=PUBLISH; charset=utf-8"
#: Entries behind a deadline are changed fewer times than this before a revision of the round itself.
_REVISION = 100_000
_TWICE_A_DAY = "PT12H"


@dataclass(frozen=True)
class Changed:
    """How often what stands behind a deadline has been changed, and when last (UTC)."""

    times: int = 0
    at: dt.datetime | None = None


def years(declared: RoundPlan, today: dt.date) -> range:
    """The years in the calendar: last year's, this year's and the next, as far as rounds are kept."""
    return range(max(declared.kept_from, today.year - 1), max(declared.kept_from, today.year + 1) + 1)


def make(
    declared: RoundPlan,
    standings: Iterable[tuple[StepStanding, Changed]],
    municipality: tuple[str, str] | None,
    base: str,
    t: Texts,
) -> bytes:
    """The calendar file.

    Args:
        declared: the round.
        standings: the steps, each with how often it has been changed.
        municipality: code and name of the one whose steps they are; None for the round as such, without who has done
            what.
        base: address of the site, which every event leads to.
        t: texts.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//Malbarometeret//Round//{t.lang.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    title = t("calendar.title_of", name=municipality[1]) if municipality else t("calendar.title")
    for key in ("name", "x-wr-calname"):
        calendar.add(key, title, parameters={"LANGUAGE": t.lang} if key == "name" else {})
    calendar.add("x-published-ttl", _TWICE_A_DAY)
    calendar.add("refresh-interval", dt.timedelta(hours=12), parameters={"VALUE": "DURATION"})
    steps = {step.key: step for step in declared.step}
    for one, changed in standings:
        calendar.add_component(_event(declared, steps[one.step], one, changed, municipality, base, t))
    return calendar.to_ical()


def _event(
    declared: RoundPlan,
    step: Step,
    one: StepStanding,
    changed: Changed,
    municipality: tuple[str, str] | None,
    base: str,
    t: Texts,
) -> Event:
    mine = municipality is not None or step.by == "region"
    event, language = Event(), {"LANGUAGE": t.lang}
    whose = municipality[0] if municipality and step.by == "municipality" else step.by
    event.add("uid", f"round-{one.year}-{step.key}-{whose}@{plan().goal.region}.malbarometeret")
    event.add("summary", _summary(step, one, municipality, mine, t), parameters=language)
    address = f"{base}/round?year={one.year}" + (f"&lang={t.lang}" if t.lang != DEFAULT else "")
    event.add("description", _description(declared, step, one, mine, address, t), parameters=language)
    event.add("dtstart", one.due_on)
    event.add("dtend", one.due_on + dt.timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("status", "CONFIRMED")
    event.add("categories", [t("calendar.category")])
    begun = dt.datetime.combine(declared.changed_on, dt.time(), dt.UTC)
    moment = max(begun, changed.at or begun).replace(microsecond=0)
    event.add("dtstamp", moment)
    event.add("last-modified", moment)
    event.add("sequence", _REVISION * declared.revision + changed.times)
    event.add("url", address)
    return event


def _summary(step: Step, one: StepStanding, municipality: tuple[str, str] | None, mine: bool, t: Texts) -> str:
    name = round_words.step_name(step, t)
    if municipality and step.by == "municipality":
        name = t("calendar.of", step=name, name=municipality[1])
    done = mine and one.state in (StepState.done, StepState.done_late)
    return t("calendar.done" if done else "calendar.deadline", step=name)


def _description(declared: RoundPlan, step: Step, one: StepStanding, mine: bool, address: str, t: Texts) -> str:
    """The plan's words, and the address once more: Google's calendar and Outlook show no URL of an event."""
    lines = [f"«{step.quotation}»", declared.source, address]
    if mine and one.done_on:  # what only the calendar's own day changes is not said: it has no number of its own
        lines.insert(0, round_words.state(one, t))
    return "\n".join(line for line in lines if line)


def changes(store: Store, year: int, municipality: str) -> dict[str, Changed]:
    """Step → how often what stands behind it has been changed, removed entries too: a removal is a change.

    Args:
        store: the entries.
        year: the round.
        municipality: whose; empty for the region's own steps.
    """
    steps = store.round_steps.find(with_removed=True, year=year, municipality=municipality)
    found: dict[str, list[Kept]] = {}
    for entered in steps:
        found.setdefault(entered.step, []).append(entered)
    if municipality:
        sheets = store.self_assessments.find(with_removed=True, year=year, municipality=municipality)
        cases = store.council_cases.find(with_removed=True, municipality=municipality)
        of_year = [case for case in cases if case.decided_on.year == year]
        for key in ("self_assessment", "council_case", "resolution"):
            found.setdefault(key, []).extend(sheets)
        found["council_case"].extend(of_year)
    return {
        key: Changed(sum(one.version for one in behind), max((one.changed_at for one in behind), default=None))
        for key, behind in found.items()
    }
