"""A real disk that is full or read-only under people's entries: said, read on, nothing typed is lost, and it heals."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from dashboard import drafts, entered, unsaved
from entries import schema
from entries.backup import backup, restore
from entries.database import database_url, default_file
from entries.errors import Unavailable
from entries.facts import read_facts
from entries.store import Store
from tests.app.forms import NB, OFFICE, Act, act, opened, press, said, typed
from tests.faults.entries_at_work import ACTION, ANALYST, LONG, fill
from tests.faults.entries_at_work import opened as opened_store

__all__ = ["act"]

Mount = Callable[[str], None]
MUCH = "Skrevet mens disken var full. " + LONG


@pytest.fixture
def disk(mounted: tuple[Path, Mount], monkeypatch: pytest.MonkeyPatch) -> Iterator[Mount]:
    """A disk with people's entries on it."""
    place, remount = mounted
    monkeypatch.setenv("MALBAROMETERET_STATE", str(place))
    monkeypatch.delenv("MALBAROMETERET_ENTRIES", raising=False)
    with closing(opened_store(str(database_url()))) as store:
        fill(store)
        store.actions.add(ANALYST, {"title": "Prøvetiltak"}, "p1")  # what a page without figures can save
    yield remount
    entered.close()
    unsaved.forget()


def fill_up(disk: Mount, room: int) -> None:
    """Leave so much room on the disk, in bytes."""
    used = sum(file.stat().st_blocks * 512 for file in default_file().parent.rglob("*") if file.is_file())
    disk(f"size={-(-(used + room) // 4096) * 4096}")


def whole() -> list[tuple[str, str]]:
    """The file as another program finds it: its actions' titles and texts."""
    with closing(sqlite3.connect(default_file())) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return connection.execute("SELECT title, description FROM action ORDER BY id").fetchall()


@pytest.mark.parametrize("state", ["full", "full but for the log's index", "read_only"])
def test_a_writer_is_told_keeps_the_text_and_saves_it_when_there_is_room(disk: Mount, act: Act, state: str) -> None:
    before = whole()
    app = typed(opened(entry="p1"), description="Skrevet før disken ble full")
    if state == "read_only":
        disk("ro")
    else:
        fill_up(disk, 0 if state == "full" else 36_864)
    typed(app, description=MUCH)
    press(app, NB("editing.save"))
    assert NB(f"trouble.{state.split()[0]}") in said(app) and NB("editing.still_here") in said(app)
    assert app.text_area[0].value == MUCH
    assert NB("trouble.unread") not in said(opened(entry="p1")), "whoever only reads goes on"
    again = opened(entry="p1")  # another window of the writer's, or the same one loaded anew
    press(again, NB("editing.go_on"))
    assert again.text_area[0].value == MUCH, "the newest text, not the one that lies on the disk"
    disk("rw,size=64m")
    assert whole() == before
    press(again, NB("editing.save"))
    assert ("Prøvetiltak", MUCH) in whole()
    assert drafts.waiting(OFFICE.subject) == [] and not [*(default_file().parent / "unsaved").iterdir()]


def test_a_text_thrown_away_while_the_disk_can_t_be_written_to_stays_away(disk: Mount, act: Act) -> None:
    unsaved.keep("action/x", "kari", "action?id=x", {"typed": 1})
    disk("ro")
    unsaved.discard("action/x", "kari")
    assert unsaved.find("action/x", "kari") is None and unsaved.waiting("kari") == []
    unsaved.keep("action/y", "kari", "action?id=y", {"typed": 2})
    disk("rw")
    unsaved.keep("action/z", "kari", "action?id=z", {"typed": 3})
    unsaved.forget()  # another process knows nothing but the disk
    assert unsaved.waiting("kari") == ["action?id=y", "action?id=z"], "the disk has caught up"


@pytest.fixture
def store(disk: Mount) -> Iterator[Store]:
    with closing(opened_store(str(database_url()))) as found:
        yield found


@pytest.mark.parametrize("name", ["copy.sqlite", "copy.json"])
@pytest.mark.parametrize("room", [0, 4_096, 40_960])
def test_a_copy_that_has_no_room_is_told_and_leaves_nothing(
    disk: Mount, store: Store, tmp_path: Path, name: str, room: int
) -> None:
    before, target = whole(), default_file().parent / name
    backup(store.engine.url, elsewhere := tmp_path / name)
    fill_up(disk, room)
    if (room, name) != (40_960, "copy.json"):  # for that one there is room
        with pytest.raises(Unavailable, match=f"{target} can't be written: No space left on device"):
            backup(store.engine.url, target)
        assert not [*target.parent.glob("copy*")]
    backup(store.engine.url, tmp_path / f"from-a-full-disk-{name}")  # onto another one
    with pytest.raises(Unavailable, match="No space left on device"):
        restore(store.engine.url, elsewhere)  # it would have no way back
    disk("size=64m")
    assert whole() == before
    assert restore(store.engine.url, tmp_path / f"from-a-full-disk-{name}") and whole() == before


def test_on_a_disk_that_can_t_be_written_to_everything_can_be_read_and_copied_away(
    disk: Mount, store: Store, tmp_path: Path
) -> None:
    history = store.history()
    disk("ro")
    assert store.history() == history and read_facts() is not None
    assert schema.upgrade(store.engine.url)[2] is None
    with pytest.raises(Unavailable, match="can only be read; nothing was written") as caught:
        store.actions.add(ANALYST, ACTION)
    assert caught.value.code == "read_only"
    with pytest.raises(Unavailable, match="can't be written: Read-only file system"):
        backup(store.engine.url, default_file().parent / "copy.sqlite")
    backup(store.engine.url, tmp_path / "copy.sqlite")
    disk("rw")
    assert restore(store.engine.url, tmp_path / "copy.sqlite") and store.history() == history


def test_what_has_yet_to_go_into_the_file_is_never_read_past(disk: Mount, store: Store, tmp_path: Path) -> None:
    """A killed writer leaves a log beside the file: without it, the file alone is older than what was confirmed."""
    file = default_file()
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("UPDATE action SET title = 'Bekreftet'")
        for ending in ("", "-wal"):
            shutil.copy(f"{file}{ending}", tmp_path / f"entries.sqlite{ending}")
    for ending in ("", "-wal"):
        shutil.copy(tmp_path / f"entries.sqlite{ending}", f"{file}{ending}")
    disk("ro")
    with pytest.raises(Unavailable):
        store.actions.find()
    disk("rw")
    assert {action.title for action in store.actions.find()} == {"Bekreftet"}
