"""Data checks on a built warehouse: what must hold before it is published, and the sentence when it does not.

They are checks of the data, not of the code: a figure that SSB got wrong, a table that lost its years, a region that
fell out. A check that stops a publication can be accepted by name by somebody who has looked:
`refresh --accept years_kept`. The results stay in the file as `meta.check`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import duckdb
from pydantic import BaseModel, ConfigDict

from pipelines.warehouse import sql_path

Severity = Literal["stops", "warns"]
#: How many problems a result spells out; all are counted.
PROBLEMS_SHOWN = 10
#: Ends of the names of columns that count people or things, and parts of names that make a balance of them.
COUNTED = ("persons", "jobs", "employed", "live_births", "deaths", "employed_thousand")
BALANCES = ("net_", "change", "growth", "surplus")
#: How far a municipality's population may be from what the version before says about the same day.
POPULATION_STEP = 0.20


class Result(BaseModel):
    """Outcome of one check.

    Attributes:
        name, sentence, severity: which check.
        found: number of problems; 0 is a pass.
        problems: the first of them, one sentence each.
        accepted: somebody said by name that this one may pass.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    sentence: str
    severity: Severity
    found: int = 0
    problems: list[str] = []
    accepted: bool = False

    @property
    def passed(self) -> bool:
        """Whether nothing was found."""
        return self.found == 0

    @property
    def stops(self) -> bool:
        """Whether it keeps the file from being published."""
        return self.severity == "stops" and not self.passed and not self.accepted


class UnknownCheck(ValueError):
    """A check was accepted that does not exist."""


@dataclass(frozen=True)
class Built:
    """What a check looks at: the file being built and, attached as `previous`, the one served now (if there is one)."""

    con: duckdb.DuckDBPyConnection
    has_previous: bool

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self.con.execute(sql).fetchall()

    def columns(self, table: str, previous: bool = False) -> list[str]:
        """Column names of a table, empty when it does not exist."""
        schema, name = table.split(".")
        file = "previous" if previous else self.rows("SELECT current_database()")[0][0]
        if previous and not self.has_previous:
            return []
        found = self.con.execute(
            "SELECT column_name FROM duckdb_columns() WHERE database_name = ? AND schema_name = ? AND table_name = ?",
            [file, schema, name],
        ).fetchall()
        return [row[0] for row in found]

    def keyed(self) -> list[tuple[str, list[str], list[str]]]:
        """Core tables with their key and value columns, as the file declares them."""
        return [(t, k, v) for t, k, v in self.rows("FROM meta.table_key ORDER BY table_name") if self.columns(t)]


Find = Callable[[Built], Iterator[str]]


@dataclass(frozen=True)
class Check:
    """A check: its name, what must hold, what happens otherwise, and a function that yields a sentence a problem."""

    name: str
    sentence: str
    severity: Severity
    find: Find
    needs: tuple[str, ...] = ()


CHECKS: list[Check] = []


def check(sentence: str, severity: Severity = "stops", needs: tuple[str, ...] = ()) -> Callable[[Find], Find]:
    """Make a function a check, named after it.

    Args:
        sentence: what must hold.
        severity: "stops" keeps the file from being published, "warns" is only said.
        needs: tables without which the check fails.
    """

    def declare(find: Find) -> Find:
        CHECKS.append(Check(find.__name__, sentence, severity, find, needs))
        return find

    return declare


def run(con: duckdb.DuckDBPyConnection, previous: Path | None = None, accept: Collection[str] = ()) -> list[Result]:
    """Run every check on an open file.

    Args:
        con: connection to the file to check.
        previous: the warehouse file to compare with, if there is one.
        accept: names of checks that may fail.

    Raises:
        UnknownCheck: `accept` names a check that does not exist.
    """
    require_known(accept)
    if previous is not None:
        con.execute(f"ATTACH {sql_path(previous)} AS previous (READ_ONLY)")
    try:
        built = Built(con, has_previous=previous is not None)
        return [_run_one(c, built, c.name in accept) for c in CHECKS]
    finally:
        if previous is not None:
            con.execute("DETACH previous")


def require_known(names: Collection[str]) -> None:
    """See to it that every name is a check's.

    Raises:
        UnknownCheck: one is not; the sentence names those there are.
    """
    known = [c.name for c in CHECKS]
    for name in names:
        if name not in known:
            raise UnknownCheck(f"There is no check named {name}; the checks are: {', '.join(known)}.")


