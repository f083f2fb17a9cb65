"""An obviously artificial warehouse for the tests of pages and routes: shares are 1, 2, 3 …, the region is made up."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pandas as pd

from pipelines import publishing, warehouse
from tests.app import artificial_analysis, artificial_standings

HOME = "trondheimsregionen"  # the name that data/plan.toml gives the home region
NAMES = {HOME: ("Prøveregionen", "The test region"), "norway": ("Prøvelandet", "The test country")}
YEARS = [year for year in range(2010, 2024) if year != 2022]
VINTAGES = ["latest", "2001-01-01"]
DENOMINATORS = {"counties": 1.0, "mainland": 2.0, "with_shelf": 3.0}
_TABLES = """
CREATE SCHEMA out; CREATE SCHEMA meta;
CREATE TABLE meta.schema_version (schema_version INTEGER);
CREATE TABLE meta.document (document VARCHAR, request VARCHAR, table_id VARCHAR, role VARCHAR, vintage VARCHAR,
    origin VARCHAR, fetched_at VARCHAR, first_year INTEGER, last_year INTEGER, "rows" BIGINT);
CREATE TABLE out.indicator_value (indicator VARCHAR, region VARCHAR, year INTEGER, denominator VARCHAR,
    membership VARCHAR, prices VARCHAR, vintage VARCHAR, "value" DOUBLE, low DOUBLE, high DOUBLE, status VARCHAR,
    reason VARCHAR, rank INTEGER, ranked INTEGER);
CREATE TABLE out.region (region VARCHAR, name_nb VARCHAR, name_en VARCHAR, kind VARCHAR, order_no INTEGER,
    official_name VARCHAR);
CREATE TABLE out.indicator (indicator VARCHAR, goal VARCHAR, order_no INTEGER, name_nb VARCHAR, name_en VARCHAR,
    unit_nb VARCHAR, unit_en VARCHAR, decimals INTEGER, direction VARCHAR, definition_nb VARCHAR,
    definition_en VARCHAR, method_nb VARCHAR, method_en VARCHAR, limits_nb VARCHAR, limits_en VARCHAR,
    sources VARCHAR[], variants VARCHAR[]);
CREATE TABLE out.indicator_break (indicator VARCHAR, year INTEGER, text_nb VARCHAR, text_en VARCHAR);
CREATE TABLE out.source_document (document VARCHAR, request VARCHAR, table_id VARCHAR, publisher VARCHAR,
    vintage VARCHAR, vintage_basis VARCHAR, role VARCHAR, regions VARCHAR, first_year INTEGER, last_year INTEGER,
    "rows" INTEGER, origin VARCHAR, licence VARCHAR, fetched_at VARCHAR, used_by VARCHAR[]);
"""


def value(indicator: str, year: int, denominator: str) -> float:
    """The artificial value: the share is the denominator's number plus the years since 2010 in tenths."""
    step = DENOMINATORS.get(denominator, 1.0)
    made = {
        "gdp_share": step + (year - 2010) / 10,
        "population_share": 3.0,
        "gdp_index": 10.0 * step,
        "gdp_gap": step + (2023 - year),
    }
    return made[indicator]


VARIANTS = {
    "gdp_share": ["denominator", "membership", "vintage"],
    "population_share": ["membership"],
    "gdp_index": ["denominator", "membership", "vintage"],
    "gdp_gap": ["denominator", "membership", "prices", "vintage"],
}
_CHOICES = {
    "denominator": list(DENOMINATORS),
    "membership": ["fixed", "year"],
    "prices": ["current", "fixed"],
    "vintage": VINTAGES,
}


def _fill(con: duckdb.DuckDBPyConnection, band: bool) -> None:
    rows = [
        _row(indicator, region, year, *choices, band)
        for indicator, variants in VARIANTS.items()
        for choices in product(*(_CHOICES[key] if key in variants else [""] for key in _CHOICES))
        for region in NAMES
        for year in YEARS
    ]
    con.register("filled", pd.DataFrame(rows))
    con.execute("INSERT INTO out.indicator_value SELECT * FROM filled")


def _row(
    indicator: str, region: str, year: int, denominator: str, membership: str, prices: str, vintage: str, band: bool
) -> tuple[object, ...]:
    made = value(indicator, year, denominator)
    measured = indicator == "population_share"
    reason = "jobs_interpolated:2009-2013;split_weights" if year < 2013 and not measured else ""
    low, high = (made - 0.5, made + 0.5) if band and not measured else (float("nan"), float("nan"))
    status = "measured" if measured else "estimated"
    return (indicator, region, year, denominator, membership, prices, vintage, made, low, high, status, reason, 1, 2)


@cache
def _built(band: bool, rising: tuple[float, ...] | None) -> bytes:
    """A DuckDB file with the artificial tables. Made once: hundreds of tests want the same one."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "artificial.duckdb"
        _build(file, band, rising)
        return file.read_bytes()


def _build(file: Path, band: bool, rising: Sequence[float] | None) -> None:
    with duckdb.connect(str(file)) as con:
        con.execute(_TABLES)
        con.execute("INSERT INTO meta.schema_version VALUES (?)", [warehouse.SCHEMA_VERSION])
        for order, (region, (nb, en)) in enumerate(NAMES.items()):
            kind = "home" if region == HOME else "nation"
            con.execute("INSERT INTO out.region VALUES (?, ?, ?, ?, ?, NULL)", [region, nb, en, kind, order])
        for order, (name, variants) in enumerate(VARIANTS.items()):
            texts = [f"{name} prøve", f"{name} test", "prøveenhet", "test unit", 2, "up"]
            texts += ["=1+1 er en prøve", "=1+1 is a test", "m", "m", "l", "l"]
            con.execute(
                f"INSERT INTO out.indicator VALUES ({', '.join('?' * 17)})",
                [name, "goal", order, *texts, ["ssb:99999"], variants],
            )
            con.execute("INSERT INTO out.indicator_break VALUES (?, 2018, 'prøvebrudd', 'test break')", [name])
        document = ["test_document", "test_request", "99999", "SSB", "2001-01-01", "made up", "current", "2: made up"]
        con.execute(
            f"INSERT INTO out.source_document VALUES ({', '.join('?' * 15)})",
            [*document, 2010, 2023, 1234, "made up for a test", "CC BY 4.0", "2001-02-03", ["gdp_share"]],
        )
        _fill(con, band)
        if band:
            con.execute(
                "CREATE TABLE out.goal_verdict AS SELECT region, year, denominator, membership, vintage, "
                "'cannot_be_decided' AS verdict, low, high, \"value\" FROM out.indicator_value "
                "WHERE indicator = 'gdp_index'"
            )
        artificial_analysis.fill(con, HOME)
        artificial_standings.fill(con, HOME, rising)


def publish(
    content: str = "11111111",
    band: bool = False,
    rising: Sequence[float] | None = None,
    report: dict[str, object] | None = None,
) -> str:
    """Build and publish an artificial version in the state folder that is set; gives its id.

    Args:
        content: the fingerprint of its content.
        band: with low and high, and with out.goal_verdict.
        rising: other values of test_rising than the usual.
        report: its change report; that of a first version when left out.
    """
    with publishing.writing(), publishing.draft() as draft:
        draft.database.write_bytes(_built(band, tuple(rising) if rising else None))
        draft.changes.write_text(json.dumps(report or {"base": None, "documents": []}), encoding="utf-8")
        return publishing.publish(draft, content)
