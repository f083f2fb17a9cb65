"""A process that forks a child for each piece of work it is given.

What each of them would have to import first is there already, and a child that is killed takes nobody with it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from pipelines import paths

#: Sends a piece of work, and gives what came of it: `status` as the system tells it, and what the child said.
Order = Callable[[dict[str, Any]], dict[str, Any]]


def serve(child: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Fork a child for each line of standard input, and tell what it did in a line of standard output.

    Args:
        child: the work, run in the child; what it gives is told, nothing where it was killed.
    """
    for line in sys.stdin:
        reading, writing = os.pipe()
        if process := os.fork():
            os.close(writing)
            with os.fdopen(reading) as stream:
                told = stream.read()
            _, status = os.waitpid(process, 0)
            print(json.dumps({"status": status, **json.loads(told or "{}")}), flush=True)
            continue
        with os.fdopen(writing, "w") as stream:
            stream.write(json.dumps(child(json.loads(line))))
            stream.flush()
            os._exit(0)


@contextmanager
def ordering(module: str) -> Iterator[Order]:
    """Run a module that serves, until the block ends."""
    with subprocess.Popen(
        [sys.executable, "-m", module], cwd=paths.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin and process.stdout
        told, answers = process.stdin, process.stdout

        def send(work: dict[str, Any]) -> dict[str, Any]:
            told.write(json.dumps(work) + "\n")
            told.flush()
            answer: dict[str, Any] = json.loads(answers.readline())
            return answer

        yield send
        told.close()
