"""The commands of those who look after the entries: `python -m entries …`."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from pkgutil import resolve_name
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from entries import backup as backups
from entries import exchange, schema
from entries.actor import COMMAND_LINE, Role
from entries.database import database_url, named
from entries.errors import Conflict, EntriesError, Invalid, NotFound
from entries.facts import read_facts
from entries.files import new_file
from entries.kinds import KINDS
from entries.references import References
from entries.seed import seed
from entries.store import Store, open_store

#: Exit codes, as those of the other rooms' commands (docs/operating.md).
WRONG, MISUNDERSTOOD = 1, 2
#: Called by name: the rooms are layered, and this one knows neither plan nor indicators nor warehouse.
REFERENCES = "indicators.references:served_references"


def examples(*pairs: tuple[str, str]) -> str:
    """The examples at the end of a command's help: what to type, and what it does."""
    return "\n\n".join(["Examples:", *(f"[bold]python -m entries {words}[/bold] – {what}" for words, what in pairs)])


app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Look after people's entries: actions, self-assessments, council cases and the yearly round.",
    epilog=examples(("upgrade", "make the database, or bring it up to date"), ("backup copy.sqlite", "copy everything"))
    + "\n\nThe database is the one set by MALBAROMETERET_ENTRIES, else a file in the state folder."
    + "\n\nExit codes: 0 done, 1 something went wrong, 2 not understood.",
)

RegisterArgument = Annotated[str, typer.Argument(metavar="REGISTER", help=f"One of {', '.join(KINDS)}.")]
EntryArgument = Annotated[str, typer.Argument(metavar="ID", help="The entry's id; list shows it.")]
FileArgument = Annotated[Path, typer.Argument(metavar="FILE")]


def _console(stderr: bool = False) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, width=None if stream.isatty() else 140, highlight=False)


def _say(sentence: str) -> None:
    _console().print(escape(sentence), soft_wrap=True)


@contextmanager
def sentences() -> Iterator[None]:
    """Errors that can be foreseen end the command with a sentence on standard error, never with a traceback."""
    try:
        yield
    except Conflict as error:
        _end(f"{error} It is version {error.version} now.")
    except NotFound as error:
        _end(str(error), MISUNDERSTOOD)
    except Invalid as error:
        # without a field it is about what has been written meanwhile, not about what was typed
        _end(str(error), MISUNDERSTOOD if all(problem.field for problem in error.problems) else WRONG)
    except EntriesError as error:
        _end(str(error))
    except OSError as error:
        _end(f"{error.filename or 'A file'}: {error.strerror or error}")


def _end(sentence: str, code: int = WRONG) -> None:
    _console(stderr=True).print(f"[red]{escape(sentence)}[/red]", soft_wrap=True)
    raise typer.Exit(code)


def _references() -> References:
    """What entries may refer to, from the warehouse that is being served."""
    try:
        return resolve_name(REFERENCES)()
    except Exception as error:
        # Another room's error, whose kind is not known here; its sentence is what the user needs.
        raise EntriesError(str(error)) from error


@contextmanager
def _store(to_write: bool = False) -> Iterator[Store]:
    with sentences():
        store = open_store(_references() if to_write else None)
        try:
            yield store
        finally:
            store.close()


@app.command(name="upgrade", epilog=examples(("upgrade", "make the tables, or bring them up to date")))
def upgrade_command() -> None:
    """Make the database where there is none, or bring its schema up to date; what is there is copied first."""
    with sentences():
        before, after, copy = schema.upgrade(database_url())
    if copy:
        _say(f"A copy of what was there: {copy}")
    _say(f"Schema {after} already: nothing to do." if before == after else f"Schema {before or 'none'} → {after}.")


@app.command(name="seed", epilog=examples(("seed", "a second time writes nothing")))
def seed_command() -> None:
    """Enter what the project ships: the actions and the round of the plan's own presentation, each with its source."""
    with _store(to_write=True) as store:
        _say(f"{seed(store)} entries written.")


def _short(value: Any) -> str:
    """A field as a cell of a terminal's table."""
    told = ", ".join(value) if isinstance(value, list) else "–" if value is None else str(value)
    return told[:60]


