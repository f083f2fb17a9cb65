"""From the store's answers to what a page says: nothing raised here reaches a reader as anything but a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import streamlit as st

from dashboard import entered, numbers, signed_in
from dashboard.parts.editing.fields import Field
from dashboard.parts.frame import as_it_is
from dashboard.texts import Texts
from entries import actor as actors
from entries import rules
from entries.actor import Actor
from entries.contents import Kept
from entries.errors import Conflict, EntriesError, Invalid, Problem
from entries.register import Register

R = TypeVar("R")
#: Trouble that whoever only reads can but wait for; the sentences for writers say that nothing was saved.
_PASSING = frozenset({"locked", "gone", "read_only", "full", "unavailable"})


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


def may_remove(table: str, entry: Kept) -> bool:
    """Whether this reader may take an entry out; for what a page offers. The store decides."""
    actor = signed_in.actor()
    return actor is not None and rules.may_remove(table, entry, actor)


def attempt(table: str, t: Texts, write: Callable[[Register[Any, Any], Actor], Kept]) -> Outcome:
    """Try to write to a register as whoever is at the page now; never raises what the store raises.

    Args:
        table: the register's table.
        t: texts.
        write: does it; gets the register and the actor.
    """
    actor = signed_in.actor()
    if actor is None:
        return Outcome(trouble=t(f"trouble.{signed_in.standing()}"))
    try:
        return Outcome(entry=write(entered.store().register(table), actor))
    except Conflict as conflict:
        return Outcome(conflict=conflict)
    except Invalid as invalid:
        return Outcome(problems=invalid.problems)
    except EntriesError as error:
        return Outcome(trouble=sentence(error, t))


def sentence(error: EntriesError, t: Texts) -> str:
    """What a page says of an error of the store's, as Markdown; the store's own sentence where there is no other."""
    if isinstance(error, Invalid):
        return " ".join(_with_field(problem, t) for problem in error.problems)
    key = f"trouble.{error.code}"
    return t(key) if t.has(key) else as_it_is(error)


def _with_field(problem: Problem, t: Texts) -> str:
    words = problem_words(problem, (), t)
    return f"{as_it_is(problem.field)}: {words}" if problem.field else words


@contextmanager
def reading(t: Texts) -> Iterator[None]:
    """Read the entries for a page; where they can't be read, it says so and goes on after the block."""
    try:
        yield
    except EntriesError as error:
        words = t("trouble.unread") if error.code in _PASSING else sentence(error, t)
        st.warning(words, icon=":material/database_off:")


def last_read(key: str, read: Callable[[], R], t: Texts) -> R | None:
    """What a page needs of the entries: as they are now or, where they can't be read, as this reader's page read them
    last, below a sentence. None where it never did: then nothing may be said of what has been entered or not.

    Args:
        key: the page's own; whoever is writing there goes on.
        read: asks the store.
        t: texts.
    """
    with reading(t):
        st.session_state[key] = read()
    found: R | None = st.session_state.get(key)
    return found


def problem_words(problem: Problem, fields: Sequence[Field], t: Texts) -> str:
    """A problem in the reader's language, as Markdown.

    Args:
        problem: the store's.
        fields: the form's fields, whose labels the sentence uses.
        t: texts.
    """
    key = f"problem.{problem.code}"
    if not t.has(key):
        return as_it_is(problem.sentence)
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
