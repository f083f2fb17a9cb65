"""The change report: what is new in one warehouse file compared with another.

It is made before a version is published, shown to the person who decides, and kept beside the version as
`changes.json`. Tables are compared by the keys that the file itself declares in `meta.table_key`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipelines.checking import Acceptance
from pipelines.warehouse import sql_path

#: How many revised cells per table the report spells out, largest change first. All are counted.
CELLS_SHOWN = 200
#: Sums come out of DuckDB's threads in any order; what differs less than this is the same figure – relatively, and
#: around zero (a gap that is none) in the figure's own unit.
SAME = 1e-9
#: The computed figures are compared like any table.
FIGURES = "out.indicator_value"
FIGURES_KEY = ["indicator", "region", "year", "denominator", "membership", "prices", "vintage"]
#: Where `out.region` begins to number the municipalities, after the declared regions.
MUNICIPALITIES = 1000
#: A column of this name in a key means: the same cell may stand there several times, once per publication.
VINTAGE = "vintage"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Cell(_Part):
    """One revised figure; `old` or `new` is None where there is none, `percent` is the change relative to `old`."""

    key: dict[str, Any]
    column: str
    old: float | None
    new: float | None
    percent: float | None = None


class TableChange(_Part):
    """What is new in one table.

    Attributes:
        table: schema and name.
        rows_before, rows_after: row counts; None where the table did not or does not exist.
        rows_added, rows_removed: rows whose key is in only one of the files.
        years_added, years_removed: years with rows in only one of the files.
        codes_added, codes_removed: key column → codes that occur in only one of the files.
        vintages_added: publications that are new.
        cells_revised: how many figures differ (a figure that came or went in a row that stayed counts too).
        cells: the largest of them, at most `CELLS_SHOWN`; of the figures, those of the declared regions first.
    """

    table: str
    rows_before: int | None
    rows_after: int | None
    rows_added: int = 0
    rows_removed: int = 0
    years_added: list[int] = Field(default_factory=list)
    years_removed: list[int] = Field(default_factory=list)
    codes_added: dict[str, list[str]] = Field(default_factory=dict)
    codes_removed: dict[str, list[str]] = Field(default_factory=dict)
    vintages_added: list[str] = Field(default_factory=list)
    cells_revised: int = 0
    cells: list[Cell] = Field(default_factory=list)

    @property
    def nothing_new(self) -> bool:
        """Whether the table is the same as before."""
        return self == TableChange(table=self.table, rows_before=self.rows_before, rows_after=self.rows_before)


class DocumentChange(_Part):
    """A document that came, went, or came in another edition (`vintage_before` and `vintage` both set)."""

    request: str
    table_id: str
    document: str
    vintage_before: str | None
    vintage: str | None


class ChangeReport(_Part):
    """Everything that is new, ready for the page, the terminal and `changes.json`.

    Attributes:
        base: id of the version compared with; None for a first version.
        documents: what the publishers put out since.
        tables: core tables with a change.
        figures: change in the computed figures; None where nothing changed.
        tables_compared: how many tables were looked at.
        accepted: what a data check found and somebody let through, with the reason.
    """

    base: str | None
    documents: list[DocumentChange] = Field(default_factory=list)
    tables: list[TableChange] = Field(default_factory=list)
    figures: TableChange | None = None
    tables_compared: int = 0
    accepted: list[Acceptance] = Field(default_factory=list)

    @property
    def nothing_new(self) -> bool:
        """Whether no document, no table and no figure differs: a result of its own, to be said in so many words."""
        return self.base is not None and not self.documents and not self.tables and self.figures is None


def compare(before: Path | None, after: Path, base: str | None = None) -> ChangeReport:
    """Compare two warehouse files.

    Args:
        before: the older file, or None for a first version.
        after: the newer file; nobody may have it open for writing.
        base: id of the older version, for the record.

    Raises:
        duckdb.Error: a file cannot be read.
    """
    with duckdb.connect() as con:
        _attach(con, "after", after)
        if before is None:
            con.execute("ATTACH ':memory:' AS before")
        else:
            _attach(con, "before", before)
        keys = _keys(con, "before") | _keys(con, "after")
        changes = [_compare_table(con, table, *columns) for table, columns in sorted(keys.items())]
        figures = _compare_table(con, FIGURES, FIGURES_KEY, ["value"])
        return ChangeReport(
            base=base if before is not None else None,
            documents=_compare_documents(con),
            tables=[change for change in changes if not change.nothing_new],
            figures=None if figures.nothing_new else figures,
            tables_compared=len(changes) + 1,
        )


def read(file: Path) -> ChangeReport | None:
    """The report kept beside a version; None when there is none or it cannot be read."""
    try:
        return ChangeReport.model_validate_json(file.read_bytes())
    except (OSError, ValidationError):
        return None


def _attach(con: duckdb.DuckDBPyConnection, name: str, file: Path) -> None:
    con.execute(f"ATTACH {sql_path(file)} AS {name} (READ_ONLY)")


def _columns(con: duckdb.DuckDBPyConnection, file: str, table: str) -> list[str]:
    """Column names of a table, empty when it does not exist."""
    schema, name = table.split(".")
    rows = con.execute(
        "SELECT column_name FROM duckdb_columns() WHERE database_name = ? AND schema_name = ? AND table_name = ?"
        " ORDER BY column_index",
        [file, schema, name],
    ).fetchall()
    return [row[0] for row in rows]


def _keys(con: duckdb.DuckDBPyConnection, file: str) -> dict[str, tuple[list[str], list[str]]]:
    """Declared key and value columns of each core table of a file."""
    if not _columns(con, file, "meta.table_key"):
        return {}
    rows = con.execute(f"SELECT table_name, key_columns, value_columns FROM {file}.meta.table_key").fetchall()
    return {table: (keys, values) for table, keys, values in rows}


def _compare_table(con: duckdb.DuckDBPyConnection, table: str, keys: list[str], values: list[str]) -> TableChange:
    """Compare one table by its key; columns that only one file has are left out of the comparison."""
    there = {file: _columns(con, file, table) for file in ("before", "after")}
    count = {file: _count(con, f"{file}.{table}") if there[file] else None for file in there}
    if not all(there.values()):
        years = _distinct(con, "after", table, "year") if "year" in there["after"] else []
        gone = _distinct(con, "before", table, "year") if "year" in there["before"] else []
        return TableChange(
            table=table,
            rows_before=count["before"],
            rows_after=count["after"],
            rows_added=count["after"] or 0,
            rows_removed=count["before"] or 0,
            years_added=years,
            years_removed=gone,
        )
    shared = [c for c in there["after"] if c in there["before"]]
    keys, values = [k for k in keys if k in shared], [v for v in values if v in shared]
    added, removed = {}, {}
    for key in keys:
        old, new = set(_distinct(con, "before", table, key)), set(_distinct(con, "after", table, key))
        added[key], removed[key] = sorted(new - old), sorted(old - new)
    number, cells = _revised(con, table, keys, values)
    return TableChange(
        table=table,
        rows_before=count["before"],
        rows_after=count["after"],
        rows_added=_only_in(con, "after", "before", table, keys),
        rows_removed=_only_in(con, "before", "after", table, keys),
        years_added=added.pop("year", []),
        years_removed=removed.pop("year", []),
        vintages_added=added.pop(VINTAGE, []),
        codes_added=_told(added),
        codes_removed=_told({k: codes for k, codes in removed.items() if k != VINTAGE}),
        cells_revised=number,
        cells=cells,
    )


def _told(codes: dict[str, list[Any]]) -> dict[str, list[str]]:
    """Codes as text; an empty one means "does not matter here" and is no news."""
    told = {key: [str(code) for code in those if code != ""] for key, those in codes.items()}
    return {key: those for key, those in told.items() if those}


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    row = con.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row else 0


def _distinct(con: duckdb.DuckDBPyConnection, file: str, table: str, column: str) -> list[Any]:
    rows = con.execute(
        f'SELECT DISTINCT "{column}" FROM {file}.{table} WHERE "{column}" IS NOT NULL ORDER BY 1'
    ).fetchall()
    return [row[0] for row in rows]


def _only_in(con: duckdb.DuckDBPyConnection, file: str, other: str, table: str, keys: list[str]) -> int:
    """Number of rows whose key the other file does not have."""
    using = ", ".join(f'"{k}"' for k in keys)
    return _count(con, f"(FROM {file}.{table} ANTI JOIN {other}.{table} USING ({using}))") if keys else 0


def _revised(con: duckdb.DuckDBPyConnection, table: str, keys: list[str], values: list[str]) -> tuple[int, list[Cell]]:
    """Number of revised cells and the largest ones.

    A cell of the same vintage that differs is a corrected record. Where the vintage is part of the key, the newest
    publication is also held against the newest one before: that is what a publisher's revision is.
    """
    if not keys or not values:
        return 0, []
    con.execute("CREATE OR REPLACE TEMP TABLE revised (key JSON, col VARCHAR, old DOUBLE, new DOUBLE)")
    _collect(con, f"before.{table}", f"after.{table}", keys, values, vintages=False)
    if VINTAGE in keys and table != FIGURES:
        rest = [k for k in keys if k != VINTAGE]
        newest = {file: _newest(f"{file}.{table}", rest) for file in ("before", "after")}
        _collect(con, newest["before"], newest["after"], rest, values, vintages=True)
    total = _count(con, "revised")
    # Small figures change by the largest percentages: the region whose goal it is must not drown in municipalities.
    ranked = table == FIGURES and "order_no" in _columns(con, "after", "out.region")
    regions = "SELECT region, order_no FROM after.out.region" if ranked else "SELECT '' AS region, 0 AS order_no"
    rows = con.execute(
        "SELECT key, col, old, new, 100 * (new - old) / nullif(abs(old), 0) AS percent"
        f" FROM revised LEFT JOIN ({regions}) AS known ON known.region = (revised.key ->> 'region')"
        f" ORDER BY least(coalesce(order_no, {MUNICIPALITIES}), {MUNICIPALITIES}),"
        " abs(percent) DESC NULLS FIRST, key::VARCHAR, col LIMIT ?",
        [CELLS_SHOWN],
    ).fetchall()
    return total, [
        Cell.model_validate({"key": json.loads(key), "column": col, "old": old, "new": new, "percent": percent})
        for key, col, old, new, percent in rows
    ]


def _collect(
    con: duckdb.DuckDBPyConnection, before: str, after: str, keys: list[str], values: list[str], vintages: bool
) -> None:
    """Put every cell that differs between two relations of the same key into the temporary table `revised`."""
    named = ", ".join(f"'{k}', \"{k}\"" for k in keys)
    if vintages:
        named += f", '{VINTAGE}', old.{VINTAGE} || ' → ' || new.{VINTAGE}"
    using = ", ".join(f'"{k}"' for k in keys)
    only_new_vintage = f" AND old.{VINTAGE} <> new.{VINTAGE}" if vintages else ""
    for value in values:
        old, new = f'old."{value}"::DOUBLE', f'new."{value}"::DOUBLE'
        con.execute(
            f"INSERT INTO revised SELECT json_object({named}), '{value}', {old}, {new}"
            f" FROM {before} AS old JOIN {after} AS new USING ({using})"
            f" WHERE {old} IS DISTINCT FROM {new}"
            f" AND coalesce(abs({new} - {old}) > {SAME} * greatest(1, abs({new}), abs({old})), true){only_new_vintage}"
        )


def _newest(table: str, rest: list[str]) -> str:
    """The rows of the newest vintage of each cell, as a relation."""
    by = ", ".join(f'"{k}"' for k in rest)
    return f"(SELECT * FROM {table} QUALIFY row_number() OVER (PARTITION BY {by} ORDER BY {VINTAGE} DESC) = 1)"


def _compare_documents(con: duckdb.DuckDBPyConnection) -> list[DocumentChange]:
    """Documents that came, went or were replaced, told by their fingerprint."""
    known: dict[str, dict[str, tuple[str, str, str, str, str]]] = {}
    for file in ("before", "after"):
        rows = []
        if _columns(con, file, "meta.document"):
            rows = con.execute(
                f"SELECT sha256, request, table_id, document, vintage, role FROM {file}.meta.document"
            ).fetchall()
        known[file] = {row[0]: row[1:] for row in rows}
    came = [row for sha, row in known["after"].items() if sha not in known["before"]]
    went = [row for sha, row in known["before"].items() if sha not in known["after"]]
    current_before = {row[0]: row[3] for row in known["before"].values() if row[4] == "current" and row[0]}
    replaced = {row[0] for row in came if row[4] == "current" and row[0] in current_before}
    arrived = [
        DocumentChange(
            request=row[0],
            table_id=row[1],
            document=row[2],
            vintage_before=current_before[row[0]] if row[0] in replaced and row[4] == "current" else None,
            vintage=row[3],
        )
        for row in came
    ]
    left = [
        DocumentChange(request=row[0], table_id=row[1], document=row[2], vintage_before=row[3], vintage=None)
        for row in went
        if not (row[0] in replaced and row[4] == "current")
    ]
    return sorted(arrived + left, key=lambda d: (d.table_id, d.document))
