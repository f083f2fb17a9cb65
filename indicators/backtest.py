"""The back-test: the same step from a county to its parts, where the answer is known.

Counties that were merged in 2018 and 2020 have published figures of their own until then. Each merged county's value
added is divided between its old counties with the very keys that divide it between municipalities – the same jobs,
the same one job structure for all years – and held against what was published.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd

from indicators.accounts import AccountsReader, CountyAccounts
from indicators.estimate import Floats
from indicators.methods import METHODS, Industries, group_mix, read_industries
from indicators.municipalities import Keys, KeysReader

#: The parts of the errors that lie below the two ends of the band: nine of ten errors lie between them.
BAND_QUANTILES = (0.05, 0.95)
#: A part's job structure is summed from its municipalities when those with a known one hold this share of its jobs.
WELL_KNOWN = 0.9


def merged_counties(con: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """New county → its old counties, for the counties made by merging at least two."""
    rows = con.execute("SELECT county, merged_from FROM core.county WHERE len(merged_from) > 1 ORDER BY county")
    return {county: list(parts) for county, parts in rows.fetchall()}


def run(
    con: duckdb.DuckDBPyConnection, reader: AccountsReader, keys_reader: KeysReader
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Every back-test that the newest vintage with old counties and industries allows.

    Returns:
        totals: method, merged, part, year, is_centre (the part with the most jobs), published_mnok, estimated_mnok,
            error_pct (estimated against published), part_share (published, of the merged county), log_odds_error
            (of the part's share, estimated against published), structure.
        industries: the same by industry without the shares, for the default method and others alike.
    """
    industries = read_industries(con, keys_reader.groups)
    years = [
        (str(vintage), int(year))
        for vintage, year in con.execute(
            "SELECT max(vintage), year FROM core.county_accounts WHERE industry IN (SELECT industry FROM"
            " register.industries) AND value_added_mnok IS NOT NULL GROUP BY year ORDER BY year"
        ).fetchall()
    ]
    all_accounts = [reader.accounts(vintage, "11713", year) for vintage, year in years]
    totals: list[dict[str, object]] = []
    by_industry: list[dict[str, object]] = []
    for merged, parts in merged_counties(con).items():
        usable = [accounts for accounts in all_accounts if set(parts) <= set(accounts.counties)]
        if not usable:
            continue
        late_mix = group_mix(usable[-1], industries)
        for accounts in usable:
            keys, source = part_keys(keys_reader.keys(accounts.year), parts, late_mix)
            inside = [accounts.counties.index(part) for part in parts]
            published = accounts.value_added[inside]
            wages = accounts.wage_costs[inside].sum(axis=0, keepdims=True)
            one_county = np.zeros(len(parts), dtype=np.int64)
            for method, divide in METHODS.items():
                whole = published.sum(axis=0, keepdims=True)
                estimated = divide(whole, wages, keys, keys.structure, one_county, industries)
                what = {"method": method, "merged": merged, "year": accounts.year, "structure": source}
                totals += _totals(what, parts, keys, published, estimated)
                by_industry += _by_industry(what, parts, accounts, industries, published, estimated)
    return pd.DataFrame(totals), pd.DataFrame(by_industry)


def part_keys(keys: Keys, parts: list[str], late_mix: dict[str, Floats]) -> tuple[Keys, str]:
    """Municipal keys summed to the parts of a merged county.

    Args:
        keys: municipalities of the year, in its codes.
        parts: the old counties.
        late_mix: employed persons by job group of each old county in the latest year, for where the municipalities'
            job structures are not known.

    Returns:
        The keys, and where the job structure is from: "municipalities" or "county accounts".
    """
    inside = [np.flatnonzero(np.array(keys.county) == part) for part in parts]
    known = [np.isfinite(keys.structure[rows]).all(axis=1) for rows in inside]
    coverage = [keys.jobs[rows][k].sum() / keys.jobs[rows].sum() for rows, k in zip(inside, known, strict=True)]
    if min(coverage) >= WELL_KNOWN:
        source = "municipalities"
        structure = np.array(
            [np.average(keys.structure[rows][k], axis=0, weights=keys.jobs[rows][k])
             for rows, k in zip(inside, known, strict=True)]
        )  # fmt: skip
    else:
        source = "county accounts"
        structure = np.array([late_mix[part] / late_mix[part].sum() for part in parts])
    return (
        Keys(
            codes=parts,
            county=parts,
            jobs=np.array([keys.jobs[rows].sum() for rows in inside]),
            employed=np.array([keys.employed[rows].sum() for rows in inside]),
            structure=structure,
            population=np.array([keys.population[rows].sum() for rows in inside]),
            reasons=[[] for _ in parts],
        ),
        source,
    )


def log_odds(share: Floats | float) -> Floats:
    """ln(share / (1 - share)): on this scale an error has about the same size for a large part as for a small one."""
    return np.log(np.asarray(share) / (1 - np.asarray(share)))


def _totals(
    what: dict[str, object], parts: list[str], keys: Keys, published: Floats, estimated: Floats
) -> list[dict[str, object]]:
    true, guess = published.sum(axis=1), estimated.sum(axis=1)
    centre = int(np.argmax(keys.jobs))
    return [
        what
        | {
            "part": part,
            "is_centre": i == centre,
            "published_mnok": float(true[i]),
            "estimated_mnok": float(guess[i]),
            "error_pct": float(100 * (guess[i] / true[i] - 1)),
            "part_share": float(true[i] / true.sum()),
            "log_odds_error": float(log_odds(guess[i] / guess.sum()) - log_odds(true[i] / true.sum())),
        }
        for i, part in enumerate(parts)
    ]


def _by_industry(
    what: dict[str, object],
    parts: list[str],
    accounts: CountyAccounts,
    industries: Industries,
    published: Floats,
    estimated: Floats,
) -> list[dict[str, object]]:
    return [
        what
        | {
            "part": part,
            "industry": industry,
            "published_mnok": float(published[i, j]),
            "estimated_mnok": float(estimated[i, j]),
        }
        for i, part in enumerate(parts)
        for j, industry in enumerate(industries.codes)
    ]


def summary(totals: pd.DataFrame) -> pd.DataFrame:
    """Mean absolute error and bias in per cent for each method, for the centres and for the other parts."""
    grouped = totals.assign(where=np.where(totals.is_centre, "centre", "periphery")).groupby(["method", "where"])
    return (
        grouped.error_pct.agg(
            tests="size",
            mean_absolute_error_pct=lambda e: e.abs().mean(),
            bias_pct="mean",
            lowest_pct="min",
            highest_pct="max",
            low_quantile_pct=lambda e: e.quantile(BAND_QUANTILES[0]),
            high_quantile_pct=lambda e: e.quantile(BAND_QUANTILES[1]),
        )
        .reset_index()
        .sort_values(["method", "where"], ignore_index=True)
    )
