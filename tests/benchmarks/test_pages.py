"""What the goal page costs beside what Streamlit costs anyway: CPU of a rerun, first headline, first chart.

Run with: pytest tests/benchmarks/test_pages.py --benchmark-only -s
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pytest_benchmark.fixture import BenchmarkFixture

from tests.e2e import browser as helpers
from tests.e2e.conftest import chromium, site, state  # the same browser, figures and server as the browser tests

pytestmark = pytest.mark.browser
__all__ = ["chromium", "site", "state"]

ROUNDS, CLICKS = 7, 20
BASELINE = Path(__file__).with_name("baselines.py")
CHART = "[data-testid=stPlotlyChart] .main-svg"


@pytest.fixture(scope="module")
def empty() -> Iterator[str]:
    """The address of the baseline script."""
    with helpers.serving(BASELINE) as address:
        yield address


def cpu_seconds(address: str) -> float:
    """CPU time that the server at an address has used (Linux)."""
    fields = Path(f"/proc/{helpers.SERVERS[address]}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rerun_cpu_ms(page: Page, address: str) -> float:
    """CPU milliseconds of the server for one click on a switch, mean of many."""
    helpers.ready(page, address)
    buttons = page.locator("[role=radio]")
    before = cpu_seconds(address)
    for click in range(CLICKS):
        buttons.nth((click + 1) % 2).click()
        page.wait_for_timeout(250)
        helpers.settled(page)
    return 1000 * (cpu_seconds(address) - before) / CLICKS


def seconds_until(page: Page, address: str, selector: str) -> float:
    """Seconds from asking for an address until something of it can be seen; the browser's cache is warm."""
    start = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector(selector, timeout=60_000)
    return time.perf_counter() - start


def side_by_side(browser: Browser, ours: str, theirs: str, selector: str) -> tuple[float, float]:
    """Medians of both in one run, taking turns so that a busy moment hits both."""
    times: dict[str, list[float]] = {ours: [], theirs: []}
    with ExitStack() as stack:
        pages = {
            address: stack.enter_context(helpers.context(browser, "projector", "light")).new_page() for address in times
        }
        for address, page in pages.items():
            seconds_until(page, address, selector)
        for _ in range(ROUNDS):
            for address, page in pages.items():
                times[address].append(seconds_until(page, address, selector))
    return statistics.median(times[ours]), statistics.median(times[theirs])


def told(benchmark: BenchmarkFixture, title: str, measure: Callable[[], tuple[float, float]], unit: str) -> None:
    """Measure once, print both figures and their ratio, and keep them with the benchmark."""
    ours, theirs = benchmark.pedantic(measure, rounds=1, iterations=1)
    benchmark.extra_info.update({"ours": ours, "baseline": theirs, "ratio": ours / theirs})
    print(f"\n{title}: {ours:.2f} {unit}, baseline {theirs:.2f} {unit}, ratio {ours / theirs:.2f}")


def test_rerun_on_the_server(benchmark: BenchmarkFixture, chromium: Browser, site: str, empty: str) -> None:
    if not Path("/proc/self/stat").exists():
        pytest.skip("CPU time of another process is read from /proc, which this system has not.")

    def measure() -> tuple[float, float]:
        with helpers.context(chromium, "projector", "light") as context:
            return rerun_cpu_ms(context.new_page(), site), rerun_cpu_ms(context.new_page(), empty)

    told(benchmark, "rerun of the goal page, CPU on the server", measure, "ms")


def test_first_headline(benchmark: BenchmarkFixture, chromium: Browser, site: str, empty: str) -> None:
    told(benchmark, "first headline in the browser", lambda: side_by_side(chromium, site, empty, "h1"), "s")


def test_first_chart(benchmark: BenchmarkFixture, chromium: Browser, site: str, empty: str) -> None:
    told(benchmark, "first chart", lambda: side_by_side(chromium, site, f"{empty}/?chart=1", CHART), "s")
