"""The schema and its way from one version to the next: Alembic's revisions in `entries/migrations`, a copy first."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, URL, Connection, Engine, MetaData, Table, select, text

from entries import files
from entries.database import default_file, engine_for, file_of, is_sqlite, named, open_sqlite, open_to_read, sentences
from entries.errors import NotCurrent, Unavailable
from entries.files import new_file
from entries.models import Base

MIGRATIONS = Path(__file__).parent / "migrations"
UPGRADE = "python -m entries upgrade"
#: What a JSON copy says it is.
FORMAT = "malbarometeret-entries"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def newest_revision() -> str:
    """The revision that this program writes and reads."""
    return str(_scripts().get_current_head())


def revisions() -> list[str]:
    """Every revision that this program knows, oldest first."""
    return [script.revision for script in reversed(list(_scripts().walk_revisions()))]


def revision_of(connection: Connection) -> str | None:
    """The revision that a database has; None where it has no tables yet."""
    return MigrationContext.configure(connection).get_current_revision()


def tables_of(connection: Connection) -> list[Table]:
    """The tables of the entries in an order in which they can be filled, also those of an older schema."""
    if revision_of(connection) == newest_revision():
        return Base.metadata.sorted_tables
    found = MetaData()
    found.reflect(connection)
    tables = [table for table in found.sorted_tables if table.name != "alembic_version"]
    for column in (column for table in tables for column in table.c if isinstance(column.type, JSON)):
        column.type = JSON(none_as_null=True)  # as the migrations and the models have it
    return tables


def _asked(engine: Engine) -> str | None:
    """The revision of a database that has yet to be asked; see `revision_of`."""
    with sentences(engine.url), engine.execution_options(writes=False).connect() as connection:
        return revision_of(connection)


def require_current(engine: Engine) -> None:
    """See to it that the database has the schema of this program.

    Raises:
        NotCurrent: it has an older or a newer one, or none; the sentence says what to do.
        Unavailable: it can't be asked.
    """
    found = _asked(engine)
    if found == newest_revision():
        return
    if found is None:
        raise NotCurrent(f"{named(engine.url)} is empty; make its tables: {UPGRADE}.")
    if found in revisions():
        raise NotCurrent(
            f"{named(engine.url)} has schema {found}, this program needs {newest_revision()}; "
            f"bring it up to date (a copy is made first): {UPGRADE}."
        )
    raise NotCurrent(f"{named(engine.url)} has schema {found}, made by a newer program; install that one.", "newer")


def upgrade(url: URL, to: str = "head") -> tuple[str | None, str, Path | None]:
    """Make the database, or bring it up to date; two at once wait for each other.

    Args:
        url: see `database.database_url`.
        to: the revision to stop at.

    Returns:
        The revision before, the one after, and the copy that was made of a database with tables in it.

    Raises:
        NotCurrent: it was made by a newer program.
        Unavailable: the database is not there or does not let itself be changed.
    """
    engine = engine_for(url, busy_seconds=30.0, foreign_keys=False).execution_options(writes=True)
    try:
        before = None if is_sqlite(url) and not file_of(url).exists() else _asked(engine)
        if before == newest_revision():
            return before, before, None
        if before is not None and before not in revisions():
            require_current(engine)
        if is_sqlite(url):
            _make_file(url)
        copy = copy_of(url, f"before-upgrade-from-{before}") if before else None
        with sentences(url), engine.begin() as connection:
            if not is_sqlite(url):
                connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('malbarometeret entries schema'))"))
            command.upgrade(_config(connection), to)
            after = str(revision_of(connection))
    finally:
        engine.dispose()
    return before, after, copy


def _make_file(url: URL) -> None:
    """The SQLite file in WAL mode, where there is none yet."""
    file = file_of(url)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(f"{named(url)} can't be made: {error.strerror}.") from error
    with sentences(url), closing(open_sqlite(file, "rwc", 30.0)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")


def copy_of(url: URL, why: str) -> Path:
    """A copy in `backups/`, whole even while others write: of an SQLite file beside it, of PostgreSQL as JSON in the
    state folder.

    Args:
        url: the database.
        why: stands in the copy's name.

    Raises:
        Unavailable: it can't be read, or the copy can't be written.
    """
    if is_sqlite(url):
        target = backup_name(file_of(url), why)
        write_copy(url, target)
    else:
        target = backup_name(default_file(), why).with_suffix(".json")
        write_json(url, target)
    return target


def backup_name(file: Path, why: str) -> Path:
    """Where a copy of an SQLite file that is made now lies: in `backups/` beside it."""
    files.tidy(file.parent / "backups")
    stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S%fZ")
    return file.parent / "backups" / f"{file.stem}-{stamp}-{why}.sqlite"


def write_copy(url: URL, target: Path) -> None:
    """Copy an SQLite database to a new file by SQLite's own online backup, and look the copy through.

    Raises:
        Unavailable: there is such a file already, the database can't be read, or the copy can't be written.
    """
    with new_file(target) as unfinished, sentences(url), closing(open_to_read(file_of(url))) as source:
        with closing(sqlite3.connect(unfinished)) as copy:
            try:
                source.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode == sqlite3.SQLITE_FULL:  # the copy's disk: nothing else is written to
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
                raise
            found = copy.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            raise Unavailable(f"{named(url)} is not whole: {found}.", "damaged")


def write_json(url: URL, target: Path) -> None:
    """Everything as one new JSON file: all tables, with versions, removed entries and history, of whatever schema.

    Raises:
        NotCurrent: the database is empty.
        Unavailable: there is such a file already, the database does not answer, or the file can't be written.
    """
    engine = engine_for(url, read_only=True)
    try:
        with sentences(url), engine.connect() as connection:
            if not is_sqlite(url):
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                revision = revision_of(connection)
                if revision is None:
                    require_current(engine)  # says that it is empty
                tables = {
                    table.name: [
                        {name: _plain(value) for name, value in row._mapping.items()}
                        for row in connection.execute(select(table).order_by(table.c.id))
                    ]
                    for table in tables_of(connection)
                }
    finally:
        engine.dispose()
    told = {"format": FORMAT, "schema": revision, "tables": tables}
    with new_file(target) as unfinished, unfinished.open("w", encoding="utf-8", newline="\n") as file:
        json.dump(told, file, ensure_ascii=False, indent=1)


def _plain(value: object) -> object:
    """A cell as JSON has it; a moment without a zone is one in UTC (SQLite keeps none)."""
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=value.tzinfo or dt.UTC).isoformat()
    return value.isoformat() if isinstance(value, dt.date) else value


def put_aside(url: URL) -> Path:
    """Move the file of a damaged SQLite database into `backups/`, byte by byte as it is, so that another can be made.

    Raises:
        Unavailable: it can't be moved.
    """
    file = file_of(url)
    target = backup_name(file, "damaged")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        move(file, target)
    except OSError as error:
        raise Unavailable(f"{named(url)} is damaged and can't be moved: {error.strerror}.") from error
    return target


def move(file: Path, target: Path) -> None:
    """Move an SQLite file with what SQLite keeps beside it."""
    for ending in ("-wal", "-shm", ""):
        beside = file.with_name(file.name + ending)
        if beside.exists():
            beside.replace(target.with_name(target.name + ending))
