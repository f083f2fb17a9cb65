"""Measure how the app holds: `python -m tests.load measure`, `… soak`, `… versions`.

Traffic goes to servers that the command starts itself on the loopback address; it is bounded in users and time.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from pipelines import warehouse
from tests.load import measure as measuring
from tests.load import soak as soaking
from tests.load import versions as publishing

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False)
console = Console()


@app.command()
def measure(
    users: Annotated[str, typer.Option(help="How many readers at once, one measurement for each number.")] = (
        "1,10,50,100"
    ),
    processes: Annotated[str, typer.Option(help="How many app processes, one round for each number.")] = "1,2",
    seconds: Annotated[float, typer.Option(help="How long each crowd clicks.")] = 40.0,
    think: Annotated[float, typer.Option(help="Seconds between one reader's clicks, on average.")] = 2.0,
    state: Annotated[Path | None, typer.Option(help="Folder of the warehouse to serve.")] = None,
    write: Annotated[bool, typer.Option(help="Put the table into docs/performance.md.")] = False,
) -> None:
    """Median, p95, memory and errors for crowds of several sizes."""
    rows = asyncio.run(measuring.rounds(_numbers(users), _numbers(processes), seconds, think, state, console.print))
    table = Table(*measuring.HEADINGS)
    for row in rows:
        table.add_row(*row.cells())
    console.print(table)
    if write:
        measuring.write(rows, think, seconds)
    if any(row.errors for row in rows):
        raise typer.Exit(1)


@app.command()
def soak(
    minutes: Annotated[float, typer.Option(help="How long.")] = 10.0,
    users: Annotated[int, typer.Option(help="How many readers at once.")] = 20,
    think: Annotated[float, typer.Option(help="Seconds between one reader's clicks, on average.")] = 2.0,
    write: Annotated[bool, typer.Option(help="Put the result into docs/performance.md.")] = False,
) -> None:
    """Readers with refreshes, faults and writers in between: no error shown, no entry lost, no growing memory."""
    _need_warehouse()
    result = asyncio.run(soaking.run(minutes, users, think, console.print))
    for sentence in result.sentences():
        console.print(sentence)
    if write:
        soaking.write(result)
    if not result.held():
        raise typer.Exit(1)


@app.command()
def versions(
    count: Annotated[int, typer.Option(min=1, max=200, help="How many versions are published.")] = 16,
    write: Annotated[bool, typer.Option(help="Put the result into docs/performance.md.")] = False,
) -> None:
    """One version published after another while readers look: memory must level off."""
    _need_warehouse()
    result = asyncio.run(publishing.run(count, console.print))
    for sentence in result.sentences():
        console.print(sentence)
    if write:
        publishing.write(result)
    if not result.held():
        raise typer.Exit(1)


def _need_warehouse() -> None:
    """End in a sentence where there are no figures to serve."""
    try:
        warehouse.served()
    except warehouse.WarehouseError as error:
        console.print(str(error))
        raise typer.Exit(1) from None


def _numbers(text: str) -> list[int]:
    """`1,10` as numbers.

    Raises:
        typer.BadParameter: it is no list of numbers from 1 to 500.
    """
    try:
        numbers = [int(part) for part in text.split(",")]
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no list of numbers such as 1,10,50") from None
    if not all(1 <= number <= 500 for number in numbers):
        raise typer.BadParameter("ask for 1 to 500; the test is bounded so that it can run anywhere")
    return numbers


if __name__ == "__main__":
    app()
