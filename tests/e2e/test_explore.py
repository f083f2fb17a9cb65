"""Exploring and searching in a browser: every form with all unfolded."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e import browser as helpers
from tests.e2e.visits import Visit, tab_to

pytestmark = pytest.mark.browser
MANY = ",".join(["5001", "0301", "1103", "4601", "5501", *(str(code) for code in range(5020, 5042))])
VIEWS = {
    "line": "/explore?indicator=young_adults&base=2010&also=county",
    "crowd": f"/explore?indicator=young_adults&region={MANY}&lang=en",
    "bar": "/explore?kind=bar&indicator=young_adults&also=country",
    "scatter": "/explore?kind=scatter&indicator=net_migration,young_adults&also=country&lang=en",
    "path": "/explore?kind=scatter&indicator=gdp_index,young_adults&points=path",
    "slope": "/explore?kind=slope&indicator=young_adults",
    "map": "/explore?kind=map&indicator=young_adults&lang=en",
    "table": "/explore?kind=table&indicator=gdp_gap,young_adults&region=trondheimsregionen,5020,norway",
    "found": "/search?q=innflytting",
    "nothing": "/search?q=innflyttnig&lang=en",
}


@pytest.mark.parametrize("size", helpers.SIZES if helpers.EVERY else ["phone"])
@pytest.mark.parametrize("name", VIEWS)
def test_a_view_is_whole_and_accessible_with_everything_unfolded(
    visit_as: Callable[[str, str], Visit], name: str, size: str
) -> None:
    dark = (size == "phone") != (name in ("crowd", "bar", "path", "map", "found"))
    visit = visit_as(size, "dark" if dark else "light")
    visit.go(VIEWS[name])
    helpers.screenshot(visit.page, f"explore-{name}-{size}")
    visit.unfold()
    visit.must_be_whole()


def test_the_search_works_with_the_keyboard_alone(visit: Visit) -> None:
    visit.go("/search")
    page = visit.page
    page.get_by_role("textbox").first.focus()
    page.keyboard.type("basisverdi")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q=basisverdi"))
    helpers.settled(page)
    expect(page.get_by_role("heading", name=re.compile("Ord og definisjoner"))).to_be_visible()
    visit.go("/search?q=malvik")
    tab_to(page, "Malvik")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/municipalities.*municipality=5031"))


def test_choosing_a_form_and_going_back_follows_the_address(visit: Visit) -> None:
    visit.go("/explore?indicator=young_adults")
    page = visit.page
    page.get_by_role("radio", name="Stolper").click()
    page.wait_for_url(re.compile("kind=bar"))
    helpers.settled(page)
    expect(page.locator("h2").first).to_contain_text("prosent, 20")
    page.go_back()
    page.wait_for_url(re.compile(r"explore\?indicator=young_adults$"))
    helpers.settled(page)
    expect(page.get_by_role("radio", name="Linjer")).to_be_checked()


def test_a_huge_set_and_script_in_the_address_are_told_and_harmless(visit: Visit) -> None:
    many = ",".join(f"x{number}" for number in range(500))
    visit.go(f"/explore?region=norway,{many}&indicator=<script>alert(1)</script>&kind=`x`")
    said = " ".join(visit.page.locator("[data-testid=stAlert]").all_inner_texts())
    assert "501 områder" in said and "alert(1)" in said and "kind" in said
    assert visit.page.locator("[data-testid=stPlotlyChart]").count() == 1
    assert visit.complaints == []
