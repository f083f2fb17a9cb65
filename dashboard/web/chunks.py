"""Which of Streamlit's scripts a page will need, so that the browser fetches them while it starts.

Streamlit asks for the script of an element when the first such element arrives; for a chart these are some megabytes,
fetched and read only when everything before them has been drawn. Named in the page's head, they come beside the rest.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import streamlit

from dashboard import charted

_SCRIPTS = Path(streamlit.__file__).parent / "static" / "static" / "js"
#: Elements that (nearly) every page of ours has, and the one that charts are.
_ALWAYS = ("PageLink", "Html")
_CHARTED = ("PlotlyChart", "Metric", "ButtonGroup")
#: A script names those it builds on in its first lines.
_OPENING = 6000


def preloads(page: str) -> tuple[str, ...]:
    """The scripts to name in a page's head, relative to the server's root; none that this Streamlit has not.

    Args:
        page: path of the page.
    """
    return _named(_CHARTED + _ALWAYS if page in charted.PAGES else _ALWAYS)


@cache
def _named(elements: tuple[str, ...]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for element in elements:
        for script in sorted(_SCRIPTS.glob(f"{element}.*.js")):
            found[script.name] = None
            with script.open(encoding="utf-8") as text:
                found.update(dict.fromkeys(re.findall(r'from"\./([\w.-]+\.js)"', text.read(_OPENING))))
    index = _already()
    return tuple(f"./static/js/{name}" for name in found if name not in index)


@cache
def _already() -> str:
    """Streamlit's own page, which names what it needs itself."""
    return (_SCRIPTS.parents[1] / "index.html").read_text(encoding="utf-8")
