"""The most attractive city region: what each indicator makes of a toy economy (see economy.py)."""

from __future__ import annotations

import pytest

from tests.spec.economy import core, spec, spec_rows

POPULATION = """
    municipality  year  persons  status     reason
    '9001'        2020  3000     measured   ''
    '9002'        2020  1000     measured   ''
    '9003'        2020  500      estimated  split_weights
    '9001'        2021  3090     measured   ''
    '9002'        2021  1010     measured   ''
    '9003'        2021  510      measured   ''
"""

MEAN = """
    municipality  year  mean_persons  status    reason
    '9001'        2020  3000          measured  ''
    '9002'        2020  1000          measured  ''
    '9003'        2020  500           measured  ''
"""

MEAN_NATION = """
    year  mean_persons
    2020  10000
"""

PARTS = """
    year  code    municipality  weight  parts  is_part
    2019  '8001'  '9001'        1.0     2      false
    2019  '8002'  '9001'        0.25    2      true
    2019  '8002'  '9002'        0.75    1      true
    2019  '9003'  '9003'        1.0     1      false
    2020  '9001'  '9001'        1.0     1      false
    2020  '9002'  '9002'        1.0     1      false
    2020  '9003'  '9003'        1.0     1      false
"""


def test_population_growth_over_the_year():
    rows = spec_rows(
        "population_growth",
        {
            "core.population": POPULATION,
            "core.population_nation": """
                year  persons
                2020  10000
                2021  10050
            """,
        },
    )
    assert rows["alfa", 2020]["value"] == pytest.approx(100 * ((3090 + 1010) / (3000 + 1000) - 1))  # 2.5 per cent
    assert (rows["beta", 2020]["status"], rows["beta", 2020]["reason"]) == ("estimated", "split_weights")
    assert rows["norway", 2020]["value"] == pytest.approx(0.5)
    assert ("alfa", 2021) not in rows  # the year is not over


MOVED = """
    municipality  year  net_migration_persons  domestic_net_migration_persons  status    reason
    '9001'        2020  60                     20                              measured  ''
    '9002'        2020  -20                    -30                             estimated implied_migration
    '9003'        2020  5                      -                               estimated implied_migration;split_weights
"""


def test_net_migration_tells_what_is_implied():
    rows = spec_rows(
        "net_migration",
        {
            "core.net_migration": MOVED,
            "core.population_mean": MEAN,
            "core.population_mean_nation": MEAN_NATION,
            "core.net_migration_nation": """
                year  net_migration_persons
                2020  50
            """,
        },
    )
    assert rows["alfa", 2020]["value"] == pytest.approx(1000 * (60 - 20) / (3000 + 1000))
    assert (rows["alfa", 2020]["status"], rows["alfa", 2020]["reason"]) == ("estimated", "implied_migration")
    assert (rows["9001", 2020]["status"], rows["9001", 2020]["reason"]) == ("measured", "")
    assert rows["beta", 2020]["reason"] == "implied_migration;split_weights"
    assert rows["norway", 2020]["value"] == pytest.approx(1000 * 50 / 10000)


def test_domestic_net_migration_needs_every_member():
    values = spec("domestic_net_migration", {"core.net_migration": MOVED, "core.population_mean": MEAN})
    assert values["alfa", 2020] == pytest.approx(1000 * (20 - 30) / (3000 + 1000))
    assert ("beta", 2020) not in values


def test_implied_migration_is_growth_less_births_surplus():
    given = {
        "core.municipality_part": PARTS,
        "core.population": POPULATION,
        "core.births_deaths": """
            municipality  year  live_births  deaths
            '9001'        2020  40           10
            '9002'        2020  5            15
            '9003'        2020  5            5
        """,
        "staging.population_change_quarterly": """
            municipality  quarter  net_migration  domestic_in_migration  domestic_out_migration
            '9001'        2020K1   10             5                      1
            '9001'        2020K2   10             5                      1
            '9001'        2020K3   10             5                      1
            '9001'        2020K4   10             5                      1
            '9002'        2020K4   77             7                      7
        """,
        "register.net_migration_printed": """
            code    year    net_migration  domestic_net_migration
            '8001'  '2019'  '12'           -
            '8002'  '2019'  '8'            -
            '9001'  '2020'  '999'          -
        """,
    }
    rows = core("66_migration.sql", given, "core.net_migration")
    found = {(row["municipality"], row["year"]): row for row in rows}
    # published: four quarters, which go before what was printed
    assert found["9001", 2020]["net_migration_persons"] == 10 + 10 + 10 + 10
    assert found["9001", 2020]["domestic_net_migration_persons"] == 4 * (5 - 1)
    assert found["9001", 2020]["status"] == "measured"
    # one quarter is no year: 10 more people, though 10 more died than were born
    assert found["9002", 2020]["net_migration_persons"] == (1010 - 1000) - (5 - 15)
    assert found["9002", 2020]["reason"] == "implied_migration"
    # printed in the codes of the year; 8002 was divided between 9001 and 9002
    assert found["9001", 2019]["net_migration_persons"] == 12 + 8 * 0.25
    assert found["9001", 2019]["reason"] == "split_weights"
    # the borders behind the two populations of 9003 are not of one kind: nothing can be implied
    assert ("9003", 2020) not in found


