"""What people type, field by field, and what may stand in each.

A text is kept exactly as it was typed: HTML is text like any other (no page renders it), blanks and line ends stay as
they are. What can't be kept is refused with a sentence, never mended in silence: control characters and the marks that
turn the direction of writing (they make a text read otherwise than it is), and a text that is too long.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from entries.actor import Role

#: Longest line, longest text (some ten printed pages), most items of a list, largest snapshot of a figures sheet.
LINE, TEXT, ITEMS, SNAPSHOT_BYTES = 300, 20_000, 40, 400_000
#: So deep a snapshot may be nested; one that is made by us is a few lists and objects in each other.
SNAPSHOT_DEPTH = 20
FIRST_YEAR, LAST_YEAR = 2000, 2100
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _characters(text: str, allowed: str) -> str:
    for place, character in enumerate(text, start=1):
        kind = unicodedata.category(character)
        if (kind in ("Cc", "Cs", "Zl", "Zp") and character not in allowed) or character in _TURNING:
            raise PydanticCustomError(
                "control_character",
                "Character {place} is a control character (U+{number}); type it anew without.",
                {"place": place, "number": f"{ord(character):04X}"},
            )
    return text


def _on_one_line(text: str) -> str:
    return _characters(text, "")


def _on_lines(text: str) -> str:
    return _characters(text, "\t\n\r")


def _not_blank(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("empty", "This has to be filled in.", {})
    return text


def _web_address(text: str) -> str:
    if not text:
        return text
    try:
        parts = urlsplit(text)
        fits = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        fits = False
    if not fits or any(character.isspace() for character in text):
        raise PydanticCustomError("not_a_link", "A link begins with https:// or http:// and has no spaces.", {})
    return text


def _year(day: dt.date) -> dt.date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise PydanticCustomError(
            "year_out_of_range", "The year is outside {first}–{last}.", {"first": FIRST_YEAR, "last": LAST_YEAR}
        )
    return day


def _once_each(items: tuple[str, ...]) -> tuple[str, ...]:
    if twice := sorted({item for item in items if items.count(item) > 1}):
        raise PydanticCustomError("twice", "{item} stands twice.", {"item": twice[0]})
    return items


def _four_digits(code: str) -> str:
    if not (len(code) == 4 and code.isascii() and code.isdigit()):
        raise PydanticCustomError("not_a_number_of_four", "A municipality's number has four digits.", {})
    return code


def _four_digits_or_none(code: str) -> str:
    return _four_digits(code) if code else code


def _key(key: str) -> str:
    if not re.fullmatch(r"[a-z][a-z_]*", key):
        raise PydanticCustomError("not_a_key", "A step's key is small letters and underscores.", {})
    return key


def _small(figures: dict[str, Any] | None) -> dict[str, Any] | None:
    level: list[Any] = [figures]
    for _ in range(SNAPSHOT_DEPTH + 1):
        inside = (one.values() if isinstance(one, dict) else one for one in level if isinstance(one, dict | list))
        level = [child for children in inside for child in children]
    if level:
        raise ValueError(f"nested deeper than {SNAPSHOT_DEPTH}")
    # what is infinite or no number has no place in JSON: ValueError
    if figures is not None and len(json.dumps(figures, allow_nan=False)) > SNAPSHOT_BYTES:
        raise PydanticCustomError("too_long", "At most {limit} bytes.", {"limit": SNAPSHOT_BYTES})
    return figures


Line = Annotated[str, Field(max_length=LINE), AfterValidator(_on_one_line)]
FilledLine = Annotated[Line, AfterValidator(_not_blank)]
Text = Annotated[str, Field(max_length=TEXT), AfterValidator(_on_lines)]
FilledText = Annotated[Text, AfterValidator(_not_blank)]
Link = Annotated[str, Field(max_length=2_000), AfterValidator(_on_one_line), AfterValidator(_web_address)]
Day = Annotated[dt.date, AfterValidator(_year)]
Keys = Annotated[tuple[FilledLine, ...], Field(max_length=ITEMS), AfterValidator(_once_each)]
Municipality = Annotated[str, AfterValidator(_four_digits)]
MunicipalityOrNone = Annotated[str, AfterValidator(_four_digits_or_none)]
StepKey = Annotated[str, Field(max_length=40), AfterValidator(_key)]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
Figures = Annotated[dict[str, Any] | None, AfterValidator(_small)]


class Content(BaseModel):
    """Base of what people type: a field that nobody knows is an error, never dropped."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _in_order(first: dt.date | None, then: dt.date | None, first_name: str, then_name: str) -> None:
    if first and then and then < first:
        raise PydanticCustomError(
            "out_of_order",
            "{then_name} ({then}) is before {first_name} ({first}).",
            {"then_name": then_name, "then": then.isoformat(), "first_name": first_name, "first": first.isoformat()},
        )


