"""Figures derived from indicator values for a comparison: per inhabitant, and as an index of a base year.

Pages show them and downloads give them from here, so that both hold the same figures. What cannot be derived is said,
never left out: a row that has no base year keeps its place with an empty value and the reason for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd

from indicators import read

INHABITANT = "inhabitant"
PER = (INHABITANT,)
#: Status of a row whose derived value cannot be given; its reason says why.
NOT_DERIVED = "not_derived"
#: Units of places in a row: half of the tenth place is not the fifth in any sense.
_PLACES = ("rank (1 is best)", "per cent of the regions ahead or level")
_KEYS = ["indicator", "region", "denominator", "membership", "prices", "vintage"]
_AMOUNTS = ["value", "low", "high"]


@dataclass(frozen=True)
class PerInhabitant:
    """How an amount is divided by the population.

    Attributes:
        factor: what the quotient is multiplied by.
        unit_nb, unit_en: the unit that comes out.
        decimals: how many are shown.
    """

    factor: float
    unit_nb: str
    unit_en: str
    decimals: int


#: Unit (in English) of an amount that grows with the population → what it becomes. Shares, ranks, prices and figures
#: that already are per something are no such amounts.
DIVISIBLE = {
    "billion kroner": PerInhabitant(1e9, "kroner per innbygger", "kroner per inhabitant", 0),
    "number": PerInhabitant(1000.0, "per 1 000 innbyggere", "per 1,000 inhabitants", 2),
    "persons": PerInhabitant(1000.0, "per 1 000 innbyggere", "per 1,000 inhabitants", 1),
}


class CannotDerive(ValueError):
    """A figure that cannot be derived from an indicator.

    Attributes:
        why: "ratio" (no amount that could be divided by the population) or "places" (no index of a place in a row).
    """

    def __init__(self, why: str, indicator: str, unit: str) -> None:
        sentences = {
            "ratio": f"{indicator} can't be given per inhabitant: its unit, {unit}, is no amount that grows with them",
            "places": f"{indicator} has no index: its unit, {unit}, is a place in a row",
        }
        super().__init__(sentences[why])
        self.why, self.indicator, self.unit = why, indicator, unit


def can_divide(about: Mapping[str, Any]) -> bool:
    """Whether an indicator is an amount that can be given per inhabitant."""
    return str(about["unit_en"]) in DIVISIBLE


def can_index(about: Mapping[str, Any]) -> bool:
    """Whether an indicator's values can be set against a base year."""
    return str(about["unit_en"]) not in _PLACES


def described(about: Mapping[str, Any], base: int | None = None, per: str | None = None) -> dict[str, Any]:
    """The declaration of the derived figure: its own unit and decimals; a target of the amount is none of it.

    Raises:
        CannotDerive: it cannot be derived from this indicator.
    """
    made = dict(about)
    if per:
        if not can_divide(about):
            raise CannotDerive("ratio", str(about["indicator"]), str(about["unit_en"]))
        division = DIVISIBLE[str(about["unit_en"])]
        made |= {"unit_nb": division.unit_nb, "unit_en": division.unit_en, "decimals": division.decimals}
    if base is not None:
        if not can_index(about):
            raise CannotDerive("places", str(about["indicator"]), str(about["unit_en"]))
        beside = (", per innbygger", ", per inhabitant") if per else ("", "")
        made |= {"unit_nb": f"{base} = 100{beside[0]}", "unit_en": f"{base} = 100{beside[1]}", "decimals": 1}
    if per or base is not None:
        made |= {"target": None, "target_year": None}
    return made


