"""What happens behind the readers' backs during a soak: refreshes, bad mornings at the bank, kills, people at work."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

from entries.store import open_store
from tests.e2e.browser import ROOT
from tests.standin import Fault, Faults, StandIn

#: Seconds after which a refresh that is to be killed is killed; the whole takes some ten to thirty.
KILL_AFTER = (1.0, 4.0, 8.0, 12.0)


@dataclass
class Told:
    """What was done, and what should not have happened.

    Attributes:
        done: what was done → how often.
        wrong: sentences about what went otherwise than it should.
        confirmed: ids of the entries that the store has confirmed.
    """

    done: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)


class Disturber:
    """Disturbs the servers of one state folder, over and over.

    Args:
        state: the folder; its warehouse and its entries are changed.
        told: where what happened is noted.
    """

    def __init__(self, state: Path, told: Told) -> None:
        self.state, self.told = state, told
        self._editions = iter(range(2031, 3000))
        self._kills = cycle(KILL_AFTER)

    async def run(self, pause: float) -> None:
        """One disturbance after the other, with a pause between them, until cancelled."""
        ways: list[Callable[[], Awaitable[None]]] = [self.publish, self.bad_morning, self.kill, self.roll_back]
        for way in cycle(ways):
            await way()
            self.told.done[way.__name__] += 1
            await asyncio.sleep(pause)

    async def publish(self) -> None:
        """A refresh from a healthy bank with a new edition of a table: a new version while readers click."""
        before = self.served()
        code, printed = await self._refresh(Faults(updated={"11618": f"{next(self._editions)}-01-01T07:00:00Z"}))
        if code != 0:
            self.told.wrong.append(f"a healthy refresh ended with {code}: {_last(printed)}")
        elif self.served() == before and "no new version" not in printed.lower() and "nothing" not in printed.lower():
            self.told.wrong.append(f"a healthy refresh changed nothing: {_last(printed)}")

    async def bad_morning(self) -> None:
        """Half answers and errors: the refresh must fail, and the version served must be the same."""
        before = self.served()
        faults = Faults(
            http=[Fault("truncate", "/data", times=-1), Fault("status", "/metadata", times=-1)],
            updated={"11618": f"{next(self._editions)}-01-01T07:00:00Z"},
        )
        code, printed = await self._refresh(faults)
        if code == 0 or self.served() != before:
            self.told.wrong.append(f"a bank that answers by halves was believed ({code}): {_last(printed)}")

    async def kill(self) -> None:
        """A refresh that is killed in the middle: the version served must be the same."""
        before = self.served()
        faults = Faults(updated={"11618": f"{next(self._editions)}-01-01T07:00:00Z"})
        with StandIn(faults=faults) as bank:
            process = await self._start(bank)
            await asyncio.sleep(next(self._kills))
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGKILL)
            if await process.wait() == -signal.SIGKILL and self.served() != before:
                self.told.wrong.append("a refresh that was killed has changed what is served")

    async def roll_back(self) -> None:
        """Back to the version before."""
        code, printed = await _command(self.state, "pipelines", "rollback")
        if code != 0:
            self.told.wrong.append(f"rollback ended with {code}: {_last(printed)}")

    def served(self) -> bytes:
        """The pointer to the version that is served."""
        return (self.state / "warehouse" / "current.json").read_bytes()

    async def _refresh(self, faults: Faults) -> tuple[int, str]:
        with StandIn(faults=faults) as bank:
            process = await self._start(bank)
            try:
                printed, _ = await process.communicate()
            finally:
                with suppress(ProcessLookupError):  # the soak may end in the middle of a refresh
                    process.kill()
            return process.returncode or 0, printed.decode(errors="replace")

    async def _start(self, bank: StandIn) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "pipelines", "refresh", "--yes"),
            cwd=ROOT,
            env=_environment(self.state) | {"MALBAROMETERET_SSB": bank.url, "MALBAROMETERET_KLASS": bank.klass_url},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )


async def people_write(state: Path, told: Told, killed_every: float) -> None:
    """Somebody enters actions and is killed in the middle, over and over, until cancelled."""
    while True:
        async with _writer(state) as process:
            assert process.stdout is not None
            printed = await process.stdout.readline()  # whoever has not begun has nothing to lose
            if not printed:
                told.wrong.append("nothing could be entered")
                return
            await asyncio.sleep(killed_every)
            process.send_signal(signal.SIGKILL)
            printed += await process.stdout.read()
            # what had been printed when the kill came was confirmed; a line without its end was not
            told.confirmed.extend(printed.decode().split("\n")[:-1])
            told.done["kill of a writer"] += 1


def lost_entries(state: Path, told: Told) -> list[str]:
    """Ids that were confirmed and aren't in the store."""
    os.environ["MALBAROMETERET_STATE"] = str(state)
    kept = {action.id for action in open_store().actions.find()}
    return [entry for entry in told.confirmed if entry not in kept]


async def make_entries(state: Path) -> None:
    """An empty store with the schema of this program.

    Raises:
        RuntimeError: it could not be made.
    """
    code, printed = await _command(state, "entries", "upgrade")
    if code:
        raise RuntimeError(printed)


@asynccontextmanager
async def _writer(state: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.load.writer"),
        cwd=ROOT,
        env=_environment(state),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _command(state: Path, *words: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", *words),
        cwd=ROOT,
        env=_environment(state),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await process.communicate()
    return process.returncode or 0, printed.decode(errors="replace")


def _environment(state: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "MALBAROMETERET_ENTRIES"}
    return kept | {"MALBAROMETERET_STATE": str(state), "NO_PROXY": "127.0.0.1"}


def _last(printed: str) -> str:
    return " ".join(printed.strip().splitlines()[-2:])