def store(con: duckdb.DuckDBPyConnection, results: Iterable[Result]) -> None:
    """Keep the results in the file as `meta.check`, in the place of older ones."""
    con.execute(
        "CREATE OR REPLACE TABLE meta.check (name VARCHAR, sentence VARCHAR, severity VARCHAR, passed BOOLEAN,"
        " accepted BOOLEAN, found BIGINT, problems VARCHAR[])"
    )
    for r in results:
        con.execute(
            "INSERT INTO meta.check VALUES (?, ?, ?, ?, ?, ?, ?)",
            [r.name, r.sentence, r.severity, r.passed, r.accepted, r.found, r.problems],
        )


def _run_one(one: Check, built: Built, accepted: bool) -> Result:
    missing = [f"The table {table} is missing." for table in one.needs if not built.columns(table)]
    problems = missing or list(one.find(built))
    return Result(
        name=one.name,
        sentence=one.sentence,
        severity=one.severity,
        found=len(problems),
        problems=problems[:PROBLEMS_SHOWN],
        accepted=accepted and bool(problems),
    )


# --- the checks ------------------------------------------------------------------------------------------------------


@check(
    "Every core table that the file declares exists and has rows, or waits for its first.", needs=("meta.table_key",)
)
def tables_filled(built: Built) -> Iterator[str]:
    """A table that came out empty is a join that went wrong or a document that is missing.

    It may be empty only where the file says that it waits for a table that has not been answered yet.
    """
    waiting = {row[0] for row in built.rows("FROM meta.waiting")} if built.columns("meta.waiting") else set()
    for (table,) in built.rows("SELECT table_name FROM meta.table_key ORDER BY 1"):
        if not built.columns(table):
            yield f"{table} is missing."
        elif table not in waiting and not built.rows(f"SELECT 1 FROM {table} LIMIT 1"):
            yield f"{table} is empty."


@check("No row of a core table stands twice.", needs=("meta.table_key",))
def keys_unique(built: Built) -> Iterator[str]:
    """Two rows of one key would be added up by every sum above them."""
    for table, keys, _ in built.keyed():
        by = ", ".join(f'"{k}"' for k in keys)
        for row in built.rows(f"SELECT {by}, count(*) FROM {table} GROUP BY {by} HAVING count(*) > 1 ORDER BY ALL"):
            yield f"{table}: {_named(keys, row)} stands {row[-1]} times."


@check("No key column of a core table is empty.", needs=("meta.table_key",))
def keys_complete(built: Built) -> Iterator[str]:
    """A row without its code or year belongs to nothing."""
    for table, keys, _ in built.keyed():
        for key in keys:
            ((empty,),) = built.rows(f'SELECT count(*) FROM {table} WHERE "{key}" IS NULL')
            if empty:
                yield f"{table}: {key} is empty in {empty} rows."


@check("Nobody counts fewer than no persons, jobs, births or deaths.", needs=("meta.table_key",))
def counts_not_negative(built: Built) -> Iterator[str]:
    """Counts of people are never negative; balances such as net migration may be."""
    for table, keys, values in built.keyed():
        there = built.columns(table)
        for column in (v for v in values if v in there and v.endswith(COUNTED) and not any(b in v for b in BALANCES)):
            by = ", ".join(f'"{k}"' for k in keys)
            for row in built.rows(f'SELECT {by}, "{column}" FROM {table} WHERE "{column}" < 0 ORDER BY ALL'):
                yield f"{table}: {column} is {row[-1]:g} for {_named(keys, row)}."


@check("Every figure is a number.", needs=("out.indicator_value",))
def figures_finite(built: Built) -> Iterator[str]:
    """A division by nothing must come out as no row, never as a figure."""
    for row in built.rows(
        'SELECT indicator, region, year, "value" FROM out.indicator_value'
        ' WHERE "value" IS NULL OR NOT isfinite("value") ORDER BY ALL'
    ):
        yield f"{row[0]} for {row[1]} in {row[2]} is {row[3]}."


@check("A share is between 0 and 100 per cent.", needs=("out.indicator_value",))
def shares_within_bounds(built: Built) -> Iterator[str]:
    """A part is never more than the whole."""
    for row in built.rows(
        'SELECT DISTINCT indicator, region, year, "value" FROM out.indicator_value'
        " WHERE indicator LIKE '%!_share' ESCAPE '!' AND NOT \"value\" BETWEEN -1e-6 AND 100 + 1e-6 ORDER BY ALL"
    ):
        yield f"{row[0]} for {row[1]} in {row[2]} is {row[3]:g} per cent."


