-- enterprise_survival.sql – share of the enterprises founded five years earlier that are still alive
WITH regional AS (
    SELECT member.region, cohort.founded + 5 AS year,
           100.0 * sum(cohort.survived_enterprises) / sum(cohort.founded_enterprises) AS survived_pct,
           min(cohort.status) AS status, max(cohort.reason) AS reason
    FROM core.region_member AS member
    JOIN core.enterprise_survival AS cohort USING (municipality)
    WHERE member.region <> 'norway'
    GROUP BY member.region, cohort.founded
    HAVING count(*) = any_value(member.municipalities_in_region) AND sum(cohort.founded_enterprises) > 0
)
SELECT region, year, survived_pct AS "value", status, reason
FROM regional
UNION ALL
SELECT 'norway', founded + 5, survived_pct, 'measured', CASE WHEN is_rounded THEN 'rounded_in_the_source' ELSE '' END
FROM core.enterprise_survival_printed
WHERE area = '0'
UNION ALL
-- where a member's own figure is missing, the region's county or counties at the founding stand for it
SELECT proxy.region, printed.founded + 5,
       CASE WHEN count(*) = 1 THEN any_value(printed.survived_pct)
            ELSE sum(printed.survived_pct * printed.founded_enterprises) / sum(printed.founded_enterprises) END,
       'estimated',
       CASE WHEN bool_or(printed.is_rounded) THEN 'county_figure;rounded_in_the_source' ELSE 'county_figure' END
FROM core.region_proxy AS proxy
JOIN core.enterprise_survival_printed AS printed ON printed.area = proxy.area AND printed.founded = proxy.year
ANTI JOIN regional ON regional.region = proxy.region AND regional.year = printed.founded + 5
WHERE proxy.level = 'county'
GROUP BY proxy.region, printed.founded
HAVING count(*) = any_value(proxy.areas_of_region) AND (count(*) = 1 OR count(printed.founded_enterprises) = count(*))
