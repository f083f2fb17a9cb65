"""Since last time: which statuses and figures are other than they were in an earlier version of the warehouse.

Versions are never written again, so that what was shown at a meeting can be held against what is shown today.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple

import duckdb
import numpy as np
import pandas as pd

from indicators import read
from indicators.progress import SAME, words
from indicators.registry import CHOICES, Variant
from pipelines import warehouse

COLUMNS = (
    "indicator", "goal", "region", "status_before", "status", "year_before", "year", "value_before", "value",
    "rank_before", "rank", "why",
)  # fmt: skip
_KEY = ["indicator", "region"]


class Earlier(NamedTuple):
    """The version that was served at a date.

    Attributes:
        version: its id.
        as_old: whether it was there at that date; otherwise it is the oldest one that is kept.
    """

    version: str
    as_old: bool


class Since(NamedTuple):
    """What changed between two versions; `changes` has the columns of `COLUMNS`."""

    before: Earlier
    after: str
    changes: pd.DataFrame


def version_at(when: date) -> Earlier:
    """The version that was served at a moment, or at the end of a day (UTC).

    A version that somebody rolled back from is passed over: what it showed was judged wrong.

    Args:
        when: a day, or a moment with its time zone.

    Raises:
        warehouse.NoWarehouse: no version can be read.
    """
    moment = when if isinstance(when, datetime) else datetime.combine(when, time.max, UTC)
    withdrawn = warehouse.rolled_back()
    whole = [v for v in warehouse.versions() if v.about and not v.problem and v.id not in withdrawn]
    if not whole:
        warehouse.served()  # says in its own sentence why there is none
        raise warehouse.NoWarehouse("There is no whole warehouse version to compare with; build one: refresh.")
    older = [v.id for v in whole if v.about and v.about.made_at <= moment]
    return Earlier(older[0], True) if older else Earlier(whole[-1].id, False)


def earlier(text: str) -> Earlier:
    """The version that a text speaks of: a date such as 2026-11-01, or a version's id or the beginning of it.

    Raises:
        ValueError: neither; the sentence shows both forms.
        warehouse.NoWarehouse: no version can be read.
    """
    try:
        return version_at(date.fromisoformat(text))
    except ValueError:
        pass
    found = [version for version in warehouse.stored() if version.startswith(text)] if text else []
    if len(found) == 1:
        return Earlier(found[0], True)
    newest = ", ".join(warehouse.stored()[:3]) or "none yet"
    which = f"is the beginning of {len(found)} versions" if found else "is neither a date nor a version"
    raise ValueError(f"“{text}” {which}: write a date such as 2026-11-01 or a version; the newest are: {newest}")


def since(text: str, regions: Sequence[str] | None = None, municipalities: bool = False) -> Since:
    """What changed since a date or a version, up to the version that is served now.

    Args:
        text: see `earlier`.
        regions: names of regions, municipalities among them; all declared ones when left out.
        municipalities: all single municipalities too.

    Raises:
        ValueError: the text is neither a date nor a version, or (read.UnknownName) a region is not there.
        warehouse.WarehouseError: a version cannot be read.
    """
    before, after = earlier(text), warehouse.served().version
    with warehouse.open_store(before.version) as old, warehouse.open_store(after) as new:
        read.known(new, "region", regions or [])
        changes = compare(old, new, municipalities or bool(regions))
    return Since(before, after, changes[changes.region.isin(regions)].reset_index(drop=True) if regions else changes)


def compare(
    before: duckdb.DuckDBPyConnection, after: duckdb.DuckDBPyConnection, municipalities: bool = False
) -> pd.DataFrame:
    """Indicators and regions whose status, latest year or latest value differ, at the reader's default choices.

    Args:
        before, after: two open warehouses; of `before` it is enough that it has out.indicator_value.
        municipalities: single municipalities too.

    Returns:
        `COLUMNS`, in the order of indicators and regions. `status_before` is missing where the earlier version kept
        no statuses. `why` holds keys of `changes` in progress.yml, parted by semicolons.
    """
    old_series, new_series = _series(before, municipalities), _series(after, municipalities)
    old, new = _latest(before, old_series, municipalities), _latest(after, new_series, municipalities)
    both = old.merge(new, on=_KEY, how="outer", suffixes=("_before", ""))
    both["revised"] = _is_in(both, _revised(old_series, new_series))
    status = both.status_before.notna() & both.status.notna() & (both.status_before != both.status)
    other = (both.year_before.fillna(-1) != both.year.fillna(-1)) | _differ(both.value_before, both.value)
    kept = both[status | other].copy()
    kept["why"] = _why(kept, _declared(before), _declared(after))
    order = pd.concat([_order(after), _order(before)]).drop_duplicates(_KEY)
    kept = kept.merge(order, on=_KEY).sort_values(["indicator_no", "region_no"], ignore_index=True)
    return kept.astype(dict.fromkeys(("year_before", "year", "rank_before", "rank"), "Int64"))[list(COLUMNS)]


def _series(con: duckdb.DuckDBPyConnection, municipalities: bool) -> pd.DataFrame:
    """Indicator, region, year, value, rank at the default choices."""
    shown = _shown(municipalities, CHOICES)
    return con.execute(f'SELECT indicator, region, year, "value", rank FROM out.indicator_value WHERE {shown}').df()


def _latest(con: duckdb.DuckDBPyConnection, series: pd.DataFrame, municipalities: bool) -> pd.DataFrame:
    """The newest figure of every indicator and region, with its status where the version keeps statuses."""
    newest = series.loc[series.groupby(_KEY).year.idxmax()]
    kept = con.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'out' AND table_name = 'progress'"
    ).fetchone()
    if not kept or not kept[0]:
        return newest.assign(status=None, reason=None)
    choices = [choice for choice in CHOICES if choice != "vintage"]
    statuses = con.execute(
        f"SELECT indicator, region, status, reason FROM out.progress WHERE {_shown(municipalities, choices)}"
    ).df()
    # a region of which there is no figure has a status all the same
    return newest.merge(statuses, on=_KEY, how="outer")


def _shown(municipalities: bool, choices: Iterable[Variant]) -> str:
    """SQL: the rows at the default choices, of the regions to compare."""
    chosen = " AND ".join(f"{choice} IN ('', '{CHOICES[choice][0]}')" for choice in choices)
    regions = "" if municipalities else " WHERE kind <> 'municipality'"
    return f"{chosen} AND region IN (SELECT region FROM out.region{regions})"


def _differ(old: pd.Series, new: pd.Series) -> pd.Series:
    """Whether figures differ by more than the last bits of a sum; one that came or went differs."""
    size = np.fmax(1, np.fmax(old.abs(), new.abs()))
    return ((new - old).abs() > SAME * size) | (old.isna() != new.isna())


def _revised(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Indicators and regions of which a year that both versions have differs."""
    shared = old.merge(new, on=[*_KEY, "year"], suffixes=("_before", ""))
    return shared.loc[_differ(shared.value_before, shared.value), _KEY].drop_duplicates()


