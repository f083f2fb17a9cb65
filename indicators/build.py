"""From core to out: the estimate, the regions, and every declared indicator."""

from __future__ import annotations

from collections.abc import Callable

import duckdb

from indicators.accounts import AccountsReader
from indicators.band import VERDICT_SQL
from indicators.municipalities import KeysReader
from indicators.progress import build_progress
from indicators.regions import SQL, build_regions
from indicators.registry import Indicator, read_registry
from indicators.value_added import build_value_added

VALUE_COLUMNS = """
    indicator VARCHAR NOT NULL, region VARCHAR NOT NULL, year INTEGER NOT NULL,
    denominator VARCHAR NOT NULL DEFAULT '', membership VARCHAR NOT NULL DEFAULT '',
    prices VARCHAR NOT NULL DEFAULT '', vintage VARCHAR NOT NULL DEFAULT '',
    "value" DOUBLE NOT NULL, low DOUBLE, high DOUBLE,
    status VARCHAR NOT NULL, reason VARCHAR NOT NULL DEFAULT ''
"""

#: What explains the goal's figures: a file of queries each.
ANALYSES = ("why", "path", "quoted_gap", "municipalities")

#: Regions that are ranked against each other, by kind.
RANKED_KINDS = ("home", "comparator")


def build_out(con: duckdb.DuckDBPyConnection, progress: Callable[[str], None] = lambda _: None) -> None:
    """Fill the schema out.

    Args:
        con: a writable database whose core is filled.
        progress: told what is being done, one line a step.

    Raises:
        ValueError: an indicator's files are not as declared, or its query gives columns it may not; the message
            names the indicator.
    """
    con.execute("CREATE SCHEMA out")
    reader, keys_reader = AccountsReader(con), KeysReader(con)
    build_value_added(con, reader, keys_reader, progress)
    progress("regions and back-test")
    build_regions(con, reader, keys_reader)
    registry = read_registry()
    write_regions(con)
    write_declarations(con, registry)
    build_indicators(con, registry, progress)
    write_verdicts(con)
    progress("why, path and quoted gap")
    for name in ANALYSES:
        con.execute((SQL / f"{name}.sql").read_text(encoding="utf-8"))
    progress("progress")
    build_progress(con)
    write_sources(con, registry)


def build_indicators(
    con: duckdb.DuckDBPyConnection, registry: dict[str, Indicator], progress: Callable[[str], None] = lambda _: None
) -> None:
    """Run every indicator's query into out.indicator_value and rank the regions."""
    con.execute(f"CREATE TABLE out.indicator_unranked ({VALUE_COLUMNS})")
    for key, indicator in registry.items():
        progress(key)
        try:
            con.execute(
                f"INSERT INTO out.indicator_unranked BY NAME SELECT '{key}' AS indicator, * FROM ({indicator.sql})"
            )
        except duckdb.Error as error:
            raise ValueError(f"{indicator.goal}/{key}.sql: {error}") from error
    twice = con.execute(
        "SELECT indicator, region, year FROM out.indicator_unranked"
        " GROUP BY indicator, region, year, denominator, membership, prices, vintage HAVING count(*) > 1"
    ).fetchone()
    if twice:
        raise ValueError("{}.sql gives more than one row for {} in {}; a row is a region and a year".format(*twice))
    con.execute(RANK_SQL)
    con.execute("DROP TABLE out.indicator_unranked")


RANK_SQL = f"""
    CREATE TABLE out.indicator_value AS
    WITH ranked AS (
        SELECT indicator, region, year, denominator, membership, prices, vintage,
               rank() OVER (field ORDER BY CASE direction WHEN 'down' THEN "value" ELSE -"value" END)::INTEGER AS rank,
               count(*) OVER (field)::INTEGER AS ranked  -- one alone has no rank
        FROM out.indicator_unranked
        JOIN out.indicator USING (indicator)
        JOIN out.region USING (region)
        WHERE kind IN {RANKED_KINDS} AND direction <> 'neutral' AND NOT size_dependent
        WINDOW field AS (PARTITION BY indicator, year, denominator, membership, prices, vintage)
        QUALIFY ranked > 1
    )
    SELECT unranked.*, ranked.rank, ranked.ranked
    FROM out.indicator_unranked AS unranked
    LEFT JOIN ranked USING (indicator, region, year, denominator, membership, prices, vintage)
    ORDER BY indicator, region, denominator, membership, prices, vintage, year
"""


