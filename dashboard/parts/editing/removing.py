"""Taking an entry out, and bringing it back: nothing is ever gone, so nobody is asked whether they are sure."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard.parts.editing import notices, saving
from dashboard.texts import Texts
from entries.contents import Kept


def removal(table: str, entry: Kept, t: Texts, after: Callable[[], None] | None = None) -> None:
    """The button that takes an entry out of every list, or brings a removed one back.

    Args:
        table: the register's table.
        entry: the entry.
        t: texts.
        after: called before the page runs anew.
    """
    gone = entry.removed_at is not None
    word, icon = ("bring_back", "restore_from_trash") if gone else ("remove", "delete")
    if not st.button(t(f"editing.{word}"), key=f"{table}/{entry.id}/{word}", icon=f":material/{icon}:"):
        return
    if gone:
        outcome = saving.attempt(table, t, lambda register, actor: register.bring_back(actor, entry.id))
    else:
        outcome = saving.attempt(table, t, lambda register, actor: register.remove(actor, entry.id, entry.version))
    if notices.refused(outcome, t):
        return
    notices.say(t("editing.brought_back" if gone else "editing.removed"), table, outcome.entry)
    if after:
        after()
    st.rerun()
