"""A process that is imported once and forks a child for each piece of work on the entries that is to be cut off.

Told on standard input, a line of JSON each: `work` (of `WRITES` or `WHOLES`), `url`, `folder`, and perhaps where to be
killed – `at`, the number of a moment (0: nowhere, but tell them), or `room`, the size in bytes that no file may grow
beyond. Tells on standard output, a line of JSON each: how the child ended, and the moments that it came through.

A moment is right before anything is done to a file of the folder's or to the database (but for reading), and at last
when all is done but nobody has been told: what Python's audit events (files) and profile events (calls of the
databases' libraries) show. So what is added to the code is a moment here. Inside one call of SQLite's, such as a
commit, `room` kills: the kernel ends the process at the byte that goes beyond (SIGXFSZ), which tears a write in two.
"""

from __future__ import annotations

import itertools
import json
import os
import resource
import secrets
import signal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any

from entries import backup, exchange, schema
from entries.database import database_url
from entries.seed import ready_store
from entries.store import Store, open_store
from tests.faults import forking
from tests.services.entries import ACTION, ANALYST, CONTACT, NOW, OFFICE, REFERENCES, SHEET
from tests.unit.test_entries_schema import WIDE

ROOT = Path(__file__).resolve().parents[2]
OURS = str(ROOT / "entries") + os.sep
FILES = {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.truncate"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
CALLS = {"execute", "executemany", "executescript", "commit", "rollback", "backup", "close", "connect", "fsync"}
LONG = "Slik står det til. " * 500


def opened(url: str) -> Store:
    """A store at an address, made first where there is none; it is midday of 15 June 2027."""
    schema.upgrade(database_url(url))
    return open_store(REFERENCES, url, now=lambda: NOW)


def fill(store: Store) -> None:
    """What is there before any work begins: a sheet, two actions, one of them removed, an update, a role."""
    store.self_assessments.add(CONTACT, SHEET | {"situation": "Før."}, "s1")
    store.actions.add(ANALYST, ACTION, "a1")
    store.actions.change(ANALYST, "a1", 1, ACTION | {"title": "Et tiltak til"})
    store.actions.add(ANALYST, ACTION | {"title": "Borte"}, "a2")
    store.actions.remove(ANALYST, "a2", 1)
    store.action_updates.add(ANALYST, {"action": "a1", "on_date": "2027-05-01", "text": "I gang."}, "u1")
    store.grants.add(OFFICE, {"subject": "x", "name": "X", "role": "office"}, "g1")


def _last(store: Store, entry: str) -> int:
    return store.actions.history(entry)[-1].id


def _import(form: exchange.Form) -> Callable[[Store], object]:
    rows = [ACTION | {"id": f"n{number}", "title": f"Nytt {number}"} for number in range(3)]
    rows.append({**ACTION, "id": "a1", "version": 2, "title": "Endret ved innlesing"})
    if form == "json":
        text = json.dumps(rows)
    else:
        lines = [f'{row["id"]},{row.get("version", "")},{row["title"]},easy_to_start,"En\nTo"\n' for row in rows]
        text = "".join(["id,version,title,sub_goals,partners\n", *lines])
    return lambda store: exchange.take_in(store, OFFICE, "action", text, form)


#: Work on an open store.
WRITES: dict[str, Callable[[Store], object]] = {
    "add": lambda store: store.actions.add(ANALYST, ACTION | {"title": "Nytt", "description": LONG}, "n1"),
    "change": lambda store: store.self_assessments.change(CONTACT, "s1", 1, SHEET | {"situation": LONG}),
    "remove": lambda store: store.actions.remove(ANALYST, "a1", 2),
    "bring back": lambda store: store.actions.bring_back(ANALYST, "a2"),
    "undo": lambda store: store.actions.undo(ANALYST, _last(store, "a1")),
    "restore an earlier text": lambda store: store.actions.restore_text(
        ANALYST, "a1", 2, store.actions.history("a1")[0].id
    ),
    "import CSV": _import("csv"),
    "import JSON": _import("json"),
}
#: Work on the database as a whole, and its copies; the folder has a backup of either kind.
WHOLES: dict[str, Callable[[str, Path], object]] = {
    "make and seed": lambda url, _: ready_store(WIDE, url),
    "upgrade": lambda url, _: schema.upgrade(database_url(url)),
    "restore a file": lambda url, folder: backup.restore(database_url(url), folder / "other.sqlite"),
    "restore an older file": lambda url, folder: backup.restore(database_url(url), folder / "older.sqlite"),
    "restore JSON": lambda url, folder: backup.restore(database_url(url), folder / "other.json"),
    "back up": lambda url, folder: backup.backup(database_url(url), folder / "new.sqlite"),
    "back up as JSON": lambda url, folder: backup.backup(database_url(url), folder / "new.json"),
}


def work(name: str, url: str, folder: Path) -> None:
    """Do one piece of work, the same each time: at one moment of the clock, with the same ids."""
    numbers = itertools.count()
    secrets.token_hex = lambda nbytes=None: f"made-{next(numbers)}"  # type: ignore[assignment]
    if name in WHOLES:
        WHOLES[name](url, folder)
    else:
        WRITES[name](open_store(REFERENCES, url, now=lambda: NOW))


class Moments:
    """Notices moments, and kills the process at one of them."""

    def __init__(self, folder: str, at: int) -> None:
        self.folder, self.at = folder, at
        self.seen: list[str] = []
        sys.addaudithook(self._audit)
        sys.setprofile(self._profile)

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in FILES or self.folder not in str(arguments[0]):
            return
        if event == "open" and not (isinstance(arguments[2], int) and arguments[2] & WRITING):
            return
        self.moment(event, sys._getframe(1))

    def _profile(self, frame: FrameType, event: str, called: Any) -> None:
        if event == "c_call":
            name, owner = called.__name__, type(called.__self__)
            ours = (
                owner is sqlite3.Connection
                or (owner is sqlite3.Cursor and name != "close")
                or called is sqlite3.connect
            )
            if name in CALLS and (ours or name == "fsync"):
                self.moment(said(frame) or name, frame)
        elif event == "call" and frame.f_code.co_name in CALLS and "/psycopg/" in frame.f_code.co_filename:
            self.moment(said(frame.f_back) or frame.f_code.co_name, frame)

    def moment(self, what: str, frame: FrameType | None) -> None:
        """Note one, by the function of ours that is at work, and be killed if it is the one."""
        if what.startswith(("SELECT", "PRAGMA")):
            return
        while frame is not None and not frame.f_code.co_filename.startswith(OURS):
            frame = frame.f_back
        where = f"{Path(frame.f_code.co_filename).stem}.{frame.f_code.co_qualname}" if frame else "told"
        self.seen.append(f"{where}: {what}")
        if len(self.seen) == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


def said(frame: FrameType | None) -> str:
    """What SQLAlchemy is about to say to the database, in short: the first words of the statement."""
    statement = frame.f_locals.get("statement") if frame else None
    words = str(statement or "").replace("(", " ").split()
    return " ".join(words[: 3 if words[0] in ("INSERT", "DELETE", "CREATE", "ALTER", "DROP") else 2]) if words else ""


def child(order: dict[str, Any]) -> dict[str, Any]:
    """The work of an order, perhaps killed; the moments otherwise, where they were asked for."""
    at = order.get("at")
    if room := order.get("room"):
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    moments = None if at is None else Moments(order["folder"], at)
    work(order["work"], order["url"], Path(order["folder"]))
    if moments is None:
        return {}
    sys.setprofile(None)
    moments.moment("all is done", None)
    return {"moments": moments.seen}


def main() -> None:
    """Make what every child would have to, and serve."""
    with TemporaryDirectory() as folder:
        ready_store(WIDE, f"sqlite:///{folder}/seeded.sqlite").close()
        fill(opened(f"sqlite:///{folder}/filled.sqlite"))
    forking.serve(child)


if __name__ == "__main__":
    main()
