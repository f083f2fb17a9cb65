-- net_commuting.sql – jobs in the region less employed inhabitants, per 100 employed inhabitants
-- Those who commute between the region's own municipalities are on both sides and cancel out.
SELECT member.region, work.year, 100.0 * (sum(work.jobs) - sum(work.employed)) / sum(work.employed) AS "value",
       min(work.status) AS status, max(work.reason) AS reason
FROM core.region_member AS member
JOIN core.jobs_today AS work USING (municipality)
WHERE member.region <> 'norway'
GROUP BY member.region, work.year
HAVING count(*) = any_value(member.municipalities_in_region)
