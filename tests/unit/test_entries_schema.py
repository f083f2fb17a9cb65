"""The schema: from every older one with data in it to this one; what is not current is said; two at once wait."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from entries import schema
from entries.database import database_url, engine_for
from entries.errors import NotCurrent, Unavailable
from entries.models import Base
from entries.references import References
from entries.seed import ready_store
from entries.store import open_store
from tests.services.entries import ANALYST, REFERENCES, SHEET

ROOT = Path(__file__).resolve().parents[2]
WHEN = "2026-01-02 03:04:05"
#: The plan's own sub-goals beside the made-up municipalities.
WIDE = References(
    sub_goals=frozenset({"research_based_firms", "triple_helix", "easy_to_start", "attractive_city_region"}),
    municipalities=REFERENCES.municipalities,
)


def old_action(entry: str, partners: str, title: str = "Gammelt tiltak") -> dict[str, object]:
    empty = dict.fromkeys(("description", "owner", "period", "outcome", "source", "source_link"), "")
    kept = {"id": entry, "version": 2, "created_by": "old", "changed_by": "old", "created_at": WHEN, "changed_at": WHEN}
    lists = {"sub_goals": '["easy_to_start"]', "indicators": "[]", "status": "planned"}
    return {**kept, **empty, **lists, "title": title, "partners": partners}


def fill_the_first_schema(url: str) -> None:
    """Two actions (one removed), a sheet and a history, as a program of revision 0001 wrote them."""
    address = database_url(url)
    schema.upgrade(address, "0001")
    engine = engine_for(address)
    with engine.begin() as connection:

        def insert(table: str, row: dict[str, object]) -> None:
            names = ", ".join(f'"{name}"' for name in row)
            connection.execute(
                sa.text(f"INSERT INTO {table} ({names}) VALUES ({', '.join(':' + name for name in row)})"), row
            )

        insert("action", old_action("a1", "NTNU; Ungt Entreprenørskap;  ; NTNU"))
        insert("action", old_action("a2", "") | {"removed_at": WHEN})
        sheet = {"id": "s1", "version": 1, "created_by": "old", "changed_by": "old", "created_at": WHEN}
        texts = dict.fromkeys(("done_locally", "planned_locally", "priorities", "case_number", "case_link"), "")
        insert(
            "self_assessment",
            sheet | texts | {"changed_at": WHEN, "status": "draft", "situation": "Før", "figures": '{"n": 1}'} | SHEET,
        )
        for number, (before, after) in enumerate([(None, "NTNU"), ("NTNU", "NTNU; Ungt Entreprenørskap;  ; NTNU")]):
            insert(
                "change",
                {
                    "at": WHEN,
                    "by": "old",
                    "by_name": "Old",
                    "kind": "changed" if before else "added",
                    "table_name": "action",
                    "entry_id": "a1",
                    "version": number + 1,
                    "before": json.dumps({"title": "x", "partners": before}) if before else None,
                    "after": json.dumps({"title": "x", "partners": after}),
                },
            )
    engine.dispose()


def test_an_older_schema_is_brought_up_to_date_with_what_is_in_it(entries_url: str) -> None:
    fill_the_first_schema(entries_url)
    before, after, copy = schema.upgrade(database_url(entries_url))
    assert (before, after) == ("0001", schema.newest_revision())
    store = open_store(REFERENCES, entries_url)
    [action] = store.actions.find()
    assert action.partners == ("NTNU", "Ungt Entreprenørskap")
    assert (action.title, action.sub_goals, action.version) == ("Gammelt tiltak", ("easy_to_start",), 2)
    assert [kept.id for kept in store.actions.find(with_removed=True)] == ["a1", "a2"]
    [sheet] = store.self_assessments.find()
    assert (sheet.situation, sheet.figures, sheet.resolution_sent_on) == ("Før", {"n": 1}, None)
    # a text of the time before can be restored
    first = store.actions.history("a1")[0]
    assert store.actions.restore_text(ANALYST, "a1", 2, first.id, ("partners",)).partners == ("NTNU",)
    store.close()
    assert copy and "before-upgrade-from-0001" in copy.name
    if entries_url.startswith("sqlite"):
        with closing(sqlite3.connect(copy)) as old:
            assert old.execute("SELECT partners FROM action WHERE id = 'a1'").fetchone()[0].startswith("NTNU; Ungt")
    else:
        assert json.loads(copy.read_text())["tables"]["action"][0]["partners"].startswith("NTNU; Ungt")


def test_the_way_back_keeps_the_partners(entries_url: str) -> None:
    fill_the_first_schema(entries_url)
    address = database_url(entries_url)
    schema.upgrade(address)
    engine = engine_for(address, foreign_keys=False).execution_options(writes=True)
    with engine.begin() as connection:
        command.downgrade(schema._config(connection), "0001")
        held = connection.execute(sa.text("SELECT partners FROM action WHERE id = 'a1'")).scalar()
    engine.dispose()
    assert held == "NTNU; Ungt Entreprenørskap"


def test_the_migrations_make_the_tables_that_the_program_knows(entries_url: str) -> None:
    schema.upgrade(database_url(entries_url))
    engine = engine_for(database_url(entries_url))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_an_older_an_empty_and_a_newer_schema_are_told_apart(entries_url: str) -> None:
    address = database_url(entries_url)
    if entries_url.startswith("postgresql"):
        with pytest.raises(NotCurrent, match=r"is empty.*python -m entries upgrade"):
            open_store(REFERENCES, entries_url)
    schema.upgrade(address, "0001")
    with pytest.raises(NotCurrent, match=r"has schema 0001.*python -m entries upgrade"):
        open_store(REFERENCES, entries_url)
    schema.upgrade(address)
    engine = engine_for(address)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    for way in (lambda: open_store(REFERENCES, entries_url), lambda: schema.upgrade(address)):
        with pytest.raises(NotCurrent, match="made by a newer program"):
            way()


def test_upgrading_twice_at_once_makes_one_schema(entries_url: str) -> None:
    code = (
        "import sys; from entries import schema; from entries.database import database_url;"
        " schema.upgrade(database_url(sys.argv[1]))"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", code, entries_url], cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    told = [process.communicate(timeout=120)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    store = open_store(REFERENCES, entries_url)
    assert store.is_empty()
    store.close()


def test_pages_get_a_ready_store_and_find_the_same_again(entries_url: str) -> None:
    for _ in range(2):
        store = ready_store(WIDE, entries_url)
        assert len(store.actions.find()) == 12 and len(store.round_steps.find(year=2012)) == 4
        store.close()


def test_an_older_file_is_copied_and_brought_up_to_date_for_pages(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'entries.sqlite'}"
    fill_the_first_schema(url)
    store = ready_store(WIDE, url)
    assert [action.id for action in store.actions.find()] == ["a1"]  # not empty, so nothing was seeded into it
    store.close()
    assert len(list((tmp_path / "backups").glob("*before-upgrade-from-0001.sqlite"))) == 1


@pytest.mark.parametrize("typed", ["nonsense", "mysql://localhost/x", "sqlite://", "sqlite:///:memory:", "http://x"])
def test_another_database_is_refused(typed: str) -> None:
    with pytest.raises(Unavailable):
        database_url(typed)


def test_the_setting_and_the_state_folder_say_where(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("MALBAROMETERET_ENTRIES", raising=False)
    monkeypatch.setenv("MALBAROMETERET_STATE", str(tmp_path))
    assert database_url().database == str(tmp_path / "entries" / "entries.sqlite")
    monkeypatch.setenv("MALBAROMETERET_ENTRIES", "postgresql://kari@example.org/entries")
    assert database_url().drivername == "postgresql+psycopg"
