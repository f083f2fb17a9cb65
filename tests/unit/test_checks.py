"""Each data check: a small file in which all is well, and one thing at a time spoilt."""

import duckdb
import pytest

from pipelines import checks

SOUND = """
CREATE SCHEMA meta; CREATE SCHEMA core; CREATE SCHEMA out;
CREATE TABLE meta.table_key AS SELECT 'core.population' AS table_name, ['municipality', 'year'] AS key_columns,
                                      ['persons'] AS value_columns;
CREATE TABLE core.population AS
    SELECT * FROM (VALUES ('0001', 2019, 100), ('0001', 2020, 100), ('0002', 2019, 200), ('0002', 2020, 200))
    AS t(municipality, year, persons);
CREATE TABLE core.municipality AS SELECT DISTINCT municipality FROM core.population;
CREATE TABLE core.municipality_link AS SELECT municipality AS code, municipality FROM core.municipality;
CREATE TABLE meta.unlinked_code AS
    SELECT '0009' AS code, 1980 AS valid_from_year, 1990 AS valid_to_year, 'nobody knew what 0009 became' AS reason;
CREATE TABLE core.population_nation AS SELECT year, sum(persons) AS persons FROM core.population GROUP BY year;
CREATE TABLE core.county_total AS
    SELECT '2000' AS vintage, '99999' AS table_id, 'basic' AS price, 2020 AS year, '00' AS county,
           3.0::DOUBLE AS value_added_mnok;
CREATE TABLE out.municipal_value_added AS
    SELECT 'made_up' AS method, vintage, table_id, year, county, municipality AS code,
           unnest([1.0::DOUBLE, 2.0::DOUBLE]) AS value_added_mnok
    FROM core.county_total, (SELECT min(municipality) AS municipality FROM core.population);
CREATE TABLE out.region AS SELECT 'here' AS region UNION ALL SELECT 'there';
CREATE TABLE out.indicator_value AS
    SELECT * FROM (VALUES ('made_up_share', 'here', 2020, 40.0::DOUBLE, 'measured'),
                          ('made_up_share', 'there', 2020, 60.0, 'estimated'))
    AS t(indicator, region, year, "value", status);
"""


@pytest.fixture
def con(tmp_path):
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        connection.execute(SOUND)
        yield connection


@pytest.fixture
def previous(tmp_path):
    folder = tmp_path / "before"
    folder.mkdir()
    file = folder / "warehouse.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute(SOUND)
    return file


def acceptance(result):
    (said,) = checks.acceptances([result.called], "made up for this test")
    return said


def failed(con, previous=None, accept=()):
    return {r.name: r for r in checks.run(con, previous, accept) if not r.passed}


def test_every_check_passes_on_a_sound_file(con, previous):
    assert failed(con) == {}
    assert failed(con, previous) == {}


def test_a_table_may_be_empty_only_where_the_file_says_that_it_waits(con):
    con.execute("CREATE TABLE core.houses (code VARCHAR, houses INTEGER)")
    con.execute("INSERT INTO meta.table_key VALUES ('core.houses', ['code'], ['houses'])")
    assert failed(con)["tables_filled"].problems == ["core.houses is empty."]
    con.execute("CREATE TABLE meta.waiting AS SELECT 'core.houses' AS table_name")
    assert failed(con) == {}


NAN = "'nan'::DOUBLE"


