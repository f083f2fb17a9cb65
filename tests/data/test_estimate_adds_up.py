"""The estimate on the real figures: it adds up, to the krone, and gives every region an answer."""

import duckdb
import pytest

KRONE = 1e-6  # in million kroner


def test_municipalities_add_up_to_every_county_in_every_year_vintage_and_method(store):
    off = store.execute(
        f"""
        WITH estimate AS (
            SELECT method, vintage, table_id, year, county, sum(value_added_mnok) AS estimated
            FROM out.municipal_value_added GROUP BY ALL
        ),
        published AS (
            SELECT vintage, table_id, year, county, value_added_mnok
                   * CASE price WHEN 'basic' THEN 1 ELSE account.counties_mnok / total.market END AS value_added_mnok
            FROM core.county_total
            JOIN out.account_year AS account USING (vintage, table_id, year, price)
            JOIN (SELECT vintage, table_id, year, sum(value_added_mnok) AS market FROM core.county_total GROUP BY ALL)
              AS total USING (vintage, table_id, year)
        )
        SELECT * FROM estimate FULL JOIN published USING (vintage, table_id, year, county)
        WHERE method IS NULL OR abs(estimated - value_added_mnok) > {KRONE} OR value_added_mnok IS NULL
        """
    ).fetchall()
    assert off == []


def test_industries_add_up_to_the_municipality(store):
    worst = store.execute(
        """
        SELECT max(abs(by_industry - value_added_mnok))
        FROM out.municipal_value_added
        JOIN (SELECT vintage, table_id, year, code, sum(value_added_mnok) AS by_industry
              FROM out.industry_value_added GROUP BY ALL) USING (vintage, table_id, year, code)
        WHERE method = 'jobs_by_industry'
        """
    ).fetchone()[0]
    assert worst < KRONE


def test_published_industries_of_a_county_are_kept_where_nothing_was_withheld(store):
    """Østfold's manufacturing in 2010, say: the municipalities' sum is the published cell but for rounding."""
    off = store.execute(
        """
        WITH whole AS (
            SELECT vintage, year, county FROM core.county_accounts
            WHERE industry IN (SELECT industry FROM register.industries)
            GROUP BY ALL HAVING count(value_added_mnok) = 24
        )
        SELECT accounts.county, accounts.year, accounts.industry, value_added_mnok, estimated
        FROM core.county_accounts AS accounts
        JOIN whole USING (vintage, year, county)
        JOIN (SELECT vintage, year, substr(code, 1, 2) AS county, industry, sum(value_added_mnok) AS estimated
              FROM out.industry_value_added WHERE table_id = '11713' GROUP BY ALL) AS estimate
          USING (vintage, year, county, industry)
        WHERE abs(estimated - value_added_mnok) > 0.001 * value_added_mnok + 0.5
        """
    ).fetchall()
    assert off == []
    assert store.execute("SELECT count(*) FROM core.county_accounts WHERE value_added_symbol = ':'").fetchone()[0] > 0


@pytest.mark.parametrize(
    "region", ["trondheimsregionen", "ba_oslo", "ba_bergen", "ba_stavanger", "ba_kristiansand", "ba_tromso"]
)
@pytest.mark.parametrize("denominator", ["counties", "mainland", "with_shelf"])
def test_every_region_has_an_index_in_every_year_that_the_accounts_allow(store, region, denominator):
    years = {
        year
        for (year,) in store.execute(
            "SELECT year FROM out.indicator_value WHERE indicator = 'gdp_index' AND region = ? AND denominator = ?"
            " AND membership = 'fixed' AND vintage = 'latest'",
            [region, denominator],
        ).fetchall()
    }
    assert set(range(2008, 2022)) | {2023} <= years
    assert 2022 not in years, "there are no county accounts for 2022"


def test_region_and_rest_of_county_add_up_to_the_county(store):
    """From 2020, when the last municipality had come to the county."""
    rows = store.execute(
        """
        SELECT year, sum(value_added_mnok), any_value(county)
        FROM out.region_value_added AS region
        JOIN (SELECT vintage, table_id, year, value_added_mnok AS county FROM core.county_total WHERE county = '50')
          USING (vintage, table_id, year)
        WHERE region IN ('trondheimsregionen', 'rest_of_trondelag') AND membership = 'fixed' AND year >= 2020
          AND method = 'jobs_by_industry' AND table_id = '11713'
        GROUP BY year, vintage
        """
    ).fetchall()
    assert len(rows) >= 1
    for year, both, county in rows:
        assert both == pytest.approx(county, rel=1e-9), year


