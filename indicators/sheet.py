"""The figures of a municipality's self-assessment: what was known for a year, with the place among the members.

Every figure is the newest one of the sheet's year or before it, on today's borders, as the warehouse has it now. A
figure that is not there is a row without a value, and `reason` says why.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import yaml

from indicators import analysis, read
from indicators.registry import CHOICES
from pipelines.tables import Bilingual, Declared

COLUMNS = (
    "municipality", "sheet_year", "figure", "goal", "name_nb", "name_en", "unit_nb", "unit_en", "decimals",
    "year", "value", "low", "high", "status", "reason", "rank", "ranked", "before_year", "before_value",
)  # fmt: skip
#: Why a figure is not there: none of this municipality, none of any municipality, none of the borders it had.
NO_FIGURE, NOT_MUNICIPAL, OTHER_BORDERS = "no_figure", "not_municipal", "other_borders"
#: Column of the analysis → the sheet's figure, with the ends of its band where it has one.
_FROM_ESTIMATE = {
    "value_added": ("value_added_mnok", "value_added_low_mnok", "value_added_high_mnok"),
    "value_added_per_inhabitant": ("value_added_per_inhabitant_nok", "low_nok", "high_nok"),
    "gdp_index": ("gdp_index", "gdp_index_low", "gdp_index_high"),
}
_INDICATORS = """
WITH wanted AS (
    SELECT * FROM out.indicator_value
    WHERE denominator IN ('', $denominator) AND membership IN ('', $membership) AND prices IN ('', $prices)
      AND vintage IN ('', $vintage) AND "value" IS NOT NULL AND year <= $year
),
ranked AS (
    SELECT indicator, region, year,
           rank() OVER (PARTITION BY indicator, year
                        ORDER BY CASE direction WHEN 'down' THEN "value" ELSE -"value" END) AS rank,
           count(*) OVER (PARTITION BY indicator, year) AS ranked
    FROM wanted JOIN out.indicator USING (indicator)
    WHERE list_contains($members, region) AND NOT list_contains($unranked, indicator)
),
own AS (
    SELECT *, row_number() OVER (PARTITION BY indicator ORDER BY year DESC) AS newest,
           lead(year) OVER (PARTITION BY indicator ORDER BY year DESC) AS before_year,
           lead("value") OVER (PARTITION BY indicator ORDER BY year DESC) AS before_value
    FROM wanted WHERE region = $municipality
),
municipal AS (
    SELECT DISTINCT indicator FROM out.indicator_value JOIN out.region USING (region) WHERE kind = 'municipality'
)
SELECT declared.indicator AS figure, declared.goal, name_nb, name_en, unit_nb, unit_en, decimals,
       own.year, own."value", own.low, own.high, coalesce(own.status, '') AS status,
       CASE WHEN own."value" IS NOT NULL THEN coalesce(own.reason, '')
            WHEN municipal.indicator IS NULL THEN 'not_municipal' ELSE 'no_figure' END AS reason,
       CASE WHEN ranked.ranked > 1 THEN ranked.rank END AS rank,
       CASE WHEN ranked.ranked > 1 THEN ranked.ranked END AS ranked, before_year, before_value
FROM out.indicator AS declared
LEFT JOIN own ON own.indicator = declared.indicator AND newest = 1
LEFT JOIN ranked ON ranked.indicator = own.indicator AND ranked.region = own.region AND ranked.year = own.year
LEFT JOIN municipal ON municipal.indicator = declared.indicator
WHERE declared.goal <> 'goal'
ORDER BY declared.order_no
"""
#: Figures that the warehouse has as they are, on today's borders: figure → its years.
_MEASURED = {
    "population": """SELECT year, persons AS "value", status, coalesce(reason, '') AS reason
                     FROM core.population WHERE municipality = ?""",
    "jobs": """SELECT year, jobs AS "value", status, reason FROM core.jobs_today WHERE municipality = ?""",
    "employed": """SELECT year, employed AS "value", status, reason
                   FROM core.jobs_today WHERE municipality = ?""",
    "job_balance": """SELECT year, jobs - employed AS "value", status, reason
                      FROM core.jobs_today WHERE municipality = ?""",
}
#: What a code that is no municipality today is today, where the change was one of number only.
_RENUMBERED = """
SELECT own.municipality
FROM core.municipality_link AS own
WHERE own.code = $code AND $year BETWEEN own.valid_from_year AND own.valid_to_year AND own.weight = 1
  AND NOT EXISTS (SELECT 1 FROM core.municipality_link AS other
                  WHERE other.municipality = own.municipality AND other.code <> own.code
                    AND $year BETWEEN other.valid_from_year AND other.valid_to_year)
