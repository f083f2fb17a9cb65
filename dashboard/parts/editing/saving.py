"""From the store's answers to what a page says: nothing raised here reaches a reader as anything but a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard import entered, numbers, signed_in
from dashboard.parts.editing.fields import Field
from dashboard.parts.frame import as_it_is
from dashboard.texts import Texts
from entries import actor as actors
from entries.actor import Actor
from entries.contents import Kept
from entries.errors import Conflict, EntriesError, Invalid, NotCurrent, NotFound, Problem, Refused, Unavailable
from entries.store import Register

#: What stands in the store's sentence → the page's text. The sentence itself names files, which no reader has to know.
_UNAVAILABLE = {
    "is locked": "locked",
    "is not there": "gone",
    "can only be read": "read_only",
    "no room": "full",
    "is damaged": "damaged",
}


@dataclass(frozen=True)
class Outcome:
    """How an attempt to write ended.

    Attributes:
        entry: what was written; None where nothing was.
        problems: what is wrong with which field.
        conflict: both texts, where somebody else was first.
        trouble: why it could not be done, in a sentence.
    """

    entry: Kept | None = None
    problems: tuple[Problem, ...] = ()
    conflict: Conflict | None = None
    trouble: str = ""


def may_write(table: str, content: Mapping[str, Any] | None = None) -> bool:
    """Whether this reader may write to a register, and this entry in it; for what a page offers. The store decides."""
    actor = signed_in.actor()
    return actor is not None and actors.may_write(actor, table, content)


def attempt(t: Texts, write: Callable[[Actor], Kept]) -> Outcome:
    """Try to write as whoever is at the page now; never raises what the store raises.

    Args:
        t: texts.
        write: does it; gets the actor.
    """
    actor = signed_in.actor()
    if actor is None:
        return Outcome(trouble=t(f"trouble.{signed_in.standing()}"))
    try:
        return Outcome(entry=write(actor))
    except Conflict as conflict:
        return Outcome(conflict=conflict)
    except Invalid as invalid:
        return Outcome(problems=invalid.problems)
    except EntriesError as error:
        return Outcome(trouble=sentence(error, t))


def saved(table: str, t: Texts, write: Callable[[Register[Any, Any], Actor], Kept]) -> Outcome:
    """As `attempt`, with the register of a table; an outcome without fields to stand beside is said at once.

    Args:
        table: the register's table.
        t: texts.
        write: does it; gets the register and the actor.
    """
    return attempt(t, lambda actor: write(entered.store().register(table), actor))


def sentence(error: EntriesError, t: Texts) -> str:
    """What a page says of an error of the store's."""
    match error:
        case Unavailable():
            said = str(error)
            kind = next((word for sign, word in _UNAVAILABLE.items() if sign in said), "unavailable")
            return t(f"trouble.{kind}")
        case NotCurrent():
            return t("trouble.newer" if "newer program" in str(error) else "trouble.older")
        case Refused():
            return t("trouble.adopted" if "adopted" in str(error) else "trouble.refused")
        case NotFound():
            return t("trouble.not_found")
        case Conflict():
            return t("trouble.conflict")
        case _:
            return str(error)


@contextmanager
def reading(t: Texts) -> Iterator[None]:
    """Read the entries for a page; where they can't be read, it says so and goes on after the block."""
    try:
        yield
    except EntriesError as error:
        st.warning(sentence(error, t), icon=":material/database_off:")


def problem_words(problem: Problem, fields: Sequence[Field], t: Texts) -> str:
    """A problem in the reader's language.

    Args:
        problem: the store's.
        fields: the form's fields, whose labels the sentence uses.
        t: texts.
    """
    key = f"problem.{problem.code}"
    if not t.has(key):
        return problem.sentence
    labels = {one.name: one.label for one in fields}
    facts: dict[str, Any] = {}
    for name, value in problem.facts.items():
        words = ", ".join(str(item) for item in value) if isinstance(value, list) else str(value)
        words = labels.get(words, words) if name in ("then_name", "first_name") else words
        words = numbers.day(words, t.lang) if re.fullmatch(r"\d{4}-\d\d-\d\d", words) else words
        # what somebody typed may stand in it, and must not take effect as markup
        facts["value" if name == "key" else name] = as_it_is(words)
    facts["limit"] = facts.get("max_length") or facts.get("limit") or ""
    of_table = f"{key}_{problem.facts.get('table')}"
    return t(of_table if t.has(of_table) else key, **facts)
