"""KLASS's answers about municipality codes, kept beside SSB's figures and used in the place of the snapshot's.

KLASS has no date of its latest change to ask for, so it is asked when new figures have come – they may bear new codes –
and its answer is kept only where it differs from the last::

    <raw>/klass/131/<time of the answer>/codes.json, changes.json
    <raw>/klass/131/asked.json                                     when it was last asked
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from pipelines import fetch, klass, paths
from pipelines.documents import Document
from pipelines.transport import Transport

TABLE = "KLASS 131"
ENDS = ("codes", "changes")
_STAMP = "%Y%m%dT%H%M%SZ"


def is_due() -> bool:
    """Whether figures have come since KLASS was last asked (or it never was)."""
    try:
        newest = max((answer.fetched_at for answer in fetch.read_answers(paths.raw())), default="")
    except fetch.RawError:
        return True
    last = _last_asked()
    ahead = last > datetime.now(UTC).isoformat(timespec="seconds")  # asked by a clock that was ahead
    return bool(newest) and (newest > last or ahead)


def ask(transport: Transport) -> bool:
    """Ask KLASS for all codes and changes, and keep the answer where it differs from the one held.

    Args:
        transport: the connection to SSB.

    Returns:
        Whether something has changed.

    Raises:
        TransportError: KLASS could not be asked.
        KlassError: its answer can't be used.
    """
    now = datetime.now(UTC)
    answers = klass.ask(transport)
    held = _newest()
    changed = held is None or any((held / f"{end}.json").read_bytes() != answers[end] for end in ENDS)
    if changed:
        # the answers have no order but that of their names, also when the clock has been set back
        after = now if held is None else max(now, _moment(held) + timedelta(seconds=1))
        _keep(answers, _folder() / after.strftime(_STAMP))
    _write(_folder() / "asked.json", json.dumps({"asked_at": now.isoformat(timespec="seconds")}).encode())
    return changed


def tidy() -> None:
    """Remove answers that were being written when the program was killed."""
    for leftover in _folder().glob(".[0-9]*Z"):
        shutil.rmtree(leftover, ignore_errors=True)


def newest_instead(found: list[Document]) -> list[Document]:
    """The documents with KLASS's newest answer in the place of the snapshot's, where there is one."""
    held = _newest()
    if held is None:
        return found
    return [d for d in found if d.table != TABLE] + [_document(held, end) for end in ENDS]


def _document(held: Path, end: str) -> Document:
    fetched_at = _moment(held).isoformat(timespec="seconds")
    file = held / f"{end}.json"
    return Document(
        name=f"klass_131_{end}",
        request="",
        table=TABLE,
        publisher="SSB",
        role="current",
        vintage=fetched_at[:10],
        vintage_basis=f"SSB: KLASS's answer of {fetched_at[:10]}",
        sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
        read=partial(_read, file),
        origin="data.ssb.no",
        licence="CC BY 4.0, Statistics Norway",
        regions="all Norwegian municipalities since 1838",
        fetched_at=fetched_at,
    )


def _read(file: Path) -> list[bytes]:
    return [file.read_bytes()]


def _folder() -> Path:
    return paths.raw() / "klass" / "131"


def _moment(held: Path) -> datetime:
    return datetime.strptime(held.name, _STAMP).replace(tzinfo=UTC)


def _newest() -> Path | None:
    """Folder of the newest whole answer."""
    whole = (f for f in _folder().glob("[0-9]*Z") if all((f / f"{end}.json").is_file() for end in ENDS))
    return max(whole, key=lambda f: f.name, default=None)


def _last_asked() -> str:
    try:
        return str(json.loads((_folder() / "asked.json").read_bytes())["asked_at"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _keep(answers: dict[str, bytes], folder: Path) -> None:
    """Write both parts beside their place and move them into it together: half an answer would be worse than none."""
    beside = folder.with_name(f".{folder.name}")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    for end, content in answers.items():
        _write(beside / f"{end}.json", content)
    shutil.rmtree(folder, ignore_errors=True)
    beside.replace(folder)


def _write(file: Path, content: bytes) -> None:
    beside = file.with_name(f"{file.name}.new")
    with beside.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(file)
