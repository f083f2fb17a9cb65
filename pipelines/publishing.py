"""Making, publishing, withdrawing and removing versions of the warehouse: one writer at a time.

A new version is made in a `.draft-…` folder, renamed when it is whole, and only then does the pointer move. Whoever
kills the program in between leaves the old version served.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_fixed

from pipelines import paths, warehouse
from pipelines.lake import catalogue, tables
from pipelines.lake.setting import setting
from pipelines.version import moment

# On Windows a virus scanner or a reader may hold a file for a moment; elsewhere the first attempt settles it.
_patiently = retry(
    retry=retry_if_exception_type(PermissionError), stop=stop_after_attempt(10), wait=wait_fixed(0.1), reraise=True
)


_BUSY = "Another refresh or rollback is under way; wait until it has ended and try again."


class Busy(warehouse.WarehouseError):
    """Another refresh or rollback is under way."""


class Draft(BaseModel):
    """A version being made. Only `publish` gives it a name that readers look at."""

    model_config = ConfigDict(frozen=True)

    folder: Path

    @property
    def database(self) -> Path:
        """The DuckDB file to build."""
        return self.folder / warehouse.DATABASE

    @property
    def changes(self) -> Path:
        """The change report to write."""
        return self.folder / warehouse.CHANGES


@contextmanager
def writing() -> Iterator[None]:
    """Be the only one who writes versions, on all machines that share them. A killed program lets go by itself.

    What a killed program left half-written goes first.

    Raises:
        Busy: another program has it.
    """
    folder = paths.warehouse()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / "refresh.lock", timeout=0):
            _tidy(folder)
            shared = setting()
            if shared is None:
                yield
                return
            with catalogue.of(shared).writing() as alone:
                if not alone:
                    raise Busy(_BUSY)
                yield
    except Timeout:
        raise Busy(_BUSY) from None


def _tidy(folder: Path) -> None:
    """Remove what can only be a killed program's: drafts, versions on their way out, pointers that were never moved."""
    for leftover in warehouse.versions_folder().glob(".*"):
        _remove(leftover)
    # readers of a shared warehouse write pointers too, and hold no lock
    for leftover in folder.glob(f".{warehouse.POINTER}-*") if setting() is None else ():
        leftover.unlink(missing_ok=True)


@contextmanager
def draft() -> Iterator[Draft]:
    """A folder for a version in the making; whatever has not been published when the block ends is thrown away.

    Call it while holding `writing()`.
    """
    folder = warehouse.versions_folder()
    folder.mkdir(parents=True, exist_ok=True)
    making = Draft(folder=folder / f".draft-{uuid.uuid4().hex[:8]}")
    making.folder.mkdir()
    try:
        yield making
    finally:
        _remove(making.folder)


def publish(making: Draft, content: str, documents: str = "", source: str = "", base: str | None = None) -> str:
    """Give a draft its name and serve it. Call it while holding `writing()`, with the draft's connection closed.

    Args:
        making: the draft; its database is built and its change report written.
        content: fingerprint of what it was built from.
        documents: fingerprint of the documents alone.
        source: where the documents came from.
        base: the version it was compared with.

    Returns:
        The id of the new version.

    Raises:
        OSError: the disk is full or not writable; the old version stays served.
    """
    if left := [file.name for file in making.folder.iterdir() if file.suffix == ".wal"]:
        raise OSError(errno.ENOSPC, "not everything could be written", left[0])
    known = warehouse.About(
        id=_next_id(content),
        content=content,
        documents=documents,
        source=source,
        sha256=warehouse.fingerprint(making.database),
        bytes=making.database.stat().st_size,
        base=base,
    )
    _write(making.folder / warehouse.ABOUT, known.model_dump_json(indent=1))
    for file in (making.database, making.changes):
        if file.exists():
            _flush(file)
            file.chmod(0o444)
    if shared := setting():
        report = making.changes.read_text(encoding="utf-8") if making.changes.exists() else None
        tables.add(shared, known, making.database, report)
    _rename(making.folder, warehouse.versions_folder() / known.id)
    serve(known.id)
    return known.id


