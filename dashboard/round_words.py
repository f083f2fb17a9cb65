"""The yearly round in words, and as a table that people take away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from dashboard import numbers
from dashboard.texts import Texts
from entries.round import RoundPlan, Step, StepStanding, StepState

#: A sign and a word for each state: colour carries nothing.
ICONS: Mapping[StepState, str] = {
    StepState.done: ":material/check_circle:",
    StepState.done_late: ":material/task_alt:",
    StepState.due: ":material/schedule:",
    StepState.late: ":material/error:",
    StepState.to_come: ":material/event:",
    StepState.not_known: ":material/help:",
}
COLUMNS = (
    "sheet_year", "step", "step_name", "municipality", "region_name", "opens_on", "due_on", "done_on", "step_state",
    "note", "link",
)  # fmt: skip


def step_name(step: Step, t: Texts) -> str:
    """What a step is called."""
    return t.either(step.name.nb, step.name.en)


def state(one: StepStanding, t: Texts) -> str:
    """Where a step stands, in words with its day."""
    day = one.done_on if one.done_on else one.due_on
    return t(f"round.state.{one.state.value}", day=numbers.day(day, t.lang), due=numbers.day(one.due_on, t.lang))


def counts(found: Sequence[StepStanding], t: Texts) -> str:
    """How many stand where, in one sentence; the states that nobody is in are left out."""
    told = []
    for kind in StepState:
        number = sum(one.state is kind for one in found)
        if number:
            told.append(t(f"round.count.{kind.value}", count=number))
    return ", ".join(told)


def table(plan: RoundPlan, found: Sequence[StepStanding], names: Mapping[str, str], t: Texts) -> pd.DataFrame:
    """A year's round as open data.

    Args:
        plan: the round.
        found: where its steps stand.
        names: municipality code → name.
        t: texts.
    """
    steps = {step.key: step_name(step, t) for step in plan.step}
    rows = [
        (
            one.year,
            one.step,
            steps.get(one.step, one.step),
            one.municipality,
            names.get(one.municipality, ""),
            one.opens_on.isoformat(),
            one.due_on.isoformat(),
            one.done_on.isoformat() if one.done_on else "",
            one.state.value,
            one.note,
            one.link,
        )
        for one in found
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))
