"""A register's verbs: every write is checked, has a version, and leaves its line in the history in one transaction."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic

from sqlalchemy import Engine, exc, select
from sqlalchemy.orm import Session

from entries import contents, history, models, rules
from entries.actor import Actor, may_write, require
from entries.contents import Change, Content
from entries.database import reading, writing
from entries.errors import Conflict, Invalid, NotFound, Problem, Refused
from entries.kinds import C, E, Kind
from entries.references import References

Typed = Mapping[str, Any]
#: The highest number that a change can have in either database.
_HIGHEST = 2**31 - 1


@dataclass(eq=False)
class Ground:
    """What all registers stand on.

    Attributes:
        engine: the database.
        references: what entries may refer to.
        now: the clock.
    """

    engine: Engine
    references: References
    now: Callable[[], dt.datetime]


class Register(Generic[C, E]):
    """One register of entries. `typed` is a mapping of field names to what was typed, or the content itself."""

    def __init__(self, ground: Ground, kind: Kind[C, E]) -> None:
        self.ground, self.kind = ground, kind

    # Reading is open

    def get(self, entry: str, with_removed: bool = False) -> E:
        """One entry by its id.

        Raises:
            NotFound: there is none, or it has been removed.
        """
        with reading(self.ground.engine) as session:
            row = session.get(self.kind.row, entry)
            return self.kind.entry_of(self._there(row, entry, with_removed))

    def find(self, with_removed: bool = False, **equal: Any) -> list[E]:
        """The entries whose fields have these values, e.g. `find(municipality="9001", year=2027)`; all without any.

        Args:
            with_removed: with those that have been removed.
            equal: field → value.
        """
        row = self.kind.row
        wanted = select(row).order_by(*(getattr(row, name) for name in self.kind.order))
        for name, value in equal.items():
            wanted = wanted.where(getattr(row, name) == value)
        if not with_removed:
            wanted = wanted.where(row.removed_at.is_(None))
        with reading(self.ground.engine) as session:
            return [self.kind.entry_of(found) for found in session.scalars(wanted)]

    def history(self, entry: str) -> list[Change]:
        """Every change of an entry, oldest first."""
        return history.changes(self.ground.engine, self.kind.table, entry)

    # What writing would be allowed: a page offers nothing that would be refused

    def may_become(self, actor: Actor, entry: E, said: Typed) -> bool:
        """Whether an actor could write over an entry what it said once.

        Args:
            actor: who would write.
            entry: as it is now.
            said: fields as they would be; the others stay.
        """
        now = self._content(entry)
        try:
            require(actor, self.kind.table, _said(now))
            content = self._read(_said(now) | {name: said[name] for name in self.kind.fields if name in said})
            with reading(self.ground.engine) as session:
                self._allow(session, actor, content, now)
        except (Refused, Invalid):
            return False
        return True

    def may_undo(self, actor: Actor, entry: E) -> bool:
        """Whether an actor could take the latest change of an entry back."""
        last, now = self.history(entry.id)[-1], self._content(entry)
        if last.after is None:
            return may_write(actor, self.kind.table, _said(now))
        if last.before is None:
            return rules.may_remove(self.kind.table, now, actor)
        return self.may_become(actor, entry, last.before)

    # Writing: every one of these may raise Refused, Invalid, Unavailable; those with a version also Conflict, NotFound

    def add(self, actor: Actor, typed: Typed | C, entry: str | None = None) -> E:
        """A new entry.

        Args:
            actor: who writes.
            typed: its fields; those left out are empty.
            entry: its id, where it has one already. Who has written it, and has not heard of that, may write it once
                more: it is there once.

        Raises:
            Conflict: the actor has written it before, and it says something else by now.
            Refused, Invalid, Unavailable: nothing was written.
        """
        content = self._read(typed)
        with one_each(self.kind.table), writing(self.ground.engine) as session:
            there = self.row(session, entry) if entry else None
            if there is None:
                return self.kind.entry_of(self.put_new(session, actor, content, entry, "added"))
            if there.removed_at is not None or there.created_by != actor.subject:
                raise Invalid([taken(self.kind.table)])
            require(actor, self.kind.table, _said(self.kind.content_of(there)))
            if self.kind.content_of(there) != content:
                self._same_version(session, there, 0, content)
            return self.kind.entry_of(there)

    def change(self, actor: Actor, entry: str, version: int, typed: Typed | C) -> E:
        """Write an entry anew.

        Args:
            actor: who writes.
            entry: its id.
            version: the version that the writer had before them.
            typed: all its fields; those left out become empty.

        Raises:
            Conflict: it has another version by now; the error holds both texts.
            Refused, Invalid, NotFound, Unavailable: nothing was written.
        """
        content = self._read(typed)
        with one_each(self.kind.table), writing(self.ground.engine) as session:
            row = self._row(session, entry)
            return self.kind.entry_of(self.put_over(session, actor, row, content, "changed", version))

    def remove(self, actor: Actor, entry: str, version: int) -> E:
        """Take an entry out of every list; it stays in the history and can be brought back.

        Raises:
            Conflict: it has been changed meanwhile.
            Refused, Invalid, NotFound, Unavailable: nothing was written.
        """
        with writing(self.ground.engine) as session:
            return self.kind.entry_of(self._take_out(session, actor, self._row(session, entry), "removed", version))

    def bring_back(self, actor: Actor, entry: str) -> E:
        """Bring a removed entry back as it was.

        Raises:
            Invalid: another has taken its place meanwhile.
            Refused, NotFound, Unavailable: nothing was written.
        """
        with one_each(self.kind.table), writing(self.ground.engine) as session:
            row = self._row(session, entry, with_removed=True)
            if row.removed_at is None:
                return self.kind.entry_of(row)
            return self.kind.entry_of(self._bring_back(session, actor, row, "brought_back"))

    def restore_text(
        self, actor: Actor, entry: str, version: int, change: int, fields: tuple[str, ...] | None = None
    ) -> E:
        """Write what an entry said after an earlier change; a new version, so that nothing in between is lost either.

        Args:
            actor: who writes.
            entry: its id.
            version: the version that the writer had before them.
            change: id of the change whose result is wanted; of a removal, what was removed.
            fields: only these; all when None.

        Raises:
            Conflict, Refused, Invalid, NotFound, Unavailable: nothing was written.
        """
        with one_each(self.kind.table), writing(self.ground.engine) as session:
            row = self._row(session, entry)
            told = self._change(session, change, entry)
            said = told.after or told.before or {}
            now = _said(self.kind.content_of(row))
            chosen = {name: said[name] for name in fields or self.kind.fields if name in said}
            content = self._read(now | chosen)
            return self.kind.entry_of(self.put_over(session, actor, row, content, "restored", version))

    def undo(self, actor: Actor, change: int) -> E:
        """Take the latest change of an entry back.

        Args:
            actor: who writes.
            change: id of the change.

        Raises:
            Invalid: it is not the entry's latest; restore the earlier text instead.
            Refused, NotFound, Unavailable: nothing was written.
        """
        with one_each(self.kind.table), writing(self.ground.engine) as session:
            told = self._change(session, change)
            row = self._row(session, told.entry_id, with_removed=True)
            if told.version != row.version:
                sentence = f"Somebody has changed {told.entry_id} since; restore the earlier text instead."
                raise Invalid([Problem("", "not_the_latest", sentence, {"entry": told.entry_id})])
            if told.after is None:
                return self.kind.entry_of(self._bring_back(session, actor, row, "undone"))
            if told.before is None:
                return self.kind.entry_of(self._take_out(session, actor, row, "undone", row.version))
            content = self._read(told.before)
            return self.kind.entry_of(self.put_over(session, actor, row, content, "undone", row.version))

    # In a transaction of the caller's: the exchange writes many entries, all or none

    def put_new(self, session: Session, actor: Actor, content: C, entry: str | None, kind: str) -> models.KeptRow:
        """Write a new entry in a transaction of the caller's; see `add`."""
        self._allow(session, actor, content, None)
        now = self.ground.now()
        row = self.kind.row(
            id=entry or secrets.token_hex(8),
            version=1,
            created_at=now,
            created_by=actor.subject,
            changed_at=now,
            changed_by=actor.subject,
            removed_at=None,
            **_columns(content),
        )
        session.add(row)
        history.remember(session, actor, row, kind, None, _said(content))
        session.flush()
        return row

    def put_over(
        self, session: Session, actor: Actor, row: models.KeptRow, content: C, kind: str, version: int
    ) -> models.KeptRow:
        """Write an entry anew in a transaction of the caller's; see `change`. What says the same leaves no trace."""
        before = self.kind.content_of(row)
        require(actor, self.kind.table, _said(before))
        if content == before:  # whoever wrote it, nobody's text stands in another's way
            return row
        self._same_version(session, row, version, content)
        self._allow(session, actor, content, before)
        for name, value in _columns(content).items():
            setattr(row, name, value)
        self._touch(actor, row)
        history.remember(session, actor, row, kind, _said(before), _said(content))
        session.flush()
        return row

    def row(self, session: Session, entry: str) -> models.KeptRow | None:
        """The row of an entry, removed or not, kept from other writers until the transaction ends; else None."""
        return session.scalar(select(self.kind.row).where(self.kind.row.id == entry).with_for_update())

    # How it is done

    def _read(self, typed: Typed | C) -> C:
        return rules.read(self.kind.content, typed)

    def _content(self, entry: E) -> C:
        return self.kind.content.model_validate(entry.model_dump(include=set(self.kind.fields)))

    def _row(self, session: Session, entry: str, with_removed: bool = False) -> models.KeptRow:
        return self._there(self.row(session, entry), entry, with_removed)

    def _there(self, row: models.KeptRow | None, entry: str, with_removed: bool) -> models.KeptRow:
        if row is None or (row.removed_at and not with_removed):
            what = "has been removed; it can be brought back" if row else "is not here"
            raise NotFound(f"{self.kind.table.replace('_', ' ').capitalize()} {entry} {what}.")
        return row

    def _change(self, session: Session, change: int, entry: str | None = None) -> models.ChangeRow:
        told = session.get(models.ChangeRow, change) if 0 < change <= _HIGHEST else None
        if told is None or told.table_name != self.kind.table or (entry and told.entry_id != entry):
            raise NotFound(f"Change {change} is not in the history of this {self.kind.table.replace('_', ' ')}.")
        return told

    def _allow(self, session: Session, actor: Actor, content: C, before: C | None) -> None:
        """Refuse what the role may not, and what breaks a rule."""
        require(actor, self.kind.table, _said(content))
        rules.check(content, rules.Situation(actor, self.ground.references, self.ground.now().date(), before))
        if isinstance(content, contents.ActionUpdateContent):
            action = session.get(models.ActionRow, content.action)
            if action is None or action.removed_at:
                problem = Problem("action", "unknown_action", f"There is no action {content.action}.")
                raise Invalid([problem])

    def _same_version(self, session: Session, row: models.KeptRow, version: int, mine: C | None) -> None:
        if row.version == version:
            return
        began, latest = (history.of_version(session, row, one) for one in (version, row.version))
        theirs = _said(self.kind.content_of(row))
        raise Conflict(
            mine=_said(mine) if mine else theirs,
            theirs=theirs,
            base=(began.after if began else None) or {},
            version=row.version,
            changed_by=row.changed_by,
            by_name=latest.by_name if latest else row.changed_by,
        )

    def _take_out(self, session: Session, actor: Actor, row: models.KeptRow, kind: str, version: int) -> models.KeptRow:
        before = self.kind.content_of(row)
        require(actor, self.kind.table, _said(before))
        self._same_version(session, row, version, None)
        rules.check_removal(before, actor)
        if isinstance(before, contents.ActionContent) and kind == "undone":
            hanging = select(models.ActionUpdateRow.id).where(
                models.ActionUpdateRow.action == row.id, models.ActionUpdateRow.removed_at.is_(None)
            )
            if session.scalar(hanging):
                raise Invalid([Problem("", "has_updates", "The action has updates; remove it instead.")])
        self._touch(actor, row)
        row.removed_at = row.changed_at
        history.remember(session, actor, row, kind, _said(before), None)
        return row

    def _bring_back(self, session: Session, actor: Actor, row: models.KeptRow, kind: str) -> models.KeptRow:
        content = self.kind.content_of(row)
        require(actor, self.kind.table, _said(content))
        self._touch(actor, row)
        row.removed_at = None
        history.remember(session, actor, row, kind, None, _said(content))
        session.flush()
        return row

    def _touch(self, actor: Actor, row: models.KeptRow) -> None:
        row.version += 1
        row.changed_at, row.changed_by = self.ground.now(), actor.subject


@contextmanager
def one_each(table: str) -> Iterator[None]:
    """Turn a database's refusal of a second entry for the same place into a sentence.

    Raises:
        Invalid: the database has refused.
    """
    try:
        yield
    except exc.IntegrityError as error:
        raise Invalid([taken(table)]) from error


def taken(table: str) -> Problem:
    """The problem of a second entry where there can only be one."""
    sentences = {
        "self_assessment": "The municipality already has a sheet for that year; go on with that one.",
        "round_step": "This step of that round is already in the register.",
        "role_grant": "This person already has a role; change that one.",
    }
    return Problem("", "taken", sentences.get(table, "There is an entry with this id already."), {"table": table})


def _said(content: Content) -> dict[str, Any]:
    """What an entry says, as the history keeps it."""
    return content.model_dump(mode="json")


def _columns(content: Content) -> dict[str, Any]:
    """An entry's content as columns: lists for JSON, words for choices, dates as they are."""
    plain = _said(content)
    return {name: value if isinstance(value := getattr(content, name), dt.date) else plain[name] for name in plain}
