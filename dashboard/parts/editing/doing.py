"""What the address says of whoever is writing: `/action?id=…&do=edit&began=3` – what, and since which version.

The open page keeps its address and its texts when the server ends. By the address the next server knows which texts
those are, and which version of the entry they began from, so that what somebody else has saved meanwhile shows itself.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import streamlit as st

from dashboard import drafts

#: The parameters: what is being written, and what it began from.
DO, BEGAN = "do", "began"


class Began(NamedTuple):
    """Where the texts in a form come from.

    Attributes:
        version: the entry's version when the writer began; 0 for a new one.
        drawn: how often the widgets had begun anew then; see `drafts.Draft`.
    """

    version: int
    drawn: int = 0

    def __str__(self) -> str:
        return f"{self.version}.{self.drawn}" if self.drawn else str(self.version)


def begin(what: str, version: int = 0) -> None:
    """Open a form: the page draws it in its next run.

    Args:
        what: which one; the page knows it by this.
        version: of the entry that is to be changed; 0 for a new one.
    """
    # both at once: every change of the address is a step that the browser's back button takes
    st.query_params.update({DO: what, BEGAN: str(Began(version, drafts.fresh()))})


def leave() -> None:
    """Take the reader out of writing: the address no longer says so."""
    if DO in st.query_params or BEGAN in st.query_params:
        kept = {key: value for key, value in st.query_params.to_dict().items() if key not in (DO, BEGAN)}
        st.query_params.from_dict(kept)


def writing() -> bool:
    """Whether the address is that of an open form."""
    return DO in st.query_params and began() is not None


def began() -> Began | None:
    """What the address says that the form began from; None where it says nothing that could be."""
    found = re.fullmatch(r"(\d{1,9})(?:\.(\d{1,9}))?", st.query_params.get(BEGAN, ""), re.ASCII)
    return Began(int(found[1]), int(found[2] or 0)) if found else None


def note(found: Began) -> None:
    """Let the address say what the form that is drawn began from."""
    if st.query_params.get(BEGAN) != str(found):
        st.query_params[BEGAN] = str(found)
