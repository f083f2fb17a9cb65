"""The servers under load: started for the measurement, watched from outside, stopped after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.e2e import browser as helpers


@dataclass(frozen=True)
class Served:
    """Running servers.

    Attributes:
        addresses: one of each process.
        processes: the processes.
    """

    addresses: list[str]
    processes: list[psutil.Process]

    def memory_mb(self) -> float:
        """Megabytes resident in all processes together."""
        return sum(process.memory_info().rss for process in self.processes) / 1e6

    def cpu_seconds(self) -> float:
        """CPU seconds that all processes together have used."""
        return sum(sum(process.cpu_times()[:2]) for process in self.processes)


@contextmanager
def serving(processes: int, state: Path | None) -> Iterator[Served]:
    """Run the app in some processes on free ports until the block ends.

    Args:
        processes: how many.
        state: folder of the warehouse; None for the project's own.
    """
    with ExitStack() as stack:
        addresses = [stack.enter_context(helpers.serving(helpers.ROOT / "app.py", state)) for _ in range(processes)]
        yield Served(addresses, [psutil.Process(helpers.SERVERS[address]) for address in addresses])
