"""Sub-goal 5: knowledge hubs. What each indicator makes of a small table."""

import pytest

from tests.spec.economy import core, spec, spec_rows

HUBS = """
    hub    region  level          first_year  last_year
    one    alfa    national       '2010'      '2011'
    two    alfa    national       '2011'      -
    three  alfa    international  '2011'      -
    four   beta    international  '2012'      -
"""
YEARS = "municipality year persons\n '9001' 2012 100"


def test_national_hubs_are_counted_while_they_stand():
    found = spec("national_knowledge_hubs", {"register.knowledge_hubs": HUBS, "core.population": YEARS})
    # the second stands still, that is until the latest year there is any population of
    assert found == {("alfa", 2010): 1, ("alfa", 2011): 1 + 1, ("alfa", 2012): 1}


def test_international_hubs_are_counted_while_they_stand():
    found = spec("international_knowledge_hubs", {"register.knowledge_hubs": HUBS, "core.population": YEARS})
    assert found == {("alfa", 2011): 1, ("alfa", 2012): 1, ("beta", 2012): 1}


def test_without_hubs_there_is_no_figure():
    empty = {"register.knowledge_hubs": "hub region level first_year last_year", "core.population": YEARS}
    assert spec("national_knowledge_hubs", empty) == spec("international_knowledge_hubs", empty) == {}


COUNTIES = """
    region  level   year  area  areas_of_region
    alfa    county  2020  '91'  2
    alfa    county  2020  '92'  2
    beta    county  2020  '93'  1
"""
RESEARCH = """
    county  year  sector  rd_expenditure_mnok  basis
    '91'    2020  '0'     12.0                 expenditure
    '92'    2020  '0'     8.0                  share_of_norway
    '93'    2020  '0'     6.0                  expenditure
    '93'    2020  '1'     5.0                  expenditure
"""
NATION = "year sector rd_expenditure_mnok\n 2020 '0' 50.0\n 2020 '1' 30.0"


def test_rd_is_held_against_the_gdp_of_all_the_regions_counties():
    rows = spec_rows(
        "rd_share_of_value_added",
        {
            "core.region_proxy": COUNTIES,
            "core.rd_by_county": RESEARCH,
            "core.county_gdp": "county year gdp_market_mnok\n '91' 2020 300.0\n '92' 2020 100.0",
            "core.rd_nation": NATION,
            "core.counties_gdp": "year gdp_market_mnok\n 2020 2000.0",
        },
    )
    assert {key: row["value"] for key, row in rows.items()} == {
        ("alfa", 2020): 100 * (12 + 8) / (300 + 100),
        ("norway", 2020): 100 * 50 / 2000,
    }
    assert rows["alfa", 2020]["reason"] == "county_figure;from_rounded_share"


def test_rd_per_inhabitant_is_divided_by_the_mean_population():
    found = spec(
        "rd_expenditure_per_inhabitant",
        {
            "core.region_proxy": COUNTIES,
            "core.rd_by_county": RESEARCH,
            "core.county_population": "county year persons\n '93' 2020 1900\n '93' 2021 2100",
            "core.rd_nation": NATION,
            "core.population_mean_nation": "year mean_persons\n 2020 25000",
        },
    )
    assert found == {("beta", 2020): 6e6 / 2000, ("norway", 2020): 50e6 / 25_000}


PLACES = {
    "core.study_places": """
        municipality  year  study_places  first_choice_applicants
        '9001'        2020  30            90
        '9002'        2020  0             0
        '9003'        2020  0             0
    """,
    "core.study_places_nation": "year study_places first_choice_applicants\n 2020 50 120",
    "core.population": """
        municipality  year  persons
        '9001'        2020  900
        '9002'        2020  600
        '9003'        2020  500
    """,
}


def test_study_places_are_per_1000_inhabitants_and_none_is_a_figure():
    assert spec("study_places_per_1000", PLACES) == {
        ("alfa", 2020): 1000 * 30 / (900 + 600),
        ("beta", 2020): 0,
        ("9001", 2020): pytest.approx(1000 * 30 / 900),
        ("9002", 2020): 0,
        ("9003", 2020): 0,
        ("norway", 2020): 1000 * 50 / (900 + 600 + 500),
    }


def test_applicants_are_per_place_where_there_are_places():
    assert spec("study_applicants_per_place", PLACES) == {
        ("alfa", 2020): 90 / 30,
        ("9001", 2020): 90 / 30,
        ("norway", 2020): 120 / 50,
    }


