"""Copies of the whole database, and back again.

An SQLite file is copied whole by SQLite's own online backup, while others read and write. Everything there is –
entries, removed ones, roles, history – also goes out as one JSON file, which either database takes in: that is
PostgreSQL's backup here, and the way from one database to the other.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import URL, Connection, DateTime, delete, func, insert, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.types import Date

from entries import schema
from entries.database import engine_for, file_of, is_sqlite, open_sqlite, open_to_read, sentences, writing
from entries.errors import EntriesError, NotCurrent, Unavailable
from entries.models import Base, Moment

#: Table → its rows, cell by cell as JSON has them.
Tables = dict[str, list[dict[str, Any]]]
#: What comes of rows that don't fit a table, or of which a migration can make nothing.
_MISFITS = (SQLAlchemyError, ValueError, KeyError, TypeError, AttributeError)


class NoBackup(EntriesError):
    """The file is no whole backup; nothing was changed."""


def backup(url: URL, target: Path) -> None:
    """Copy everything to a new file: JSON where its name ends so, else an SQLite database.

    Args:
        url: the database; of an older schema too. PostgreSQL's entries are no SQLite file, and take a name for JSON.
        target: the file; never written over.

    Raises:
        Unavailable: the file is there already, can't be written, has no name for what it would be, or the database
            does not answer.
        NotCurrent: the database is empty.
    """
    if target.suffix.lower() == ".json":
        schema.write_json(url, target)
    elif is_sqlite(url):
        schema.write_copy(url, target)
    else:
        raise Unavailable(
            f"{target} would be JSON, because the entries lie in PostgreSQL: "
            f"name it {target.with_suffix('.json').name}; nothing was written."
        )


def restore(url: URL, source: Path) -> Path | None:
    """Put a backup in the place of everything that is there now. A copy of what is there is made first.

    Args:
        url: the database.
        source: a backup; an SQLite file only into SQLite, JSON into either.

    Returns:
        The copy of what was there; None where there was nothing.

    Raises:
        NoBackup: the file is none, or is damaged; nothing was changed.
        NotCurrent: the database itself was made by a newer program.
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
        if _looked_through(source) == schema.newest_revision():
            return _in_its_place(url, partial(_put_file, url, source))
        with TemporaryDirectory(prefix="malbarometeret-") as folder:
            now = Path(folder) / "now.sqlite"
            _put_file_up_to_date(source, now)
            return _in_its_place(url, partial(_put_file, url, now))
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
    """A copy of what is there; None where nothing is."""
    if is_sqlite(url):
        return schema.copy_of(url, "before-restore") if file_of(url).exists() else None
    engine = engine_for(url)
    try:
        with sentences(url), engine.connect() as connection:
            empty = schema.revision_of(connection) is None
    finally:
        engine.dispose()
    return None if empty else schema.copy_of(url, "before-restore")


def _looked_through(source: Path) -> str:
    """The revision of a whole SQLite backup."""
    try:
        with closing(open_to_read(source)) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchone()[0]
            if found != "ok":
                raise NoBackup(f"{source} is not whole: {found}.")
            revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise NoBackup(f"{source} is no backup of the entries ({error}).") from error
    if not revision or revision[0] not in schema.revisions():
        raise NoBackup(f"{source} has a schema that this program does not know; it was made by a newer one.")
    return str(revision[0])


def _put_file_up_to_date(source: Path, now: Path) -> None:
    """Copy an older program's SQLite file, and take the copy through the migrations."""
    url = URL.create("sqlite", database=str(now))
    schema.write_copy(URL.create("sqlite", database=str(source)), now)
    try:
        schema.upgrade(url)
    except (*_MISFITS, Unavailable, NotCurrent) as error:
        raise _does_not_fit(source, error) from error


def _put_file(url: URL, source: Path) -> None:
    """Write a looked-through SQLite file of this schema over the database, in one transaction."""
    file_of(url).parent.mkdir(parents=True, exist_ok=True)
    with (
        sentences(url),
        closing(open_to_read(source)) as backup_file,
        closing(open_sqlite(file_of(url), "rwc", 30.0)) as target,
    ):
        backup_file.backup(target)
        target.execute("PRAGMA journal_mode=WAL")


def _read_json(source: Path) -> Tables:
    """The tables of a JSON backup as this program has them."""
    try:
        told = json.loads(source.read_bytes())
        if told["format"] != schema.FORMAT:
            raise NoBackup(f"{source} is no backup of the entries.")
        if told["schema"] not in schema.revisions():
            raise NoBackup(f"{source} has a schema that this program does not know; it was made by a newer one.")
        if told["schema"] != schema.newest_revision():
            return _brought_up_to_date(told["schema"], told["tables"], source)
        return {table.name: told["tables"][table.name] for table in Base.metadata.sorted_tables}
    except KeyError as error:
        raise NoBackup(f"{source} is no backup of the entries, or is damaged: it has no {error.args[0]}.") from error
    except (ValueError, TypeError) as error:
        raise NoBackup(f"{source} is no backup of the entries, or is damaged ({error}).") from error


def _brought_up_to_date(revision: str, tables: Tables, source: Path) -> Tables:
    """An older program's tables as this one has them: put into a database of their own schema, made for that alone, and
    taken through the migrations there."""
    with TemporaryDirectory(prefix="malbarometeret-") as folder:
        url, now = URL.create("sqlite", database=str(Path(folder) / "older.sqlite")), Path(folder) / "now.json"
        try:
            schema.upgrade(url, revision)
            _fill(url, tables, source)
            schema.upgrade(url)
            schema.write_json(url, now)
        except (*_MISFITS, Unavailable, NotCurrent) as error:
            raise _does_not_fit(source, error) from error
        return _read_json(now)


def _put_tables(url: URL, tables: Tables, source: Path) -> None:
    """Put the tables of a JSON backup in the place of what is there, all in one transaction."""
    schema.upgrade(url)
    _fill(url, tables, source)


def _fill(url: URL, tables: Tables, source: Path) -> None:
    """Put rows in the place of those that are there, in a database of the schema that they were written from."""
    engine = engine_for(url)
    try:
        with writing(engine) as session:
            there = schema.tables_of(session.connection())
            for table in reversed(there):
                session.execute(delete(table))
            for table in there:
                rows = [
                    {name: _read_cell(table.c[name].type, value) for name, value in row.items()}
                    for row in tables[table.name]
                ]
                if rows:
                    session.execute(insert(table), rows)
            _go_on_counting(session.connection())
    except _MISFITS as error:
        raise _does_not_fit(source, error) from error
    finally:
        engine.dispose()


def _does_not_fit(source: Path, error: Exception) -> NoBackup:
    first = str(error).splitlines()[0] if str(error) else type(error).__name__
    return NoBackup(f"{source} does not fit the tables; nothing was changed ({first}).")


def _read_cell(kind: Any, value: Any) -> Any:
    if value is None or not isinstance(kind, Moment | DateTime | Date):
        return value
    if isinstance(kind, Date):
        return dt.date.fromisoformat(value)
    moment = dt.datetime.fromisoformat(value)
    return moment.astimezone(dt.UTC) if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _go_on_counting(connection: Connection) -> None:
    """The history's numbers go on from the highest; SQLite does so by itself."""
    change = Base.metadata.tables["change"]
    highest = connection.scalar(select(func.max(change.c.id)))
    if connection.dialect.name == "postgresql" and highest:
        connection.execute(
            text("SELECT setval(pg_get_serial_sequence('change', 'id'), :highest)"), {"highest": highest}
        )
