-- professional_jobs_share.sql – jobs in real estate and professional services (68–75) in per cent of all jobs
SELECT member.region, jobs.year, 100 * sum(jobs.jobs) / sum(jobs.total_jobs) AS "value",
       CASE WHEN sum(jobs.high_jobs) > sum(jobs.low_jobs) THEN 100 * sum(jobs.low_jobs) / sum(jobs.total_jobs) END
           AS low,
       CASE WHEN sum(jobs.high_jobs) > sum(jobs.low_jobs) THEN 100 * sum(jobs.high_jobs) / sum(jobs.total_jobs) END
           AS high,
       CASE WHEN bool_and(jobs.status = 'measured') THEN 'measured' ELSE 'estimated' END AS status,
       coalesce(string_agg(DISTINCT nullif(jobs.reason, ''), ';' ORDER BY nullif(jobs.reason, '')), '') AS reason
FROM core.region_member AS member
JOIN core.jobs_by_group AS jobs USING (municipality)
WHERE jobs.job_group = '68-75' AND member.region <> 'norway'
GROUP BY member.region, jobs.year
-- nothing is said where what is withheld could move the share by more than one percentage point
HAVING count(*) = any_value(member.municipalities_in_region)
   AND sum(jobs.high_jobs) - sum(jobs.low_jobs) <= 0.01 * sum(jobs.total_jobs)
UNION ALL BY NAME
SELECT 'norway' AS region, year, 100 * jobs / total_jobs AS "value", 'measured' AS status, '' AS reason
FROM core.jobs_by_group_nation
WHERE job_group = '68-75'
