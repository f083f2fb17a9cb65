"""The first page of a visit is sent in the order in which it is to be seen; nothing else waits."""

from __future__ import annotations

from typing import Any

import pytest
import streamlit as st

from dashboard.parts import pacing


class Context:
    """What Streamlit tells of the browser."""

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
        pacing.let_draw(pacing.HEADLINE)
        pacing.let_draw(pacing.CHART)
        pacing.all_sent()
    return waited


def test_a_browser_is_given_time_on_its_first_page_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert waits(monkeypatch, "https://example.org/") == [pacing.HEADLINE, pacing.CHART]


def test_nobody_waits_where_no_browser_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert waits(monkeypatch, None) == []
