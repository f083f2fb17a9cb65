"""The scripts that a page's head names exist, and are the ones its elements need."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit

from dashboard import charted
from dashboard.pages import PAGES
from dashboard.web import chunks, head

STATIC = Path(streamlit.__file__).parent / "static"


@pytest.mark.parametrize("page", PAGES)
def test_every_script_named_is_there(page: str) -> None:
    named = chunks.preloads(page)
    assert named and all((STATIC / name).is_file() for name in named)
    charts = [name for name in named if "/PlotlyChart." in name]
    assert bool(charts) == (page in charted.PAGES), "the chart's script is for pages with charts"
    assert [name for name, large in named.items() if large] == charts, "only that one is too large to be read at once"


def test_the_head_names_each_once() -> None:
    html = head.render("", "nb", "http://testserver/")
    for name in chunks.preloads(""):
        assert html.count(name) == 1, f"{name} is fetched by Streamlit's own page already"


def test_a_streamlit_that_calls_them_otherwise_names_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "static" / "js").mkdir(parents=True)
    (tmp_path / "index.html").write_text("<head></head>", encoding="utf-8")
    monkeypatch.setattr(chunks, "_SCRIPTS", tmp_path / "static" / "js")
    chunks._named.cache_clear()
    chunks._already.cache_clear()
    try:
        assert chunks.preloads("") == {}
    finally:
        chunks._named.cache_clear()
        chunks._already.cache_clear()
