"""The gap in kroner: what a region's value added lacks of its share of the population."""

import duckdb
import pytest

from tests.spec.economy import fill, registry

MAINLAND = """
    year  deflator
    2020  100.0
    2023  125.0
"""


def gaps(share):
    """(year, prices) → value, low and high in billion kroner, at the prices of 2023, for rows of out.region_share."""
    columns, *rows = share.strip().splitlines()
    told = "'alfa' 'counties' 'fixed' 'latest' '' 'jobs_by_industry'"
    table = "\n".join(
        [f"region denominator membership vintage reason method {columns}", *(f"{told} {row}" for row in rows)]
    )
    with duckdb.connect() as con:
        fill(con, {"out.region_share": table, "out.setting": "price_year\n2023", "core.mainland": MAINLAND})
        found = con.execute(f'SELECT year, prices, "value", low, high FROM ({registry()["gdp_gap"].sql})').fetchall()
    return {(year, prices): figures for year, prices, *figures in found}


def test_the_gap_is_the_share_of_the_denominator_less_the_value_added():
    # a tenth of 500 000 million is 50 000; the region has 40 000, give or take 1 000
    found = gaps("""
        year  population_share_pct  denominator_mnok  value_added_mnok  low_factor  high_factor
        2020  10                    500000            40000             0.975       1.025
    """)
    assert found[(2020, "current")] == pytest.approx([10, 9, 11])
    assert found[(2020, "fixed")] == pytest.approx([12.5, 11.25, 13.75])  # prices rose by 125 / 100


@pytest.mark.parametrize("added_up", [3660280.9999999995, 3660281.0, 3660281.000000001])
def test_a_nation_lacks_nothing_of_itself_whatever_the_order_it_is_added_up_in(added_up):
    found = gaps(f"""
        year  population_share_pct  denominator_mnok  value_added_mnok  low_factor  high_factor
        2020  100                   3660281           {added_up}        1.0         1.0
    """)
    assert {key: [str(figure) for figure in row] for key, row in found.items()} == {
        (2020, "current"): ["0.0", "0.0", "0.0"],  # as text: minus zero is none
        (2020, "fixed"): ["0.0", "0.0", "0.0"],
    }


def test_the_gap_is_kept_to_the_krone():
    found = gaps("""
        year  population_share_pct  denominator_mnok  value_added_mnok  low_factor  high_factor
        2023  10                    1000              60.1234567891     1.0         1.0
    """)
    assert found[(2023, "current")] == [0.039876543] * 3
