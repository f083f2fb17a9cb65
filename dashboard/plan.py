"""The plan and the home region as the pages need them, from `data/plan.toml` and `data/regions.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from pipelines import paths


@dataclass(frozen=True)
class Plan:
    """What the plan says of its goal.

    Attributes:
        quotation: the goal in the plan's own words (Norwegian); `translation` gives it in English.
        source: where the words stand.
        target_year: the year the goal is set for.
        next_year: the year that what is lacking after it is held against; the reader can change it.
        quoted_gap_bnok: the amount the plan names, in billion kroner: quoted, not reproduced.
        region: name of the region whose goal it is.
    """

    quotation: str
    translation: str
    source: str
    target_year: int
    next_year: int
    quoted_gap_bnok: float
    region: str


@cache
def plan() -> Plan:
    """The plan; read once."""
    content = tomllib.loads((paths.DATA / "plan.toml").read_text(encoding="utf-8"))
    goal = content["goal"]
    return Plan(
        quotation=goal["quotation"],
        translation=goal["translation"],
        source=content["source"],
        target_year=int(goal["target_year"]),
        next_year=int(goal["next_year"]),
        quoted_gap_bnok=float(goal["quoted_gap_bnok"]),
        region=goal["region"],
    )
