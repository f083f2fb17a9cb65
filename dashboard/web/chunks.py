"""Which of Streamlit's scripts a page will need, so that the browser fetches them while it starts.

Streamlit asks for the script of an element when the first such element arrives; for a chart these are some megabytes,
fetched and read only when everything before them has been drawn. Named in the page's head, they come beside the rest:
the small ones are made ready at once, the large one is only fetched, since reading it would hold the headline up.
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
#: From this size on a script takes the browser longer to read than the headline can wait.
_LARGE = 1_000_000


def preloads(page: str) -> dict[str, bool]:
    """The scripts to name in a page's head, and whether each is large; none that this Streamlit has not.

    Args:
        page: path of the page.

    Returns:
        Address relative to the server's root → True where the script is to be fetched and no more.
    """
    return _named(_CHARTED + _ALWAYS if page in charted.PAGES else _ALWAYS)


@cache
def _named(elements: tuple[str, ...]) -> dict[str, bool]:
    found: dict[str, None] = {}
    for element in elements:
        for script in sorted(_SCRIPTS.glob(f"{element}.*.js")):
            found[script.name] = None
            with script.open(encoding="utf-8") as text:
                found.update(dict.fromkeys(re.findall(r'from"\./([\w.-]+\.js)"', text.read(_OPENING))))
    index = _already()
    missing = [_SCRIPTS / name for name in found if name not in index and (_SCRIPTS / name).is_file()]
    return {f"./static/js/{script.name}": script.stat().st_size >= _LARGE for script in missing}


@cache
def _already() -> str:
    """Streamlit's own page, which names what it needs itself."""
    return (_SCRIPTS.parents[1] / "index.html").read_text(encoding="utf-8")
