-- rd_expenditure_per_inhabitant.sql – expenditure on R&D per inhabitant of the region's counties
SELECT proxy.region, research.year, 1e6 * sum(research.rd_expenditure_mnok) / sum(this.persons / 2 + next.persons / 2)
           AS "value",
       'estimated' AS status,
       CASE WHEN bool_or(research.basis = 'share_of_norway') THEN 'county_figure;from_rounded_share'
            ELSE 'county_figure' END AS reason
FROM core.region_proxy AS proxy
JOIN core.rd_by_county AS research ON research.county = proxy.area AND research.year = proxy.year
JOIN core.county_population AS this ON this.county = proxy.area AND this.year = proxy.year
JOIN core.county_population AS next ON next.county = proxy.area AND next.year = proxy.year + 1
WHERE proxy.level = 'county' AND research.sector = '0'
GROUP BY proxy.region, research.year
HAVING count(*) = any_value(proxy.areas_of_region)
UNION ALL BY NAME
SELECT 'norway' AS region, year, 1e6 * rd_expenditure_mnok / mean_persons AS "value", 'measured' AS status, '' AS reason
FROM core.rd_nation
JOIN core.population_mean_nation USING (year)
WHERE sector = '0'
