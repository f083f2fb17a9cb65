"""Where every indicator stands: one of seven status words, each with its printed criterion.

Own development comes first, rank second. The rule and its words are `progress.yml`; `sql/progress.sql` gathers the
parts (the latest value, the one to compare with, the usual swing, the target), and `judge` makes the words of them.
`judge` can be asked again with another year than the plan's file proposes: it needs nothing but the parts.

Fills
    out.progress            indicator × region × the reader's choices, as of the latest vintage
    out.sub_goal_summary    goal × region: how many indicators stand where, the ranks, the one that moved most
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import yaml
from pydantic import Field

from indicators import read
from indicators.registry import CHOICES, ROOM
from pipelines import paths
from pipelines.tables import Bilingual, Declared

SQL = Path(__file__).parent / "sql"

#: Differences smaller than this share of the values, or of one where they are smaller, are the last bits of a sum.
SAME = 1e-9

COLUMNS = (
    "indicator", "goal", "region", "denominator", "membership", "prices", "direction",
    "base_year", "base_value", "latest_year", "latest_value", "band_low", "band_high",
    "target", "target_set_for", "target_year", "distance", "pace_achieved_per_year", "pace_required_per_year",
    "noise", "noise_from", "movement", "status", "reason",
    "rank", "ranked", "rank_before", "ranked_before", "comparators_best_region", "comparators_best_value",
    "break_year", "newest_year",
)  # fmt: skip
_YEARS = ("base_year", "latest_year", "target_set_for", "target_year", "break_year", "newest_year")
_WHOLE = (*_YEARS, "rank", "ranked", "rank_before", "ranked_before")


class Rule(Declared):
    """The numbers of the rule; what each means is said in `progress.yml`."""

    span_years: int = Field(gt=0)
    shortest_span: int = Field(gt=0)
    longest_span: int = Field(gt=0)
    noise_years: int = Field(gt=0)
    oldest_years: int = Field(ge=0)
    fewest_changes: int = Field(gt=1)
    swings: int = Field(gt=0)


class Status(Declared):
    """A status word: its key, what it is called, and the criterion that is printed with it."""

    key: str
    label: Bilingual
    criterion: Bilingual


class Part(Declared):
    """A part of the rule in words."""

    label: Bilingual
    text: Bilingual


class Words(Declared):
    """`progress.yml`: the rule, the status words in the order in which they are shown, the reasons and the parts.

    `changes` says why a figure or a status is another than before, see `since.py`.
    """

    rule: Rule
    statuses: list[Status]
    reasons: dict[str, Bilingual]
    parts: dict[str, Part]
    changes: dict[str, Bilingual]


@cache
def words() -> Words:
    """The rule and its words; read once."""
    return Words.model_validate(yaml.safe_load((ROOM / "progress.yml").read_text(encoding="utf-8")))


@cache
def plan_years() -> tuple[int, int]:
    """The plan's target year, and the year that what is still lacking then is held against."""
    goal = tomllib.loads((paths.DATA / "plan.toml").read_text(encoding="utf-8"))["goal"]
    return int(goal["target_year"]), int(goal["next_year"])


def statuses() -> list[str]:
    """The keys of the status words in the order in which they are shown."""
    return [status.key for status in words().statuses]


def label(status: str, language: str) -> str:
    """A status word in "nb" or "en"; nothing for an indicator without a wanted direction."""
    return next((getattr(one.label, language) for one in words().statuses if one.key == status), "")


def criteria(language: str, next_year: int | None = None) -> list[tuple[str, str, str]]:
    """Every status word: key, word and criterion in "nb" or "en", in the order in which they are shown."""
    return [
        (one.key, getattr(one.label, language), _told(getattr(one.criterion, language), next_year))
        for one in words().statuses
    ]


def parts_in_words(language: str, next_year: int | None = None) -> list[tuple[str, str, str]]:
    """How the parts are reckoned: key, name and text in "nb" or "en"."""
    return [
        (key, getattr(part.label, language), _told(getattr(part.text, language), next_year))
        for key, part in words().parts.items()
    ]


