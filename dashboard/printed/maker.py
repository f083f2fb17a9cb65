"""Asks a process of its own for a sheet: started when somebody prints, gone when nobody has for a while."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from threading import BoundedSemaphore, Lock, Timer
from typing import Any

from dashboard import local_editing
from pipelines import paths

COMMAND = (sys.executable, "-m", "dashboard.printed.process")
#: Seconds that a sheet may take, the start of the process included; a busy machine is slow, not wrong.
PATIENCE_S = 90.0
#: Seconds after which a process that nobody asks gives its memory back.
IDLE_S = 300.0
#: So many may wait for each other.
WAITING = 6


class Busy(Exception):
    """The sheet took too long, or too many wait already."""


class Maker:
    """The one process of this server, and the queue in front of it."""

    def __init__(
        self,
        command: Sequence[str] = COMMAND,
        patience: float = PATIENCE_S,
        idle: float = IDLE_S,
        waiting: int = WAITING,
    ) -> None:
        """Prepare; nothing is started yet.

        Args:
            command: starts the process.
            patience: seconds that an answer may take.
            idle: seconds after the last answer at which the process is ended.
            waiting: how many may wait.
        """
        self._command, self._patience, self._idle = tuple(command), patience, idle
        self._places, self._turn = BoundedSemaphore(waiting), Lock()
        self._process: subprocess.Popen[str] | None = None
        self._rest: Timer | None = None

    def ask(self, question: Mapping[str, Any]) -> dict[str, str]:
        """The process's answer.

        Args:
            question: what `process.answered` takes.

        Raises:
            Busy: it did not answer in time, it died, or too many wait.
        """
        if not self._places.acquire(blocking=False):
            raise Busy("too many wait")
        try:
            with self._turn:
                return self._answer(json.dumps(dict(question)))
        finally:
            self._places.release()

    def _answer(self, line: str) -> dict[str, str]:
        if self._rest:
            self._rest.cancel()
        process = self._running()
        assert process.stdin and process.stdout
        end = Timer(self._patience, process.kill)
        end.daemon = True
        end.start()
        try:
            process.stdin.write(line + "\n")
            process.stdin.flush()
            told = process.stdout.readline()
        except OSError:
            told = ""
        finally:
            end.cancel()
        if not told.endswith("\n"):
            self._end()
            raise Busy("no answer")
        self._rest = Timer(self._idle, self.close)
        self._rest.daemon = True
        self._rest.start()
        return dict(json.loads(told))

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            # whoever prints reads: the process is never told who may write on this machine
            environment = {key: value for key, value in os.environ.items() if key != local_editing.SETTING}
            self._process = subprocess.Popen(
                self._command, cwd=paths.ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                encoding="utf-8", bufsize=1,
            )  # fmt: skip
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with suppress(OSError):  # what was still to be written has nobody to read it
                    pipe.close()

    def close(self) -> None:
        """End the process; the next question starts a new one."""
        with self._turn:
            self._end()


MAKER = Maker()
