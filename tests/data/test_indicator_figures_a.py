"""Figures of the knowledge sub-goals against what the publishers printed themselves."""

import pytest


def value(store, indicator, region, year):
    """The one value of an indicator."""
    rows = store.execute(
        'SELECT "value" FROM out.indicator_value WHERE indicator = ? AND region = ? AND year = ?',
        [indicator, region, year],
    ).fetchall()
    assert len(rows) == 1, f"{indicator}, {region}, {year}: {len(rows)} rows"
    return rows[0][0]


@pytest.mark.parametrize(
    ("county", "year", "per_million"),
    [("16", 2005, 228.384), ("16", 2010, 222.202), ("16", 2012, 208.592), ("12", 2010, 113.103), ("03", 2012, 145.463)],
)
def test_patents_per_inhabitant_are_those_of_eurostat(store, county, year, per_million):
    """Eurostat, pat_ep_rtot, unit P_MHAB: applications per million inhabitants."""
    (computed,) = store.execute(
        "SELECT 1e6 * applications / persons FROM core.patents_by_county JOIN core.county_population"
        " USING (county, year) WHERE county = ? AND year = ?",
        [county, year],
    ).fetchone()
    assert computed == pytest.approx(per_million, abs=0.003)


@pytest.mark.parametrize(
    ("municipality", "year", "percent"),
    [("5001", 2020, 16.9), ("5001", 2023, 18.4), ("5035", 2020, 6.6), ("5035", 2023, 7.6), ("4601", 2023, 16.7),
     ("1103", 2023, 18.6), ("norway", 2024, 12.5), ("norway", 2010, 7.1)],
)  # fmt: skip
def test_long_higher_education_is_the_share_that_ssb_prints(store, municipality, year, percent):
    """SSB, 09429, content PersonerProsent."""
    assert value(store, "long_higher_education_share", municipality, year) == pytest.approx(percent, abs=0.051)


@pytest.mark.parametrize(
    ("year", "billion"),
    [(2018, 72.8), (2020, 77.7), (2022, 89)],
)
def test_rd_expenditure_of_the_nation_is_that_of_the_research_council(store, year, billion):
    """Forskningsrådet, Indikatorrapporten, “Regional fordeling av FoU”; of 2022: “nesten 89 milliarder”."""
    (million,) = store.execute(
        "SELECT rd_expenditure_mnok FROM core.rd_nation WHERE sector = '0' AND year = ?", [year]
    ).fetchone()
    assert million / 1000 == pytest.approx(billion, abs=0.1)


@pytest.mark.parametrize(("year", "full_time_equivalents"), [(2009, 36091), (2018, 46602)])
def test_rd_personnel_of_eurostat_and_ssb_agree(store, year, full_time_equivalents):
    """Eurostat, rd_p_persreg, NO0, against SSB, 11010."""
    (ssb,) = store.execute(
        "SELECT rd_full_time_equivalents FROM core.rd_nation WHERE sector = '0' AND year = ?", [year]
    ).fetchone()
    (eurostat,) = store.execute(
        "SELECT rd_full_time_equivalents FROM core.rd_personnel WHERE nuts2 = 'NO0' AND year = ?", [year]
    ).fetchone()
    assert ssb == eurostat == full_time_equivalents


@pytest.mark.parametrize(
    ("sector", "billion", "share"), [("0", 12.6, 15.4), ("1", 4.2, 10.8), ("2", 3.4, 20.9), ("3", 5.0, 18.8)]
)
def test_printed_expenditure_and_printed_share_of_the_county_fit_the_nations_table(store, sector, billion, share):
    """Trøndelag i tall, R&D in 2021: both are rounded, so each says between what the other lies."""
    (nation,) = store.execute(
        "SELECT rd_expenditure_mnok / 1000 FROM core.rd_nation WHERE sector = ? AND year = 2021", [sector]
    ).fetchone()
    lowest, highest = 100 * (billion - 0.05) / nation, 100 * (billion + 0.05) / nation
    assert lowest - 0.05 <= share <= highest + 0.05


def test_rd_weighs_nearly_twice_as_much_in_trondelag_as_in_norway(store):
    """Trøndelag i tall: “nesten dobbelt så høyt som landssnittet” (2020)."""
    region, norway = (value(store, "rd_share_of_value_added", r, 2020) for r in ("trondheimsregionen", "norway"))
    assert 1.8 < region / norway < 2


@pytest.mark.parametrize(
    ("municipality", "places", "first_choice"),
    [("5001", 8103, 19744), ("4601", 7655, 21429), ("0301", 14171, 39688)],
)
def test_study_places_lie_in_the_cities_they_are_in(store, municipality, places, first_choice):
    """HK-dir, Samordna opptak, key figures by programme, 2026, summed by study location."""
    found = store.execute(
        "SELECT study_places, first_choice_applicants FROM core.study_places WHERE municipality = ? AND year = 2026",
        [municipality],
    ).fetchone()
    assert found == (places, first_choice)
    applicants = value(store, "study_applicants_per_place", municipality, 2026)
    assert applicants == pytest.approx(first_choice / places)


@pytest.mark.parametrize(
    ("indicator", "year", "printed"),
    [
        ("technology_companies", 2018, 706),
        ("technology_company_employees", 2018, 12242),
        ("university_students", 2017, 40181),
        ("doctoral_degrees", 2016, 366),
        ("research_centres_led_share", 2020, 100 * 9 / 22),
        ("innovation_scoreboard_place", 2019, 100 * 15 / 238),
    ],
)
def test_what_was_printed_of_the_region_is_shown_as_printed(store, indicator, year, printed):
    """impelloanalysen.no, ntnu.edu/facts, sintef.no, norwaytoday.info."""
    assert value(store, indicator, "trondheimsregionen", year) == pytest.approx(printed)


def test_every_study_place_of_the_nation_is_counted_but_few_belong_to_nobody(store):
    nation = dict(store.execute("SELECT year, study_places FROM core.study_places_nation").fetchall())
    placed = dict(store.execute("SELECT year, sum(study_places) FROM core.study_places GROUP BY year").fetchall())
    assert nation.keys() == placed.keys()
    # studies on the net, and Vesterålen, which is several municipalities
    assert all(0.98 < placed[year] / nation[year] < 1 for year in nation)
