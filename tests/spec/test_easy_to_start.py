"""The easiest place to start and develop a firm: what each indicator makes of a toy economy (see economy.py)."""

from __future__ import annotations

import pytest

from tests.spec.economy import core, spec, spec_rows

POPULATION = """
    municipality  year  persons  status    reason
    '9001'        2020  3000     measured  ''
    '9002'        2020  1000     measured  ''
    '9003'        2020  500      measured  ''
"""

NATION = """
    year  persons
    2020  10000
"""

PARTS = """
    year  code    municipality  weight  parts  is_part
    2019  '8001'  '9001'        1.0     2      false
    2019  '8002'  '9001'        1.0     2      false
    2020  '9001'  '9001'        1.0     1      false
    2019  '9003'  '9003'        1.0     1      false
    2020  '9003'  '9003'        1.0     1      false
"""


def test_new_enterprises_per_thousand_inhabitants():
    rows = spec_rows(
        "new_enterprises",
        {
            "core.new_enterprises": """
                municipality  year  enterprises  status    reason
                '9001'        2020  50           measured  ''
                '9002'        2020  10           measured  ''
            """,
            "core.population": POPULATION,
            "core.population_nation": NATION,
            "core.new_enterprises_nation": """
                year  enterprises  definition
                2020  150          newly_established
            """,
            "core.region_proxy": """
                region  level   year  area  areas_of_region
                alfa    county  2020  '98'  1
                beta    county  2020  '99'  2
                beta    county  2020  '97'  2
                gamma   county  2020  '99'  2
                gamma   county  2020  '96'  2
            """,
            "core.new_enterprises_by_county": """
                county  year  enterprises  definition
                '97'    2020  20           newly_established
                '98'    2020  999          newly_established
                '99'    2020  40           with_owner_changes
            """,
            "core.county_population": """
                county  year  persons
                '97'    2020  1000
                '98'    2020  1000
                '99'    2020  4000
                '96'    2020  4000
            """,
        },
    )
    # the region's own municipalities go before its county
    assert rows["alfa", 2020]["value"] == pytest.approx(1000 * (50 + 10) / (3000 + 1000))
    assert rows["alfa", 2020]["status"] == "measured"
    # 9003 has no figure: its two counties together stand for beta
    assert rows["beta", 2020]["value"] == pytest.approx(1000 * (20 + 40) / (1000 + 4000))
    assert rows["beta", 2020]["reason"] == "county_figure;with_owner_changes"
    # a region of whose counties one has no figure has none
    assert ("gamma", 2020) not in rows
    assert rows["norway", 2020]["value"] == pytest.approx(1000 * 150 / 10000)


def test_enterprise_survival_stands_at_the_fifth_year():
    rows = spec_rows(
        "enterprise_survival",
        {
            "core.enterprise_survival": """
                municipality  founded  founded_enterprises  survived_enterprises  status    reason
                '9001'        2015     80                   30                    measured  ''
                '9002'        2015     20                   10                    measured  ''
            """,
            "core.enterprise_survival_printed": """
                area  founded  founded_enterprises  survived_pct  is_rounded
                '0'   2015     -                    26.5          false
                '98'  2015     300                  20            false
                '99'  2015     100                  40            false
                '99'  2010     -                    27            true
            """,
            "core.region_proxy": """
                region  level   year  area  areas_of_region
                beta    county  2015  '98'  2
                beta    county  2015  '99'  2
                beta    county  2010  '99'  1
            """,
        },
    )
    assert rows["alfa", 2020]["value"] == pytest.approx(100 * (30 + 10) / (80 + 20))
    # two counties are weighted by the enterprises founded in them
    assert rows["beta", 2020]["value"] == pytest.approx((20 * 300 + 40 * 100) / 400)
    assert (rows["beta", 2015]["value"], rows["beta", 2015]["reason"]) == (27, "county_figure;rounded_in_the_source")
    assert rows["norway", 2020]["value"] == 26.5


def test_bankruptcies_per_ten_thousand_inhabitants():
    values = spec(
        "bankruptcies",
        {
            "core.bankruptcies": """
                municipality  year  bankruptcies  status    reason
                '9001'        2020  3             measured  ''
                '9002'        2020  1             measured  ''
            """,
            "core.population": POPULATION,
            "core.population_nation": NATION,
            "core.bankruptcies_nation": """
                year  bankruptcies
                2020  8
            """,
        },
    )
    assert values == {
        ("alfa", 2020): 10_000 * (3 + 1) / (3000 + 1000),
        ("9001", 2020): 10_000 * 3 / 3000,
        ("9002", 2020): 10_000 * 1 / 1000,
        ("norway", 2020): 10_000 * 8 / 10_000,  # beta is not in the table: no figure, not nought
    }


