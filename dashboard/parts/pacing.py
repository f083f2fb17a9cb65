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

from dashboard.parts import turns

#: Seconds that a browser needs to begin drawing a headline, and a first chart; measured in docs/performance.md.
HEADLINE, CHART = 0.04, 0.25
_SEEN = "pacing-seen"


def first() -> bool:
    """Whether a browser draws the first page of a visit, with nothing on its screen yet.

    Nobody waits where no browser asks (tests, static edition, print), and not when a choice is made on the page or
    another one is opened: what is drawn then is there already.
    """
    return bool(st.context.url) and not st.session_state.get(_SEEN)


def let_draw(seconds: float) -> None:
    """Wait, on the first page of a reader's visit, while the browser draws what it has been sent."""
    if first():
        with turns.PAGES.aside():
            time.sleep(seconds)


@contextmanager
def page(late_menu: Callable[[], Any] | None) -> Iterator[None]:
    """While a page is sent. However that ends, the menu comes after it where it has not come before, and no later page
    waits.

    Not in the middle of the page: whatever came after it there would have other names in the next run than in this one,
    and a reader's first click would be lost.

    Args:
        late_menu: sends the menu, whose links take a browser as long as the headline does; None where it is there.
    """
    try:
        yield
    finally:
        st.session_state[_SEEN] = True
        if late_menu is not None:
            late_menu()
