"""In which order a browser draws a page: what a reader came for first, the rest when that can be seen.

Streamlit's browser side draws in one breath whatever has come by then. A page that is sent all at once is therefore
drawn all at once, and its headline waits for what stands far below it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st

#: Seconds that a browser needs to begin drawing a headline, and a first chart; measured in docs/performance.md.
HEADLINE, CHART = 0.04, 0.25
_SEEN, _MENU = "pacing-seen", "pacing-menu"


def first() -> bool:
    """Whether a browser draws the first page of a visit, with nothing on its screen yet.

    Nobody waits where no browser asks (tests, static edition, print), and not when a choice is made on the page or
    another one is opened: what is drawn then is there already.
    """
    return bool(st.context.url) and not st.session_state.get(_SEEN)


def let_draw(seconds: float) -> None:
    """Wait, on the first page of a reader's visit, while the browser draws what it has been sent."""
    if first():
        time.sleep(seconds)


@contextmanager
def page(late_menu: Callable[[], Any] | None) -> Iterator[None]:
    """While a page is sent. However that ends, the menu has been sent with it, and no later page waits.

    Args:
        late_menu: sends the menu, where that was left to the page; None where it is there already.
    """
    st.session_state[_MENU] = late_menu
    try:
        yield
    finally:
        menu()
        st.session_state[_SEEN] = True


def menu() -> None:
    """Send the menu if it was left to the page: its links take a browser as long as the headline does."""
    send = st.session_state.get(_MENU)
    if send is not None:
        st.session_state[_MENU] = None
        send()
