"""The tables that defend and explain the estimate, read in one way by pages, downloads and notebooks.

    table(con, "backtest_summary", method="jobs_by_industry")

Nothing is estimated here: every figure stands in the schema out; a query at most joins tables, names what a code
stands for, or sums parts to the county they make up – to the whole krone, since the last bits of a sum hang on the
order that the parts came in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import pandas as pd

from indicators.band import VERDICT_SQL
from indicators.read import FORMER_CODES, UnknownName


@dataclass(frozen=True)
class Table:
    """One table of the analysis.

    Attributes:
        sql: the rows.
        keys: the columns that tell which row it is; rows can be asked for by each of them.
        order: the columns that the rows are sorted by, before the keys.
    """

    sql: str
    keys: tuple[str, ...]
    order: str


_CHOICE = ("region", "year", "denominator", "membership")

TABLES: dict[str, Table] = {
    # reached, missed or cannot be decided, and which vintage the year's figures are from
    "verdicts": Table(
        """SELECT verdict.*, share.vintage_used
           FROM out.goal_verdict AS verdict
           JOIN out.region_share AS share USING (region, year, denominator, membership, vintage)
           WHERE share.method = 'jobs_by_industry'""",
        (*_CHOICE, "vintage"),
        "region, year, denominator, membership, vintage",
    ),
    # the index by each way of dividing the county, with the band of that very method
    "methods": Table(
        f"""SELECT *, high - low AS band_points, {VERDICT_SQL} AS verdict
            FROM (SELECT method, region, year, denominator, membership, vintage, vintage_used, value_added_mnok,
                         100 * gdp_share_pct / population_share_pct AS "value",
                         100 * gdp_share_pct / population_share_pct * low_factor AS low,
                         100 * gdp_share_pct / population_share_pct * high_factor AS high
                  FROM out.region_share WHERE kind <> 'municipality')""",
        ("method", *_CHOICE, "vintage"),
        "region, year, denominator, membership, vintage, method",
    ),
    # every test: a merged county divided between its old counties, against what was published
    "backtest": Table(
        """SELECT backtest.*, whole.name AS merged_name, piece.name AS part_name
           FROM out.backtest AS backtest
           JOIN core.county AS whole ON whole.county = backtest.merged
           JOIN core.county AS piece ON piece.county = backtest.part""",
        ("method", "merged", "part", "year"),
        "method, merged, part, year",
    ),
    "backtest_summary": Table("SELECT * FROM out.backtest_summary", ("method", "where"), 'method, "where"'),
    # how far off an industry is: the mean of the absolute errors in all tests, in per cent of what was published
    "backtest_industry": Table(
        """SELECT method, industry, name_nb, name_en, count(*)::INTEGER AS tests,
                  100 * round(sum(abs(estimated_mnok - published_mnok)), 6) / round(sum(published_mnok), 6)
                      AS absolute_error_pct,
                  round(sum(published_mnok), 6) / count(DISTINCT year) AS published_mnok_a_year
           FROM out.backtest_industry JOIN register.industries USING (industry)
           GROUP BY ALL HAVING sum(published_mnok) > 0""",
        ("method", "industry"),
        "method, absolute_error_pct DESC, industry",
    ),
    "withheld": Table(
        """SELECT vintage, table_id, year, counties_mnok, withheld_filled_mnok,
                  100 * withheld_filled_mnok / counties_mnok AS withheld_filled_pct
           FROM out.account_year WHERE withheld_filled_mnok > 0""",
        ("vintage", "year"),
        "year, vintage",
    ),
    "index_decomposition": Table("SELECT * FROM out.index_decomposition", _CHOICE, "region, year, denominator"),
    "gap_by_industry": Table(
        """SELECT gap.*, name_nb, name_en
           FROM out.gap_by_industry AS gap JOIN register.industries USING (industry)
           WHERE nation_mnok <> 0 OR region_mnok <> 0""",
        ("region", "year", "industry"),
        "region, year, gap_mnok DESC, industry",
    ),
    # the same for all industries together
    "gap_in_all": Table(
        """SELECT region, year, vintage_used, round(sum(gap_mnok), 6) AS gap_mnok,
                  round(sum(structure_mnok), 6) AS structure_mnok,
                  round(sum(productivity_mnok), 6) AS productivity_mnok
           FROM out.gap_by_industry GROUP BY ALL""",
        ("region", "year"),
        "region, year",
    ),
    "goal_path": Table(
        "SELECT * FROM out.goal_path",
        ("indicator", "region", "year", "denominator", "membership", "prices"),
        "indicator, region, denominator, membership, prices, year",
    ),
    "goal_growth": Table(
        "SELECT * FROM out.goal_growth", ("region", "denominator", "membership"), "region, denominator, membership"
    ),
    "required_pace": Table(
        "SELECT * FROM out.required_pace",
        ("region", "denominator", "membership", "to_year"),
        "region, denominator, membership, to_year",
    ),
    "projected_population_share": Table(
        "SELECT * FROM out.projected_population_share", ("region", "year"), "region, year"
    ),
    "quoted_gap": Table(
        "SELECT * FROM out.quoted_gap",
        ("borders", "basis", "vintage", "year"),
        "abs(gap_bnok - quoted_gap_bnok), borders, basis, vintage, year",
    ),
    # each vintage's own figures: the same year as first published and as revised
    "index_by_vintage": Table(
        """SELECT region, year, denominator, membership, vintage, table_id, value_added_mnok, denominator_mnok,
                  gdp_share_pct, population_share_pct, 100 * gdp_share_pct / population_share_pct AS "value",
                  100 * gdp_share_pct / population_share_pct * low_factor AS low,
                  100 * gdp_share_pct / population_share_pct * high_factor AS high,
                  "value" - first_value("value") OVER (
                      PARTITION BY region, year, denominator, membership ORDER BY vintage) AS revision_points
           FROM out.region_share
           WHERE vintage = vintage_used AND method = 'jobs_by_industry'""",
        (*_CHOICE, "vintage"),
        "region, denominator, membership, year, vintage",
    ),
    # today's counties in each vintage of the county accounts; before a merger the sum of the old counties
    "county_by_vintage": Table(
        """SELECT *, 100 * (value_added_mnok / first_value(value_added_mnok) OVER (
                                PARTITION BY county, year, table_id = 'DOSE' ORDER BY vintage) - 1) AS revision_pct
           FROM (
           SELECT whole.county, whole.name, account.vintage, table_id, account.year,
                  round(sum(value_added_mnok), 6) AS value_added_mnok
           FROM (SELECT county, name, unnest(CASE WHEN len(merged_from) = 0 THEN [county]
                                                  ELSE merged_from || [county] END) AS part,
                        greatest(len(merged_from), 1) AS parts
                 FROM core.county WHERE last_year = 9999) AS whole
           JOIN out.municipal_value_added AS account ON account.county = whole.part
           WHERE method = 'jobs_by_industry'
           GROUP BY ALL
           HAVING count(DISTINCT account.county) IN (1, any_value(parts))
              AND (any_value(account.county) = whole.county OR count(DISTINCT account.county) = any_value(parts)))""",
        ("county", "vintage", "year"),
        "county, year, vintage",
    ),
    # what there is to know of each of today's municipalities
    "municipalities": Table(
        """SELECT share.region, region.name_nb, region.name_en, region.county, share.year, denominator,
                  100 * gdp_share_pct / share.population_share_pct AS gdp_index,
                  100 * gdp_share_pct / share.population_share_pct * low_factor AS gdp_index_low,
                  100 * gdp_share_pct / share.population_share_pct * high_factor AS gdp_index_high,
                  gdp_share_pct, share.population_share_pct, share.value_added_mnok,
                  share.value_added_mnok * low_factor AS value_added_low_mnok,
                  share.value_added_mnok * high_factor AS value_added_high_mnok,
                  1000000 * share.value_added_mnok / mean_persons AS value_added_per_inhabitant_nok,
                  mean_persons, added.jobs, added.employed, added.jobs - added.employed AS job_balance, vintage_used,
                  share.reason
           FROM out.region_share AS share
           JOIN out.region AS region ON region.region = share.region AND region.kind = 'municipality'
           JOIN out.region_value_added AS added
             ON added.method = share.method AND added.region = share.region AND added.membership = share.membership
            AND added.vintage = vintage_used AND added.table_id = share.table_id AND added.year = share.year
           JOIN out.region_population AS population
             ON population.region = share.region AND population.membership = share.membership
            AND population.year = share.year
           WHERE share.method = 'jobs_by_industry' AND share.vintage = 'latest' AND share.membership = 'fixed'""",
        ("region", "county", "year", "denominator"),
        "region, denominator, year",
    ),
    "commuters": Table(
        "SELECT municipality AS region, year, in_commuters, out_commuters FROM out.municipality",
        ("region", "year"),
        "region, year",
    ),
    "area_changes": Table(
        "SELECT municipality AS region, year, code, name, weight, is_part FROM out.area_change",
        ("region", "year", "code"),
        "region, year, name",
    ),
    # numbers that municipalities had before, which old addresses, files and articles still name
    "former_codes": Table(
        f"""SELECT municipality AS region, code, arg_max(names.name, names.last_year) AS name,
                   max(least(valid_to_year, names.last_year)) AS last_year, max(weight) AS weight,
                   min(weight) < 1 AS is_part
            FROM {FORMER_CODES}
            GROUP BY municipality, code""",
        ("region", "code"),
        "region, code",
    ),
}


def table(
    con: duckdb.DuckDBPyConnection, name: str, **asked: str | int | Sequence[str] | Sequence[int] | None
) -> pd.DataFrame:
    """The rows of one table, sorted.

    Args:
        con: an open warehouse.
        name: its name in `TABLES`.
        asked: values of key columns, one or several; None for all.

    Returns:
        The table's own columns.

    Raises:
        UnknownName: there is no such table, or it can't be asked for by that column.
    """
    if name not in TABLES:
        raise UnknownName("table", name, list(TABLES))
    wanted = TABLES[name]
    where, parameters = ["true"], []
    for key, value in asked.items():
        if key not in wanted.keys:
            raise UnknownName("column", key, wanted.keys)
        if value is None:
            continue
        where.append(f'list_contains(?, "{key}")')
        parameters.append([value] if isinstance(value, str | int) else list(value))
    order = ", ".join([wanted.order, *(f'"{key}"' for key in wanted.keys)])
    return con.execute(
        f"SELECT * FROM ({wanted.sql}) AS asked WHERE {' AND '.join(where)} ORDER BY {order}", parameters
    ).df()


def home_county(con: duckdb.DuckDBPyConnection, region: str) -> tuple[str, str] | None:
    """Code and name of today's county that most municipalities of a region lie in; None where it has none."""
    row = con.execute(
        """SELECT county.county, county.name
           FROM core.region_member AS member
           JOIN core.municipality AS municipality USING (municipality)
           JOIN core.county AS county ON county.county = municipality.county
           WHERE member.region = ?
           GROUP BY ALL ORDER BY count(*) DESC, county.county LIMIT 1""",
        [region],
    ).fetchone()
    return (str(row[0]), str(row[1])) if row else None


def members(con: duckdb.DuckDBPyConnection, region: str) -> list[str]:
    """Today's municipalities of a region, by code."""
    rows = con.execute("SELECT DISTINCT municipality FROM core.region_member WHERE region = ? ORDER BY 1", [region])
    return [str(row[0]) for row in rows.fetchall()]
