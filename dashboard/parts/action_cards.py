"""Actions as cards: on the board, and on a sub-goal's page beside its indicators."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import entered, entry_words
from dashboard.parts import editing
from dashboard.parts.frame import as_it_is
from dashboard.texts import Texts
from entries.contents import Action

PAGE, BOARD = "views/action.py", "views/actions.py"
#: Letters of a title on a card.
_LONGEST = 44
_ORDER = ("under_way", "planned", "delivered", "stopped", "unknown")


def cards(actions: Sequence[Action], place: str, t: Texts) -> None:
    """A card for each action: title, status, owner and period; those with the same status stand together.

    Args:
        actions: which.
        place: a name of the place on the page: an action that serves two sub-goals has two cards.
        t: texts.
    """
    with st.grid(2, min_column_width=300, gap="small"):
        for action in sorted(actions, key=lambda one: _ORDER.index(one.status.value)):
            with st.container(border=True, gap="xxsmall", key=f"card-{place}-{action.id}"):
                cut = to_action(action)
                owner = as_it_is(action.owner) if action.owner else t("action.owner_unknown")
                words = (
                    *([as_it_is(action.title)] if cut else []),
                    entry_words.status(action.status.value, t),
                    f"{owner} · {as_it_is(entry_words.period(action, t))}",
                )
                st.markdown("  \n".join(words))


def to_action(action: Action) -> bool:
    """A link to an action's own page. A link stands on one line, on a phone too: a long title is cut, and this said."""
    short = action.title if len(action.title) <= _LONGEST else f"{action.title[: _LONGEST - 1].rstrip()}…"
    st.page_link(PAGE, label=f"**{as_it_is(short)}**", query_params={"id": action.id})
    return short != action.title


def beside(sub_goal: str, t: Texts) -> None:
    """The actions of a sub-goal, on its page beside the indicators."""
    st.header(t("action.beside_title"), anchor=False)
    st.caption(t("action.beside"))
    with editing.reading(t):
        found = [action for action in entered.store().actions.find() if sub_goal in action.sub_goals]
        if found:
            cards(found, "beside", t)
        else:
            st.markdown(t("action.none_for_sub_goal"))
    st.page_link(BOARD, label=t("action.all"), icon=":material/view_kanban:")
