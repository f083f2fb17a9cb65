"""Checks that ask whether figures can be right: each fires on figures made bad, and none on the shipped snapshot's."""

import duckdb
import pytest

from pipelines import checks, plausibility
from tests.unit.test_checks import SOUND

KEYS = {
    "core.county_accounts": (["vintage", "county", "year", "industry"], ["value_added_mnok"]),
    "core.education_today": (["municipality", "year"], ["persons", "higher_educated"]),
    "core.houses": (["municipality", "year"], ["houses"]),
}
#: Six made-up municipalities with the same figures, two made-up vintages, and two industries that are all there are.
MORE = """
CREATE SCHEMA register;
CREATE TABLE core.places AS SELECT format('{:04d}', i) AS municipality FROM range(11, 17) AS t(i);
CREATE TABLE core.education_today AS SELECT municipality, 2020 AS year, 100 AS persons, 40 AS higher_educated
    FROM core.places;
CREATE TABLE core.houses AS SELECT municipality, year, 50.0::DOUBLE AS houses
    FROM core.places, (VALUES (2019), (2020)) AS t(year);
CREATE TABLE core.population_age AS
    SELECT municipality, year, unnest(['0-15', '16+']) AS age_group, persons / 2 AS persons FROM core.population;
CREATE TABLE register.industries AS SELECT unnest(['farms', 'shops']) AS industry;
INSERT INTO core.county_total SELECT unnest(['2000', '2001']), '11713', 'basic', 2019, '00', 10000.0::DOUBLE;
CREATE TABLE core.county_accounts AS
    SELECT vintage, county, year, industry, 5000.0::DOUBLE AS value_added_mnok
    FROM (FROM core.county_total WHERE table_id = '11713'), register.industries;
CREATE TABLE core.nation_total AS
    SELECT '2000' AS vintage, 'basic' AS price, 2019 AS year, 20000.0::DOUBLE AS value_added_mnok;
CREATE TABLE core.counties_total AS
    SELECT vintage, price, year, value_added_mnok, 1 AS counties FROM core.county_total WHERE table_id = '11713';
CREATE TABLE meta.document AS SELECT 'made_up' AS request, '99999' AS table_id, '2001-02-03' AS vintage,
                                     'current' AS role;
DROP TABLE out.indicator_value;
CREATE TABLE out.indicator_value AS SELECT unnest(['here', 'there']) AS region, 'made_up_share' AS indicator,
    2020 AS year, 50.0::DOUBLE AS "value", 45.0::DOUBLE AS low, 55.0::DOUBLE AS high, 'measured' AS status;
"""


def build(file):
    with duckdb.connect(str(file)) as con:
        con.execute(SOUND)
        con.execute(MORE)
        for table, (keys, values) in KEYS.items():
            con.execute("INSERT INTO meta.table_key VALUES (?, ?, ?)", [table, keys, values])


@pytest.fixture
def previous(tmp_path):
    file = tmp_path / "previous.duckdb"
    build(file)
    return file


@pytest.fixture
def con(tmp_path):
    file = tmp_path / "warehouse.duckdb"
    build(file)
    with duckdb.connect(str(file)) as connection:
        yield connection


def failed(con, previous=None):
    return {r.name: r for r in checks.run(con, previous) if not r.passed}


def test_sound_figures_pass_alone_and_beside_a_version_before(con, previous):
    assert failed(con) == {}
    assert failed(con, previous) == {}


