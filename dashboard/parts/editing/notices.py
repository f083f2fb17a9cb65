"""What a page says after something was written, and on which the reader can still change their mind."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from dashboard import entered, signed_in
from dashboard.parts.editing import saving
from dashboard.texts import Texts
from entries.errors import EntriesError

_SAID = "_said"


@dataclass(frozen=True)
class Said:
    """Something that was done, and can be undone.

    Attributes:
        sentence: what was done.
        table, entry: to which entry; empty where there is nothing to undo.
        set_aside: texts the writer chose not to save, by label.
    """

    sentence: str
    table: str = ""
    entry: str = ""
    set_aside: tuple[tuple[str, str], ...] = ()


def say(sentence: str, table: str = "", entry: str = "", set_aside: dict[str, str] | None = None) -> None:
    """Let the next run of any page say it; with a table and an entry, it can be undone from there."""
    st.session_state[_SAID] = Said(sentence, table, entry, tuple((set_aside or {}).items()))


def said(t: Texts) -> None:
    """On top of a page: what was just done, with a button that undoes it. It stays until the next thing is done."""
    one: Said | None = st.session_state.get(_SAID)
    if one is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/check_circle: {one.sentence}", width="stretch")
        if one.entry and signed_in.actor() and st.button(t("editing.undo"), key="undo", icon=":material/undo:"):
            undo(one.table, one.entry, t)
        if st.button(t("editing.close_notice"), key="close-notice", icon=":material/close:"):
            st.session_state.pop(_SAID, None)
            st.rerun()
    if one.set_aside:
        with st.expander(t("editing.set_aside"), icon=":material/inventory_2:"):
            for label, text in one.set_aside:
                st.markdown(f"**{label}**")
                st.code(text, language=None, wrap_lines=True)


def undo(table: str, entry: str, t: Texts) -> None:
    """Take the latest change of an entry back, and say so."""
    try:
        store = entered.store()
        latest = store.register(table).history(entry)[-1]
    except (EntriesError, IndexError):
        trouble(t("trouble.unavailable"))
        return
    outcome = saving.attempt(t, lambda actor: store.register(table).undo(actor, latest.id))
    if outcome.entry is None:
        trouble(outcome.trouble or " ".join(saving.problem_words(problem, (), t) for problem in outcome.problems))
        return
    say(t("editing.undone"))
    st.rerun()


def trouble(sentence: str) -> None:
    """Why something could not be done."""
    st.error(sentence, icon=":material/error:")
