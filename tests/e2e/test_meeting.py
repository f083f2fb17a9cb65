"""The secretary's way: the date of the last meeting, slides and PDF, the council's template, the projector."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Download, Page, expect
from pptx import Presentation

from tests.e2e import browser as helpers
from tests.e2e.visits import violations

pytestmark = pytest.mark.browser


def content(download: Download) -> bytes:
    return Path(download.path()).read_bytes()


def test_the_date_goes_into_the_address_and_into_the_links(page: Page, site: str) -> None:
    helpers.ready(page, f"{site}/meeting?since=2023-06-01")
    expect(page.get_by_role("link", name="Vis på storskjerm")).to_have_attribute("href", re.compile("since=2023-06-01"))
    helpers.ready(page, f"{site}/meeting?since=%3Cscript%3E")
    expect(page.get_by_text("er verken en dato")).to_be_visible()
    assert "script" not in str(page.get_by_role("link", name="Vis på storskjerm").get_attribute("href"))


def test_the_councils_own_template(page: Page, site: str, tmp_path: Path) -> None:
    helpers.ready(page, f"{site}/meeting")
    page.locator("input[type=file]").set_input_files(
        {"name": "referat.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    )
    expect(page.get_by_text("er ikke en PowerPoint-fil")).to_be_visible()
    own = Presentation()
    own.slides.add_slide(own.slide_layouts[0]).shapes.title.text = "an example"
    own.save(tmp_path / "council.pptx")
    page.locator("input[type=file]").set_input_files(tmp_path / "council.pptx")
    expect(page.get_by_text("Lysarkene lages på malen")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Lysark på egen mal").click()
    made = Presentation(io.BytesIO(content(waiting.value)))
    assert made.slide_width == own.slide_width
    assert "an example" not in [slide.shapes.title.text_frame.text for slide in made.slides]


def test_arrow_keys_and_a_clicker_go_through_the_screens(page: Page, site: str) -> None:
    helpers.ready(page, f"{site}/presentation?since=2023-06-01")
    expect(page.locator("h1")).to_contain_text("av verdiskapingen")
    expect(page.get_by_role("navigation")).to_have_count(0)
    for key, step in (
        ("ArrowRight", "gap"),
        ("PageDown", "research_based_firms"),
        ("ArrowLeft", "gap"),
        ("PageUp", "goal"),
    ):
        page.keyboard.press(key)
        page.wait_for_url(re.compile(f"step={step}"))
        helpers.settled(page)
    page.get_by_role("button", name="1 av 10").click()
    page.get_by_role("button", name="2. Avstanden").click()
    page.wait_for_url(re.compile("step=gap"))
    page.get_by_role("link", name="Avslutt").click()
    page.wait_for_url(re.compile(r"/meeting\?since=2023-06-01"))


def test_any_screen_is_two_clicks_away_and_the_list_of_them_closes(page: Page, site: str) -> None:
    helpers.ready(page, f"{site}/presentation?since=2023-06-01")
    page.get_by_role("button", name=re.compile(r"^1 av \d+")).click()
    page.get_by_role("button", name=re.compile(r"^\d+\. Kommunene")).click()
    page.wait_for_url(re.compile("step=municipalities"))
    helpers.settled(page)
    expect(page.locator("h1")).to_contain_text("kommunene")
    expect(page.get_by_role("button", name=re.compile(r"^\d+\. "))).to_have_count(0)


def test_a_screen_can_be_linked_and_one_that_is_not_there_is_told(page: Page, site: str) -> None:
    helpers.ready(page, f"{site}/presentation?step=municipalities&lang=en")
    expect(page.locator("h1")).to_contain_text("municipalities")
    helpers.ready(page, f"{site}/presentation?step=nonsense&lang=en")
    expect(page.get_by_text("has no screen")).to_be_visible()


@pytest.mark.parametrize("step", ["goal", "gap", "triple_helix", "since", "municipalities"])
def test_a_screen_is_seen_whole_and_large_on_a_projector(page: Page, site: str, step: str) -> None:
    helpers.ready(page, f"{site}/presentation?since=2023-06-01&step={step}")
    size = page.evaluate("parseFloat(getComputedStyle(document.querySelector('h1')).fontSize)")
    assert size >= 33
    chart = page.locator("[data-testid=stPlotlyChart]").bounding_box()
    buttons = page.get_by_role("button", name="Neste").first.bounding_box()
    facts = page.get_by_text("Andel av: Alle fylkene").bounding_box()
    assert chart and buttons and buttons["y"] + buttons["height"] <= 720
    assert facts and facts["y"] + facts["height"] <= 720
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('.main-svg text')]"
        ".map(text => parseFloat(getComputedStyle(text).fontSize)))"
    )
    assert smallest >= 16
    assert violations(page) == []
