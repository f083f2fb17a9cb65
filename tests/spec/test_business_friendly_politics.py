"""The most business-friendly politicians: what each indicator makes of a toy economy (see economy.py)."""

from __future__ import annotations

import pytest

from tests.spec.economy import core, spec, spec_rows

LINKS = """
    year  code    municipality  weight  parts  is_part
    2020  '9001'  '9001'        1.0     1      false
    2020  '9002'  '9002'        1.0     1      false
    2020  '9003'  '9003'        1.0     1      false
    2019  '8001'  '9001'        1.0     2      false
    2019  '8002'  '9001'        1.0     2      false
"""


def days_given(figure: str, cases: str) -> dict[str, str]:
    """Two municipalities with days, one of them without a case in the second year."""
    return {
        "core.planning": f"""
            municipality  year  figure    value
            '9001'        2020  {figure}  100
            '9001'        2020  {cases}   9
            '9002'        2020  {figure}  200
            '9002'        2020  {cases}   1
            '9001'        2021  {figure}  150
            '9001'        2021  {cases}   3
            '9002'        2021  {cases}   0
            '9001'        2022  {figure}  150
            '9003'        2022  {figure}  70
        """,
        "core.planning_figure": f"""
            area  year  figure    value
            '0'   2020  {figure}  130
            '99'  2022  {figure}  90
        """,
        "core.region_proxy": """
            region  level   year  area  areas_of_region
            alfa    county  2020  '99'  1
            alfa    county  2022  '99'  1
        """,
    }


@pytest.mark.parametrize(
    ("indicator", "figure", "cases"),
    [
        ("zoning_plan_days", "plan_days", "plans"),
        ("zoning_plan_total_days", "start_to_decision_days", "plans_12671"),
        ("building_case_days", "building_days_12_weeks", "building_cases_12_weeks"),
    ],
)
def test_days_are_the_mean_of_the_municipalities_that_had_a_case(indicator: str, figure: str, cases: str):
    rows = spec_rows(indicator, days_given(figure, cases))
    # every municipality counts the same, however many cases it had
    assert rows["alfa", 2020]["value"] == (100 + 200) / 2
    assert rows["alfa", 2020]["reason"] == "mean_of_municipalities"
    # 9002 had no case: nothing is missing
    assert rows["alfa", 2021]["value"] == 150
    # 9002 is missing: the county's figure stands for the region, and says so
    assert (rows["alfa", 2022]["value"], rows["alfa", 2022]["reason"]) == (90, "county_figure")
    assert rows["alfa", 2022]["status"] == "estimated"
    # a single municipality's own figure is as published
    assert (rows["beta", 2022]["value"], rows["beta", 2022]["status"]) == (70, "measured")
    assert rows["norway", 2020]["value"] == 130


def test_property_tax_rate_is_weighted_by_population():
    rows = spec_rows(
        "property_tax_rate",
        {
            "core.property_tax": """
                municipality  year  rate_permille
                '9001'        2020  4
                '9002'        2020  0
                '9003'        2020  7
            """,
            "core.population": """
                municipality  year  persons
                '9001'        2020  300
                '9002'        2020  100
                '9003'        2020  10
            """,
        },
    )
    assert rows["alfa", 2020]["value"] == (4 * 300 + 0 * 100) / 400
    assert rows["alfa", 2020]["reason"] == "population_weighted_mean"
    assert (rows["beta", 2020]["value"], rows["beta", 2020]["status"]) == (7, "measured")


def test_municipal_fees_are_missing_where_a_municipality_is():
    values = spec(
        "municipal_fees",
        {
            "core.municipal_fees": """
                municipality  year  fees_nok
                '9001'        2020  10000
                '9002'        2020  14000
                '9001'        2021  11000
            """,
            "core.population": """
                municipality  year  persons
                '9001'        2020  300
                '9002'        2020  100
                '9001'        2021  300
            """,
        },
    )
    assert values == {
        ("alfa", 2020): (10000 * 300 + 14000 * 100) / 400,
        ("9001", 2020): 10000,
        ("9002", 2020): 14000,
        ("9001", 2021): 11000,  # 9002 has not reported: no figure for alfa
    }


KOMMUNE_NM = """
    region  year  ranked          rank_total  ranked_among  is_same_borders  is_computed
    '9001'  2014  municipalities  10          428           false            false
    '9002'  2014  municipalities  52          428           true             false
    '9002'  2016  municipalities  96          -             true             true
    alfa    2014  regions         6           77            false            false
"""


def test_kommune_nm_rank_is_shown_as_published():
    rows = spec_rows("kommune_nm_rank", {"core.kommune_nm": KOMMUNE_NM})
    assert {key: (row["value"], row["reason"]) for key, row in rows.items()} == {
        ("9001", 2014): (10, "borders_of_the_edition"),
        ("9002", 2014): (52, ""),
        ("9002", 2016): (96, "rank_computed"),
    }


def test_kommune_nm_region_rank_is_the_region_s_own():
    assert spec("kommune_nm_region_rank", {"core.kommune_nm": KOMMUNE_NM}) == {("alfa", 2014): 6}


