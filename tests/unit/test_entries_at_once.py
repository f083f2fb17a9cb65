"""Two people at once, a writer that is killed, and a database that is locked, gone, full of nonsense or read-only."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from entries.database import database_url, engine_for, file_of
from entries.errors import Conflict, EntriesError, NotCurrent, Unavailable
from entries.store import Store, open_store
from tests.services.entries import ACTION, ANALYST, CONTACT, OFFICE, REFERENCES, SHEET

ROOT = Path(__file__).resolve().parents[2]

#: Writes one change after another to one sheet, each of which takes up what it read; says what was confirmed.
WRITER = """
import sys
from entries.errors import Conflict
from entries.store import open_store
from tests.services.entries import CONTACT, NOW, REFERENCES, SHEET

url, entry, name, rounds = *sys.argv[1:4], int(sys.argv[4])
store = open_store(REFERENCES, url, busy_seconds=30, now=lambda: NOW)
conflicts, number = 0, 0
while number < rounds:
    sheet = store.self_assessments.get(entry)
    typed = SHEET | {"situation": f"{sheet.situation}{name}{number};"}
    try:
        store.self_assessments.change(CONTACT, entry, sheet.version, typed)
    except Conflict as conflict:
        assert conflict.mine["situation"].endswith(f"{name}{number};")
        conflicts += 1
        continue
    print(f"{name}{number};", flush=True)
    number += 1
print(conflicts, file=sys.stderr)
"""


def writer(store: Store, entry: str, name: str, rounds: int) -> subprocess.Popen[str]:
    url = store.engine.url.render_as_string(hide_password=False)
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, url, entry, name, str(rounds)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_two_who_write_the_same_sheet_lose_no_word(store: Store) -> None:
    rounds = 15
    sheet = store.self_assessments.add(CONTACT, SHEET)
    both = [writer(store, sheet.id, name, rounds) for name in "ab"]
    said = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    kept = store.self_assessments.get(sheet.id)
    words = kept.situation.split(";")[:-1]
    assert sorted(words) == sorted(f"{name}{number}" for name in "ab" for number in range(rounds))
    history = store.self_assessments.history(sheet.id)
    assert [change.version for change in history] == list(range(1, 2 * rounds + 2)) and kept.version == 2 * rounds + 1
    assert all(one.after == next_one.before for one, next_one in pairwise(history))


def test_of_two_who_save_at_the_same_moment_one_gets_a_conflict(store: Store) -> None:
    """Both have read version 1; both save; whoever comes second is shown both texts."""
    sheet = store.self_assessments.add(CONTACT, SHEET)
    code = """
import sys
from entries.errors import Conflict
from entries.store import open_store
from tests.services.entries import CONTACT, NOW, REFERENCES, SHEET
store = open_store(REFERENCES, sys.argv[1], busy_seconds=30, now=lambda: NOW)
print("ready", flush=True)
sys.stdin.readline()
try:
    store.self_assessments.change(CONTACT, sys.argv[2], 1, SHEET | {"situation": sys.argv[3]})
    print("saved")
except Conflict as conflict:
    print("conflict", conflict.mine["situation"], conflict.theirs["situation"], conflict.version)
