-- young_adults.sql – inhabitants aged 25–34 in per cent of all, 1 January
SELECT member.region, young.year, 100.0 * sum(young.young_adults) / sum(young.persons) AS "value",
       min(young.status) AS status, max(young.reason) AS reason
FROM core.region_member AS member
JOIN core.young_adults AS young USING (municipality)
GROUP BY member.region, young.year
HAVING count(*) = any_value(member.municipalities_in_region)
