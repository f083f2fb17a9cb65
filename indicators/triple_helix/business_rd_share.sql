-- business_rd_share.sql – business enterprises' part of all expenditure on R&D in the region's county or counties
SELECT proxy.region, every.year, 100 * sum(business.rd_expenditure_mnok) / sum(every.rd_expenditure_mnok) AS "value",
       'estimated' AS status, 'county_figure' AS reason
FROM core.region_proxy AS proxy
JOIN core.rd_by_county AS every ON every.county = proxy.area AND every.year = proxy.year AND every.sector = '0'
JOIN core.rd_by_county AS business
  ON business.county = proxy.area AND business.year = proxy.year AND business.sector = '1'
WHERE proxy.level = 'county'
GROUP BY proxy.region, every.year
HAVING count(*) = any_value(proxy.areas_of_region)
UNION ALL BY NAME
SELECT 'norway' AS region, year, 100 * business.rd_expenditure_mnok / every.rd_expenditure_mnok AS "value",
       'measured' AS status, '' AS reason
FROM core.rd_nation AS every
JOIN core.rd_nation AS business USING (year)
WHERE every.sector = '0' AND business.sector = '1'
