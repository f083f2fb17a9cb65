"""A process that is imported once and forks a child for each refresh that is to be interrupted somewhere.

Told on standard input, a line of JSON each: `state`, `url`, `klass`, `mode` ("trace", "kill" or "full"), `at` (the
step). Tells on standard output, a line of JSON each: what came of it.

A step is the first time that a function of the pipelines does something to the disk or the database: what Python's
audit events (files) and profile events (`fsync`, DuckDB) show. So a step that is added to the code is a step here.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from pipelines import paths
from pipelines.refresh import RefreshError, refresh
from tests.faults import forking, world

OURS = str(paths.ROOT / "pipelines") + os.sep
FILES = {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.chmod", "shutil.rmtree"}
#: What takes room on a disk; taking away is possible on a full one.
NEEDS_ROOM = {"open", "os.rename", "os.mkdir"}
CALLS = {"fsync", "execute", "executemany", "connect"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Steps:
    """Notices steps, and does `then` at one of them (or from it on)."""

    def __init__(self, state: str, then: Callable[[str], None]) -> None:
        self.state, self.then = state, then
        self.seen: list[str] = []
        sys.addaudithook(self.audit)
        sys.setprofile(self.profile)

    def audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in FILES or not str(arguments[0]).startswith(self.state):
            return
        if event == "open" and not (isinstance(arguments[2], int) and arguments[2] & WRITING):
            return
        self.step(event, sys._getframe(1))

    def profile(self, frame: FrameType, event: str, called: Any) -> None:
        if event == "c_call" and called.__name__ in CALLS:
            self.step(called.__name__, frame)

    def step(self, what: str, frame: FrameType | None) -> None:
        while frame is not None and not frame.f_code.co_filename.startswith(OURS):
            frame = frame.f_back
        if frame is None:
            return
        module = Path(frame.f_code.co_filename).stem
        name = f"{module}.{frame.f_code.co_qualname}: {what}"
        if name not in self.seen:
            self.seen.append(name)
        self.then(name)


def child(order: dict[str, str]) -> dict[str, Any]:
    os.environ |= {"MALBAROMETERET_STATE": order["state"], "MALBAROMETERET_KLASS": order["klass"]}

    def then(name: str) -> None:
        if order["mode"] == "kill" and name == order["at"]:
            os.kill(os.getpid(), signal.SIGKILL)
        reached = order["mode"] == "full" and order["at"] in steps.seen
        if reached and name.rpartition(": ")[2] in NEEDS_ROOM:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    steps = Steps(order["state"], then)
    try:
        outcome = refresh(world.ORDER, lambda *_: True, steps=world.steps(order["url"]))
    except RefreshError as error:
        return {"ending": "error", "sentence": str(error)}
    return {"ending": outcome.ending, "seen": steps.seen, "sentence": " ".join(f.sentence for f in outcome.fetched)}


if __name__ == "__main__":
    forking.serve(child)
