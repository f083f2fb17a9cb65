"""Minutes of readers, refreshes, faults and writers together, and what came of it."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from pipelines import paths
from tests.load import measure
from tests.load.crowd import Seen, crowd
from tests.load.disturbances import Disturber, Told, lost_entries, make_entries, people_write
from tests.load.servers import Served, serving
from tools import marks

BEGIN, END = "<!-- soak: measured -->", "<!-- soak: end -->"
SAMPLE_SECONDS = 5.0
#: Memory may differ this much between the middle and the last third: caches fill and empty, a leak goes on.
GROWTH = 0.10


@dataclass(frozen=True)
class Result:
    """What came of a soak.

    Attributes:
        minutes, users: how long, how many.
        seen: what the readers saw.
        told: what was done behind their backs.
        lost: ids of entries that were confirmed and are gone.
        memory: megabytes of the servers, every `SAMPLE_SECONDS`.
    """

    minutes: float
    users: int
    seen: Seen
    told: Told
    lost: list[str]
    memory: list[float]

    def thirds(self) -> tuple[float, float]:
        """Mean megabytes of the middle and of the last third."""
        third = max(len(self.memory) // 3, 1)
        return mean(self.memory[third : 2 * third] or self.memory), mean(self.memory[-third:])

    def growing(self) -> bool:
        """Whether memory grew from the middle third to the last by more than caches explain."""
        middle, last = self.thirds()
        return last > middle * (1 + GROWTH)

    def held(self) -> bool:
        """No error shown, nothing wrong behind the scenes, no entry lost, no growing memory."""
        return not (self.seen.errors or self.told.wrong or self.lost or self.growing())

    def sentences(self) -> list[str]:
        """The result in words."""
        middle, last = self.thirds()
        done = ", ".join(f"{count} × {what.replace('_', ' ')}" for what, count in sorted(self.told.done.items()))
        return [
            f"{self.minutes:g} minutes, {self.users} readers, {len(self.seen.clicks)} clicks: median "
            f"{self.seen.p50():.2f} s, 95 of 100 within {self.seen.p95():.2f} s.",
            f"In between: {done}.",
            f"Errors shown to readers: {len(self.seen.errors)}{_first(self.seen.errors)}.",
            f"Refreshes that went otherwise than they should: {len(self.told.wrong)}{_first(self.told.wrong)}.",
            f"Entries confirmed: {len(self.told.confirmed)}; lost: {len(self.lost)}.",
            f"Memory of the server: {middle:.0f} MB in the middle third, {last:.0f} MB in the last"
            f"{' – growing' if self.growing() else ''}.",
        ]


def _first(sentences: list[str]) -> str:
    return f" (such as: {sentences[0]})" if sentences else ""


async def run(minutes: float, users: int, think: float, say: Callable[[str], None]) -> Result:
    """Let it all go on at once in a folder of its own; the project's own figures are only copied.

    Args:
        minutes: how long.
        users: how many readers.
        think: seconds between one reader's clicks.
        say: told what goes on.

    Raises:
        FileNotFoundError: no warehouse has been built yet.
    """
    with tempfile.TemporaryDirectory(prefix="soak-", ignore_cleanup_errors=True) as folder:
        state = Path(folder)
        shutil.copytree(paths.state() / "warehouse", state / "warehouse")
        await make_entries(state)
        told, memory = Told(), list[float]()
        with serving(1, state) as served:
            say(f"{users} readers for {minutes:g} minutes …")
            disturber = Disturber(state, told)
            others = [
                asyncio.create_task(disturber.run(pause=5)),
                asyncio.create_task(people_write(state, told, killed_every=7)),
                asyncio.create_task(_watch(served, memory)),
            ]
            seen = await crowd(served.addresses, users, minutes * 60, think)
            for task in others:
                task.cancel()
            for task in others:
                with suppress(asyncio.CancelledError):
                    await task
        return Result(minutes, users, seen, told, lost_entries(state, told), memory)


async def _watch(served: Served, memory: list[float]) -> None:
    while True:
        memory.append(served.memory_mb())
        await asyncio.sleep(SAMPLE_SECONDS)


def write(result: Result) -> None:
    """Put the result between its marks in docs/performance.md."""
    marks.put(measure.DOCUMENT, BEGIN, END, "\n".join(f"* {sentence}" for sentence in result.sentences()))
