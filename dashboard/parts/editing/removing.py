"""Taking an entry out, and bringing it back: nothing is ever gone, so nobody is asked whether they are sure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from dashboard.parts.editing import notices, saving
from dashboard.parts.frame import as_it_is
from dashboard.texts import Texts
from entries.contents import Kept


def removal(table: str, entry: Kept, t: Texts, after: Callable[[], None] | None = None) -> None:
    """The button that takes an entry out of every list, for whom may, or brings a removed one back.

    Args:
        table: the register's table.
        entry: the entry.
        t: texts.
        after: called before the page runs anew.
    """
    gone = entry.removed_at is not None
    if not gone and not saving.may_remove(table, entry):
        return
    word, icon = ("bring_back", "restore_from_trash") if gone else ("remove", "delete")
    if not st.button(t(f"editing.{word}"), key=f"{table}/{entry.id}/{word}", icon=f":material/{icon}:"):
        return
    if gone:
        outcome = saving.attempt(table, t, lambda register, actor: register.bring_back(actor, entry.id))
    else:
        outcome = saving.attempt(table, t, lambda register, actor: register.remove(actor, entry.id, entry.version))
    if notices.refused(outcome, t):
        return
    if after:
        after()
    notices.say(t("editing.brought_back" if gone else "editing.removed"), table, outcome.entry)
    st.rerun()


def removed(table: str, entries: Sequence[Kept], named: Callable[[Any], str], t: Texts) -> None:
    """A folded box with what has been removed, each with the way back; nothing where nothing is, or nobody may.

    Args:
        table: the register's table.
        entries: entries, removed ones among them.
        named: what a reader sees of one, as text.
        t: texts.
    """
    gone = sorted((one for one in entries if one.removed_at), key=lambda one: one.changed_at, reverse=True)
    if not gone or not saving.may_write(table):
        return
    with st.expander(t("editing.removed_box", count=len(gone)), icon=":material/delete:", key=f"removed/{table}"):
        for one in gone:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(as_it_is(named(one)), width="stretch")
                removal(table, one, t)
