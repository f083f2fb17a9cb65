"""Sub-goal 1: firms based on research. What each indicator makes of a small table."""

import pytest

from tests.spec.economy import core, spec, spec_rows

JOBS = """
    municipality  year  job_group  jobs  low_jobs  high_jobs  total_jobs  status     reason
    '9001'        2020  '58-63'    40    40        40         600         measured   ''
    '9002'        2020  '58-63'    10    8         12         400         estimated  withheld_filled
    '9003'        2020  '58-63'    2     0         30         100         estimated  withheld_filled
    '9001'        2020  '68-75'    60    60        60         600         measured   ''
    '9002'        2020  '68-75'    40    40        40         400         measured   ''
    '9001'        2021  '68-75'    60    60        60         600         measured   ''
"""

NATION_JOBS = """
    year  job_group  jobs  total_jobs
    2020  '58-63'    400   10000
    2020  '68-75'    700   10000
"""


def test_jobs_in_ict_are_a_share_of_all_jobs_with_the_bounds_of_what_is_withheld():
    rows = spec_rows("ict_jobs_share", {"core.jobs_by_group": JOBS, "core.jobs_by_group_nation": NATION_JOBS})
    alfa = rows["alfa", 2020]
    assert alfa["value"] == pytest.approx(100 * (40 + 10) / (600 + 400))
    assert alfa["low"] == pytest.approx(100 * (40 + 8) / 1000)
    assert alfa["high"] == pytest.approx(100 * (40 + 12) / 1000)
    assert (alfa["status"], alfa["reason"]) == ("estimated", "withheld_filled")
    assert rows["norway", 2020]["value"] == 100 * 400 / 10000
    # in beta 0 to 30 of 100 jobs may be in ICT: too wide to say anything
    assert set(rows) == {("alfa", 2020), ("9001", 2020), ("9002", 2020), ("norway", 2020)}


def test_jobs_in_professional_services_are_a_share_of_all_jobs():
    given = {"core.jobs_by_group": JOBS, "core.jobs_by_group_nation": NATION_JOBS}
    assert spec("professional_jobs_share", given) == {
        ("alfa", 2020): 100 * (60 + 40) / (600 + 400),
        ("9001", 2020): 100 * 60 / 600,
        ("9002", 2020): 100 * 40 / 400,
        ("9001", 2021): 100 * 60 / 600,  # but not alfa: 9002 has no figure
        ("norway", 2020): 100 * 700 / 10000,
    }


def test_what_is_withheld_is_divided_as_the_nations_jobs():
    # 9001 has 100 jobs; 60 are published. The other 40 lie in two industries in which the nation has 300 and 100.
    rows = core(
        "53_jobs_by_group.sql",
        {
            "core.jobs_by_industry": """
                code    year  job_group  jobs
                '9001'  2020  '00-99'    100
                '9001'  2020  '58-63'    -
                '9001'  2020  '64-66'    -
                '9001'  2020  '85'       60
            """,
            "staging.jobs_by_industry_nation": """
                year  industry  sex  jobs
                2020  '58-63'   '1'  200
                2020  '58-63'   '2'  100
                2020  '64-66'   '1'  100
                2020  '85'      '2'  600
            """,
        },
        "core.jobs_by_group",
    )
    found = {row["job_group"]: (row["jobs"], row["low_jobs"], row["high_jobs"], row["status"]) for row in rows}
    assert found == {
        "58-63": (40 * 300 / 400, 0, 40, "estimated"),
        "64-66": (40 * 100 / 400, 0, 40, "estimated"),
        "85": (60, 60, 60, "measured"),
    }


def test_long_higher_education_is_a_share_of_those_whose_level_is_known():
    rows = spec_rows(
        "long_higher_education_share",
        {
            "core.long_education": """
                municipality  year  known_persons  long_higher_persons  status     reason  is_published_share
                '9001'        2020  300            60                   measured   ''      false
                '9002'        2020  100            4                    measured   ''      false
                '9003'        2020  50             10                   estimated  education_base_of_year_before  true
            """,
            "core.long_education_nation": "year known_persons long_higher_persons\n 2020 1000 120",
        },
    )
    assert rows["alfa", 2020]["value"] == 100 * (60 + 4) / (300 + 100)
    assert rows["norway", 2020]["value"] == 100 * 120 / 1000
    # a single municipality's published share is a measured figure
    assert (rows["beta", 2020]["value"], rows["beta", 2020]["status"], rows["beta", 2020]["reason"]) == (
        100 * 10 / 50, "measured", "",
    )  # fmt: skip


