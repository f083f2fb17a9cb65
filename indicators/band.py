"""How far off an estimate can be: the back-test's errors, carried over to a region.

An error is measured as the difference in log-odds of a part's share of its county, because on that scale it has about
the same size for a large and a small part. A region's share of each of its counties is shifted by the errors'
quantiles: those of the centres where the region holds more than half of the county's jobs, else those of the other
parts. Where a region lies in several counties the errors are taken to pull the same way, which widens the band.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.backtest import BAND_QUANTILES, log_odds
from indicators.estimate import Floats

#: The criterion, as SQL over the columns low and high of an index: the band against parity. Rounded, because where the
#: index is 100 by construction the last bits of a sum must not turn the verdict.
VERDICT_SQL = """CASE WHEN round(low, 9) >= 100 THEN 'reached' WHEN round(high, 9) < 100 THEN 'missed'
                      ELSE 'cannot_be_decided' END"""


@dataclass(frozen=True)
class Errors:
    """Quantiles of the log-odds errors: estimated minus published.

    Attributes:
        centre: (low, high) for the part with the most jobs.
        periphery: (low, high) for the other parts.
    """

    centre: tuple[float, float]
    periphery: tuple[float, float]


def errors_of(tests: pd.DataFrame, method: str) -> Errors:
    """The errors of one method in the back-test.

    Raises:
        ValueError: the back-test holds no test of the method.
    """
    chosen = tests[tests.method == method]
    if chosen.empty:
        raise ValueError(f"the back-test holds no test of the method {method}")

    def quantiles(rows: pd.DataFrame) -> tuple[float, float]:
        low, high = rows.log_odds_error.quantile(list(BAND_QUANTILES))
        return float(low), float(high)

    return Errors(quantiles(chosen[chosen.is_centre]), quantiles(chosen[~chosen.is_centre]))


def bounds(share: Floats, is_centre: np.ndarray, errors: Errors) -> tuple[Floats, Floats]:
    """Lower and upper bound of shares of a county, given that an estimate is off by between the errors' quantiles.

    Args:
        share: a region's estimated shares of its counties, 0 to 1. A share of all or nothing is exact.
        is_centre: for each, whether the region holds more than half of the county's jobs.
        errors: quantiles of the log-odds errors.

    Returns:
        Shares of the same shape: truth = estimate − error, so the high quantile gives the lower bound.
    """
    exact = (share <= 0) | (share >= 1)
    odds = log_odds(np.where(exact, 0.5, share))
    low_error = np.where(is_centre, errors.centre[0], errors.periphery[0])
    high_error = np.where(is_centre, errors.centre[1], errors.periphery[1])
    low, high = _expit(odds - high_error), _expit(odds - low_error)
    return np.where(exact, share, np.minimum(low, share)), np.where(exact, share, np.maximum(high, share))


def _expit(x: Floats) -> Floats:
    return 1 / (1 + np.exp(-x))