def reason_in_words(reason: str, language: str) -> str:
    """A reason of `out.progress` as a sentence: "break:2014" and the like; nothing for none."""
    key, _, detail = reason.partition(":")
    return _told(getattr(words().reasons[key], language), None, detail) if key else ""


def _told(text: str, next_year: int | None, detail: str = "") -> str:
    year = plan_years()[1] if next_year is None else next_year
    return text.format(**words().rule.model_dump(), next_year=year, detail=detail)


def build_progress(con: duckdb.DuckDBPyConnection) -> None:
    """Fill out.progress and out.sub_goal_summary from out.indicator_value and the declarations."""
    frame = judge(gather(con), plan_years()[1])
    con.register("progress_frame", frame)
    whole = ", ".join(f"{column}::INTEGER AS {column}" for column in _WHOLE)
    con.execute(f"CREATE TABLE out.progress AS SELECT * REPLACE ({whole}) FROM progress_frame")
    con.unregister("progress_frame")
    counts = ",\n".join(f"count_if(status = '{key}')::INTEGER AS {key}" for key in statuses())
    query = (SQL / "sub_goal_summary.sql").read_text(encoding="utf-8").format(counts=counts)
    con.execute(query, {choice: options[0] for choice, options in _choices().items()})


def gather(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The parts of every indicator, region and choice, from the schema out of any warehouse; see `sql/progress.sql`."""
    parameters = words().rule.model_dump(exclude={"oldest_years"}) | {"plan_year": plan_years()[0]}
    parameters |= {choice: options[0] for choice, options in _choices().items()}
    return con.execute((SQL / "progress.sql").read_text(encoding="utf-8"), parameters).df()


def _choices() -> dict[str, tuple[str, ...]]:
    return {choice: options for choice, options in CHOICES.items() if choice != "vintage"}


def judge(parts: pd.DataFrame, next_year: int) -> pd.DataFrame:
    """Say of every row where it stands.

    Args:
        parts: rows as `gather` gives them, or rows of out.progress.
        next_year: what is lacking after the year a target was set for is held against this year.

    Returns:
        A new frame with `COLUMNS`. Paces and noise are in the indicator's own unit; a pace above zero means that the
        value rises. `distance` is what is lacking, whichever way is better: below zero means beyond the target.
        `movement` is up, down, still, or nothing where it cannot be told.
    """
    p = parts.copy()
    numbers = [*_YEARS, "base_value", "latest_value", "band_low", "band_high", "target", "noise"]
    for column in numbers:
        p[column] = p[column].astype(float) if column in p else np.nan
    sign = p.direction.map({"up": 1.0, "down": -1.0, "neutral": 0.0}).astype(float)
    same = SAME * np.fmax(1, np.fmax(p.latest_value.abs(), p.base_value.abs()))
    change = (p.latest_value - p.base_value).where(p.break_year.isna())
    in_time = p.target_set_for.isna() | (p.latest_year < p.target_set_for)
    p["target_year"] = p.target_set_for.where(in_time, float(next_year))
    p["distance"] = sign * (p.target - p.latest_value) + 0.0  # no minus zero
    p["pace_achieved_per_year"] = (p.latest_value - p.base_value) / (p.latest_year - p.base_year)
    years_left = (p.target_year - p.latest_year).where(p.target_year > p.latest_year)
    p["pace_required_per_year"] = sign * p.distance.clip(lower=0) / years_left + 0.0
    moved = change.abs() > p.noise + same
    told = change.notna() & p.noise.notna()
    in_band = told & ~moved & (p.noise_from == "band") & (p.noise > 0)
    p["movement"] = np.select([~told | in_band, ~moved, change > 0], ["", "still", "up"], "down")
    cases = _cases(p, sign, change, moved, told, in_band)
    p["status"] = np.select([case for case, _, _ in cases], [status for _, status, _ in cases], "some_progress")
    reason = np.select([case for case, _, _ in cases], [why for _, _, why in cases], "").astype(object)
    for key, year in (("break", p.break_year), ("old_figures", p.latest_year)):
        here = reason == key
        reason[here] = [f"{key}:{int(one)}" for one in year[here]]
    p["reason"] = reason
    return p[list(COLUMNS)]


def _cases(
    p: pd.DataFrame, sign: pd.Series, change: pd.Series, moved: pd.Series, told: pd.Series, in_band: pd.Series
) -> list[tuple[pd.Series, str, str]]:
    """Condition, status and reason, first come first served; what is left makes some progress."""
    has_target, slack = p.target.notna(), SAME * p.target.abs().clip(lower=1)
    low, high = p.band_low.fillna(p.latest_value), p.band_high.fillna(p.latest_value)
    worst, best = low.where(sign > 0, high), high.where(sign > 0, low)
    reached = has_target & (sign * (worst - p.target) >= -slack)
    perhaps = has_target & (sign * (best - p.target) >= -slack)
    ahead, pace = sign * change, sign * p.pace_achieved_per_year
    required = sign * p.pace_required_per_year
    old, undecided = p.newest_year - p.latest_year > words().rule.oldest_years, "cannot_be_decided"
    return [
        (p.latest_value.isna(), "no_data", ""),
        (sign == 0, "", ""),
        (old, undecided, "old_figures"),
        (reached, "reached", ""),
        (perhaps, undecided, "target_in_band"),
        (p.base_value.isna(), undecided, "no_base_year"),
        (p.break_year.notna(), undecided, "break"),
        (p.noise_from == "prices", undecided, "current_prices"),
        (~told, undecided, "too_few_changes"),
        (in_band, undecided, "change_in_band"),
        (~moved, "standing_still", ""),
        (ahead < 0, "moving_away", ""),
        (has_target & (pace >= required * (1 - SAME)), "on_track", ""),
    ]


def rows(
    con: duckdb.DuckDBPyConnection,
    regions: Sequence[str] | None = None,
    goal: str | None = None,
    indicators: Sequence[str] | None = None,
    next_year: int | None = None,
    denominator: str | None = None,
    membership: str | None = None,
    prices: str | None = None,
) -> pd.DataFrame:
    """The component table, one row for each indicator and region, in the order in which indicators are declared.

    Args:
        con: an open warehouse.
        regions: names of regions; all declared ones (no single municipalities) when left out.
        goal: a goal or sub-goal; all when left out.
        indicators: names of indicators; all when left out.
        next_year: hold what is lacking against this year; the plan's file's when left out.
        denominator, membership, prices: the reader's choice; the default when left out.

    Returns:
        The columns of out.progress.

    Raises:
        read.UnknownName: a region, goal, indicator or choice that is not there.
    """
    read.known(con, "region", regions or [])
    read.known(con, "indicator", indicators or [])
    read.known(con, "goal", [goal] if goal else [])
    where, parameters = ["true"], list[object]()
    for choice, value in {"denominator": denominator, "membership": membership, "prices": prices}.items():
        options = _choices()[choice]
        if value is not None and value not in options:
            raise read.UnknownName(choice, value, options)
        where.append(f"{choice} IN ('', ?)")
        parameters.append(value or options[0])
    for column, chosen in (("region", regions), ("goal", [goal] if goal else None), ("indicator", indicators)):
        if chosen:
            where.append(f"list_contains(?, progress.{column})")
            parameters.append(list(chosen))
    if not regions:
        where.append("kind <> 'municipality'")
    found = con.execute(
        "SELECT progress.* FROM out.progress JOIN out.region AS place USING (region)"
        " JOIN out.indicator AS declared USING (indicator)"
        f" WHERE {' AND '.join(where)} ORDER BY declared.order_no, place.order_no",
        parameters,
    ).df()
    if next_year is not None:
        found = judge(found, next_year)
    return found.astype(dict.fromkeys(_WHOLE, "Int64"))
