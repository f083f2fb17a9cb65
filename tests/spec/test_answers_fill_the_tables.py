"""Tables that no record fills: what pipelines/core makes of Statistics Norway's answers once they are there."""

from __future__ import annotations

from tests.spec.economy import core

# 9001 was two municipalities until 2019; 9002 had a part of 8003, which was split
PARTS = """
    year  code    municipality  weight  parts  is_part
    2019  '8001'  '9001'        1.0     2      false
    2019  '8002'  '9001'        1.0     2      false
    2019  '8003'  '9002'        0.5     1      true
    2020  '9001'  '9001'        1.0     1      false
    2020  '9002'  '9002'        1.0     1      false
"""
NOT_SUMMED = "municipality year\n'9002' 2019"
MUNICIPALITIES = "municipality\n'9001'\n'9002'"

FIRMS = {
    "core.municipality_part": PARTS,
    "core.not_summed": NOT_SUMMED,
    "core.municipality": MUNICIPALITIES,
    "register.new_enterprises_by_county": """
        county  year    new_enterprises  definition
        '0'     '2019'  '900'            with_owner_changes
        '0'     '2020'  '999'            with_owner_changes
        '50'    '2020'  '55'             newly_established
    """,
    "register.enterprise_survival": """
        area  cohort  founded  years  survived_pct  note
        '0'   '2019'  -        '5'    '99'          -
        '0'   '2015'  -        '5'    '26.5'        -
        '0'   '2015'  -        '1'    '44'          -
        '16'  '2005'  -        '5'    '27'          'whole per cent, in a news item'
    """,
    "register.establishments_grid": """
        municipality  year    establishments
        '9001'        '2025'  '77'
    """,
}


def found(file: str, given: dict[str, str], table: str, column: str) -> dict[tuple[str, int], object]:
    """(municipality, year) → one column."""
    return {(row["municipality"], row["year"]): row[column] for row in core(file, given, table)}


def test_new_enterprises_on_todays_borders():
    given = FIRMS | {
        "staging.new_enterprises": """
            municipality  year  enterprises
            '0'           2020  1000
            '8001'        2019  10
            '8002'        2019  5
            '8003'        2019  8
            '9001'        2020  20
        """
    }
    assert found("62_enterprises.sql", given, "core.new_enterprises", "enterprises") == {
        ("9001", 2019): 10 + 5,
        ("9002", 2019): 8 * 0.5,
        ("9001", 2020): 20,
    }
    # the nation's own row goes before what was printed
    nation = core("62_enterprises.sql", given, "core.new_enterprises_nation")
    assert [(row["year"], row["enterprises"], row["definition"]) for row in nation] == [
        (2019, 900, "with_owner_changes"),
        (2020, 1000, "newly_established"),
    ]


def test_a_merged_municipality_without_one_of_its_codes_has_no_figure():
    given = FIRMS | {
        "staging.new_enterprises": """
            municipality  year  enterprises
            '8001'        2019  10
        """
    }
    assert found("62_enterprises.sql", given, "core.new_enterprises", "enterprises") == {}


def test_survivors_are_set_against_those_founded():
    given = FIRMS | {
        "staging.enterprise_survival": """
            municipality  year  survival      enterprises
            '9001'        2020  '00'          40
            '9001'        2020  own_survived  10
            '9002'        2020  '00'          40
            '0'           2019  '00'          200
            '0'           2019  own_survived  50
        """
    }
    rows = core("62_enterprises.sql", given, "core.enterprise_survival")
    assert [(row["municipality"], row["founded_enterprises"], row["survived_enterprises"]) for row in rows] == [
        ("9001", 40, 10)
    ]
    printed = core("62_enterprises.sql", given, "core.enterprise_survival_printed")
    assert {(row["area"], row["founded"]): (row["survived_pct"], row["is_rounded"]) for row in printed} == {
        ("0", 2019): (100 * 50 / 200, False),
        ("0", 2015): (26.5, False),
        ("16", 2005): (27, True),
    }


def test_answers_about_establishments_take_the_place_of_the_grid():
    assert found("62_enterprises.sql", FIRMS, "core.establishments", "reason") == {("9001", 2025): "grid_level"}
    given = FIRMS | {
        "staging.establishments": """
            municipality  year  establishments
            '9001'        2019  30
            '9002'        2019  0
            '9002'        2020  12
            Rest          2019  4
        """
    }
    # 9002's nought of 2019 is Statistics Norway's word for a municipality that it can't add up
    assert found("62_enterprises.sql", given, "core.establishments", "establishments") == {
        ("9001", 2019): 30,
        ("9002", 2020): 12,
    }


