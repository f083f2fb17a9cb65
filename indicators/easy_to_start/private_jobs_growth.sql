-- private_jobs_growth.sql – growth in private jobs by place of work from the year before, per cent
SELECT member.region, this.year, 100.0 * (sum(this.jobs) / sum(before.jobs) - 1) AS "value",
       least(min(this.status), min(before.status)) AS status, greatest(max(this.reason), max(before.reason)) AS reason
FROM core.region_member AS member
JOIN core.private_jobs AS this USING (municipality)
JOIN core.private_jobs AS before ON before.municipality = member.municipality AND before.year = this.year - 1
WHERE member.region <> 'norway'
GROUP BY member.region, this.year
HAVING count(*) = any_value(member.municipalities_in_region)
UNION ALL
SELECT 'norway', this.year, 100.0 * (this.jobs / before.jobs - 1), 'measured', ''
FROM core.private_jobs_nation AS this
JOIN core.private_jobs_nation AS before ON before.year = this.year - 1
