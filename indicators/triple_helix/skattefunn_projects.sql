-- skattefunn_projects.sql – active SkatteFUNN projects per 100 000 inhabitants of the region's county or counties
SELECT proxy.region, projects.year, 100000 * sum(projects.active_projects) / sum(people.persons) AS "value",
       'estimated' AS status, 'county_figure' AS reason
FROM core.region_proxy AS proxy
JOIN core.skattefunn AS projects ON projects.county = proxy.area AND projects.year = proxy.year
JOIN core.county_population AS people ON people.county = proxy.area AND people.year = proxy.year
WHERE proxy.level = 'county'
GROUP BY proxy.region, projects.year
HAVING count(*) = any_value(proxy.areas_of_region)
