"""The commands of those who look after the figures: `python -m pipelines …`."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated

import duckdb
import typer
from rich.markup import escape

from pipelines import changes, checks, columns, contact, doctor, ended, gather, publishing, status, terminal, warehouse
from pipelines.changes import ChangeReport
from pipelines.lake import moving
from pipelines.refresh import Order, RefreshError, refresh
from pipelines.screen import CODES, INTERRUPTED, MISUNDERSTOOD, WRONG
from pipelines.transport import TransportError


def examples(*pairs: tuple[str, str]) -> str:
    """The examples at the end of a command's help, one a line: what to type, and what it does."""
    return "\n\n".join(["Examples:", *(f"[bold]python -m pipelines {words}[/bold] – {what}" for words, what in pairs)])


app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Bring the figures from Statistics Norway (SSB) into the warehouse, see what changed, and go back if need be.",
    epilog=examples(
        ("refresh --from snapshot --yes", "a first time, without network"),
        ("refresh --yes", "every night"),
        ("doctor", "before the first contact with SSB"),
    )
    + f"\n\n{CODES}, 3 not published: nobody was there to say yes.",
)


class Source(StrEnum):
    """Where the figures come from."""

    ssb = "ssb"
    snapshot = "snapshot"


VersionArgument = Annotated[str | None, typer.Argument(metavar="[VERSION]", show_default=False)]


@contextmanager
def sentences() -> Iterator[None]:
    """Errors that can be foreseen end the command with one sentence on standard error, never with a traceback."""
    try:
        yield
    except (warehouse.UnknownVersion, checks.UnknownCheck, gather.UnknownTable) as error:
        _end(str(error), MISUNDERSTOOD)
    except (warehouse.WarehouseError, RefreshError, TransportError, duckdb.Error, ValueError) as error:
        _end(" ".join(str(error).split()), WRONG)
    except KeyboardInterrupt:
        _end("Stopped. Nothing was published; what SSB has answered so far is kept for the next refresh.", INTERRUPTED)
    except OSError as error:
        _end(f"{error.filename or 'A file'}: {error.strerror or error}", WRONG)


def _end(sentence: str, code: int) -> None:
    terminal.console(stderr=True).print(f"[red]{escape(sentence)}[/red]", soft_wrap=True)
    terminal.log("error", sentence=sentence, exit_code=code)
    raise typer.Exit(code)


@app.command(
    name="refresh",
    epilog=examples(
        ("refresh", "ask SSB what is new, show it, and ask before it is published"),
        ("refresh --from snapshot", "build from the shipped figures, without network"),
        ("refresh --dry-run", "only show what would change"),
        ("refresh --yes", "for the nightly job"),
        ("refresh --tables 11713,07459", "ask for two tables only"),
        (
            'refresh --accept years_kept@0123456789 --reason "SSB has closed the series"',
            "you have looked at what stopped it; the reason is kept and shown",
        ),
    ),
)
def refresh_command(
    source: Annotated[
        Source,
        typer.Option("--from", help="[bold]ssb[/bold] asks for what is new; [bold]snapshot[/bold] needs no network."),
    ] = Source.ssb,
    tables: Annotated[
        list[str] | None,
        typer.Option(help="Ask SSB only for these tables (id or request name; commas or several times)."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change; publish nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Publish without asking, unless a data check stops it.")] = False,
    accept: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CHECK@FINGERPRINT",
            help="What a data check found and may pass, as a stopped refresh prints it; nothing else is let through.",
        ),
    ] = None,
    reason: Annotated[
        str, typer.Option(help="Why it may pass, with --accept: one plain sentence, kept with the version and shown.")
    ] = "",
    skip_failed: Annotated[
        bool, typer.Option("--skip-failed", help="Keep the figures held before where a table could not be fetched.")
    ] = False,
) -> None:
    """Bring the warehouse up to date: fetch what is new, build, check, show what changed, ask, publish.

    Nothing new means one small call per table and no new version.

    An interrupted refresh goes on with the answers that it already has.

    Until the very end, and whatever goes wrong, the version before is served.
    """
    if tables and source is Source.snapshot:
        raise typer.BadParameter("the snapshot is always built as a whole; --tables goes with --from ssb.")
    with sentences():
        order = Order(
            source=source.value,
            tables=[name for part in tables or [] for name in part.replace(",", " ").split()],
            dry_run=dry_run,
            accept=checks.acceptances((n for part in accept or [] for n in part.replace(",", " ").split()), reason),
            skip_failed=skip_failed,
        )
    started = time.monotonic()
    with sentences(), terminal.Bar() as bar, ended.failure_kept(order):
        outcome = refresh(order, _approval(bar, yes), bar)
    ended.keep(outcome, order, time.monotonic() - started)
    code = ended.tell(outcome, order)
    ended.log(outcome, order, code, time.monotonic() - started)
    raise typer.Exit(code)


