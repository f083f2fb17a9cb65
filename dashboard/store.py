"""The open warehouse: one read-only connection to the version that is served, opened again when the pointer moves."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

import duckdb

from dashboard import once
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
_served: str | None = None
#: A reader may be in the middle of a page when a new version is published, and frozen links show earlier versions:
#: those that were asked for last stay open.
_KEPT = 4


def current() -> Store | None:
    """The version that is served now; None when there is none yet.

    Raises:
        warehouse.WarehouseError: it cannot be opened; the sentence says why and what to do.
    """
    global _served
    version = warehouse.at_hand()
    with _lock:
        moved, _served = version != _served, version
    if moved:
        once.forget()
    return None if version is None else of(version)


def of(version: str) -> Store:
    """A version by its id; versions never change, so one connection serves all readers.

    Raises:
        warehouse.WarehouseError: there is no such version, or it cannot be read.
    """
    with _lock:
        found = _open.pop(version, None) or Store(version, warehouse.open_store(version))
        _open[version] = found
        while len(_open) > _KEPT:
            _open.pop(next(iter(_open)))
        return found


def close() -> None:
    """Let go of the connections and of what was read over them (tests and shutting down)."""
    with _lock:
        _open.clear()
    once.forget()
