"""The open warehouse: one read-only connection to the version that is served, opened again when the pointer moves."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

import duckdb

from pipelines import warehouse


@dataclass(frozen=True)
class Store:
    """A version and the connection to it. Every reader takes a cursor of its own: an open result owns a connection."""

    version: str
    connection: duckdb.DuckDBPyConnection

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor for one reader."""
        return self.connection.cursor()


_lock = Lock()
_open: dict[str, Store] = {}


def current() -> Store | None:
    """The version that is served now; None when there is none yet.

    A version before it stays open as long as somebody holds it: versions never change, so its reader is not disturbed.
    """
    version = warehouse.current_version()
    if version is None:
        return None
    with _lock:
        if version not in _open:
            store = Store(version, warehouse.open_store(version))
            _open.clear()
            _open[version] = store
        return _open[version]


def close() -> None:
    """Let go of the connection (tests and shutting down)."""
    with _lock:
        _open.clear()
