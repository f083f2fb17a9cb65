"""Entries as CSV and JSON, out and in again: exactly the same, all or nothing, and every fault by its line.

A spreadsheet takes a cell that begins with = + - @ for a formula; such a cell goes out with an apostrophe before it (so
does one that begins with an apostrophe), and comes in again without. Lists stand one item a line in their cell.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import exc
from sqlalchemy.orm import Session

from entries.actor import Actor
from entries.contents import Content
from entries.database import writing
from entries.errors import Conflict, EntriesError
from entries.rules import read
from entries.store import Kind, Register, Store, taken

Form = Literal["csv", "json"]
#: What stands before the fields: which entry, and the version it had when it was taken out.
HEAD = ("id", "version")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")
#: A field of a CSV may be as long as the longest text, and a snapshot of figures.
csv.field_size_limit(2_000_000)


class _DryRun(Exception):
    """Ends a transaction whose changes nobody wants."""


class ImportFault(EntriesError):
    """A file could not be taken in; `lines` has a sentence for every fault, by line. Nothing was written."""

    def __init__(self, lines: list[tuple[int, str]]) -> None:
        self.lines = lines
        super().__init__("\n".join(f"Line {line}: {sentence}" for line, sentence in lines))


@dataclass
class Imported:
    """What came of an import: ids of the entries that were added, changed, or said the same already."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)


def export(store: Store, table: str, form: Form = "csv") -> str:
    """One register, without what has been removed.

    Args:
        store: where from.
        table: the register's name.
        form: "csv" (UTF-8, commas) or "json" (a list of objects, one a line).

    Raises:
        NotFound: there is no such register.
        Unavailable: the store does not answer.
    """
    register = store.register(table)
    names = (*HEAD, *register.kind.fields)
    rows = [{name: entry[name] for name in names} for entry in _plain(register)]
    if form == "json":
        lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        return f"[\n{lines}\n]\n" if rows else "[]\n"
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([_cell(row[name]) for name in names] for row in rows)
    return out.getvalue()


def _plain(register: Register[Any, Any]) -> list[dict[str, Any]]:
    return [entry.model_dump(mode="json") for entry in register.find()]


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            text = "\n".join(value)
        case dict():
            text = json.dumps(value, ensure_ascii=False)
        case _:
            text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def take_in(store: Store, actor: Actor, table: str, text: str, form: Form = "csv", dry_run: bool = False) -> Imported:
    """Take a register in: what has no id, or one that is not here, is added; what is here is changed.

    Args:
        store: where to.
        actor: who takes it in; their role is held to every line.
        table: the register's name.
        text: the file; CSV with commas or semicolons.
        form: "csv" or "json".
        dry_run: look for faults and say what would come of it; write nothing.

    Raises:
        ImportFault: with every fault by its line; nothing was written.
        NotFound: there is no such register.
        Refused, Unavailable: nothing was written.
    """
    register = store.register(table)
    rows = list(_from_json(text) if form == "json" else _from_csv(text, register.kind))
    told = Imported()
    try:
        with writing(store.engine) as session:
            faults = [(line, fault) for line, row in rows for fault in _one(session, register, actor, row, told)]
            if faults:
                raise ImportFault(faults)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return told


def _one(
    session: Session, register: Register[Any, Any], actor: Actor, row: Mapping[str, Any], told: Imported
) -> Iterator[str]:
    """Write one line, or yield what is wrong with it."""
    typed = {name: value for name, value in row.items() if name not in HEAD}
    entry = str(row.get("id") or "")
    try:
        if entry and not _ID.fullmatch(entry):
            yield "id: an id is up to 40 letters, digits, _ and -; leave it empty for a new entry."
            return
        content = read(register.kind.content, typed)
        with session.begin_nested():
            _write(session, register, actor, content, row, told)
    except exc.IntegrityError:
        yield taken(register.kind.table).sentence
    except Conflict as conflict:
        yield f"{entry} has been changed since it was taken out (it is version {conflict.version} now)."
    except EntriesError as error:
        yield str(error)


def _write(
    session: Session,
    register: Register[Any, Any],
    actor: Actor,
    content: Content,
    row: Mapping[str, Any],
    told: Imported,
) -> None:
    entry = str(row.get("id") or "")
    held = register.row(session, entry) if entry else None
    if held is None:
        told.added.append(register.put_new(session, actor, content, entry or None, "imported").id)
        return
    if held.removed_at:
        raise EntriesError(f"{entry} has been removed; bring it back first.")
    if register.kind.content_of(held) == content:
        told.unchanged.append(entry)
        return
    version = str(row.get("version") or "")
    if not version.isdecimal():
        raise EntriesError(f"version: the version that {entry} had when it was taken out is wanted.")
    register.put_over(session, actor, held, content, "imported", int(version))
    told.changed.append(entry)


def _from_csv(text: str, kind: Kind[Any, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line number and fields of every row.

    Raises:
        ImportFault: a column is unknown or stands twice, a row is too long or too short, or it is no CSV at all.
    """
    text = text.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    lines = csv.reader(
        io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",", strict=True
    )
    try:
        names = next(lines, [])
        known = {*HEAD, *kind.fields}
        if faults := [(1, f"There is no column called {name}.") for name in names if name not in known]:
            raise ImportFault(faults)
        if len(set(names)) < len(names) or not names:
            raise ImportFault([(1, "The first line names every column once.")])
        begins = lines.line_num + 1
        for cells in lines:
            if cells and len(cells) != len(names):
                raise ImportFault([(begins, f"{len(cells)} cells, but {len(names)} columns.")])
            if cells:
                yield begins, {name: _typed(kind, name, cell) for name, cell in zip(names, cells, strict=True)}
            begins = lines.line_num + 1
    except csv.Error as error:
        raise ImportFault([(lines.line_num, f"This is no CSV ({error}).")]) from error


def _typed(kind: Kind[Any, Any], name: str, cell: str) -> Any:
    """A cell as what its field takes."""
    text = cell[1:] if cell.startswith("'") else cell
    declared = kind.content.model_fields.get(name)
    if declared is None or declared.annotation is str:
        return text
    default = declared.default
    if isinstance(default, tuple):
        return text.split("\n") if text else []
    if not text and default is None:
        return None
    if name == "figures":
        try:
            return json.loads(text)
        except ValueError:
            return text  # the field itself says that it is no figures
    return text


def _from_json(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line number and fields of every object of the list.

    Raises:
        ImportFault: it is no list of objects.
    """
    text = text.removeprefix("\ufeff")
    decoder, blank = json.JSONDecoder(), re.compile(r"[\s,]*")
    start = re.match(r"\s*\[", text)
    if not start:
        raise ImportFault([(1, "A list of objects is wanted: [ {…}, {…} ].")])
    at = blank.match(text, start.end())
    place = at.end() if at else start.end()
    while not text.startswith("]", place):
        line = text.count("\n", 0, place) + 1
        try:
            found, place = decoder.raw_decode(text, place)
        except ValueError as error:
            raise ImportFault([(line, f"This is no JSON ({error}).")]) from error
        if not isinstance(found, dict):
            raise ImportFault([(line, "An object with fields is wanted: {…}.")])
        yield line, found
        following = blank.match(text, place)
        place = following.end() if following else place


def text_of(data: bytes) -> str:
    """A file's bytes as text.

    Raises:
        ImportFault: they are not UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ImportFault([(line, "This is not UTF-8; save the file as “CSV UTF-8”.")]) from error
