"""The four methods side by side on made-up regions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from indicators.methods import DEFAULT_METHOD, METHODS, Industries
from indicators.municipalities import Keys

INDUSTRIES = Industries(
    codes=["farming", "making", "dwelling"], group=np.array([0, 1, -1]), group_count=2,
    in_mainland=np.array([True, True, True]),
)  # fmt: skip


def keys(jobs, structure, employed=None, population=None):
    jobs = np.asarray(jobs, float)
    return Keys(
        codes=[f"900{i}" for i in range(len(jobs))],
        county=["90"] * len(jobs),
        jobs=jobs,
        employed=jobs if employed is None else np.asarray(employed, float),
        structure=np.asarray(structure, float),
        population=jobs * 2 if population is None else np.asarray(population, float),
        reasons=[[] for _ in jobs],
    )


def divide(method, value_added, wages, k):
    rows = np.zeros(len(k.codes), dtype=np.int64)
    return METHODS[method](np.array([value_added], float), np.array([wages], float), k, k.structure, rows, INDUSTRIES)


@given(st.lists(st.floats(1, 1000), min_size=2, max_size=6), st.floats(0.05, 0.95))
@settings(max_examples=60, deadline=None)
def test_the_methods_agree_where_a_job_is_a_job_everywhere(jobs, farming):
    """Same industry mix, same pay, everyone works where they live: nothing is left to disagree about."""
    k = keys(jobs, [[farming, 1 - farming]] * len(jobs))
    value_added = [100 * farming, 100 * (1 - farming), 10]  # equal value added per job in both industries
    wages = [50 * farming, 50 * (1 - farming), 0]
    results = [divide(method, value_added, wages, k).sum(axis=1) for method in METHODS]
    for result in results[1:]:
        np.testing.assert_allclose(result, results[0], rtol=1e-4)


@pytest.mark.parametrize("method", METHODS)
@given(
    arrays(float, (4,), elements=st.floats(1, 1e4)),
    arrays(float, (4, 2), elements=st.floats(0.01, 1)),
    arrays(float, (3,), elements=st.floats(1, 1e5)),
    arrays(float, (2,), elements=st.floats(1, 1e4)),
)
@settings(max_examples=40, deadline=None)
def test_every_method_adds_up_to_the_county_by_industry(method, jobs, structure, value_added, wages):
    k = keys(jobs, structure / structure.sum(axis=1, keepdims=True), employed=jobs[::-1])
    result = divide(method, value_added, [*wages, 0], k)
    np.testing.assert_allclose(result.sum(axis=0), value_added, rtol=1e-6)
    assert (result >= 0).all()


def test_the_resident_twin_counts_commuters_where_they_live():
    k = keys([30, 10], [[1, 0], [1, 0]], employed=[10, 30], population=[1, 1])
    assert divide("residents", [40, 0, 0], [1, 0, 0], k).sum(axis=1).tolist() == [10.0, 30.0]
    assert divide("total_jobs", [40, 0, 0], [1, 0, 0], k).sum(axis=1).tolist() == [30.0, 10.0]


def test_wages_pull_towards_the_municipality_with_the_dear_jobs():
    k = keys([10, 10], [[1, 0], [0, 1]], population=[1, 1])
    # value added is the same in both industries, but making pays three times as much
    by_jobs = divide(DEFAULT_METHOD, [100, 100, 0], [10, 30, 0], k).sum(axis=1)
    assert by_jobs.tolist() == [100.0, 100.0]
    mixed = keys([10, 10], [[0.6, 0.4], [0.4, 0.6]], population=[1, 1])
    by_wages = divide("wage_costs", [100, 100, 0], [10, 30, 0], mixed).sum(axis=1)
    assert by_wages[1] > by_wages[0]
    assert by_wages.sum() == pytest.approx(200)


def test_dwelling_services_go_by_population_in_every_method():
    k = keys([10, 10], [[0.5, 0.5], [0.5, 0.5]], population=[1, 3])
    for method in METHODS:
        assert divide(method, [0, 0, 80], [1, 1, 0], k)[:, 2].tolist() == [20.0, 60.0]
