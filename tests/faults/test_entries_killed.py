"""Killed at every moment of every write of people's entries: all of it is there with its history, or nothing of it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from entries.backup import backup
from entries.database import database_url
from entries.store import Store
from tests.faults import forking
from tests.services.entries import ACTION, ANALYST
from tests.services.postgres import postgres
from tests.unit.test_entries_schema import fill_the_first_schema

__all__ = ["postgres"]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kill -9 and fork are POSIX matters")
if hasattr(os, "fork"):
    from tests.faults import entries_at_work as at_work

    WORKS = [*at_work.WRITES, *at_work.WHOLES]
else:
    WORKS = []

Order = Callable[..., dict[str, Any]]
#: How long PostgreSQL may take to notice that somebody is gone.
SECONDS = 30


@pytest.fixture(scope="module")
def order() -> Iterator[Order]:
    """Orders a piece of work in a process of its own, see `entries_at_work.py`."""
    with forking.ordering("tests.faults.entries_at_work") as send:
        yield lambda work, url, folder, **more: send({"work": work, "url": url, "folder": str(folder), **more})


@pytest.fixture(scope="module")
def places() -> Iterator[Path]:
    """A folder in the memory where there is one: what a killed process has written is there all the same, and soon."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def first(places: Path) -> Path:
    """A folder with a filled database, another one and its JSON, and one of the first schema; only copied."""
    folder = places / "first"
    for name in ("entries", "other"):
        with closing(at_work.opened(f"sqlite:///{folder / name}.sqlite")) as store:
            at_work.fill(store)
            if name == "other":
                store.actions.remove(ANALYST, "a1", 2)
                backup(store.engine.url, folder / "other.json")
    fill_the_first_schema(f"sqlite:///{folder / 'older.sqlite'}")
    shutil.rmtree(folder / "backups", ignore_errors=True)
    return folder


