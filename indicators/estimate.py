"""Value added brought down from counties to municipalities: the arithmetic, without any table or file.

The method is a pro rata apportionment within the county, industry by industry (top-down in the words of the Eurostat
Manual on regional accounts methods, 2013): a municipality gets the part of an industry's value added that it has of
the industry's jobs by workplace. What it gives adds up to the county accounts by construction.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def fill_withheld(known: Floats, totals: Floats, prior: Floats) -> tuple[Floats, Floats]:
    """Complete each county's industries so that they add up to its published total.

    Args:
        known: value added, counties × industries, NaN where withheld.
        totals: published total of each county, same unit.
        prior: what to expect in each cell, same shape; only its proportions within a county matter.

    Returns:
        The completed matrix, and the amount placed in withheld cells for each county. A county without withheld cells
        is scaled by the rounding difference between the sum of its industries and its total.

    Raises:
        ValueError: a total is not a positive number.
    """
    if not (np.isfinite(totals).all() and (totals > 0).all()):
        raise ValueError("a county total is missing or not positive")
    withheld = np.isnan(known)
    filled = np.where(withheld, 0.0, known)
    residual = totals - filled.sum(axis=1)
    weight = np.where(withheld, np.nan_to_num(np.maximum(prior, 0.0)), 0.0)
    nothing_expected = withheld.any(axis=1) & (weight.sum(axis=1) == 0)
    weight[nothing_expected] = withheld[nothing_expected].astype(float)
    weight_sum = weight.sum(axis=1)
    placeable = (weight_sum > 0) & (residual > 0)
    scale = np.divide(residual, weight_sum, out=np.zeros_like(residual), where=placeable)
    filled = filled + weight * scale[:, None]
    row_sum = filled.sum(axis=1)
    rounding = np.divide(totals, row_sum, out=np.ones_like(totals), where=row_sum > 0)
    return filled * rounding[:, None], np.where(placeable, residual, 0.0)


def apportion(value_added: Floats, keys: Floats, county_of: Ints, spare_key: Floats) -> Floats:
    """Divide each county's value added between its municipalities, industry by industry.

    value_added[m, i] = value_added[county of m, i] · keys[m, i] / Σ keys of the county's municipalities in i

    Args:
        value_added: counties × industries.
        keys: municipalities × industries, what each industry is divided by (jobs by workplace; population for
            dwelling services). Not negative.
        county_of: for each municipality, the row of its county in `value_added`.
        spare_key: one key for each municipality, used for an industry in which no municipality of a county has a key
            although the county has value added. Positive.

    Returns:
        Municipalities × industries, in the unit of `value_added`; the sum over a county's municipalities is the
        county's figure.

    Raises:
        ValueError: a county with value added has no municipality, or a key is negative or missing.
    """
    if not np.isfinite(keys).all() or (keys < 0).any():
        raise ValueError("a key is negative or missing")
    counties = value_added.shape[0]
    without = sorted(set(range(counties)) - set(county_of.tolist()))
    if any(value_added[c].any() for c in without):
        raise ValueError(f"county in row {without[0]} has value added but no municipality")
    sums = np.zeros_like(value_added)
    np.add.at(sums, county_of, keys)
    empty = (sums == 0)[county_of]
    keys = np.where(empty, spare_key[:, None], keys)
    sums = np.zeros_like(value_added)
    np.add.at(sums, county_of, keys)
    share = np.divide(keys, sums[county_of], out=np.zeros_like(keys), where=sums[county_of] > 0)
    return share * value_added[county_of]


def rake(
    seed: Floats,
    row_sums: Floats,
    column_sums: Floats,
    rounds: int = 500,
    tolerance: float = 1e-14,
    as_near_as_can_be: bool = False,
) -> Floats:
    """Iterative proportional fitting: the matrix nearest the seed that has the given margins.

    Args:
        seed: what to begin with, not negative; a zero stays a zero.
        row_sums, column_sums: the margins. Their sums must agree.
        rounds: give up after so many.
        tolerance: how far, relative to the whole, a margin may be off. A nation's value added is some 1e12 kroner: less
            than a krone. Each round brings about a digit.
        as_near_as_can_be: where the zeros of the seed keep the margins from being met, give what the last round gave
            instead of an error: the rows exactly, the columns as near as it came.

    Returns:
        A matrix of the seed's shape with these margins; rows are met exactly.

    Raises:
        ValueError: the margins disagree, or can't be met from this seed.
    """
    whole = row_sums.sum()
    if abs(whole - column_sums.sum()) > 1e-6 * whole:
        raise ValueError(f"the margins disagree: rows sum to {whole:.0f}, columns to {column_sums.sum():.0f}")
    fitted = seed.astype(float)
    for _ in range(rounds):
        columns = fitted.sum(axis=0)
        fitted = fitted * np.divide(column_sums, columns, out=np.zeros_like(columns), where=columns > 0)
        rows = fitted.sum(axis=1)
        fitted = fitted * np.divide(row_sums, rows, out=np.zeros_like(rows), where=rows > 0)[:, None]
        if np.abs(fitted.sum(axis=0) - column_sums).max() <= tolerance * whole:
            return fitted
    if as_near_as_can_be:
        return fitted
    raise ValueError("the margins can't be met from this seed")


def complete_job_structure(jobs: Floats, total: float, residents: Floats) -> Floats:
    """A municipality's jobs by industry group with its withheld small cells filled from what its total leaves.

    Args:
        jobs: jobs in each group, NaN where withheld.
        total: all jobs in the municipality.
        residents: employed residents of the municipality in each group: the expectation for a withheld cell.

    Returns:
        Shares of the groups, summing to one (all zero if there are no jobs at all).
    """
    withheld = np.isnan(jobs)
    known = np.where(withheld, 0.0, jobs)
    rest = max(0.0, total - known.sum())
    weight = np.where(withheld, np.nan_to_num(residents), 0.0)
    if weight.sum() > 0:
        # a withheld cell is small: it can't hold more than the people who live there and work in the group twice over
        known = known + np.minimum(weight / weight.sum() * rest, 2.0 * weight)
    return known / known.sum() if known.sum() > 0 else known
