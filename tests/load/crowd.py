"""Many readers at once, each with a mind of its own: look, click, wait, go on, fetch a file."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field
from statistics import median, quantiles

import httpx
from websockets.exceptions import WebSocketException

from dashboard.pages import PAGES
from tests.load.visit import Visit

#: How often a reader goes to another page, and how often one fetches a file, of all that one does.
LEAVES, FETCHES = 0.25, 0.05
#: What programs ask for beside the pages.
FILES = (
    "/api/v1/values.csv?indicator=gdp_index",
    "/api/v1/values.json?indicator=gdp_gap",
    "/api/v1/indicators",
)


@dataclass
class Seen:
    """What the crowd saw.

    Attributes:
        clicks: seconds of every run after a reader's first.
        first: seconds of every reader's first page.
        files: seconds of every file fetched.
        errors: sentences about what went wrong.
        bytes: sent to all readers over the websocket.
        seconds: how long the crowd was there.
    """

    clicks: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    files: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    bytes: int = 0
    seconds: float = 0.0

    def p50(self) -> float:
        """Median seconds from click to finished page."""
        return median(self.clicks)

    def p95(self) -> float:
        """Seconds within which 95 of 100 clicks were answered."""
        return quantiles(self.clicks, n=20, method="inclusive")[-1] if len(self.clicks) > 1 else self.clicks[0]


def pages_to_visit() -> list[str]:
    """Every page that a list names; the goal twice, because most look there."""
    return ["", *(path for path, page in PAGES.items() if page.listed)]


async def reader(address: str, number: int, until: float, think: float, seen: Seen) -> None:
    """One reader, from coming to leaving. Errors are noted, and the reader comes back as people do.

    Args:
        address: the server.
        number: which reader; seeds what one does, so that two runs do the same.
        until: when to leave (`time.monotonic`).
        think: seconds between clicks, on average.
        seen: where what happened is noted.
    """
    dice = random.Random(number)
    pages = pages_to_visit()
    await asyncio.sleep(dice.random() * think)  # nobody comes at the very same moment
    # the server closes a connection after five idle seconds: one that is used again at that very moment breaks, which a
    # browser mends by asking once more, and nobody sees
    kept = httpx.Limits(keepalive_expiry=4)
    async with httpx.AsyncClient(base_url=address, timeout=120, verify=False, limits=kept) as browser:
        while time.monotonic() < until:
            try:
                await _stay(address, browser, pages, dice, until, think, seen)
            except (OSError, TimeoutError, WebSocketException, httpx.HTTPError) as error:
                seen.errors.append(f"reader {number}: {type(error).__name__}: {error}")
                await asyncio.sleep(think)


async def _stay(
    address: str,
    browser: httpx.AsyncClient,
    pages: list[str],
    dice: random.Random,
    until: float,
    think: float,
    seen: Seen,
) -> None:
    start = time.perf_counter()
    (await browser.get("/")).raise_for_status()
    async with Visit(address) as visit:
        run = await visit.open("")
        seen.first.append(time.perf_counter() - start)
        _note(run.errors, visit.path, seen)
        while time.monotonic() < until:
            await asyncio.sleep(think * (0.5 + dice.random()))
            what = dice.random()
            if what < FETCHES:
                await _fetch(browser, dice.choice(FILES), seen)
                continue
            run = await (visit.open(dice.choice(pages)) if what < FETCHES + LEAVES else visit.click(dice))
            seen.clicks.append(run.seconds)
            seen.bytes += run.size
            _note(run.errors, visit.path, seen)


def _note(errors: list[str], path: str, seen: Seen) -> None:
    seen.errors.extend(f"/{path}: {error}" for error in errors)


async def _fetch(browser: httpx.AsyncClient, file: str, seen: Seen) -> None:
    start = time.perf_counter()
    answer = await browser.get(file)
    seen.files.append(time.perf_counter() - start)
    if answer.status_code != 200:
        seen.errors.append(f"{file}: {answer.status_code}")


async def crowd(addresses: list[str], users: int, seconds: float, think: float) -> Seen:
    """Let users click for a while, spread evenly over the servers.

    Args:
        addresses: of the servers; a reader stays with one, as behind a sticky front.
        users: how many at once.
        seconds: for how long.
        think: seconds between one reader's clicks, on average.
    """
    seen, start = Seen(), time.monotonic()
    async with asyncio.TaskGroup() as group:
        for number in range(users):
            group.create_task(reader(addresses[number % len(addresses)], number, start + seconds, think, seen))
    seen.seconds = time.monotonic() - start
    return seen
