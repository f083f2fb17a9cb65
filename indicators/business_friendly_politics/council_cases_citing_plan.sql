-- council_cases_citing_plan.sql – share of the councils' cases on business development that refer to the plan
SELECT member.region, council.year,
       100.0 * sum(council.business_cases_citing_plan) / sum(council.business_cases) AS "value",
       'measured' AS status, '' AS reason
FROM core.region_member AS member
JOIN core.council_case AS council USING (municipality)
WHERE council.business_cases IS NOT NULL AND council.business_cases_citing_plan IS NOT NULL
GROUP BY member.region, council.year
HAVING count(*) = any_value(member.municipalities_in_region) AND sum(council.business_cases) > 0
