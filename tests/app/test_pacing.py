"""The first page of a visit is sent in the order in which it is to be seen; nothing else waits."""

from __future__ import annotations

from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.parts import goal, pacing
from tests.app.test_pages import SCRIPT


class Context:
    """What Streamlit tells of the browser."""

    is_embedded = False

    def __init__(self, url: str | None) -> None:
        self.url = url


def waits(monkeypatch: pytest.MonkeyPatch, url: str | None) -> list[float]:
    """Seconds waited on a visit's first page and on the run after it."""
    waited: list[float] = []
    state: dict[str, Any] = {}
    monkeypatch.setattr(pacing.time, "sleep", waited.append)
    monkeypatch.setattr(st, "context", Context(url))
    monkeypatch.setattr(st, "session_state", state)
    for _ in range(2):
        with pacing.page(None):
            pacing.let_draw(pacing.HEADLINE)
            pacing.let_draw(pacing.CHART)
    return waited


def test_a_browser_is_given_time_on_its_first_page_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert waits(monkeypatch, "https://example.org/") == [pacing.HEADLINE, pacing.CHART]


def test_nobody_waits_where_no_browser_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert waits(monkeypatch, None) == []


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Where the menu stood and which charts came, in the order in which they were sent."""
    sent: list[str] = []
    navigation, picture = st.navigation, goal.twin.picture

    def menu(*pages: Any, position: str) -> Any:
        sent.append(position)
        return navigation(*pages, position=position)  # type: ignore[arg-type]

    def chart(shown: Any, *more: Any) -> None:
        sent.append(shown.name)
        picture(shown, *more)

    monkeypatch.setattr(pacing.time, "sleep", lambda _: None)
    monkeypatch.setattr(st, "navigation", menu)
    monkeypatch.setattr(goal.twin, "picture", chart)
    return sent


def opened(monkeypatch: pytest.MonkeyPatch, url: str | None) -> AppTest:
    """The first page of a visit by an address."""
    monkeypatch.setattr(st, "context", Context(url))
    app = AppTest.from_file(SCRIPT, default_timeout=60).run()
    assert not app.exception
    return app


def test_the_menu_comes_after_the_first_page_of_a_visit_and_stays(
    served: str, sent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(monkeypatch, "https://example.org/somewhere/?lang=nb")
    assert sent == ["hidden", "shares", "gap", "top"]
    app.run()
    assert sent[4:] == ["top", "shares", "gap"]
    sent.clear()
    app.switch_page("views/cases.py").run()
    app.switch_page("views/goal.py").run()
    assert sent == ["top", "top", "shares", "gap"]


def test_what_a_reader_clicks_first_is_known_to_the_run_after_it(
    served: str, sent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(monkeypatch, "https://example.org/")
    first = [widget.proto.id for widget in app.button_group]
    again = [widget.proto.id for widget in app.run().button_group]
    assert first and first == again
    assert (sent[0], sent[4]) == ("hidden", "top")  # the menu did come late the first time


@pytest.mark.parametrize(
    "url", [None, "https://example.org/estimate", "https://example.org/somewhere/vintages/?lang=en"]
)
def test_the_menu_comes_first_everywhere_else(
    url: str | None, served: str, sent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(monkeypatch, url)
    assert sent == ["top", "shares", "gap"]


def test_a_page_without_a_chart_has_its_menu_too(
    empty_state: Any, sent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(monkeypatch, "https://example.org/")
    assert sent == ["hidden", "top"]


def test_a_page_that_fails_has_its_menu_too(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr(st, "session_state", {})
    with pytest.raises(ZeroDivisionError), pacing.page(lambda: sent.append("top")):
        raise ZeroDivisionError
    assert sent == ["top"]
