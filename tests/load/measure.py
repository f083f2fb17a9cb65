"""Crowds of several sizes on one and on more processes, and the table that the docs carry."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.load.crowd import Seen, crowd
from tests.load.servers import serving
from tools import marks

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "performance.md"
#: Of the design: processes, users → seconds that the median may take.
BUDGETS = {(1, 50): 2.5, (2, 50): 1.4}
HEADINGS = ("processes", "users", "clicks", "median s", "p95 s", "first page s", "MB a session", "cores used", "errors")
BEGIN, END = "<!-- load: measured -->", "<!-- load: end -->"


@dataclass(frozen=True)
class Row:
    """One measurement.

    Attributes:
        processes, users: what was measured.
        clicks: how many clicks were answered.
        p50, p95: seconds from click to finished page.
        first: median seconds from asking for the page to its first finished run.
        session_mb: megabytes that the servers grew by, for each reader.
        cpu: share of all the time that the servers used a core; 1.0 is one core fully.
        errors: what went wrong.
    """

    processes: int
    users: int
    clicks: int
    p50: float
    p95: float
    first: float
    session_mb: float
    cpu: float
    errors: tuple[str, ...]

    def cells(self) -> tuple[str, ...]:
        """As texts for a table."""
        return (
            str(self.processes),
            str(self.users),
            str(self.clicks),
            f"{self.p50:.2f}",
            f"{self.p95:.2f}",
            f"{self.first:.2f}",
            f"{self.session_mb:.1f}",
            f"{self.cpu:.2f}",
            str(len(self.errors)),
        )

    def verdict(self) -> str:
        """Against the budget, in words; empty where there is none."""
        budget = BUDGETS.get((self.processes, self.users))
        if budget is None:
            return ""
        return f"at most {budget} s: {'kept' if self.p50 <= budget else '**missed**'}"


async def rounds(
    users: list[int],
    processes: list[int],
    seconds: float,
    think: float,
    state: Path | None,
    say: Callable[[str], None],
) -> list[Row]:
    """Measure every crowd on every number of processes; the servers are started anew for each number.

    Args:
        users: sizes of the crowds, measured in the order given.
        processes: numbers of app processes.
        seconds: how long each crowd stays.
        think: seconds between clicks.
        state: folder of the warehouse.
        say: told what goes on.
    """
    rows = []
    for count in processes:
        with serving(count, state) as served:
            # everyone's first visit fills the caches; a server that has run for a minute is what readers meet
            await crowd(served.addresses, 2 * count, 15, 0.3)
            for number in users:
                say(f"{number} users on {count} process(es) for {seconds:.0f} s …")
                memory, cpu = served.memory_mb(), served.cpu_seconds()
                seen = await crowd(served.addresses, number, seconds, think)
                grown, used = served.memory_mb() - memory, served.cpu_seconds() - cpu
                rows.append(_row(count, number, seen, grown, used))
                for error in sorted(set(seen.errors))[:5]:
                    say(f"  {error}")
                await asyncio.sleep(2)
    return rows


def _row(processes: int, users: int, seen: Seen, grown: float, used: float) -> Row:
    return Row(
        processes,
        users,
        len(seen.clicks),
        seen.p50(),
        seen.p95(),
        median(seen.first),
        max(grown, 0.0) / users,
        used / seen.seconds,
        tuple(seen.errors),
    )


def write(rows: list[Row], think: float, seconds: float) -> None:
    """Put the rows between their marks in docs/performance.md.

    Raises:
        ValueError: the marks are not there.
    """
    lines = [
        f"Readers click every {think:g} seconds for {seconds:g} seconds, and share the two cores with the servers.",
        "",
        f"| {' | '.join(HEADINGS)} | budget |",
        "|---" * (len(HEADINGS) + 1) + "|",
        *(f"| {' | '.join(row.cells())} | {row.verdict()} |" for row in rows),
    ]
    marks.put(DOCUMENT, BEGIN, END, "\n".join(lines))
