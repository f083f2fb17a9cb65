"""In which order a browser draws a page: what a reader came for first, the rest when that can be seen.

Streamlit's browser side draws in one breath whatever has come by then. A page that is sent all at once is therefore
drawn all at once, and its headline waits for what stands far below it.
"""

from __future__ import annotations

import time

import streamlit as st

#: Seconds that a browser needs to begin drawing a headline, and a first chart; measured in docs/performance.md.
HEADLINE, CHART = 0.04, 0.25
_SEEN = "pacing-seen"


def let_draw(seconds: float) -> None:
    """Wait, on the first page of a reader's visit, while the browser draws what it has been sent.

    Nobody waits where no browser asks (tests, static edition, print), and not when a choice is made on the page:
    what is drawn then is there already.
    """
    if st.context.url and not st.session_state.get(_SEEN):
        time.sleep(seconds)


def all_sent() -> None:
    """The first page has been sent whole: from now on nothing waits."""
    st.session_state[_SEEN] = True
