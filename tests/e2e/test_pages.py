"""Every page, in both languages, both themes and on both screens: whole, accessible, and alone on the network."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from dashboard.pages import PAGES
from tests.e2e import browser as helpers
from tests.e2e.visits import Visit, tab_to

pytestmark = pytest.mark.browser

#: Every language, every theme and every screen once for each page: two of eight combinations, ten seconds each.
PAIRS = [("nb", "light", "projector"), ("en", "dark", "phone")]
ALL = [(lang, theme, size) for lang in ("nb", "en") for theme in ("light", "dark") for size in helpers.SIZES]


@pytest.mark.parametrize(("lang", "theme", "size"), ALL if helpers.EVERY else PAIRS)
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_whole_accessible_and_alone(
    visit_as: Callable[[str, str], Visit], path: str, lang: str, theme: str, size: str
) -> None:
    visit = visit_as(size, theme)
    visit.go(f"/{path}{'?lang=en' if lang == 'en' else ''}")
    helpers.screenshot(visit.page, f"{PAGES[path].key}-{lang}-{theme}-{size}")
    assert visit.page.evaluate("document.documentElement.lang") == lang
    assert visit.page.title().endswith("Målbarometeret")
    # what has no room in the menu is folded away by Streamlit, under a word that is English
    assert visit.page.get_by_test_id("stTopNavSection").count() == 0
    visit.unfold()
    visit.must_be_whole()


def test_the_whole_way_with_the_keyboard_alone(visit: Visit) -> None:
    visit.go("/")
    page = visit.page
    headline = page.locator("h1").inner_text()
    tab_to(page, "English")
    tab_to(page, "Alle fylkene")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"denominator=mainland"))
    expect(page.locator("h1")).not_to_have_text(headline)
    tab_to(page, "Vis som tabell")
    page.keyboard.press("Enter")
    expect(page.locator("table").first).to_be_visible()
    helpers.settled(page)
    tab_to(page, "Del og last ned")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="CSV").first).to_be_visible()


def test_the_language_switch_changes_the_page_and_keeps_the_view(visit: Visit) -> None:
    visit.go("/?denominator=mainland&prices=fixed")
    visit.page.get_by_role("link", name="English").click()
    visit.page.wait_for_url(re.compile(r"lang=en"))
    helpers.settled(visit.page)
    expect(visit.page.locator("h1")).to_contain_text("of value added")
    assert visit.page.evaluate("document.documentElement.lang") == "en"
    assert "denominator=mainland" in visit.page.url and "prices=fixed" in visit.page.url


def test_going_to_another_page_and_back_keeps_language_and_choices(visit: Visit) -> None:
    visit.go("/?lang=en&denominator=mainland")
    page = visit.page
    page.get_by_role("link", name="Data", exact=True).click()
    expect(page.locator("h1")).to_have_text("The data behind the figures")
    page.wait_for_url(re.compile(r"/data\?.*lang=en"))
    page.get_by_role("link", name="The goal", exact=True).click()
    expect(page.locator("h1")).to_contain_text("of value added")
    page.wait_for_url(re.compile(r"denominator=mainland"))
    helpers.settled(page)
    expect(page.get_by_role("radio", name="Mainland Norway")).to_be_checked()


def test_back_and_forward_follow_the_choices(visit: Visit) -> None:
    visit.go("/")
    page = visit.page
    headline = page.locator("h1").inner_text()
    page.get_by_text("Med sokkelen", exact=True).click()
    page.wait_for_url(re.compile("with_shelf"))
    expect(page.locator("h1")).not_to_have_text(headline)
    page.go_back()
    expect(page.locator("h1")).to_have_text(headline)
    helpers.settled(page)
    expect(page.get_by_role("radio", name="Alle fylkene")).to_be_checked()


def test_nonsense_in_the_address_is_named_and_harmless(visit: Visit) -> None:
    visit.go("/?denominator=<script>alert(1)</script>&prices=`x`&lang=xx")
    said = " ".join(visit.page.locator("[data-testid=stAlert]").all_inner_texts())
    assert all(parameter in said for parameter in ("denominator", "prices", "lang"))
    assert visit.complaints == []
    expect(visit.page.locator("h1")).to_contain_text("av verdiskapingen")


def test_an_embedded_chart_is_that_chart_alone_and_may_be_framed(visit: Visit) -> None:
    visit.go("/")
    answer = visit.page.request.get(f"{visit.site}/?embed=true&chart=gap")
    assert "frame-ancestors *" in answer.headers["content-security-policy"]
    assert "x-frame-options" not in answer.headers
    visit.page.goto(f"{visit.site}/?embed=true&chart=gap")
    visit.page.wait_for_selector("h2")
    helpers.settled(visit.page)
    assert visit.page.locator("[data-testid=stPlotlyChart]").count() == 1
    assert visit.page.locator("h1").count() == 0


def test_the_file_under_the_chart_holds_the_numbers_of_its_table(visit: Visit) -> None:
    visit.go("/?denominator=mainland")
    page = visit.page
    assert "plotly_chart" in visit.sent
    visit.sent.clear()
    page.get_by_text("Vis som tabell").first.click()
    expect(page.locator("table").first).to_be_visible()
    helpers.settled(page)  # what stands below moves while the table unfolds
    page.get_by_text("Del og last ned").first.click()
    link = page.get_by_role("link", name="CSV").first
    expect(link).to_be_visible()
    assert "table" in visit.sent and "plotly_chart" not in visit.sent, "nothing but the box is drawn anew"
    answer = page.request.get(f"{visit.site}{link.get_attribute('href')}")
    rows = list(csv.DictReader(io.StringIO(answer.text())))
    shares = {row["year"]: float(row["value"]) for row in rows if row["indicator"] == "gdp_share"}
    table = page.locator("table").first
    for line in table.locator("tbody tr").all():
        year, share = line.locator("td, th").all_inner_texts()[:2]
        assert share == f"{shares[year.split()[0]]:.2f}\u00a0%".replace(".", ",")
    assert table.locator("tbody tr").count() == len(shares)


def test_a_page_that_does_not_exist_says_so_in_both_languages(visit: Visit) -> None:
    answer = visit.page.request.get(f"{visit.site}/nowhere")
    assert answer.status == 404
    assert "finnes ikke" in answer.text() and "no such page" in answer.text()
