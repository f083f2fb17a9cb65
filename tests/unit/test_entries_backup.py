"""Everything copied, and back again; from one database to the other; never over something that is there."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from entries import schema
from entries.backup import NoBackup, backup, restore
from entries.database import database_url, file_of, is_sqlite
from entries.errors import NotCurrent, Unavailable
from entries.store import Store, open_store
from tests.services.entries import ACTION, ADOPTED, ANALYST, CONTACT, OFFICE, REFERENCES, SHEET
from tests.unit.test_entries_at_once import writer
from tests.unit.test_entries_schema import fill_the_first_schema


def fill(store: Store) -> None:
    action = store.actions.add(ANALYST, ACTION)
    store.action_updates.add(ANALYST, {"action": action.id, "on_date": "2027-05-01", "text": "I gang."})
    gone = store.actions.add(ANALYST, ACTION | {"title": "Borte"})
    store.actions.remove(ANALYST, gone.id, 1)
    store.self_assessments.add(OFFICE, ADOPTED)
    store.grants.add(OFFICE, {"subject": "x", "name": "X", "role": "office"})


def everything(store: Store) -> list[object]:
    registers = (store.actions, store.action_updates, store.self_assessments, store.grants)
    return [[register.find(with_removed=True) for register in registers], store.history()]


@pytest.mark.parametrize("ending", [".json", ".sqlite"])
def test_a_backup_brings_everything_back(store: Store, tmp_path: Path, ending: str) -> None:
    url, copy = store.engine.url, tmp_path / f"copy{ending if is_sqlite(store.engine.url) else '.json'}"
    fill(store)
    before = everything(store)
    backup(url, copy)
    [action] = store.actions.find()
    store.actions.change(ANALYST, action.id, 1, ACTION | {"title": "Etterpå"})
    store.self_assessments.remove(OFFICE, store.self_assessments.find()[0].id, 1)
    after = everything(store)
    safety = restore(url, copy)
    assert everything(store) == before
    # the copy made first has what was there, and the history goes on counting
    added = store.actions.add(ANALYST, ACTION)
    assert store.actions.history(added.id)[0].id > max(change.id for change in store.history()[:-1])
    assert safety
    restore(url, safety)
    assert everything(store) == after


def test_json_goes_from_one_database_to_the_other(store: Store, second_store: Store, tmp_path: Path) -> None:
    fill(store)
    backup(store.engine.url, tmp_path / "a.json")
    restore(second_store.engine.url, tmp_path / "a.json")
    assert everything(second_store) == everything(store)
    backup(second_store.engine.url, tmp_path / "b.json")
    assert (tmp_path / "b.json").read_bytes() == (tmp_path / "a.json").read_bytes()


def test_a_backup_is_restored_where_nothing_is(sqlite_store: Store, tmp_path: Path) -> None:
    fill(sqlite_store)
    for name in ("a.sqlite", "a.json"):
        backup(sqlite_store.engine.url, tmp_path / name)
        url = f"sqlite:///{tmp_path / 'new' / name}.sqlite"
        assert restore(database_url(url), tmp_path / name) is None
        new = open_store(REFERENCES, url)
        assert everything(new) == everything(sqlite_store)
        new.close()


def test_a_backup_is_never_written_over(sqlite_store: Store, tmp_path: Path) -> None:
    for name in ("a.sqlite", "a.json"):
        (tmp_path / name).write_text("precious")
        with pytest.raises(Unavailable, match="is there already"):
            backup(sqlite_store.engine.url, tmp_path / name)
        assert (tmp_path / name).read_text() == "precious"


def test_an_older_backup_is_brought_up_to_date(sqlite_store: Store, tmp_path: Path) -> None:
    old = database_url(f"sqlite:///{tmp_path / 'old.sqlite'}")
    schema.upgrade(old, "0001")
    schema.write_copy(old, tmp_path / "copy.sqlite")
    restore(sqlite_store.engine.url, tmp_path / "copy.sqlite")
    schema.require_current(sqlite_store.engine)
    assert sqlite_store.is_empty()


def test_an_older_json_backup_is_brought_up_to_date_with_what_is_in_it(
    entries_url: str, second_store: Store, tmp_path: Path
) -> None:
    """Kept for years, it comes back as the database itself would have been brought up to date: history and all."""
    fill_the_first_schema(entries_url)
    old, other = database_url(entries_url), database_url(f"sqlite:///{tmp_path / 'other.sqlite'}")
    backup(old, tmp_path / "old.json")
    assert json.loads((tmp_path / "old.json").read_text())["schema"] == "0001"
    fill(second_store)
    schema.upgrade(old)
    backup(old, tmp_path / "expected.json")
    for url in (old, second_store.engine.url, other):
        restore(url, tmp_path / "old.json")
        file = tmp_path / f"{url.database.replace('/', '-')}.json"
        backup(url, file)
        assert file.read_bytes() == (tmp_path / "expected.json").read_bytes()
    [action] = second_store.actions.find()
    assert action.partners == ("NTNU", "Ungt Entreprenørskap")
    first = second_store.actions.history("a1")[0]
    assert second_store.actions.restore_text(ANALYST, "a1", 2, first.id, ("partners",)).partners == ("NTNU",)


def test_of_what_a_migration_can_make_nothing_nothing_is_restored(sqlite_store: Store, tmp_path: Path) -> None:
    fill(sqlite_store)
    before = everything(sqlite_store)
    url = f"sqlite:///{tmp_path / 'old.sqlite'}"
    fill_the_first_schema(url)
    backup(database_url(url), tmp_path / "old.json")
    told = json.loads((tmp_path / "old.json").read_text())
    told["tables"]["change"][0]["after"]["partners"] = 7
    (tmp_path / "old.json").write_text(json.dumps(told))
    with pytest.raises(NoBackup, match="does not fit the tables; nothing was changed"):
        restore(sqlite_store.engine.url, tmp_path / "old.json")
    assert everything(sqlite_store) == before


def damaged(tmp_path: Path, store: Store, how: str) -> Path:
    file = tmp_path / f"{how}.backup"
    if how == "no file":
        return file
    if how == "another database":
        sqlite3.connect(file).execute("CREATE TABLE other (x)").connection.close()
        return file
    if how == "cut off sqlite":
        backup(store.engine.url, tmp_path / "whole.sqlite")
        data = (tmp_path / "whole.sqlite").read_bytes()
        file.write_bytes(data[: len(data) // 2])
        return file
    backup(store.engine.url, tmp_path / "whole.json")
    told = json.loads((tmp_path / "whole.json").read_text(encoding="utf-8"))
    match how:
        case "empty":
            file.write_text("")
        case "cut off":
            file.write_text(json.dumps(told)[:200])
        case "another format":
            file.write_text(json.dumps(told | {"format": "x"}))
        case "a newer schema":
            file.write_text(json.dumps(told | {"schema": "9999"}))
        case "the schema of others":
            file.write_text(json.dumps(told | {"schema": "0001"}))
        case "a table is missing":
            told["tables"].pop("change")
            file.write_text(json.dumps(told))
        case "a day is no day":
            told["tables"]["action"][0]["created_at"] = "yesterday"
            file.write_text(json.dumps(told))
        case "a column is missing":
            told["tables"]["action"][0].pop("title")
            file.write_text(json.dumps(told))
    return file


@pytest.mark.parametrize(
    "how",
    [
        "no file",
        "empty",
        "cut off",
        "cut off sqlite",
        "another database",
        "another format",
        "a newer schema",
        "the schema of others",
        "a table is missing",
        "a day is no day",
        "a column is missing",
    ],
)
def test_what_is_no_whole_backup_changes_nothing(sqlite_store: Store, tmp_path: Path, how: str) -> None:
    fill(sqlite_store)
    before = everything(sqlite_store)
    file = damaged(tmp_path, sqlite_store, how)
    with pytest.raises((NoBackup, NotCurrent)) as caught:
        restore(sqlite_store.engine.url, file)
    assert str(file) in str(caught.value)
    assert everything(sqlite_store) == before


def test_what_would_be_json_is_not_written_under_another_name(postgres, tmp_path: Path) -> None:
    url = database_url(postgres.new_database())
    schema.upgrade(url)
    with pytest.raises(Unavailable, match=r"would be JSON, because .*: name it copy\.json; nothing was written"):
        backup(url, tmp_path / "copy.sqlite")
    assert [*tmp_path.iterdir()] == []


def test_an_older_file_whose_migration_fails_changes_nothing(sqlite_store: Store, tmp_path: Path) -> None:
    """It is brought up to date before it takes the place of what is there, not after."""
    fill(sqlite_store)
    before = everything(sqlite_store)
    url = f"sqlite:///{tmp_path / 'old.sqlite'}"
    fill_the_first_schema(url)
    with closing(sqlite3.connect(tmp_path / "old.sqlite")) as old:
        old.execute("UPDATE change SET after = json_set(after, '$.partners', 7)")
        old.commit()
    with pytest.raises(NoBackup, match="does not fit the tables; nothing was changed"):
        restore(sqlite_store.engine.url, tmp_path / "old.sqlite")
    assert everything(sqlite_store) == before


def test_a_file_is_no_backup_for_a_server(postgres, sqlite_store: Store, tmp_path: Path) -> None:
    backup(sqlite_store.engine.url, tmp_path / "a.sqlite")
    with pytest.raises(NoBackup, match="PostgreSQL takes a JSON backup"):
        restore(database_url(postgres.new_database()), tmp_path / "a.sqlite")


@pytest.mark.parametrize("ending", [".json", ".sqlite"])
def test_a_copy_is_whole_while_others_write(store: Store, second_store: Store, tmp_path: Path, ending: str) -> None:
    """Each copy holds one moment: as many lines of history as the sheet has versions, and the text of the latest."""
    name = f"copy{ending if is_sqlite(store.engine.url) else '.json'}"
    sheet = store.self_assessments.add(CONTACT, SHEET)
    process = writer(store, sheet.id, "w", 10_000)
    assert process.stdout
    versions = []
    for number in range(3):
        for _ in range(3):
            assert process.stdout.readline()
        backup(store.engine.url, copy := tmp_path / f"{number}-{name}")
        restore(second_store.engine.url, copy)
        kept = second_store.self_assessments.get(sheet.id)
        history = second_store.self_assessments.history(sheet.id)
        assert [change.version for change in history] == list(range(1, kept.version + 1))
        assert (history[-1].after or {})["situation"] == kept.situation
        versions.append(kept.version)
    process.kill()
    process.communicate()
    assert versions == sorted(set(versions)), "the writer went on meanwhile"


@pytest.mark.parametrize("name", ["copy.json", "copy.sqlite"])
def test_a_damaged_database_makes_way_for_a_backup_and_is_kept(sqlite_store: Store, tmp_path: Path, name: str) -> None:
    fill(sqlite_store)
    before, url, copy = everything(sqlite_store), sqlite_store.engine.url, tmp_path / name
    backup(url, copy)
    file = file_of(url)
    file.write_bytes(damaged := file.read_bytes()[:5000] + b"no database" * 500)
    with pytest.raises(Unavailable, match="is damaged; restore a backup: python -m entries restore FILE"):
        everything(sqlite_store)
    aside = restore(url, copy)  # what that sentence says
    assert everything(sqlite_store) == before
    assert aside and "damaged" in aside.name and aside.read_bytes() == damaged


def test_a_backup_that_does_not_fit_leaves_a_damaged_database_where_it_was(sqlite_store: Store, tmp_path: Path) -> None:
    fill(sqlite_store)
    url, copy = sqlite_store.engine.url, tmp_path / "copy.json"
    backup(url, copy)
    told = json.loads(copy.read_text(encoding="utf-8"))
    told["tables"]["action"][0]["title"] = None
    copy.write_text(json.dumps(told), encoding="utf-8")
    file_of(url).write_bytes(damaged := b"no database" * 500)
    with pytest.raises(NoBackup, match="does not fit the tables"):
        restore(url, copy)
    assert file_of(url).read_bytes() == damaged


def test_the_database_is_no_backup_of_itself(sqlite_store: Store) -> None:
    fill(sqlite_store)
    with pytest.raises(NoBackup, match="is the database itself"):
        restore(sqlite_store.engine.url, file_of(sqlite_store.engine.url))
