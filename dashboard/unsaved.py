"""Copies of texts that are not saved yet, on disk for a day: for when the session, or the server itself, is gone.

One small file for each person and form, in `unsaved/` beside the entries' database, for the server's own user alone.
Its name tells neither. Where nothing can be written there, the copies last as long as this process, or until there is
room again.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

from entries.database import database_url, default_file, file_of, is_sqlite
from entries.errors import EntriesError

#: How many copies are kept, and for how many seconds.
_MOST, _SECONDS = 500, 24 * 3600

_lock = Lock()
#: What could not be written to disk, by file, and is newer than what lies there; nothing, for one that is let go.
_unwritten: dict[Path, dict[str, Any]] = {}


def keep(form: str, subject: str, where: str, said: dict[str, Any]) -> None:
    """Keep a copy; it takes the place of an earlier one.

    Args:
        form: the form's name.
        subject: whose text it is.
        where: the address of its page, without the server's.
        said: the text, as JSON has it.
    """
    found = {"where": where, "at": time.time(), "said": said}
    with _lock:
        file = _file(form, subject)
        _unwritten[file] = found
        try:
            _catch_up()
            _clear_out(file.parent)
        except OSError:
            while len(_unwritten) > _MOST:
                _unwritten.pop(next(iter(_unwritten)))


def _catch_up() -> None:
    """Bring the disk up to date, the newest first: it may have been full for a while."""
    for file, found in reversed(list(_unwritten.items())):
        if found:
            _write(file, json.dumps(found))
        else:
            file.unlink(missing_ok=True)
        del _unwritten[file]


def find(form: str, subject: str) -> dict[str, Any] | None:
    """A person's copy of a form, as it was given to `keep`; None where there is none of the last day."""
    with _lock:
        found = _read(_file(form, subject))
    return found["said"] if found else None


def discard(form: str, subject: str) -> None:
    """Let a copy go: the text is saved, or its writer threw it away."""
    with _lock:
        file = _file(form, subject)
        _unwritten.pop(file, None)
        try:
            file.unlink(missing_ok=True)
        except OSError:
            _unwritten[file] = {}


def waiting(subject: str) -> list[str]:
    """Addresses of the pages where a person has texts that are not saved, oldest first."""
    with _lock:
        begins = _file("", subject).name.split("-")[0]
        files = {file for file in (*_files(_folder()), *_unwritten) if file.name.startswith(f"{begins}-")}
        found = [one for one in map(_read, files) if one]
    return [one["where"] for one in sorted(found, key=lambda one: one["at"])]


def forget() -> None:
    """Drop what this process alone has (tests)."""
    with _lock:
        _unwritten.clear()


def _folder() -> Path:
    try:
        url = database_url()
    except EntriesError:
        return default_file().parent / "unsaved"
    return (file_of(url) if is_sqlite(url) else default_file()).parent / "unsaved"


def _file(form: str, subject: str) -> Path:
    """Where a copy lies. The database is part of the name: the same form of another one has other texts."""
    try:
        database = database_url().render_as_string(hide_password=True)
    except EntriesError:
        database = ""
    whose, which = (hashlib.sha256(f"{database}\n{words}".encode()).hexdigest()[:32] for words in (subject, form))
    return _folder() / f"{whose}-{which}.json"


def _files(folder: Path) -> Iterator[Path]:
    try:
        yield from folder.glob("*.json")
    except OSError:
        return


def _read(file: Path) -> dict[str, Any] | None:
    """A copy that is whole and not too old."""
    try:
        found = _unwritten[file] if file in _unwritten else json.loads(file.read_bytes())
    except (OSError, ValueError):
        return None
    whole = isinstance(found, dict) and isinstance(found.get("said"), dict) and isinstance(found.get("where"), str)
    if not whole or not isinstance(found.get("at"), int | float) or found["at"] < time.time() - _SECONDS:
        return None
    return dict(found)


def _write(file: Path, text: str) -> None:
    """All of it or nothing: whoever is killed in the middle leaves the copy before."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            out.write(text)
        unfinished.replace(file)
    except OSError:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise


def _clear_out(folder: Path) -> None:
    """Let go of what is older than a day, and of the oldest where there are too many; of half a copy too."""
    aged = sorted(((one.stat().st_mtime, one) for one in folder.iterdir()), reverse=True)
    for place, (at, file) in enumerate(aged):
        if place >= _MOST or at < time.time() - _SECONDS:
            file.unlink(missing_ok=True)
