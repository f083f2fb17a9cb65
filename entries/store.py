"""The door to people's entries: read them, write them, and get back whatever they said before.

>>> store = open_store(references)
>>> sheet = store.self_assessments.add(actor, {"municipality": "9001", "year": 2027, "situation": "…"})
>>> store.self_assessments.change(actor, sheet.id, sheet.version, {**typed, "situation": "…"})

Every register has the same verbs. Every write names its actor, is checked here, leaves its trace in the history in the
same transaction, and is on disk when the function returns.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlalchemy import URL, Engine, func, select

from entries import history, kinds, models, schema
from entries.actor import Actor
from entries.contents import Change
from entries.database import BUSY_SECONDS, database_url, engine_for, reading
from entries.errors import NotFound
from entries.kinds import KINDS
from entries.references import References
from entries.register import Ground, Register


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Store(Ground):
    """People's entries in one database.

    Attributes:
        actions, action_updates, self_assessments, council_cases, round_steps, grants: the registers.
        engine, references, now: see `Ground`.
    """

    def __init__(self, engine: Engine, references: References, now: Callable[[], dt.datetime] = _utc_now) -> None:
        super().__init__(engine, references, now)
        self.actions = Register(self, kinds.ACTIONS)
        self.action_updates = Register(self, kinds.ACTION_UPDATES)
        self.self_assessments = Register(self, kinds.SELF_ASSESSMENTS)
        self.council_cases = Register(self, kinds.COUNCIL_CASES)
        self.round_steps = Register(self, kinds.ROUND_STEPS)
        self.grants = Register(self, kinds.GRANTS)

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
        return history.changes(self.engine, table, entry, newest)

    def is_empty(self) -> bool:
        """Whether nobody has written anything yet."""
        with reading(self.engine) as session:
            return not session.scalar(select(func.count()).select_from(models.ChangeRow))

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


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