def test_a_year_of_bankruptcies_ends_with_the_second_quarter():
    rows = core(
        "62_enterprises.sql",
        {
            "core.municipality_part": PARTS,
            "core.municipality": "municipality\n'9001'\n'9003'",
            "core.not_summed": "municipality year\nx 2019",
            "staging.bankruptcies": """
                municipality  industry  quarter  bankruptcies
                '8001'        01-99     2019K3   1
                '8002'        01-99     2019K3   1
                '8001'        01-99     2019K4   2
                '8002'        01-99     2019K4   0
                '9001'        01-99     2020K1   4
                '9001'        01-99     2020K2   8
                '9001'        01-99     2020K3   99
                '9001'        62        2020K1   77
                '9003'        01-99     2019K4   5
                '9003'        01-99     2020K1   5
                '9003'        01-99     2020K2   5
            """,
            "register.new_enterprises_by_county": """
                county  year    new_enterprises  definition
                '0'     '2020'  '1'              newly_established
            """,
            "register.enterprise_survival": """
                area  cohort  founded  years  survived_pct  note
                '0'   '2015'  -        '5'    '26.5'        -
            """,
            "register.establishments_grid": """
                municipality  year    establishments
                '9001'        '2020'  '1'
            """,
        },
        "core.bankruptcies",
    )
    # 9001 was two municipalities until 2019; of 9003 one quarter is missing, and with it the year
    assert [(row["municipality"], row["year"], row["bankruptcies"]) for row in rows] == [
        ("9001", 2020, 1 + 1 + 2 + 0 + 4 + 8)
    ]


def test_establishments_per_thousand_inhabitants():
    rows = spec_rows(
        "establishments",
        {
            "core.establishments": """
                municipality  year  establishments  status     reason
                '9001'        2020  300             estimated  grid_level
                '9002'        2020  200             measured   ''
                '9003'        2020  50              measured   ''
            """,
            "core.population": POPULATION,
        },
    )
    assert rows["alfa", 2020]["value"] == pytest.approx(1000 * (300 + 200) / (3000 + 1000))
    # one estimated member makes the region estimated
    assert (rows["alfa", 2020]["status"], rows["alfa", 2020]["reason"]) == ("estimated", "grid_level")
    assert (rows["beta", 2020]["value"], rows["beta", 2020]["status"]) == (100, "measured")


def test_establishments_with_ten_employees_in_per_cent_of_all():
    values = spec(
        "establishments_with_ten_employees",
        {
            "core.establishments_by_size": """
                municipality  year  establishments  with_ten_or_more
                '9001'        2020  300             30
                '9002'        2020  100             2
            """
        },
    )
    assert values["alfa", 2020] == 100 * (30 + 2) / (300 + 100)
    assert ("beta", 2020) not in values


def test_jobs_growth_compares_years_of_one_table_only():
    values = spec(
        "jobs_growth",
        {
            "core.jobs_today": """
                municipality  year  source   jobs  employed  status    reason
                '9001'        2020  one      100   0         measured  ''
                '9002'        2020  one      300   0         measured  ''
                '9001'        2021  one      110   0         measured  ''
                '9002'        2021  one      310   0         measured  ''
                '9001'        2022  another  500   0         measured  ''
                '9002'        2022  one      403   0         measured  ''
            """,
            "core.jobs_nation": """
                year  jobs
                2014  1000
                2015  2000
                2016  2020
            """,
        },
    )
    assert values["alfa", 2021] == pytest.approx(100 * ((110 + 310) / (100 + 300) - 1))  # 5 per cent
    assert ("alfa", 2022) not in values  # 9001 is from another table
    assert values["9002", 2022] == pytest.approx(30)
    assert ("norway", 2015) not in values  # the register was changed
    assert values["norway", 2016] == pytest.approx(1)


def test_private_jobs_growth_from_the_year_before():
    values = spec(
        "private_jobs_growth",
        {
            "core.private_jobs": """
                municipality  year  jobs  status    reason
                '9001'        2020  100   measured  ''
                '9002'        2020  100   measured  ''
                '9001'        2021  120   measured  ''
                '9002'        2021  90    measured  ''
            """,
            "core.private_jobs_nation": """
                year  jobs
                2020  1000
                2021  1030
            """,
        },
    )
    assert values["alfa", 2021] == pytest.approx(100 * ((120 + 90) / (100 + 100) - 1))
    assert values["norway", 2021] == pytest.approx(3)
