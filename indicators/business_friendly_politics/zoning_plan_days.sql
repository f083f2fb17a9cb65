-- zoning_plan_days.sql – days from complete proposal to decision of a private zoning plan
-- As in Statistics Norway's county figures, every municipality that had a case counts the same.
WITH municipal AS (
    SELECT municipality, year, max(value) FILTER (WHERE figure = 'plan_days') AS days,
           max(value) FILTER (WHERE figure = 'plans') AS cases
    FROM core.planning
    GROUP BY municipality, year
    HAVING days IS NOT NULL OR cases = 0  -- no case, no time: nothing is missing
),
regional AS (
    SELECT member.region, municipal.year, avg(municipal.days) AS days,
           any_value(member.municipalities_in_region) AS municipalities
    FROM core.region_member AS member
    JOIN municipal USING (municipality)
    WHERE member.region <> 'norway'
    GROUP BY member.region, municipal.year
    HAVING count(*) = any_value(member.municipalities_in_region) AND count(municipal.days) > 0
)
SELECT region, year, days AS "value",
       CASE WHEN municipalities = 1 THEN 'measured' ELSE 'estimated' END AS status,
       CASE WHEN municipalities = 1 THEN '' ELSE 'mean_of_municipalities' END AS reason
FROM regional
UNION ALL
SELECT 'norway', year, value, 'measured', ''
FROM core.planning_figure
WHERE area = '0' AND figure = 'plan_days'
UNION ALL
-- where a member's own figure is missing, the figure of the region's county stands for it
SELECT proxy.region, county.year, county.value, 'estimated', 'county_figure'
FROM core.region_proxy AS proxy
JOIN core.planning_figure AS county
  ON county.area = proxy.area AND county.year = proxy.year AND county.figure = 'plan_days'
ANTI JOIN regional ON regional.region = proxy.region AND regional.year = proxy.year
WHERE proxy.level = 'county' AND proxy.areas_of_region = 1
