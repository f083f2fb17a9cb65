"""Texts that are not saved yet: in the session, and for a day as a copy on disk, by person and form."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from dashboard import unsaved
from entries.errors import Conflict, Problem

_PREFIX, _DROPPED, _FRESH = "_draft/", "_draft_dropped/", "_drafts_fresh"
#: What is kept of a conflict.
_OF_CONFLICT = ("mine", "theirs", "base", "version", "changed_by", "by_name")
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
        entry: the id that a new one gets: what was saved by a server that was gone before it could say so is known by
            it, and is not saved twice.
        copied: what the copy on disk says; None where there is none.
        awaited: whether the open page may have texts of it that this session has not heard of yet.
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
    entry: str = field(default_factory=lambda: secrets.token_hex(8))
    copied: dict[str, Any] | None = None
    awaited: bool = False

    @property
    def dirty(self) -> bool:
        """Whether anything has been typed that is not saved."""
        return self.typed != self.base

    def put(self, typed: Mapping[str, Any]) -> None:
        """Put other texts into the fields: the widgets begin anew with them."""
        self.typed = dict(typed)
        self.drawn += 1


def of(form: str, base: Mapping[str, Any], version: int) -> Draft:
    """The session's draft of a form; begun from what the entry says where there is none.

    One that nothing has been typed in follows the entry.
    """
    draft: Draft | None = st.session_state.get(_PREFIX + form)
    if draft is None:
        # other widgets than those of a text that was dropped, which the browser may still have
        draft = Draft(dict(base), version, dict(base), drawn=fresh())
        st.session_state[_PREFIX + form] = draft
    elif not draft.awaited and not draft.dirty and not draft.conflict and version != draft.version:
        draft.base, draft.version = dict(base), version
        draft.put(base)
    return draft


def fresh() -> int:
    """How often widgets have to have begun anew so that the browser has no dropped text of this session under them."""
    return int(st.session_state.get(_FRESH, 0))


def held(form: str) -> bool:
    """Whether this session has a draft of a form, or has let one go: what the browser may have is not newer then."""
    return _PREFIX + form in st.session_state or _DROPPED + form in st.session_state


def begin(form: str, draft: Draft) -> None:
    """Let this session go on with a draft as it is: the open page has its texts, under the names of its widgets."""
    st.session_state[_PREFIX + form] = draft


def unfinished(form: str) -> bool:
    """Whether this session has text in a form that is not saved."""
    draft: Draft | None = st.session_state.get(_PREFIX + form)
    return draft is not None and (draft.dirty or draft.conflict is not None)


def drop(form: str, subject: str) -> None:
    """Forget a draft: it is saved, or its writer threw it away."""
    if dropped := st.session_state.pop(_PREFIX + form, None):
        st.session_state[_DROPPED + form] = True
        st.session_state[_FRESH] = max(fresh(), dropped.drawn + 1)
    drop_copy(form, subject)


def drop_copy(form: str, subject: str) -> None:
    """Let a person's copy of a form go."""
    if subject:
        unsaved.discard(form, subject)


def remember_who(subject: str) -> None:
    """Note whose session this is, so that their texts are still theirs when the sign-in has run out."""
    st.session_state[_WHO] = subject


def last_writer() -> str:
    """Whose session this is or was; empty where nobody has had a role in it."""
    return str(st.session_state.get(_WHO, ""))


def keep(form: str, subject: str, draft: Draft, where: str) -> None:
    """Keep a copy for when the session or the server is gone; of a text that is as it was at first, there is none.

    Args:
        form: the form.
        subject: whose text it is; nobody's is not kept.
        draft: the text.
        where: the address of the page, without the server's.
    """
    if not subject:
        return
    said = _said(draft) if draft.dirty else None
    if said == draft.copied:
        return
    if said is None:
        drop_copy(form, subject)
    else:
        unsaved.keep(form, subject, where, said)
    draft.copied = said


def kept(form: str, subject: str) -> Draft | None:
    """The copy of a text that this person has not saved, from an earlier session; None where there is none."""
    found = unsaved.find(form, subject) if subject else None
    try:
        return _draft(found) if found else None
    except (KeyError, TypeError, ValueError):
        return None  # another version of the program wrote it otherwise


def _said(draft: Draft) -> dict[str, Any]:
    """A draft as JSON has it; what the store said of it is not kept, it says so again."""
    both = draft.conflict
    return {
        "base": dict(draft.base),
        "version": draft.version,
        "typed": dict(draft.typed),
        "drawn": draft.drawn,
        "entry": draft.entry,
        "set_aside": dict(draft.set_aside),
        "conflict": both and {name: getattr(both, name) for name in _OF_CONFLICT},
    }


def _draft(said: Mapping[str, Any]) -> Draft:
    both = said["conflict"]
    return Draft(
        dict(said["base"]),
        int(said["version"]),
        dict(said["typed"]),
        conflict=Conflict(**{name: both[name] for name in _OF_CONFLICT}) if both else None,
        set_aside=dict(said["set_aside"]),
        drawn=int(said["drawn"]),
        entry=str(said.get("entry") or secrets.token_hex(8)),  # copies of an earlier program have none
        copied=dict(said),
    )


def waiting(subject: str) -> list[str]:
    """Addresses of the pages where this person has texts that are not saved."""
    return unsaved.waiting(subject)


def take_up(form: str, found: Draft) -> Draft:
    """Go on with a copy in this session: against the version it began from, so that what came since shows itself."""
    now: Draft | None = st.session_state.get(_PREFIX + form)
    drawn = 1 + max(found.drawn, now.drawn if now else 0, fresh())
    draft = Draft(dict(found.base), found.version, dict(found.typed), drawn=drawn, entry=found.entry)
    st.session_state[_PREFIX + form] = draft
    return draft