def test_young_adults_in_per_cent_of_all():
    values = spec(
        "young_adults",
        {
            "core.young_adults": """
                municipality  year  young_adults  persons  status    reason
                '9001'        2020  600           3000     measured  ''
                '9002'        2020  100           1000     measured  ''
            """
        },
    )
    assert values["alfa", 2020] == 100 * (600 + 100) / (3000 + 1000)
    assert ("beta", 2020) not in values


def test_median_income_of_a_region_is_no_median_and_says_so():
    rows = spec_rows(
        "median_income",
        {
            "core.median_income": """
                municipality  year  median_income_nok  households  status    reason
                '9001'        2020  500000             900         measured  ''
                '9002'        2020  600000             100         measured  ''
                '9001'        2021  510000             -           measured  ''
                '9002'        2021  610000             100         measured  ''
            """,
            "core.median_income_nation": """
                year  median_income_nok
                2020  550000
            """,
        },
    )
    assert rows["alfa", 2020]["value"] == (500000 * 900 + 600000 * 100) / (900 + 100)
    assert (rows["alfa", 2020]["status"], rows["alfa", 2020]["reason"]) == ("estimated", "weighted_mean_of_medians")
    assert (rows["9001", 2021]["value"], rows["9001", 2021]["status"]) == (510000, "measured")
    assert ("alfa", 2021) not in rows  # no weight for 9001
    assert rows["norway", 2020]["value"] == 550000


def test_higher_education_is_recomputed_from_persons():
    rows = spec_rows(
        "higher_education",
        {
            "core.education_today": """
                municipality  year  persons  higher_educated  status    reason
                '9001'        2020  2000     800              measured  ''
                '9002'        2020  500      100              measured  ''
            """,
            "core.education_share": """
                municipality  year  higher_educated_pct
                '9001'        2021  41.5
                '9002'        2021  20.5
            """,
            "core.higher_education_nation": """
                year  higher_educated_pct
                2020  35
            """,
        },
    )
    assert rows["alfa", 2020]["value"] == 100 * (800 + 100) / (2000 + 500)
    assert rows["norway", 2020]["value"] == 35
    # shares alone serve the municipalities they are of, never the region
    assert rows["9001", 2021]["value"] == 41.5
    assert ("alfa", 2021) not in rows


def test_dwelling_price_is_weighted_by_sales_where_they_are_known():
    rows = spec_rows(
        "dwelling_price",
        {
            "core.dwelling_price": """
                municipality  year  dwelling_type  price_per_m2_nok  sales
                '9001'        2020  '01'           40000             10
                '9002'        2020  '01'           20000             30
                '9001'        2021  '01'           44000             -
                '9002'        2021  '01'           20000             30
                '9001'        2020  '03'           99999             10
            """,
            "core.population": POPULATION,
        },
    )
    assert rows["alfa", 2020]["value"] == (40000 * 10 + 20000 * 30) / (10 + 30)
    assert rows["alfa", 2020]["status"] == "measured"
    # the sales of 9001 are not known: inhabitants weigh, and the figure is an estimate
    assert rows["alfa", 2021]["value"] == pytest.approx((44000 * 3090 + 20000 * 1010) / (3090 + 1010))
    assert rows["alfa", 2021]["reason"] == "population_weighted_mean"


