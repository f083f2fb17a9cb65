-- patent_share.sql – three years' patent applications from the region's counties, in per cent of the nation's
WITH area AS (
    SELECT proxy.region, patents.year, sum(patents.applications) AS applications,
           any_value(nation.applications) AS nation_applications
    FROM core.region_proxy AS proxy
    JOIN core.patents_by_county AS patents ON patents.county = proxy.area AND patents.year = proxy.year
    JOIN core.patents_nation AS nation ON nation.year = proxy.year
    -- before that the whole country had so few applications that a county's part is chance
    WHERE proxy.level = 'county' AND patents.year >= 1988
    GROUP BY proxy.region, patents.year
    HAVING count(*) = any_value(proxy.areas_of_region)
)
SELECT region, year, 100 * sum(applications) OVER three / sum(nation_applications) OVER three AS "value",
       'estimated' AS status, 'county_figure' AS reason
FROM area
WINDOW three AS (PARTITION BY region ORDER BY year RANGE BETWEEN 2 PRECEDING AND CURRENT ROW)
QUALIFY count(*) OVER three = 3
