"""The estimate of value added in every municipality, and its sums over regions, for every year and vintage.

Fills
    out.municipal_value_added      a row for each method, vintage, year and municipality of the year
    out.industry_value_added       the same by industry, for the default method
    out.account_year               what holds for a whole year and vintage: denominators, reasons
"""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from indicators.accounts import AccountsReader, CountyAccounts
from indicators.estimate import Floats
from indicators.methods import DEFAULT_METHOD, METHODS, Industries, group_mix, read_industries
from indicators.municipalities import Keys, KeysReader, job_shares, rows_of


def municipal_value_added(
    accounts: CountyAccounts, keys: Keys, industries: Industries, method: str = DEFAULT_METHOD
) -> Floats:
    """Value added of one year's municipalities by industry, million kroner; adds up to the county accounts.

    Raises:
        ValueError: a municipality lies in a county that the accounts lack.
    """
    shares = job_shares(keys.county, keys.structure, group_mix(accounts, industries))
    rows = rows_of(accounts.counties, keys.county)
    return METHODS[method](accounts.value_added, accounts.wage_costs, keys, shares, rows, industries)


def municipal_employed(accounts: CountyAccounts, keys: Keys, industries: Industries) -> Floats:
    """The county accounts' employed persons by industry, divided as the recommended method divides value added.

    Returns:
        Municipalities × industries, 1 000 persons; 0 in an industry whose employed are withheld in the county.
    """
    shares = job_shares(keys.county, keys.structure, group_mix(accounts, industries))
    rows = rows_of(accounts.counties, keys.county)
    return METHODS[DEFAULT_METHOD](accounts.employed, accounts.wage_costs, keys, shares, rows, industries)


def build_value_added(
    con: duckdb.DuckDBPyConnection,
    reader: AccountsReader,
    keys_reader: KeysReader,
    progress: Callable[[str], None] = lambda _: None,
) -> None:
    """Fill the three tables from core."""
    industries = read_industries(con, keys_reader.groups)
    municipal: list[pd.DataFrame] = []
    by_industry: list[pd.DataFrame] = []
    years: list[dict[str, object]] = []
    for accounts in reader:
        progress(f"value added {accounts.year}, {accounts.vintage}")
        keys = keys_reader.keys(accounts.year)
        for method in METHODS:
            value_added = municipal_value_added(accounts, keys, industries, method)
            municipal.append(_municipal_rows(accounts, keys, industries, method, value_added))
            if method == DEFAULT_METHOD:
                employed = municipal_employed(accounts, keys, industries)
                by_industry.append(_industry_rows(accounts, keys, industries, value_added, employed))
        years.append(_account_year(accounts))
    _write(con, "municipal_value_added", pd.concat(municipal))
    _write(con, "industry_value_added", _joined(by_industry))
    con.execute("ALTER TABLE out.industry_value_added ALTER code TYPE VARCHAR")
    con.execute("ALTER TABLE out.industry_value_added ALTER industry TYPE VARCHAR")
    _write(con, "account_year", pd.DataFrame(years))


def _municipal_rows(
    accounts: CountyAccounts, keys: Keys, industries: Industries, method: str, value_added: Floats
) -> pd.DataFrame:
    shared = accounts.reasons()
    return pd.DataFrame(
        {
            "method": method,
            "vintage": accounts.vintage,
            "table_id": accounts.table_id,
            "year": accounts.year,
            "code": keys.codes,
            "county": keys.county,
            "value_added_mnok": value_added.sum(axis=1),
            "mainland_mnok": value_added[:, industries.in_mainland].sum(axis=1),
            "jobs": keys.jobs,
            "employed": keys.employed,
            "reason": [";".join(shared + own) for own in keys.reasons],
        }
    )


def _industry_rows(
    accounts: CountyAccounts, keys: Keys, industries: Industries, value_added: Floats, employed: Floats
) -> pd.DataFrame:
    units, count = value_added.shape
    return pd.DataFrame(
        {
            "vintage": accounts.vintage,
            "table_id": accounts.table_id,
            "year": accounts.year,
            "code": pd.Categorical.from_codes(np.repeat(np.arange(units), count), categories=keys.codes),
            "industry": pd.Categorical.from_codes(np.tile(np.arange(count), units), categories=industries.codes),
            "value_added_mnok": value_added.ravel(),
            "employed_thousand": employed.ravel(),
        }
    )


def _account_year(accounts: CountyAccounts) -> dict[str, object]:
    return {
        "vintage": accounts.vintage,
        "table_id": accounts.table_id,
        "price": accounts.price,
        "year": accounts.year,
        "counties_mnok": accounts.counties_mnok,
        "mainland_mnok": accounts.mainland_mnok,
        "with_shelf_mnok": accounts.with_shelf_mnok,
        "withheld_filled_mnok": float(accounts.withheld_filled_mnok.sum()),
        "mix_year": accounts.mix_year,
        "mainland_year": accounts.mainland_year,
        "reason": ";".join(accounts.reasons()),
    }


def _write(con: duckdb.DuckDBPyConnection, name: str, frame: pd.DataFrame) -> None:
    con.register("frame", frame)
    con.execute(f"CREATE TABLE out.{name} AS SELECT * FROM frame")
    con.unregister("frame")


def _joined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Frames under each other, their categories made one: half a million rows of text are dear to put together."""
    columns: dict[str, object] = {}
    for name in frames[0].columns:
        parts = [frame[name] for frame in frames]
        columns[name] = union_categoricals(parts) if parts[0].dtype == "category" else pd.concat(parts).to_numpy()
    return pd.DataFrame(columns)