def _is_in(frame: pd.DataFrame, chosen: pd.DataFrame) -> pd.Series:
    return pd.Series(pd.MultiIndex.from_frame(frame[_KEY]).isin(pd.MultiIndex.from_frame(chosen)), index=frame.index)


def _why(rows: pd.DataFrame, before: set[str], after: set[str]) -> list[str]:
    return [_reasons(row, row.indicator in before, row.indicator in after) for row in rows.itertuples()]


def _reasons(row: Any, was_declared: bool, is_declared: bool) -> str:
    """Why one row is listed; keys of `changes` in progress.yml."""
    had, has = pd.notna(row.value_before), pd.notna(row.value)
    if not was_declared:
        return "new_indicator"
    if not is_declared:
        return "removed_indicator"
    if had != has:
        return "new_data" if has else "withdrawn"
    found = []
    if had and row.year != row.year_before:
        found.append("new_year" if row.year > row.year_before else "withdrawn")
    if row.revised:
        found.append("revision")
    if not found and str(row.reason).startswith("old_figures"):
        found.append("grown_old")
    return ";".join(found) or "rule"


def _declared(con: duckdb.DuckDBPyConnection) -> set[str]:
    return {row[0] for row in con.execute("SELECT indicator FROM out.indicator").fetchall()}


def _order(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    return con.execute(
        "SELECT indicator, region, goal, declared.order_no AS indicator_no, place.order_no AS region_no"
        " FROM out.indicator AS declared, out.region AS place"
    ).df()


def why_in_words(why: str, language: str) -> list[str]:
    """The keys of `why` in "nb" or "en"."""
    return [getattr(words().changes[key], language) for key in why.split(";") if key]