class ActionStatus(StrEnum):
    """How far an action has come."""

    planned = "planned"
    under_way = "under_way"
    delivered = "delivered"
    stopped = "stopped"
    unknown = "unknown"


class ActionContent(Content):
    """A piece of work that is to bring the plan about. It stands beside indicators; that it moved them is not claimed.

    Attributes:
        title: what it is called.
        description: what is done.
        sub_goals: keys of the sub-goals it serves.
        sub_goals_note: who placed it there and by what, where the source doesn't say.
        owner: who answers for it; empty where that is not known.
        partners: who else takes part.
        starts_on, ends_on: its period, as far as it is known.
        period: the period in the source's own words, e.g. "vår 2012".
        status: how far it has come; unknown is an answer.
        outcome: what is to come out of it.
        indicators: names of the indicators that should move.
        source, source_link: where this is known from.
    """

    title: FilledLine
    description: Text = ""
    sub_goals: Keys = ()
    sub_goals_note: Line = ""
    owner: Line = ""
    partners: Keys = ()
    starts_on: Day | None = None
    ends_on: Day | None = None
    period: Line = ""
    status: ActionStatus = ActionStatus.planned
    outcome: Text = ""
    indicators: Keys = ()
    source: Line = ""
    source_link: Link = ""

    @model_validator(mode="after")
    def _dates(self) -> ActionContent:
        _in_order(self.starts_on, self.ends_on, "starts_on", "ends_on")
        return self


class ActionUpdateContent(Content):
    """What has happened with an action, on a day.

    Attributes:
        action: the action's id.
        on_date: the day it tells of.
        status: how far the action had come then; None where the update doesn't say.
        text: what happened.
        source, source_link: where it is known from.
    """

    action: FilledLine
    on_date: Day
    status: ActionStatus | None = None
    text: FilledText
    source: Line = ""
    source_link: Link = ""


class SheetStatus(StrEnum):
    """How far a self-assessment has come; one leads to the next."""

    draft = "draft"
    handled = "handled"  # with the business community
    adopted = "adopted"  # by the council


class SelfAssessmentContent(Content):
    """A municipality's self-assessment (selvangivelse) of a year.

    Attributes:
        municipality: its code in that year.
        year: the year of the round.
        situation: the situation and the opportunities for business in the municipality.
        done_locally: what has been done locally to follow the plan up.
        planned_locally: what shall be done locally according to the plan.
        priorities: which actions beyond the municipality the business council should put first.
        status: draft, handled with the business community, adopted by the council.
        handled_on: when it was handled with the business community.
        adopted_on, case_number, case_link: the council's case.
        resolution_sent_on: when the resolution went to the business council.
        figures: the sheet's figures as they stood when it was adopted; any JSON object, made by who shows them.
    """

    municipality: Municipality
    year: Year
    situation: Text = ""
    done_locally: Text = ""
    planned_locally: Text = ""
    priorities: Text = ""
    status: SheetStatus = SheetStatus.draft
    handled_on: Day | None = None
    adopted_on: Day | None = None
    case_number: Line = ""
    case_link: Link = ""
    resolution_sent_on: Day | None = None
    figures: Figures = None

    @model_validator(mode="after")
    def _dates(self) -> SelfAssessmentContent:
        _in_order(self.handled_on, self.adopted_on, "handled_on", "adopted_on")
        _in_order(self.adopted_on, self.resolution_sent_on, "adopted_on", "resolution_sent_on")
        return self


