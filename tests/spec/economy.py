"""A toy economy for the specifications: two regions, three municipalities, and just the tables a test writes out.

"alfa" has the municipalities 9001 and 9002, "beta" has 9003; every municipality is a region of its own as well.
9001 and 9002 had the codes 8001 and 8002 until 2019; 9003 has had its own code all along.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import duckdb

from indicators.registry import Indicator, read_registry
from pipelines import paths, tables

REGION_MEMBERS = """
    region  municipality  municipalities_in_region
    alfa    '9001'        2
    alfa    '9002'        2
    beta    '9003'        1
    '9001'  '9001'        1
    '9002'  '9002'        1
    '9003'  '9003'        1
"""

LINKS = """
    code    valid_from_year  valid_to_year  municipality  weight  is_split
    '8001'  1900             2019           '9001'        1.0     false
    '8002'  1900             2019           '9002'        1.0     false
    '9001'  2020             9999           '9001'        1.0     false
    '9002'  2020             9999           '9002'        1.0     false
    '9003'  1900             9999           '9003'        1.0     false
"""

DEFAULTS = {"core.region_member": REGION_MEMBERS, "core.municipality_link": LINKS}

Values = dict[tuple[str, int], float]


@cache
def registry() -> dict[str, Indicator]:
    """The project's indicators, read once."""
    return read_registry()


def spec(indicator: str, given: Mapping[str, str]) -> Values:
    """What the indicator's query makes of the given tables.

    Args:
        indicator: its name.
        given: "core.name" or "register.name" → the table as text: a line of column names, then a line a row. Words
            without quotes that look like numbers are numbers, - is missing, 'quoted words' are text.

    Returns:
        (region, year) → value, in exactly the rows that the query gives.
    """
    return {key: row["value"] for key, row in spec_rows(indicator, given).items()}


def spec_rows(indicator: str, given: Mapping[str, str]) -> dict[tuple[str, int], dict[str, Any]]:
    """As `spec`, with every column of the query's rows: value, status, reason, low, high where it has them."""
    with small() as con:
        fill(con, {**DEFAULTS, **given})
        cursor = con.execute(registry()[indicator].sql)
        names = [column[0] for column in cursor.description or []]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    found = {(row["region"], row["year"]): row for row in rows}
    assert len(found) == len(rows), f"{indicator} gives a region and year twice"
    assert all(row["status"] in ("measured", "estimated") for row in rows), f"{indicator} gives no status"
    assert all(row["value"] is not None for row in rows), f"{indicator} gives a row without a value"
    return found


def core(file: str, given: Mapping[str, str], table: str) -> list[dict[str, Any]]:
    """What a file of pipelines/core makes of the given staging, core and register tables.

    Every declared request's staging table exists, with the columns it is declared with; those not given are empty.

    Args:
        file: its name, such as "50_research.sql".
        given: "staging.name" and the like → the table as text. Of a staging table only the columns that matter.
        table: the table to give back.
    """
    with small() as con:
        con.execute("CREATE SCHEMA staging")
        for name, request in tables.declared_requests().items():
            con.execute(f"CREATE TABLE staging.{name} ({_staging_columns(request)})")
        fill(con, {**DEFAULTS, **given})
        con.execute((paths.ROOT / "pipelines" / "core" / file).read_text(encoding="utf-8"))
        cursor = con.execute(f"FROM {table} ORDER BY ALL")
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def small() -> duckdb.DuckDBPyConnection:
    """An empty database for a few rows, which several threads would only wait for."""
    return duckdb.connect(config={"threads": 1})


def fill(con: duckdb.DuckDBPyConnection, given: Mapping[str, str]) -> None:
    """Make every given table and fill it; a staging table that is there already is filled by name."""
    for schema in dict.fromkeys(name.partition(".")[0] for name in given):
        con.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    for name, text in given.items():
        columns, rows = read(text)
        if not name.startswith("staging."):
            kinds = [_kind([row[i] for row in rows]) for i in range(len(columns))]
            kinds = ["INTEGER" if column == "year" else kind for column, kind in zip(columns, kinds, strict=True)]
            declared = [f'"{column}" {kind}' for column, kind in zip(columns, kinds, strict=True)]
            con.execute(f"CREATE TABLE {name} ({', '.join(declared)})")
        quoted = ", ".join(f'"{column}"' for column in columns)
        for row in rows:
            con.execute(f"INSERT INTO {name} ({quoted}) VALUES ({', '.join('?' * len(row))})", row)


def read(text: str) -> tuple[list[str], list[list[Any]]]:
    """Column names and rows of a table written as text; cells are parted by blanks."""
    lines = [re.findall(r"'[^']*'|\S+", line) for line in text.strip().splitlines() if line.strip()]
    header, *rows = lines
    wrong = [row for row in rows if len(row) != len(header)]
    assert not wrong, f"{len(header)} columns were announced, but {wrong[0]} has {len(wrong[0])}"
    return header, [[_cell(word) for word in row] for row in rows]


def _cell(word: str) -> Any:
    if word == "-":
        return None
    if word.startswith("'"):
        return word.strip("'")
    try:
        return json.loads(word)  # numbers, true and false
    except json.JSONDecodeError:
        return word


def _kind(cells: list[Any]) -> str:
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds == {bool}:
        return "BOOLEAN"
    if kinds == {int}:
        return "INTEGER"
    return "DOUBLE" if kinds and kinds <= {int, float} else "VARCHAR"


def _staging_columns(request: tables.Request) -> str:
    kinds = {d.column: "INTEGER" if d.column == "year" else "VARCHAR" for d in request.dimensions.values()}
    for content in request.contents.values():
        kinds |= {content.column: "DOUBLE", f"{content.column}_symbol": "VARCHAR"}
    kinds |= {"vintage": "VARCHAR", "document": "VARCHAR"}
    return ", ".join(f'"{column}" {kind}' for column, kind in kinds.items())
