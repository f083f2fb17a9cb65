"""The rules that one entry alone can't tell: what it refers to, what day it is, and what it said before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from entries.actor import Actor, Role, may_write
from entries.contents import (
    ActionContent,
    ActionUpdateContent,
    Content,
    CouncilCaseContent,
    GrantContent,
    RoundStepContent,
    SelfAssessmentContent,
    SheetStatus,
)
from entries.errors import Invalid, Problem, Refused
from entries.references import References

C = TypeVar("C", bound=Content)

#: pydantic's word for what is wrong → ours, and the sentence.
_WORDS: Mapping[str, tuple[str, str]] = {
    "missing": ("empty", "This has to be filled in."),
    "string_too_long": ("too_long", "At most {max_length} characters."),
    "too_long": ("too_many", "At most {max_length}."),
    "extra_forbidden": ("unknown_field", "There is no such field."),
    "date_from_datetime_parsing": ("not_a_date", "This is not a date; write it as 2027-03-31."),
    "date_parsing": ("not_a_date", "This is not a date; write it as 2027-03-31."),
    "date_type": ("not_a_date", "This is not a date; write it as 2027-03-31."),
    "date_from_datetime_inexact": ("not_a_date", "A date is wanted, without a time of day."),
    "bool_parsing": ("not_yes_or_no", "Yes or no is wanted."),
    "bool_type": ("not_yes_or_no", "Yes or no is wanted."),
    "int_parsing": ("not_a_number", "A whole number is wanted."),
    "int_type": ("not_a_number", "A whole number is wanted."),
    "greater_than_equal": ("out_of_range", "At least {ge}."),
    "less_than_equal": ("out_of_range", "At most {le}."),
    "enum": ("not_a_choice", "One of these is wanted: {expected}."),
    "string_unicode": ("control_character", "The text holds characters that can't be kept; type it anew."),
}
_OURS = frozenset(
    {
        "empty",
        "too_long",
        "control_character",
        "not_a_link",
        "year_out_of_range",
        "twice",
        "out_of_order",
        "whose_contact",
        "not_a_number_of_four",
        "not_a_key",
    }
)


#: A field's name is told no longer than this: in a file that somebody sends it may be anything.
LONGEST_NAME = 60


def read(kind: type[C], typed: Mapping[str, Any] | C) -> C:
    """What somebody typed, as the content of an entry.

    Raises:
        Invalid: with a problem for every field that can't be kept.
    """
    if isinstance(typed, kind):
        return typed
    try:
        return kind.model_validate(dict(typed) if isinstance(typed, Mapping) else typed.model_dump())
    except ValidationError as error:
        raise Invalid([_problem(dict(fault)) for fault in error.errors(include_url=False)]) from error


def _problem(fault: Mapping[str, Any]) -> Problem:
    facts = {name: value for name, value in (fault.get("ctx") or {}).items() if name != "error"}
    field = str(fault["loc"][0])[:LONGEST_NAME] if fault["loc"] else ""
    # a field that is left empty comes as nothing at all; "that is no date" would send its writer looking for a slip
    nothing = len(fault["loc"]) == 1 and fault.get("input", "") is None
    kind = "missing" if nothing else str(fault["type"])
    if kind in _OURS and not (kind == "too_long" and "actual_length" in facts):  # pydantic says so of lists
        return Problem(field, kind, str(fault["msg"]), facts)
    if kind not in _WORDS:
        return Problem(field, "not_usable", "This can't be used here.", facts)
    code, sentence = _WORDS[kind]
    return Problem(field, code, sentence.format_map(facts), facts)


@dataclass(frozen=True)
class Situation:
    """What the rules go by.

    Attributes:
        actor: who writes.
        references: what may be referred to.
        today: the day it is.
        before: the entry as it was; None when it is new.
    """

    actor: Actor
    references: References
    today: dt.date
    before: Content | None = None


def check(content: Content, situation: Situation) -> None:
    """Hold an entry against the rules.

    Raises:
        Invalid: with every problem.
        Refused: the change is one that this role may not make.
    """
    if problems := list(_problems(content, situation)):
        raise Invalid(problems)


def check_removal(content: BaseModel, actor: Actor) -> None:
    """Hold the removal of an entry against the rules.

    Raises:
        Refused: the council has adopted the sheet, and the actor is not the region's office.
    """
    adopted = isinstance(content, SelfAssessmentContent) and content.status is SheetStatus.adopted
    if adopted and actor.role is not Role.office:
        raise Refused("The council has adopted this sheet; only the region's office can remove it.", "adopted")


def may_remove(table: str, content: BaseModel, actor: Actor) -> bool:
    """Whether an actor could take an entry out.

    Args:
        table: the register's table.
        content: what the entry says.
        actor: who would do it.
    """
    try:
        check_removal(content, actor)
    except Refused:
        return False
    return may_write(actor, table, content.model_dump(mode="json"))


def _problems(content: Content, situation: Situation) -> Iterator[Problem]:
    references, today = situation.references, situation.today
    match content:
        case ActionContent():
            yield from _unknown("sub_goals", content.sub_goals, references.sub_goals, "unknown_sub_goal", "sub-goal")
            yield from _unknown(
                "indicators", content.indicators, references.indicators, "unknown_indicator", "indicator"
            )
        case ActionUpdateContent():
            yield from _not_yet("on_date", content.on_date, today)
        case SelfAssessmentContent():
            yield from _place(content.municipality, content.year, references)
            yield from _sheet(content, situation)
        case CouncilCaseContent():
            yield from _place(content.municipality, content.decided_on.year, references)
            yield from _not_yet("decided_on", content.decided_on, today)
        case RoundStepContent():
            if content.municipality:
                yield from _place(content.municipality, content.year, references)
            yield from _not_yet("done_on", content.done_on, today)
            if not (content.done_on or content.note.strip()):
                yield Problem("done_on", "empty_step", "The day it was done, or a note on what is known, is wanted.")
        case GrantContent():
            if content.municipality:
                yield from _place(content.municipality, today.year, references)


def _unknown(field: str, keys: tuple[str, ...], known: frozenset[str], code: str, thing: str) -> Iterator[Problem]:
    for key in keys:
        if key not in known:
            yield Problem(field, code, f"There is no {thing} called {key}.", {"key": key})


def _not_yet(field: str, day: dt.date | None, today: dt.date) -> Iterator[Problem]:
    if day and day > today:
        yield Problem(field, "in_the_future", f"{day} has not come yet.", {"day": day.isoformat()})


def _place(code: str, year: int, references: References) -> Iterator[Problem]:
    """A municipality that was there in the year; else what became of it."""
    if references.life(code, year):
        return
    lives = references.lives(code)
    facts: dict[str, Any] = {"code": code, "year": year}
    if not lives:
        yield Problem("municipality", "unknown_municipality", f"No municipality has the number {code}.", facts)
        return
    life = next((life for life in reversed(lives) if life.last_year < year), None)
    if life is None:
        first = lives[0]
        facts |= {"name": first.name, "first_year": first.first_year}
        sentence = f"{first.name} ({code}) is a municipality from {first.first_year}; it was not one in {year}."
        yield Problem("municipality", "municipality_not_yet", sentence, facts)
        return
    became = " and ".join(life.became) or "others"
    facts |= {"name": life.name, "last_year": life.last_year, "became": list(life.became)}
    sentence = f"{life.name} ({code}) was a municipality until {life.last_year}; since then it is part of {became}."
    yield Problem("municipality", "municipality_ended", sentence, facts)


_STAGES = list(SheetStatus)
#: What a sheet must have when it is handled, and what more when it is adopted.
_WANTED = {
    SheetStatus.draft: (),
    SheetStatus.handled: ("situation", "done_locally", "handled_on"),
    SheetStatus.adopted: ("planned_locally", "priorities", "adopted_on", "case_number", "case_link", "figures"),
}


def _sheet(sheet: SelfAssessmentContent, situation: Situation) -> Iterator[Problem]:
    """One stage leads to the next, each with what belongs to it; an adopted sheet stands as the council adopted it.

    Raises:
        Refused: an adopted sheet is opened again, or rewritten, by others than the region's office.
    """
    before = situation.before
    stage = _STAGES.index(sheet.status)
    for reached in _STAGES[: stage + 1]:
        for field in _WANTED[reached]:
            value = getattr(sheet, field)
            if not (value.strip() if isinstance(value, str) else value):
                sentence = f"This has to be filled in before the sheet is {sheet.status}."
                yield Problem(field, "empty_for_status", sentence, {"status": sheet.status.value})
    for field in ("handled_on", "adopted_on", "resolution_sent_on"):
        yield from _not_yet(field, getattr(sheet, field), situation.today)
    if sheet.resolution_sent_on and sheet.status is not SheetStatus.adopted:
        yield Problem("resolution_sent_on", "not_adopted", "There is no resolution before the council has adopted it.")
    if not isinstance(before, SelfAssessmentContent):
        return
    if (sheet.municipality, sheet.year) != (before.municipality, before.year):
        yield Problem("municipality", "fixed", "A sheet stays with its municipality and year; begin a new one.")
    was = _STAGES.index(before.status)
    if situation.actor.role is Role.office:
        return
    changed = {name for name in type(sheet).model_fields if getattr(sheet, name) != getattr(before, name)}
    if before.status is SheetStatus.adopted and changed - {"resolution_sent_on"}:
        raise Refused("The council has adopted this sheet; only the region's office can open it again.", "adopted")
    if stage < was:
        raise Refused("Only the region's office can take a sheet a stage back.")
    if stage > was + 1:
        yield Problem(
            "status", "skips_a_stage", "The business community handles the sheet before the council adopts it."
        )
