"""New files that are there whole or not at all."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from entries.errors import Unavailable

_UNFINISHED = ".unfinished"
#: No file takes so long to write: what is older was left by a process that was killed.
_SECONDS = 24 * 3600


@contextmanager
def new_file(target: Path) -> Iterator[Path]:
    """Give a path to write to; when that is done, the file is on disk and bears its name.

    Args:
        target: the file; never written over.

    Raises:
        Unavailable: it is there already, or can't be written; nothing is left of it.
    """
    if target.exists():
        raise Unavailable(f"{target} is there already; nothing was written over it.")
    unfinished = target.with_name(target.name + _UNFINISHED)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(b"")
        yield unfinished
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        unfinished.replace(target)
    except OSError as error:
        code = "full" if error.errno == errno.ENOSPC else ""
        raise Unavailable(f"{target} can't be written: {error.strerror}.", code) from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def tidy(folder: Path) -> None:
    """Let go of what was begun in a folder and never finished."""
    with suppress(OSError):
        for file in folder.glob(f"*{_UNFINISHED}*"):
            if file.stat().st_mtime < time.time() - _SECONDS:
                file.unlink()
