"""The commands of those who run the pages: `python -m dashboard …`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import duckdb
import typer
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from dashboard import drawn, figures, store
from dashboard.edition.answers import RouteFailed
from dashboard.edition.edition import Order
from dashboard.edition.publish import NotEmpty, chosen, publish
from dashboard.edition.recording import PageFailed
from indicators import since as since_room
from pipelines import warehouse
from pipelines.screen import CODES, MISUNDERSTOOD, WRONG, console

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=f"{CODES}.",
)


@app.callback()
def pages() -> None:
    """What can be made of the pages beside showing them."""


@app.command(
    name="publish",
    epilog="Examples:\n\n[bold]python run.py publish edition[/bold] – a folder for a web server\n\n"
    "[bold]python run.py publish meeting --since 2026-09-01[/bold] – the archive copy of a meeting",
)
def publish_command(
    folder: Annotated[Path, typer.Argument(help="Where: a new or an empty folder, or one with an earlier edition.")],
    lang: Annotated[list[str] | None, typer.Option(help="A language; again for another. Default: all.")] = None,
    base_url: Annotated[str, typer.Option(help="Address of the live pages, for links to views no file shows.")] = "",
    since: Annotated[str, typer.Option(help="Date of the last meeting: 2026-09-01, or a version.")] = "",
    every_municipality: Annotated[
        bool, typer.Option("--every-municipality", help="A page for every municipality, not the region's own alone.")
    ] = False,
) -> None:
    """Write every page as plain HTML, with its charts and data files, for any web server and any archive.

    A version of the figures gives the same bytes every time. An edition that lies in the folder is replaced at the
    end, in one step; a folder that holds something else is left alone.
    """
    try:
        order = Order(chosen(lang or []), _base(base_url), since, _every() if every_municipality else None)
        if since:
            since_room.earlier(since)
    except ValueError as error:
        _end(str(error), MISUNDERSTOOD)
    except warehouse.WarehouseError as error:
        _end(str(error), WRONG)
    bar = Progress(
        SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console(stderr=True),
        transient=True, disable=not sys.stderr.isatty(),
    )  # fmt: skip
    try:
        with bar:
            task = bar.add_task("")
            made = publish(folder, order, lambda name: bar.update(task, description=name))
    except (NotEmpty, warehouse.WarehouseError, figures.NoFigures, PageFailed, RouteFailed, drawn.NotDrawable) as error:
        _end(str(error), WRONG)
    except duckdb.Error as error:
        _end(str(error).splitlines()[0], WRONG)
    except OSError as error:
        _end(f"{error.filename or folder}: {error.strerror or error}", WRONG)
    size = sum(len(content) for content in made.files.values()) / 1e6
    console().print(
        f"{len(made.places)} pages, {len(made.files)} files, {size:.1f} MB in {folder}\nVersion {made.version}",
        soft_wrap=True, markup=False, highlight=False,
    )  # fmt: skip


def _base(text: str) -> str:
    base = text.rstrip("/")
    if base and not base.startswith(("https://", "http://")):
        raise ValueError(f"--base-url has to begin with https://, not {text[:40]}")
    return base


def _every() -> tuple[str, ...]:
    served = store.current()
    if served is None:
        return ()
    known = figures.regions(served.version)
    return tuple(known.loc[known["kind"] == "municipality", "region"])


def _end(sentence: str, code: int) -> None:
    console(stderr=True).print(f"[red]{escape(sentence)}[/red]", soft_wrap=True)
    raise typer.Exit(code)


def main() -> None:
    """Run the command that was typed."""
    app(prog_name="python -m dashboard")


if __name__ == "__main__":
    main()
