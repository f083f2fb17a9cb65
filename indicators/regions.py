"""Regions' value added and population: municipalities summed, with the band and what makes a figure an estimate.

Fills
    out.region_value_added     method × region × membership × vintage × year
    out.region_population      region × membership × year
    out.region_share           value added against population for every denominator, and the "latest" vintage
    out.backtest, out.backtest_industry, out.backtest_summary, out.setting
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from indicators import backtest
from indicators.accounts import AccountsReader
from indicators.band import bounds, errors_of
from indicators.municipalities import KeysReader

SQL = Path(__file__).parent / "sql"


def build_regions(con: duckdb.DuckDBPyConnection, reader: AccountsReader, keys_reader: KeysReader) -> None:
    """Sum municipalities to regions, put the band on, and hold value added against population."""
    tests, by_industry = backtest.run(con, reader, keys_reader)
    for name, frame in (
        ("backtest", tests),
        ("backtest_industry", by_industry),
        ("backtest_summary", backtest.summary(tests)),
    ):
        _write(con, name, frame)
    con.execute((SQL / "region_county_part.sql").read_text(encoding="utf-8"))
    parts = con.execute(
        "SELECT method, value_added_mnok / county_mnok AS share, is_centre FROM out.region_county_part"
    ).df()
    con.register("part_bounds", part_bounds(parts, tests))
    con.execute((SQL / "region_value_added.sql").read_text(encoding="utf-8"))
    con.unregister("part_bounds")
    con.execute("DROP TABLE out.region_county_part")
    for file in ("region_population.sql", "region_share.sql"):
        con.execute((SQL / file).read_text(encoding="utf-8"))


def part_bounds(parts: pd.DataFrame, tests: pd.DataFrame) -> pd.DataFrame:
    """Lower and upper bound of the share of a county that each region holds.

    Args:
        parts: method, share (0 to 1), is_centre; one row for each part of a county.
        tests: the back-test.

    Returns:
        low, high (shares, 0 to 1) in the order of the parts.
    """
    share = parts.share.to_numpy(float).clip(0, 1)
    # the whole county, but for the last bit of a float, is not an estimate
    share[share > 1 - 1e-9] = 1.0
    low, high = np.empty_like(share), np.empty_like(share)
    for method in parts.method.unique():
        rows = (parts.method == method).to_numpy(bool)
        centre = parts.is_centre.to_numpy(bool)[rows]
        low[rows], high[rows] = bounds(share[rows], centre, errors_of(tests, str(method)))
    return pd.DataFrame({"low": low, "high": high})


def _write(con: duckdb.DuckDBPyConnection, name: str, frame: pd.DataFrame) -> None:
    con.register("frame", frame)
    con.execute(f"CREATE TABLE out.{name} AS SELECT * FROM frame")
    con.unregister("frame")