def test_a_study_location_lies_in_the_municipality_of_its_name_or_where_the_register_says():
    rows = core(
        "52_education.sql",
        {
            "core.municipality": """
                municipality  official_name
                '9001'        'Aby - Abo'
                '9002'        Bby
                '9003'        Twin
                '9004'        Twin
            """,
            "register.study_locations": "study_location municipality\n Downtown '9002'",
            "staging.study_places": """
                study_location  year  study_places  first_choice_applicants
                Abo             2020  10            20
                Downtown        2020  5             6
                Twin            2020  7             8
                Net             2020  9             9
            """,
        },
        "core.study_places",
    )
    # two municipalities are called Twin: without a line in the register its places are nobody's
    assert {row["municipality"]: row["study_places"] for row in rows} == {"9001": 10, "9002": 5, "9003": 0, "9004": 0}


UNIVERSITIES = {
    "register.university_key_figures": """
        region  institution  year    measure           value
        alfa    one          '2020'  students          '100'
        alfa    two          '2020'  students          '20'
        alfa    one          '2020'  doctoral_degrees  '3'
    """
}


def test_students_of_the_regions_universities_are_added_up():
    assert spec("university_students", UNIVERSITIES) == {("alfa", 2020): 100 + 20}


def test_doctoral_degrees_are_as_printed():
    rows = spec_rows("doctoral_degrees", UNIVERSITIES)
    assert [(row["value"], row["reason"]) for row in rows.values()] == [(3, "every_campus")]


def test_the_place_on_the_scoreboard_is_in_per_cent_of_those_ranked():
    found = spec(
        "innovation_scoreboard_place",
        {
            "core.region_proxy": """
                region  level  year  area  areas_of_region
                alfa    nuts2  2019  XX1   1
                beta    nuts2  2019  XX2   1
            """,
            "register.innovation_scoreboard": """
                nuts2  edition  place  regions_ranked
                XX1    '2019'   '5'    '200'
                XX2    '2019'   -      '200'
            """,
        },
    )
    assert found == {("alfa", 2019): 100 * 5 / 200}


def test_patents_are_a_share_of_the_nations_over_three_years():
    found = spec(
        "patent_share",
        {
            "core.region_proxy": """
                region  level   year  area  areas_of_region
                alfa    county  1987  '91'  1
                alfa    county  1988  '91'  1
                alfa    county  1989  '91'  1
                alfa    county  1990  '91'  1
            """,
            "core.patents_by_county": """
                county  year  applications
                '91'    1987  9.5
                '91'    1988  1.5
                '91'    1989  2.5
                '91'    1990  2.0
            """,
            "core.patents_nation": "year applications\n 1987 9.5\n 1988 10.5\n 1989 14.5\n 1990 15.0",
        },
    )
    assert found == {("alfa", 1990): 100 * (1.5 + 2.5 + 2.0) / (10.5 + 14.5 + 15.0)}


def test_a_county_stands_in_for_a_region_that_has_most_of_its_people():
    # alfa: 300 of its 400 live in county 91, which has no others; beta has 40 of the 340 in county 93.
    rows = core(
        "50_proxy_areas.sql",
        {
            "core.region": "region kind\n alfa home\n beta comparator",
            "core.region_member": """
                region  municipality  municipalities_in_region
                alfa    '9101'        2
                alfa    '9201'        2
                beta    '9301'        1
            """,
            "core.population": """
                municipality  year  persons
                '9101'        2020  300
                '9201'        2020  90
                '9301'        2020  40
                '9302'        2020  300
            """,
            "core.municipality_link": """
                code    valid_from_year  valid_to_year  municipality  weight
                '9101'  2000             9999           '9101'        1.0
                '9201'  2000             9999           '9201'        1.0
                '9301'  2000             9999           '9301'        1.0
                '9302'  2000             9999           '9302'        1.0
            """,
            "core.municipality": "municipality county\n '9101' '91'",
            "core.county": "county first_year\n '91' 2000",
            "core.population_by_code": "code year persons\n '9101' 2020 300",
            "core.municipality_code": "code first_year last_year\n '9101' 2000 9999",
            "register.nuts_until_2019": "county nuts2\n '91' XX1\n '92' XX1\n '93' XX2",
        },
        "core.region_proxy",
    )
    found = {(row["region"], row["level"], row["area"], row["areas_of_region"]) for row in rows if row["year"] == 2010}
    # county 92 has less than a quarter of alfa's people, but lies in the same part of the country
    assert found == {("alfa", "county", "91", 1), ("alfa", "nuts2", "XX1", 1)}
    assert {row["level"] for row in rows if row["year"] == 2020} == {"county"}
