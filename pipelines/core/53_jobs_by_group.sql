-- Jobs by industry on today's borders, with what is withheld filled in and its bounds kept.

CREATE TABLE core.jobs_by_group_nation AS
SELECT year, industry AS job_group, sum(jobs) AS jobs, sum(sum(jobs)) OVER (PARTITION BY year) AS total_jobs
FROM staging.jobs_by_industry_nation
GROUP BY year, industry;

-- Statistics Norway withholds small cells, never the total. What a municipality's withheld industries have together is
-- known; it is divided between them as the nation's jobs in these industries are. None of them can have more than all
-- of it, and none less than nothing: these are the bounds.
CREATE TABLE core.jobs_by_group AS
WITH cell AS (
    SELECT part.code, part.year, part.job_group, part.jobs, total.jobs AS total_jobs, nation.jobs AS nation_jobs,
           greatest(total.jobs - sum(part.jobs) OVER one, 0) AS withheld_jobs,
           sum(nation.jobs) FILTER (WHERE part.jobs IS NULL) OVER one AS nation_withheld
    FROM core.jobs_by_industry AS part
    JOIN core.jobs_by_industry AS total
      ON total.code = part.code AND total.year = part.year AND total.job_group = '00-99' AND total.jobs > 0
    LEFT JOIN core.jobs_by_group_nation AS nation ON nation.year = part.year AND nation.job_group = part.job_group
    WHERE part.job_group <> '00-99'
    WINDOW one AS (PARTITION BY part.code, part.year)
),
filled AS (
    SELECT code, year, job_group, total_jobs,
           coalesce(jobs, withheld_jobs * nation_jobs / nation_withheld) AS jobs,
           coalesce(jobs, 0) AS low_jobs, coalesce(jobs, withheld_jobs) AS high_jobs, jobs IS NULL AS is_filled
    FROM cell
),
wanted AS (
    SELECT DISTINCT year, job_group FROM filled
)
SELECT link.municipality, wanted.year, wanted.job_group,
       sum(weight * jobs) AS jobs, sum(weight * low_jobs) AS low_jobs, sum(weight * high_jobs) AS high_jobs,
       sum(weight * total_jobs) AS total_jobs,
       CASE WHEN bool_or(is_filled) OR min(weight) < 1 THEN 'estimated' ELSE 'measured' END AS status,
       CASE WHEN bool_or(is_filled) THEN 'withheld_filled' WHEN min(weight) < 1 THEN 'split_weights' ELSE '' END
           AS reason
FROM wanted
JOIN core.municipality_link AS link ON wanted.year BETWEEN link.valid_from_year AND link.valid_to_year
LEFT JOIN filled ON filled.code = link.code AND filled.year = wanted.year AND filled.job_group = wanted.job_group
GROUP BY link.municipality, wanted.year, wanted.job_group
HAVING count(filled.jobs) = count(*);
