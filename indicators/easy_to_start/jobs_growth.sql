-- jobs_growth.sql – growth in jobs by place of work from the fourth quarter of the year before, per cent
SELECT member.region, this.year, 100.0 * (sum(this.jobs) / sum(before.jobs) - 1) AS "value",
       least(min(this.status), min(before.status)) AS status, greatest(max(this.reason), max(before.reason)) AS reason
FROM core.region_member AS member
JOIN core.jobs_today AS this USING (municipality)
-- only within one table: two tables' totals are not the same
JOIN core.jobs_today AS before
  ON before.municipality = member.municipality AND before.year = this.year - 1 AND before.source = this.source
WHERE member.region <> 'norway' AND this.year <> 2015  -- another register from 2015
GROUP BY member.region, this.year
HAVING count(*) = any_value(member.municipalities_in_region)
UNION ALL
SELECT 'norway', this.year, 100.0 * (this.jobs / before.jobs - 1), 'measured', ''
FROM core.jobs_nation AS this
JOIN core.jobs_nation AS before ON before.year = this.year - 1
WHERE this.year <> 2015
