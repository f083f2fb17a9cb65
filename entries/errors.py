"""What can go wrong with an entry, each as one plain sentence that names the thing. Nothing typed is lost by it.

A page that speaks Norwegian makes its own sentence from the `code` and the `facts` of a problem.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any


class EntriesError(Exception):
    """Base of everything that the store raises on purpose; `str` of it is the sentence.

    Attributes:
        code: what kind of trouble it is; the pages' texts go by it, because the sentence names files and commands.
    """

    code = ""

    def __init__(self, sentence: str, code: str = "") -> None:
        super().__init__(sentence)
        self.code = code or self.code


class Unavailable(EntriesError):
    """The database is locked, gone, full or read-only; nothing was written. Try again, or call whoever operates it."""

    code = "unavailable"


class NotCurrent(EntriesError):
    """The database has another schema than this program; the sentence says which command puts it right."""

    code = "older"


class Refused(EntriesError):
    """The role may not do this; nothing was written."""

    code = "refused"


class NotFound(EntriesError):
    """There is no such entry, or it has been removed."""

    code = "not_found"


@dataclasses.dataclass(frozen=True)
class Problem:
    """What is wrong with one field.

    Attributes:
        field: its name; empty where it is about the whole entry.
        code: which rule, e.g. "empty", "too_long", "out_of_order"; the pages' texts go by it.
        sentence: the rule in English.
        facts: what the sentence is filled with, e.g. {"limit": 300}.
    """

    field: str
    code: str
    sentence: str
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.field}: {self.sentence}" if self.field else self.sentence


class Invalid(EntriesError):
    """What was typed can't be kept as it is; `problems` has one line for each fault, so that all show at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(map(str, problems)))


class Conflict(EntriesError):
    """Somebody else has changed the entry since it was read. Nothing is lost: both texts are here.

    Attributes:
        mine: what was to be written, field by field.
        theirs: what the entry says now.
        base: what it said when mine began; empty where that version is not in the history.
        fields: those in which mine and theirs differ.
        version: the version that theirs has; writing mine against it is a decision somebody has made.
        changed_by, by_name: who wrote theirs: subject and name.
    """

    code = "conflict"

    def __init__(
        self,
        mine: Mapping[str, Any],
        theirs: Mapping[str, Any],
        base: Mapping[str, Any],
        version: int,
        changed_by: str,
        by_name: str,
    ) -> None:
        self.mine, self.theirs, self.base = dict(mine), dict(theirs), dict(base)
        self.version, self.changed_by, self.by_name = version, changed_by, by_name
        self.fields = tuple(name for name in self.mine if self.mine[name] != self.theirs.get(name))
        super().__init__(
            f"{changed_by} has changed this since you read it ({', '.join(self.fields) or 'no field differs'}); "
            "both texts are kept: choose, and save again."
        )