"""


class Fact(Declared):
    """A figure of `sheet.yml`."""

    name: Bilingual
    unit: Bilingual
    decimals: int


@cache
def facts() -> dict[str, Fact]:
    """The figures that are no indicators, in their order; read once."""
    content = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    return {key: Fact.model_validate(one) for key, one in content.items()}


def members(con: duckdb.DuckDBPyConnection, region: str, year: int) -> list[str]:
    """The municipalities of a region in a year, in the codes of that year; before its first year those of the first."""
    rows = con.execute(
        """SELECT DISTINCT code FROM core.region_member_of_the_year
           WHERE region = $region AND year = (
               SELECT coalesce(max(year) FILTER (year <= $year), min(year)) FROM core.region_member_of_the_year
               WHERE region = $region)
           ORDER BY code""",
        {"region": region, "year": year},
    )
    return [str(row[0]) for row in rows.fetchall()]


def today(con: duckdb.DuckDBPyConnection, code: str, year: int) -> str | None:
    """The municipality of today that has a code's figures; None where its borders were others then.

    Args:
        con: a warehouse.
        code: a municipality code of the year.
        year: the year.
    """
    if con.execute("SELECT 1 FROM core.municipality WHERE municipality = ?", [code]).fetchone():
        return code
    found = con.execute(_RENUMBERED, {"code": code, "year": year}).fetchone()
    return str(found[0]) if found else None


def figures(con: duckdb.DuckDBPyConnection, municipality: str, year: int, region: str) -> pd.DataFrame:
    """The figures of a sheet: those of `sheet.yml` first, then every indicator of the sub-goals.

    Args:
        con: a warehouse.
        municipality: its code in the year.
        year: the sheet's year; a figure is of that year or the newest before it.
        region: the region whose members it is ranked among, today's.

    Returns:
        `COLUMNS`. `low` and `high` are the ends of the band. `rank` of `ranked` is the place among the members that
        have a figure of the same year, 1 for the best; empty where no direction is wanted or nobody else has one.
        `before_value` is the figure before, of `before_year`.
    """
    own = today(con, municipality, year)
    rows = [*_facts(con, own, year), *_indicators(con, own, year, region)]
    found = pd.DataFrame(rows)
    found["municipality"], found["sheet_year"] = municipality, year
    for column in ("year", "rank", "ranked", "before_year", "decimals"):
        found[column] = found[column].astype("Int64")
    for column in ("value", "low", "high", "before_value"):
        found[column] = found[column].astype(float)
    return found[list(COLUMNS)]


def changed(now: pd.DataFrame, sheet: pd.DataFrame) -> pd.DataFrame:
    """The figures beside those of an earlier sheet.

    Args:
        now: as `figures` gives them.
        sheet: the earlier sheet's, likewise.

    Returns:
        `now` with `last_sheet_year`, `last_sheet_value` (the figure on that sheet, and of which year it was) and
        `change` in the figure's own unit; empty where either is missing.
    """
    earlier = sheet.rename(columns={"year": "last_sheet_year", "value": "last_sheet_value"})
    earlier = earlier[["figure", "last_sheet_year", "last_sheet_value"]]
    found = now.merge(earlier, on="figure", how="left")
    found["last_sheet_value"] = found["last_sheet_value"].astype(float)
    found["last_sheet_year"] = found["last_sheet_year"].astype("Int64")
    found["change"] = found["value"] - found["last_sheet_value"]
    return found


def _facts(con: duckdb.DuckDBPyConnection, own: str | None, year: int) -> list[dict[str, Any]]:
    series = _series(con, own) if own else {}
    found = []
    for key, fact in facts().items():
        row = {"figure": key, "goal": "", "name_nb": fact.name.nb, "name_en": fact.name.en, "decimals": fact.decimals}
        row |= {"unit_nb": fact.unit.nb, "unit_en": fact.unit.en}
        found.append(row | _newest(series.get(key), year, NO_FIGURE if own else OTHER_BORDERS))
    return found


def _series(con: duckdb.DuckDBPyConnection, own: str) -> dict[str, pd.DataFrame]:
    """Every year of the figures that are no indicators."""
    found = {key: con.execute(query, [own]).df() for key, query in _MEASURED.items()}
    commuters = analysis.table(con, "commuters", region=own)
    for key in ("in_commuters", "out_commuters"):
        found[key] = commuters.rename(columns={key: "value"})
    estimate = analysis.table(con, "municipalities", region=own, denominator=CHOICES["denominator"][0])
    for end in ("low", "high"):
        estimate[f"{end}_nok"] = 1_000_000 * estimate[f"value_added_{end}_mnok"] / estimate["mean_persons"]
    for key, (value, low, high) in _FROM_ESTIMATE.items():
        named = {value: "value", low: "low", high: "high"}
        found[key] = estimate[["year", "reason", *named]].rename(columns=named)
    return found


def _newest(series: pd.DataFrame | None, year: int, missing: str) -> dict[str, Any]:
    """The newest figure of a series up to a year, and the one before it."""
    empty: dict[str, Any] = dict.fromkeys(
        ("year", "value", "low", "high", "rank", "ranked", "before_year", "before_value")
    )
    known = series[(series["year"] <= year) & series["value"].notna()] if series is not None else pd.DataFrame()
    if known.empty:
        return empty | {"status": "", "reason": missing}
    ordered = known.sort_values("year")
    last = ordered.iloc[-1].to_dict()
    found = empty | {key: last[key] for key in ("year", "value", "low", "high") if key in last}
    if len(ordered) > 1:
        found |= {"before_year": ordered.iloc[-2]["year"], "before_value": ordered.iloc[-2]["value"]}
    status = last.get("status") or ("estimated" if "low" in last else "measured")
    return found | {"status": status, "reason": str(last.get("reason") or "")}


def _indicators(con: duckdb.DuckDBPyConnection, own: str | None, year: int, region: str) -> list[dict[str, Any]]:
    asked: dict[str, Any] = {choice: options[0] for choice, options in CHOICES.items()}
    asked |= {"year": year, "municipality": own or "", "members": analysis.members(con, region)}
    asked["unranked"] = read.unranked(con)
    found = con.execute(_INDICATORS, asked).df().astype(object)
    rows = found.where(found.notna(), None).to_dict("records")
    if own is None:
        rows = [row | ({"reason": OTHER_BORDERS} if row["reason"] == NO_FIGURE else {}) for row in rows]
    return [{str(key): value for key, value in row.items()} for row in rows]
