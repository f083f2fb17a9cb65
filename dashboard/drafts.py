"""Texts that are not saved yet: in the session, and for a day in this server process, by person and form."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

import streamlit as st

from entries.errors import Conflict, Problem

#: How many unsaved texts the process keeps, and for how many seconds.
_MOST, _SECONDS = 500, 24 * 3600
_PREFIX, _DROPPED = "_draft/", "_draft_dropped/"
_WHO = "_draft_who"


@dataclass
class Draft:
    """A form that somebody is filling in.

    Attributes:
        base: what the entry said when they began.
        version: the entry's version then; 0 for a new one.
        typed: what stands in the fields now.
        problems: what the store refused, by field.
        trouble: why nothing could be saved, a sentence; empty otherwise.
        conflict: both texts, where somebody else has saved meanwhile.
        set_aside: texts of the writer's own that they chose not to save, by the field's label.
        drawn: counts how often the widgets have begun anew with other texts.
        shown: the texts that the widgets began with; a widget that begins with another one is another widget.
    """

    base: dict[str, Any]
    version: int
    typed: dict[str, Any]
    problems: tuple[Problem, ...] = ()
    trouble: str = ""
    conflict: Conflict | None = None
    set_aside: dict[str, str] = field(default_factory=dict)
    drawn: int = 0
    shown: dict[str, Any] = field(default_factory=dict)

    @property
    def dirty(self) -> bool:
        """Whether anything has been typed that is not saved."""
        return self.typed != self.base

    def put(self, typed: Mapping[str, Any]) -> None:
        """Put other texts into the fields: the widgets begin anew with them."""
        self.typed = dict(typed)
        self.drawn += 1


@dataclass(frozen=True)
class _Copy:
    draft: Draft
    at: float
    where: str


_lock = Lock()
_kept: OrderedDict[tuple[str, str], _Copy] = OrderedDict()


def of(form: str, base: Mapping[str, Any], version: int) -> Draft:
    """The session's draft of a form; begun from what the entry says where there is none.

    One that nothing has been typed in follows the entry.
    """
    draft: Draft | None = st.session_state.get(_PREFIX + form)
    if draft is None:
        # other widgets than those of a text that was dropped, which the browser may still have
        draft = Draft(dict(base), version, dict(base), drawn=st.session_state.get(_DROPPED + form, 0))
        st.session_state[_PREFIX + form] = draft
    elif not draft.dirty and not draft.conflict and version != draft.version:
        draft.base, draft.version = dict(base), version
        draft.put(base)
    return draft


def unfinished(form: str) -> bool:
    """Whether this session has text in a form that is not saved."""
    draft: Draft | None = st.session_state.get(_PREFIX + form)
    return draft is not None and (draft.dirty or draft.conflict is not None)


def drop(form: str, subject: str) -> None:
    """Forget a draft: it is saved, or its writer threw it away."""
    if dropped := st.session_state.pop(_PREFIX + form, None):
        st.session_state[_DROPPED + form] = dropped.drawn + 1
    with _lock:
        _kept.pop((subject, form), None)


def remember_who(subject: str) -> None:
    """Note whose session this is, so that their texts are still theirs when the sign-in has run out."""
    st.session_state[_WHO] = subject


def last_writer() -> str:
    """Whose session this is or was; empty where nobody has had a role in it."""
    return str(st.session_state.get(_WHO, ""))


def keep(form: str, subject: str, draft: Draft, where: str) -> None:
    """Keep a copy in the process, for when the session is gone.

    Args:
        form: the form.
        subject: whose text it is; nobody's is not kept.
        draft: the text.
        where: the address of the page, without the server's.
    """
    if not subject:
        return
    now = time.monotonic()
    with _lock:
        _kept.pop((subject, form), None)
        if draft.dirty:
            _kept[subject, form] = _Copy(replace(draft, typed=dict(draft.typed)), now, where)
        while _kept and (len(_kept) > _MOST or next(iter(_kept.values())).at < now - _SECONDS):
            _kept.popitem(last=False)


def kept(form: str, subject: str) -> Draft | None:
    """The copy of a text that this person has not saved, from an earlier session; None where there is none."""
    with _lock:
        found = _kept.get((subject, form)) if subject else None
    return found.draft if found else None


def waiting(subject: str) -> list[str]:
    """Addresses of the pages where this person has texts that are not saved."""
    with _lock:
        return [copy.where for (whose, _), copy in _kept.items() if whose == subject]


def take_up(form: str, found: Draft) -> Draft:
    """Go on with a copy in this session: against the version it began from, so that what came since shows itself."""
    now: Draft | None = st.session_state.get(_PREFIX + form)
    drawn = 1 + max(found.drawn, now.drawn if now else 0, st.session_state.get(_DROPPED + form, 0))
    draft = Draft(dict(found.base), found.version, dict(found.typed), drawn=drawn)
    st.session_state[_PREFIX + form] = draft
    return draft


def forget() -> None:
    """Drop every copy (tests)."""
    with _lock:
        _kept.clear()
