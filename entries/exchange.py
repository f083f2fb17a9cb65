"""Entries as CSV and JSON, out and in again: exactly the same, all or nothing, and every fault by its line.

A spreadsheet takes a cell that begins with = + - @ for a formula; such a cell goes out with an apostrophe before it (so
does one that begins with an apostrophe), and comes in again without. Lists stand one item a line in their cell.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy.orm import Session

from entries.actor import Actor
from entries.contents import Content, Kept
from entries.database import writing
from entries.errors import Conflict, EntriesError, Invalid, Problem
from entries.kinds import Kind
from entries.register import Register, one_each
from entries.rules import LONGEST_NAME, read
from entries.store import Store

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
    """A file could not be taken in; `faults` has what is wrong with which line. Nothing was written."""

    def __init__(self, faults: Sequence[tuple[int, EntriesError]]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(f"Line {line}: {fault}" for line, fault in faults))


def _fault(code: str, sentence: str, field: str = "", **facts: Any) -> Invalid:
    """What is wrong with a file, as a problem whose code the pages have a text for."""
    return Invalid([Problem(field, f"file.{code}", sentence, facts)])


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

    What has no id and says exactly what an entry says already is left as it is.

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
    # the same hand-made list read in twice is the same entries, not twice as many
    known = {_said(one): one.id for one in register.find()}
    rows = list(_from_json(text) if form == "json" else _from_csv(text, register.kind))
    told = Imported()
    try:
        with writing(store.engine) as session:
            tried = [(line, _one(session, register, actor, row, known, told)) for line, row in rows]
            faults = [(line, fault) for line, fault in tried if fault]
            if faults:
                raise ImportFault(faults)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return told


def _said(content: Content) -> str:
    """What an entry says, whoever wrote it and when."""
    return json.dumps(content.model_dump(mode="json", exclude=set(Kept.model_fields)), sort_keys=True)


def _one(
    session: Session,
    register: Register[Any, Any],
    actor: Actor,
    row: Mapping[str, Any],
    known: Mapping[str, str],
    told: Imported,
) -> EntriesError | None:
    """Write one line; gives what is wrong with it, if anything is."""
    typed = {name: value for name, value in row.items() if name not in HEAD}
    entry = str(row.get("id") or "")
    try:
        if entry and not _ID.fullmatch(entry):
            sentence = "an id is up to 40 letters, digits, _ and -; leave it empty for a new entry."
            raise _fault("not_an_id", sentence, "id")
        content = read(register.kind.content, typed)
        if not entry and (same := known.get(_said(content))):
            told.unchanged.append(same)
            return None
        with one_each(register.kind.table), session.begin_nested():
            _write(session, register, actor, content, row, told)
    except Conflict as conflict:
        sentence = f"{entry} has been changed since it was taken out (it is version {conflict.version} now)."
        return _fault("changed_since", sentence, entry=entry, version=conflict.version)
    except EntriesError as error:
        return error
    return None


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
        raise _fault("removed", f"{entry} has been removed; bring it back first.", entry=entry)
    if register.kind.content_of(held) == content:
        told.unchanged.append(entry)
        return
    version = str(row.get("version") or "")
    if not re.fullmatch(r"[0-9]{1,9}", version):
        sentence = f"the version that {entry} had when it was taken out is wanted."
        raise _fault("no_version", sentence, "version", entry=entry)
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
        if unknown := [name[:LONGEST_NAME] for name in names if name not in known]:
            faults = [_fault("no_column", f"There is no column called {name}.", column=name) for name in unknown]
            raise ImportFault([(1, fault) for fault in faults])
        if len(set(names)) < len(names) or not names:
            raise ImportFault([(1, _fault("columns", "The first line names every column once."))])
        begins = lines.line_num + 1
        for cells in lines:
            if cells and len(cells) != len(names):
                sentence = f"{len(cells)} cells, but {len(names)} columns."
                fault = _fault("other_width", sentence, cells=len(cells), columns=len(names))
                raise ImportFault([(begins, fault)])
            if cells:
                yield begins, {name: _typed(kind, name, cell) for name, cell in zip(names, cells, strict=True)}
            begins = lines.line_num + 1
    except csv.Error as error:
        raise ImportFault([(lines.line_num, _fault("no_csv", f"This is no CSV ({error})."))]) from error


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
        except (ValueError, RecursionError):
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
        raise ImportFault([(1, _fault("no_list", "A list of objects is wanted: [ {…}, {…} ]."))])
    at = blank.match(text, start.end())
    place = at.end() if at else start.end()
    while not text.startswith("]", place):
        line = text.count("\n", 0, place) + 1
        try:
            found, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            why = "nested too deeply" if isinstance(error, RecursionError) else str(error)
            raise ImportFault([(line, _fault("no_json", f"This is no JSON ({why})."))]) from error
        if not isinstance(found, dict):
            raise ImportFault([(line, _fault("no_object", "An object with fields is wanted: {…}."))])
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
        sentence = "This is not UTF-8; save the file as “CSV UTF-8”."
        raise ImportFault([(line, _fault("not_utf8", sentence))]) from error
