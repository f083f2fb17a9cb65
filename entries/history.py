"""The history: a line with every change, written in the same transaction, and never changed itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from entries.actor import Actor
from entries.contents import Change
from entries.database import reading
from entries.models import ChangeRow, KeptRow

#: What an entry says, as JSON has it.
Said = Mapping[str, Any]


def remember(session: Session, actor: Actor, row: KeptRow, kind: str, before: Said | None, after: Said | None) -> None:
    """Write the line of a change.

    Args:
        session: the transaction of the change.
        actor: who made it.
        row: the entry as it is now.
        kind: see `contents.Change`.
        before, after: what the entry said; None before it was there, or when it was removed.
    """
    session.add(
        ChangeRow(
            at=row.changed_at,
            by=actor.subject,
            by_name=actor.name,
            kind=kind,
            table_name=row.__tablename__,
            entry_id=row.id,
            version=row.version,
            before=before,
            after=after,
        )
    )


def of_version(session: Session, row: KeptRow, version: int) -> ChangeRow | None:
    """The change that gave an entry a version; None where it is not in the history."""
    wanted = select(ChangeRow).where(
        ChangeRow.table_name == row.__tablename__, ChangeRow.entry_id == row.id, ChangeRow.version == version
    )
    return session.scalar(wanted)


def changes(engine: Engine, table: str | None, entry: str | None, newest: int | None = None) -> list[Change]:
    """The changes of everything, of one register or of one entry, oldest first.

    Args:
        engine: the database.
        table: the register.
        entry: the entry's id.
        newest: only so many of the latest.
    """
    wanted = select(ChangeRow).order_by(ChangeRow.id.desc())
    if table:
        wanted = wanted.where(ChangeRow.table_name == table)
    if entry:
        wanted = wanted.where(ChangeRow.entry_id == entry)
    with reading(engine) as session:
        found = list(session.scalars(wanted.limit(newest) if newest else wanted))
    return [_told(told) for told in reversed(found)]


def _told(row: ChangeRow) -> Change:
    return Change(
        id=row.id,
        at=row.at,
        by=row.by,
        by_name=row.by_name,
        kind=row.kind,
        table=row.table_name,
        entry=row.entry_id,
        version=row.version,
        before=row.before,
        after=row.after,
    )
