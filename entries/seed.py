"""What the project ships of entries: the actions and the round of the plan's own presentation, each with its source.

Only what the source says is there: an owner, a period or a status it doesn't tell stays unknown. What somebody has
changed or removed since is left alone.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import URL

from entries import schema
from entries.actor import SEED
from entries.contents import ActionStatus
from entries.database import DATA, database_url, engine_for, is_sqlite, sentences, writing
from entries.references import References
from entries.rules import read
from entries.store import Store, open_store

REGISTERS = DATA / "registers"


def shipped(folder: Path = REGISTERS) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every shipped entry: its table, its id, and its fields.

    Args:
        folder: where plan_actions.csv and plan_round.csv lie.
    """
    updates = []
    for row in _rows(folder / "plan_actions.csv"):
        yield (
            "action",
            row["id"],
            {
                "title": row["title"],
                "description": row["description"],
                "sub_goals": tuple(row["sub_goals"].split()),
                "sub_goals_note": row["sub_goals_note"],
                "partners": tuple(filter(None, row["partners"].split("; "))),
                "starts_on": row["starts_on"] or None,
                "ends_on": row["ends_on"] or None,
                "period": row["period"],
                # What has become of it since is told by no source here.
                "status": ActionStatus.unknown,
                "source": row["source"],
            },
        )
        update = {
            "action": row["id"],
            "on_date": row["told_on"],
            "status": row["told_status"],
            "text": row["told"],
            "source": row["source"],
        }
        updates.append(("action_update", f"{row['id']}-told", update))
    yield from updates
    for row in _rows(folder / "plan_round.csv"):
        yield (
            "round_step",
            row["id"],
            {"year": row["year"], "step": row["step"], "note": row["note"], "source": row["source"]},
        )


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def seed(store: Store, folder: Path = REGISTERS) -> int:
    """Write the shipped entries that the store has never had; a second time writes nothing.

    Args:
        store: where to.
        folder: where the registers lie.

    Returns:
        How many were written.

    Raises:
        Invalid: a shipped entry breaks a rule, e.g. names a sub-goal that the plan has not.
        Unavailable: the store does not answer.
    """
    written = 0
    with writing(store.engine) as session:
        for table, entry, typed in shipped(folder):
            register = store.register(table)
            if register.row(session, entry) is None:
                register.put_new(session, SEED, read(register.kind.content, typed), entry, "seeded")
                written += 1
    return written


def ready_store(references: References, url: str | URL | None = None) -> Store:
    """The store for pages: made where there is none, brought up to date, and an empty one filled with what is shipped.

    A copy of an older SQLite file is made before it is touched. A PostgreSQL database with an older schema is left to
    its operator (`python -m entries upgrade`); an empty one gets its tables.

    Args:
        references: what entries may refer to.
        url: the database; by default the one that is set.

    Raises:
        NotCurrent: the database was made by a newer program, or is PostgreSQL with an older schema.
        Unavailable: it is not there, or does not answer.
    """
    address = database_url(url)
    if is_sqlite(address) or _has_no_tables(address):
        schema.upgrade(address)
    store = open_store(references, address)
    if store.is_empty():
        seed(store)
    return store


def _has_no_tables(address: URL) -> bool:
    engine = engine_for(address)
    try:
        with sentences(address), engine.connect() as connection:
            return schema.revision_of(connection) is None
    finally:
        engine.dispose()