def test_establishments_with_ten_employees_are_the_top_five_of_eight_groups():
    given = FIRMS | {
        "staging.establishments_by_size": """
            municipality  year  size_group  establishments
            '9001'        2020  '00'        100
            '9001'        2020  '01'        50
            '9001'        2020  '02'        20
            '9001'        2020  '03'        5
            '9001'        2020  '04'        4
            '9001'        2020  '05'        3
            '9001'        2020  '15'        2
            '9001'        2020  '16'        1
            '9002'        2020  '00'        9
        """
    }
    rows = core("62_enterprises.sql", given, "core.establishments_by_size")
    # 9002 lacks seven groups
    assert [(row["municipality"], row["establishments"], row["with_ten_or_more"]) for row in rows] == [
        ("9001", 100 + 50 + 20 + 5 + 4 + 3 + 2 + 1, 5 + 4 + 3 + 2 + 1)
    ]


def test_private_jobs_on_todays_borders():
    given = {
        "core.municipality_part": PARTS,
        "core.jobs": "code year jobs employed source\nx 2019 1 1 x",
        "core.commuting": "home work year persons\nx x 2019 1",
        "staging.private_jobs": """
            municipality  year  jobs
            '8001'        2019  70
            '8002'        2019  30
            '8003'        2019  10
            '0'           2019  5000
        """,
    }
    assert found("64_workplaces.sql", given, "core.private_jobs", "jobs") == {("9001", 2019): 100, ("9002", 2019): 5}
    assert core("64_workplaces.sql", given, "core.private_jobs_nation") == [{"year": 2019, "jobs": 5000}]


PEOPLE = {
    "core.municipality_part": PARTS,
    "core.not_summed": NOT_SUMMED,
    "core.municipality": MUNICIPALITIES,
    "core.population": """
        municipality  year  persons  status     reason
        '9001'        2019  1000     measured   ''
        '9002'        2019  500      estimated  split_weights
    """,
    "core.population_age": """
        municipality  year  age_group  persons
        '9001'        2019  25-34      111
        '9002'        2019  25-34      66
    """,
}


def test_one_year_ages_go_before_the_recorded_group():
    ages = "\n".join(
        f"'{municipality}' 2019 '{age:03}' {persons}"
        for municipality, persons in (("9001", 12), ("9002", 0))
        for age in range(25, 35)
    )
    given = PEOPLE | {"staging.young_adults": f"municipality year age persons\n{ages}"}
    assert found("68_people.sql", given, "core.young_adults", "young_adults") == {
        ("9001", 2019): 10 * 12,
        ("9002", 2019): 66,  # its noughts are no figure
    }


def test_answers_about_youth_take_the_place_of_the_record():
    given = PEOPLE | {
        "staging.youth_outside": """
            municipality  age_group  year  residents  outside
            '8003'        15-29      2019  100        20
        """
    }
    assert found("68_people.sql", given, "core.youth_outside", "outside") == {("9002", 2019): 20 * 0.5}
    given |= {
        "staging.youth_status": """
            municipality  status  year  persons
            '8001'        NEET    2019  7
            '8001'        TOT     2019  60
            '8002'        NEET    2019  3
            '8002'        TOT     2019  40
            '8003'        TOT     2019  100
        """
    }
    # withheld for 8003
    assert found("68_people.sql", given, "core.youth_outside", "outside") == {("9001", 2019): 7 + 3}
    assert found("68_people.sql", given, "core.youth_outside", "residents") == {("9001", 2019): 60 + 40}


HOUSING = {
    "core.municipality_part": PARTS,
    "core.not_summed": NOT_SUMMED,
    "core.municipality": MUNICIPALITIES,
    "register.price_regions": "price_region region whole_region\nTOTAL norway yes",
    "staging.dwelling_price": """
        municipality  dwelling_type  year  price_per_m2_nok
        '8001'        '01'           2019  30000
        '8002'        '01'           2019  20000
        '9001'        '01'           2020  31000
    """,
}


def test_the_price_of_a_merged_municipality_needs_the_sales():
    assert found("70_housing.sql", HOUSING, "core.dwelling_price", "price_per_m2_nok") == {("9001", 2020): 31000}
    given = HOUSING | {
        "staging.dwelling_sales": """
            municipality  dwelling_type  year  sales
            '8001'        '01'           2019  30
            '8002'        '01'           2019  10
        """
    }
    assert found("70_housing.sql", given, "core.dwelling_price", "price_per_m2_nok") == {
        ("9001", 2019): (30000 * 30 + 20000 * 10) / (30 + 10),
        ("9001", 2020): 31000,
    }


def test_housing_starts_are_those_of_all_building_types():
    given = HOUSING | {
        "staging.housing_starts": """
            municipality  building_type  year  dwellings_started
            '9001'        '01'           2019  3
            '9001'        '02'           2019  4
            '9002'        '01'           2019  0
            '9002'        '01'           2020  0
        """
    }
    assert found("70_housing.sql", given, "core.housing_starts", "dwellings_started") == {
        ("9001", 2019): 3 + 4,
        ("9002", 2020): 0,  # nothing built; in 2019 it can't be known
    }
