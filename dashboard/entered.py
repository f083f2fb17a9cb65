"""The entries as the pages read and write them: one store for all readers, opened when first asked for.

It may raise `entries.errors.EntriesError`; `dashboard/parts/editing/saving.py` makes a sentence of it.
"""

from __future__ import annotations

import datetime as dt
from threading import Lock

from dashboard import store as figures_store
from entries.database import database_url
from entries.errors import EntriesError
from entries.references import References
from entries.seed import ready_store
from entries.store import Store
from indicators.references import references
from pipelines import warehouse

_lock = Lock()
#: (database, version of the warehouse that says what entries may refer to) → the open store.
_open: dict[tuple[str, str], Store] = {}


def store() -> Store:
    """The store, made and filled with what the project ships where there is none.

    Raises:
        entries.errors.NotCurrent: the database was made by a newer program; the sentence says what to do.
        entries.errors.Unavailable: it is not there, or does not answer.
    """
    address = database_url()
    try:
        served = figures_store.current()
    except warehouse.WarehouseError:
        served = None  # the page says so; entries can be read all the same
    key = (address.render_as_string(hide_password=False), served.version if served else "")
    with _lock:
        if key not in _open:
            _forget()
            _open[key] = ready_store(references(served.cursor()) if served else References(), address)
        return _open[key]


def municipality(code: str) -> str:
    """What a municipality is called today; its code where none has it or nobody can be asked."""
    try:
        life = store().references.life(code, dt.date.today().year)
    except EntriesError:
        return code
    return life.name if life else code


def close() -> None:
    """Let go of the database (tests and shutting down)."""
    with _lock:
        _forget()


def _forget() -> None:
    for kept in _open.values():
        kept.close()
    _open.clear()
