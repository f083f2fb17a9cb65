-- rd_share_of_value_added.sql – expenditure on R&D in per cent of GDP in the region's county or counties
SELECT proxy.region, research.year, 100 * sum(research.rd_expenditure_mnok) / sum(gdp.gdp_market_mnok) AS "value",
       'estimated' AS status,
       CASE WHEN bool_or(research.basis = 'share_of_norway') THEN 'county_figure;from_rounded_share'
            ELSE 'county_figure' END AS reason
FROM core.region_proxy AS proxy
JOIN core.rd_by_county AS research ON research.county = proxy.area AND research.year = proxy.year
JOIN core.county_gdp AS gdp ON gdp.county = proxy.area AND gdp.year = proxy.year
WHERE proxy.level = 'county' AND research.sector = '0'
GROUP BY proxy.region, research.year
HAVING count(*) = any_value(proxy.areas_of_region)
UNION ALL BY NAME
SELECT 'norway' AS region, year, 100 * rd_expenditure_mnok / gdp_market_mnok AS "value", 'measured' AS status,
       '' AS reason
FROM core.rd_nation
JOIN core.counties_gdp USING (year)
WHERE sector = '0'
