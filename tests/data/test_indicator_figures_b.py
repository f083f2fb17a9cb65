"""Figures of the sub-goals on politics, firms and attraction against what the publishers printed themselves."""

import pytest


def value(store, indicator, region, year):
    """The one value of an indicator."""
    rows = store.execute(
        'SELECT "value" FROM out.indicator_value WHERE indicator = ? AND region = ? AND year = ?',
        [indicator, region, year],
    ).fetchall()
    assert len(rows) == 1, f"{indicator}, {region}, {year}: {len(rows)} rows"
    return rows[0][0]


@pytest.mark.parametrize(("year", "jobs"), [(2021, 240_988), (2022, 246_553)])
def test_jobs_of_trondelag_are_the_sum_of_the_table(store, year, jobs):
    """SSB, 11618. trondelagitall.no prints 246 556 for 2022, and 5 571 fewer for 2021: three off each."""
    (total,) = store.execute(
        "SELECT sum(jobs) FROM core.jobs_today JOIN core.municipality USING (municipality)"
        " WHERE county = '50' AND source = 'ssb:11618' AND year = ?",
        [year],
    ).fetchone()
    assert total == jobs
    assert total == pytest.approx({2021: 246_556 - 5_571, 2022: 246_556}[year], abs=3)


def test_growth_of_jobs_is_the_printed_one(store):
    """trondelagitall.no: Trøndelag 2,3 per cent 2021–2022; the whole country 8,5 per cent 2015–2022."""
    (county,) = store.execute(
        """
        SELECT 100 * (sum(jobs) FILTER (WHERE year = 2022) / sum(jobs) FILTER (WHERE year = 2021) - 1)
        FROM core.jobs_today JOIN core.municipality USING (municipality)
        WHERE county = '50' AND source = 'ssb:11618'
        """
    ).fetchone()
    assert county == pytest.approx(2.3, abs=0.05)
    country = 1.0
    for year in range(2016, 2023):
        country *= 1 + value(store, "jobs_growth", "norway", year) / 100
    assert 100 * (country - 1) == pytest.approx(8.5, abs=0.05)


@pytest.mark.parametrize(
    ("region", "year", "rank"),
    [("5001", 2014, 10), ("5001", 2017, 8), ("5035", 2014, 52), ("5035", 2017, 45), ("5031", 2017, 99)],
)
def test_kommune_nm_ranks_are_those_the_region_printed(store, region, year, rank):
    """trondheimsregionen.no, on the editions of 2014 and 2017."""
    assert value(store, "kommune_nm_rank", region, year) == rank


def test_the_region_was_number_six_in_kommune_nm(store):
    """trondheimsregionen.no: “Trondheimsregionen nr. 6 i Kommune-NM” (2014)."""
    assert value(store, "kommune_nm_region_rank", "trondheimsregionen", 2014) == 6


@pytest.mark.parametrize(
    ("municipality", "year", "printed"),
    [
        ("5001", 2012, 2180 - 43),  # Trondheim and Klæbu
        ("5031", 2012, 208),
        ("5028", 2012, 199),
        ("5001", 2015, 437 + 843 + 15 + 12),  # domestic and international, Trondheim and Klæbu
        ("5029", 2015, 29 + 6),
        ("5027", 2015, -54 + 16),
    ],
)
def test_implied_net_migration_comes_within_ten_persons_of_the_published(store, municipality, year, printed):
    """SSB, “Folkemengd og kvartalsvise befolkningsendringar” 2012, and “Barn og unge” 2015: Sør-Trøndelag."""
    used, implied = store.execute(
        """
        SELECT moved.net_migration_persons, next.persons - this.persons - (births.live_births - births.deaths)
        FROM core.net_migration AS moved
        JOIN core.population AS this USING (municipality, year)
        JOIN core.population AS next ON next.municipality = moved.municipality AND next.year = moved.year + 1
        JOIN core.births_deaths AS births ON births.municipality = moved.municipality AND births.year = moved.year
        WHERE moved.municipality = ? AND moved.year = ?
        """,
        [municipality, year],
    ).fetchone()
    assert used == printed
    assert implied == pytest.approx(printed, abs=10)


def test_trondheim_grew_by_the_printed_number_in_2012(store):
    """SSB, population changes 2012: 3 344 in Trondheim, 9 in Klæbu, from 176 348 and 5 930."""
    assert value(store, "population_growth", "5001", 2012) == pytest.approx(100 * (3344 + 9) / (176_348 + 5_930))


