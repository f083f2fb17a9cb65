"""The documentation's figures are those of the warehouse."""

from __future__ import annotations

import pytest

from tools.update_docs import BLOCK, FIGURES, language, pages, rewritten


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_the_figures_on_the_page_are_those_of_the_warehouse(store, page):
    """Where this fails: python -m tools.update_docs"""
    text = page.read_text(encoding="utf-8")
    assert rewritten(text, store, language(page)) == text


def test_every_block_of_figures_is_used(store):
    used = {found[2] for page in pages() for found in BLOCK.finditer(page.read_text(encoding="utf-8"))}
    assert used == set(FIGURES)


def test_a_block_with_an_unknown_name_is_refused(store):
    with pytest.raises(ValueError, match="no figures “nonsense”"):
        rewritten("<!-- figures: nonsense -->\n<!-- /figures -->", store, "en")


def test_figures_are_written_in_the_language_of_the_page(store):
    asked = "<!-- figures: backtest -->\n<!-- /figures -->"
    assert [language(page) for page in pages() if page.name in ("metode.md", "method.md")] == ["en", "nb"]
    nb, en = (rewritten(asked, store, lang) for lang in ("nb", "en"))
    assert "| jobber etter næring | sentrum | 82 | 2,6 | −2,0 | −5,6 til +2,3 |" in nb
    assert "| jobs by industry | centre | 82 | 2.6 | −2.0 | −5.6 to +2.3 |" in en
