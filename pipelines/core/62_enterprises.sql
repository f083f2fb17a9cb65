-- New enterprises, their survival, bankruptcies and establishments.

CREATE TABLE core.new_enterprises AS
SELECT part.municipality, part.year, sum(enterprises.enterprises * part.weight) AS enterprises,
       CASE WHEN bool_or(part.is_part) THEN 'estimated' ELSE 'measured' END AS status,
       CASE WHEN bool_or(part.is_part) THEN 'split_weights' ELSE '' END AS reason
FROM core.municipality_part AS part
JOIN staging.new_enterprises AS enterprises ON enterprises.municipality = part.code AND enterprises.year = part.year
WHERE enterprises.enterprises IS NOT NULL
GROUP BY part.municipality, part.year, part.parts
HAVING count(*) = part.parts;

-- What has been printed for the counties of the year.
CREATE TABLE core.new_enterprises_by_county AS
SELECT county, year::INTEGER AS year, new_enterprises::DOUBLE AS enterprises, definition
FROM register.new_enterprises_by_county
WHERE county <> '0';

CREATE TABLE core.new_enterprises_nation AS
SELECT year, enterprises, 'newly_established' AS definition
FROM staging.new_enterprises
WHERE municipality = '0'
UNION ALL
SELECT year::INTEGER, new_enterprises::DOUBLE, definition
FROM register.new_enterprises_by_county
WHERE county = '0' AND year::INTEGER NOT IN (SELECT year FROM staging.new_enterprises WHERE municipality = '0');

-- Enterprises founded in a year, and those of them that were alive five years later, on today's borders.
CREATE TABLE core.enterprise_survival AS
WITH cohort AS (
    SELECT municipality AS code, year AS founded,
           max(enterprises) FILTER (WHERE survival = '00') AS founded_enterprises,
           max(enterprises) FILTER (WHERE survival = 'own_survived') AS survived_enterprises
    FROM staging.enterprise_survival
    GROUP BY municipality, year
)
SELECT part.municipality, part.year AS founded,
       sum(cohort.founded_enterprises * part.weight) AS founded_enterprises,
       sum(cohort.survived_enterprises * part.weight) AS survived_enterprises,
       CASE WHEN bool_or(part.is_part) THEN 'estimated' ELSE 'measured' END AS status,
       CASE WHEN bool_or(part.is_part) THEN 'split_weights' ELSE '' END AS reason
FROM core.municipality_part AS part
JOIN cohort ON cohort.code = part.code AND cohort.founded = part.year
WHERE cohort.founded_enterprises IS NOT NULL AND cohort.survived_enterprises IS NOT NULL
GROUP BY part.municipality, part.year, part.parts
HAVING count(*) = part.parts;

-- What has been printed for counties and the country ('0'), and the country's own row where the table has answered.
CREATE TABLE core.enterprise_survival_printed AS
WITH nation AS (
    SELECT year AS founded,
           100.0 * max(enterprises) FILTER (WHERE survival = 'own_survived')
               / max(enterprises) FILTER (WHERE survival = '00') AS survived_pct
    FROM staging.enterprise_survival
    WHERE municipality = '0'
    GROUP BY year
    HAVING survived_pct IS NOT NULL
)
SELECT '0' AS area, founded, NULL AS founded_enterprises, survived_pct, false AS is_rounded FROM nation
UNION ALL
SELECT area, cohort::INTEGER, founded::DOUBLE, survived_pct::DOUBLE, coalesce(note, '') LIKE 'whole per cent%'
FROM register.enterprise_survival
WHERE years = '5' AND NOT (area = '0' AND cohort::INTEGER IN (SELECT founded FROM nation));

-- Bankruptcies of twelve months: the year's first two quarters and the last two of the year before. 1 January of the
-- year lies in the middle, so that its population is the right one to divide by.
CREATE TABLE core.bankruptcies AS
WITH quarters AS (
    SELECT municipality AS code, bankruptcies, substr(quarter, 1, 4)::INTEGER AS calendar_year,
           substr(quarter, 1, 4)::INTEGER + (substr(quarter, 6, 1) IN ('3', '4'))::INTEGER AS year, quarter
    FROM staging.bankruptcies
    WHERE industry = '01-99' AND bankruptcies IS NOT NULL
),
today AS (
    SELECT part.municipality, quarters.year, quarters.quarter, sum(quarters.bankruptcies * part.weight) AS bankruptcies,
           bool_or(part.is_part) AS is_part
    FROM quarters
    JOIN core.municipality_part AS part ON part.code = quarters.code AND part.year = quarters.calendar_year
    GROUP BY part.municipality, quarters.year, quarters.quarter, part.parts
    HAVING count(*) = part.parts
)
SELECT municipality, year, sum(bankruptcies) AS bankruptcies,
       CASE WHEN bool_or(is_part) THEN 'estimated' ELSE 'measured' END AS status,
       CASE WHEN bool_or(is_part) THEN 'split_weights' ELSE '' END AS reason
FROM today
GROUP BY municipality, year
HAVING count(*) = 4;

CREATE TABLE core.bankruptcies_nation AS
SELECT substr(quarter, 1, 4)::INTEGER + (substr(quarter, 6, 1) IN ('3', '4'))::INTEGER AS year,
       sum(bankruptcies) AS bankruptcies
FROM staging.bankruptcies_nation
WHERE legal_form = '99' AND bankruptcies IS NOT NULL
GROUP BY ALL
HAVING count(*) = 4;

-- 07091 is added up to today's borders by Statistics Norway; 0 stands for a municipality that it can't add up. Until
-- there is an answer, one year of the statistical grid gives the level.
CREATE TABLE core.establishments AS
SELECT municipality, year, establishments, 'measured' AS status, '' AS reason
FROM staging.establishments
JOIN core.municipality USING (municipality)
ANTI JOIN core.not_summed USING (municipality, year)
WHERE establishments > 0
UNION ALL
SELECT municipality, year::INTEGER, establishments::DOUBLE, 'estimated', 'grid_level'
FROM register.establishments_grid
WHERE NOT EXISTS (FROM staging.establishments);

CREATE TABLE core.establishments_by_size AS
SELECT municipality, year, sum(establishments) AS establishments,
       sum(establishments) FILTER (WHERE size_group IN ('03', '04', '05', '15', '16')) AS with_ten_or_more
FROM staging.establishments_by_size
JOIN core.municipality USING (municipality)
ANTI JOIN core.not_summed USING (municipality, year)
GROUP BY municipality, year
HAVING sum(establishments) > 0 AND count(establishments) = 8;
