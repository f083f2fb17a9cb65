"""An edition into a folder: whole or not at all, and never over something else."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path

from dashboard import store
from dashboard.edition.edition import MANIFEST, Edition, Order
from dashboard.texts import LANGUAGES
from indicators import since
from pipelines.version import NoWarehouse


class NotEmpty(Exception):
    """The folder holds something that is no edition."""


def publish(folder: Path, order: Order, progress: Callable[[str], None] = lambda _: None) -> Edition:
    """Make an edition of the served version and put it in a folder, in the place of an edition that lies there.

    Raises:
        NotEmpty: the folder holds something else.
        NoWarehouse: there is nothing to publish.
        ValueError: `since` is neither a date nor a version.
        OSError: the folder cannot be written.
    """
    folder = folder.resolve()
    _require_free(folder)
    _require_writable(folder)
    served = store.current()
    if served is None:
        raise NoWarehouse("There is no warehouse yet; build one: python -m pipelines refresh --from snapshot --yes")
    if order.since:
        since.earlier(order.since)
    made = Edition(served.version, order)
    made.make(progress)
    _put(made.files, folder)
    return made


def _require_free(folder: Path) -> None:
    if folder.is_dir():
        there = sorted(entry.name for entry in folder.iterdir())
        if there and MANIFEST not in there:
            raise NotEmpty(f"{folder} holds what is no edition ({there[0]}); name an empty or a new folder.")
    elif folder.exists():
        raise NotEmpty(f"{folder} is a file; name a folder.")


def _require_writable(folder: Path) -> None:
    """An edition takes a minute to make: that it cannot be written is told before."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent):
        pass


def _put(files: dict[str, bytes], folder: Path) -> None:
    """Write beside the folder and change places at the end: a reader finds the old edition or the new one."""
    making = folder.with_name(f".{folder.name}-{uuid.uuid4().hex[:8]}")
    try:
        for name, content in files.items():
            file = making / name
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
        _swap(making, folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _swap(making: Path, folder: Path) -> None:
    if not folder.exists():
        making.replace(folder)
        return
    aside = folder.with_name(f".{folder.name}-old-{uuid.uuid4().hex[:8]}")
    folder.replace(aside)
    try:
        making.replace(folder)
    except OSError:
        aside.replace(folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def chosen(languages: Sequence[str]) -> tuple[str, ...]:
    """The languages by name, in the house's order.

    Raises:
        ValueError: one is not there.
    """
    for lang in languages:
        if lang not in LANGUAGES:
            raise ValueError(f"There is no language {lang}; there are: {', '.join(LANGUAGES)}.")
    return tuple(lang for lang in LANGUAGES if lang in languages) or LANGUAGES
