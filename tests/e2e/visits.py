"""A visit to the site in a browser: what the page asked for and was sent, what it complained about, and whether it is
whole."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, WebSocket
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.e2e import browser as helpers

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
_MAIN = "document.querySelector('[data-testid=stMain]')"


class Visit:
    """A page with what it asked for, was sent and complained about."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site
        self.elsewhere: list[str] = []
        self.complaints: list[str] = []
        self.sent: list[str] = []
        ours = (site, site.replace("http", "ws", 1), "data:", "blob:")
        page.on("request", lambda r: None if r.url.startswith(ours) else self.elsewhere.append(r.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self._heard(message.type, message.text))
        page.on("websocket", self._listen)

    def _heard(self, kind: str, text: str) -> None:
        # Streamlit looks for its own health route below each page's path before it finds it at the root
        if kind == "error" and "404" not in text:
            self.complaints.append(text)

    def _listen(self, socket: WebSocket) -> None:
        """Note the kind of every element that the page is sent."""

        def note(data: str | bytes) -> None:
            message = ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode())
            if message.delta.HasField("new_element"):
                self.sent.append(str(message.delta.new_element.WhichOneof("type")))

        socket.on("framereceived", note)

    def go(self, path: str) -> None:
        """Open a path of the site and wait until it stands still."""
        helpers.ready(self.page, f"{self.site}{path}")

    def unfold(self) -> None:
        """Open every box at once – a run of the script for each would take minutes –; what is in them is sent then."""
        self.page.evaluate("document.querySelectorAll('details:not([open]) > summary').forEach(box => box.click())")
        self.page.wait_for_timeout(200)
        helpers.settled(self.page)

    def must_be_whole(self) -> None:
        """Nothing failed, nothing from elsewhere, nothing beside the screen, nothing that axe-core finds."""
        assert self.page.locator("[data-testid=stException]").count() == 0
        assert self.page.locator("h1").count() == 1
        assert self.elsewhere == []
        assert self.complaints == []
        assert self.page.evaluate(f"{_MAIN}.scrollWidth <= {_MAIN}.clientWidth"), "wider than the screen"
        assert violations(self.page) == []


def violations(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.1 A and AA, one line for each rule."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]})
    lines = []
    for rule in found.response["violations"]:
        first = rule["nodes"][0]
        lines.append(
            f"{rule['id']} ({rule['impact']}), {len(rule['nodes'])} times: {first['target']} {first['html'][:200]}"
        )
    return lines


def focused(page: Page) -> str:
    """What has the keyboard's attention, in words."""
    return str(page.evaluate("document.activeElement.innerText || document.activeElement.ariaLabel || ''")).strip()


def tab_to(page: Page, words: str, most: int = 60) -> None:
    """Press Tab until something with these words has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        # the page itself can have the focus too, and holds all words
        if words in focused(page) and len(focused(page)) < 60:
            return
    pytest.fail(f"{most} tabs did not reach “{words}”")