class CouncilCaseContent(Content):
    """A case in a municipal council.

    Attributes:
        municipality: its code in the year of the case.
        decided_on: the day of the council's meeting.
        title, case_number, case_link: the case.
        concerns_business: whether it concerns business development.
        refers_to_plan: whether it refers to the plan; None where nobody has looked.
        took_plan_up: whether the plan itself was the council's case.
        note: anything else worth knowing.
    """

    municipality: Municipality
    decided_on: Day
    title: FilledLine
    case_number: Line = ""
    case_link: Link = ""
    concerns_business: bool = True
    refers_to_plan: bool | None = None
    took_plan_up: bool = False
    note: Text = ""


class RoundStepContent(Content):
    """A step of a yearly round that no sheet tells of: it was taken on a day, or what is known of it is said.

    Attributes:
        year: the year of the round.
        step: its key in data/round.toml, or "cases_complete": all the year's council cases are in the register.
        municipality: whose step it is; empty for one of the region's.
        done_on: when; None where it is not known whether it was.
        note: what is known of it.
        link, source: where that is known from.
    """

    year: Year
    step: StepKey
    municipality: MunicipalityOrNone = ""
    done_on: Day | None = None
    note: Text = ""
    link: Link = ""
    source: Line = ""


class GrantContent(Content):
    """A role given to a person.

    Attributes:
        subject: what the sign-in knows them by.
        name: as people know them.
        role: office, contact, analyst or reader.
        municipality: whose contact they are; empty for the other roles.
    """

    subject: FilledLine
    name: FilledLine
    role: Role
    municipality: MunicipalityOrNone = ""

    @model_validator(mode="after")
    def _whose(self) -> GrantContent:
        if (self.role is Role.contact) != bool(self.municipality):
            raise PydanticCustomError("whose_contact", "A contact, and only a contact, belongs to a municipality.", {})
        return self


class Kept(BaseModel):
    """What the store adds to what people type.

    Attributes:
        id: the entry's own, for ever.
        version: 1, 2, 3 … with every change; a change says which one it was made from.
        created_at, created_by, changed_at, changed_by: when (UTC) and who (subject).
        removed_at: when it was removed; it can be brought back.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    version: int
    created_at: dt.datetime
    created_by: str
    changed_at: dt.datetime
    changed_by: str
    removed_at: dt.datetime | None = None


class Action(ActionContent, Kept):
    """An action as it is kept."""


class ActionUpdate(ActionUpdateContent, Kept):
    """An update of an action as it is kept."""


class SelfAssessment(SelfAssessmentContent, Kept):
    """A self-assessment as it is kept."""


class CouncilCase(CouncilCaseContent, Kept):
    """A council case as it is kept."""


class RoundStep(RoundStepContent, Kept):
    """A step of a round as it is kept."""


class Grant(GrantContent, Kept):
    """A role as it is kept."""


class Change(BaseModel):
    """One change of one entry, in the history for ever.

    Attributes:
        id: grows with time.
        at, by, by_name: when (UTC), who (subject and name).
        kind: added, changed, removed, brought_back, restored, undone, imported or seeded.
        table, entry: which entry.
        version: the version that came of it.
        before, after: its fields; None before it was there, or when it was removed.
    """

    model_config = ConfigDict(frozen=True)

    id: int
    at: dt.datetime
    by: str
    by_name: str
    kind: str
    table: str
    entry: str
    version: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that differ between before and after."""
        before, after = self.before or {}, self.after or {}
        return tuple(name for name in {**before, **after} if before.get(name) != after.get(name))