class Place:
    """A copy of the first folder for one piece of work, made anew for each try."""

    def __init__(self, first: Path, work: str) -> None:
        self.first, self.work = first, work
        self.folder = first.parent / "state"
        self.file = self.folder / "entries.sqlite"
        self.url = f"sqlite:///{self.file}"

    def anew(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.first, self.folder)
        if self.work == "upgrade":
            shutil.copyfile(self.folder / "older.sqlite", self.file)
        if self.work == "make and seed":
            self.file.unlink()

    def everything(self) -> object:
        """Every row of every table with the history, of whatever schema, in a whole file; None where there is none."""
        if not self.file.exists():
            return None
        with closing(sqlite3.connect(self.file)) as connection:
            connection.row_factory = sqlite3.Row
            assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
            tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            found = {name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')] for name in tables}
        if self.work == "make and seed":  # by the clock on the wall
            for row in (row for rows in found.values() for row in rows):
                row.update(dict.fromkeys({"at", "created_at", "changed_at"} & set(row)))
        return found if found.get("change") else None

    def copies(self) -> list[Path]:
        """What has been copied and bears its name: each of them whole."""
        copies = [*self.folder.glob("new.*"), *self.folder.glob("backups/*")]
        for copy in (one for one in copies if ".unfinished" not in one.name):
            if copy.suffix == ".sqlite":
                with closing(sqlite3.connect(copy)) as connection:
                    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",), copy
                    assert connection.execute("SELECT count(*) FROM change").fetchone() != (0,), copy
            else:
                assert json.loads(copy.read_text(encoding="utf-8"))["tables"]["change"], copy
        return copies

    def goes_on(self) -> None:
        """The next write works; the history has no gap, and the latest change can be undone."""
        with closing(at_work.opened(self.url)) as store:
            history_is_whole(store)
            added = store.actions.add(ANALYST, ACTION | {"title": "Etterpå"}, "next")
            store.actions.undo(ANALYST, store.actions.history(added.id)[0].id)
            assert added.id not in {action.id for action in store.actions.find()}


def history_is_whole(store: Store) -> None:
    """Every version of every entry is told, each going on from the one before, and the latest is what is there."""
    for register in (store.actions, store.self_assessments):
        for entry in register.find(with_removed=True):
            history = register.history(entry.id)
            if entry.created_by == "old":
                continue  # one of the older schema's, whose history is not its own
            assert [change.version for change in history] == list(range(1, entry.version + 1))
            assert all(one.after == following.before for one, following in pairwise(history))
            if not entry.removed_at:
                said = entry.model_dump(mode="json")
                assert said | (history[-1].after or {}) == said


def of_each(moments: list[str]) -> list[int]:
    """The first of each: within a transaction, the tenth row of a table is as the first."""
    return sorted(moments.index(moment) + 1 for moment in set(moments))


@pytest.mark.parametrize("work", WORKS)
def test_killed_at_every_moment_all_of_it_is_there_or_nothing(work: str, order: Order, first: Path) -> None:
    place = Place(first, work)
    place.anew()
    before = place.everything()
    done = order(work, place.url, place.folder, at=0)
    assert done["status"] == 0, done
    after, moments = place.everything(), done["moments"]
    assert (before == after) == work.startswith("back up") and moments[-1] == "told: all is done"
    found = []
    for turn, at in enumerate(of_each(moments)):
        place.anew()
        ended = order(work, place.url, place.folder, at=at)
        assert ended["status"] == signal.SIGKILL, (at, moments[at - 1], ended)
        now = place.everything()
        assert now in (before, after), (at, moments[at - 1])
        found.append(now == after)
        copied = [copy for copy in place.copies() if copy.name in ("new.sqlite", "new.json")]
        if work in at_work.WHOLES and not copied and (turn % 3 == 0 or now == after):  # a second run takes its time
            again = order(work, place.url, place.folder)
            assert again["status"] == 0 and place.everything() == after, (at, moments[at - 1], again)
            assert place.copies() or work == "make and seed"
        if work in at_work.WRITES or at == len(moments):
            place.goes_on()
    assert found == sorted(found), "what is there once is not gone again"
    assert found[-1], "what is done is there before anybody is told"


@pytest.mark.parametrize("beside", [True, False], ids=["others have it open", "alone"])
@pytest.mark.parametrize("work", ["import JSON", "upgrade", "restore a file", "restore JSON"])
def test_cut_off_in_the_middle_of_a_byte_stream_all_of_it_is_there_or_nothing(
    work: str, beside: bool, order: Order, first: Path
) -> None:
    """Within a commit and within the moving of the log into the file: where the file may grow no further."""
    place = Place(first, work)
    place.anew()
    before = place.everything()
    assert order(work, place.url, place.folder)["status"] == 0
    after, found = place.everything(), []
    # alone, SQLite's index of the log (32 kB) comes before the log itself
    room, status = 600 if beside else 33_000, signal.SIGXFSZ
    while status == signal.SIGXFSZ:
        place.anew()
        with closing(sqlite3.connect(place.file)) if beside else nullcontext() as other:
            if other:
                assert other.execute("SELECT count(*) FROM change").fetchone() != (0,)
            status = order(work, place.url, place.folder, room=room)["status"]
            assert status in (0, signal.SIGXFSZ), (room, status)
            if other:
                assert other.execute("SELECT count(*) FROM change").fetchone() != (0,)
        now = place.everything()
        assert now in (before, after), room
        found.append(now == after)
        place.copies()
        place.goes_on()
        room += 7_300
    assert len(found) > 1 and found[-1]


def test_killed_at_every_moment_of_a_write_to_postgresql(order: Order, postgres, tmp_path: Path) -> None:
    """The server takes back what a writer has not confirmed, and the next one waits for nobody."""
    template = postgres.new_database()
    with closing(at_work.opened(template)) as store:
        at_work.fill(store)
    admin = create_engine(database_url(template).set(database="postgres"), isolation_level="AUTOCOMMIT")
    name = database_url(template).database
    with admin.connect() as server:

        def anew() -> str:
            server.execute(text(f"DROP DATABASE IF EXISTS {name}_copy WITH (FORCE)"))
            server.execute(text(f"CREATE DATABASE {name}_copy TEMPLATE {name}"))
            return f"{template}_copy"

        def everything(url: str) -> object:
            others = text("SELECT count(*) FROM pg_stat_activity WHERE datname = :name")
            until = time.monotonic() + SECONDS
            while server.execute(others, {"name": f"{name}_copy"}).scalar() and time.monotonic() < until:
                time.sleep(0.01)
            file = tmp_path / f"{time.monotonic_ns()}.json"
            backup(database_url(url), file)
            return json.loads(file.read_text(encoding="utf-8"))

        url = anew()
        before = everything(url)
        done = order("change", url, tmp_path, at=0)
        assert done["status"] == 0, done
        after, found = everything(url), []
        assert after != before
        for at in of_each(done["moments"]):
            url = anew()
            ended = order("change", url, tmp_path, at=at)
            assert ended["status"] == signal.SIGKILL, (at, ended)
            now = everything(url)
            assert now in (before, after), (at, done["moments"][at - 1])
            found.append(now == after)
        assert found == sorted(found) and found[-1] and not found[0]
        with closing(at_work.opened(url)) as store:
            history_is_whole(store)
            store.actions.add(ANALYST, ACTION)
        server.execute(text(f"DROP DATABASE IF EXISTS {name}_copy WITH (FORCE)"))
    admin.dispose()
