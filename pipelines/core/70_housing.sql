-- Prices of dwellings and housing starts.

-- Prices per square metre, of municipalities with enough sales. A merged municipality's needs the number of sales.
CREATE TABLE core.dwelling_price AS
WITH by_code AS (
    SELECT price.municipality AS code, price.year, price.dwelling_type, price.price_per_m2_nok AS price, sales.sales
    FROM staging.dwelling_price AS price
    LEFT JOIN staging.dwelling_sales AS sales USING (municipality, year, dwelling_type)
    WHERE price.price_per_m2_nok > 0
)
SELECT part.municipality, part.year, by_code.dwelling_type,
       CASE WHEN part.parts = 1 THEN any_value(by_code.price)
            ELSE sum(by_code.price * by_code.sales) / sum(by_code.sales) END AS price_per_m2_nok,
       sum(by_code.sales) AS sales
FROM core.municipality_part AS part
JOIN by_code ON by_code.code = part.code AND by_code.year = part.year
WHERE NOT part.is_part
GROUP BY part.municipality, part.year, part.parts, by_code.dwelling_type
HAVING count(*) = part.parts AND (part.parts = 1 OR count(by_code.sales) = part.parts);

-- The mean of the year's four quarters, all kinds of dwellings, 2015 = 100.
CREATE TABLE core.dwelling_price_index AS
SELECT price_region, substr(quarter, 1, 4)::INTEGER AS year, avg(price_index) AS price_index
FROM staging.dwelling_price_index
WHERE dwelling_type = '00' AND price_index IS NOT NULL
GROUP BY ALL
HAVING count(*) = 4;

CREATE TABLE core.price_region AS
SELECT price_region, region, whole_region = 'yes' AS is_whole_region FROM register.price_regions;

-- Added up to today's borders by Statistics Norway; all building types together.
CREATE TABLE core.housing_starts AS
SELECT municipality, year, sum(dwellings_started) AS dwellings_started
FROM staging.housing_starts
JOIN core.municipality USING (municipality)
ANTI JOIN core.not_summed USING (municipality, year)
GROUP BY municipality, year
HAVING count(dwellings_started) > 0;