def serve(version: str) -> None:
    """Move the pointer to a version, in one step that is either done or not. Nothing counts as rolled back any more."""
    _point(warehouse.Pointer(version=version))


def rollback(version: str | None = None) -> str:
    """Serve an earlier version again (or any other one that is stored).

    Args:
        version: its id; None for the newest readable one that is older than the served one.

    Returns:
        The id of the version that is served now.

    Raises:
        UnknownVersion: there is none of that name, or none before the served one.
        Unreadable: it is damaged or of another shape.
        Busy: a refresh is under way.
    """
    with writing():
        now = warehouse.current_version()
        if version is None:
            older = [v for v in warehouse.stored() if now is not None and v < now and warehouse.problem_with(v) is None]
            if not older:
                raise warehouse.UnknownVersion("There is no version before the served one to go back to.")
            version = older[0]
        warehouse.folder_of(version)
        if problem := warehouse.problem_with(version):
            raise warehouse.Unreadable(problem)
        # Everything newer was judged wrong: a refresh that comes to the same content must not bring it back by itself.
        _point(warehouse.Pointer(version=version, rolled_back_from=[v for v in warehouse.stored() if v > version]))
    return version


def prune(keep: int | None = None) -> list[str]:
    """Remove all but the newest versions. By default all are kept: vintages stay readable.

    Args:
        keep: how many to keep beside the served one, which always stays; None keeps all.

    Returns:
        Ids of the versions removed. One whose file is open in another program on Windows stays until the next time.
    """
    if keep is None:
        return []
    with writing():
        now = warehouse.current_version()
        old = [v for v in warehouse.stored()[keep:] if v != now]
        if shared := setting():
            old = tables.expire(shared, old)
        return [v for v in old if _remove(warehouse.versions_folder() / v) or shared]


def _next_id(content: str) -> str:
    """A version id that sorts after every stored one, even when the clock has been set back.

    Raises:
        OSError: a version is dated at the end of time, so that none can come after it.
    """
    now = datetime.now(UTC)
    for newest in warehouse.stored()[:1]:
        # from its name, not from its record: a version whose record is damaged has its place in the order too
        try:
            now = max(now, moment(newest) + timedelta(seconds=1))
        except OverflowError:
            raise OSError(errno.EINVAL, "a version is dated at the end of time; remove it", newest) from None
    return f"{now.strftime(warehouse.STAMP)}-{content[:8]}"


def _point(pointer: warehouse.Pointer) -> None:
    if shared := setting():
        catalogue.of(shared).point(pointer)
    file = paths.warehouse() / warehouse.POINTER
    beside = file.with_name(f".{warehouse.POINTER}-{uuid.uuid4().hex[:8]}")
    try:
        _write(beside, json.dumps(pointer.model_dump(), indent=1))
        _rename(beside, file)
    finally:
        beside.unlink(missing_ok=True)


def _write(file: Path, text: str) -> None:
    """Write and see to it that the bytes are on the disk, not only on their way."""
    with file.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def _flush(file: Path) -> None:
    with file.open("r+b") as stream:
        os.fsync(stream.fileno())


@_patiently
def _rename(source: Path, target: Path) -> None:
    """Rename in one step, replacing a file that is there; on POSIX the folder's entry is flushed too."""
    source.replace(target)
    if os.name == "posix":
        entry = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(entry)
        finally:
            os.close(entry)


def _remove(folder: Path) -> bool:
    """Remove a folder unless somebody on Windows has a file of it open; hide it first, so that no reader finds half."""
    if not folder.exists():
        return False
    hidden = folder if folder.name.startswith(".") else folder.with_name(f".removed-{folder.name}")
    try:
        if hidden != folder:
            folder.replace(hidden)
    except OSError:
        return False
    for file in hidden.rglob("*"):
        if file.is_file():
            file.chmod(0o644)
    shutil.rmtree(hidden, ignore_errors=True)
    return True
