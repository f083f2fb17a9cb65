"""The methods by which a county's value added is divided between its municipalities, behind one interface.

Each takes the county's value added by industry and gives the municipalities' by industry; each adds up to the county.
They differ in what they let a municipality be weighed by, and so in what they believe: that a job yields the same
everywhere in an industry, everywhere at all, in proportion to its wage, or where the worker lives.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import duckdb
import numpy as np

from indicators.accounts import CountyAccounts
from indicators.estimate import Floats, Ints, apportion, rake
from indicators.municipalities import Keys

DEFAULT_METHOD = "jobs_by_industry"


@dataclass(frozen=True)
class Industries:
    """What each industry of the county accounts is divided by.

    Attributes:
        group: for each industry the position of its job group, -1 for one that goes by population.
        group_count: number of job groups.
        in_mainland: for each industry, whether it is part of Mainland Norway.
    """

    codes: list[str]
    group: np.ndarray
    group_count: int
    in_mainland: np.ndarray


def read_industries(con: duckdb.DuckDBPyConnection, groups: list[str]) -> Industries:
    """The register of industries, with job groups as positions in `groups`."""
    rows = con.execute(
        "SELECT industry, job_group, key, mainland FROM register.industries ORDER BY sort::INTEGER"
    ).fetchall()
    return Industries(
        codes=[row[0] for row in rows],
        group=np.array([-1 if row[2] == "population" else groups.index(row[1]) for row in rows]),
        group_count=len(groups),
        in_mainland=np.array([row[3] == "1" for row in rows]),
    )


def group_mix(accounts: CountyAccounts, industries: Industries) -> dict[str, Floats]:
    """Employed persons of each county by job group, from the county accounts."""
    mix = np.zeros((len(accounts.counties), industries.group_count))
    for i, group in enumerate(industries.group):
        if group >= 0:
            mix[:, group] += accounts.employed[:, i]
    return dict(zip(accounts.counties, mix, strict=True))


def by_jobs_and_industry(
    value_added: Floats, wage_costs: Floats, keys: Keys, shares: Floats, rows: Ints, industries: Industries
) -> Floats:
    """Recommended method: each industry by the jobs at the workplace in its group; dwelling services by population."""
    return apportion(value_added, _job_keys(keys, shares, industries), rows, np.maximum(keys.jobs, 1.0))


def by_total_jobs(
    value_added: Floats, wage_costs: Floats, keys: Keys, shares: Floats, rows: Ints, industries: Industries
) -> Floats:
    """All industries by all jobs: what is left when the industries of the municipalities are not known."""
    matrix = np.where(industries.group >= 0, keys.jobs[:, None], keys.population[:, None])
    return apportion(value_added, matrix, rows, np.maximum(keys.jobs, 1.0))


def by_residents(
    value_added: Floats, wage_costs: Floats, keys: Keys, shares: Floats, rows: Ints, industries: Industries
) -> Floats:
    """The resident twin: all industries by employed residents, so that commuters count where they live."""
    matrix = np.where(industries.group >= 0, keys.employed[:, None], keys.population[:, None])
    return apportion(value_added, matrix, rows, np.maximum(keys.jobs, 1.0))


def by_wage_costs(
    value_added: Floats, wage_costs: Floats, keys: Keys, shares: Floats, rows: Ints, industries: Industries
) -> Floats:
    """By the wages the jobs would cost: a municipality has its part of the county's wages of the value added.

    Wage costs by industry are known for the county only; a municipality's are its jobs at the county's cost of a job.
    Both margins are then known – the municipalities' totals and the county's industries – and the jobs' matrix is
    raked to them. Dwelling services, which pay no wages, go by population.
    """
    by_jobs = by_jobs_and_industry(value_added, wage_costs, keys, shares, rows, industries)
    wages = apportion(wage_costs, _job_keys(keys, shares, industries), rows, np.maximum(keys.jobs, 1.0))
    by_wages = by_jobs.copy()
    working = industries.group >= 0
    for county in range(value_added.shape[0]):
        inside = np.flatnonzero(rows == county)
        # raking knows no negative margin: an industry that lost money that year stays divided by jobs
        raked = np.flatnonzero(working & (value_added[county] > 0))
        wage_sums = wages[np.ix_(inside, raked)].sum(axis=1)
        columns = value_added[county, raked]
        if len(inside) < 2 or wage_sums.sum() <= 0:
            continue
        totals = wage_sums / wage_sums.sum() * columns.sum()
        seed = by_jobs[np.ix_(inside, raked)]
        # Industries are the rows: they are met to the krone. A municipality that lives by one capital-heavy industry
        # can have more value added in it than its wages would give: then the industries go before the wages.
        fitted = rake(seed.T, columns, totals, rounds=60, tolerance=1e-6, as_near_as_can_be=True)
        by_wages[np.ix_(inside, raked)] = fitted.T
    return by_wages


def _job_keys(keys: Keys, shares: Floats, industries: Industries) -> Floats:
    jobs = keys.jobs[:, None] * shares
    return np.where(industries.group >= 0, jobs[:, industries.group], keys.population[:, None])


#: (value_added, wage_costs by county and industry, keys, job shares, row of each municipality's county, industries)
Method = Callable[[Floats, Floats, Keys, Floats, Ints, Industries], Floats]

#: Method name → how it divides. The first is the default.
METHODS: dict[str, Method] = {
    DEFAULT_METHOD: by_jobs_and_industry,
    "wage_costs": by_wage_costs,
    "total_jobs": by_total_jobs,
    "residents": by_residents,
}
