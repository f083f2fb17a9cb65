"""The band: the back-test's errors carried over to a region. The errors here are made up."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.backtest import log_odds
from indicators.band import Errors, bounds, errors_of

ERRORS = Errors(centre=(-0.2, 0.1), periphery=(-0.1, 0.3))


def test_truth_is_the_estimate_less_its_error():
    low, high = bounds(np.array([0.5]), np.array([True]), ERRORS)
    # an estimate that can be 0.1 too high in log-odds has its lower bound 0.1 below, and so on
    assert log_odds(low[0]) == pytest.approx(0 - 0.1)
    assert log_odds(high[0]) == pytest.approx(0 + 0.2)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_all_or_nothing_of_a_county_is_exact(share):
    low, high = bounds(np.array([share]), np.array([True]), ERRORS)
    assert (low[0], high[0]) == (share, share)


@given(st.floats(0.001, 0.999), st.booleans())
def test_the_estimate_lies_within_its_band_and_the_band_within_the_county(share, centre):
    low, high = bounds(np.array([share]), np.array([centre]), ERRORS)
    assert 0 < low[0] <= share <= high[0] < 1


def test_errors_are_told_apart_for_centres_and_others():
    tests = pd.DataFrame(
        {"method": "m", "is_centre": [True] * 3 + [False] * 3, "log_odds_error": [-0.2, 0.0, 0.2, 0.1, 0.3, 0.5]}
    )
    errors = errors_of(tests, "m")
    assert errors.centre[0] < 0 < errors.centre[1]
    assert errors.periphery[0] > 0.1
    with pytest.raises(ValueError, match="no test of the method unknown"):
        errors_of(tests, "unknown")
