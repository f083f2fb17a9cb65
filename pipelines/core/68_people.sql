-- Age, education, income and young people outside, on today's borders.

-- Ages 25–34: Statistics Norway's one-year ages where it has answered, else the recorded age group.
CREATE TABLE core.young_adults AS
WITH answered AS (
    SELECT municipality, year, sum(persons) AS persons
    FROM staging.young_adults
    ANTI JOIN core.not_summed USING (municipality, year)
    GROUP BY municipality, year
    HAVING count(persons) = 10 AND sum(persons) > 0
)
SELECT population.municipality, population.year,
       coalesce(answered.persons, recorded.persons)::DOUBLE AS young_adults, population.persons,
       population.status, population.reason
FROM core.population AS population
LEFT JOIN answered USING (municipality, year)
LEFT JOIN (SELECT municipality, year, persons FROM core.population_age WHERE age_group = '25-34') AS recorded
  USING (municipality, year)
WHERE coalesce(answered.persons, recorded.persons) IS NOT NULL;

-- Persons of 16 years and above by level; those with unknown education are no part of Statistics Norway's shares.
CREATE TABLE core.education_today AS
WITH by_code AS (
    SELECT municipality AS code, year,
           max(persons) FILTER (WHERE level = '00') - coalesce(max(persons) FILTER (WHERE level = '09a'), 0) AS persons,
           max(persons) FILTER (WHERE level = '03a') AS short_higher,
           max(persons) FILTER (WHERE level = '04a') AS long_higher
    FROM staging.education
    WHERE sex = '0'
    GROUP BY municipality, year
)
SELECT part.municipality, part.year, sum(by_code.persons * part.weight) AS persons,
       sum((by_code.short_higher + by_code.long_higher) * part.weight) AS higher_educated,
       CASE WHEN bool_or(part.is_part) THEN 'estimated' ELSE 'measured' END AS status,
       CASE WHEN bool_or(part.is_part) THEN 'split_weights' ELSE '' END AS reason
FROM core.municipality_part AS part
JOIN by_code ON by_code.code = part.code AND by_code.year = part.year
WHERE by_code.persons > 0 AND by_code.short_higher IS NOT NULL AND by_code.long_higher IS NOT NULL
GROUP BY part.municipality, part.year, part.parts
HAVING count(*) = part.parts;

-- Municipalities of which only the shares are recorded.
CREATE TABLE core.education_share AS
SELECT municipality, year, sum(persons_pct) AS higher_educated_pct
FROM staging.education_shares
JOIN core.municipality USING (municipality)
ANTI JOIN core.education_today USING (municipality, year)
WHERE level IN ('03a', '04a')
GROUP BY municipality, year
HAVING count(persons_pct) = 2;

CREATE TABLE core.higher_education_nation AS
SELECT year,
       100.0 * sum(persons) FILTER (WHERE level IN ('03a', '04a'))
           / (max(persons) FILTER (WHERE level = '00') - coalesce(max(persons) FILTER (WHERE level = '09a'), 0))
           AS higher_educated_pct
FROM staging.education_nation
GROUP BY year
HAVING higher_educated_pct IS NOT NULL;

CREATE TABLE core.youth_outside AS
WITH by_code AS (
    SELECT municipality AS code, year, residents, outside
    FROM staging.youth_outside
    WHERE age_group = '15-29' AND NOT EXISTS (FROM staging.youth_status)
    UNION ALL
    SELECT municipality, year, max(persons) FILTER (WHERE status = 'TOT'), max(persons) FILTER (WHERE status = 'NEET')
    FROM staging.youth_status
    GROUP BY municipality, year
)
SELECT part.municipality, part.year, sum(by_code.residents * part.weight) AS residents,
       sum(by_code.outside * part.weight) AS outside,
       CASE WHEN bool_or(part.is_part) THEN 'estimated' ELSE 'measured' END AS status,
       CASE WHEN bool_or(part.is_part) THEN 'split_weights' ELSE '' END AS reason
FROM core.municipality_part AS part
JOIN by_code ON by_code.code = part.code AND by_code.year = part.year
WHERE by_code.residents > 0 AND by_code.outside IS NOT NULL
GROUP BY part.municipality, part.year, part.parts
HAVING count(*) = part.parts;

-- Households of the latest year that every municipality has: the weight of a median whose own number is not recorded.
CREATE TABLE core.household_weight AS
SELECT part.municipality, sum(households.households * part.weight) AS households
FROM core.municipality_part AS part
JOIN staging.households_by_income AS households ON households.municipality = part.code AND households.year = part.year
WHERE households.households > 0 AND part.year = (SELECT max(year) FROM staging.households_by_income)
GROUP BY part.municipality, part.parts
HAVING count(*) = part.parts;

-- A median can't be added up: where today's municipality had several codes, the mean of theirs, weighted by households.
CREATE TABLE core.median_income AS
SELECT part.municipality, part.year,
       CASE WHEN count(*) = 1 THEN any_value(income.median_income_after_tax_nok)
            ELSE sum(income.median_income_after_tax_nok * income.households * part.weight)
                 / sum(income.households * part.weight) END AS median_income_nok,
       coalesce(sum(income.households * part.weight), any_value(weight.households)) AS households,
       CASE WHEN count(*) = 1 AND NOT bool_or(part.is_part) THEN 'measured' ELSE 'estimated' END AS status,
       CASE WHEN count(*) > 1 THEN 'weighted_mean_of_medians' WHEN bool_or(part.is_part) THEN 'split_weights'
            ELSE '' END AS reason
FROM core.municipality_part AS part
JOIN staging.median_income AS income ON income.municipality = part.code AND income.year = part.year
LEFT JOIN core.household_weight AS weight ON weight.municipality = part.municipality
WHERE income.household_type = '0000' AND income.median_income_after_tax_nok > 0
GROUP BY part.municipality, part.year, part.parts
HAVING count(*) = part.parts AND (part.parts = 1 OR count(income.households) = part.parts);

CREATE TABLE core.median_income_nation AS
SELECT year, median_income_after_tax_nok AS median_income_nok
FROM staging.median_income
WHERE municipality = '0' AND household_type = '0000' AND median_income_after_tax_nok > 0;