def _approval(bar: terminal.Bar, yes: bool) -> Callable[[ChangeReport, list[checks.Result]], bool]:
    """What asks whether to publish: a person, `--yes`, or nobody."""

    def approve(report: ChangeReport, results: list[checks.Result]) -> bool:
        bar.stop()
        screen = terminal.console()
        screen.print(terminal.report(report), terminal.check_results(results), sep="\n")
        if yes:
            return True
        return terminal.interactive() and typer.confirm("Publish this?")

    return approve


@app.command(
    name="status",
    epilog=examples(
        ("status", "what we hold, and SSB's dates when it was last asked"),
        ("status --ask", "ask SSB for its dates now; fetch nothing"),
    ),
)
def status_command(
    ask: Annotated[
        bool, typer.Option("--ask", help="Ask SSB for its dates now (one small call per table); fetch no figures.")
    ] = False,
) -> None:
    """Show for each table SSB's date and ours, rows, years, and where our figures are from."""
    with sentences():
        if ask:
            with terminal.Bar() as bar:
                gather.ask_dates(bar)
        served = warehouse.served()
        with warehouse.open_store() as con:
            lines = status.lines(con, contact.last_dates())
            accepted = checks.kept(con)
        screen = terminal.console()
        if served.problem:
            screen.print(f"[red]{escape(served.problem)}[/red]", soft_wrap=True)
        screen.print(terminal.status(lines), f"Served: version {served.version}", sep="\n")
        if accepted:
            screen.print(terminal.accepted(accepted))


@app.command(
    name="changes",
    epilog=examples(
        ("changes", "what the served version changed"),
        ("changes 20260101T050000Z-1a2b3c4d", "what that version changed"),
        ("changes --against 20250101T050000Z-5e6f7a8b", "what is new since any other version"),
        ("changes --json", "for another program"),
    ),
)
def changes_command(
    version: VersionArgument = None,
    against: Annotated[str | None, typer.Option(metavar="VERSION", help="Compare anew with this version.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON, with up to 200 cells a table.")] = False,
) -> None:
    """Show what a version changed (the served one if none is named)."""
    with sentences():
        chosen = version or warehouse.served().version
        folder = warehouse.folder_of(chosen)
        if against:
            found: ChangeReport | None = changes.compare(
                warehouse.folder_of(against) / warehouse.DATABASE, folder / warehouse.DATABASE, against
            )
        else:
            found = changes.read(folder / warehouse.CHANGES)
        if found is None:
            raise warehouse.Unreadable(
                f"Version {chosen} has no readable change report; compare anew: "
                f"python -m pipelines changes {chosen} --against VERSION"
            )
    if as_json:
        print(found.model_dump_json(indent=1))
    else:
        terminal.console().print(f"Version {chosen}", terminal.report(found), sep="\n")


@app.command(
    name="versions",
    epilog=examples(("versions", "all of them"), ("versions --keep 30", "and remove all but the newest thirty")),
)
def versions_command(
    keep: Annotated[
        int | None,
        typer.Option(min=1, help="Remove all but the newest so many (the served one stays). Default: keep all."),
    ] = None,
) -> None:
    """List the stored versions, newest first."""
    with sentences():
        for removed in publishing.prune(keep):
            terminal.console().print(f"Removed {removed}")
        stored = warehouse.versions()
        if not stored:
            raise warehouse.NoWarehouse(
                "There is no warehouse yet; build one: python -m pipelines refresh --from snapshot --yes"
            )
        terminal.console().print(terminal.versions(stored))


