"""Views that are no page of their own – high contrast, a search that finds nothing, the page about the data routes –
hold WCAG 2.1 AA like the pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.e2e.visits import Visit, violations

pytestmark = pytest.mark.browser


#: Theme → views of ours in that theme, and the language of the page about the routes.
SEEN = {
    "light": (("/?contrast=high", "/search?q=qqqqqq"), "nb"),
    "dark": (("/indicator?contrast=high&lang=en",), "en"),
}


@pytest.mark.parametrize("theme", SEEN)
def test_high_contrast_an_empty_search_and_the_page_of_the_routes_are_accessible(
    visit_as: Callable[[str, str], Visit], site: str, theme: str
) -> None:
    visit, (paths, lang) = visit_as("projector", theme), SEEN[theme]
    for path in paths:
        visit.go(path)
        assert violations(visit.page) == [], path
    visit.page.goto(f"{site}/api/v1?lang={lang}")
    assert visit.page.locator("h1").count() == 1
    assert visit.page.evaluate("document.documentElement.lang") == lang
    assert violations(visit.page) == []
    assert visit.elsewhere == [] and visit.complaints == []
