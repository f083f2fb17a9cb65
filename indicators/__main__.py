"""The indicators at the command line: `python -m indicators …` prints the same numbers as the pages."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import Annotated

import duckdb
import pandas as pd
import typer
from rich.console import Console
from rich.table import Table

from indicators import progress as standing
from indicators import read
from indicators import since as changed
from pipelines import warehouse
from pipelines.screen import CODES, MISUNDERSTOOD, WRONG, console

#: What a version says that an older program made.
_OLDER = "This version of the warehouse has no progress yet; build a new one: python run.py refresh"

app = typer.Typer(
    help="Read the indicators. The numbers are those of the pages.\n\nBegin with:  python -m indicators list",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    epilog=f"{CODES}.",
)


class Format(StrEnum):
    """How values are printed."""

    table = "table"
    csv = "csv"
    json = "json"


def _stop(error: Exception) -> typer.Exit:
    """One sentence on standard error, and the exit code: a name that is not there is one that was not understood."""
    sentence = _OLDER if isinstance(error, duckdb.CatalogException) else str(error)
    Console(stderr=True, soft_wrap=True).print(sentence, style="red", markup=False, highlight=False)
    return typer.Exit(MISUNDERSTOOD if isinstance(error, ValueError) else WRONG)


def _open() -> duckdb.DuckDBPyConnection:
    try:
        return warehouse.open_store()
    except (warehouse.WarehouseError, OSError) as error:
        raise _stop(error) from error


def years_of(text: str | None) -> list[int] | None:
    """Years from `2010`, `2008-2023` or `2010,2015,2020`.

    Raises:
        ValueError: anything else; the sentence shows the three forms.
    """
    if not text:
        return None
    years: list[int] = []
    for part in text.replace("–", "-").split(","):
        first, _, last = part.strip().partition("-")
        if not (first.isdigit() and (last or first).isdigit() and len(first) == 4 and len(last or first) == 4):
            raise ValueError(f"--years {text}: write a year, a span or a list: 2020, 2008-2023 or 2010,2015,2020")
        if int(last or first) < int(first):
            raise ValueError(f"--years {text}: {part.strip()} runs backwards; write {last}-{first}")
        years += range(int(first), int(last or first) + 1)
    return years


@app.command("list")
def list_indicators() -> None:
    """Every indicator: name, what it is, unit, and the years there are figures for."""
    with _open() as con:
        declared = read.indicators(con)
    table = Table(box=None, header_style="bold")
    table.add_column("name", no_wrap=True)
    for head in ("indicator", "unit", "better", "years"):
        table.add_column(head)
    goal = ""
    for row in declared.itertuples():
        if row.goal != goal:
            goal = str(row.goal)
            table.add_row(f"[bold]{goal}[/bold]")
        years = (
            f"{int(row.first_value_year)}–{int(row.last_value_year)}" if row.regions_with_values else "no figures yet"
        )
        table.add_row(row.indicator, row.name_en, row.unit_en, row.direction, years)
    console().print(table)


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="Name of the indicator, e.g. gdp_index.")],
    region: Annotated[list[str] | None, typer.Option(help="A region; may be given several times.")] = None,
    denominator: Annotated[str | None, typer.Option(help="counties, mainland or with_shelf.")] = None,
    membership: Annotated[str | None, typer.Option(help="fixed (today's municipalities) or year.")] = None,
    prices: Annotated[str | None, typer.Option(help="current or fixed.")] = None,
    vintage: Annotated[str | None, typer.Option(help="latest, or a vintage such as 2021-12-13.")] = None,
    years: Annotated[str | None, typer.Option(help="2020, 2008-2023 or 2010,2015,2020.")] = None,
    format: Annotated[Format, typer.Option(help="table, csv or json.")] = Format.table,
) -> None:
    """Values of one indicator.

    Examples:

        python -m indicators show gdp_index --region trondheimsregionen --years 2008-2023

        python -m indicators show gdp_gap --prices fixed --format csv
    """
    with _open() as con:
        try:
            frame = read.values(
                con, name, region, years_of(years), denominator=denominator, membership=membership,
                prices=prices, vintage=vintage,
            )  # fmt: skip
            about = read.describe(con, name)
        except ValueError as error:
            raise _stop(error) from error
    if format is Format.table:
        _print_table(frame, about)
    else:
        _print_rows(frame, format)


def as_json(frame: pd.DataFrame) -> str:
    """Rows as a JSON array; what is not there is null, and numbers keep every digit."""
    rows = [
        {key: None if pd.isna(value) else value for key, value in row.items()}
        for row in frame.astype(object).to_dict(orient="records")
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1)


def _print_table(frame: pd.DataFrame, about: dict[str, object]) -> None:
    decimals = int(str(about["decimals"]))
    table = Table(
        "region", "year", str(about["unit_en"]), "from", "to", "status", "rank", box=None, header_style="bold"
    )
    for row in frame.itertuples():
        number = [f"{v:,.{decimals}f}" if pd.notna(v) else "" for v in (row.value, row.low, row.high)]
        rank = f"{int(row.rank)} of {int(row.ranked)}" if pd.notna(row.rank) else ""
        table.add_row(row.region, str(row.year), *number, row.status, rank)
    screen = console()
    screen.print(f"{about['name_en']} ({about['unit_en']})", style="bold", highlight=False)
    screen.print(table)
    if frame.empty:
        screen.print("No figures for this choice.")


@app.command()
def backtest() -> None:
    """The back-test of the estimate on merged counties: error and bias of each method, as printed by the build."""
    with _open() as con:
        rows = con.execute('SELECT * FROM out.backtest_summary ORDER BY method, "where"').df()
    table = Table(
        *[column.replace("_pct", ", %").replace("_", " ") for column in rows.columns], box=None, header_style="bold"
    )
    for row in rows.itertuples(index=False):
        table.add_row(*[f"{v:.1f}" if isinstance(v, float) else str(v) for v in row])
    console().print(table)


@app.command()
def progress(
    region: Annotated[list[str] | None, typer.Option(help="A region; may be given several times.")] = None,
    sub_goal: Annotated[str | None, typer.Option(help="A goal or sub-goal, e.g. attractive_city_region.")] = None,
    next_year: Annotated[int | None, typer.Option(help="Hold what is still lacking against this year.")] = None,
    denominator: Annotated[str | None, typer.Option(help="counties, mainland or with_shelf.")] = None,
    membership: Annotated[str | None, typer.Option(help="fixed (today's municipalities) or year.")] = None,
    prices: Annotated[str | None, typer.Option(help="current or fixed.")] = None,
    format: Annotated[Format, typer.Option(help="table, csv or json.")] = Format.table,
) -> None:
    """Where every indicator stands, with everything the status word is computed from, and the criteria.

    Examples:

        python -m indicators progress --region trondheimsregionen

        python -m indicators progress --sub-goal goal --next-year 2035 --format csv
    """
    with _open() as con:
        try:
            frame = standing.rows(
                con, region, sub_goal, next_year=next_year, denominator=denominator, membership=membership,
                prices=prices,
            )  # fmt: skip
        except (ValueError, duckdb.CatalogException) as error:
            raise _stop(error) from error
        decimals = dict(con.execute("SELECT indicator, decimals FROM out.indicator").fetchall())
    if format is Format.table:
        _print_progress(frame, decimals, next_year)
    else:
        _print_rows(frame, format)


@app.command()
def since(
    when: Annotated[str, typer.Argument(help="A date such as 2026-11-01, or a version of the warehouse.")],
    region: Annotated[list[str] | None, typer.Option(help="A region; may be given several times.")] = None,
    municipalities: Annotated[bool, typer.Option("--municipalities", help="Single municipalities too.")] = False,
    format: Annotated[Format, typer.Option(help="table, csv or json.")] = Format.table,
) -> None:
    """Which statuses and figures changed since a date, or since a version: before, now, and why.

    Examples:

        python -m indicators since 2026-11-01

        python -m indicators since 2026-11-01 --region trondheimsregionen --format csv
    """
    try:
        found = changed.since(when, region, municipalities)
    except (ValueError, warehouse.WarehouseError, OSError) as error:
        raise _stop(error) from error
    frame = found.changes
    if format is not Format.table:
        return _print_rows(frame, format)
    screen = console()
    if not found.before.as_old:
        screen.print(f"No version is as old as {when}; compared with the oldest one.")
    screen.print(f"From version {found.before.version} to {found.after}:", highlight=False)
    if frame.empty:
        screen.print("No status and no figure changed.")
        return None
    table = Table("indicator", "region", "before", "now", "status before", "status", "why", box=None)
    for row in frame.itertuples():
        before, now = (
            f"{value:,.6g} ({year})" if pd.notna(value) else ""
            for value, year in ((row.value_before, row.year_before), (row.value, row.year))
        )
        words = [standing.label(s, "en") if isinstance(s, str) else "" for s in (row.status_before, row.status)]
        table.add_row(row.indicator, row.region, before, now, *words, ", ".join(changed.why_in_words(row.why, "en")))
    screen.print(table)
    return None


def _print_rows(frame: pd.DataFrame, format: Format) -> None:
    if format is Format.json:
        print(as_json(frame))
    else:
        frame.to_csv(sys.stdout, index=False)


def _print_progress(frame: pd.DataFrame, decimals: dict[str, int], next_year: int | None) -> None:
    """Where each indicator stands, and below it what the words mean."""
    screen = console()
    table = Table("indicator", "region", "latest", "from", "a year", "required", "rank", "status", box=None)
    for row in frame.itertuples():
        digits = decimals[row.indicator]
        latest, base = (
            f"{value:,.{digits}f} ({year})" if pd.notna(value) else ""
            for value, year in ((row.latest_value, row.latest_year), (row.base_value, row.base_year))
        )
        paces = [
            f"{pace:+,.{digits + 1}f}" if pd.notna(pace) else ""
            for pace in (row.pace_achieved_per_year, row.pace_required_per_year)
        ]
        rank = f"{row.rank} of {row.ranked}" if pd.notna(row.rank) else ""
        status = standing.label(row.status, "en") or f"({row.movement or 'not known'})"
        why = standing.reason_in_words(row.reason, "en")
        table.add_row(row.indicator, row.region, latest, base, *paces, rank, f"{status}. {why}" if why else status)
    screen.print(table)
    for _, name, text in [*standing.criteria("en", next_year), *standing.parts_in_words("en", next_year)]:
        screen.print(f"[bold]{name}[/bold]: {text}", highlight=False)


if __name__ == "__main__":
    app(prog_name="python -m indicators")