@app.command(
    name="columns",
    epilog=examples(
        ("columns", "every table that an indicator's query can read"),
        ("columns births", "those with the word in their name or in that of a column"),
    ),
)
def columns_command(word: Annotated[str, typer.Argument(metavar="[WORD]", show_default=False)] = "") -> None:
    """Show what an indicator can be made of: the tidy tables, their columns, rows and years."""
    with sentences(), warehouse.open_store() as con:
        found = columns.readable(con, word)
        if not found:
            _end(
                f"No table and no column has “{word[:40]}” in its name; leave the word out to see them all.",
                MISUNDERSTOOD,
            )
        terminal.console().print(terminal.columns(found))


@app.command(
    name="rollback",
    epilog=examples(
        ("rollback", "back to the version before"),
        ("rollback 20260101T050000Z-1a2b3c4d", "to any version, also forward again"),
    ),
)
def rollback_command(version: VersionArgument = None) -> None:
    """Serve an earlier version again; readers follow at their next click. No version is lost by it."""
    with sentences():
        now = publishing.rollback(version)
    terminal.console().print(f"Version {now} is served.")
    terminal.log("rollback", version=now)


@app.command(
    name="check",
    epilog=examples(("check", "the served version"), ("check 20260101T050000Z-1a2b3c4d", "any version")),
)
def check_command(version: VersionArgument = None) -> None:
    """Run the data checks on a version (the served one if none is named), and hold its file against its fingerprint."""
    with sentences():
        chosen = version or warehouse.served().version
        file = warehouse.folder_of(chosen) / warehouse.DATABASE
        if problem := warehouse.problem_with(chosen):
            raise warehouse.Unreadable(problem)
        known = warehouse.about(chosen)
        base = known.base if known else None
        before = warehouse.folder_of(base) / warehouse.DATABASE if base in warehouse.stored() and base else None
        with duckdb.connect(str(file), read_only=True) as con:
            results = checks.run(con, before, checks.kept(con))
    terminal.console().print(f"Version {chosen}", terminal.check_results(results, passed_too=True), sep="\n")
    raise typer.Exit(WRONG if any(r.stops for r in results) else 0)


class Move(StrEnum):
    """What to do with a warehouse in a lake."""

    status = "status"
    take_in = "take-in"
    bring_home = "bring-home"


@app.command(
    name="lake",
    epilog=examples(
        ("lake status", "where the lake lies, and what is in it"),
        ("lake take-in", "put this machine's versions into the lake"),
        ("lake bring-home", "fetch every version of the lake to this machine"),
    ),
)
def lake_command(what: Annotated[Move, typer.Argument(help="What to do.")] = Move.status) -> None:
    """The warehouse that several machines share, where MALBAROMETERET_WAREHOUSE names one (docs/operating.md)."""
    screen = terminal.console()
    with sentences():
        if what == Move.status:
            screen.print(moving.told(), soft_wrap=True, highlight=False, markup=False)
            return
        move = moving.take_in if what == Move.take_in else moving.bring_home
        moved = move(lambda version: screen.print(f"Copying {version}"))
    screen.print(f"Copied {len(moved.versions)} versions. Served: {moved.served or 'none yet'}.")
    terminal.log("lake", moved=what.value, versions=moved.versions)


@app.command(
    name="doctor",
    epilog=examples(("doctor", "ask SSB for every declared table's metadata, and say what does not fit")),
)
def doctor_command() -> None:
    """Examine the connection to SSB: which declared tables, dimensions and codes are there, and what to write instead.

    Asks for metadata only, never for figures, and ends with one line to act on.
    """
    with sentences():
        code = doctor.run(console=terminal.console())
    raise typer.Exit(code)


def main() -> None:
    """Run the command that was typed."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a pipe on an older Windows has no arrow and no ø
    app(prog_name="python -m pipelines")


if __name__ == "__main__":
    main()
