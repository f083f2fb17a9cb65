-- rd_personnel_per_1000_employed.sql – full-time equivalents in R&D per 1 000 employed
WITH employed AS (
    SELECT nuts.nuts2, county.year, sum(county.employed_thousand) AS employed_thousand
    FROM core.county_employed AS county
    JOIN register.nuts_until_2019 AS nuts USING (county)
    GROUP BY ALL
)
SELECT proxy.region, personnel.year,
       sum(personnel.rd_full_time_equivalents) / sum(employed.employed_thousand) AS "value",
       'estimated' AS status, 'part_of_country_figure' AS reason
FROM core.region_proxy AS proxy
JOIN core.rd_personnel AS personnel ON personnel.nuts2 = proxy.area AND personnel.year = proxy.year
JOIN employed ON employed.nuts2 = proxy.area AND employed.year = proxy.year
WHERE proxy.level = 'nuts2'
GROUP BY proxy.region, personnel.year
HAVING count(*) = any_value(proxy.areas_of_region)
UNION ALL BY NAME
SELECT 'norway' AS region, year, nation.rd_full_time_equivalents / employed.employed_thousand AS "value",
       'measured' AS status, '' AS reason
FROM core.rd_nation AS nation
JOIN core.county_employed AS employed USING (year)
WHERE nation.sector = '0' AND employed.county = '0'
