"""What a page says after something was written or put away, and on which the reader can still change their mind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import streamlit as st

from dashboard import drafts, entered, signed_in
from dashboard.drafts import Draft
from dashboard.pages import PAGES
from dashboard.parts.editing import saving
from dashboard.parts.editing.doing import DO
from dashboard.parts.editing.saving import Outcome
from dashboard.texts import Texts
from entries.actor import Actor
from entries.contents import Kept
from entries.errors import EntriesError
from entries.register import Register

_SAID, _FLASH = "_said", "_flash"


@dataclass(frozen=True)
class Said:
    """Something that was done, and can be undone.

    Attributes:
        sentence: what was done.
        table, entry, version: to which entry, and the version that came of it; empty where there is nothing to undo, or
            whoever did it may not.
        set_aside: texts the writer chose not to save, by label.
        away: a text that was put away unsaved: the form's name, the text, and the address of its page.
        doing: what the reader was writing when it was said; whoever has begun something else is past it.
    """

    sentence: str
    table: str = ""
    entry: str = ""
    version: int = 0
    set_aside: tuple[tuple[str, str], ...] = ()
    away: tuple[str, Draft, str] | None = None
    doing: str = ""


def say(sentence: str, table: str = "", entry: Kept | None = None, set_aside: Mapping[str, str] | None = None) -> None:
    """Let the next run of any page say it; with a table and the entry as it was written, one can undo it there."""
    written = (entry.id, entry.version) if entry and _may_undo(table, entry) else ("", 0)
    aside, doing = tuple((set_aside or {}).items()), st.query_params.get(DO, "")
    st.session_state[_SAID] = Said(sentence, table, *written, aside, doing=doing)
    flash(sentence)


def _may_undo(table: str, entry: Kept) -> bool:
    """Whether the reader could take back what was just written: a contact cannot, for one, what the council adopted."""
    actor = signed_in.actor()
    try:
        return actor is not None and entered.store().register(table).may_undo(actor, entry)
    except EntriesError:
        return True  # nobody can tell now; the store says it when it is tried


def put_away(form: str, draft: Draft, where: str, t: Texts) -> None:
    """Let the next run say that a text was put away unsaved; one can go on with it from there."""
    doing = st.query_params.get(DO, "")
    st.session_state[_SAID] = Said(t("editing.put_away"), away=(form, draft, where), doing=doing)
    flash(t("editing.put_away"))


def flash(sentence: str) -> None:
    """Let the next run say something wherever on the page the reader is.

    A save makes a long form go: what is said on top of the page alone, its writer does not see.
    """
    st.session_state[_FLASH] = sentence


def said(t: Texts) -> None:
    """On top of a page: what was just done, with a button that undoes it. It stays until the next thing is done."""
    if sentence := st.session_state.pop(_FLASH, ""):
        st.toast(sentence, icon=":material/info:", duration=6)
    one: Said | None = st.session_state.get(_SAID)
    if one is None:
        return
    if st.query_params.get(DO, "") not in ("", one.doing):
        st.session_state.pop(_SAID)  # «Saved» above a text that is not saved would be wrong
        return
    # announced by screen readers, as a plain text is not; the corner's message covers none of the buttons beneath
    if one.away:
        st.info(one.sentence, icon=":material/edit_note:")
    else:
        st.success(one.sentence, icon=":material/check_circle:")
    with st.container(horizontal=True):
        if one.entry and signed_in.actor() and st.button(t("editing.undo"), key="undo", icon=":material/undo:"):
            _undo(one, t)
        if one.away and st.button(t("editing.take_back"), key="take-back", icon=":material/restore_page:"):
            _take_back(*one.away)
        if st.button(t("editing.close_notice"), key="close-notice", icon=":material/close:"):
            st.session_state.pop(_SAID, None)
            st.rerun()
    if one.set_aside:
        with st.expander(t("editing.set_aside"), icon=":material/inventory_2:"):
            for label, text in one.set_aside:
                st.markdown(f"**{label}**")
                st.code(text, language=None, wrap_lines=True)


def _undo(one: Said, t: Texts) -> None:
    """Take back what was said to be done; what somebody else has done since is left alone, and that is said."""

    def undo(register: Register[Any, Any], actor: Actor) -> Kept:
        made = (change.id for change in register.history(one.entry) if change.version == one.version)
        return register.undo(actor, next(made, 0))  # no change has the number 0, and the store says so

    if not refused(saving.attempt(one.table, t, undo), t):
        say(t("editing.undone"))
        st.rerun()


def _take_back(form: str, draft: Draft, where: str) -> None:
    """Go on with a text that was put away, on its own page."""
    drafts.take_up(form, draft)
    st.session_state.pop(_SAID, None)
    path, _, query = where.partition("?")
    asked = dict(parse_qsl(query))
    if path != st.session_state.get("_page", ""):
        st.switch_page(f"views/{PAGES[path].script.name}", query_params=asked)
    st.query_params.update(asked)
    st.rerun()


def refused(outcome: Outcome, t: Texts) -> bool:
    """Whether nothing was written; then it says why, where no form has fields to say it beside."""
    if outcome.entry is not None:
        return False
    words = [saving.problem_words(problem, (), t) for problem in outcome.problems]
    trouble(outcome.trouble or " ".join(words) or t("trouble.conflict"))
    return True


def trouble(sentence: str) -> None:
    """Why something could not be done."""
    st.error(sentence, icon=":material/error:")
