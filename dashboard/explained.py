"""The tables that defend and explain the estimate, read through `indicators.analysis` and kept while their warehouse
version is served. Frames are shared between readers and must not be changed in place."""

from __future__ import annotations

import pandas as pd

from dashboard.figures import cursor
from dashboard.once import once
from indicators import analysis


def table(version: str, name: str, **asked: str | int | tuple[str, ...] | None) -> pd.DataFrame:
    """Rows of one table of `indicators.analysis`.

    Args:
        version: the warehouse version being shown.
        name: the table's name.
        asked: values of its key columns, one or several.
    """
    return _rows(version, name, tuple(sorted((key, value) for key, value in asked.items() if value is not None)))


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