@app.command(name="list", epilog=examples(("list action", "all actions"), ("list role_grant", "who may write")))
def list_command(
    register: RegisterArgument,
    removed: Annotated[bool, typer.Option("--removed", help="Those that have been removed as well.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Every field, as JSON.")] = False,
) -> None:
    """List the entries of a register."""
    with _store() as store:
        found = store.register(register).find(with_removed=removed)
        fields = store.register(register).kind.fields[:4]
    if as_json:
        print(json.dumps([entry.model_dump(mode="json") for entry in found], ensure_ascii=False, indent=1))
        return
    table = Table("id", "version", *fields, "changed", "by", box=None, padding=(0, 1))
    for entry in found:
        told = entry.model_dump(mode="json")
        cells = [_short(told[name]) for name in fields]
        gone = "removed " if entry.removed_at else ""
        table.add_row(
            *map(Text, (entry.id, str(entry.version), *cells, gone + str(entry.changed_at.date()), entry.changed_by))
        )
    _console().print(table)
    _say(f"{len(found)} entries.")


@app.command(name="history", epilog=examples(("history action plan-2012-01", "every change of one action")))
def history_command(
    register: RegisterArgument,
    entry: EntryArgument,
    as_json: Annotated[bool, typer.Option("--json", help="With the whole text before and after.")] = False,
) -> None:
    """Show every change of an entry: number, when, who, what."""
    with _store() as store:
        changes = store.register(register).history(entry)
        if not changes:
            store.register(register).get(entry, with_removed=True)  # says that there is no such entry
    if as_json:
        print(json.dumps([change.model_dump(mode="json") for change in changes], ensure_ascii=False, indent=1))
        return
    table = Table("change", "version", "when (UTC)", "who", "what", "fields", box=None, padding=(0, 1))
    for change in changes:
        when = f"{change.at:%Y-%m-%d %H:%M}"
        table.add_row(
            *map(Text, (str(change.id), str(change.version), when, change.by, change.kind, ", ".join(change.fields)))
        )
    _console().print(table)


@app.command(
    name="restore-text",
    epilog=examples(("restore-text self_assessment ID 42 --field situation", "one text as it was after change 42")),
)
def restore_text_command(
    register: RegisterArgument,
    entry: EntryArgument,
    change: Annotated[int, typer.Argument(metavar="CHANGE", help="Number of the change; history shows it.")],
    field: Annotated[list[str] | None, typer.Option(help="Only this field; several times for several.")] = None,
) -> None:
    """Write again what an entry said after an earlier change; what it says now stays in the history."""
    with _store(to_write=True) as store:
        known = store.register(register).kind.fields
        if wrong := [name for name in field or () if name not in known]:
            raise NotFound(f"{register} has no field {', '.join(wrong)}; there are: {', '.join(known)}.")
        held = store.register(register).get(entry)
        kept = store.register(register).restore_text(
            COMMAND_LINE, entry, held.version, change, tuple(field) if field else None
        )
        if kept.version == held.version:
            _say(f"{entry} says what it said after change {change} already; nothing was written.")
        else:
            _say(f"{entry} says what it said after change {change}; it is version {kept.version} now.")


@app.command(name="undo", epilog=examples(("undo action 42", "take change 42 back")))
def undo_command(
    register: RegisterArgument,
    change: Annotated[int, typer.Argument(metavar="CHANGE", help="Number of the change; history shows it.")],
) -> None:
    """Take the latest change of an entry back; a removed one is there again."""
    with _store(to_write=True) as store:
        kept = store.register(register).undo(COMMAND_LINE, change)
        _say(f"Change {change} is undone; {kept.id} is version {kept.version} now.")


def _form(file: Path) -> exchange.Form:
    ending = file.suffix.lower()
    if ending not in (".csv", ".json"):
        raise typer.BadParameter(f"{file}: the name ends with .csv or .json.")
    return "json" if ending == ".json" else "csv"


@app.command(
    name="export", epilog=examples(("export council_case cases.csv", "for a spreadsheet"), ("export action a.json", ""))
)
def export_command(register: RegisterArgument, file: FileArgument) -> None:
    """Write a register to a new file, CSV or JSON by its name."""
    with _store() as store:
        text = exchange.export(store, register, _form(file))
        data = text.encode("utf-8-sig" if _form(file) == "csv" else "utf-8")  # by the mark a spreadsheet knows UTF-8
        with new_file(file) as unfinished:
            unfinished.write_bytes(data)
    _say(f"{register} is written to {file}.")