"""
    url = store.engine.url.render_as_string(hide_password=False)
    both = [
        subprocess.Popen(
            [sys.executable, "-c", code, url, sheet.id, name],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("en", "to")
    ]
    for process in both:
        assert process.stdout and process.stdout.readline() == "ready\n"
    for process in both:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60)[0].strip() for process in both]
    kept = store.self_assessments.get(sheet.id).situation
    lost = "to" if kept == "en" else "en"
    assert sorted(said) == [f"conflict {lost} {kept} 2", "saved"]


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a POSIX matter")
def test_a_killed_writer_loses_no_confirmed_entry(store: Store) -> None:
    sheet = store.self_assessments.add(CONTACT, SHEET)
    process = writer(store, sheet.id, "k", 10_000)
    assert process.stdout
    confirmed = [process.stdout.readline().strip() for _ in range(8)]
    process.kill()
    confirmed += [line.strip() for line in process.stdout.readlines() if line.endswith("\n")]
    process.communicate()
    kept = store.self_assessments.get(sheet.id)
    assert kept.situation.startswith("".join(confirmed)) and len(confirmed) >= 8
    assert len(store.self_assessments.history(sheet.id)) == kept.version
    assert store.self_assessments.change(CONTACT, sheet.id, kept.version, SHEET | {"situation": "Videre"})


# The database says no


def impatient(store: Store) -> Store:
    return open_store(REFERENCES, store.engine.url, busy_seconds=0.1)


def test_a_locked_database_says_so_and_takes_the_entry_afterwards(store: Store) -> None:
    action = store.actions.add(ANALYST, ACTION)
    second = impatient(store)
    other = engine_for(store.engine.url).execution_options(writes=True)
    with other.connect() as holder, holder.begin():
        holder.execute(text("UPDATE action SET title = title"))
        with pytest.raises(Unavailable, match="locked by another program; nothing was written"):
            second.actions.change(ANALYST, action.id, 1, ACTION | {"title": "Nytt"})
        assert second.actions.get(action.id).title == "Et tiltak"  # reading goes on
    other.dispose()
    assert second.actions.change(ANALYST, action.id, 1, ACTION | {"title": "Nytt"}).version == 2
    second.close()


def test_a_file_that_is_taken_away_swallows_nothing(sqlite_store: Store) -> None:
    sqlite_store.actions.add(ANALYST, ACTION)
    file = file_of(sqlite_store.engine.url)
    away = file.rename(file.with_suffix(".away"))
    for verb in (lambda: sqlite_store.actions.add(ANALYST, ACTION), sqlite_store.actions.find):
        with pytest.raises(Unavailable, match=r"is not there; nothing was written\. A new one: "):
            verb()
    assert not file.exists()
    away.rename(file)
    assert len(sqlite_store.actions.find()) == 1


def test_a_file_that_can_only_be_read_says_so(sqlite_store: Store) -> None:
    sqlite_store.actions.add(ANALYST, ACTION)
    reader = Store(engine_for(sqlite_store.engine.url, read_only=True), REFERENCES)
    assert len(reader.actions.find()) == 1
    with pytest.raises(Unavailable, match="can only be read"):
        reader.actions.add(ANALYST, ACTION)


def test_a_file_of_nonsense_is_no_database(tmp_path: Path) -> None:
    file = tmp_path / "entries.sqlite"
    file.write_bytes(b"this is no database at all" * 100)
    with pytest.raises(Unavailable, match="restore a backup"):
        open_store(REFERENCES, f"sqlite:///{file}")


def test_a_table_that_is_gone_is_another_schema(sqlite_store: Store) -> None:
    with closing(sqlite3.connect(file_of(sqlite_store.engine.url))) as connection:
        connection.execute("DROP TABLE council_case")
    with pytest.raises(NotCurrent, match="python -m entries upgrade"):
        sqlite_store.council_cases.find()


def test_no_password_stands_in_a_sentence() -> None:
    with pytest.raises(Unavailable) as caught:
        open_store(REFERENCES, "postgresql://kari:hemmelig@127.0.0.1:1/entries")
    assert "hemmelig" not in str(caught.value) and "does not answer" in str(caught.value)


def test_a_server_that_is_cut_off_says_so_and_is_found_again(postgres) -> None:
    from entries import schema

    url = postgres.new_database()
    schema.upgrade(database_url(url))
    store = open_store(REFERENCES, url)
    action = store.actions.add(ANALYST, ACTION)
    admin = create_engine(database_url(url).set(database="postgres"), isolation_level="AUTOCOMMIT")
    name = str(database_url(url).database)
    with admin.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
        connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"), {"name": name}
        )
        with pytest.raises(EntriesError, match="does not answer"):
            store.actions.add(ANALYST, ACTION)
        connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
    assert [kept.id for kept in store.actions.find()] == [action.id]
    admin.dispose()
    store.close()


def test_the_file_is_kept_so_that_a_power_cut_loses_nothing(sqlite_store: Store) -> None:
    with sqlite_store.engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_the_conflict_is_no_other_error(store: Store) -> None:
    """A page tells them apart: a conflict has two texts to show, the others have a sentence."""
    sheet = store.self_assessments.add(CONTACT, SHEET)
    store.self_assessments.change(OFFICE, sheet.id, 1, SHEET | {"situation": "x"})
    with pytest.raises(Conflict):
        store.self_assessments.change(CONTACT, sheet.id, 1, SHEET | {"situation": "x", "priorities": "y"})
