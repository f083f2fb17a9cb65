-- The county accounts, every vintage apart. A 0 for a county that did not exist that year is not a figure.

CREATE TABLE core.county_accounts AS
SELECT accounts.vintage, accounts.county, accounts.year, accounts.industry,
       accounts.value_added_mnok, accounts.value_added_mnok_symbol AS value_added_symbol,
       accounts.employed_thousand, accounts.wage_costs_mnok, accounts.gross_fixed_investment_mnok,
       -- 0 stands for "no figure" in the first year of a series
       nullif(accounts.volume_change_pct, 0) AS volume_change_pct
FROM staging.county_accounts AS accounts
JOIN core.county AS county
  ON county.county = accounts.county AND accounts.year BETWEEN county.first_year AND county.last_year;

-- The whole country including the continental shelf and Svalbard, by industry.
CREATE TABLE core.national_accounts_by_industry AS
SELECT vintage, year, industry, value_added_mnok, employed_thousand, wage_costs_mnok
FROM staging.county_accounts
WHERE county = '0' AND industry IN (SELECT industry FROM register.industries UNION ALL SELECT 'nr23_6')
  AND value_added_mnok IS NOT NULL;

-- One total a county, year and vintage, from every record there is.
CREATE TABLE core.county_total AS
SELECT vintage, '11713' AS table_id, 'basic' AS price, year, county, value_added_mnok
FROM core.county_accounts
WHERE industry = 'nr23_6' AND value_added_mnok > 0
UNION ALL
SELECT totals.vintage, '09391', 'basic', totals.year, totals.county, totals.value_added_mnok
FROM staging.county_accounts_totals AS totals
JOIN core.county AS county
  ON county.county = totals.county AND totals.year BETWEEN county.first_year AND county.last_year
WHERE totals.value_added_mnok > 0
UNION ALL
-- DOSE holds SSB's figures as they stood before 2021. Its totals are rounded to three digits from 100 billion up, and
-- are at market prices from 2015; there the three sectors that it prints per inhabitant are summed instead.
SELECT vintage, 'DOSE', 'basic', year, county,
       CASE WHEN year < 2015 AND grp_nok < 1e11 THEN grp_nok / 1e6
            ELSE (agriculture_per_capita_nok + manufacturing_per_capita_nok + services_per_capita_nok)
                 * population / 1e6 END
FROM staging.county_accounts_dose
WHERE year BETWEEN 1997 AND 2017
UNION ALL
SELECT gdp.vintage, 'nama_10r_3gdp', 'market', gdp.year, nuts.county, gdp.gdp_market
FROM staging.eurostat_gdp AS gdp
JOIN register.nuts AS nuts ON nuts.nuts = gdp.nuts
WHERE gdp.unit = 'MIO_NAC' AND gdp.year >= 2020;

-- The whole country with the shelf, in the same vintage and price concept as the counties'.
CREATE TABLE core.nation_total AS
SELECT vintage, 'basic' AS price, year, value_added_mnok
FROM core.national_accounts_by_industry
WHERE industry = 'nr23_6'
UNION ALL
SELECT vintage, 'market', year, gdp_market
FROM staging.eurostat_gdp
WHERE unit = 'MIO_NAC' AND nuts = 'NO' AND year >= 2020;

-- Sum of the counties, shelf and Svalbard left out, where all counties of the year are there.
CREATE TABLE core.counties_total AS
SELECT total.vintage, total.table_id, total.price, total.year, sum(total.value_added_mnok) AS value_added_mnok,
       count(*) AS counties
FROM core.county_total AS total
GROUP BY total.vintage, total.table_id, total.price, total.year
HAVING count(*) = (SELECT count(*) FROM core.county AS c WHERE total.year BETWEEN c.first_year AND c.last_year);

-- Eurostat's whole series for the counties' sum, to carry SSB's level to the years SSB's own record lacks.
CREATE TABLE core.eurostat_counties_total AS
SELECT vintage, year,
       max(gdp_market) FILTER (WHERE nuts = 'NO0')
           - coalesce(max(gdp_market) FILTER (WHERE nuts = 'NO0B'), 0) AS gdp_market_mnok  -- less Svalbard
FROM staging.eurostat_gdp
WHERE unit = 'MIO_NAC' AND nuts IN ('NO0', 'NO0B')
GROUP BY ALL
HAVING gdp_market_mnok IS NOT NULL;

-- GDP at market prices for the mainland and the whole country, and the mainland's deflator: quarters deflated one by
-- one, then summed.
CREATE TABLE core.mainland AS
SELECT substr(quarter, 1, 4)::INTEGER AS year,
       sum(current_prices_mnok) FILTER (macro = 'bnpb.nr23_9fn') AS gdp_market_mnok,
       sum(current_prices_mnok) FILTER (macro = 'bnpb.nr23_9') AS nation_market_mnok,
       100.0 * sum(current_prices_mnok) FILTER (macro = 'bnpb.nr23_9fn')
           / sum(100.0 * current_prices_mnok / price_index) FILTER (macro = 'bnpb.nr23_9fn') AS deflator
FROM staging.national_accounts
WHERE macro IN ('bnpb.nr23_9fn', 'bnpb.nr23_9')
GROUP BY ALL
HAVING count(current_prices_mnok) = 8 AND count(price_index) FILTER (macro = 'bnpb.nr23_9fn') = 4;
