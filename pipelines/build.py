"""Registers, staging and core in one DuckDB file: everything between SSB's answers and the indicators."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd

from pipelines import entries_facts, klass, paths, staging
from pipelines.documents import Document
from pipelines.plan import plan
from pipelines.regions import read_regions

#: Raised when the shape of core or out changes: a file with a higher number is from a newer program.
SCHEMA_VERSION = 2

CORE_SQL = Path(__file__).parent / "core"

#: What identifies a row of each core table whose changes are reported, and what is compared.
TABLE_KEYS: dict[str, tuple[list[str], list[str]]] = {
    "core.county_accounts": (
        ["vintage", "county", "year", "industry"],
        ["value_added_mnok", "employed_thousand", "wage_costs_mnok"],
    ),
    "core.county_total": (["vintage", "table_id", "year", "county"], ["value_added_mnok"]),
    "core.nation_total": (["vintage", "price", "year"], ["value_added_mnok"]),
    "core.mainland": (["year"], ["gdp_market_mnok", "deflator"]),
    "core.population": (["municipality", "year"], ["persons"]),
    "core.population_age": (["municipality", "year", "age_group"], ["persons"]),
    "core.births_deaths": (["municipality", "year"], ["live_births", "deaths"]),
    "core.jobs": (["code", "year"], ["jobs", "employed"]),
    "core.jobs_by_industry": (["code", "year", "job_group"], ["jobs", "employed"]),
    "core.commuting": (["home", "work", "year"], ["persons"]),
    "core.jobs_by_group": (["municipality", "year", "job_group"], ["jobs", "total_jobs"]),
    "core.long_education": (["municipality", "year"], ["known_persons", "long_higher_persons"]),
    "core.study_places": (["municipality", "year"], ["study_places", "first_choice_applicants"]),
    "core.rd_by_county": (["county", "year", "sector"], ["rd_expenditure_mnok"]),
    "core.rd_nation": (["year", "sector"], ["rd_expenditure_mnok", "rd_full_time_equivalents"]),
    "core.patents_by_county": (["county", "year"], ["applications"]),
    "core.new_enterprises": (["municipality", "year"], ["enterprises"]),
    "core.bankruptcies": (["municipality", "year"], ["bankruptcies"]),
    "core.establishments": (["municipality", "year"], ["establishments"]),
    "core.jobs_today": (["municipality", "year", "source"], ["jobs", "employed"]),
    "core.private_jobs": (["municipality", "year"], ["jobs"]),
    "core.net_migration": (["municipality", "year"], ["net_migration_persons", "domestic_net_migration_persons"]),
    "core.young_adults": (["municipality", "year"], ["young_adults"]),
    "core.education_today": (["municipality", "year"], ["persons", "higher_educated"]),
    "core.youth_outside": (["municipality", "year"], ["residents", "outside"]),
    "core.median_income": (["municipality", "year"], ["median_income_nok"]),
    "core.dwelling_price": (["municipality", "year", "dwelling_type"], ["price_per_m2_nok"]),
    "core.dwelling_price_index": (["price_region", "year"], ["price_index"]),
    "core.housing_starts": (["municipality", "year"], ["dwellings_started"]),
    "core.planning_figure": (["area", "year", "figure"], ["value"]),
    "core.property_tax": (["municipality", "year"], ["rate_permille"]),
    "core.municipal_fees": (["municipality", "year"], ["fees_nok"]),
    "core.council_case": (["municipality", "year"], ["business_cases", "business_cases_citing_plan"]),
    "core.plan_action": (["year", "status"], ["actions"]),
}

#: Core tables that rest on a request without a record, or on people's entries: empty until SSB has answered or somebody
#: has entered something, and no fault that they are.
WAITING = (
    "core.housing_starts",
    "core.new_enterprises",
    "core.private_jobs",
    "core.council_case",
    "core.plan_action",
)


def build_core(
    con: duckdb.DuckDBPyConnection, documents: list[Document], progress: Callable[[str], None] = lambda _: None
) -> None:
    """Fill the schemas core and meta from the documents and the registers.

    Args:
        con: an empty, writable DuckDB database.
        documents: what to build from, see `documents.available`.
        progress: told what is being done, one line a step.

    Raises:
        ValueError: a document or register is not shaped as declared; the message names it.
    """
    for schema in ("register", "core", "meta"):
        con.execute(f"CREATE SCHEMA {schema}")
    load_registers(con)
    entries_facts.load(con, documents)
    staging.load(con, [d for d in documents if d.request], progress)
    load_klass(con, documents)
    for file in sorted(CORE_SQL.glob("*.sql")):
        progress(file.stem)
        con.execute(file.read_text(encoding="utf-8"))
    write_meta(con, documents)
    con.execute("DROP SCHEMA staging CASCADE")


def load_registers(con: duckdb.DuckDBPyConnection, folder: Path = paths.REGISTERS) -> None:
    """Every CSV register as `register.<name>` (all text but for numbers declared here), and the regions."""
    for file in sorted(folder.glob("*.csv")):
        load_register(con, file)
    con.execute("ALTER TABLE register.ba_regions ALTER ba_region TYPE INTEGER")
    declared = read_regions()
    con.execute(
        "CREATE TABLE register.region (region VARCHAR, kind VARCHAR, name_nb VARCHAR, name_en VARCHAR, sort INTEGER,"
        " members VARCHAR[], ba_region INTEGER, county VARCHAR, every_municipality BOOLEAN, except_region VARCHAR)"
    )
    con.execute(
        "CREATE TABLE register.region_period (region VARCHAR, from_year INTEGER, to_year INTEGER, codes VARCHAR[])"
    )
    con.execute(
        "CREATE TABLE register.border_set (region VARCHAR, borders VARCHAR, name_nb VARCHAR, name_en VARCHAR,"
        " codes VARCHAR[])"
    )
    for sort, r in enumerate(declared.region, start=1):
        con.execute(
            "INSERT INTO register.region VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [r.name, r.kind, r.label.nb, r.label.en, sort, r.members, r.ba_region, r.county or None, r.all,
             r.without or None],
        )  # fmt: skip
        for period in r.members_of_the_year:
            con.execute(
                "INSERT INTO register.region_period VALUES (?, ?, ?, ?)",
                [r.name, period.from_year, period.to_year, period.codes],
            )
        for borders in r.border_set:
            con.execute(
                "INSERT INTO register.border_set VALUES (?, ?, ?, ?, ?)",
                [r.name, borders.name, borders.label.nb, borders.label.en, borders.codes],
            )
    goal = plan().goal
    con.execute(
        "CREATE TABLE register.goal AS SELECT ? AS region, ?::INTEGER AS base_year, ?::INTEGER AS target_year,"
        " ?::INTEGER AS next_year, ?::DOUBLE AS quoted_gap_bnok",
        [goal.region, goal.base_year, goal.target_year, goal.next_year, goal.quoted_gap_bnok],
    )


def load_register(con: duckdb.DuckDBPyConnection, file: Path) -> None:
    """One CSV register as `register.<name>`, all text.

    Raises:
        ValueError: the file can't be read as a table; the message names it.
    """
    try:
        table = pd.read_csv(file, dtype=str, keep_default_na=False, index_col=False).replace("", None)
        con.register("register_csv", table)
        con.execute(f"CREATE TABLE register.{file.stem} AS SELECT * FROM register_csv")
        con.unregister("register_csv")
    except (ValueError, duckdb.Error) as error:
        raise ValueError(f"the register {file.name}: {' '.join(str(error).split()):.300}") from error


def load_klass(con: duckdb.DuckDBPyConnection, documents: list[Document]) -> None:
    """Municipality codes and their links to today's, from the KLASS documents; `meta.unlinked_code` has those without.

    Raises:
        ValueError: a KLASS document is missing or not in KLASS's shape.
    """
    parts: dict[str, list[dict[str, str]]] = {}
    for document in documents:
        if document.table == "KLASS 131":
            for data in document.read():
                parts |= json.loads(data)
    missing = {"codes", "codeChanges"} - set(parts)
    if missing:
        raise ValueError(f"KLASS 131: no document with {', '.join(sorted(missing))}")
    columns = ["code", "name", "validFrom", "validTo"]
    # KLASS may leave the plain fields empty and tell a code's life in those of the range asked for.
    codes = pd.DataFrame(
        [[entry.get(f"{field}InRequestedRange") or entry.get(field) for field in columns] for entry in parts["codes"]],
        columns=columns,
    )
    con.register("klass_codes", codes)
    con.execute(
        "CREATE TABLE staging.klass_code AS SELECT code, name, validFrom::DATE AS valid_from,"
        " nullif(validTo, '')::DATE AS valid_to FROM klass_codes"
    )
    con.unregister("klass_codes")
    weights = con.execute("SELECT * FROM register.municipality_split_weights").df()
    links = klass.links(parts["codes"], parts["codeChanges"], weights)
    con.register("links", links)
    con.execute("CREATE TABLE staging.municipality_link AS SELECT * FROM links")
    con.unregister("links")
    con.register("unlinked", klass.unlinked(parts["codes"], parts["codeChanges"], weights))
    con.execute(
        "CREATE TABLE meta.unlinked_code AS SELECT code::VARCHAR AS code, valid_from_year::INTEGER AS valid_from_year,"
        " valid_to_year::INTEGER AS valid_to_year, reason::VARCHAR AS reason FROM unlinked"
    )
    con.unregister("unlinked")


def write_meta(con: duckdb.DuckDBPyConnection, documents: list[Document]) -> None:
    """What the file was built from, its schema version, and the keys by which two files are compared."""
    con.execute("CREATE TABLE meta.schema_version AS SELECT ?::INTEGER AS schema_version", [SCHEMA_VERSION])
    con.execute(
        "CREATE TABLE meta.document (document VARCHAR, request VARCHAR, table_id VARCHAR, publisher VARCHAR,"
        " role VARCHAR, vintage VARCHAR, vintage_basis VARCHAR, regions VARCHAR, price VARCHAR, origin VARCHAR,"
        ' licence VARCHAR, fetched_at VARCHAR, sha256 VARCHAR, first_year INTEGER, last_year INTEGER, "rows" BIGINT)'
    )
    for d in documents:
        first, last, rows = _coverage(con, d)
        con.execute(
            "INSERT INTO meta.document VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [d.name, d.request, d.table, d.publisher, d.role, d.vintage, d.vintage_basis, d.regions, d.price,
             d.origin, d.licence, d.fetched_at, d.sha256, first, last, rows],
        )  # fmt: skip
    con.execute("CREATE TABLE meta.table_key (table_name VARCHAR, key_columns VARCHAR[], value_columns VARCHAR[])")
    con.executemany(
        "INSERT INTO meta.table_key VALUES (?, ?, ?)", [[name, *columns] for name, columns in TABLE_KEYS.items()]
    )
    con.execute("CREATE TABLE meta.waiting (table_name VARCHAR)")
    con.executemany("INSERT INTO meta.waiting VALUES (?)", [[name] for name in WAITING])


def _coverage(con: duckdb.DuckDBPyConnection, document: Document) -> tuple[int | None, int | None, int]:
    """First and last year and number of rows of a document in staging (read before staging is dropped)."""
    if entries_facts.is_entries(document):
        found = con.execute(
            "SELECT min(year), max(year), count(*) FROM (SELECT year FROM register.entries_council"
            " UNION ALL SELECT year FROM register.entries_action)"
        ).fetchone()
        return found or (None, None, 0)
    if not document.request:
        rows = con.execute("SELECT count(*) FROM staging.klass_code").fetchone()
        return None, None, rows[0] if rows else 0
    columns = {row[0] for row in con.execute(f"DESCRIBE staging.{document.request}").fetchall()}
    year = (
        "year"
        if "year" in columns
        else "try_cast(substr(quarter, 1, 4) AS INTEGER)"
        if "quarter" in columns
        else "NULL"
    )
    row = con.execute(
        f"SELECT min({year}), max({year}), count(*) FROM staging.{document.request} WHERE document = ?",
        [document.name],
    ).fetchone()
    return row if row else (None, None, 0)
