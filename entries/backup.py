"""Copies of the whole database, and back again.

An SQLite file is copied whole by SQLite's own online backup, while others read and write. Everything there is –
entries, removed ones, roles, history – also goes out as one JSON file, which either database takes in: that is
PostgreSQL's backup here, and the way from one database to the other.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, DateTime, delete, func, insert, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.types import Date

from entries import schema
from entries.database import default_file, engine_for, file_of, is_sqlite, open_sqlite, reading, sentences, writing
from entries.errors import EntriesError, Unavailable
from entries.models import Base, Moment

FORMAT = "malbarometeret-entries"


class NoBackup(EntriesError):
    """The file is no whole backup; nothing was changed."""


def backup(url: URL, target: Path) -> None:
    """Copy everything to a new file: an SQLite database, or JSON where the name ends so or the database is PostgreSQL.

    Args:
        url: the database, of this program's schema.
        target: the file; never written over.

    Raises:
        Unavailable: the file is there already, can't be written, or the database does not answer.
        NotCurrent: the database has another schema.
    """
    if is_sqlite(url) and target.suffix != ".json":
        schema.write_copy(url, target)
    else:
        write_json(url, target)


def write_json(url: URL, target: Path) -> None:
    """Everything as one JSON file: all tables, with versions, removed entries and history; see `backup`."""
    if target.exists():
        raise Unavailable(f"{target} is there already; nothing was written over it.")
    engine = engine_for(url, read_only=True)
    try:
        schema.require_current(engine)
        with reading(engine) as session:
            if not is_sqlite(url):
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            tables = {
                table.name: [dict(row._mapping) for row in session.execute(select(table).order_by(table.c.id))]
                for table in Base.metadata.sorted_tables
            }
    finally:
        engine.dispose()
    told = {"format": FORMAT, "schema": schema.newest_revision(), "tables": tables}
    unfinished = target.with_name(target.name + ".unfinished")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("w", encoding="utf-8", newline="\n") as file:
            json.dump(told, file, ensure_ascii=False, indent=1, default=lambda moment: moment.isoformat())
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    except OSError as error:
        raise Unavailable(f"{target} can't be written: {error.strerror}.") from error


def restore(url: URL, source: Path) -> Path | None:
    """Put a backup in the place of everything that is there now. A copy of what is there is made first.

    Args:
        url: the database.
        source: a backup; an SQLite file only into SQLite, JSON into either.

    Returns:
        The copy of what was there; None where there was nothing.

    Raises:
        NoBackup: the file is none, or is damaged; nothing was changed.
        NotCurrent: it was made by a newer program.
        Unavailable: the database does not answer.
    """
    try:
        begins = source.read_bytes()[:16]
    except OSError as error:
        raise NoBackup(f"{source} can't be read: {error.strerror}.") from error
    if begins == b"SQLite format 3\0":
        if not is_sqlite(url):
            raise NoBackup(f"{source} is an SQLite file; PostgreSQL takes a JSON backup.")
        if file_of(url).exists() and source.samefile(file_of(url)):
            raise NoBackup(f"{source} is the database itself; name the backup that is to take its place.")
        _look_through(source)
        return _in_its_place(url, partial(_put_file, url, source))
    return _in_its_place(url, partial(_put_tables, url, _read_json(source), source))


def _in_its_place(url: URL, put: Callable[[], None]) -> Path | None:
    """Make a copy of what is there, and put a backup in its place; a damaged file that is moved away comes back where
    that fails."""
    try:
        safety = _safety(url)
    except Unavailable as error:
        if error.code != "damaged" or not is_sqlite(url):
            raise
        safety = schema.put_aside(url)
        try:
            put()
        except EntriesError:
            schema.move(safety, file_of(url))
            raise
        return safety
    put()
    return safety


def _safety(url: URL) -> Path | None:
    """A copy of what is there, beside the file or, of PostgreSQL, in the state folder."""
    if is_sqlite(url):
        return schema.copy_of(url, "before-restore") if file_of(url).exists() else None
    engine = engine_for(url)
    try:
        with sentences(url), engine.connect() as connection:
            empty = schema.revision_of(connection) is None
    finally:
        engine.dispose()
    if empty:
        return None
    stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S%fZ")
    target = default_file().parent / "backups" / f"entries-{stamp}-before-restore.json"
    write_json(url, target)
    return target


def _look_through(source: Path) -> None:
    try:
        with closing(open_sqlite(source, "ro")) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchone()[0]
            if found != "ok":
                raise NoBackup(f"{source} is not whole: {found}.")
            revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise NoBackup(f"{source} is no backup of the entries ({error}).") from error
    if not revision or revision[0] not in schema.revisions():
        raise NoBackup(f"{source} has a schema that this program does not know; it was made by a newer one.")


def _put_file(url: URL, source: Path) -> None:
    """Write a looked-through SQLite file over the database, in one transaction; then bring it up to date."""
    file_of(url).parent.mkdir(parents=True, exist_ok=True)
    with (
        sentences(url),
        closing(open_sqlite(source, "ro")) as backup_file,
        closing(open_sqlite(file_of(url), "rwc", 30.0)) as target,
    ):
        backup_file.backup(target)
        target.execute("PRAGMA journal_mode=WAL")
    schema.upgrade(url)


def _read_json(source: Path) -> dict[str, list[dict[str, Any]]]:
    try:
        told = json.loads(source.read_bytes())
        if told["format"] != FORMAT:
            raise NoBackup(f"{source} is no backup of the entries.")
        if told["schema"] != schema.newest_revision():
            raise NoBackup(
                f"{source} has schema {told['schema']}, this program has {schema.newest_revision()}; "
                "restore it with the program that made it, and bring the database up to date then."
            )
        tables = {table.name: told["tables"][table.name] for table in Base.metadata.sorted_tables}
    except KeyError as error:
        raise NoBackup(f"{source} is no backup of the entries, or is damaged: it has no {error.args[0]}.") from error
    except (ValueError, TypeError) as error:
        raise NoBackup(f"{source} is no backup of the entries, or is damaged ({error}).") from error
    return tables


def _put_tables(url: URL, tables: dict[str, list[dict[str, Any]]], source: Path) -> None:
    """Put the tables of a JSON backup in the place of what is there, all in one transaction."""
    schema.upgrade(url)
    engine = engine_for(url)
    try:
        with writing(engine) as session:
            for table in reversed(Base.metadata.sorted_tables):
                session.execute(delete(table))
            for table in Base.metadata.sorted_tables:
                rows = [
                    {name: _read_cell(table.c[name].type, value) for name, value in row.items()}
                    for row in tables[table.name]
                ]
                if rows:
                    session.execute(insert(table), rows)
            _go_on_counting(session.connection())
    except (SQLAlchemyError, ValueError, KeyError, TypeError, AttributeError) as error:
        first = str(error).splitlines()[0]
        raise NoBackup(f"{source} does not fit the tables; nothing was changed ({first}).") from error
    finally:
        engine.dispose()


def _read_cell(kind: Any, value: Any) -> Any:
    if value is None or not isinstance(kind, Moment | DateTime | Date):
        return value
    return (dt.date if isinstance(kind, Date) else dt.datetime).fromisoformat(value)


def _go_on_counting(connection: Connection) -> None:
    """The history's numbers go on from the highest; SQLite does so by itself."""
    change = Base.metadata.tables["change"]
    highest = connection.scalar(select(func.max(change.c.id)))
    if connection.dialect.name == "postgresql" and highest:
        connection.execute(
            text("SELECT setval(pg_get_serial_sequence('change', 'id'), :highest)"), {"highest": highest}
        )