def test_gap_is_zero_exactly_where_the_index_is_100(store):
    rows = store.execute(
        """
        SELECT gap."value", index."value" FROM out.indicator_value AS gap
        JOIN out.indicator_value AS index USING (region, year, denominator, membership, vintage)
        WHERE gap.indicator = 'gdp_gap' AND index.indicator = 'gdp_index' AND gap.prices = 'current'
        """
    ).fetchall()
    assert len(rows) > 1000
    assert all((gap > 0) == (index < 100) for gap, index in rows if abs(index - 100) > 1e-6)


def test_the_nation_lacks_nothing_of_itself(store):
    """In the sum of the counties always; of the mainland where the estimate meets its industries of the year."""
    gaps = store.execute(
        """
        SELECT gap.year, gap.denominator, gap."value" FROM out.indicator_value AS gap
        JOIN core.region USING (region)
        JOIN out.region_share AS share USING (region, year, denominator, membership, vintage)
        JOIN out.account_year AS account
          ON account.vintage = share.vintage_used AND account.table_id = share.table_id AND account.year = gap.year
        WHERE gap.indicator = 'gdp_gap' AND region.kind = 'nation' AND share.method = 'jobs_by_industry'
          AND (gap.denominator = 'counties'
               OR gap.denominator = 'mainland' AND account.mix_year IS NOT NULL AND account.mainland_year IS NULL)
        """
    ).fetchall()
    assert {denominator for _, denominator, _ in gaps} == {"counties", "mainland"}
    assert [gap for gap in gaps if str(gap[2]) != "0.0"] == []  # as text: minus zero is none


def test_value_lies_within_its_band(store):
    off = store.execute(
        'SELECT * FROM out.indicator_value WHERE low IS NOT NULL AND NOT ("value" BETWEEN low - 1e-6 AND high + 1e-6)'
    ).fetchall()
    assert off == []


def test_every_value_of_the_estimate_says_that_it_is_one(store):
    said = store.execute(
        "SELECT DISTINCT status FROM out.indicator_value WHERE indicator IN ('gdp_share', 'gdp_index', 'gdp_gap')"
    ).fetchall()
    assert said == [("estimated",)]
    unsaid = store.execute(
        "SELECT count(*) FROM out.indicator_value WHERE indicator = 'gdp_share' AND region <> 'norway' AND reason = ''"
    ).fetchone()[0]
    assert unsaid == 0


def test_no_interpolated_year_passes_for_a_measured_one(store):
    reasons = dict(
        store.execute(
            "SELECT year, reason FROM out.indicator_value WHERE indicator = 'gdp_index' AND denominator = 'counties'"
            " AND region = 'trondheimsregionen' AND membership = 'fixed' AND vintage = 'latest'"
        ).fetchall()
    )
    assert "jobs_interpolated:2005-2015" in reasons[2010]
    assert "jobs_interpolated" not in reasons[2019]
    assert "industry_mix:2019" in reasons[2023]
    assert "county_totals_eurostat" in reasons[2020]


def test_the_verdict_follows_the_printed_criterion(store):
    rows = store.execute("SELECT low, high, verdict FROM out.goal_verdict WHERE region <> 'norway'").fetchall()
    assert {verdict for _, _, verdict in rows} == {"reached", "missed", "cannot_be_decided"}
    for low, high, verdict in rows:
        assert verdict == ("reached" if low >= 100 else "missed" if high < 100 else "cannot_be_decided")


def test_two_vintages_are_never_mixed_in_one_share(store):
    mixed = store.execute(
        """
        SELECT share.year, share.vintage_used FROM out.region_share AS share
        ANTI JOIN out.account_year AS account
          ON account.vintage = share.vintage_used AND account.year = share.year AND account.table_id = share.table_id
        """
    ).fetchall()
    assert mixed == []


def test_an_unknown_county_in_the_accounts_is_refused_by_name():
    from indicators.municipalities import rows_of

    with pytest.raises(ValueError, match="county 77 has municipalities but no accounts"):
        rows_of(["50"], ["50", "77"])


def test_the_store_is_the_real_one(store):
    assert isinstance(store, duckdb.DuckDBPyConnection)
    assert store.execute("SELECT count(*) FROM core.municipality").fetchone()[0] == 357
