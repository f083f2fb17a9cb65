"""What is drawn before anybody asks: every page's first view; nothing once the server goes down."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Event

import pytest

from dashboard import charted, figures, warm
from dashboard.choices import PageView
from dashboard.shown import Shown
from dashboard.texts import LANGUAGES


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """(page, language) of what is drawn; the first page of all has no figures."""
    seen: list[tuple[str, str]] = []

    def view_of(page: str, version: str, parameters: Mapping[str, str]) -> PageView:
        return PageView(lang=parameters["lang"], page=page)

    def charts(page: str, version: str, view: PageView) -> dict[str, Shown]:
        seen.append((page, view.lang))
        if page == charted.PAGES[0]:
            raise figures.NoFigures("none")
        return {}

    monkeypatch.setattr(charted, "view_of", view_of)
    monkeypatch.setattr(charted, "charts", charts)
    return seen


def test_every_page_in_every_language_also_after_one_without_figures(served: str, drawn: list[tuple[str, str]]) -> None:
    warm.the_rest(Event())
    assert set(drawn) == {(page, lang) for page in charted.PAGES for lang in LANGUAGES}


def test_nothing_more_when_the_server_goes_down(served: str, drawn: list[tuple[str, str]]) -> None:
    stop = Event()
    stop.set()
    warm.the_rest(stop)
    assert not drawn
