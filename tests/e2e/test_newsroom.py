"""A journalist's way: from a chart to a frozen embed on another page, and to files that hold the same numbers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Page, expect

from dashboard import numbers
from tests.e2e import browser as helpers
from tests.e2e.visits import Visit, violations

pytestmark = pytest.mark.browser


@contextmanager
def another_site(html: str) -> Iterator[str]:
    """A page of somebody else's, on a port of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(html.encode("utf-8"))

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_frozen_embed_a_file_and_pictures_say_what_the_page_says(page: Page, site: str) -> None:
    helpers.ready(page, f"{site}/?denominator=mainland")
    statement = page.get_by_text(re.compile("sto for .* av verdiskapingen")).first.inner_text()
    page.get_by_text("Del og last ned").first.click()
    embed = page.locator("code", has_text="<iframe").nth(1)
    expect(embed).to_be_visible(timeout=60_000)
    source = unescape(re.search(r'src="([^"]+)"', embed.inner_text())[1])  # type: ignore[index]
    assert "version=" in source and "denominator=mainland" in source
    files = {name: page.get_by_role("link", name=name, exact=False).first for name in ("CSV", "PNG", "SVG")}
    addresses = {name: f"{site}{link.get_attribute('href')}" for name, link in files.items()}
    helpers.screenshot(page, "share-box")
    assert violations(page) == []

    rows = list(csv.DictReader(io.StringIO(page.request.get(addresses["CSV"]).text())))
    last = max((row for row in rows if row["indicator"] == "gdp_share" and row["value"]), key=lambda row: row["year"])
    figure = numbers.percent(float(last["value"]), "nb")
    assert figure.replace("\u00a0", " ") in statement.replace("\u00a0", " ")
    assert page.request.get(addresses["PNG"]).body().startswith(b"\x89PNG")
    assert figure in re.sub(r"</?tspan[^>]*>", "", page.request.get(addresses["SVG"]).text())

    with another_site(
        f'<!DOCTYPE html><title>A paper</title><iframe src="{source}" width="1000" height="820">'
    ) as paper:
        page.goto(paper)
        frame = page.frame_locator("iframe")
        expect(frame.get_by_text(re.compile(re.escape(figure))).first).to_be_visible(timeout=60_000)
        expect(frame.get_by_text("Fryst visning")).to_be_visible(timeout=60_000)
        expect(frame.locator("[data-testid=stPlotlyChart]")).to_have_count(1, timeout=60_000)


def test_a_picture_is_only_a_picture(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site}/api/v1/pictures/goal/shares.svg?theme=dark")
    assert page.locator("svg text").count() > 10 and page.locator("script").count() == 0
    assert all(address.startswith(site) for address in asked)


#: Words of a chart that are not whole inside it.
CUT = """() => [...document.querySelectorAll('[data-testid=stPlotlyChart]')].flatMap(chart => {
  const room = chart.getBoundingClientRect();
  return [...chart.querySelectorAll('svg text')].filter(text => {
    const box = text.getBoundingClientRect();
    return box.width && (box.left < room.left - 1 || box.right > room.right + 1);
  }).map(text => text.textContent);
})"""


@pytest.mark.parametrize(
    "view",
    [
        "indicator?indicator=young_adults&chart=compare",
        "indicator?indicator=young_adults&chart=rank&lang=en",
        "explore?kind=scatter&chart=1",
        "explore?kind=bar&chart=1&lang=en",
        "?chart=shares",
    ],
)
def test_an_embed_on_a_phone_is_whole_and_says_what_it_shows_for_whom_and_from_where(
    visit_as: Callable[[str, str], Visit], view: str
) -> None:
    visit = visit_as("phone", "dark")
    page = visit.page
    page.set_viewport_size({"width": 340, "height": 820})
    page.goto(f"{visit.site}/{view}&embed=true")
    page.wait_for_selector("h2")
    helpers.settled(page)
    assert page.evaluate(CUT) == []
    said = page.locator("[data-testid=stMain]").inner_text()
    assert "rondheim" in said and re.search(r"\b20\d\d\b", said)
    assert ("Source tables: SSB" if "lang=en" in view else "Kildetabeller: SSB") in said
    assert not visit.complaints and violations(page) == []
    way = page.locator("a[target=_blank]").last
    whole = way.get_attribute("href") or ""
    assert whole.startswith(f"{visit.site}/") and "embed" not in whole and "chart=" not in whole
    width = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert width <= 340