def values(
    con: duckdb.DuckDBPyConnection,
    indicator: str,
    regions: Sequence[str] | None = None,
    years: Sequence[int] | None = None,
    *,
    base: int | None = None,
    per: str | None = None,
    **choices: str | None,
) -> pd.DataFrame:
    """Values of one indicator, derived where that is asked for; without, those of `read.values`.

    Args:
        con: an open warehouse.
        indicator: its name.
        regions: names of regions; all when left out.
        years: single years; all when left out. The base year need not be among them.
        base: the year that is set to 100.
        per: "inhabitant" to divide by the mean population of region and year.
        choices: denominator, membership, prices, vintage.

    Returns:
        The columns of out.indicator_value; a derived figure has its unit in one more, `unit`.

    Raises:
        read.UnknownName: a name that is not there.
        CannotDerive: it cannot be derived from this indicator.
    """
    if per is not None and per not in PER:
        raise read.UnknownName("quantity to divide by", per, PER)
    if base is None and per is None:
        return read.values(con, indicator, regions, years, **choices)
    about = read.describe(con, indicator)
    made = described(about, base, per)
    frame = read.values(con, indicator, regions, None, **choices)
    if per:
        frame = _divided(con, frame, DIVISIBLE[str(about["unit_en"])].factor)
    if base is not None:
        frame = indexed(frame, base, [int(one[0]) for one in about["breaks"]])
    if years is not None:
        frame = frame[frame["year"].isin(list(years))].reset_index(drop=True)
    # places were given for the values themselves, among other regions
    return frame.assign(rank=None, ranked=None, unit=made["unit_en"])


def _divided(con: duckdb.DuckDBPyConnection, frame: pd.DataFrame, factor: float) -> pd.DataFrame:
    """The amounts divided by the mean population of their region and year, in the same membership."""
    people = con.execute(
        "SELECT region, membership, year, mean_persons, status, reason FROM out.region_population"
    ).df()
    keyed = frame.assign(membership_of=frame["membership"].where(frame["membership"] != "", "fixed"))
    joined = keyed.merge(
        people,
        how="left",
        left_on=["region", "membership_of", "year"],
        right_on=["region", "membership", "year"],
        suffixes=("", "_people"),
    )
    known = joined["mean_persons"].notna() & (joined["mean_persons"] > 0)
    for column in _AMOUNTS:
        joined[column] = (joined[column] * factor / joined["mean_persons"]).where(known)
    estimated = (joined["status"] == "estimated") | (joined["status_people"] == "estimated")
    joined["status"] = joined["status"].where(~estimated, "estimated").where(known, NOT_DERIVED)
    joined["reason"] = [
        _with(own, more if there else "no_population")
        for own, more, there in zip(joined["reason"], joined["reason_people"].fillna(""), known, strict=True)
    ]
    return joined[list(frame.columns)]


def indexed(frame: pd.DataFrame, base: int, breaks: Sequence[int] = ()) -> pd.DataFrame:
    """The values with those of the base year set to 100, series by series.

    A series gets no index when it has no value in the base year or is not above zero all the way: half of minus
    three says nothing. Years on the other side of a break keep theirs and say so, for they hold the break too.

    Args:
        frame: rows with the columns of out.indicator_value.
        base: the year that becomes 100.
        breaks: years from which figures are not comparable with those before.
    """
    made = frame.copy()
    series = made.groupby(_KEYS, sort=False, dropna=False).ngroup()
    start = made["value"].where(made["year"] == base).groupby(series).transform("max")
    positive = (start > 0) & (made["value"].groupby(series).transform("min") >= 0)
    for column in _AMOUNTS:
        made[column] = (made[column].astype(float) * (100.0 / start)).where(positive)
    made["status"] = made["status"].where(positive, NOT_DERIVED)
    made["reason"] = [
        _with(reason, _across(int(year), base, breaks) if fine else _why_not(at, base))
        for reason, year, at, fine in zip(made["reason"], made["year"], start, positive, strict=True)
    ]
    return made


def _why_not(start: float, base: int) -> str:
    """Why a series has no index."""
    return f"no_base_year:{base}" if pd.isna(start) else "index_needs_positive"


def _across(year: int, base: int, breaks: Sequence[int]) -> str:
    """The break that lies between a year and the base year, as a reason."""
    between = [one for one in breaks if min(year, base) < one <= max(year, base)]
    return f"base_across_break:{between[0]}" if between else ""


def _with(reason: Any, more: str) -> str:
    """Reasons with some more, each once."""
    own = [] if reason is None or pd.isna(reason) else [part for part in str(reason).split(";") if part]
    return ";".join([*own, *(part for part in more.split(";") if part and part not in own)])
