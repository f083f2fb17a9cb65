-- in_commuting.sql – share of the region's jobs held by people who live outside the region
SELECT member.region, pair.year,
       100.0 * coalesce(sum(pair.persons) FILTER (WHERE inside.region IS NULL), 0) / sum(pair.persons) AS "value",
       min(pair.status) AS status, max(pair.reason) AS reason
FROM core.region_member AS member
JOIN core.commuting_today AS pair ON pair.work = member.municipality
LEFT JOIN core.region_member AS inside ON inside.region = member.region AND inside.municipality = pair.home
WHERE member.region <> 'norway'
GROUP BY member.region, pair.year
HAVING count(DISTINCT pair.work) = any_value(member.municipalities_in_region)