def test_a_municipality_with_a_share_alone_is_weighted_by_its_persons_of_the_year_before():
    rows = core(
        "52_education.sql",
        {
            "core.municipality": "municipality official_name\n '9001' A\n '9002' B\n '9003' C",
            "register.study_locations": "study_location municipality\n X '9001'",
            "staging.education": """
                municipality  year  level  sex  persons
                '8001'        2019  '00'   '0'  110
                '8001'        2019  '09a'  '0'  10
                '8001'        2019  '04a'  '0'  20
                '8001'        2019  '04a'  '1'  11
            """,
            "staging.education_shares": """
                municipality  year  level  persons_pct
                '9001'        2020  '04a'  25.0
                '9003'        2020  '04a'  30.0
            """,
        },
        "core.long_education",
    )
    found = {(r["municipality"], r["year"]): (r["known_persons"], r["long_higher_persons"], r["reason"]) for r in rows}
    assert found == {
        ("9001", 2019): (110 - 10, 20, ""),
        ("9001", 2020): (100, 0.25 * 100, "education_base_of_year_before"),  # 9003 has nobody to weigh with
    }


PROXY = """
    region  level   year  area  areas_of_region
    alfa    county  2000  '91'  2
    alfa    county  2000  '92'  2
    alfa    county  2001  '91'  2
    alfa    county  2001  '92'  2
    alfa    county  2002  '91'  2
    alfa    county  2002  '92'  2
    alfa    county  2003  '91'  2
    alfa    county  2003  '92'  2
    beta    county  2002  '93'  1
"""


def test_patents_are_three_years_together_per_100000_inhabitants_of_the_counties():
    found = spec(
        "patents_per_100000",
        {
            "core.region_proxy": PROXY,
            "core.patents_by_county": """
                county  year  applications
                '91'    2000  1.5
                '92'    2000  0.5
                '91'    2001  2.0
                '92'    2001  1.0
                '91'    2002  3.0
                '92'    2002  1.0
                '91'    2003  9.0
                '93'    2002  5.0
            """,
            "core.county_population": """
                county  year  persons
                '91'    2000  10000
                '92'    2000  20000
                '91'    2001  10000
                '92'    2001  20000
                '91'    2002  10000
                '92'    2002  20000
                '93'    2002  10000
            """,
            "core.patents_nation": "year applications\n 2000 10.0\n 2001 20.0\n 2002 30.0",
            "core.population_nation": "year persons\n 2000 100000\n 2001 100000\n 2002 100000",
        },
    )
    assert found == {
        # 2003 lacks a county, and beta has one year of the three
        ("alfa", 2002): pytest.approx(100_000 * (2 + 3 + 4) / (3 * 30_000)),
        ("norway", 2002): pytest.approx(100_000 * (10 + 20 + 30) / (3 * 100_000)),
    }


def test_business_rd_is_kroner_per_inhabitant_of_the_county_in_the_middle_of_the_year():
    rows = spec_rows(
        "business_rd_per_inhabitant",
        {
            "core.region_proxy": PROXY,
            "core.rd_by_county": """
                county  year  sector  rd_expenditure_mnok  basis
                '93'    2002  '1'     6.0                  expenditure
                '93'    2002  '0'     9.0                  expenditure
                '91'    2001  '1'     7.0                  expenditure
            """,
            "core.county_population": """
                county  year  persons
                '93'    2002  1000
                '93'    2003  2000
                '91'    2001  1000
                '91'    2002  1000
            """,
            "core.rd_nation": "year sector rd_expenditure_mnok\n 2002 '1' 50.0\n 2002 '0' 90.0",
            "core.population_mean_nation": "year mean_persons\n 2002 10000",
        },
    )
    assert {key: row["value"] for key, row in rows.items()} == {
        ("beta", 2002): 6e6 / ((1000 + 2000) / 2),  # alfa lacks one of its two counties
        ("norway", 2002): 50e6 / 10_000,
    }
    assert (rows["beta", 2002]["status"], rows["beta", 2002]["reason"]) == ("estimated", "county_figure")


COMPANIES = {
    "register.technology_companies": """
        region  year    measure                      value  reason
        alfa    '2001'  technology_companies         '11'   -
        alfa    '2002'  technology_companies         '12'   year_not_printed
        alfa    '2001'  employees                    '222'  -
        alfa    '2001'  new_companies_from_research  '3'    -
        alfa    '2025'  target_employees             '999'  -
    """
}


def test_technology_companies_are_as_printed():
    rows = spec_rows("technology_companies", COMPANIES)
    assert {key: (row["value"], row["status"], row["reason"]) for key, row in rows.items()} == {
        ("alfa", 2001): (11, "measured", ""),
        ("alfa", 2002): (12, "estimated", "year_not_printed"),
    }


def test_employees_of_technology_companies_are_as_printed_and_the_target_is_no_figure():
    assert spec("technology_company_employees", COMPANIES) == {("alfa", 2001): 222}


def test_companies_out_of_research_are_as_printed():
    assert spec("research_spin_offs", COMPANIES) == {("alfa", 2001): 3}


def test_the_universitys_new_companies_are_added_up():
    given = """
        region  institution  year    measure        value
        alfa    one          '2001'  new_companies  '3'
        alfa    two          '2001'  new_companies  '4'
        alfa    one          '2001'  students       '555'
    """
    assert spec("university_spin_offs", {"register.university_key_figures": given}) == {("alfa", 2001): 3 + 4}
