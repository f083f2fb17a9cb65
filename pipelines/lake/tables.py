"""A version's tables into the lake and out again, held against their fingerprints both ways."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from pipelines.lake import catalogue, engine
from pipelines.lake.setting import Setting
from pipelines.version import About, Unreadable

#: Where the change report travels with its snapshot; it is a file beside the tables when it is out of the lake.
REPORT = "meta.change_report"
#: Files that no snapshot needs any more are kept so long: somebody may still be reading them.
_GRACE = "INTERVAL '1 day'"
#: Among the fingerprints: which DuckDB reckoned them.
_MAKER = "made by"


def add(setting: Setting, about: About, database: Path, changes: str | None) -> None:
    """Put a version into the lake, as one snapshot that is there whole or not at all. Tables that stay are not written.

    Args:
        setting: where the lake lies; nobody else may be writing to it.
        about: the version; its id becomes the commit's message.
        database: its DuckDB file.
        changes: its change report.

    Raises:
        engine.Unreachable: the catalogue or the files cannot be reached.
    """
    known = catalogue.of(setting)
    with engine.connect(setting) as con:
        con.execute(f"ATTACH {engine.text(str(database))} AS made (READ_ONLY)")
        prints = fingerprints(con, "made")
        before = known.prints()
        if before is None or before.get(_MAKER) != prints[_MAKER]:
            before = {}
        try:
            con.execute("BEGIN")
            _replace(con, prints, before)
            con.execute(f"CREATE OR REPLACE TABLE {engine.LAKE}.{REPORT} AS SELECT ?::VARCHAR AS report", [changes])
            con.execute(
                f"CALL {engine.LAKE}.set_commit_message(?, ?, extra_info => ?)",
                [catalogue.AUTHOR, about.id, json.dumps({"about": about.model_dump(), "tables": prints})],
            )
            con.execute("COMMIT")
        except duckdb.Error as error:
            raise engine.unreachable(setting, error) from None
    known.forget()


def fetch(setting: Setting, version: str, into: Path) -> str | None:
    """Bring a version out of the lake as it was when it was published.

    Args:
        setting: where the lake lies.
        version: its id.
        into: the DuckDB file to make.

    Returns:
        Its change report.

    Raises:
        engine.Unreachable: the catalogue cannot be reached.
        Unreadable: a file of the version is missing or other than what was published.
    """
    known = catalogue.of(setting)
    expected = known.prints_of(version)
    tables = [name for name in expected if name != _MAKER]
    with engine.connect(setting, known.content().snapshots[version]) as con:
        con.execute("SET preserve_insertion_order = true")
        con.execute(f"ATTACH {engine.text(str(into))} AS kept")
        try:
            for schema in sorted({name.split(".")[0] for name in tables}):
                con.execute(f'CREATE SCHEMA IF NOT EXISTS kept."{schema}"')
            con.execute("BEGIN")
            for name in tables:
                con.execute(f"CREATE TABLE {_named('kept', name)} AS FROM {_named(engine.LAKE, name)}")
            con.execute("COMMIT")
            con.execute("CHECKPOINT kept")
            report = con.execute(f"SELECT report FROM {engine.LAKE}.{REPORT}").fetchone()
        except duckdb.Error as error:
            raise Unreadable(f"Version {version} cannot be fetched from the lake: {_first(error)}.") from None
        found = fingerprints(con, "kept")
    # another DuckDB's hashes are others: then the number of rows alone is compared
    told = slice(None) if found[_MAKER] == expected.get(_MAKER) else slice(1)
    differing = [name for name in tables if found.get(name, [])[told] != expected[name][told]]
    if differing or not tables:
        which = f"table {differing[0]} is not what was published" if differing else "it has no tables"
        raise Unreadable(f"Version {version} cannot be fetched from the lake: {which}.")
    return report[0] if report else None


def expire(setting: Setting, versions: list[str]) -> list[str]:
    """Remove versions from the lake; the newest snapshot stays. Files go a day after nobody needs them any more.

    Returns:
        The versions removed.
    """
    known = catalogue.of(setting)
    with engine.connect(setting) as con:
        row = con.execute(f"SELECT max(snapshot_id) FROM ducklake_snapshots('{engine.LAKE}')").fetchone()
        numbers = {v: n for v, n in known.content().snapshots.items() if v in versions and (not row or n != row[0])}
        if numbers:
            con.execute(f"CALL ducklake_expire_snapshots('{engine.LAKE}', versions => {list(numbers.values())})")
        for function in ("ducklake_cleanup_old_files", "ducklake_delete_orphaned_files"):
            con.execute(f"CALL {function}('{engine.LAKE}', older_than => now() - {_GRACE})")
    known.forget()
    return list(numbers)


def fingerprints(con: duckdb.DuckDBPyConnection, database: str) -> dict[str, list[str]]:
    """Number of rows and sum of the rows' hashes of every table, and which DuckDB reckoned them.

    The order of rows does not matter: a lake keeps none.
    """
    rows = con.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = ? AND NOT internal ORDER BY ALL",
        [database],
    ).fetchall()
    prints = {_MAKER: [duckdb.__version__]}
    for schema, table in rows:
        name = f"{schema}.{table}"
        found = con.execute(
            f"SELECT count(*)::VARCHAR, coalesce(sum(hash(t)::HUGEINT), 0)::VARCHAR FROM {_named(database, name)} AS t"
        ).fetchone()
        prints[name] = list(found or ())
    return prints


def _replace(con: duckdb.DuckDBPyConnection, prints: dict[str, list[str]], before: dict[str, list[str]]) -> None:
    """Make the lake's tables those of `made`: write what differs, drop what is gone."""
    tables = [name for name in prints if name != _MAKER]
    for schema in sorted({name.split(".")[0] for name in tables} | {REPORT.split(".")[0]}):
        con.execute(f'CREATE SCHEMA IF NOT EXISTS {engine.LAKE}."{schema}"')
    for name in tables:
        if before.get(name) != prints[name]:
            con.execute(f"CREATE OR REPLACE TABLE {_named(engine.LAKE, name)} AS FROM {_named('made', name)}")
    there = con.execute(
        "SELECT table_schema || '.' || table_name FROM information_schema.tables WHERE table_catalog = ?", [engine.LAKE]
    ).fetchall()
    for (name,) in there:
        if name not in prints and name != REPORT:
            con.execute(f"DROP TABLE {_named(engine.LAKE, name)}")


def _named(database: str, name: str) -> str:
    schema, table = name.split(".", 1)
    return f'{database}."{schema}"."{table}"'


def _first(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(".")
