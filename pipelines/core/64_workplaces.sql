-- Jobs and commuters on today's borders. What lacks one of a municipality's codes of the year gives no row.

CREATE TABLE core.jobs_today AS
SELECT part.municipality, part.year, jobs.source, sum(jobs.jobs * part.weight) AS jobs,
       sum(jobs.employed * part.weight) AS employed,
       CASE WHEN bool_or(part.is_part) THEN 'estimated' ELSE 'measured' END AS status,
       CASE WHEN bool_or(part.is_part) THEN 'split_weights' ELSE '' END AS reason
FROM core.municipality_part AS part
JOIN core.jobs AS jobs ON jobs.code = part.code AND jobs.year = part.year
WHERE jobs.source LIKE 'ssb:%'
GROUP BY part.municipality, part.year, part.parts, jobs.source
HAVING count(*) = part.parts AND count(jobs.employed) = part.parts;

CREATE TABLE core.jobs_nation AS
SELECT year, sum(jobs) AS jobs
FROM staging.jobs_by_industry_nation
WHERE industry <> '00-99' AND sex IN ('1', '2')
GROUP BY year;

CREATE TABLE core.private_jobs AS
SELECT part.municipality, part.year, sum(jobs.jobs * part.weight) AS jobs,
       CASE WHEN bool_or(part.is_part) THEN 'estimated' ELSE 'measured' END AS status,
       CASE WHEN bool_or(part.is_part) THEN 'split_weights' ELSE '' END AS reason
FROM core.municipality_part AS part
JOIN staging.private_jobs AS jobs ON jobs.municipality = part.code AND jobs.year = part.year
WHERE jobs.jobs > 0
GROUP BY part.municipality, part.year, part.parts
HAVING count(*) = part.parts;

CREATE TABLE core.private_jobs_nation AS
SELECT year, jobs FROM staging.private_jobs WHERE municipality = '0' AND jobs > 0;

-- Who lives where and works where. The inhabitants of a split municipality who work in it stay where they are: the
-- weights must not make commuters of them.
CREATE TABLE core.commuting_today AS
WITH complete AS (
    SELECT part.municipality, part.year
    FROM core.municipality_part AS part
    JOIN (SELECT DISTINCT work, year FROM core.commuting) AS known ON known.work = part.code AND known.year = part.year
    GROUP BY part.municipality, part.year, part.parts
    HAVING count(*) = part.parts
)
SELECT home.municipality AS home, work.municipality AS work, commuting.year,
       sum(commuting.persons * CASE WHEN commuting.home <> commuting.work THEN home.weight * work.weight
                                    ELSE home.weight END) AS persons,
       CASE WHEN bool_or(work.is_part) THEN 'estimated' ELSE 'measured' END AS status,
       CASE WHEN bool_or(work.is_part) THEN 'split_weights' ELSE '' END AS reason
FROM core.commuting AS commuting
JOIN core.municipality_part AS home ON home.code = commuting.home AND home.year = commuting.year
JOIN core.municipality_part AS work ON work.code = commuting.work AND work.year = commuting.year
JOIN complete ON complete.municipality = work.municipality AND complete.year = commuting.year
WHERE commuting.home <> commuting.work OR home.municipality = work.municipality
GROUP BY home.municipality, work.municipality, commuting.year;
