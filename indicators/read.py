"""The one way in which commands, pages, downloads and notebooks read figures."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pandas as pd

from indicators.registry import CHOICES, Variant


class UnknownName(ValueError):
    """A name that is not there; the sentence tells which ones come nearest.

    Args:
        what: what it was taken for.
        name: the name.
        valid: the names there are.
        meant: those that it most likely stands for, where that is known better than by its letters.
    """

    def __init__(self, what: str, name: object, valid: Sequence[str], meant: Sequence[str] = ()) -> None:
        near = list(meant) or difflib.get_close_matches(str(name), valid, n=3, cutoff=0.4) or list(valid)[:8]
        super().__init__(
            f"there is no {what} “{name}”; {'nearest' if len(near) < 4 else 'there are'}: {', '.join(near)}"
        )
        self.what, self.name, self.nearest = what, str(name), near


def values(
    con: duckdb.DuckDBPyConnection,
    indicator: str,
    regions: Sequence[str] | None = None,
    years: Sequence[int] | None = None,
    denominator: str | None = None,
    membership: str | None = None,
    prices: str | None = None,
    vintage: str | None = None,
) -> pd.DataFrame:
    """Values of one indicator, sorted by region and year.

    Args:
        con: an open warehouse.
        indicator: its name.
        regions: names of regions; all when left out.
        years: single years; all when left out.
        denominator, membership, prices, vintage: the reader's choice; the default when left out. A choice that does
            not change the indicator is of no effect.

    Returns:
        The columns of out.indicator_value.

    Raises:
        UnknownName: an indicator, region, or choice that is not there.
    """
    about = describe(con, indicator)
    known(con, "region", regions or [])
    chosen: dict[Variant, str | None] = {
        "denominator": denominator, "membership": membership, "prices": prices, "vintage": vintage,
    }  # fmt: skip
    where = ["indicator = ?"]
    parameters: list[object] = [indicator]
    for choice, value in chosen.items():
        if choice not in about["variants"]:
            continue
        valid = vintages(con, indicator) if choice == "vintage" else list(CHOICES[choice])
        if value is not None and value not in valid and value not in CHOICES[choice]:
            raise UnknownName(choice, value, valid)
        where.append(f"{choice} = ?")
        parameters.append(value if value is not None else CHOICES[choice][0])
    if regions:
        where.append("list_contains(?, region)")
        parameters.append(list(regions))
    if years is not None:
        where.append("list_contains(?, year)")
        parameters.append([int(year) for year in years])
    return con.execute(
        f"SELECT * FROM out.indicator_value WHERE {' AND '.join(where)} ORDER BY region, year", parameters
    ).df()


def describe(con: duckdb.DuckDBPyConnection, indicator: str) -> dict[str, Any]:
    """Everything declared about one indicator: the columns of out.indicator, and its breaks.

    Raises:
        UnknownName: no such indicator.
    """
    known(con, "indicator", [indicator])
    (about,) = _declared(con, "WHERE indicator = ?", indicator)
    about["breaks"] = con.execute(
        "SELECT year, text_nb, text_en FROM out.indicator_break WHERE indicator = ? ORDER BY year", [indicator]
    ).fetchall()
    return about


def _declared(con: duckdb.DuckDBPyConnection, where: str = "", *asked: str) -> list[dict[str, Any]]:
    """Rows of out.indicator; a version has the columns that were declared when it was made."""
    rows = con.execute(f"SELECT * FROM out.indicator {where}", asked)
    names = [column[0] for column in rows.description or []]
    return [dict(zip(names, row, strict=True)) for row in rows.fetchall()]


def size_dependent(about: Mapping[str, Any]) -> bool:
    """Whether the larger region simply has more of an indicator; not known of versions made before that was declared.

    Args:
        about: its row of out.indicator, as of `describe`.
    """
    return bool(about.get("size_dependent"))


def ranks_regions(about: Mapping[str, Any]) -> bool:
    """Whether regions have a place by an indicator: not where neither way is better, nor where it goes by their size.

    Args:
        about: its row of out.indicator, as of `describe`.
    """
    return about["direction"] != "neutral" and not size_dependent(about)


def unranked(con: duckdb.DuckDBPyConnection) -> list[str]:
    """The indicators by which no region has a place."""
    return [str(about["indicator"]) for about in _declared(con) if not ranks_regions(about)]


def indicators(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """All declared indicators, a row each, with the years and regions there are figures for."""
    return con.execute(
        """
        SELECT declared.*, first_value_year, last_value_year, coalesce(regions_with_values, 0) AS regions_with_values
        FROM out.indicator AS declared
        LEFT JOIN (SELECT indicator, min(year) AS first_value_year, max(year) AS last_value_year,
                          count(DISTINCT region) AS regions_with_values
                   FROM out.indicator_value GROUP BY indicator) USING (indicator)
        ORDER BY order_no
        """
    ).df()


def vintages(con: duckdb.DuckDBPyConnection, indicator: str) -> list[str]:
    """The vintages an indicator can be read in: "latest", then the newest first."""
    rows = con.execute(
        "SELECT DISTINCT vintage FROM out.indicator_value WHERE indicator = ? AND vintage NOT IN ('', 'latest')"
        " ORDER BY vintage DESC",
        [indicator],
    ).fetchall()
    return ["latest", *(row[0] for row in rows)]


#: Where the valid names stand.
_NAMES = {
    "indicator": "SELECT indicator FROM out.indicator ORDER BY order_no",
    "region": "SELECT region FROM out.region ORDER BY order_no",
    "goal": "SELECT goal FROM out.indicator GROUP BY goal ORDER BY min(order_no)",
}


def known(con: duckdb.DuckDBPyConnection, what: str, names: Sequence[str]) -> None:
    """See to it that every name is that of an indicator, region or goal (`what`).

    Raises:
        UnknownName: one is not.
    """
    valid = [row[0] for row in con.execute(_NAMES[what]).fetchall()] if names else []
    for name in names:
        if name not in valid:
            raise UnknownName(what, name, valid, _meant(con, name, valid) if what == "region" else ())


#: Municipal codes that are no longer in use, with their names and today's municipality: once for each stretch of years.
FORMER_CODES = """core.municipality_link AS link
    JOIN core.municipality_code AS names USING (code)
    WHERE code <> municipality AND names.first_year <= valid_to_year AND names.last_year >= valid_from_year"""


def _meant(con: duckdb.DuckDBPyConnection, word: str, valid: Sequence[str]) -> list[str]:
    """The regions that a word means which is no region's key: by name, or by the number of a municipality that was."""
    named = con.execute(
        "SELECT region FROM out.region WHERE lower(?) IN (lower(name_nb), lower(name_en)) ORDER BY order_no", [word]
    ).fetchall()
    follow = con.execute(
        f"SELECT DISTINCT municipality FROM {FORMER_CODES} AND (code = $1 OR lower(names.name) = lower($1)) ORDER BY 1",
        [word],
    )
    return [row[0] for row in named or follow.fetchall() if row[0] in valid]