@pytest.mark.parametrize(
    ("region", "year", "percent"), [("5001", 2024, 28.9 + 19.0), ("norway", 2024, 25.4 + 12.5), ("norway", 2023, 37.4)]
)
def test_higher_education_is_the_share_that_ssb_prints(store, region, year, percent):
    """SSB, 09429, content PersonerProsent; short and long are rounded each."""
    assert value(store, "higher_education", region, year) == pytest.approx(percent, abs=0.11)


def test_higher_education_agrees_with_the_other_record_of_its_shares(store):
    """Where only shares are recorded for 2024, they continue the persons of the year before; no municipality jumps."""
    municipalities, jump = store.execute(
        """
        SELECT count(*), max(abs(this."value" - before."value"))
        FROM out.indicator_value AS this
        JOIN out.indicator_value AS before
          ON before.region = this.region AND before.indicator = this.indicator AND before.year = this.year - 1
        JOIN core.education_share AS share ON share.municipality = this.region AND share.year = this.year
        WHERE this.indicator = 'higher_education' AND before.status = 'measured'  -- not Ålesund and Haram, just split
        """
    ).fetchone()
    assert municipalities > 100
    assert 0 < jump < 2.5


@pytest.mark.parametrize(
    ("region", "year", "days"),
    [("5031", 2018, 136), ("5031", 2019, 82), ("trondheimsregionen", 2021, 141), ("norway", 2017, 120),
     ("norway", 2021, 138)],
)  # fmt: skip
def test_days_for_zoning_plans_are_those_ssb_printed(store, region, year, days):
    """SSB, KOSTRA key figures for Malvik; the region shows the county's, 141 in 2021."""
    assert value(store, "zoning_plan_days", region, year) == days


def test_new_enterprises_of_the_counties_sum_to_the_printed_total(store):
    """SSB: 53 508 in 2007 less 41 in other territories, and 57 866 in 2015 less 147."""
    sums = dict(
        store.execute("SELECT year, sum(enterprises) FROM core.new_enterprises_by_county GROUP BY year").fetchall()
    )
    assert sums[2007] == 53_508 - 41
    assert sums[2015] == pytest.approx(57_866 - 147, abs=1)
    assert sums[2020] == 68_993 - 286


def test_survival_is_the_printed_share(store):
    """SSB: 30,9 per cent of the enterprises of 2006; Sør-Trøndelag 27 per cent of those of 2005."""
    assert value(store, "enterprise_survival", "norway", 2011) == 30.9
    assert value(store, "enterprise_survival", "trondheimsregionen", 2010) == 27


def test_net_migration_of_the_nation_is_ssb_s(store):
    """SSB, 06913: 66 077 moved in and 31 968 out in 2024, among 5 550 203 and 5 594 340 inhabitants."""
    assert value(store, "net_migration", "norway", 2024) == pytest.approx(
        1000 * (66_077 - 31_968) / ((5_550_203 + 5_594_340) / 2)
    )


def test_commuters_inside_the_region_do_not_count(store):
    """Net commuting from the totals (11618) and from the matrix of pairs (03321), two tables, give one picture."""
    out_of, into, jobs, employed = store.execute(
        """
        WITH inside AS (SELECT municipality FROM core.region_member WHERE region = 'trondheimsregionen'),
        pair AS (
            SELECT persons, home IN (FROM inside) AS lives_here, work IN (FROM inside) AS works_here
            FROM core.commuting_today WHERE year = 2022
        )
        SELECT sum(persons) FILTER (WHERE lives_here AND NOT works_here),
               sum(persons) FILTER (WHERE works_here AND NOT lives_here),
               sum(persons) FILTER (WHERE works_here), sum(persons) FILTER (WHERE lives_here)
        FROM pair
        """
    ).fetchone()
    assert value(store, "in_commuting", "trondheimsregionen", 2022) == pytest.approx(100 * into / jobs)
    # the matrix lacks those who work on the shelf or without a fixed place, so its balance is a little higher
    by_matrix = 100 * (into - out_of) / employed
    assert value(store, "net_commuting", "trondheimsregionen", 2022) == pytest.approx(by_matrix, abs=0.5)


@pytest.mark.parametrize(
    ("county", "year", "persons"),
    [("16", 2015, 310_047), ("16", 2016, 313_370), ("17", 2016, 136_399), ("03", 2016, 658_390), ("12", 2015, 511_357)],
)
def test_a_countys_population_is_that_of_statistics_norway_where_its_municipalities_are_known(
    store, county, year, persons
):
    """Table 06913, 1 January. DOSE, which stands in where they are not, has other figures for these two years."""
    found = store.execute("SELECT persons FROM core.county_population WHERE county = ? AND year = ?", [county, year])
    assert found.fetchall() == [(persons,)]
