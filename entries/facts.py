"""What the entries tell about the process, as tables of figures: read for the warehouse, never written from there.

A council's year is known when somebody has said that all its cases are in the register (the step "cases_complete" of
the round), or when it took the plan up: then it did. Anything else is not known, and no figure comes of it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import URL

from entries import schema
from entries.contents import CouncilCase, Kept, SelfAssessment, SheetStatus
from entries.database import database_url, engine_for, file_of, is_sqlite, sentences
from entries.references import References
from entries.round import CASES_COMPLETE
from entries.store import Store


@dataclass(frozen=True, order=True)
class CouncilYear:
    """A council's year.

    Attributes:
        municipality: its code in that year.
        year: the year.
        is_plan_handled: whether the council had the plan as a case; None where it is not known.
        business_cases: its cases on business development; None unless all are in the register.
        business_cases_citing_plan: those that refer to the plan; None unless that is known of each.
    """

    municipality: str
    year: int
    is_plan_handled: bool | None
    business_cases: int | None
    business_cases_citing_plan: int | None


@dataclass(frozen=True, order=True)
class ActionYear:
    """How many of the actions whose period ended in a year have come how far."""

    year: int
    status: str
    actions: int


@dataclass(frozen=True)
class Facts:
    """The process facts of a store.

    Attributes:
        councils, actions: the facts, in an order of their own.
        changed_on: when one of the entries behind them was last changed; None where there is none.
    """

    councils: tuple[CouncilYear, ...]
    actions: tuple[ActionYear, ...]
    changed_on: dt.date | None


def read_facts(url: str | URL | None = None, today: dt.date | None = None) -> Facts | None:
    """The facts of the store, read only; None where there is no store yet.

    Args:
        url: the database; by default the one that is set.
        today: an action whose period ends later is not counted yet; by default the day it is.

    Raises:
        NotCurrent: the database has another schema than this program.
        Unavailable: it does not answer.
    """
    address = database_url(url)
    if is_sqlite(address) and not file_of(address).exists():
        return None
    engine = engine_for(address, read_only=True)
    try:
        with sentences(address), engine.connect() as connection:
            if schema.revision_of(connection) is None:
                return None
        schema.require_current(engine)
        return facts_of(Store(engine, References()), today or dt.datetime.now(dt.UTC).date())
    finally:
        engine.dispose()


def facts_of(store: Store, today: dt.date) -> Facts:
    """The facts of an open store; see `read_facts`."""
    cases = store.council_cases.find()
    sheets = [sheet for sheet in store.self_assessments.find() if sheet.status is SheetStatus.adopted]
    complete = [step for step in store.round_steps.find(step=CASES_COMPLETE) if step.municipality and step.done_on]
    ended = [action for action in store.actions.find() if action.ends_on and action.ends_on <= today]
    resting: list[Kept] = [*cases, *sheets, *complete, *ended]
    counted = Counter((action.ends_on.year, action.status.value) for action in ended if action.ends_on)
    return Facts(
        councils=tuple(_councils(cases, sheets, {(step.municipality, step.year) for step in complete})),
        actions=tuple(sorted(ActionYear(year, status, number) for (year, status), number in counted.items())),
        changed_on=max((entry.changed_at.date() for entry in resting), default=None),
    )


def _councils(
    cases: list[CouncilCase], sheets: list[SelfAssessment], complete: set[tuple[str, int]]
) -> list[CouncilYear]:
    by_year: dict[tuple[str, int], list[CouncilCase]] = {key: [] for key in complete}
    for case in cases:
        by_year.setdefault((case.municipality, case.decided_on.year), []).append(case)
    adopted = {(sheet.municipality, sheet.adopted_on.year) for sheet in sheets if sheet.adopted_on}
    return [
        _council(key, by_year.get(key, []), key in adopted, key in complete) for key in sorted({*by_year, *adopted})
    ]


def _council(key: tuple[str, int], cases: list[CouncilCase], adopted: bool, is_complete: bool) -> CouncilYear:
    handled = adopted or any(case.took_plan_up for case in cases)
    business = [case for case in cases if case.concerns_business]
    looked_at = all(case.refers_to_plan is not None for case in business)
    return CouncilYear(
        *key,
        is_plan_handled=True if handled else False if is_complete else None,
        business_cases=len(business) if is_complete else None,
        business_cases_citing_plan=(
            sum(bool(case.refers_to_plan) for case in business) if is_complete and looked_at else None
        ),
    )
