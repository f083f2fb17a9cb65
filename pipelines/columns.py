"""What a query of an indicator can read: the tidy tables with their columns, and the registers kept by hand."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

#: Rooms of the warehouse that an indicator's query reads.
READ = ("core", "register")


@dataclass(frozen=True)
class Readable:
    """A table that a query can read.

    Attributes:
        name: schema and name.
        columns: its columns, in their order.
        rows: how many rows there are.
        years: first and last year; None where it has no year or no row.
    """

    name: str
    columns: tuple[str, ...]
    rows: int
    years: tuple[int, int] | None


def readable(con: duckdb.DuckDBPyConnection, word: str = "") -> list[Readable]:
    """The tables of `READ`, by name.

    Args:
        con: the warehouse.
        word: only those with this word in their name or in that of a column.
    """
    found = con.execute(
        "SELECT schema_name, table_name, list(column_name ORDER BY column_index) FROM duckdb_columns()"
        " WHERE list_contains(?, schema_name) AND database_name = current_database() GROUP BY ALL ORDER BY ALL",
        [list(READ)],
    ).fetchall()
    return [
        _told(con, schema, table, tuple(columns))
        for schema, table, columns in found
        if word.lower() in " ".join([f"{schema}.{table}", *columns]).lower()
    ]


def _told(con: duckdb.DuckDBPyConnection, schema: str, table: str, columns: tuple[str, ...]) -> Readable:
    years = "min(year), max(year)" if "year" in columns else "NULL, NULL"
    row = con.execute(f'SELECT count(*), {years} FROM "{schema}"."{table}"').fetchone()
    count, first, last = row or (0, None, None)
    span = (int(first), int(last)) if first is not None and last is not None else None
    return Readable(f"{schema}.{table}", columns, int(count), span)
