"""In a browser: from a verdict to the goal's chart, from a chart to its file, and a chart alone on another page."""

from __future__ import annotations

import csv
import io
import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import browser as helpers

pytestmark = pytest.mark.browser


def test_a_verdict_takes_the_goals_chart_to_its_choice(page: Page, site: str) -> None:
    helpers.ready(page, f"{site}/estimate?lang=en")
    name = "Mainland Norway without oil services, members of the year"
    row = page.locator("table").first.locator("tr", has_text=name)
    row.get_by_role("link").first.click()
    page.wait_for_url(re.compile(r"/\?denominator=mainland&membership=year.*lang=en"))
    helpers.settled(page)
    expect(page.get_by_role("radio", name="Mainland Norway")).to_be_checked()


def test_the_file_under_a_chart_adds_up_to_what_the_page_says(page: Page, site: str) -> None:
    helpers.ready(page, f"{site}/why?lang=en&year=2020")
    page.get_by_text("Share and download").nth(1).click()
    link = page.get_by_role("link", name="CSV").first
    expect(link).to_be_visible()
    answer = page.request.get(f"{site}{link.get_attribute('href')}")
    rows = list(csv.DictReader(io.StringIO(answer.text())))
    gap = sum(float(row["gap_mnok"]) for row in rows) / 1000
    parts = sum(float(row["structure_mnok"]) + float(row["productivity_mnok"]) for row in rows) / 1000
    assert abs(gap - parts) < 1e-9
    expect(page.locator("body")).to_contain_text(f"NOK\u00a0{abs(gap):.1f}\u00a0billion")


def test_a_chart_alone_may_be_framed_and_keeps_its_choices(page: Page, site: str) -> None:
    address = f"{site}/municipalities?embed=true&chart=map&area=county"
    assert "frame-ancestors *" in page.request.get(address).headers["content-security-policy"]
    page.goto(address)
    page.wait_for_selector("h2")
    helpers.settled(page)
    assert page.locator("[data-testid=stPlotlyChart]").count() == 1
    assert page.locator("h1").count() == 0


def test_a_municipality_is_found_by_typing_its_name(page: Page, site: str) -> None:
    helpers.ready(page, f"{site}/municipalities?lang=en")
    box = page.get_by_role("combobox", name="Find a municipality")
    box.click()
    box.fill("Orkl")
    page.get_by_role("option", name="Orkland").click()
    page.wait_for_url(re.compile("municipality=5059"))
    helpers.settled(page)
    expect(page.get_by_role("heading", name=re.compile(r"^Orkland \d{4}$"))).to_be_visible()
    expect(page.locator("[data-testid=stAlert]", has_text="part of Snillfjord")).to_be_visible()


def test_the_language_switch_keeps_a_pages_own_choice(page: Page, site: str) -> None:
    helpers.ready(page, f"{site}/why?year=2017&to_year=2040")
    page.get_by_role("link", name="English").click()
    page.wait_for_url(re.compile(r"lang=en"))
    helpers.settled(page)
    assert "year=2017" in page.url and "to_year=2040" in page.url
    expect(page.locator("h1")).to_contain_text("in 2017")
