"""What stands in PostgreSQL: the published versions, the pointer to the one that is served, and the writer's lock.

The versions are DuckLake's own snapshots, told by what was written into their commit. The pointer is the last row of
the table `served`, which keeps every earlier one: who looks can tell what was shown when.
"""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import RLock
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from pipelines.lake.engine import Unreachable, missing, unreachable
from pipelines.lake.setting import Setting
from pipelines.version import About, Pointer

if TYPE_CHECKING:
    import psycopg

AUTHOR = "malbarometeret"
#: Seconds for which what was read is taken for true, and for which nobody tries again after a failure.
FRESH, PATIENCE = 1.0, 5.0
TIMEOUT_S = 5


@dataclass(frozen=True)
class Content:
    """What the catalogue says at a moment.

    Attributes:
        versions: id → what is known about it, newest first.
        snapshots: id → number of its snapshot.
        pointer: what is served; None while nothing is.
    """

    versions: Mapping[str, About] = field(default_factory=dict)
    snapshots: Mapping[str, int] = field(default_factory=dict)
    pointer: Pointer | None = None


class Catalogue:
    """One process's view of the catalogue: one connection, opened again when it broke."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self._lock = RLock()
        self._connection: psycopg.Connection[Any] | None = None
        self._content, self._read_at = Content(), float("-inf")
        self._failure: Unreachable | None = None

    def content(self) -> Content:
        """What stands there now; at most a second old, so that every page can ask.

        Raises:
            Unreachable: the catalogue cannot be reached.
        """
        with self._lock:
            age = time.monotonic() - self._read_at
            if self._failure and age < PATIENCE:
                raise self._failure
            if self._failure or age >= FRESH:
                self._read_again()
            return self._content

    def forget(self) -> None:
        """Read again at the next question: something was written."""
        with self._lock:
            self._read_at, self._failure = float("-inf"), None

    def prints(self) -> dict[str, list[str]] | None:
        """Fingerprints of the tables in the newest snapshot; None where no version was published in it."""
        newest = f"SELECT max(snapshot_id) FROM {self.setting.schema}.ducklake_snapshot"
        found = self._rows(
            f"SELECT commit_extra_info FROM {self.setting.schema}.ducklake_snapshot_changes"
            f" WHERE author = %s AND snapshot_id = ({newest})",
            [AUTHOR],
        )
        return self._prints(found)

    def prints_of(self, version: str) -> dict[str, list[str]]:
        """Fingerprints of the tables of a version, as they were when it was published."""
        found = self._rows(
            f"SELECT commit_extra_info FROM {self.setting.schema}.ducklake_snapshot_changes"
            " WHERE author = %s AND commit_message = %s",
            [AUTHOR, version],
        )
        return self._prints(found) or {}

    def point(self, pointer: Pointer) -> None:
        """Serve a version: one row, there or not."""
        where = f"{self.setting.schema}.served"
        with self._lock:
            self._rows(
                f"CREATE TABLE IF NOT EXISTS {where} (number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
                " version text NOT NULL, rolled_back_from text[] NOT NULL, at timestamptz NOT NULL DEFAULT now())"
            )
            self._rows(
                f"INSERT INTO {where} (version, rolled_back_from) VALUES (%s, %s)",
                [pointer.version, pointer.rolled_back_from],
            )
            self.forget()

    @contextmanager
    def writing(self) -> Iterator[bool]:
        """Try to be the only writer on all machines; False when another one is. A killed writer lets go by itself.

        Raises:
            Unreachable: the catalogue cannot be reached.
        """
        key = zlib.crc32(f"{AUTHOR} {self.setting.schema}".encode())
        connection = self._open()
        try:
            # A machine that lost its power says no goodbye: PostgreSQL finds out by itself within two minutes.
            connection.execute("SET tcp_keepalives_idle = 60; SET tcp_keepalives_interval = 20")
            row = connection.execute("SELECT pg_try_advisory_lock(%s)", [key]).fetchone()
            self.forget()
            yield bool(row and row[0])
        finally:
            # a busy server notices a closed connection after a while: the next writer need not wait for that
            with suppress(_psycopg().Error):
                connection.execute("SELECT pg_advisory_unlock_all()")
            connection.close()

    def close(self) -> None:
        """Let go of the connection."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None
            self.forget()

    def _read_again(self) -> None:
        try:
            self._content, self._failure = self._read(), None
        except Unreachable as error:
            self._failure = error
            raise
        finally:
            self._read_at = time.monotonic()

    def _read(self) -> Content:
        schema = self.setting.schema
        there = self._rows(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = %s AND table_name IN"
            " ('ducklake_snapshot_changes', 'served')",
            [schema],
        )
        versions: dict[str, About] = {}
        snapshots: dict[str, int] = {}
        pointer = None
        if ("ducklake_snapshot_changes",) in there:
            for snapshot, about in self._rows(
                "SELECT snapshot_id, commit_extra_info::jsonb -> 'about' FROM"
                f" {schema}.ducklake_snapshot_changes WHERE author = %s ORDER BY commit_message DESC",
                [AUTHOR],
            ):
                try:
                    known = About.model_validate(about)
                except ValidationError:
                    continue  # of a later program: its snapshot is there, but nothing that we could show
                versions[known.id], snapshots[known.id] = known, snapshot
        if ("served",) in there:
            for version, withdrawn in self._rows(
                f"SELECT version, rolled_back_from FROM {schema}.served ORDER BY number DESC LIMIT 1"
            ):
                pointer = Pointer(version=version, rolled_back_from=withdrawn)
        return Content(versions, snapshots, pointer)

    def _rows(self, sql: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
        """Rows of a statement, on a new connection when the one before has broken in the meantime."""
        psycopg = _psycopg()
        with self._lock:
            for last in (False, True):
                try:
                    if self._connection is None or self._connection.closed:
                        self._connection = self._open()
                    result = self._connection.execute(sql.encode(), values)
                    return result.fetchall() if result.description else []
                except psycopg.OperationalError as error:
                    self._connection = None
                    if last:
                        raise unreachable(self.setting, error) from None
                except psycopg.Error as error:
                    raise unreachable(self.setting, error) from None
        raise AssertionError("the loop returns or raises")

    def _open(self) -> psycopg.Connection[Any]:
        psycopg = _psycopg()
        its = self.setting
        parts = {"host": its.host, "port": its.port, "user": its.user, "password": its.password, "dbname": its.database}
        try:
            return psycopg.connect(
                **{key: value for key, value in parts.items() if value},
                connect_timeout=TIMEOUT_S,
                autocommit=True,
                application_name=AUTHOR,
            )
        except psycopg.Error as error:
            raise unreachable(its, error) from None

    @staticmethod
    def _prints(found: list[tuple[Any, ...]]) -> dict[str, list[str]] | None:
        return json.loads(found[0][0]).get("tables") if found else None


def _psycopg() -> Any:
    """The library, asked for when it is needed: a warehouse in files does without.

    Raises:
        NotInstalled: it is not there.
    """
    try:
        import psycopg
    except ImportError:
        raise missing("the package psycopg") from None
    return psycopg


_open: dict[Setting, Catalogue] = {}


def of(setting: Setting) -> Catalogue:
    """This process's catalogue for a setting."""
    return _open.setdefault(setting, Catalogue(setting))
