"""The tables that defend and explain the estimate, read through `indicators.analysis` and kept while their warehouse
version is served. Frames are shared between readers and must not be changed in place."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from dashboard.figures import cursor
from dashboard.once import once
from indicators import analysis

#: Tables that readers ask for row by row, and by what they are read: once for each, because one row of them takes the
#: database as long as a third of all.
_PICKED = {"municipalities": "denominator"}


def table(version: str, name: str, **asked: str | int | tuple[str, ...] | None) -> pd.DataFrame:
    """Rows of one table of `indicators.analysis`.

    Args:
        version: the warehouse version being shown.
        name: the table's name.
        asked: values of its key columns, one or several.
    """
    wanted = {key: value for key, value in asked.items() if value is not None}
    by = wanted.get(_PICKED.get(name, ""))
    if isinstance(by, str):
        return _picked(_whole(version, name, by), wanted)
    return _rows(version, name, tuple(sorted(wanted.items())))


def _picked(rows: pd.DataFrame, wanted: Mapping[str, str | int | tuple[str, ...]]) -> pd.DataFrame:
    for key, value in wanted.items():
        rows = rows[rows[key].isin(value if isinstance(value, tuple) else (value,))]
    return rows.reset_index(drop=True)


@once(4)
def _whole(version: str, name: str, by: str) -> pd.DataFrame:
    return analysis.table(cursor(version), name, **{_PICKED[name]: by})


@once(256)
def _rows(version: str, name: str, asked: tuple[tuple[str, str | int | tuple[str, ...]], ...]) -> pd.DataFrame:
    return analysis.table(cursor(version), name, **dict(asked))


@once(8)
def home_county(version: str, region: str) -> tuple[str, str] | None:
    """Code and name of the county that a region lies in."""
    return analysis.home_county(cursor(version), region)


@once(16)
def members(version: str, region: str) -> tuple[str, ...]:
    """Codes of a region's municipalities today."""
    return tuple(analysis.members(cursor(version), region))
