"""The plan and the home region as the pages need them, from `data/plan.toml` and `data/regions.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from pipelines import paths, regions
from pipelines.tables import Bilingual


@dataclass(frozen=True)
class Plan:
    """What the plan says of its goal.

    Attributes:
        quotation: the goal in the plan's own words (Norwegian); `translation` gives it in English.
        adopted: the day the regional council adopted the plan; `adopted_source` is the address that says so.
        source: where the words stand.
        target_year: the year the goal is set for.
        next_year: the year that what is lacking after it is held against; the reader can change it.
        quoted_gap_bnok: the amount the plan names, in billion kroner: quoted, not reproduced.
        region: name of the region whose goal it is.
    """

    quotation: str
    translation: str
    adopted: date
    adopted_source: str
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
        adopted=content["adopted"],
        adopted_source=content["adopted_source"],
        source=content["source"],
        target_year=int(goal["target_year"]),
        next_year=int(goal["next_year"]),
        quoted_gap_bnok=float(goal["quoted_gap_bnok"]),
        region=goal["region"],
    )


@cache
def _short() -> dict[str, tuple[Bilingual, Bilingual]]:
    return {one.name: (one.label, one.short) for one in regions.read_regions().region if one.short}


def short_names(names: Mapping[str, str], language: str) -> dict[str, str]:
    """What regions are called beside their lines in a chart.

    Args:
        names: region → name a reader sees. Only regions that bear their declared name have a short one: a version can
            be older than the file.
        language: "nb" or "en", that of the names.
    """
    told = {region: _short()[region] for region in names if region in _short()}
    return {
        region: str(getattr(short, language))
        for region, (label, short) in told.items()
        if names[region] == getattr(label, language)
    }
