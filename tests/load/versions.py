"""One version published after another while readers look: what is kept of old ones must not pile up."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from pipelines import paths, publishing, warehouse
from tests.load import measure
from tests.load.crowd import pages_to_visit
from tests.load.servers import serving
from tests.load.visit import Visit
from tools import marks

BEGIN, END = "<!-- versions: measured -->", "<!-- versions: end -->"
#: Readers of each version, and what each clicks on every page.
READERS, CLICKS = 2, 3
#: Memory may differ this much between the third quarter of the versions and the last.
GROWTH = 0.05


@dataclass(frozen=True)
class Result:
    """What came of it.

    Attributes:
        memory: megabytes of the server after each version's readers; the first is the version it began with.
        errors: what readers were shown.
    """

    memory: list[float]
    errors: list[str]

    def quarters(self) -> tuple[float, float]:
        """Mean megabytes of the third and of the last quarter."""
        size = max(len(self.memory) // 4, 1)
        return mean(self.memory[-2 * size : -size] or self.memory), mean(self.memory[-size:])

    def held(self) -> bool:
        """No error shown, and memory has levelled off."""
        before, last = self.quarters()
        return not self.errors and last <= before * (1 + GROWTH)

    def sentences(self) -> list[str]:
        """The result in words."""
        before, last = self.quarters()
        return [
            f"{len(self.memory) - 1} versions published one after another, each with {READERS} readers on every page.",
            f"Memory of the server: {self.memory[0]:.0f} MB with the first, {before:.0f} MB in the third quarter, "
            f"{last:.0f} MB in the last{'' if last <= before * (1 + GROWTH) else ' – growing'}.",
            f"Errors shown to readers: {len(self.errors)}{f' (such as: {self.errors[0]})' if self.errors else ''}.",
        ]


async def run(count: int, say: Callable[[str], None]) -> Result:
    """Publish so many versions in a folder of its own, and read every page of each.

    Raises:
        warehouse.WarehouseError: no warehouse has been built yet.
    """
    source = warehouse.folder_of(warehouse.served().version)
    with tempfile.TemporaryDirectory(prefix="versions-", ignore_cleanup_errors=True) as folder:
        state = Path(folder)
        shutil.copytree(paths.state() / "warehouse", state / "warehouse")
        memory, errors = list[float](), list[str]()
        with serving(1, state) as server:
            for number in range(count + 1):
                if number:
                    _publish(source, state, number)
                errors += await _read_every_page(server.addresses[0])
                memory.append(server.memory_mb())
                say(f"version {number} of {count}: {memory[-1]:.0f} MB")
        return Result(memory, errors)


def _publish(source: Path, state: Path, number: int) -> None:
    """The same figures under a new version; nothing of the one before is of use to it."""
    before = os.environ.get("MALBAROMETERET_STATE")
    os.environ["MALBAROMETERET_STATE"] = str(state)
    try:
        with publishing.writing(), publishing.draft() as draft:
            shutil.copy(source / warehouse.DATABASE, draft.database)
            shutil.copy(source / warehouse.CHANGES, draft.changes)
            publishing.publish(draft, f"{number:08x}")
    finally:
        if before is None:
            del os.environ["MALBAROMETERET_STATE"]
        else:
            os.environ["MALBAROMETERET_STATE"] = before


async def _read_every_page(address: str) -> list[str]:
    """What readers are shown of errors; the readers of every version do the same."""
    errors: list[str] = []
    for reader in range(READERS):
        dice = random.Random(reader)
        async with Visit(address) as visit:
            for page in pages_to_visit():
                errors += (await visit.open(page)).errors
                for _ in range(CLICKS):
                    errors += (await visit.click(dice)).errors
    return errors


def write(result: Result) -> None:
    """Put the result between its marks in docs/performance.md."""
    marks.put(measure.DOCUMENT, BEGIN, END, "\n".join(f"* {sentence}" for sentence in result.sentences()))
