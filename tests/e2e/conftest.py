"""The browser tests run against the real server with the figures that ship with the project."""

from __future__ import annotations

import os
import subprocess
import sys
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
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a warehouse built from the shipped snapshot, or the one that MALBAROMETERET_E2E_STATE names."""
    if given := os.environ.get("MALBAROMETERET_E2E_STATE"):
        return Path(given)
    folder = tmp_path_factory.mktemp("state")
    command = [sys.executable, "-m", "pipelines", "refresh", "--from", "snapshot", "--yes"]
    environment = os.environ | {"MALBAROMETERET_STATE": str(folder)}
    made = subprocess.run(command, cwd=helpers.ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert made.returncode == 0, made.stdout + made.stderr
    return folder


@pytest.fixture(scope="session")
def site(chromium: Browser, state: Path) -> Iterator[str]:
    """The address of the running dashboard. Asks for Chromium first: without it nothing is built in vain."""
    with helpers.serving(helpers.ROOT / "app.py", state) as address:
        yield address
