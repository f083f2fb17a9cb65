"""Why the index is what it is: the split into productivity and jobs, and the gap by industry. They add up, always.

The queries run as they stand in `indicators/sql/why.sql`, on economies that are made up.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

WHY = (Path(__file__).parents[2] / "indicators" / "sql" / "why.sql").read_text(encoding="utf-8")


def economy(region, nation, population_share):
    """A nation of two municipalities and two industries; `region` and `nation` are [(value added, employed), …]."""
    con = duckdb.connect()
    con.execute("CREATE SCHEMA core; CREATE SCHEMA out")
    con.execute(
        "CREATE TABLE core.region AS SELECT * FROM (VALUES ('alfa', 'home'), ('whole', 'nation')) t(region, kind)"
    )
    con.execute(
        "CREATE TABLE core.region_member AS SELECT * FROM"
        " (VALUES ('alfa', '9001'), ('whole', '9001'), ('whole', '9002'))"
        " t(region, municipality)"
    )
    con.execute(
        "CREATE TABLE core.municipality_link AS SELECT * FROM (VALUES ('9001', '9001', 1.0), ('9002', '9002', 1.0))"
        " t(code, municipality, weight) CROSS JOIN (SELECT 1900 AS valid_from_year, 9999 AS valid_to_year)"
    )
    rows = []
    for i, ((v, e), (nv, ne)) in enumerate(zip(region, nation, strict=True)):
        rows += [("9001", f"industry{i}", v, e), ("9002", f"industry{i}", nv - v, ne - e)]
    con.execute("CREATE TABLE out.industry_value_added (code VARCHAR, industry VARCHAR, value_added_mnok DOUBLE,"
                " employed_thousand DOUBLE, vintage VARCHAR, table_id VARCHAR, year INTEGER)")  # fmt: skip
    con.executemany("INSERT INTO out.industry_value_added VALUES (?, ?, ?, ?, 'v', 't', 2020)", rows)
    value, jobs = sum(v for v, _ in region), sum(e for _, e in region)
    total, all_jobs = sum(v for v, _ in nation), sum(e for _, e in nation)
    con.execute(
        "CREATE TABLE out.region_share AS SELECT * FROM (VALUES ('alfa', ?, ?), ('whole', 100.0, 100.0))"
        " t(region, gdp_share_pct, population_share_pct) CROSS JOIN (SELECT 'latest' AS vintage, 'v' AS vintage_used,"
        " 't' AS table_id, 2020 AS year, 'counties' AS denominator, 'fixed' AS membership,"
        " 'jobs_by_industry' AS method)",
        [100.0 * value / total, population_share],
    )
    con.execute(
        "CREATE TABLE out.region_value_added AS SELECT * FROM (VALUES ('alfa', ?), ('whole', ?)) t(region, jobs)"
        " CROSS JOIN (SELECT 'v' AS vintage, 't' AS table_id, 2020 AS year, 'fixed' AS membership,"
        " 'jobs_by_industry' AS method)",
        [jobs, all_jobs],
    )
    con.execute(
        "CREATE TABLE out.region_population AS SELECT 'alfa' AS region, 2020 AS year, 'fixed' AS membership,"
        " ?::DOUBLE AS population_share_pct",
        [population_share],
    )
    con.execute(WHY)
    return con


def test_the_gap_of_an_industry_is_structure_plus_productivity():
    # the nation: 100 and 300 of value added by 10 and 10 employed; the region has 10 % of the people
    con = economy(region=[(8.0, 1.0), (10.0, 0.5)], nation=[(100.0, 10.0), (300.0, 10.0)], population_share=10.0)
    rows = con.execute(
        "SELECT industry, gap_mnok, structure_mnok, productivity_mnok FROM out.gap_by_industry"
        " WHERE region = 'alfa' ORDER BY industry"
    ).fetchall()
    assert rows[0] == ("industry0", pytest.approx(0.1 * 100 - 8), pytest.approx(100 / 10 * (0.1 * 10 - 1)),
                       pytest.approx(100 / 10 * 1 - 8))  # fmt: skip
    assert rows[1] == ("industry1", pytest.approx(0.1 * 300 - 10), pytest.approx(300 / 10 * (0.1 * 10 - 0.5)),
                       pytest.approx(300 / 10 * 0.5 - 10))  # fmt: skip


def test_an_industry_without_employed_is_all_level():
    con = economy(region=[(8.0, 0.0), (5.0, 1.0)], nation=[(100.0, 0.0), (50.0, 10.0)], population_share=10.0)
    structure, productivity = con.execute(
        "SELECT structure_mnok, productivity_mnok FROM out.gap_by_industry"
        " WHERE region = 'alfa' AND industry = 'industry0'"
    ).fetchone()
    assert (structure, productivity) == (0, pytest.approx(0.1 * 100 - 8))


def test_the_last_bits_of_a_sum_are_no_gap():
    con = economy(region=[(1000.0, 10.0)], nation=[(1000.0, 10.0)], population_share=100.00000000000001)
    rows = con.execute("SELECT gap_mnok, structure_mnok, productivity_mnok FROM out.gap_by_industry").fetchall()
    assert [str(figure) for figure in rows[0]] == ["0.0", "0.0", "0.0"]  # as text: minus zero is none


amount = st.floats(1, 1e6, allow_nan=False)
part = st.floats(0.001, 0.999)
industry = st.tuples(amount, amount, part, part)


@given(st.lists(industry, min_size=1, max_size=5), st.floats(0.1, 99.9))
@settings(max_examples=40, deadline=None)
def test_in_any_economy_nothing_is_left_over(industries, population_share):
    nation = [(v, e) for v, e, _, _ in industries]
    region = [(v * a, e * b) for v, e, a, b in industries]
    con = economy(region, nation, population_share)
    index, productivity, jobs = con.execute(
        "SELECT index, productivity_points, jobs_points FROM out.index_decomposition WHERE region = 'alfa'"
    ).fetchone()
    assert productivity + jobs == pytest.approx(index - 100, abs=1e-6, rel=1e-6)
    gap, structure, level = con.execute(
        "SELECT sum(gap_mnok), sum(structure_mnok), sum(productivity_mnok)"
        " FROM out.gap_by_industry WHERE region = 'alfa'"
    ).fetchone()
    total, value = sum(v for v, _ in nation), sum(v for v, _ in region)
    assert structure + level == pytest.approx(gap, rel=1e-9, abs=1e-6 * total)
    assert gap == pytest.approx(population_share / 100 * total - value, rel=1e-6, abs=1e-6 * total)


def test_at_parity_the_two_parts_cancel_out():
    # half the value added, half the people, but a quarter of the jobs
    con = economy(region=[(50.0, 1.0)], nation=[(100.0, 4.0)], population_share=50.0)
    index, productivity, jobs = con.execute(
        "SELECT index, productivity_points, jobs_points FROM out.index_decomposition WHERE region = 'alfa'"
    ).fetchone()
    assert index == pytest.approx(100)
    assert productivity == pytest.approx(-jobs)
    assert productivity > 0
