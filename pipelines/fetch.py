"""Fetch SSB's answers into the raw folder, untouched, so that an interrupted refresh goes on where it stopped.

    <raw>/<table>/<request>/<updated>/part-000.json …  SSB's bytes
    <raw>/<table>/<request>/<updated>/answer.json      what was asked, what was found, a sha256 for every part

A part is written beside its place and moved into it when whole; `answer.json` says `complete` only at the very end.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from pipelines import jsonstat, pxweb, resolve, tables
from pipelines.transport import TransportError, Unusable

ANSWER = "answer.json"
Progress = Callable[[str], None]


class RawError(ValueError):
    """An answer on disk is damaged; the message says which and what to do."""


@dataclass(frozen=True)
class Outcome:
    """What became of one request.

    Attributes:
        request, table: which.
        status: "unchanged" (SSB has nothing newer), "answered" or "failed".
        updated: SSB's time stamp; "" where it could not be asked.
        path: folder of the answer, where it was answered.
        sentence: what happened, for people.
        calls: data calls made.
        reused: parts taken from an interrupted fetch.
    """

    request: str
    table: str
    status: Literal["unchanged", "answered", "failed"]
    updated: str = ""
    path: Path | None = None
    sentence: str = ""
    calls: int = 0
    reused: int = 0


@dataclass(frozen=True)
class RawAnswer:
    """A whole answer on disk.

    Attributes:
        request, table, updated, fetched_at: which, and when (UTC, ISO).
        folder: where it lies.
        files, sha256s: its parts and their fingerprints.
        declared: fingerprint of what the request asked for then.
        codelists: declared dimension code → code list asked with.
        code_prefixes: declared dimension code → prefix of that list's codes.
        dimensions: declared dimension code → SSB's, where they differ.
        found: declared dimension code → {declared code: SSB's code}, where they differ.
    """

    request: str
    table: str
    updated: str
    fetched_at: str
    folder: Path
    files: tuple[str, ...]
    sha256s: tuple[str, ...]
    declared: str = ""
    codelists: dict[str, str] = field(default_factory=dict)
    code_prefixes: dict[str, str] = field(default_factory=dict)
    dimensions: dict[str, str] = field(default_factory=dict)
    found: dict[str, dict[str, str]] = field(default_factory=dict)

    def read_parts(self) -> list[bytes]:
        """SSB's bytes, part by part.

        Raises:
            RawError: a part is missing or not what was fetched.
        """
        return [_read_part(self.folder, *part) for part in zip(self.files, self.sha256s, strict=True)]

    def datasets(self) -> list[jsonstat.Dataset]:
        """The decoded parts, their dimensions under the declared codes.

        Raises:
            RawError: as `read_parts`.
            JsonStatError: a part can't be decoded.
        """
        declared = {used: code for code, used in self.dimensions.items()}
        return [jsonstat.decode(part).renamed(declared) for part in self.read_parts()]


def fetch(
    request: tables.Request,
    client: pxweb.Client,
    raw_dir: Path,
    held_updated: str | None,
    progress: Progress = lambda _: None,
) -> Outcome:
    """Ask SSB for one request, if it has something newer than we hold.

    Args:
        request: what to ask.
        client: whom to ask; it remembers tables, so that several requests to one table cost one call.
        raw_dir: folder of raw answers.
        held_updated: SSB's time stamp of the answer in use; None where there is none.
        progress: told one line at a time what is being done.

    Returns:
        The outcome; whatever goes wrong is a sentence in it, never an exception.
    """
    try:
        return _fetch(request, client, raw_dir, held_updated, progress)
    except (TransportError, resolve.ResolveError, RawError, jsonstat.JsonStatError) as error:
        return Outcome(request.name, request.table, "failed", sentence=str(error))
    except OSError as error:
        sentence = f"Table {request.table}: the answer can't be kept in {raw_dir}: {error.strerror or error}."
        return Outcome(request.name, request.table, "failed", sentence=sentence)


def _fetch(
    request: tables.Request, client: pxweb.Client, raw_dir: Path, held_updated: str | None, progress: Progress
) -> Outcome:
    info = client.table(request.table)
    folder = raw_dir / request.table / request.name / info.updated.replace(":", "")
    if held_updated and info.updated < held_updated:
        older = f"SSB's table {request.table} is dated {info.updated}, before ours ({held_updated}); ours stays"
        return Outcome(request.name, request.table, "unchanged", info.updated, sentence=older)
    if info.updated == held_updated and (not folder.exists() or _is_whole(folder, request)):
        return Outcome(request.name, request.table, "unchanged", info.updated)
    resolved, metadata = resolve.look_up(request, client)
    resolved.raise_problems()
    keeper = _Keeper(request, info.updated, folder, resolved, metadata.sha256)
    while True:
        try:
            parts = client.parts(resolved.query)
            for number, part in enumerate(parts):
                progress(f"{request.table} {request.name}: part {number + 1} of {len(parts)}, {part.cells} cells")
                keeper.keep(number, part, client)
            keeper.close(len(parts))
        except pxweb.TooManyCells:
            continue
        return Outcome(
            request.name, request.table, "answered", info.updated, folder, calls=keeper.calls, reused=keeper.reused
        )


class _Keeper:
    """Writes one answer's parts, or takes over those that an interrupted fetch left."""

    def __init__(
        self,
        request: tables.Request,
        updated: str,
        folder: Path,
        resolved: resolve.Resolution,
        metadata_sha256: str,
    ) -> None:
        self.folder, self.updated, self.table = folder, updated, request.table
        self.calls = self.reused = 0
        folder.mkdir(parents=True, exist_ok=True)
        self._left = {json.dumps(part["asked"]): part for part in _left_parts(folder)}
        self._answer: dict[str, Any] = {
            "request": request.name,
            "table": request.table,
            "updated": updated,
            "asked": [],
            "codelists": resolved.codelists,
            "code_prefixes": resolved.code_prefixes,
            "dimensions": resolved.dimensions,
            "found": resolved.found,
            "fetched_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "parts": [],
            "metadata_sha256": metadata_sha256,
            "declared": declared(request),
            "complete": False,
        }

    def keep(self, number: int, part: pxweb.Query, client: pxweb.Client) -> None:
        """Have part `number` on disk, by asking for it if it is not there yet."""
        if number == 0:
            self._answer["asked"], self._answer["parts"] = [], []
        asked = part.body()
        left = self._left.get(json.dumps(asked))
        if left is None:
            name = self._free(number)
            self.calls += 1
            body = client.part(part).body
            # Older is fine: the table's date is that of its newest content, an answer's that of the contents asked for.
            told = jsonstat.decode_metadata(body).updated
            if told and told > self.updated:
                raise Unusable(
                    f"table {self.table}: it changed while being fetched (from {self.updated} to {told}); refresh again"
                )
            _write(self.folder / name, body)
            left = {"file": name, "sha256": sha256(body).hexdigest(), "asked": asked}
            self._left[json.dumps(asked)] = left
        else:
            name = left["file"]
            self.reused += 1
        self._answer["asked"].append(asked)
        self._answer["parts"].append({"file": name, "sha256": left["sha256"]})
        self._write_answer()

    def _free(self, number: int) -> str:
        """The part's own name, or the next free one: a part that may still be wanted is never written over."""
        taken = {left["file"] for left in self._left.values()}
        while f"part-{number:03d}.json" in taken:
            number += 1
        return f"part-{number:03d}.json"

    def close(self, parts: int) -> None:
        """Mark the answer whole and clear away what does not belong to it."""
        assert len(self._answer["parts"]) == parts
        self._answer["complete"] = True
        self._write_answer()
        wanted = {part["file"] for part in self._answer["parts"]}
        for file in self.folder.glob("part-*"):
            if file.name not in wanted:
                file.unlink()

    def _write_answer(self) -> None:
        told = dict(self._answer)
        if not told["complete"]:
            # Parts that an interrupted fetch left and whose turn has not come: remembered, should this one stop too.
            kept = {part["file"] for part in told["parts"]}
            later = [part for part in self._left.values() if part["file"] not in kept]
            told["asked"] = told["asked"] + [part["asked"] for part in later]
            told["parts"] = told["parts"] + [{"file": p["file"], "sha256": p["sha256"]} for p in later]
        text = json.dumps(told, ensure_ascii=False, indent=1)
        _write(self.folder / ANSWER, text.encode())


def _left_parts(folder: Path) -> list[dict[str, Any]]:
    """Parts of an earlier fetch that are what they were: file, sha256 and what was asked."""
    try:
        answer = json.loads((folder / ANSWER).read_bytes())
        pairs = list(zip(answer["parts"], answer["asked"], strict=True))
    except (OSError, ValueError, KeyError, TypeError):
        return []
    left = []
    for part, asked in pairs:
        try:
            _read_part(folder, part["file"], part["sha256"])
        except (RawError, KeyError, TypeError):
            continue
        left.append({"file": part["file"], "sha256": part["sha256"], "asked": asked})
    return left


def _is_whole(folder: Path, request: tables.Request) -> bool:
    """Whether the answer on disk is undamaged and still answers what is declared today."""
    try:
        answer = _read_answer(folder)
        return answer is not None and answer.declared == declared(request) and bool(answer.read_parts())
    except RawError:
        return False


def declared(request: tables.Request) -> str:
    """Fingerprint of what a request asks for: another selection or content makes an answer on disk out of date."""
    dimensions = {
        code: (d.select, d.codelist.id if d.codelist else "", d.values) for code, d in request.dimensions.items()
    }
    return sha256(json.dumps([dimensions, list(request.contents)]).encode()).hexdigest()


def _write(file: Path, content: bytes) -> None:
    """Write beside the place and move into it, so that a reader never sees half a file."""
    beside = file.with_name(file.name + ".new")
    with beside.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(file)


def _read_part(folder: Path, file: str, fingerprint: str) -> bytes:
    try:
        content = (folder / Path(file).name).read_bytes()
    except OSError as error:
        raise RawError(_damaged(folder, f"{file} can't be read ({error.strerror})")) from error
    if sha256(content).hexdigest() != fingerprint:
        raise RawError(_damaged(folder, f"{file} is not what SSB answered (its sha256 differs)"))
    return content


def _damaged(folder: Path, what: str) -> str:
    where = "/".join(folder.parts[-3:])
    return f"The raw answer {where} is damaged: {what}. Delete that folder and refresh again."


def _read_answer(folder: Path) -> RawAnswer | None:
    """The answer in a folder; None where it is not complete.

    Raises:
        RawError: answer.json is damaged.
    """
    try:
        told = json.loads((folder / ANSWER).read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise RawError(_damaged(folder, f"{ANSWER} can't be read")) from error
    try:
        if not told["complete"]:
            return None
        return RawAnswer(
            request=told["request"],
            table=told["table"],
            updated=told["updated"],
            fetched_at=told["fetched_at"],
            folder=folder,
            files=tuple(part["file"] for part in told["parts"]),
            sha256s=tuple(part["sha256"] for part in told["parts"]),
            declared=str(told.get("declared", "")),
            codelists=dict(told["codelists"]),
            code_prefixes=dict(told["code_prefixes"]),
            dimensions=dict(told["dimensions"]),
            found={dimension: dict(codes) for dimension, codes in told["found"].items()},
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise RawError(_damaged(folder, f"{ANSWER} lacks something ({error})")) from error


def read_answers(raw_dir: Path) -> list[RawAnswer]:
    """The newest complete answer to every request, ordered by table and request.

    Raises:
        RawError: the newest answer to a request is damaged.
    """
    answers = []
    for request in sorted(folder for folder in raw_dir.glob("*/*") if folder.is_dir()):
        vintages = sorted((v for v in request.iterdir() if v.is_dir()), key=lambda v: v.name, reverse=True)
        answer = next((found for found in map(_read_answer, vintages) if found), None)
        if answer is not None:
            answers.append(answer)
    return answers
