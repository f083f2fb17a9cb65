"""A box that is filled when a reader opens it: most never do, and nothing else of the page is drawn anew for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard.parts import frame, opening


def box(title: str, icon: str, key: str, fill: Callable[[], object], *, written: bool = True) -> None:
    """The box, folded.

    Opening it runs `fill` alone, with what it knew when the page was drawn: it may write in the box and nowhere else,
    and reads nothing that a switch elsewhere on the page may have changed since.

    Args:
        title: what is in it.
        icon: the sign before the title.
        key: its name on the page.
        fill: writes what is in it.
        written: whether it is filled where the page is written down once and nobody can open it.
    """
    if frame.whole():
        with _expander(title, icon, key):
            if written:
                fill()
        return
    _alone(title, icon, key, fill, opening.known())


def _expander(title: str, icon: str, key: str) -> Any:
    return st.expander(title, icon=icon, key=key, on_change="rerun")


@st.fragment
def _alone(title: str, icon: str, key: str, fill: Callable[[], object], version: str | None) -> None:
    """A part of the page with a run of its own."""
    opened = _expander(title, icon, key)
    if not opened.open:
        return
    if opening.known() != version:
        st.rerun()  # another version is served than the page shows: all of it is drawn anew, not a part of it
    with opened:
        fill()