@check("Every figure says whether it is measured or estimated.", needs=("out.indicator_value",))
def status_told(built: Built) -> Iterator[str]:
    """No estimated value passes for a measured one."""
    for row in built.rows(
        "SELECT indicator, region, year, status FROM out.indicator_value"
        " WHERE status IS NULL OR status NOT IN ('measured', 'estimated') ORDER BY ALL"
    ):
        yield f"{row[0]} for {row[1]} in {row[2]} has the status {row[3]}."


@check("Every declared region has figures.", needs=("out.region", "out.indicator_value"))
def regions_present(built: Built) -> Iterator[str]:
    """A region falls out when one of its municipalities got a new code that nobody declared."""
    for (region,) in built.rows(
        "SELECT region FROM out.region WHERE region NOT IN (SELECT region FROM out.indicator_value) ORDER BY 1"
    ):
        yield f"{region} has no figure at all."


@check(
    "The municipalities' populations add up to the country's in every year that has all of them.",
    needs=("core.population", "core.population_nation", "core.municipality"),
)
def population_adds_up(built: Built) -> Iterator[str]:
    """A municipality that is counted twice or not at all shows here."""
    for year, found, printed in built.rows(
        "SELECT year, sum(part.persons), any_value(whole.persons) FROM core.population AS part"
        " JOIN core.population_nation AS whole USING (year) GROUP BY year"
        " HAVING count(*) = (SELECT count(*) FROM core.municipality)"
        " AND sum(part.persons) <> any_value(whole.persons) ORDER BY year"
    ):
        yield f"1 January {year}: the municipalities add up to {found:.0f} persons, the country has {printed:.0f}."


@check(
    "The municipalities' value added adds up to the county accounts, per county, year and vintage.",
    needs=("core.county_total", "out.municipal_value_added"),
)
def value_added_adds_up(built: Built) -> Iterator[str]:
    """The estimate only divides what the county accounts say; to the krone (a million kroner has six decimals)."""
    for method, vintage, table, year, county, found, printed in built.rows(
        "SELECT method, vintage, table_id, year, county, found, value_added_mnok FROM ("
        "SELECT method, vintage, table_id, year, county, sum(value_added_mnok) AS found"
        " FROM out.municipal_value_added GROUP BY ALL) JOIN core.county_total"
        " USING (vintage, table_id, year, county)"
        " WHERE price = 'basic' AND NOT abs(found - value_added_mnok) < 1e-6 ORDER BY ALL"
    ):
        yield (
            f"{method}: county {county} in {year} ({table}, vintage {vintage}) adds up to {found:.6f} million kroner, "
            f"the county accounts say {printed:.6f}."
        )


@check("No table and no indicator has lost a year that the version before has.")
def years_kept(built: Built) -> Iterator[str]:
    """SSB sometimes closes a series; then somebody should have seen it."""
    if not built.has_previous:
        return
    for table, _, _ in built.keyed():
        if "year" in built.columns(table) and "year" in built.columns(table, previous=True):
            lost = built.rows(f"SELECT year FROM previous.{table} EXCEPT SELECT year FROM {table} ORDER BY 1")
            if lost:
                yield f"{table} has lost {_listed(row[0] for row in lost)}."
    if built.columns("out.indicator_value") and built.columns("out.indicator_value", previous=True):
        for indicator, region, years in built.rows(
            "SELECT indicator, region, list(year ORDER BY year) FROM"
            " (SELECT indicator, region, year FROM previous.out.indicator_value"
            " EXCEPT SELECT indicator, region, year FROM out.indicator_value) GROUP BY ALL ORDER BY ALL"
        ):
            yield f"{indicator} for {region} has lost {_listed(years)}."


@check("A municipality's population is within 20 per cent of what the version before says.", needs=("core.population",))
def population_steady(built: Built) -> Iterator[str]:
    """A population does not change that much in hindsight; a changed code or a lost prefix makes it look so."""
    if "persons" not in built.columns("core.population", previous=True):
        return
    for code, year, old, new in built.rows(
        "SELECT municipality, year, old.persons, new.persons FROM core.population AS new"
        " JOIN previous.core.population AS old USING (municipality, year)"
        f" WHERE abs(new.persons - old.persons) > {POPULATION_STEP} * old.persons ORDER BY ALL"
    ):
        yield f"{code} on 1 January {year}: {new:g} persons, {old:g} before."


def _named(keys: list[str], row: tuple[Any, ...]) -> str:
    """A row's key in words."""
    return ", ".join(f"{key} {value}" for key, value in zip(keys, row, strict=False))


def _listed(years: Iterable[int]) -> str:
    return ", ".join(str(year) for year in years)