ENTERED = {
    "register.entries_council": """
        municipality  year  is_plan_handled  business_cases  business_cases_citing_plan
        '9001'        2020  true             5               4
        '9002'        2020  -                -               -
        '8001'        2019  true             3               1
        '8002'        2019  false            2               2
        '8001'        2018  true             3               1
    """,
    "register.entries_action": """
        year  status     actions
        2020  delivered  3
        2020  stopped    1
        2021  delivered  2
        2021  unknown    1
        2022  planned    2
    """,
}

COUNCIL = """
    municipality  year  is_plan_handled  business_cases  business_cases_citing_plan
    '9001'        2020  true             8               6
    '9002'        2020  false            2               0
    '9001'        2021  true             5               5
"""


def test_council_handled_plan_needs_every_member_s_answer():
    assert spec("council_handled_plan", {"core.council_case": COUNCIL}) == {
        ("alfa", 2020): 100 * 1 / 2,
        ("9001", 2020): 100,
        ("9002", 2020): 0,
        ("9001", 2021): 100,  # 9002 has not answered for 2021
    }


def test_council_cases_citing_plan_are_added_up_before_they_are_divided():
    values = spec("council_cases_citing_plan", {"core.council_case": COUNCIL})
    assert values["alfa", 2020] == 100 * (6 + 0) / (8 + 2)
    assert ("alfa", 2021) not in values


def test_what_the_councils_entered_goes_before_the_register_and_onto_todays_borders():
    given = {
        "core.municipality_link": """
            code    valid_from_year  valid_to_year  municipality  weight  is_split
            '8001'  1900             2019           '9001'        1.0     false
            '8002'  1900             2019           '9001'        1.0     false
            '9001'  2020             9999           '9001'        1.0     false
            '9002'  1900             9999           '9002'        1.0     false
            '8003'  1900             2019           '9002'        0.5     true
        """,
        "core.municipality_part": LINKS,
        "register.kostra_planning": """
            area    year    figure     value
            '9001'  '2020'  plan_days  '136'
        """,
        "register.kommune_nm": """
            region  edition  ranked  rank_total  ranked_among  same_borders_as_today  note
            '9001'  '2014'   x       '1'         '2'           yes                    x
        """,
        "register.council_cases": """
            municipality  year    plan_handled  business_cases  business_cases_citing_plan
            '9001'        '2020'  no            '9'             '9'
            '9002'        '2016'  no            '1'             '0'
        """,
        **ENTERED,
    }
    rows = core("72_municipal_services.sql", given, "core.council_case")
    assert [tuple(row.values()) for row in rows] == [
        ("9001", 2019, False, 3 + 2, 1 + 2),  # two councils then: one of them did not take the plan up
        ("9001", 2020, True, 5, 4),  # entered, so the register's 9 of 9 is set aside
        ("9002", 2016, False, 1, 0),  # from the register
        ("9002", 2020, None, None, None),  # something is entered, but not that the year is complete
    ]  # and not ("9001", 2018): one of the two councils has told nothing


def test_actions_delivered_counts_those_that_ended_in_a_year_whose_every_status_is_known():
    given = {
        "core.plan_action": ENTERED["register.entries_action"],
        "register.goal": """
            region  base_year
            alfa    2010
        """,
    }
    assert spec("actions_delivered", given) == {
        ("alfa", 2020): 100 * 3 / (3 + 1),
        ("alfa", 2022): 0,
    }


def test_days_of_a_merged_municipality_are_not_put_together():
    given = {
        "core.municipality_part": LINKS,
        "register.kostra_planning": """
            area    year    figure     value
            '9001'  '2020'  plan_days  '136'
            '8001'  '2019'  plan_days  '82'
            '50'    '2020'  plan_days  '118'
        """,
        "register.kommune_nm": """
            region  edition  ranked  rank_total  ranked_among  same_borders_as_today  note
            '9001'  '2014'   x       '1'         '2'           yes                    x
        """,
        "register.council_cases": """
            municipality  year    plan_handled  business_cases  business_cases_citing_plan
            '9001'        '2020'  yes           '1'             '1'
        """,
        **ENTERED,
        "staging.planning_key_figures": """
            municipality  year  plan_days  plans  building_days_12_weeks  building_cases_12_weeks
            '9001'        2020  100        2      -                       -
            EAK           2020  130        -      40                      -
            EKA50         2021  90         -      -                       -
        """,
    }
    rows = core("72_municipal_services.sql", given, "core.planning")
    assert [(row["municipality"], row["year"], row["figure"], row["value"]) for row in rows] == [
        ("9001", 2020, "plan_days", 100),  # the table's answer goes before what was printed
        ("9001", 2020, "plans", 2),
    ]
    areas = core("72_municipal_services.sql", given, "core.planning_figure")
    found = {(row["area"], row["year"], row["figure"]): row["value"] for row in areas}
    assert found["0", 2020, "plan_days"] == 130
    assert found["50", 2021, "plan_days"] == 90
    assert found["50", 2020, "plan_days"] == 118
