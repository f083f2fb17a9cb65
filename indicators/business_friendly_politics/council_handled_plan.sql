-- council_handled_plan.sql – share of the municipalities whose council took up the plan in the year
SELECT member.region, council.year, 100.0 * count_if(council.is_plan_handled) / count(*) AS "value",
       'measured' AS status, '' AS reason
FROM core.region_member AS member
JOIN core.council_case AS council USING (municipality)
WHERE council.is_plan_handled IS NOT NULL
GROUP BY member.region, council.year
HAVING count(*) = any_value(member.municipalities_in_region)
