"""Toy tables for the rule of progress: one region's years as text, the row of out.progress that comes of them.

"alfa" is the home region, "beta" and "gamma" are those it is compared with, "9001" is a municipality.
"""

from __future__ import annotations

from typing import Any

import duckdb
import pandas as pd

from indicators import build, progress
from tests.spec.economy import fill, read

REGIONS = """
    region  kind          order_no
    alfa    home          1
    beta    comparator    2
    gamma   comparator    3
    '9001'  municipality  4
"""


def economy(
    values: str,
    direction: str = "up",
    target: float | None = None,
    target_year: int | None = None,
    breaks: tuple[int, ...] = (),
    goal: str = "goal",
    variants: tuple[str, ...] = (),
) -> duckdb.DuckDBPyConnection:
    """A database with the schema out of one indicator, "toy", ranked as the build ranks.

    Args:
        values: year, value and optionally region, low, high, as a table; the region is alfa where none is given.
        direction, target, target_year, breaks, goal, variants: as declared in an indicator's yml.
    """
    con = duckdb.connect()
    fill(con, {"out.region": REGIONS})
    con.execute(f"CREATE TABLE out.indicator_unranked ({build.VALUE_COLUMNS})")
    columns, rows = read(values)
    frame = pd.DataFrame(rows, columns=columns).assign(indicator="toy", status="measured")
    frame["region"] = frame.region.astype(str) if "region" in columns else "alfa"
    con.register("given", frame)
    con.execute("INSERT INTO out.indicator_unranked BY NAME SELECT * FROM given")
    con.execute(
        "CREATE TABLE out.indicator AS SELECT 'toy' AS indicator, ?::VARCHAR AS goal, 1 AS order_no,"
        " ?::VARCHAR AS direction, ?::DOUBLE AS target, ?::INTEGER AS target_year, ?::VARCHAR[] AS variants",
        [goal, direction, target, target_year, list(variants)],
    )
    con.execute("CREATE TABLE out.indicator_break (indicator VARCHAR, year INTEGER)")
    for year in breaks:
        con.execute("INSERT INTO out.indicator_break VALUES ('toy', ?)", [year])
    con.execute(build.RANK_SQL)
    return con


def standings(values: str, next_year: int = 2030, **declared: Any) -> dict[str, dict[str, Any]]:
    """Region → its row of out.progress, for the toy indicator declared as given; see `economy`."""
    with economy(values, **declared) as con:
        frame = progress.judge(progress.gather(con), next_year)
    return {row["region"]: row for row in frame.to_dict("records")}


def alfa(values: str, next_year: int = 2030, **declared: Any) -> dict[str, Any]:
    """The home region's row."""
    return standings(values, next_year, **declared)["alfa"]
