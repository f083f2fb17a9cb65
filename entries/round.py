"""The yearly round: per municipality and year what is done, due, late or not known, derived from dates."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from entries.contents import CouncilCase, RoundStep, SelfAssessment, SheetStatus
from entries.database import DATA
from entries.store import Store

#: A step that no calendar has: somebody says that all council cases of the year are in the register.
CASES_COMPLETE = "cases_complete"
MonthDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Name(_Declared):
    """A name in both languages."""

    nb: str
    en: str


class Step(_Declared):
    """One step of every year's round.

    Attributes:
        key: its name in the code.
        by: whose step it is.
        opens, due: its first and its last day, as month and day.
        name: as readers see it.
        quotation: the source's wording.
    """

    key: str
    by: Literal["municipality", "region"]
    opens: MonthDay
    due: MonthDay
    name: Name
    quotation: str

    def opens_on(self, year: int) -> dt.date:
        """Its first day in a year."""
        return dt.date.fromisoformat(f"{year}-{self.opens}")

    def due_on(self, year: int) -> dt.date:
        """Its last day in a year."""
        return dt.date.fromisoformat(f"{year}-{self.due}")


class RoundPlan(_Declared):
    """The round as the plan lays it down.

    Attributes:
        source: where it says so.
        kept_from: the first year whose steps are kept here; before it, what nobody has entered is not known.
        revision, changed_on: how often a step's day or name has been changed, and when last; calendars that have
            fetched the round go by it.
        step: the steps, in their order.
    """

    source: str
    kept_from: int
    revision: int = Field(default=0, ge=0)
    changed_on: dt.date
    step: tuple[Step, ...]


def read_round(file: Path = DATA / "round.toml") -> RoundPlan:
    """The round of `data/round.toml`.

    Raises:
        ValueError: the file is no TOML, or a field is missing or wrong; the message says which.
    """
    try:
        return RoundPlan.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{file.name}: {error}") from error


class StepState(StrEnum):
    """Where a step stands."""

    done = "done"
    done_late = "done_late"
    due = "due"  # its time is now
    late = "late"
    to_come = "to_come"
    not_known = "not_known"  # of a year before the rounds were kept here


class StepStanding(_Declared):
    """Where one step of one municipality (or of the region) stands in a year.

    Attributes:
        year, step, municipality: which; `municipality` is empty for a step of the region's.
        opens_on, due_on: its time.
        done_on: when it was taken.
        state: where it stands today.
        note, link: what is known of it, and where.
    """

    year: int
    step: str
    municipality: str
    opens_on: dt.date
    due_on: dt.date
    done_on: dt.date | None
    state: StepState
    note: str = ""
    link: str = ""


def standings(
    plan: RoundPlan,
    year: int,
    municipalities: Sequence[str],
    today: dt.date,
    sheets: Iterable[SelfAssessment] = (),
    cases: Iterable[CouncilCase] = (),
    steps: Iterable[RoundStep] = (),
) -> list[StepStanding]:
    """Every step of a year's round: step by step, within it in the order of the municipalities.

    A self-assessment is done when it has been handled with the business community; a council case when the council
    adopted the sheet or had the plan as its case; a resolution when it was sent. What was entered as a step of the
    round goes before both.

    Args:
        plan: the round.
        year: which year's.
        municipalities: the members' codes in that year.
        today: the day it is.
        sheets, cases, steps: what is in the registers; of other years and municipalities too.
    """
    sheet_of = {sheet.municipality: sheet for sheet in sheets if sheet.year == year}
    entered = {(step.step, step.municipality): step for step in steps if step.year == year}
    taken_up: dict[str, CouncilCase] = {}
    for case in sorted(cases, key=lambda case: case.decided_on, reverse=True):
        if case.took_plan_up and case.decided_on.year == year:
            taken_up[case.municipality] = case
    found = []
    for step in plan.step:
        for municipality in municipalities if step.by == "municipality" else ("",):
            own = entered.get((step.key, municipality))
            done_on, link = _done(step.key, sheet_of.get(municipality), taken_up.get(municipality))
            if own:
                done_on, link = own.done_on or done_on, own.link or link
            found.append(
                StepStanding(
                    year=year,
                    step=step.key,
                    municipality=municipality,
                    opens_on=step.opens_on(year),
                    due_on=step.due_on(year),
                    done_on=done_on,
                    state=_state(step, year, done_on, today, plan.kept_from),
                    note=own.note if own else "",
                    link=link,
                )
            )
    return found


def _done(key: str, sheet: SelfAssessment | None, case: CouncilCase | None) -> tuple[dt.date | None, str]:
    """When a municipality took a step, and the link to it, as far as the registers tell."""
    if key == "self_assessment" and sheet and sheet.status is not SheetStatus.draft:
        return sheet.handled_on, ""
    if key == "council_case":
        if sheet and sheet.status is SheetStatus.adopted:
            return sheet.adopted_on, sheet.case_link
        if case:
            return case.decided_on, case.case_link
    if key == "resolution" and sheet and sheet.status is SheetStatus.adopted:
        return sheet.resolution_sent_on, ""
    return None, ""


def _state(step: Step, year: int, done_on: dt.date | None, today: dt.date, kept_from: int) -> StepState:
    if done_on:
        return StepState.done if done_on <= step.due_on(year) else StepState.done_late
    if year < kept_from:
        return StepState.not_known
    if today < step.opens_on(year):
        return StepState.to_come
    return StepState.due if today <= step.due_on(year) else StepState.late


def round_of(
    store: Store, year: int, municipalities: Sequence[str], today: dt.date, plan: RoundPlan | None = None
) -> list[StepStanding]:
    """A year's round as the store knows it; see `standings`.

    Raises:
        Unavailable: the store does not answer.
    """
    return standings(
        plan or read_round(),
        year,
        municipalities,
        today,
        store.self_assessments.find(year=year),
        store.council_cases.find(),
        store.round_steps.find(year=year),
    )
