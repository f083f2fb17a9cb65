"""The arithmetic of the estimate. Every economy here is made up; the numbers are small so that one can follow them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from indicators.estimate import apportion, complete_job_structure, fill_withheld, rake


def test_a_municipality_gets_its_part_of_each_industrys_jobs():
    value_added = np.array([[100.0, 60.0]])  # one county, two industries
    jobs = np.array([[3.0, 1.0], [1.0, 2.0]])  # two municipalities
    result = apportion(value_added, jobs, np.array([0, 0]), np.ones(2))
    assert result.tolist() == [[100 * 3 / 4, 60 * 1 / 3], [100 * 1 / 4, 60 * 2 / 3]]


def test_an_industry_without_any_key_is_divided_by_the_spare_key():
    result = apportion(np.array([[10.0]]), np.zeros((2, 1)), np.array([0, 0]), np.array([1.0, 4.0]))
    assert result[:, 0].tolist() == [2.0, 8.0]


@pytest.mark.parametrize("bad", [np.nan, -1.0])
def test_a_missing_or_negative_key_is_refused(bad):
    with pytest.raises(ValueError, match="key is negative or missing"):
        apportion(np.array([[1.0]]), np.array([[bad]]), np.array([0]), np.ones(1))


def test_a_county_without_municipalities_is_refused():
    with pytest.raises(ValueError, match="no municipality"):
        apportion(np.array([[1.0], [1.0]]), np.array([[1.0]]), np.array([0]), np.ones(1))


economies = st.integers(1, 5).flatmap(
    lambda counties: st.tuples(
        arrays(float, (counties, 4), elements=st.floats(0, 1e6)),
        arrays(float, (counties * 3, 4), elements=st.floats(0, 1e5).map(lambda x: round(x, 3))),
        st.just(np.repeat(np.arange(counties), 3)),
    )
)


@given(economies)
@settings(max_examples=200, deadline=None)
def test_municipalities_add_up_to_their_county_in_any_economy(economy):
    value_added, keys, county_of = economy
    result = apportion(value_added, keys, county_of, np.ones(len(county_of)))
    sums = np.zeros_like(value_added)
    np.add.at(sums, county_of, result)
    np.testing.assert_allclose(sums, value_added, rtol=1e-9, atol=1e-6)
    assert (result >= 0).all()


def test_withheld_cells_take_what_the_total_leaves_in_proportion_to_the_prior():
    known = np.array([[50.0, np.nan, np.nan]])
    filled, placed = fill_withheld(known, np.array([80.0]), np.array([[0.0, 1.0, 2.0]]))
    assert filled.tolist() == [[50.0, 30 * 1 / 3, 30 * 2 / 3]]
    assert placed.tolist() == [30.0]


def test_a_rounding_difference_without_withheld_cells_is_scaled_away():
    filled, placed = fill_withheld(np.array([[50.0, 49.0]]), np.array([100.0]), np.ones((1, 2)))
    np.testing.assert_allclose(filled.sum(), 100.0)
    assert placed.tolist() == [0.0]


def test_withheld_cells_without_any_prior_share_equally():
    filled, _ = fill_withheld(np.array([[1.0, np.nan, np.nan]]), np.array([3.0]), np.zeros((1, 3)))
    assert filled.tolist() == [[1.0, 1.0, 1.0]]


def test_a_missing_county_total_is_refused():
    with pytest.raises(ValueError, match="total"):
        fill_withheld(np.ones((1, 2)), np.array([np.nan]), np.ones((1, 2)))


def test_a_withheld_group_gets_the_jobs_that_the_total_leaves():
    shares = complete_job_structure(np.array([6.0, np.nan]), 10.0, np.array([5.0, 8.0]))
    assert shares.tolist() == [0.6, 0.4]


def test_a_withheld_group_never_gets_more_than_its_residents_allow():
    # 20 jobs are left over, but nobody lives there who works in the group beyond one: at most 2
    shares = complete_job_structure(np.array([8.0, np.nan]), 28.0, np.array([5.0, 1.0]))
    assert shares.tolist() == [0.8, 0.2]


def test_raking_meets_both_margins_and_keeps_the_seeds_odds():
    fitted = rake(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([4.0, 6.0]), np.array([5.0, 5.0]))
    np.testing.assert_allclose(fitted.sum(axis=1), [4, 6])
    np.testing.assert_allclose(fitted.sum(axis=0), [5, 5], rtol=1e-13)
    odds = fitted[0, 0] * fitted[1, 1] / (fitted[0, 1] * fitted[1, 0])
    np.testing.assert_allclose(odds, (1 * 4) / (2 * 3))


def test_margins_that_disagree_are_refused():
    with pytest.raises(ValueError, match="disagree"):
        rake(np.ones((2, 2)), np.array([1.0, 1.0]), np.array([5.0, 5.0]))


def test_margins_that_the_seed_cannot_meet_are_refused():
    with pytest.raises(ValueError, match="can't be met"):
        rake(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([3.0, 1.0]), np.array([1.0, 3.0]))
