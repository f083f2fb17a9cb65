"""Sub-goal 2: co-operation of business, research and government. What each indicator makes of a small table."""

import pytest

from tests.spec.economy import core, spec, spec_rows

COUNTIES = """
    region  level   year  area  areas_of_region
    alfa    county  2010  '91'  2
    alfa    county  2010  '92'  2
    beta    county  2010  '93'  1
"""


def test_rd_personnel_is_held_against_the_employed_of_the_part_of_the_country():
    rows = spec_rows(
        "rd_personnel_per_1000_employed",
        {
            "core.region_proxy": "region level year area areas_of_region\n alfa nuts2 2010 XX1 1",
            "core.rd_personnel": "nuts2 year rd_full_time_equivalents\n XX1 2010 600.0",
            "register.nuts_until_2019": "nuts2 county\n XX1 '91'\n XX1 '92'\n XX2 '93'",
            "core.county_employed": """
                county  year  employed_thousand
                '91'    2010  10.0
                '92'    2010  20.0
                '93'    2010  40.0
                '0'     2010  100.0
            """,
            "core.rd_nation": "year sector rd_full_time_equivalents\n 2010 '0' 900.0\n 2010 '1' 500.0",
        },
    )
    assert {key: row["value"] for key, row in rows.items()} == {
        ("alfa", 2010): 600 / (10 + 20),
        ("norway", 2010): 900 / 100,
    }
    assert rows["alfa", 2010]["reason"] == "part_of_country_figure"


def test_business_share_of_rd():
    found = spec(
        "business_rd_share",
        {
            "core.region_proxy": COUNTIES,
            "core.rd_by_county": """
                county  year  sector  rd_expenditure_mnok
                '91'    2010  '0'     30.0
                '91'    2010  '1'     10.0
                '92'    2010  '0'     20.0
                '92'    2010  '1'     15.0
                '93'    2010  '0'     20.0
            """,
            "core.rd_nation": "year sector rd_expenditure_mnok\n 2010 '0' 200.0\n 2010 '1' 90.0\n 2011 '0' 210.0",
        },
    )
    assert found == {("alfa", 2010): 100 * (10 + 15) / (30 + 20), ("norway", 2010): 100 * 90 / 200}


def test_institutes_rd_is_kroner_per_inhabitant():
    found = spec(
        "institute_rd_per_inhabitant",
        {
            "core.region_proxy": COUNTIES,
            "core.rd_by_county": "county year sector rd_expenditure_mnok basis\n '93' 2010 '2' 5.0 share_of_norway",
            "core.county_population": "county year persons\n '93' 2010 900\n '93' 2011 1100",
            "core.rd_nation": "year sector rd_expenditure_mnok\n 2010 '2' 40.0",
            "core.population_mean_nation": "year mean_persons\n 2010 20000",
        },
    )
    assert found == {("beta", 2010): 5e6 / 1000, ("norway", 2010): 40e6 / 20_000}


def test_a_countys_expenditure_is_the_printed_one_or_the_printed_share_of_the_nations():
    rows = core(
        "51_research.sql",
        {
            "register.research_expenditure": """
                county  year    sector  measure              value
                '91'    '2010'  '0'     expenditure_mnok     '70'
                '91'    '2010'  '0'     share_of_norway_pct  '11'
                '92'    '2010'  '0'     share_of_norway_pct  '12.5'
                '93'    '2011'  '0'     share_of_norway_pct  '13'
            """,
            "staging.research_development": "sector year rd_expenditure_mnok\n '0' 2010 800.0",
            "register.nuts_until_2019": "nuts nuts2 county\n XX11 XX1 '91'",
            "register.skattefunn_projects": "county year active_projects\n '91' '2010' '5'",
            "core.county_total": "county year price value_added_mnok vintage\n '91' 2010 market 1.5 '2012'",
            "core.eurostat_counties_total": "year gdp_market_mnok vintage\n 2010 9.5 '2012'",
            "core.county_accounts": "county year industry employed_thousand vintage\n '91' 2010 nr23_6 1.5 '2012'",
            "core.national_accounts_by_industry": "year industry employed_thousand vintage\n 2010 nr23_6 9.5 '2012'",
        },
        "core.rd_by_county",
    )
    assert [(row["county"], row["rd_expenditure_mnok"], row["basis"]) for row in rows] == [
        ("91", 70, "expenditure"),
        ("92", 0.125 * 800, "share_of_norway"),  # of 2011 the nation's expenditure is not known
    ]


def test_centres_led_are_a_share_of_the_nations_new_ones():
    found = spec(
        "research_centres_led_share",
        {
            "register.research_centres": """
                region  programme  year    new_centres  led_centres
                alfa    SFI        '2006'  '8'          '2'
                alfa    other      '2007'  '8'          '8'
            """
        },
    )
    assert found == {("alfa", 2006): 100 * 2 / 8}


def test_skattefunn_projects_are_per_100000_inhabitants_of_all_the_regions_counties():
    found = spec(
        "skattefunn_projects",
        {
            "core.region_proxy": COUNTIES,
            "core.skattefunn": "county year active_projects\n '91' 2010 6\n '92' 2010 3\n '93' 2011 4",
            "core.county_population": "county year persons\n '91' 2010 20000\n '92' 2010 10000\n '93' 2010 10000",
        },
    )
    assert found == {("alfa", 2010): pytest.approx(100_000 * (6 + 3) / 30_000)}


PROJECTS = """
    region  year    kind                projects  funding_mnok
    alfa    '2010'  innovation_project  '2'       '1.5'
    alfa    '2010'  innovation_project  '1'       '0.5'
    alfa    '2010'  eu_project          '1'       '6'
    beta    '2010'  eu_project          '1'       '5'
"""
POPULATION = "municipality year persons\n '9001' 2010 600\n '9002' 2010 400\n '9003' 2011 500"


@pytest.mark.parametrize(
    ("indicator", "kroner"), [("innovation_project_funding", 2e6 / 1000), ("eu_research_funding", 6e6 / 1000)]
)
def test_project_funding_is_kroner_per_inhabitant(indicator, kroner):
    given = {"register.research_projects": PROJECTS, "core.population": POPULATION}
    assert spec(indicator, given) == {("alfa", 2010): kroner}  # beta's population of 2010 is not known


@pytest.mark.parametrize("indicator", ["innovation_project_funding", "eu_research_funding"])
def test_without_projects_there_is_no_figure(indicator):
    given = {"register.research_projects": "region year kind projects funding_mnok", "core.population": POPULATION}
    assert spec(indicator, given) == {}
