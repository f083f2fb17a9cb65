"""What a page says after something was written, and on which the reader can still change their mind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard import signed_in
from dashboard.parts.editing import saving
from dashboard.parts.editing.saving import Outcome
from dashboard.texts import Texts
from entries.actor import Actor
from entries.contents import Kept
from entries.register import Register

_SAID = "_said"


@dataclass(frozen=True)
class Said:
    """Something that was done, and can be undone.

    Attributes:
        sentence: what was done.
        table, entry, version: to which entry, and the version that came of it; empty where there is nothing to undo.
        set_aside: texts the writer chose not to save, by label.
    """

    sentence: str
    table: str = ""
    entry: str = ""
    version: int = 0
    set_aside: tuple[tuple[str, str], ...] = ()


def say(sentence: str, table: str = "", entry: Kept | None = None, set_aside: Mapping[str, str] | None = None) -> None:
    """Let the next run of any page say it; with a table and the entry as it was written, one can undo it there."""
    written = (entry.id, entry.version) if entry else ("", 0)
    st.session_state[_SAID] = Said(sentence, table, *written, tuple((set_aside or {}).items()))


def said(t: Texts) -> None:
    """On top of a page: what was just done, with a button that undoes it. It stays until the next thing is done."""
    one: Said | None = st.session_state.get(_SAID)
    if one is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/check_circle: {one.sentence}", width="stretch")
        if one.entry and signed_in.actor() and st.button(t("editing.undo"), key="undo", icon=":material/undo:"):
            _undo(one, t)
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
