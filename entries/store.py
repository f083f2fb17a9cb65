"""The door to people's entries: read them, write them, and get back whatever they said before.

>>> store = open_store(references)
>>> sheet = store.self_assessments.add(actor, {"municipality": "9001", "year": 2027, "situation": "…"})
>>> store.self_assessments.change(actor, sheet.id, sheet.version, {**typed, "situation": "…"})

Every register has the same verbs. Every write names its actor, is checked here, leaves its trace in the history in the
same transaction, and is on disk when the function returns.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import URL, Engine, exc, func, select
from sqlalchemy.orm import Session

from entries import contents, models, rules, schema
from entries.actor import Actor, Role, require
from entries.contents import Change, Content, Kept
from entries.database import BUSY_SECONDS, database_url, engine_for, reading, writing
from entries.errors import Conflict, Invalid, NotFound, Problem, Refused
from entries.references import References

C = TypeVar("C", bound=Content)
E = TypeVar("E", bound=Kept)
Typed = Mapping[str, Any]


@dataclass(frozen=True)
class Kind(Generic[C, E]):
    """What a register holds: its table, what is typed, what is kept, and in which order it is listed."""

    table: str
    row: type[models.KeptRow]
    content: type[C]
    entry: type[E]
    order: tuple[str, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that people fill in."""
        return tuple(self.content.model_fields)

    def entry_of(self, row: models.KeptRow) -> E:
        """A row as it is handed out."""
        names = (*Kept.model_fields, *self.fields)
        return self.entry.model_validate({name: getattr(row, name) for name in names})

    def content_of(self, row: models.KeptRow) -> C:
        """What is typed in a row."""
        return self.content.model_validate({name: getattr(row, name) for name in self.fields})


ACTIONS = Kind("action", models.ActionRow, contents.ActionContent, contents.Action, ("created_at", "id"))
ACTION_UPDATES = Kind(
    "action_update",
    models.ActionUpdateRow,
    contents.ActionUpdateContent,
    contents.ActionUpdate,
    ("on_date", "created_at", "id"),
)
SELF_ASSESSMENTS = Kind(
    "self_assessment",
    models.SelfAssessmentRow,
    contents.SelfAssessmentContent,
    contents.SelfAssessment,
    ("year", "municipality"),
)
COUNCIL_CASES = Kind(
    "council_case",
    models.CouncilCaseRow,
    contents.CouncilCaseContent,
    contents.CouncilCase,
    ("decided_on", "municipality", "id"),
)
ROUND_STEPS = Kind(
    "round_step",
    models.RoundStepRow,
    contents.RoundStepContent,
    contents.RoundStep,
    ("year", "municipality", "step"),
)
GRANTS = Kind("role_grant", models.GrantRow, contents.GrantContent, contents.Grant, ("name", "subject"))
#: Every register by its table's name, in an order in which each refers only to those before it.
KINDS: Mapping[str, Kind[Any, Any]] = {
    kind.table: kind for kind in (ACTIONS, ACTION_UPDATES, SELF_ASSESSMENTS, COUNCIL_CASES, ROUND_STEPS, GRANTS)
}


