"""The browser tests run against the real server with the figures that ship with the project."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.e2e import browser as helpers
from tests.e2e.visits import Visit

MISSING = "Chromium is not on this machine; install it (Debian: apt-get install chromium) to run the browser tests."


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium. Where it is missing the tests are skipped, except in CI, where that is a failure."""
    if helpers.CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        started = helpers.launch(playwright)
        yield started
        started.close()


@pytest.fixture(scope="session")
def state(snapshot_state: Path) -> Path:
    """The finished warehouse that the pages show."""
    return snapshot_state


@pytest.fixture(scope="session")
def site(chromium: Browser, state: Path) -> Iterator[str]:
    """The address of the running dashboard. Asks for Chromium first: without it nothing is built in vain."""
    with helpers.serving(helpers.ROOT / "app.py", state) as address:
        yield address


@pytest.fixture(scope="session")
def readers(chromium: Browser) -> Iterator[Callable[[str, str], BrowserContext]]:
    """Readers by screen and theme: one each for the whole run, so that a browser's cache is filled once."""
    made: dict[tuple[str, str], BrowserContext] = {}

    def reader(size: str, theme: str) -> BrowserContext:
        if (size, theme) not in made:
            made[size, theme] = helpers.context(chromium, size, theme)
        return made[size, theme]

    yield reader
    for context in made.values():
        context.close()


@pytest.fixture
def visit_as(readers: Callable[[str, str], BrowserContext], site: str) -> Iterator[Callable[[str, str], Visit]]:
    """Begin a visit on a screen, in a theme."""
    pages: list[Page] = []

    def begin(size: str, theme: str) -> Visit:
        pages.append(readers(size, theme).new_page())
        return Visit(pages[-1], site)

    yield begin
    for page in pages:
        page.close()


@pytest.fixture
def visit(visit_as: Callable[[str, str], Visit]) -> Visit:
    """A reader at a projector in light mode."""
    return visit_as("projector", "light")


@pytest.fixture
def page(visit: Visit) -> Page:
    """The page of that reader."""
    return visit.page