def write_regions(con: duckdb.DuckDBPyConnection) -> None:
    """The regions as a reader meets them."""
    con.execute(
        "CREATE TABLE out.region AS SELECT region, name_nb, name_en, kind, sort::INTEGER AS order_no,"
        " CASE kind WHEN 'municipality' THEN county END AS county, official_name FROM core.region ORDER BY sort"
    )


def write_declarations(con: duckdb.DuckDBPyConnection, registry: dict[str, Indicator]) -> None:
    """The indicators' words as a table, so that pages, downloads and notebooks read one and the same."""
    con.execute(
        "CREATE TABLE out.indicator (indicator VARCHAR, goal VARCHAR, order_no INTEGER, name_nb VARCHAR,"
        " name_en VARCHAR, unit_nb VARCHAR, unit_en VARCHAR, price_basis VARCHAR, decimals INTEGER, direction VARCHAR,"
        " size_dependent BOOLEAN, measures VARCHAR,"
        " why_nb VARCHAR, why_en VARCHAR, definition_nb VARCHAR, definition_en VARCHAR, method_nb VARCHAR,"
        " method_en VARCHAR, limits_nb VARCHAR, limits_en VARCHAR, next_release_nb VARCHAR, next_release_en VARCHAR,"
        " sources VARCHAR[], variants VARCHAR[], target DOUBLE, target_year INTEGER, first_year INTEGER,"
        " comparability_nb VARCHAR, comparability_en VARCHAR)"
    )
    con.execute("CREATE TABLE out.indicator_break (indicator VARCHAR, year INTEGER, text_nb VARCHAR, text_en VARCHAR)")
    for order, (key, one) in enumerate(registry.items(), start=1):
        m = one.metadata
        words = [w for text in (m.why, m.definition, m.method, m.limits, m.next_release) for w in (text.nb, text.en)]
        alike = m.comparability
        con.execute(
            f"INSERT INTO out.indicator VALUES ({', '.join('?' * 29)})",
            [key, one.goal, order, m.name.nb, m.name.en, m.unit.nb, m.unit.en, m.price_basis, m.decimals, m.direction,
             m.size_dependent, m.measures, *words, m.sources, list(m.variants), m.target, m.target_year, m.first_year,
             alike.nb if alike else None, alike.en if alike else None],
        )  # fmt: skip
        for a_break in m.breaks:
            con.execute(
                "INSERT INTO out.indicator_break VALUES (?, ?, ?, ?)", [key, a_break.year, a_break.nb, a_break.en]
            )


def write_verdicts(con: duckdb.DuckDBPyConnection) -> None:
    """Reached, missed or cannot be decided: the index's band against parity."""
    con.execute(
        f"""
        CREATE TABLE out.goal_verdict AS
        SELECT region, year, denominator, membership, vintage, "value", low, high, {VERDICT_SQL} AS verdict
        FROM out.indicator_value
        WHERE indicator = 'gdp_index' AND low IS NOT NULL AND high IS NOT NULL
        """
    )


def write_sources(con: duckdb.DuckDBPyConnection, registry: dict[str, Indicator]) -> None:
    """Every document with its vintage and origin, and the indicators that rest on its table."""
    con.execute("CREATE TEMP TABLE uses (source VARCHAR, indicator VARCHAR)")
    con.executemany(
        "INSERT INTO uses VALUES (?, ?)", [[s, k] for k, one in registry.items() for s in one.metadata.sources]
    )
    con.execute(
        """
        CREATE TABLE out.source_document AS
        SELECT document, request, table_id, publisher, vintage, vintage_basis, role, regions, first_year, last_year,
               "rows", origin, licence, fetched_at,
               coalesce((SELECT list(DISTINCT indicator ORDER BY indicator) FROM uses
                         WHERE lower(source) = lower(publisher_key || ':' || table_id)), []) AS used_by
        FROM (SELECT *, lower(split_part(publisher, ' ', 1)) AS publisher_key FROM meta.document)
        ORDER BY table_id, document
        """
    )
    con.execute("DROP TABLE uses")