@app.command(
    name="import",
    epilog=examples(("import council_case cases.csv --dry-run", "only look"), ("import council_case cases.csv", "")),
)
def import_command(
    register: RegisterArgument,
    file: FileArgument,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Look for faults, and write nothing.")] = False,
) -> None:
    """Take a CSV or JSON file in: all of it or nothing, and every fault by its line."""
    with _store(to_write=True) as store:
        text = exchange.text_of(file.read_bytes())
        told = exchange.take_in(store, COMMAND_LINE, register, text, _form(file), dry_run)
    would = "would be " if dry_run else ""
    _say(f"{len(told.added)} {would}added, {len(told.changed)} {would}changed, {len(told.unchanged)} say the same.")


@app.command(
    name="backup",
    epilog=examples(("backup copy.sqlite", "SQLite, while others write"), ("backup copy.json", "either database")),
)
def backup_command(file: FileArgument) -> None:
    """Copy everything to a new file, with what has been removed, the roles and the history."""
    with sentences():
        backups.backup(database_url(), file)
    _say(f"Everything is in {file}.")


@app.command(name="restore", epilog=examples(("restore copy.sqlite --yes", "a copy of what is there is made first")))
def restore_command(
    file: FileArgument,
    yes: Annotated[bool, typer.Option("--yes", help="Without asking.")] = False,
) -> None:
    """Put a backup in the place of everything that is there now; a copy of that is made first."""
    with sentences():
        url = database_url()
        if not yes and not (sys.stdin.isatty() and typer.confirm(f"{named(url)} is to be replaced by {file}?")):
            _end("Nothing was changed; say --yes to restore without being asked.")
        safety = backups.restore(url, file)
    if safety:
        _say(f"A copy of what was there: {safety}")
    _say(f"{file} is restored.")


@app.command(
    name="grant",
    epilog=examples(
        ("grant kari@example.org 'Kari Nordmann' contact --municipality 5059", "a municipality's contact"),
        ("grant ola@example.org 'Ola Nordmann' office", "the region's office"),
    ),
)
def grant_command(
    subject: Annotated[str, typer.Argument(help="E-mail address, or the identity shown after signing in.")],
    name: Annotated[str, typer.Argument(help="As people know them.")],
    role: Annotated[Role, typer.Argument(help="What they may do.")],
    municipality: Annotated[str, typer.Option(help="Whose contact they are.")] = "",
) -> None:
    """Give a person a role, or another one."""
    if role is Role.reader:
        raise typer.BadParameter("everybody reads; revoke takes a role away", param_hint="ROLE")
    subject = _known_by(subject)
    typed: dict[str, Any] = {"subject": subject, "name": name, "role": role, "municipality": municipality}
    with _store(to_write=True) as store:
        held = store.grants.find(subject=subject)
        if held:
            store.grants.change(COMMAND_LINE, held[0].id, held[0].version, typed)
        else:
            store.grants.add(COMMAND_LINE, typed)
    _say(f"{name} ({subject}) is {role}{f' of {municipality}' if municipality else ''} now.")


def _known_by(subject: str) -> str:
    """A person as the sign-in looks them up: an e-mail address in small letters."""
    subject = subject.strip()
    return subject.lower() if "@" in subject else subject


@app.command(name="revoke", epilog=examples(("revoke kari@example.org", "she reads, as everybody does")))
def revoke_command(subject: Annotated[str, typer.Argument(help="What the sign-in knows the person by.")]) -> None:
    """Take a person's role away."""
    with _store() as store:
        # one with capitals can be from before they were made small
        held = store.grants.find(subject=subject) or store.grants.find(subject=_known_by(subject))
        if not held:
            raise NotFound(f"{subject} has no role.")
        store.grants.remove(COMMAND_LINE, held[0].id, held[0].version)
    _say(f"{subject} has no role any more.")


@app.command(
    name="facts",
    epilog=examples(
        ("facts", "what a refresh would read"),
    ),
)
def facts_command() -> None:
    """Show what the entries tell the warehouse: councils and actions by year, as JSON."""
    with sentences():
        facts = read_facts()
    print(json.dumps(asdict(facts) if facts else None, ensure_ascii=False, indent=1, default=str))


def main() -> None:
    """Run the command that was typed."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a pipe on an older Windows has no arrow and no ø
    app(prog_name="python -m entries")


if __name__ == "__main__":
    main()