@pytest.mark.parametrize(
    ("spoil", "name", "problem"),
    [
        ("DELETE FROM core.population", "tables_filled", "core.population is empty."),
        (
            "INSERT INTO meta.table_key VALUES ('core.houses', ['code'], ['houses'])",
            "tables_filled",
            "core.houses is missing.",
        ),
        (
            "INSERT INTO core.population VALUES ('0002', 2020, 1)",
            "keys_unique",
            "core.population: municipality 0002, year 2020 stands 2 times.",
        ),
        (
            "INSERT INTO core.population VALUES (NULL, 2020, 1)",
            "keys_complete",
            "core.population: municipality is empty in 1 rows.",
        ),
        (
            "UPDATE core.population SET persons = -1 WHERE municipality = '0001' AND year = 2020",
            "counts_not_negative",
            "core.population: persons is -1 for municipality 0001, year 2020.",
        ),
        (
            f"INSERT INTO out.indicator_value VALUES ('made_up', 'here', 2020, {NAN}, 'measured')",
            "figures_finite",
            "made_up for here in 2020 is nan.",
        ),
        (
            "UPDATE core.population_nation SET persons = 301 WHERE year = 2020",
            "population_adds_up",
            "1 January 2020: the municipalities add up to 300 persons, the country has 301.",
        ),
        (
            "UPDATE core.county_total SET value_added_mnok = 3.001",
            "value_added_adds_up",
            "made_up: county 00 in 2020 (99999, vintage 2000) adds up to 3.000000 million kroner, "
            "the county accounts say 3.001000.",
        ),
        (
            "INSERT INTO out.indicator_value VALUES ('made_up_share', 'here', 2021, 100.5, 'measured')",
            "shares_within_bounds",
            "made_up_share for here in 2021 is 100.5 per cent.",
        ),
        (
            "INSERT INTO out.indicator_value VALUES ('made_up', 'here', 2021, 1, 'guessed')",
            "status_told",
            "made_up for here in 2021 has the status guessed.",
        ),
        (
            "INSERT INTO out.region VALUES ('nowhere')",
            "regions_present",
            "nowhere has no figure at all.",
        ),
        ("DROP TABLE out.region", "regions_present", "The table out.region is missing."),
    ],
)
def test_what_is_wrong_is_found_and_stops(con, spoil, name, problem):
    con.execute(spoil)
    result = failed(con)[name]
    assert result.problems == [problem]
    assert result.stops


@pytest.mark.parametrize(
    ("spoil", "name", "problem"),
    [
        (
            "DELETE FROM core.population WHERE year = 2019",
            "years_kept",
            "core.population has lost 2019.",
        ),
        (
            "DELETE FROM out.indicator_value WHERE region = 'there'",
            "years_kept",
            "made_up_share for there has lost 2020.",
        ),
        (
            "INSERT INTO meta.unlinked_code VALUES ('0001', 2000, 2027, '0001 was split between 0003 and 0004')",
            "codes_followed",
            "0001 was split between 0003 and 0004: its figures of 2000–2027 go to no municipality of today."
            " Shares are declared in data/registers/municipality_split_weights.csv.",
        ),
        (
            "UPDATE core.population SET persons = 121 WHERE municipality = '0001' AND year = 2020",
            "population_steady",
            "0001 on 1 January 2020: 121 persons, 100 before.",
        ),
    ],
)
def test_what_is_worse_than_before_is_found_and_stops_unless_accepted(con, previous, spoil, name, problem):
    con.execute(spoil)
    assert name not in failed(con)
    result = failed(con, previous)[name]
    assert result.problems == [problem]
    assert result.stops
    accepted = failed(con, previous, accept=[acceptance(result)])[name]
    assert accepted.accepted
    assert not accepted.stops


def test_a_population_within_twenty_per_cent_is_steady(con, previous):
    con.execute("UPDATE core.population SET persons = 120 WHERE municipality = '0001' AND year = 2020")
    assert "population_steady" not in failed(con, previous)


def test_a_year_without_all_municipalities_need_not_add_up(con):
    con.execute("INSERT INTO core.population VALUES ('0001', 2021, 5)")
    con.execute("INSERT INTO core.population_nation VALUES (2021, 9)")
    assert failed(con) == {}


def test_a_balance_may_be_negative(con):
    con.execute("CREATE TABLE core.moves AS SELECT '0001' AS municipality, 2020 AS year, -5 AS net_migration_persons")
    con.execute("INSERT INTO meta.table_key VALUES ('core.moves', ['municipality', 'year'], ['net_migration_persons'])")
    assert failed(con) == {}


def test_many_problems_are_counted_and_the_first_told(con):
    con.execute("INSERT INTO core.population SELECT '0003', 2000 + i, -1 FROM range(25) AS t(i)")
    result = failed(con)["counts_not_negative"]
    assert (result.found, len(result.problems)) == (25, checks.PROBLEMS_SHOWN)


def test_accepting_an_unknown_check_names_the_known_ones(con):
    with pytest.raises(checks.UnknownCheck, match=r"no check named years; the checks are: .*years_kept"):
        checks.acceptances(["years@0123456789"], "made up for this test")


def test_the_results_stay_in_the_file(con):
    con.execute("INSERT INTO out.region VALUES ('nowhere')")
    for _ in range(2):
        found = failed(con)["regions_present"]
        checks.store(con, checks.run(con, accept=[acceptance(found)]))
    rows = con.execute("SELECT name, passed, accepted, found, problems FROM meta.check WHERE found > 0").fetchall()
    assert rows == [("regions_present", False, True, 1, ["nowhere has no figure at all."])]
    assert con.execute("SELECT count(*) FROM meta.check").fetchone() == (len(checks.CHECKS),)
