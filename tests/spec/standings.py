"""Toy tables for the rule of progress: one region's years as text, the row of out.progress that comes of them.

"alfa" is the home region, "beta" and "gamma" are those it is compared with, "9001" is a municipality.
"""

from __future__ import annotations

from typing import Any

import duckdb
import pandas as pd
import pytest

from indicators import build, progress
from pipelines import publishing, warehouse
from tests.spec.economy import fill, read, small

REGIONS = """
    region  kind          order_no  name_nb  name_en
    alfa    home          1         Alfa     Alpha
    beta    comparator    2         Beta     Beta
    gamma   comparator    3         Gamma    Gamma
    '9001'  municipality  4         Testby   Testby
"""

#: '8001' was a municipality that is a part of '9001' today.
LINKS = """
    code    municipality  valid_from_year  valid_to_year
    '8001'  '9001'        1990             2019
    '9001'  '9001'        2020             9999
"""
CODES = """
    code    name     first_year  last_year
    '8001'  Prøveby  1990        2019
    '9001'  Testby   2020        9999
"""
TABLES = {"out.region": REGIONS, "core.municipality_link": LINKS, "core.municipality_code": CODES}

#: A steady climb of 2.2 a year.
CLIMB = "year value\n2018 50\n2019 53\n2020 54\n2021 57\n2022 58\n2023 61"


def economy(
    values: str,
    direction: str = "up",
    target: float | None = None,
    target_year: int | None = None,
    breaks: tuple[int, ...] = (),
    goal: str = "goal",
    variants: tuple[str, ...] = (),
    price_basis: str | None = None,
    size_dependent: bool = False,
) -> duckdb.DuckDBPyConnection:
    """A database with the schema out of one indicator, "toy", ranked as the build ranks.

    Args:
        values: year, value and optionally region, low, high, as a table; the region is alfa where none is given.
        direction, target, target_year, breaks, goal, variants, price_basis, size_dependent: as declared in its yml.
    """
    con = small()
    fill(con, TABLES)
    con.execute(f"CREATE TABLE out.indicator_unranked ({build.VALUE_COLUMNS})")
    columns, rows = read(values)
    frame = pd.DataFrame(rows, columns=columns).assign(indicator="toy", status="measured")
    frame["region"] = frame.region.astype(str) if "region" in columns else "alfa"
    con.register("given", frame)
    con.execute("INSERT INTO out.indicator_unranked BY NAME SELECT * FROM given")
    con.execute(
        "CREATE TABLE out.indicator AS SELECT 'toy' AS indicator, ?::VARCHAR AS goal, 1 AS order_no,"
        " ?::VARCHAR AS direction, ?::DOUBLE AS target, ?::INTEGER AS target_year, ?::VARCHAR[] AS variants,"
        " ?::VARCHAR AS price_basis, ?::BOOLEAN AS size_dependent",
        [goal, direction, target, target_year, list(variants), price_basis, size_dependent],
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


def published(monkeypatch: pytest.MonkeyPatch, day: str, values: str, **declared: Any) -> str:
    """Publish a warehouse of the toy indicator, as if at noon of a day such as 20260105; its version's id."""
    monkeypatch.setattr(publishing, "_next_id", lambda content: f"{day}T120000Z-{content[:8]}")
    with publishing.writing(), publishing.draft() as draft:
        with duckdb.connect(str(draft.database)) as con:
            _write(con, economy(values, **declared))
        return publishing.publish(draft, content=f"{len(values):08d}")


def _write(con: duckdb.DuckDBPyConnection, made: duckdb.DuckDBPyConnection) -> None:
    con.execute("CREATE SCHEMA meta; CREATE SCHEMA out")
    con.execute(f"CREATE TABLE meta.schema_version AS SELECT {warehouse.SCHEMA_VERSION} AS schema_version")
    progress.build_progress(made)
    for table in ("region", "indicator", "indicator_break", "indicator_value", "progress", "sub_goal_summary"):
        con.register("frame", made.execute(f"FROM out.{table}").df())
        con.execute(f"CREATE TABLE out.{table} AS FROM frame")
        con.unregister("frame")
    fill(con, {name: text for name, text in TABLES.items() if name.startswith("core.")})
    con.execute("ALTER TABLE out.indicator ADD COLUMN decimals INTEGER DEFAULT 0")