def test_dwelling_price_index_of_the_city_stands_for_its_region():
    rows = spec_rows(
        "dwelling_price_index",
        {
            "core.price_region": """
                price_region  region  is_whole_region
                '004'         alfa    false
                TOTAL         norway  true
            """,
            "core.dwelling_price_index": """
                price_region  year  price_index
                '004'         2020  120
                TOTAL         2020  110
                '009'         2020  130
            """,
        },
    )
    assert {key: (row["value"], row["reason"]) for key, row in rows.items()} == {
        ("alfa", 2020): (120, "price_region"),
        ("norway", 2020): (110, ""),
    }


def test_housing_starts_per_thousand_inhabitants():
    values = spec(
        "housing_starts",
        {
            "core.housing_starts": """
                municipality  year  dwellings_started
                '9001'        2020  24
                '9002'        2020  0
            """,
            "core.population": POPULATION,
        },
    )
    assert values["alfa", 2020] == 1000 * (24 + 0) / (3000 + 1000)
    assert values["9002", 2020] == 0  # nothing built is a figure


def test_net_commuting_leaves_out_those_who_stay_inside_the_region():
    values = spec(
        "net_commuting",
        {
            # 400 live in 9002 and work in 9001: they cancel out in alfa
            "core.jobs_today": """
                municipality  year  source  jobs  employed  status    reason
                '9001'        2020  one     1500  1000      measured  ''
                '9002'        2020  one     100   500       measured  ''
            """
        },
    )
    assert values["9001", 2020] == 100 * (1500 - 1000) / 1000
    assert values["9002", 2020] == 100 * (100 - 500) / 500
    assert values["alfa", 2020] == pytest.approx(100 * (1600 - 1500) / 1500)


def test_in_commuting_counts_those_from_outside_the_region():
    values = spec(
        "in_commuting",
        {
            "core.commuting_today": """
                home    work    year  persons  status    reason
                '9001'  '9001'  2020  600      measured  ''
                '9002'  '9001'  2020  200      measured  ''
                '9003'  '9001'  2020  100      measured  ''
                '9002'  '9002'  2020  100      measured  ''
            """
        },
    )
    assert values["9001", 2020] == pytest.approx(100 * (200 + 100) / (600 + 200 + 100))
    assert values["alfa", 2020] == 100 * 100 / (600 + 200 + 100 + 100)  # only those from 9003
    assert ("beta", 2020) not in values  # nobody is known to work in 9003


def test_the_weights_of_a_split_make_no_commuters():
    given = {
        "core.municipality_part": PARTS,
        "core.jobs": "code year jobs employed source\nx 2019 1 1 x",
        "core.commuting": """
            home    work    year  persons
            '8002'  '8002'  2019  100
            '8001'  '8002'  2019  8
            '8001'  '8001'  2019  40
        """,
    }
    rows = core("64_workplaces.sql", given, "core.commuting_today")
    found = {(row["home"], row["work"]): row["persons"] for row in rows}
    assert found == {
        ("9001", "9001"): 40 + 100 * 0.25 + 8 * 0.25,
        ("9002", "9002"): 100 * 0.75,  # not 100 · 0.75 · 0.75, with the rest as commuters to 9001
        ("9001", "9002"): 8 * 0.75,
    }


def test_youth_outside_in_per_cent_of_all_of_the_age():
    values = spec(
        "youth_outside",
        {
            "core.youth_outside": """
                municipality  year  residents  outside  status    reason
                '9001'        2020  900        90       measured  ''
                '9002'        2020  100        30       measured  ''
            """
        },
    )
    assert values["alfa", 2020] == 100 * (90 + 30) / (900 + 100)


def test_persons_with_unknown_education_are_no_part_of_the_share():
    rows = core(
        "68_people.sql",
        {
            "core.municipality_part": PARTS,
            "core.municipality": "municipality\n'9001'",
            "core.not_summed": "municipality year\nx 2019",
            "core.population": POPULATION,
            "core.population_age": "municipality year age_group persons\n'9001' 2020 25-34 600",
            "staging.education": """
                municipality  level  sex  year  persons
                '9001'        '00'   '0'  2020  8000
                '9001'        03a    '0'  2020  1800
                '9001'        04a    '0'  2020  1200
                '9001'        09a    '0'  2020  400
            """,
        },
        "core.education_today",
    )
    assert [(row["persons"], row["higher_educated"]) for row in rows] == [(8000 - 400, 1800 + 1200)]
