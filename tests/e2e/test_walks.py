"""Three people's ways from end to end: the journalist's from a word to a frozen embed and a file, the secretary's to
slides and PDF, the analyst's into a notebook. Each ends with the numbers that it began with."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from playwright.sync_api import FrameLocator, Page, expect
from pptx import Presentation
from pypdf import PdfReader
from typer.testing import CliRunner

from indicators.__main__ import app as commands
from tests.e2e import browser as helpers
from tests.e2e.test_newsroom import another_site
from tests.e2e.visits import Visit

pytestmark = pytest.mark.browser
NOTEBOOK = helpers.ROOT / "notebooks" / "4_the_api_from_a_running_server.ipynb"
#: Name and points of each line that a chart draws; plotly keeps long rows of numbers packed.
_DRAWN = """chart => chart.querySelector('.js-plotly-plot')._fullData
    .map(trace => ({name: trace.name, x: Array.from(trace.x || []), y: Array.from(trace.y || [])}))"""


def taken(page: Page, name: str) -> bytes:
    """What a link gives, asked for as the browser would."""
    href = page.get_by_role("link", name=name).get_attribute("href")
    answer = page.request.get(href if href and href.startswith("http") else f"{page.url.split('/meeting')[0]}{href}")
    assert answer.ok
    return answer.body()


def drawn(where: Page | FrameLocator) -> list[dict[str, Any]]:
    """What the first chart of a page draws."""
    chart = where.locator("[data-testid=stPlotlyChart]").first
    chart.locator(".main-svg").first.wait_for()
    found: list[dict[str, Any]] = chart.evaluate(_DRAWN)
    return found


def points(lines: list[dict[str, Any]]) -> set[tuple[int, float]]:
    """(year, value) of every point of every line."""
    return {
        (int(x), y)
        for line in lines
        for x, y in zip(line["x"], line["y"], strict=False)
        if isinstance(y, int | float) and str(x).isdigit()
    }


def test_the_journalists_way_from_a_word_to_a_frozen_embed_and_a_file(visit: Visit) -> None:
    visit.go("/")
    page = visit.page
    page.get_by_role("link", name="Søk").click()
    expect(page.locator("h1")).to_have_text("Søk")
    helpers.settled(page)
    page.get_by_role("textbox").first.fill("andel 25–34")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"q=andel"))
    helpers.settled(page)
    page.get_by_role("link", name="Utforsk Andel i alderen 25–34 år").click()
    page.wait_for_url(re.compile(r"/explore\?indicator=young_adults"))
    helpers.settled(page)
    expect(page.locator("h1")).to_have_text("Andel i alderen 25–34 år")
    seen = points(drawn(page))
    page.get_by_text("Del og last ned").first.click()
    embed = page.locator("code", has_text="<iframe").nth(1)
    expect(embed).to_be_visible(timeout=60_000)
    source = unescape(re.search(r'src="([^"]+)"', embed.inner_text())[1])  # type: ignore[index]
    assert source.startswith(f"{visit.site}/explore?"), source
    assert "version=" in source and "indicator=young_adults" in source
    address = page.get_by_role("link", name="CSV").first.get_attribute("href")
    rows = [*csv.DictReader(io.StringIO(page.request.get(f"{visit.site}{address}").text()))]
    file = {(int(row["year"]), float(row["value"])) for row in rows if row["value"]}
    assert len(seen) > 50 and seen <= file
    assert visit.complaints == []
    with another_site(
        f'<!DOCTYPE html><title>A paper</title><iframe src="{source}" width="1000" height="820">'
    ) as paper:
        page.goto(paper)
        frame = page.frame_locator("iframe")
        expect(frame.get_by_text("Fryst visning")).to_be_visible(timeout=60_000)
        expect(frame.get_by_role("link", name="Delmålene")).to_have_count(0)
        assert points(drawn(frame)) == seen


def test_the_secretarys_way_to_slides_and_pdf_of_what_the_page_says(visit: Visit) -> None:
    visit.go("/meeting?since=2023-06-01&denominator=mainland")
    page = visit.page
    statement = page.locator("ol li").first.inner_text().removeprefix("Målet. ")
    slides = [*Presentation(io.BytesIO(taken(page, "Lysark (PowerPoint)"))).slides]
    titles = [slide.shapes.title.text_frame.text for slide in slides]
    assert statement in titles
    pdf = PdfReader(io.BytesIO(taken(page, "PDF med alle tall")))
    words = " ".join(pdf.pages[0].extract_text().split())
    assert " ".join(statement.split()) in words and "Fastlands-Norge" in words
    assert len(PdfReader(io.BytesIO(taken(page, "Ark som PDF"))).pages) == 1
    show = page.get_by_role("link", name="Vis på storskjerm").get_attribute("href") or ""
    visit.go(show.removeprefix(visit.site))
    for step in range(2):
        said = page.locator("h1").inner_text()
        slide = slides[titles.index(said)]
        native = next(shape.chart for shape in slide.shapes if shape.has_chart)
        written = {
            (int(year), round(value, 9))
            for series in native.plots[0].series
            for year, value in zip(native.plots[0].categories, series.values, strict=True)
            if value is not None
        }
        shown = {(year, round(value, 9)) for year, value in points(drawn(page))}
        assert len(shown) > 10 and shown <= written, said
        if not step:
            page.keyboard.press("ArrowRight")
            page.wait_for_url(re.compile("step=gap"))
            expect(page.locator("h1")).not_to_have_text(said)
            helpers.settled(page)
    attached = pdf.attachments[next(name for name in pdf.attachments if name.endswith(".csv"))][0].decode("utf-8")
    gaps = {round(float(row["value"]), 9) for row in csv.DictReader(io.StringIO(attached)) if row["value"]}
    assert {value for _, value in shown} <= gaps


def test_the_analysts_way_into_a_notebook(site: str, state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALBAROMETERET_SITE", site)
    monkeypatch.setenv("MALBAROMETERET_STATE", str(state))
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    told = (
        "import json\nprint(json.dumps({'gdp_gap': {str(row.year): row.value for row in gap.itertuples()},"
        " **{name: {str(year): value for year, value in shares[name].items()} for name in"
        " ('gdp_share', 'population_share')}}))"
    )
    notebook.cells.append(nbformat.v4.new_code_cell(told))
    folder = {"metadata": {"path": str(NOTEBOOK.parent)}}
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources=folder).execute()
    read = json.loads(notebook.cells[-1].outputs[0].text)
    for name, values in read.items():
        shown = CliRunner().invoke(
            commands, ["show", name, "--region", "trondheimsregionen", "--format", "csv"], catch_exceptions=False
        )
        command = {
            row["year"]: float(row["value"]) for row in csv.DictReader(io.StringIO(shown.stdout)) if row["value"]
        }
        known = {year: value for year, value in values.items() if value == value and year in command}
        assert len(command) > 10 and known == command, name
