"""Running the pages: a page's script as in a reader's session, and the elements that it puts on the screen."""

from __future__ import annotations

from typing import Any

from streamlit.logger import get_logger
from streamlit.testing.v1 import AppTest

from dashboard.edition.places import Place
from dashboard.pages import PAGES
from dashboard.parts.frame import EDITION, PRINTED, WHOLE
from dashboard.texts import DEFAULT
from pipelines import paths

MAIN = paths.ROOT / "dashboard" / "main.py"
__all__ = ["EDITION", "MAIN", "PRINTED", "PageFailed", "Session"]
#: Seconds that a page may take; a busy machine is slow, not wrong.
PATIENCE_S = 120


class PageFailed(Exception):
    """A page could not be drawn, or holds something that cannot be written; the sentence names it."""


class Session:
    """A reader's session in one language: Streamlit's own headless runner, with every folded box open.

    It takes the place of the server in its process for the time of a run: a process that serves readers cannot use it.
    """

    def __init__(self, lang: str, medium: str = EDITION) -> None:
        """Begin a session.

        Args:
            lang: the language.
            medium: `EDITION` or `PRINTED`: what is read on another day, or what holds on the day it is made.
        """
        get_logger("streamlit.runtime.scriptrunner_utils.script_run_context").setLevel("ERROR")
        self._app = AppTest.from_file(str(MAIN), default_timeout=PATIENCE_S)
        self._app.session_state[WHOLE] = medium
        if lang != DEFAULT:
            self._app.query_params["lang"] = lang
        self._app.run()

    def open(self, place: Place, **more: str) -> Any:
        """The elements of a page.

        Args:
            place: the address.
            more: further parameters.

        Returns:
            The root of the elements in the page's body (a block of `streamlit.testing`).

        Raises:
            PageFailed: the page ended in an error.
        """
        script = PAGES[place.page].script
        self._app.switch_page(str(script.relative_to(MAIN.parent)))
        for key in list(self._app.query_params):
            del self._app.query_params[key]
        for key, value in (place.parameters | more).items():
            self._app.query_params[key] = value
        self._app.run()
        if self._app.exception:
            raise PageFailed(f"The page {place.file} ended in an error: {self._app.exception[0].message}")
        return self._app.main
