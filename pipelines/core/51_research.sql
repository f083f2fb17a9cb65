-- Research and development, patents, and what they are held against. Counties are in the codes of the year.

-- Expenditure in the county: as printed, or the printed share of the nation's expenditure in Statistics Norway's table.
CREATE TABLE core.rd_nation AS
SELECT year, sector, rd_expenditure_mnok, rd_full_time_equivalents
FROM staging.research_development
WHERE rd_expenditure_mnok > 0;

CREATE TABLE core.rd_by_county AS
WITH printed AS (
    SELECT county, year::INTEGER AS year, sector,
           max("value"::DOUBLE) FILTER (WHERE measure = 'expenditure_mnok') AS expenditure_mnok,
           max("value"::DOUBLE) FILTER (WHERE measure = 'share_of_norway_pct') AS share_pct
    FROM register.research_expenditure
    GROUP BY ALL
)
SELECT printed.county, printed.year, printed.sector,
       coalesce(printed.expenditure_mnok, printed.share_pct / 100 * nation.rd_expenditure_mnok) AS rd_expenditure_mnok,
       CASE WHEN printed.expenditure_mnok IS NULL THEN 'share_of_norway' ELSE 'expenditure' END AS basis
FROM printed
LEFT JOIN core.rd_nation AS nation USING (year, sector)
WHERE coalesce(printed.expenditure_mnok, printed.share_pct / 100 * nation.rd_expenditure_mnok) IS NOT NULL;

CREATE TABLE core.rd_personnel AS
SELECT nuts AS nuts2, year, rd_full_time_equivalents
FROM staging.rd_personnel
WHERE rd_full_time_equivalents > 0;

-- Applications to the European Patent Office by the inventors' county and year of priority (fractions of inventors).
CREATE TABLE core.patents_by_county AS
SELECT nuts.county, patents.year, patents.patents AS applications
FROM staging.patents AS patents
JOIN register.nuts_until_2019 AS nuts USING (nuts)
WHERE patents.unit = 'NR';

CREATE TABLE core.patents_nation AS
SELECT year, patents AS applications
FROM staging.patents
WHERE unit = 'NR' AND nuts = 'NO0';

CREATE TABLE core.skattefunn AS
SELECT county, year::INTEGER AS year, active_projects::INTEGER AS active_projects
FROM register.skattefunn_projects;

-- GDP of the county at market prices, from the latest vintage of each year: what R&D is held against.
CREATE TABLE core.county_gdp AS
SELECT county, year, arg_max(value_added_mnok, vintage) AS gdp_market_mnok
FROM core.county_total
WHERE price = 'market'
GROUP BY ALL;

CREATE TABLE core.counties_gdp AS
SELECT year, arg_max(gdp_market_mnok, vintage) AS gdp_market_mnok
FROM core.eurostat_counties_total
GROUP BY ALL;

-- Employed persons at work in the county (national accounts), in one vintage.
CREATE TABLE core.county_employed AS
SELECT county, year, arg_max(employed_thousand, vintage) AS employed_thousand
FROM core.county_accounts
WHERE industry = 'nr23_6' AND employed_thousand > 0
GROUP BY ALL
UNION ALL
SELECT '0', year, arg_max(employed_thousand, vintage)
FROM core.national_accounts_by_industry
WHERE industry = 'nr23_6' AND employed_thousand > 0
GROUP BY ALL;