ALONE = [
    (
        "INSERT INTO out.indicator_value FROM out.indicator_value WHERE region = 'here'",
        "figures_consistent",
        "out.indicator_value: indicator made_up_share, region here, year 2020 stands 2 times.",
    ),
    (
        "UPDATE out.indicator_value SET low = 60, high = 70 WHERE region = 'here'",
        "figures_consistent",
        "out.indicator_value: indicator made_up_share, region here, year 2020 is 50, outside its band 60 to 70.",
    ),
    (
        "UPDATE core.education_today SET higher_educated = 101 WHERE municipality = '0011'",
        "parts_within_whole",
        "core.education_today: municipality 0011, year 2020: higher_educated 101 is more than persons 100.",
    ),
    (
        "DELETE FROM core.population_age WHERE age_group = '16+' AND municipality = '0001' AND year = 2020",
        "ages_add_up",
        "core.population_age: 0001 on 1 January 2020: the age groups add up to 50 persons, the population is 100.",
    ),
    (
        "UPDATE core.county_accounts SET value_added_mnok = 5002 WHERE vintage = '2001'",
        "county_accounts_add_up",
        "core.county_accounts: county 00 in 2019 (vintage 2001): the industries add up to 10004 million kroner, "
        "the total is 10000.",
    ),
    (
        "UPDATE core.county_accounts SET value_added_mnok = 4998 WHERE vintage = '2001'",
        "county_accounts_add_up",
        "core.county_accounts: county 00 in 2019 (vintage 2001): the industries add up to 9996 million kroner, "
        "the total is 10000.",
    ),
    (
        "UPDATE core.nation_total SET value_added_mnok = 9000",
        "county_accounts_add_up",
        "core.county_total: 2019 (vintage 2000): the counties add up to 10000 million kroner, "
        "more than the country's 9000.",
    ),
    (
        "UPDATE core.houses SET houses = 1000 * houses WHERE year = 2020",
        "units_kept",
        "core.houses: houses is typically 50000 in 2020 and 50 in 2019: another unit?",
    ),
]
AGAINST = [
    (
        "UPDATE core.houses SET houses = houses / 1000",
        "units_kept",
        "core.houses: houses is typically 0.001 times what it was (12 figures): another unit?",
    ),
    (
        "UPDATE core.county_accounts SET value_added_mnok = CASE industry WHEN 'farms' THEN 3500 ELSE 6500 END"
        " WHERE vintage = '2001'",
        "revisions_usual",
        "core.county_accounts: value_added_mnok for county 00, year 2019, industry farms goes from 5000 to 3500 "
        "(-30.0 per cent); more than 25 per cent, without a history of revisions to go by.",
    ),
    (
        "UPDATE core.houses SET houses = 1.3 * houses WHERE year = 2019",
        "sums_steady",
        "core.houses: houses adds up to 390 in 2019, 300 before.",
    ),
    (
        "DELETE FROM core.houses WHERE municipality IN ('0011', '0016')",
        "places_kept",
        "core.houses has lost municipality 0011, 0016.",
    ),
    (
        "DELETE FROM out.indicator_value WHERE region = 'there'",
        "places_kept",
        "out.indicator_value has lost region there.",
    ),
    (
        "UPDATE meta.document SET vintage = '2001-02-02'",
        "documents_newer",
        "meta.document: table 99999 (made_up) is of 2001-02-02, before the one in use, of 2001-02-03.",
    ),
    (
        "UPDATE meta.document SET vintage = '2001-01'",
        "documents_newer",
        "meta.document: table 99999 (made_up) is of 2001-01, before the one in use, of 2001-02-03.",
    ),
]


@pytest.mark.parametrize(("spoil", "name", "problem"), ALONE, ids=str)
def test_what_can_not_be_right_stops(con, spoil, name, problem):
    con.execute(spoil)
    result = failed(con)[name]
    assert result.problems[0] == problem
    assert result.stops


@pytest.mark.parametrize(("spoil", "name", "problem"), AGAINST, ids=str)
def test_what_can_not_be_right_beside_the_version_before_stops(con, previous, spoil, name, problem):
    con.execute(spoil)
    assert name not in failed(con)
    result = failed(con, previous)[name]
    assert result.problems[0] == problem
    assert result.stops


def test_every_plausibility_check_is_seen_to_fire():
    """A check added without a case here is one that nobody has seen fail."""
    declared = {c.name for c in checks.CHECKS if c.find.__module__ == plausibility.__name__}
    assert {name for _, name, _ in ALONE + AGAINST} == declared


def test_a_history_of_revisions_sets_the_limit(con, previous):
    """A hundred pairs of vintages that differ by 3 per cent at most: 6 per cent may pass, 7 may not."""
    history = (
        "INSERT INTO core.county_accounts SELECT vintage, '01', 1900 + i, 'farms',"
        " CASE vintage WHEN '2001' THEN 10300 ELSE 10000 END FROM range(100) AS t(i),"
        " (VALUES ('2000'), ('2001')) AS v(vintage)"
    )
    con.execute(history)
    with duckdb.connect(str(previous)) as before:
        before.execute(history)
    newer = "INSERT INTO core.county_accounts SELECT '2002', '01', 1950, 'farms', {}"
    con.execute(newer.format(10300 * 1.06 - 1))
    assert "revisions_usual" not in failed(con, previous)
    con.execute(newer.format(10300 * 1.07).replace("1950", "1951"))
    (problem,) = failed(con, previous)["revisions_usual"].problems
    assert problem.endswith("(+7.0 per cent); no revision on record was larger than 3.0 per cent.")


def test_withheld_industries_may_add_up_to_less(con):
    con.execute("UPDATE core.county_accounts SET value_added_mnok = NULL WHERE industry = 'farms'")
    assert "county_accounts_add_up" not in failed(con)


def test_a_newer_document_and_one_known_less_exactly_pass(con, previous):
    for vintage in ("2001-02-04", "2001", "2001-02"):
        con.execute("UPDATE meta.document SET vintage = ?", [vintage])
        assert failed(con, previous) == {}
