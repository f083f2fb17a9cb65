"""Helpers for the browser tests: a server on a free port, Chromium without background traffic, pages that are ready."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
#: Where screenshots are saved; none are where it is not set.
SCREENSHOTS = os.environ.get("MALBAROMETERET_SCREENSHOTS")
SIZES = {"projector": (1280, 720), "phone": (390, 844)}
#: Every language, theme and screen of each view is tried with MALBAROMETERET_E2E=every; without it the hardest ones, or
#: a run of all tests would take half an hour longer.
EVERY = os.environ.get("MALBAROMETERET_E2E") == "every"
#: Address → process id of the servers that are running.
SERVERS: dict[str, int] = {}
_QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def serving(
    script: Path, state: Path | None = None, port: int = 0, more: Sequence[str] = (), **environ: str
) -> Iterator[str]:
    """Run `streamlit run script` until the block ends.

    Args:
        script: what to run.
        state: folder of the warehouse; None for the project's own.
        port: 0 for any that is free.
        more: further options of the server.
        environ: further settings of its environment.

    Yields:
        The address of the server, without a slash at the end.

    Raises:
        RuntimeError: the server did not answer within a minute; with what it printed.
    """
    port = port or free_port()
    environment = os.environ | ({"MALBAROMETERET_STATE": str(state)} if state else {}) | environ
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1", "--server.headless", "true", *more]
    # into a file: a pipe that nobody reads fills up, and the server stands still
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as printed,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=printed, stderr=subprocess.STDOUT) as server,
    ):
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(f"{address}/_stcore/health", server, printed)
            SERVERS[address] = server.pid
            yield address
        finally:
            SERVERS.pop(address, None)
            server.terminate()


def _wait_for(address: str, server: subprocess.Popen[bytes], printed: IO[str]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    server.terminate()
    printed.seek(0)
    raise RuntimeError(f"{address} did not answer:\n{printed.read()}")


def launch(playwright: Playwright) -> Browser:
    """Debian's Chromium, quiet."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=_QUIET)


def context(browser: Browser, size: str, theme: str) -> BrowserContext:
    """A fresh reader with a screen and a theme.

    Args:
        browser: from `launch`.
        size: "projector" or "phone".
        theme: "light" or "dark".
    """
    width, height = SIZES[size]
    made = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if theme == "dark" else "light",
        has_touch=size == "phone",
        locale="nb-NO",
    )
    made.set_default_timeout(60_000)  # a busy machine is slow, not wrong
    return made


def ready(page: Page, address: str) -> None:
    """Open an address and wait until the page stands still: headline there, run over, charts drawn."""
    page.goto(address)
    page.wait_for_selector("h1", timeout=60_000)
    settled(page)


#: Whether the script has run, every chart is drawn and nothing is still to come – and has been so for 300 ms: what was
#: just clicked takes a moment to reach the server, and until then the page looks as if nothing had happened.
_STILL = """look => {
    const app = document.querySelector("[data-testid=stApp]")
    const charts = [...document.querySelectorAll("[data-testid=stPlotlyChart]")]
    const still = app && app.getAttribute("data-test-script-state") === "notRunning"
        && charts.every(chart => chart.querySelector(".main-svg"))
        && !document.querySelector("[data-testid=stSkeleton]")
    const now = performance.now()
    if (!still || window.stood?.look !== look) window.stood = { look, since: now }
    return still && now - window.stood.since >= 300
}"""


def settled(page: Page) -> None:
    """Wait until the script has run and every chart of the page is drawn, and nothing has moved for a moment."""
    page.wait_for_function(_STILL, arg=time.monotonic_ns(), timeout=60_000)


def screenshot(page: Page, name: str) -> None:
    """Save what is seen first and the whole page in the folder that MALBAROMETERET_SCREENSHOTS names."""
    if not SCREENSHOTS:
        return
    folder = Path(SCREENSHOTS)
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png")
    # Streamlit scrolls inside the page: all of it is seen only in a window as tall as its content
    height = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight")
    size = page.viewport_size or {"width": 1280, "height": 720}
    page.set_viewport_size({"width": size["width"], "height": int(height) + 40})
    page.wait_for_timeout(500)
    page.screenshot(path=folder / f"{name}-whole.png")
    page.set_viewport_size(size)
