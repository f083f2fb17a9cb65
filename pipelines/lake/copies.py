"""This machine's copies of the versions in the lake: fetched once, in the form of versions that were built here."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from threading import Lock, Thread

import duckdb
from filelock import FileLock

from pipelines import paths
from pipelines.lake import catalogue, tables
from pipelines.lake.setting import Setting
from pipelines.version import (
    ABOUT,
    CHANGES,
    DATABASE,
    POINTER,
    About,
    Pointer,
    Unreadable,
    WarehouseError,
    fingerprint,
)

#: How many copies of versions in the lake a machine keeps; those not opened for the longest time go first.
KEPT = 12

#: Seconds after which a version that could not be fetched is tried again.
PATIENCE = 60.0

_failed: dict[str, tuple[WarehouseError, float]] = {}
_lock = Lock()
_arriving: dict[str, Thread] = {}


def ensure(setting: Setting, version: str, whole: Callable[[], bool]) -> None:
    """See to it that a version of the lake lies on this machine.

    Args:
        setting: where the lake lies.
        version: its id, one of the catalogue's.
        whole: whether the copy is there and as it should be; asked again once this process may fetch.

    Raises:
        Unreadable: it cannot be fetched whole.
        engine.Unreachable: the catalogue cannot be reached.
    """
    if whole():
        return
    failure, since = _failed.get(version, (None, 0.0))
    if failure and time.monotonic() - since < PATIENCE:
        raise failure
    try:
        _bring(setting, version, whole)
    except WarehouseError as error:
        _failed[version] = (error, time.monotonic())
        raise
    _failed.pop(version, None)


def _bring(setting: Setting, version: str, whole: Callable[[], bool]) -> None:
    room = paths.warehouse() / "fetching"
    room.mkdir(parents=True, exist_ok=True)
    # Several processes serve one machine: one of them fetches, the others find it there.
    with FileLock(room / "fetch.lock"):
        if whole():
            return
        for leftover in room.glob("draft-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        making = room / f"draft-{uuid.uuid4().hex[:8]}"
        making.mkdir()
        try:
            _fetch(setting, version, making)
            _replace(making, paths.warehouse() / "versions" / version)
        except duckdb.Error as error:
            raise Unreadable(f"Version {version} cannot be fetched from the lake: {error}") from None
        finally:
            shutil.rmtree(making, ignore_errors=True)
        _tidy(setting, version)


def arriving(version: str, fetch: Callable[[], object]) -> bool:
    """Fetch a version beside the reader's way, once.

    Returns:
        Whether it is still on its way; False when it has come, or could not.
    """
    with _lock:
        if version not in _arriving:
            # What goes wrong is said when the version is asked for in earnest.
            thread = Thread(target=_quietly, args=(fetch,), name=f"fetch {version}", daemon=True)
            _arriving[version] = thread
            thread.start()
        return _arriving[version].is_alive()


def _quietly(fetch: Callable[[], object]) -> None:
    with contextlib.suppress(Exception):
        fetch()


def _fetch(setting: Setting, version: str, making: Path) -> None:
    """The three files of a version, as publishing writes them."""
    database = making / DATABASE
    report = tables.fetch(setting, version, database)
    about: About = catalogue.of(setting).content().versions[version]
    here = about.model_copy(update={"sha256": fingerprint(database), "bytes": database.stat().st_size})
    if report is not None:
        (making / CHANGES).write_text(report, encoding="utf-8", newline="\n")
    (making / ABOUT).write_text(here.model_dump_json(indent=1), encoding="utf-8", newline="\n")
    for file in making.iterdir():
        with file.open("r+b") as stream:
            os.fsync(stream.fileno())
    database.chmod(0o444)


def _replace(making: Path, folder: Path) -> None:
    """Put the copy in its place; a damaged one that lies there goes."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    if folder.exists():
        aside = making.with_name(f"draft-old-{uuid.uuid4().hex[:8]}")
        folder.replace(aside)
        making.replace(folder)
        shutil.rmtree(aside, ignore_errors=True)
    else:
        making.replace(folder)


def _tidy(setting: Setting, newest: str) -> None:
    """Remove the copies that lay untouched for the longest time. What is not in the lake is no copy: it stays."""
    content = catalogue.of(setting).content()
    folder = paths.warehouse() / "versions"
    served = content.pointer.version if content.pointer else None
    staying = {newest, served} - {None}
    copies = [folder / v for v in content.versions if v not in staying and (folder / v).is_dir()]
    for old in sorted(copies, key=lambda f: f.stat().st_mtime, reverse=True)[max(0, KEPT - len(staying)) :]:
        shutil.rmtree(old, ignore_errors=True)


def mark(pointer: Pointer) -> None:
    """Note what is served, for the time when the lake is out of reach and until the next version has come."""
    file = paths.warehouse() / POINTER
    beside = file.with_name(f".{POINTER}-{uuid.uuid4().hex[:8]}")
    with contextlib.suppress(OSError):
        try:
            beside.write_text(pointer.model_dump_json(indent=1), encoding="utf-8", newline="\n")
            beside.replace(file)
        finally:
            beside.unlink(missing_ok=True)  # every page tries again, and a full disk must not be filled with tries


def opened(version: str) -> None:
    """Note that a copy is in use."""
    with contextlib.suppress(OSError):
        os.utime(paths.warehouse() / "versions" / version)


def forget() -> None:
    """Drop what is remembered of versions on their way and of failures (tests)."""
    with _lock:
        _arriving.clear()
        _failed.clear()
