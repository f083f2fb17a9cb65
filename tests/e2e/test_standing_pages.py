"""The pages about sub-goals and indicators in a browser: views that the plain addresses of the pages do not show."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from pipelines.plan import plan
from tests.e2e import browser as helpers
from tests.e2e.visits import Visit

pytestmark = pytest.mark.browser
#: A sub-goal with many charts, one with indicators that wait, figures with choices, and an indicator without any.
VIEWS = (
    "/sub-goal?sub_goal=attractive_city_region",
    "/sub-goal?sub_goal=business_friendly_politics&lang=en",
    "/indicator?indicator=gdp_index",
    "/indicator?indicator=eu_research_funding&lang=en",
)


@pytest.mark.parametrize("size", helpers.SIZES if helpers.EVERY else ["phone"])
@pytest.mark.parametrize("path", VIEWS)
def test_a_view_is_whole_and_accessible_with_everything_unfolded(
    visit_as: Callable[[str, str], Visit], path: str, size: str
) -> None:
    visit = visit_as(size, "dark" if size == "phone" else "light")
    visit.go(path)
    name = re.sub(r"\W+", "-", path).strip("-")
    helpers.screenshot(visit.page, f"{name}-{size}")
    visit.unfold()
    visit.must_be_whole()


def test_all_sub_goals_are_seen_at_once_on_a_projector(visit: Visit) -> None:
    visit.go("/sub-goals")
    height = visit.page.viewport_size["height"]  # type: ignore[index]
    for goal in plan().sub_goal:
        card = visit.page.get_by_text(goal.short.nb, exact=True).first
        expect(card).to_be_visible()
    marks = visit.page.locator("[role=img][aria-label]")
    assert marks.count() == len(plan().sub_goal)
    for place in range(marks.count()):
        box = marks.nth(place).bounding_box()
        assert box is not None and box["y"] + box["height"] < height


def test_from_a_sub_goal_to_its_indicator_and_its_file(visit: Visit) -> None:
    visit.go("/sub-goals")
    page = visit.page
    page.get_by_text("Mest attraktive storbyregion", exact=True).first.click()
    page.wait_for_url(re.compile("sub_goal=attractive_city_region"))
    expect(page.locator("h1")).to_have_text("Mest attraktive storbyregion")
    helpers.settled(page)
    page.get_by_text("Andel i alderen 25–34 år", exact=True).first.click()
    page.wait_for_url(re.compile("indicator=young_adults"))
    expect(page.locator("h1")).to_have_text("Andel i alderen 25–34 år")
    helpers.settled(page)
    page.get_by_text("Del og last ned").first.click()
    link = page.get_by_role("link", name="CSV").first
    expect(link).to_be_visible()
    answer = page.request.get(f"{visit.site}{link.get_attribute('href')}")
    rows = list(csv.DictReader(io.StringIO(answer.text())))
    assert {row["indicator"] for row in rows} == {"young_adults"}
    assert {"trondheimsregionen", "norway"} <= {row["region"] for row in rows}


def test_an_indicator_is_found_by_a_word_of_its_definition(visit: Visit) -> None:
    visit.go("/indicator")
    page = visit.page
    page.get_by_role("combobox").first.click()
    page.keyboard.type("utdanning eller")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("indicator="))
    helpers.settled(page)
    assert visit.complaints == []
