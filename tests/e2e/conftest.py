"""The browser tests run against the real server with the figures that ship with the project."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.e2e import browser as helpers

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
