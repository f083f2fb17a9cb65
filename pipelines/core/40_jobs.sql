-- Jobs (employed persons by place of work) and employed persons by place of residence, fourth quarter, in the codes of
-- the year. Register figures: comparable between municipalities in a year, not over the break of 2014/15.

CREATE TABLE core.jobs_by_industry AS
SELECT municipality AS code, year, industry AS job_group, jobs, jobs_symbol AS symbol, employed
FROM staging.jobs_by_industry
WHERE sex = '0';

-- Totals by workplace. Where two tables give the same municipality and year, the one named first counts.
CREATE TABLE core.jobs AS
WITH every_record AS (
    SELECT 1 AS priority, municipality AS code, year, jobs, employed, 'ssb:11618' AS source FROM staging.jobs
    UNION ALL
    SELECT 2, code, year, jobs, employed, 'ssb:07984' FROM core.jobs_by_industry WHERE job_group = '00-99'
    UNION ALL
    SELECT 3, municipality, year, jobs, employed, 'distriktstall' FROM staging.jobs_2005_2015
)
SELECT code, year, arg_min(jobs, priority) AS jobs, arg_min(employed, priority) AS employed,
       arg_min(source, priority) AS source
FROM every_record
WHERE jobs > 0
GROUP BY code, year;

CREATE TABLE core.commuting AS
SELECT residence AS home, workplace AS work, year, employed::BIGINT AS persons
FROM staging.commuting
WHERE employed > 0;

-- Population of the municipalities of 2016 as it stands in the record of jobs: how to divide a merged municipality.
CREATE TABLE core.jobs_register_population AS
SELECT municipality AS code, year, population_next_1jan AS population_at_end
FROM staging.jobs_2005_2015
WHERE population_next_1jan > 0;
