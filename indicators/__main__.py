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

from indicators import read
from pipelines import warehouse

app = typer.Typer(
    help="Read the indicators. The numbers are those of the pages.\n\nBegin with:  python -m indicators list",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)


class Format(StrEnum):
    """How values are printed."""

    table = "table"
    csv = "csv"
    json = "json"


def _stop(message: str) -> typer.Exit:
    """One sentence on standard error, and a non-zero exit code."""
    Console(stderr=True, soft_wrap=True).print(message, style="red", markup=False, highlight=False)
    return typer.Exit(1)


def _open() -> duckdb.DuckDBPyConnection:
    try:
        return warehouse.open_store()
    except (warehouse.WarehouseError, OSError) as error:
        raise _stop(str(error)) from error


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
        years += range(int(first), int(last or first) + 1)
    return years


@app.command("list")
def list_indicators() -> None:
    """Every indicator: name, what it is, unit, and the years there are figures for."""
    with _open() as con:
        declared = read.indicators(con)
    table = Table("name", "indicator", "unit", "better", "years", box=None, header_style="bold")
    for row in declared.itertuples():
        years = (
            f"{int(row.first_value_year)}–{int(row.last_value_year)}" if row.regions_with_values else "no figures yet"
        )
        table.add_row(row.indicator, row.name_en, row.unit_en, row.direction, years)
    Console().print(table)


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
            raise _stop(str(error)) from error
    if format is Format.json:
        print(as_json(frame))
    elif format is Format.csv:
        frame.to_csv(sys.stdout, index=False)
    else:
        _print_table(frame, about)


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
    console = Console()
    console.print(f"{about['name_en']} ({about['unit_en']})", style="bold", highlight=False)
    console.print(table)
    if frame.empty:
        console.print("No figures for this choice.")


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
    Console().print(table)


if __name__ == "__main__":
    app(prog_name="python -m indicators")
