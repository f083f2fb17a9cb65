"""Choosing several things from a long list: what is chosen as words that a click takes away, and a field to add from.

Not `st.multiselect`: its chips are white on the theme's main colour, and in the dark theme no colour is dark enough for
that and light enough for the chosen part of a switch (WCAG 1.4.3).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard.texts import Texts

#: How a choice is written down: it is told all that is chosen now.
Write = Callable[[list[str]], None]


def several(
    widget: str,
    label: str,
    options: Sequence[str],
    chosen: Sequence[str],
    named: Callable[[str], str],
    write: Write,
    t: Texts,
    explained: str = "",
    most: int | None = None,
) -> None:
    """The choice.

    Args:
        widget: key; the words are `<widget>-chosen`, the field is `<widget>-add`.
        label: what is chosen.
        options: everything that can be chosen.
        chosen: what is.
        named: an option in the reader's words.
        write: told what is chosen after a change.
        t: texts.
        explained: help beside the label.
        most: how many can be chosen; None for any number.
    """
    taken, added = f"{widget}-chosen", f"{widget}-add"
    if chosen:
        if st.session_state.get(taken) != [*chosen]:
            st.session_state[taken] = [*chosen]
        st.pills(
            label,
            [*chosen],
            selection_mode="multi",
            format_func=named,
            key=taken,
            wrap=True,
            help=explained or None,
            on_change=lambda: write([one for one in chosen if one in st.session_state[taken]]),
        )
    full = most is not None and len(chosen) >= most
    st.selectbox(
        t("picking.add", what=label) if chosen else label,
        [one for one in options if one not in chosen],
        index=None,
        format_func=named,
        key=added,
        placeholder=t("picking.full", most=most) if full else t("picking.placeholder"),
        disabled=full,
        label_visibility="collapsed" if chosen else "visible",
        help=None if chosen else explained or None,
        on_change=lambda: _add(added, chosen, write),
    )


def _add(widget: str, chosen: Sequence[str], write: Write) -> None:
    picked = st.session_state[widget]
    st.session_state[widget] = None  # the field is there for the next one
    if picked is not None:
        write([*chosen, picked])
