"""The tables of the analysis, obviously artificial: the region is made up and its figures are 1, 2, 3 …"""

from __future__ import annotations

import duckdb

#: Two municipalities that have outlines on the map; the first is the region's.
MEMBERS = ("5001", "5059")
_CORE = """
CREATE SCHEMA IF NOT EXISTS core; CREATE SCHEMA IF NOT EXISTS register;
CREATE TABLE core.county AS SELECT * FROM (VALUES ('50', 'Prøvefylket', 9999, ['16', '17']),
    ('16', 'Prøve sør', 2017, []::VARCHAR[]), ('17', 'Prøve nord', 2017, []::VARCHAR[]))
    AS t(county, name, last_year, merged_from);
CREATE TABLE core.municipality AS SELECT *, 'Prøveby ' || municipality AS name
    FROM (VALUES ('5001', '50'), ('5059', '50')) AS t(municipality, county);
CREATE TABLE core.municipality_code AS SELECT * FROM (VALUES ('5001', 'Prøveby 5001', 1990, 9999),
    ('5059', 'Prøveby 5059', 2020, 9999), ('1638', 'Gamleby', 1990, 2019)) AS t(code, name, first_year, last_year);
CREATE TABLE core.municipality_link AS SELECT '1638' AS code, 1990 AS valid_from_year, 2019 AS valid_to_year,
    '5059' AS municipality, 0.5 AS weight;
CREATE TABLE core.population AS SELECT municipality, year::INTEGER AS year, 1000.0 + year AS persons,
    'measured' AS status, '' AS reason FROM core.municipality, range(2019, 2024) AS y(year);
CREATE TABLE core.jobs_today AS SELECT municipality, 2020 AS year, 3.0 AS jobs, 1.0 AS employed,
    'measured' AS status, '' AS reason FROM core.municipality;
CREATE TABLE core.region_member_of_the_year AS
    SELECT '{home}' AS region, year::INTEGER AS year, code
    FROM range(2010, 2101) AS y(year),
         (VALUES ('5001', 2010, 2100), ('5059', 2020, 2100), ('1638', 2010, 2019)) AS t(code, first_year, last_year)
    WHERE year BETWEEN first_year AND last_year;
CREATE TABLE core.region_member AS SELECT '{home}' AS region, municipality FROM core.municipality;
CREATE TABLE register.industries AS SELECT * FROM (VALUES ('a', 'Prøve A', 'Test A'), ('b', 'Prøve B', 'Test B'))
    AS t(industry, name_nb, name_en);
INSERT INTO out.region SELECT municipality, 'Prøveby ' || municipality, 'Test town ' || municipality, 'municipality',
    10, 'Prøveby ' || municipality || ' - Øøpsie ' || municipality FROM core.municipality;
ALTER TABLE out.region ADD COLUMN county VARCHAR;
UPDATE out.region SET county = '50' WHERE kind = 'municipality';
"""
#: An index of 90 with a band from 80 to 110: the verdict cannot be decided; with the shelf 50 to 99: missed.
_SHARES = """
CREATE TABLE out.region_share AS
SELECT vintage, '2001-01-01' AS vintage_used, '99999' AS table_id, method, region.region, region.kind, membership, year,
       denominator, 9.0 AS gdp_share_pct, 10.0 AS population_share_pct, 1000.0 AS value_added_mnok,
       10000.0 AS denominator_mnok, 80 / 90.0 AS low_factor,
       CASE WHEN denominator = 'with_shelf' THEN 99 / 90.0 ELSE 110 / 90.0 END AS high_factor, '' AS reason
FROM out.region AS region, (VALUES ('latest'), ('2001-01-01')) AS v(vintage),
     (VALUES ('jobs_by_industry'), ('wage_costs'), ('total_jobs'), ('residents')) AS m(method),
     (VALUES ('fixed'), ('year')) AS s(membership), (VALUES (2019), (2020)) AS y(year),
     (VALUES ('counties'), ('mainland'), ('with_shelf')) AS d(denominator);
CREATE TABLE out.region_value_added AS
SELECT DISTINCT method, region, membership, '2001-01-01' AS vintage, table_id, year, 3.0 AS jobs, 1.0 AS employed
FROM out.region_share;
CREATE TABLE out.region_population AS
SELECT DISTINCT region, membership, year, 2000.0 AS mean_persons, 'measured' AS status, '' AS reason
FROM out.region_share;
CREATE TABLE IF NOT EXISTS out.goal_verdict (region VARCHAR, year INTEGER, denominator VARCHAR, membership VARCHAR,
    vintage VARCHAR, verdict VARCHAR, low DOUBLE, high DOUBLE, "value" DOUBLE);
CREATE TABLE out.municipal_value_added AS
SELECT 'jobs_by_industry' AS method, vintage, '99999' AS table_id, year, county, value_added_mnok
FROM (VALUES ('2001-01-01', 2019, '50', 1000.0), ('2002-02-02', 2019, '50', 2000.0),
             ('2001-01-01', 2017, '16', 1.0), ('2001-01-01', 2017, '17', 2.0), ('2001-01-01', 2016, '16', 1.0))
    AS t(vintage, year, county, value_added_mnok);
CREATE TABLE out.account_year AS SELECT '2001-01-01' AS vintage, '99999' AS table_id, 2019 AS year,
    1000.0 AS counties_mnok, 10.0 AS withheld_filled_mnok;
"""
_TESTS = """
CREATE TABLE out.backtest AS
SELECT method, '50' AS merged, year, 'municipalities' AS structure, part, part = '16' AS is_centre,
       1.0 AS published_mnok, 1.0 AS estimated_mnok, CASE part WHEN '16' THEN -1.0 ELSE 2.0 END AS error_pct
FROM (VALUES ('jobs_by_industry'), ('wage_costs'), ('total_jobs'), ('residents')) AS m(method),
     (VALUES (2016), (2017)) AS y(year), (VALUES ('16'), ('17')) AS p(part);
CREATE TABLE out.backtest_summary AS
SELECT method, CASE WHEN is_centre THEN 'centre' ELSE 'periphery' END AS "where", count(*) AS tests,
       avg(abs(error_pct)) AS mean_absolute_error_pct, avg(error_pct) AS bias_pct, min(error_pct) AS lowest_pct,
       max(error_pct) AS highest_pct, min(error_pct) AS low_quantile_pct, max(error_pct) AS high_quantile_pct
FROM out.backtest GROUP BY ALL;
CREATE TABLE out.backtest_industry AS
SELECT method, merged, year, part, industry, 2.0 AS published_mnok, 3.0 AS estimated_mnok
FROM out.backtest, register.industries;
"""
_WHY = """
CREATE TABLE out.index_decomposition AS
SELECT region, membership, denominator, year, vintage_used, 90.0 AS index, 0.8 AS productivity_ratio,
       1.125 AS jobs_ratio, -15.0 AS productivity_points, 5.0 AS jobs_points
FROM out.region_share WHERE method = 'jobs_by_industry' AND vintage = 'latest';
CREATE TABLE out.gap_by_industry AS
SELECT '{home}' AS region, year, '2001-01-01' AS vintage_used, industry, 1000.0 AS region_mnok, 5000.0 AS nation_mnok,
       CASE industry WHEN 'a' THEN 3000.0 ELSE -1000.0 END AS gap_mnok, 1000.0 AS structure_mnok,
       CASE industry WHEN 'a' THEN 2000.0 ELSE -2000.0 END AS productivity_mnok
FROM register.industries, (VALUES (2019), (2020)) AS y(year);
CREATE TABLE out.goal_path AS
SELECT 'gdp_index' AS indicator, '{home}' AS region, denominator, membership, '' AS prices, year,
       90.0 + (year - 2010) AS path_value, CASE WHEN year < 2015 THEN 95.0 END AS actual_value
FROM (SELECT DISTINCT denominator, membership FROM out.region_share), range(2010, 2021) AS y(year);
CREATE TABLE out.goal_growth AS
SELECT '{home}' AS region, denominator, membership, 2010 AS base_year, 2020 AS target_year, 1.0 AS share_at_base_pct,
       2.0 AS share_at_target_pct, 3.0 AS share_needed_pct, 2.0 AS needed_above_nation_pct_a_year,
       1.0 AS had_above_nation_pct_a_year
FROM (SELECT DISTINCT denominator, membership FROM out.region_share);
CREATE TABLE out.projected_population_share AS
SELECT '{home}' AS region, year::INTEGER AS year, 3.0 AS population_share_pct FROM range(2024, 2032) AS y(year);
CREATE TABLE out.required_pace AS
SELECT '{home}' AS region, denominator, 'fixed' AS membership, 2023 AS from_year, year AS to_year,
       2.0 AS gdp_share_from_pct, 3.0 AS population_share_to_pct, 1.0 AS above_nation_pct_a_year,
       -1.0 AS low, 2.0 AS high
FROM out.projected_population_share, (SELECT DISTINCT denominator FROM out.region_share);
CREATE TABLE out.quoted_gap AS
SELECT borders, borders || ' prøve' AS borders_nb, borders || ' test' AS borders_en, '2001-01-01' AS vintage,
       '99999' AS table_id, year, basis, gap_bnok, 17.0 AS quoted_gap_bnok, 2.0 AS near_bnok,
       abs(gap_bnok - 17) <= 2 AS is_near
FROM (VALUES ('ten', 2008, 'mainland_market', 16.0), ('eight', 2008, 'mainland_market', 20.0),
             ('ten', 2008, 'counties_basic', 1.0)) AS t(borders, year, basis, gap_bnok);
"""
_MUNICIPALITIES = """
CREATE TABLE out.municipality AS SELECT municipality, 2019 AS year, 5.0 AS in_commuters, 4.0 AS out_commuters
FROM core.municipality;
CREATE TABLE out.area_change AS SELECT * FROM (VALUES ('5059', 2020, '5024', 'Prøve A', 1.0, false),
    ('5059', 2020, '5012', 'Prøve B', 0.5, true)) AS t(municipality, year, code, name, weight, is_part);
"""


def fill(con: duckdb.DuckDBPyConnection, home: str) -> None:
    """Add the tables to a warehouse that has its regions.

    Args:
        con: the warehouse.
        home: the region whose goal it is.
    """
    for tables in (_CORE, _SHARES, _TESTS, _WHY, _MUNICIPALITIES):
        con.execute(tables.replace("{home}", home))
