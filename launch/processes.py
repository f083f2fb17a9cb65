"""Child processes that are never left behind, and whose end is told as a shell would tell it."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator

INTERRUPTED = 130


def patiently(process: subprocess.Popen, seconds: float) -> None:
    """Wait for a child, but not for ever."""
    with contextlib.suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
        process.wait(timeout=seconds)


@contextlib.contextmanager
def ended(process: subprocess.Popen) -> Iterator[None]:
    """Leave no child behind, however the block is left."""
    try:
        yield
    except KeyboardInterrupt:
        patiently(process, 10)  # Ctrl-C reached the child as well, which may have something to put away
        raise
    finally:
        for end in (process.terminate, process.kill):
            if process.poll() is None:
                end()
                patiently(process, 5)


def exit_code(process: subprocess.Popen) -> int:
    """A child's exit code; 128 and the signal's number for one that was killed."""
    code = INTERRUPTED if process.returncode is None else process.returncode
    return code if code >= 0 else 128 - code


def wait_for(process: subprocess.Popen) -> int:
    """Exit code of a child that shares our terminal; after Ctrl-C it is the child that decides what to say."""
    with ended(process):
        try:
            process.wait()
        except KeyboardInterrupt:
            patiently(process, 10)
    return exit_code(process)
