"""Derived figures: an index of a base year and an amount per inhabitant, the arithmetic written out."""

from __future__ import annotations

from typing import Any

import duckdb
import pandas as pd
import pytest

from indicators import derive, read

COLUMNS = ["indicator", "region", "year", "denominator", "membership", "prices", "vintage"]
COLUMNS += ["value", "low", "high", "status", "reason", "rank", "ranked"]


def rows(*given: tuple[str, int, float | None]) -> pd.DataFrame:
    """Rows of out.indicator_value: region, year, value."""
    made = [("apples", r, y, "", "", "", "", v, None, None, "measured", "", 1, 2) for r, y, v in given]
    return pd.DataFrame(made, columns=COLUMNS)


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    """Apples (a number), pears (a share) and a rank in two regions; alfa has 2 000 people, beta none that are known."""
    con = duckdb.connect()
    con.execute("""
        CREATE SCHEMA out;
        CREATE TABLE out.indicator AS SELECT * FROM (VALUES ('apples', 'antall', 'number', 5.0, 1),
            ('pears', 'prosent', 'per cent', NULL, 2), ('place', 'plass (1 er best)', 'rank (1 is best)', NULL, 3))
            AS t(indicator, unit_nb, unit_en, target, order_no);
        ALTER TABLE out.indicator ADD COLUMN variants VARCHAR[] DEFAULT [];
        ALTER TABLE out.indicator ADD COLUMN decimals INTEGER DEFAULT 0;
        CREATE TABLE out.region AS SELECT * FROM (VALUES ('alfa', 1), ('beta', 2)) AS t(region, order_no);
        CREATE TABLE out.indicator_break AS SELECT 'apples' AS indicator, 2012 AS year, 'b' AS text_nb, 'b' AS text_en;
        CREATE TABLE out.region_population AS SELECT 'alfa' AS region, 'fixed' AS membership, year,
            2000.0 AS mean_persons, 'estimated' AS status, 'split_weights' AS reason
            FROM (VALUES (2010), (2011), (2012)) AS t(year);
    """)
    frame = rows(("alfa", 2010, 4.0), ("alfa", 2011, 6.0), ("alfa", 2012, 8.0), ("beta", 2011, 3.0))
    con.register("given", pd.concat([frame, frame.assign(indicator="pears"), frame.assign(indicator="place")]))
    con.execute("CREATE TABLE out.indicator_value AS SELECT * FROM given")
    return con


def test_without_anything_derived_the_figures_are_those_of_the_one_reader(con: duckdb.DuckDBPyConnection) -> None:
    pd.testing.assert_frame_equal(derive.values(con, "apples"), read.values(con, "apples"))


def test_an_index_sets_the_base_year_to_100_and_marks_years_across_a_break(con: duckdb.DuckDBPyConnection) -> None:
    found = derive.values(con, "apples", regions=["alfa"], base=2010)
    # 4/4, 6/4, 8/4; the break begins in 2012
    assert found["value"].tolist() == [100.0, 150.0, 200.0]
    assert found["reason"].tolist() == ["", "", "base_across_break:2012"]
    assert set(found["unit"]) == {"2010 = 100"} and found["rank"].isna().all()


def test_the_base_year_need_not_be_among_the_years(con: duckdb.DuckDBPyConnection) -> None:
    found = derive.values(con, "apples", regions=["alfa"], years=[2012], base=2010)
    assert found["value"].tolist() == [200.0]


def test_a_region_without_the_base_year_keeps_its_row_and_says_why(con: duckdb.DuckDBPyConnection) -> None:
    found = derive.values(con, "apples", regions=["beta"], base=2010)
    assert found["value"].isna().all()
    assert found["status"].tolist() == [derive.NOT_DERIVED] and found["reason"].tolist() == ["no_base_year:2010"]


@pytest.mark.parametrize("values", [[0.0, 1.0], [-1.0, 1.0], [1.0, -1.0]])
def test_what_is_not_above_zero_gets_no_index(values: list[float]) -> None:
    found = derive.indexed(rows(("alfa", 2010, values[0]), ("alfa", 2011, values[1])), 2010)
    assert found["value"].isna().all() and set(found["reason"]) == {"index_needs_positive"}


def test_an_amount_per_inhabitant_is_as_shaky_as_the_population(con: duckdb.DuckDBPyConnection) -> None:
    found = derive.values(con, "apples", years=[2011], per="inhabitant").set_index("region")
    # 6 apples / 2 000 people · 1 000
    assert found.loc["alfa", "value"] == 3.0
    assert (found.loc["alfa", "status"], found.loc["alfa", "reason"]) == ("estimated", "split_weights")
    assert (found.loc["beta", "status"], found.loc["beta", "reason"]) == (derive.NOT_DERIVED, "no_population")
    assert pd.isna(found.loc["beta", "value"])


def test_per_inhabitant_and_index_together(con: duckdb.DuckDBPyConnection) -> None:
    found = derive.values(con, "apples", regions=["alfa"], base=2010, per="inhabitant")
    assert found["value"].tolist() == pytest.approx([100.0, 150.0, 200.0])
    assert set(found["unit"]) == {"2010 = 100, per inhabitant"}


def test_the_declaration_of_a_derived_figure_has_its_own_unit_and_no_target(con: duckdb.DuckDBPyConnection) -> None:
    made = derive.described(read.describe(con, "apples"), per="inhabitant")
    assert (made["unit_nb"], made["decimals"], made["target"]) == ("per 1 000 innbyggere", 2, None)


@pytest.mark.parametrize(
    ("indicator", "asked", "says"),
    [("pears", {"per": "inhabitant"}, "per cent"), ("place", {"base": 2010}, "place in a row")],
)
def test_what_cannot_be_derived_is_said(
    con: duckdb.DuckDBPyConnection, indicator: str, asked: dict[str, Any], says: str
) -> None:
    with pytest.raises(derive.CannotDerive, match=says):
        derive.values(con, indicator, **asked)


def test_dividing_by_anything_else_is_refused(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(read.UnknownName, match="inhabitant"):
        derive.values(con, "apples", per="inhabitnt")
