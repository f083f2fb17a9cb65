"""A page on paper: from the foot of the page to a PDF whose words, tables and page numbers can be read back."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from dashboard import numbers
from tests.e2e.visits import Visit, violations

pytestmark = pytest.mark.browser


def test_a_page_is_printed_with_its_choices_and_its_figures(visit_as: Callable[[str, str], Visit], site: str) -> None:
    visit = visit_as("projector", "dark")
    visit.go("/?denominator=mainland&lang=en")
    page = visit.page
    title = page.locator("h1").inner_text()
    metrics = page.locator("[data-testid=stMetricValue]").all_inner_texts()
    page.get_by_role("link", name="Print view").click()
    page.wait_for_url(re.compile(r"/print/goal\?denominator=mainland&lang=en$"))
    expect(page.locator("h1")).to_have_text(title)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("document.fonts.check('12px \"Source Sans 3\"')")
    assert violations(page) == [] and visit.elsewhere == [] and visit.complaints == []
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    asked = "indicator=gdp_share&denominator=mainland&region=trondheimsregionen"
    rows = page.request.get(f"{site}/api/v1/values.json?{asked}").json()["rows"]
    # a space can be lost or found where words are read back from a PDF
    close = ["".join(one.extract_text().split()) for one in sheets]
    first, everything = close[0], "".join(close)
    assert "".join(title.split()) in first and "MainlandNorway" in first
    assert all("".join(value.split()) in first for value in metrics) and len(metrics) == 4
    for number, one in enumerate(close, 1):
        assert f"{site}/?denominator=mainland&lang=en" in one and f"{number}/{len(sheets)}" in one
    shares = [f"{row['year']}{numbers.percent(row['value'], 'en')}" for row in rows if row["value"] is not None]
    assert len(shares) > 15 and all("".join(one.split()) in everything.replace("○", "") for one in shares)
    # a chart is on the sheet of its heading: its words are text
    for heading, inside in (("Shareagainstshare", "Goalyear2020"), ("Thedistancetothegoal", "astheplansays")):
        assert any(heading in one and inside in one for one in close), heading


#: A4 without its margins, in CSS pixels; eight points, in the same.
PAPER, EIGHT_POINTS = 680, 8 * 96 / 72
#: How large every word of a chart is on the sheet, in CSS pixels.
LETTERS = """() => [...document.querySelectorAll('figure svg')].flatMap(svg => {
  const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
  return [...svg.querySelectorAll('text')].map(text => scale * parseFloat(getComputedStyle(text).fontSize));
})"""


def test_the_words_of_a_chart_can_be_read_on_paper(visit: Visit, site: str) -> None:
    """Small charts side by side are made smaller with their words."""
    visit.page.set_viewport_size({"width": PAPER, "height": 960})
    visit.page.emulate_media(media="print")
    visit.page.goto(f"{site}/print/sub-goal?lang=en")
    assert visit.page.locator(".grid figure").count() > 5
    assert min(visit.page.evaluate(LETTERS)) >= EIGHT_POINTS
    visit.page.goto(f"{site}/print/explore?kind=scatter")
    assert min(visit.page.evaluate(LETTERS)) >= EIGHT_POINTS
