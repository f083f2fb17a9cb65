"""The database: SQLite in WAL mode by default, PostgreSQL by one setting; what goes wrong with either, in sentences.

A write is confirmed only when it is on disk: SQLite runs with `synchronous=FULL`, and every connection opens the file
anew, so that a file that was taken away is noticed at the next write instead of swallowing it.

To read a file in WAL mode, SQLite has to write beside it. Where the disk is full or read-only it is read as it lies, so
that readers go on; a write is told why it can't be.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, exc, make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from entries.errors import NotCurrent, Unavailable

#: Names the database by an SQLAlchemy address, e.g. postgresql://user:password@host/name.
SETTING = "MALBAROMETERET_ENTRIES"
DATA = Path(__file__).resolve().parent.parent / "data"
C = TypeVar("C", bound=sqlite3.Connection)
#: How long a writer waits for another before it gives up.
BUSY_SECONDS = 5.0


def default_file() -> Path:
    """The SQLite file that is used where nothing else is set; `MALBAROMETERET_STATE` moves its folder."""
    return Path(os.environ.get("MALBAROMETERET_STATE") or DATA) / "entries" / "entries.sqlite"


def database_url(given: str | URL | None = None) -> URL:
    """The database's address: the one given, else the one set, else the SQLite file in the state folder.

    Raises:
        Unavailable: it is no address of an SQLite file or of a PostgreSQL database.
    """
    typed = given or os.environ.get(SETTING) or URL.create("sqlite", database=str(default_file()))
    try:
        url = make_url(typed)
    except exc.ArgumentError as error:
        raise Unavailable(f"{SETTING} is no database address; write sqlite:///file or postgresql://… .") from error
    kind = url.get_backend_name()
    if kind == "postgresql" or url.drivername == "postgres":
        return url.set(drivername="postgresql+psycopg")
    if kind == "sqlite" and url.database and url.database != ":memory:":
        return url
    raise Unavailable(f"{SETTING}: entries are kept in an SQLite file or in PostgreSQL, not in {url.drivername}.")


def is_sqlite(url: URL) -> bool:
    """Whether the database is a file."""
    return url.get_backend_name() == "sqlite"


def file_of(url: URL) -> Path:
    """The file of an SQLite database."""
    return Path(str(url.database))


def open_sqlite(file: Path, mode: str, busy_seconds: float = BUSY_SECONDS) -> sqlite3.Connection:
    """A connection of the standard library's to an SQLite file.

    Args:
        file: the database.
        mode: "ro", "rw", or "rwc" to make it where it is not; the other two never do.
        busy_seconds: how long to wait for a lock.
    """
    return _connect(file, f"mode={mode}", busy_seconds, sqlite3.Connection)


def _connect(file: Path, how: str, busy_seconds: float, factory: type[C]) -> C:
    address = f"file:{quote(str(file.absolute()))}?{how}"
    found = sqlite3.connect(
        address, uri=True, timeout=busy_seconds, isolation_level=None, check_same_thread=False, factory=factory
    )
    assert isinstance(found, factory)
    return found


class _AsItLies(sqlite3.Connection):
    """A connection that reads a file and writes nothing beside it.

    Attributes:
        why: what is said of a write to it, in SQLite's words.
    """

    why = ""


#: What SQLite says when it can write nothing beside the file → what it says of a write for the same reason.
_BESIDE = {"SQLITE_CANTOPEN": "attempt to write a readonly database", "SQLITE_IOERR_SHMSIZE": "disk is full"}


def open_to_read(file: Path, mode: str = "ro", busy_seconds: float = BUSY_SECONDS) -> sqlite3.Connection:
    """A connection that can read at least; see `open_sqlite`.

    Raises:
        sqlite3.Error: it can't even be read.
    """
    connection = open_sqlite(file, mode, busy_seconds)
    try:
        connection.execute("PRAGMA schema_version").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        why = _BESIDE.get(error.sqlite_errorname)
        shut = error.sqlite_errorname != "SQLITE_CANTOPEN" or not os.access(file.parent, os.W_OK)
        if why is None or not shut or not _alone(file):
            raise
        as_it_lies = _connect(file, "mode=ro&immutable=1", busy_seconds, _AsItLies)
        as_it_lies.why = why
        return as_it_lies
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _alone(file: Path) -> bool:
    """Whether everything there is of a database is in its file: nothing is kept beside it that has yet to go in."""
    try:
        beside = file.with_name(file.name + "-wal")
        return file.stat().st_size > 0 and not (beside.exists() and beside.stat().st_size)
    except OSError:
        return False


def engine_for(
    url: URL, read_only: bool = False, busy_seconds: float = BUSY_SECONDS, foreign_keys: bool = True
) -> Engine:
    """An engine for the database; nothing is opened yet.

    Args:
        url: see `database_url`.
        read_only: whether the database shall refuse every write.
        busy_seconds: how long to wait for a lock.
        foreign_keys: whether SQLite holds them; a migration that makes a table anew turns them off meanwhile.
    """
    if not is_sqlite(url):
        settings = f"-c lock_timeout={int(busy_seconds * 1000)} -c timezone=UTC"
        settings += " -c default_transaction_read_only=on" if read_only else ""
        return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 5, "options": settings})
    engine = create_engine(
        url,
        creator=lambda: open_to_read(file_of(url), "ro" if read_only else "rw", busy_seconds),
        poolclass=NullPool,
    )

    @event.listens_for(engine, "connect")
    def _settings(connection: sqlite3.Connection, _: Any) -> None:
        connection.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
        connection.execute("PRAGMA synchronous=FULL")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # The write lock from the beginning: what was read is still so when it is written.
        at_once = connection.get_execution_options().get("writes")
        opened = connection.connection.dbapi_connection
        if at_once and isinstance(opened, _AsItLies):
            raise sqlite3.OperationalError(opened.why)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if at_once else "BEGIN")

    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that reads one state of the database.

    Raises:
        Unavailable, NotCurrent: see `sentences`.
    """
    with sentences(engine.url), Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session whose changes are all on disk when it ends, or none of them.

    Raises:
        Unavailable, NotCurrent: see `sentences`.
    """
    at_once = engine.execution_options(writes=True)
    with sentences(engine.url), Session(at_once, expire_on_commit=False) as session, session.begin():
        yield session


#: Words by which the databases tell what is wrong → the error, its code, and what to say of it.
_SIGNS: tuple[tuple[tuple[str, ...], type[Unavailable] | type[NotCurrent], str, str], ...] = (
    (("locked", "lock timeout", "busy"), Unavailable, "locked",
     "is locked by another program; nothing was written, try again"),
    (("unable to open", "no such file"), Unavailable, "gone", "is not there or can't be opened; nothing was written"),
    (("readonly", "read-only"), Unavailable, "read_only", "can only be read; nothing was written"),
    (("disk is full", "no space left", "disk full", "sqlite_ioerr_shmsize"), Unavailable, "full",
     "has no room left on its disk; nothing was written"),
    (("malformed", "not a database"), Unavailable, "damaged",
     "is damaged; restore a backup: python -m entries restore FILE"),
    (("no such table", "no such column", "has no column", "does not exist"), NotCurrent, "older",
     "has another schema than this program; bring it up to date: python -m entries upgrade"),
)  # fmt: skip


_MAKE = "nothing was written. A new one: python -m entries upgrade; one that is lost: python -m entries restore BACKUP."


def named(url: URL) -> str:
    """The database as a sentence names it: without a password."""
    return f"The entries' database {file_of(url) if is_sqlite(url) else url.render_as_string(hide_password=True)}"


@contextmanager
def sentences(url: URL) -> Iterator[None]:
    """Turn what a database says into a sentence of our own.

    Raises:
        Unavailable: it is locked, gone, full, damaged or read-only.
        NotCurrent: it lacks a table or a column.
    """
    try:
        yield
    except exc.IntegrityError:
        raise
    except (exc.DBAPIError, sqlite3.Error) as error:
        told = getattr(error, "orig", None) or error
        said = str(told).strip()
        if is_sqlite(url) and not file_of(url).exists():
            raise Unavailable(f"{named(url)} is not there; {_MAKE}", "gone") from error
        for signs, kind, code, sentence in _SIGNS:
            if any(sign in f"{said} {getattr(told, 'sqlite_errorname', '')}".lower() for sign in signs):
                raise kind(f"{named(url)} {sentence}.", code) from error
        first = said.splitlines()[0] if said else type(error).__name__
        raise Unavailable(f"{named(url)} does not answer ({first}); nothing was written.") from error
