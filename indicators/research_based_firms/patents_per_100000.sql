-- patents_per_100000.sql – three years' patent applications per 100 000 inhabitants of the region's counties
WITH area AS (
    SELECT proxy.region, patents.year, sum(patents.applications) AS applications, sum(people.persons) AS persons,
           'estimated' AS status, 'county_figure' AS reason
    FROM core.region_proxy AS proxy
    JOIN core.patents_by_county AS patents ON patents.county = proxy.area AND patents.year = proxy.year
    JOIN core.county_population AS people ON people.county = proxy.area AND people.year = proxy.year
    WHERE proxy.level = 'county'
    GROUP BY proxy.region, patents.year
    HAVING count(*) = any_value(proxy.areas_of_region)
    UNION ALL
    SELECT 'norway', year, applications, persons, 'measured', ''
    FROM core.patents_nation
    JOIN core.population_nation USING (year)
)
SELECT region, year, 100000 * sum(applications) OVER three / sum(persons) OVER three AS "value", status, reason
FROM area
WINDOW three AS (PARTITION BY region ORDER BY year RANGE BETWEEN 2 PRECEDING AND CURRENT ROW)
QUALIFY count(*) OVER three = 3
