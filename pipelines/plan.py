"""The plan of `data/plan.toml`, checked: its goal, its sub-goals, and what it says in its own words."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

from pydantic import Field

from pipelines import paths
from pipelines.tables import Bilingual, Declared, read_toml


class Goal(Declared):
    """The overall goal.

    Attributes:
        quotation, translation: the goal in the plan's own words, and in English.
        base_year, target_year: the year the plan was adopted and the one its goal is set for.
        next_year: the year that what is lacking after the target year is held against (the product's choice).
        quoted_gap_bnok: the amount the plan names, in billion kroner: quoted, not reproduced.
        region: whose goal it is.
    """

    quotation: str
    translation: str
    base_year: int
    target_year: int
    next_year: int
    quoted_gap_bnok: float
    region: str


class SubGoal(Declared):
    """One sub-goal: its key in the code, its wording in the plan, a short name, and an English translation."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    quotation: str
    translation: str
    short: Bilingual


class Plan(Declared):
    """The whole plan."""

    name: Bilingual
    adopted: dt.date
    adopted_source: str
    source: str
    goal: Goal
    sub_goal: list[SubGoal]


def read_plan(file: Path = paths.DATA / "plan.toml") -> Plan:
    """The plan.

    Raises:
        ValueError: the file is not TOML, or a field is missing or wrong; the message says which.
    """
    return Plan.model_validate(read_toml(file))


@cache
def plan() -> Plan:
    """The project's own plan, read once."""
    return read_plan()
