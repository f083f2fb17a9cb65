-- What people have learnt, and where one can study.

-- On today's borders: everyone whose level is known, and those with long higher education (more than four years).
CREATE TABLE core.long_education AS
WITH by_code AS (
    SELECT municipality AS code, year,
           max(persons) FILTER (WHERE level = '00') - coalesce(max(persons) FILTER (WHERE level = '09a'), 0) AS known,
           max(persons) FILTER (WHERE level = '04a') AS long_higher
    FROM staging.education
    WHERE sex = '0'
    GROUP BY ALL
    HAVING known > 0 AND long_higher IS NOT NULL
),
years AS (
    SELECT DISTINCT year FROM by_code
),
counted AS (
    SELECT link.municipality, years.year, sum(link.weight * known) AS known_persons,
           sum(link.weight * long_higher) AS long_higher_persons,
           CASE WHEN min(link.weight) < 1 THEN 'estimated' ELSE 'measured' END AS status,
           CASE WHEN min(link.weight) < 1 THEN 'split_weights' ELSE '' END AS reason,
           false AS is_published_share
    FROM years
    JOIN core.municipality_link AS link ON years.year BETWEEN link.valid_from_year AND link.valid_to_year
    LEFT JOIN by_code ON by_code.code = link.code AND by_code.year = years.year
    GROUP BY link.municipality, years.year
    HAVING count(known) = count(*)
)
FROM counted
UNION ALL
-- A municipality of which only the share is recorded: the share of those there were the year before.
SELECT share.municipality, share.year, before.known_persons, share.persons_pct / 100 * before.known_persons,
       'estimated', 'education_base_of_year_before', true
FROM staging.education_shares AS share
JOIN counted AS before ON before.municipality = share.municipality AND before.year = share.year - 1
ANTI JOIN counted AS counted ON counted.municipality = share.municipality AND counted.year = share.year
WHERE share.level = '04a' AND share.persons_pct IS NOT NULL;

CREATE TABLE core.long_education_nation AS
SELECT year,
       max(persons) FILTER (WHERE level = '00') - coalesce(max(persons) FILTER (WHERE level = '09a'), 0)
           AS known_persons,
       max(persons) FILTER (WHERE level = '04a') AS long_higher_persons
FROM staging.education_nation
WHERE region = '0'
GROUP BY year;

-- Study places and first-choice applicants of the national admission, by municipality; a place that is not named as
-- its municipality is listed in the register. Studies on the net belong nowhere, but count for the nation.
CREATE TABLE core.study_places AS
WITH named AS (
    SELECT part AS name, any_value(municipality) AS municipality
    FROM (SELECT municipality, unnest(string_split(official_name, ' - ')) AS part FROM core.municipality)
    GROUP BY part
    HAVING count(*) = 1
),
placed AS (
    SELECT coalesce(listed.municipality, named.municipality) AS municipality, place.*
    FROM staging.study_places AS place
    LEFT JOIN register.study_locations AS listed USING (study_location)
    LEFT JOIN named ON named.name = place.study_location AND listed.study_location IS NULL
)
SELECT municipality.municipality, years.year, coalesce(sum(study_places), 0)::INTEGER AS study_places,
       coalesce(sum(first_choice_applicants), 0)::INTEGER AS first_choice_applicants
FROM core.municipality AS municipality
CROSS JOIN (SELECT DISTINCT year FROM staging.study_places) AS years
LEFT JOIN placed USING (municipality, year)
GROUP BY ALL;

CREATE TABLE core.study_places_nation AS
SELECT year, sum(study_places)::INTEGER AS study_places,
       sum(first_choice_applicants)::INTEGER AS first_choice_applicants
FROM staging.study_places
GROUP BY year;
