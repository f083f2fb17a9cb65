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
    parts = con.execute("SELECT * FROM out.region_county_part").df()
    _write(con, "region_value_added", region_value_added(parts, tests))
    con.execute("DROP TABLE out.region_county_part")
    for file in ("region_population.sql", "region_share.sql"):
        con.execute((SQL / file).read_text(encoding="utf-8"))


def region_value_added(parts: pd.DataFrame, tests: pd.DataFrame) -> pd.DataFrame:
    """Regions' value added with its band, from the parts of counties they hold.

    Args:
        parts: one row for each method, region, membership, vintage, year and county: value_added_mnok,
            mainland_mnok, county_mnok (the county's total), is_centre, reason.
        tests: the back-test.

    Returns:
        One row for each method, region, membership, vintage and year: value_added_mnok, low_mnok, high_mnok,
        mainland_mnok, jobs, employed, reason.
    """
    frames = []
    for method, rows in parts.groupby("method"):
        share = (rows.value_added_mnok / rows.county_mnok).to_numpy(float).clip(0, 1)
        # the whole county, but for the last bit of a float, is not an estimate
        share[share > 1 - 1e-9] = 1.0
        low, high = bounds(share, rows.is_centre.to_numpy(bool), errors_of(tests, str(method)))
        frames.append(rows.assign(low_mnok=low * rows.county_mnok, high_mnok=high * rows.county_mnok))
    keys = ["method", "region", "membership", "vintage", "table_id", "year"]
    return (
        pd.concat(frames)
        .groupby(keys, as_index=False)
        .agg(
            value_added_mnok=("value_added_mnok", "sum"),
            low_mnok=("low_mnok", "sum"),
            high_mnok=("high_mnok", "sum"),
            mainland_mnok=("mainland_mnok", "sum"),
            jobs=("jobs", "sum"),
            employed=("employed", "sum"),
            reason=("reason", _joined),
        )
    )


def _joined(reasons: pd.Series) -> str:
    """All reason keys of the parts, each once, in the order in which they first come."""
    return ";".join(dict.fromkeys(key for text in reasons for key in str(text).split(";") if key))


def _write(con: duckdb.DuckDBPyConnection, name: str, frame: pd.DataFrame) -> None:
    con.register("frame", frame)
    con.execute(f"CREATE TABLE out.{name} AS SELECT * FROM frame")
    con.unregister("frame")
