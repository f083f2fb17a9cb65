"""Table by table: SSB's date and ours, rows, years, and where the figures are from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import duckdb
from pydantic import BaseModel, ConfigDict

from pipelines import tables

#: How our figures stand to SSB's: the same date, SSB has newer ones, not asked yet, or not a table one can ask for.
Standing = Literal["up to date", "newer at SSB", "not asked", "a record"]


class Line(BaseModel):
    """One document of the served warehouse.

    Attributes:
        table, request, document: what it answers.
        role: "current" or "archive".
        ours: date (or month or year) of our figures.
        theirs: SSB's date when last asked; empty when never asked.
        rows: number of rows taken from it.
        first_year, last_year: years it covers.
        origin: where the figures were taken from.
        fetched_at: when they were fetched from SSB; empty for a document of the snapshot.
        standing: see `Standing`.
    """

    model_config = ConfigDict(frozen=True)

    table: str
    request: str
    document: str
    role: str
    ours: str
    theirs: str
    rows: int
    first_year: int | None
    last_year: int | None
    origin: str
    fetched_at: str
    standing: Standing


def lines(con: duckdb.DuckDBPyConnection, dates: Mapping[str, str]) -> list[Line]:
    """Every document of an open warehouse, held against SSB's dates.

    Args:
        con: an open warehouse.
        dates: table id → SSB's date as it was told last.
    """
    rows = con.execute(
        'SELECT table_id, request, document, role, vintage, "rows", first_year, last_year, origin, fetched_at'
        " FROM meta.document ORDER BY table_id, request, role DESC, vintage DESC"
    ).fetchall()
    live = {name for name, request in tables.declared_requests().items() if request.live}
    found = []
    for table, request, document, role, ours, number, first, last, origin, fetched_at in rows:
        theirs = dates.get(table, "")[:10] if role == "current" and request in live else ""
        found.append(
            Line(
                table=table,
                request=request,
                document=document,
                role=role,
                ours=ours,
                theirs=theirs,
                rows=number,
                first_year=first,
                last_year=last,
                origin=origin,
                fetched_at=fetched_at,
                standing=_standing(ours, theirs, role == "current" and request in live),
            )
        )
    return found


def _standing(ours: str, theirs: str, can_be_asked: bool) -> Standing:
    if not can_be_asked:
        return "a record"
    if not theirs:
        return "not asked"
    return "newer at SSB" if theirs[: len(ours)] > ours else "up to date"