class Register(Generic[C, E]):
    """One register of entries. `typed` is a mapping of field names to what was typed, or the content itself."""

    def __init__(self, store: Store, kind: Kind[C, E]) -> None:
        self.store, self.kind = store, kind

    # Reading is open

    def get(self, entry: str, with_removed: bool = False) -> E:
        """One entry by its id.

        Raises:
            NotFound: there is none, or it has been removed.
        """
        with reading(self.store.engine) as session:
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
        with reading(self.store.engine) as session:
            return [self.kind.entry_of(found) for found in session.scalars(wanted)]

    def history(self, entry: str) -> list[Change]:
        """Every change of an entry, oldest first."""
        return self.store.history(self.kind.table, entry)

    # Writing: every one of these may raise Refused, Invalid, Unavailable; those with a version also Conflict, NotFound

    def add(self, actor: Actor, typed: Typed | C, entry: str | None = None) -> E:
        """A new entry.

        Args:
            actor: who writes.
            typed: its fields; those left out are empty.
            entry: its id, where it has one already.

        Raises:
            Refused, Invalid, Unavailable: nothing was written.
        """
        with self._one_each(), writing(self.store.engine) as session:
            return self.kind.entry_of(self.put_new(session, actor, self._read(typed), entry, "added"))

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
        with self._one_each(), writing(self.store.engine) as session:
            row = self._row(session, entry)
            return self.kind.entry_of(self.put_over(session, actor, row, content, "changed", version))

    def remove(self, actor: Actor, entry: str, version: int) -> E:
        """Take an entry out of every list; it stays in the history and can be brought back.

        Raises:
            Conflict: it has been changed meanwhile.
            Refused, Invalid, NotFound, Unavailable: nothing was written.
        """
        with writing(self.store.engine) as session:
            return self.kind.entry_of(self._take_out(session, actor, self._row(session, entry), "removed", version))

    def bring_back(self, actor: Actor, entry: str) -> E:
        """Bring a removed entry back as it was.

        Raises:
            Invalid: another has taken its place meanwhile.
            Refused, NotFound, Unavailable: nothing was written.
        """
        with self._one_each(), writing(self.store.engine) as session:
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
        with self._one_each(), writing(self.store.engine) as session:
            row = self._row(session, entry)
            told = self._change(session, change, entry)
            said = told.after or told.before or {}
            now = self.kind.content_of(row).model_dump(mode="json")
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
        with self._one_each(), writing(self.store.engine) as session:
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
        now = self.store.now()
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
        self._remember(session, actor, row, kind, None, content)
        session.flush()
        return row

    def put_over(
        self, session: Session, actor: Actor, row: models.KeptRow, content: C, kind: str, version: int
    ) -> models.KeptRow:
        """Write an entry anew in a transaction of the caller's; see `change`. What says the same leaves no trace."""
        before = self.kind.content_of(row)
        require(actor, self.kind.table, before.model_dump(mode="json"))
        self._same_version(session, row, version, content)
        self._allow(session, actor, content, before)
        if content == before:
            return row
        for name, value in _columns(content).items():
            setattr(row, name, value)
        self._touch(actor, row)
        self._remember(session, actor, row, kind, before, content)
        session.flush()
        return row

    def row(self, session: Session, entry: str) -> models.KeptRow | None:
        """The row of an entry, removed or not, kept from other writers until the transaction ends; else None."""
        return session.scalar(select(self.kind.row).where(self.kind.row.id == entry).with_for_update())

    # How it is done

    def _read(self, typed: Typed | C) -> C:
        return rules.read(self.kind.content, typed)

    def _row(self, session: Session, entry: str, with_removed: bool = False) -> models.KeptRow:
        return self._there(self.row(session, entry), entry, with_removed)

    def _there(self, row: models.KeptRow | None, entry: str, with_removed: bool) -> models.KeptRow:
        if row is None or (row.removed_at and not with_removed):
            what = "has been removed; it can be brought back" if row else "is not here"
            raise NotFound(f"{self.kind.table.replace('_', ' ').capitalize()} {entry} {what}.")
        return row

    def _change(self, session: Session, change: int, entry: str | None = None) -> models.ChangeRow:
        told = session.get(models.ChangeRow, change)
        if told is None or told.table_name != self.kind.table or (entry and told.entry_id != entry):
            raise NotFound(f"Change {change} is not in the history of this {self.kind.table.replace('_', ' ')}.")
        return told

    def _allow(self, session: Session, actor: Actor, content: C, before: C | None) -> None:
        """Refuse what the role may not, and what breaks a rule."""
        require(actor, self.kind.table, content.model_dump(mode="json"))
        rules.check(content, rules.Situation(actor, self.store.references, self.store.now().date(), before))
        if isinstance(content, contents.ActionUpdateContent):
            action = session.get(models.ActionRow, content.action)
            if action is None or action.removed_at:
                problem = Problem("action", "unknown_action", f"There is no action {content.action}.")
                raise Invalid([problem])

    def _same_version(self, session: Session, row: models.KeptRow, version: int, mine: C | None) -> None:
        if row.version == version:
            return
        wanted = select(models.ChangeRow).where(
            models.ChangeRow.table_name == self.kind.table,
            models.ChangeRow.entry_id == row.id,
            models.ChangeRow.version == version,
        )
        began = session.scalar(wanted)
        theirs = self.kind.content_of(row).model_dump(mode="json")
        raise Conflict(
            mine=mine.model_dump(mode="json") if mine else theirs,
            theirs=theirs,
            base=(began.after if began else None) or {},
            version=row.version,
            changed_by=row.changed_by,
        )

    def _take_out(self, session: Session, actor: Actor, row: models.KeptRow, kind: str, version: int) -> models.KeptRow:
        before = self.kind.content_of(row)
        require(actor, self.kind.table, before.model_dump(mode="json"))
        self._same_version(session, row, version, None)
        adopted = isinstance(before, contents.SelfAssessmentContent) and before.status is contents.SheetStatus.adopted
        if adopted and actor.role is not Role.office:
            raise Refused("The council has adopted this sheet; only the region's office can remove it.")
        if self.kind.table == "action":
            hanging = select(models.ActionUpdateRow.id).where(
                models.ActionUpdateRow.action == row.id, models.ActionUpdateRow.removed_at.is_(None)
            )
            if kind == "undone" and session.scalar(hanging):
                raise Invalid([Problem("", "has_updates", "The action has updates; remove it instead.")])
        self._touch(actor, row)
        row.removed_at = row.changed_at
        self._remember(session, actor, row, kind, before, None)
        return row

    def _bring_back(self, session: Session, actor: Actor, row: models.KeptRow, kind: str) -> models.KeptRow:
        content = self.kind.content_of(row)
        require(actor, self.kind.table, content.model_dump(mode="json"))
        self._touch(actor, row)
        row.removed_at = None
        self._remember(session, actor, row, kind, None, content)
        session.flush()
        return row

    def _touch(self, actor: Actor, row: models.KeptRow) -> None:
        row.version += 1
        row.changed_at, row.changed_by = self.store.now(), actor.subject

    def _remember(
        self, session: Session, actor: Actor, row: models.KeptRow, kind: str, before: C | None, after: C | None
    ) -> None:
        session.add(
            models.ChangeRow(
                at=row.changed_at,
                by=actor.subject,
                by_name=actor.name,
                kind=kind,
                table_name=self.kind.table,
                entry_id=row.id,
                version=row.version,
                before=before.model_dump(mode="json") if before else None,
                after=after.model_dump(mode="json") if after else None,
            )
        )

    def _one_each(self) -> _Taken:
        return _Taken(self.kind.table)


class _Taken:
    """Turns a database's refusal of a second entry for the same place into a sentence."""

    def __init__(self, table: str) -> None:
        self.table = table

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        if isinstance(error, exc.IntegrityError):
            raise Invalid([taken(self.table)]) from error


def taken(table: str) -> Problem:
    """The problem of a second entry where there can only be one."""
    sentences = {
        "self_assessment": "The municipality has a sheet for that year already; go on with that one.",
        "round_step": "This step of that round is in the register already.",
        "role_grant": "This person has a role already; change that one.",
    }
    return Problem("", "taken", sentences.get(table, "There is an entry with this id already."), {"table": table})


def _columns(content: Content) -> dict[str, Any]:
    """An entry's content as columns: lists for JSON, words for choices, dates as they are."""
    plain = content.model_dump(mode="json")
    return {name: value if isinstance(value := getattr(content, name), dt.date) else plain[name] for name in plain}


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Store:
    """People's entries in one database.

    Attributes:
        actions, action_updates, self_assessments, council_cases, round_steps, grants: the registers.
        references: what entries may refer to.
        engine: the database.
    """

    def __init__(self, engine: Engine, references: References, now: Callable[[], dt.datetime] = _utc_now) -> None:
        self.engine, self.references, self.now = engine, references, now
        self.actions = Register(self, ACTIONS)
        self.action_updates = Register(self, ACTION_UPDATES)
        self.self_assessments = Register(self, SELF_ASSESSMENTS)
        self.council_cases = Register(self, COUNCIL_CASES)
        self.round_steps = Register(self, ROUND_STEPS)
        self.grants = Register(self, GRANTS)

    def register(self, table: str) -> Register[Any, Any]:
        """A register by its table's name.

        Raises:
            NotFound: there is none of that name.
        """
        if table not in KINDS:
            raise NotFound(f"There is no register called {table}; there are: {', '.join(KINDS)}.")
        return Register(self, KINDS[table])

    def actor_for(self, subject: str, name: str = "") -> Actor:
        """Who a signed-in person is here: a reader, unless they have been given a role."""
        found = self.grants.find(subject=subject)
        if not found:
            return Actor(subject, name or subject)
        grant = found[0]
        return Actor(subject, name or grant.name, grant.role, grant.municipality)

    def history(self, table: str | None = None, entry: str | None = None, newest: int | None = None) -> list[Change]:
        """The changes of everything, of one register or of one entry, oldest first.

        Args:
            table: the register.
            entry: the entry's id.
            newest: only so many of the latest.
        """
        row = models.ChangeRow
        wanted = select(row).order_by(row.id.desc())
        if table:
            wanted = wanted.where(row.table_name == table)
        if entry:
            wanted = wanted.where(row.entry_id == entry)
        with reading(self.engine) as session:
            found = list(session.scalars(wanted.limit(newest) if newest else wanted))
        return [_told(told) for told in reversed(found)]

    def is_empty(self) -> bool:
        """Whether nobody has written anything yet."""
        with reading(self.engine) as session:
            return not session.scalar(select(func.count()).select_from(models.ChangeRow))

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


def _told(row: models.ChangeRow) -> Change:
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


def open_store(
    references: References | None = None,
    url: str | URL | None = None,
    busy_seconds: float = BUSY_SECONDS,
    now: Callable[[], dt.datetime] = _utc_now,
) -> Store:
    """Open the entries' database, which must have the schema of this program.

    Args:
        references: what entries may refer to; without, nothing that refers to anything can be written.
        url: the database; by default the one set by `MALBAROMETERET_ENTRIES`, or the SQLite file in the state folder.
        busy_seconds: how long a writer waits for another.
        now: the clock.

    Raises:
        NotCurrent: the schema is another; the sentence says which command brings it up to date.
        Unavailable: the database is not there, or does not answer.
    """
    engine = engine_for(database_url(url), busy_seconds=busy_seconds)
    schema.require_current(engine)
    return Store(engine, references or References(), now)
