-- Population on 1 January.

-- In the codes of each year, as published.
CREATE TABLE core.population_by_code AS
SELECT municipality AS code, year, persons::BIGINT AS persons, persons_symbol AS symbol
FROM staging.population_original
WHERE persons > 0;

-- On today's borders. SSB's harmonised table adds up mergers, but of a split municipality (Snillfjord, Tysfjord, the
-- Ålesund of 2020–2023) it gives the receivers nothing, or one of them all. For those and the years before the split,
-- the codes of the year are added up with the declared weights, and the figure is marked as estimated.
CREATE TABLE core.population AS
WITH years AS (
    SELECT DISTINCT year FROM staging.population
),
receiver AS (
    SELECT DISTINCT link.municipality, years.year
    FROM core.municipality_link AS link
    JOIN years ON years.year BETWEEN link.valid_from_year AND link.valid_to_year
    WHERE link.weight < 1
),
part AS (
    SELECT receiver.municipality, receiver.year, link.code, link.weight, by_code.persons
    FROM receiver
    JOIN core.municipality_link AS link
      ON link.municipality = receiver.municipality
     AND receiver.year BETWEEN link.valid_from_year AND link.valid_to_year
    LEFT JOIN core.population_by_code AS by_code ON by_code.code = link.code AND by_code.year = receiver.year
),
-- a code that the record of the year's own codes lacks: what SSB gives its receivers together, if they have no other
together AS (
    SELECT link.code, harmonised.year, sum(harmonised.persons) AS persons
    FROM staging.population AS harmonised
    JOIN core.municipality_link AS link
      ON link.municipality = harmonised.municipality
     AND harmonised.year BETWEEN link.valid_from_year AND link.valid_to_year
    GROUP BY link.code, harmonised.year
    HAVING sum(link.weight) BETWEEN 0.999 AND 1.001 AND max(link.weight) < 1 AND sum(harmonised.persons) > 0
),
weighted AS (
    SELECT part.municipality, part.year,
           sum(part.weight * coalesce(part.persons, CASE WHEN alone.parts = 1 THEN together.persons END)) AS persons
    FROM part
    LEFT JOIN (SELECT municipality, year, count(*) AS parts FROM part GROUP BY ALL) AS alone USING (municipality, year)
    LEFT JOIN together ON together.code = part.code AND together.year = part.year
    GROUP BY part.municipality, part.year
    HAVING count(coalesce(part.persons, CASE WHEN alone.parts = 1 THEN together.persons END)) = count(*)
)
SELECT harmonised.municipality, harmonised.year,
       coalesce(weighted.persons, nullif(harmonised.persons, 0))::DOUBLE AS persons,
       harmonised.persons_symbol AS symbol,
       CASE WHEN receiver.municipality IS NULL THEN 'measured' ELSE 'estimated' END AS status,
       CASE WHEN receiver.municipality IS NULL THEN '' ELSE 'split_weights' END AS reason
FROM staging.population AS harmonised
JOIN core.municipality USING (municipality)  -- the table also has rest groups
LEFT JOIN receiver USING (municipality, year)
LEFT JOIN weighted USING (municipality, year)
WHERE CASE WHEN receiver.municipality IS NULL THEN harmonised.persons > 0 ELSE weighted.persons IS NOT NULL END;

CREATE TABLE core.population_nation AS
SELECT year, persons::BIGINT AS persons
FROM staging.population_nation
WHERE region = '0';

-- The mean of 1 January of the year and of the next: that is how SSB's figures per inhabitant reproduce.
CREATE TABLE core.population_mean AS
SELECT this.municipality, this.year, (this.persons + next.persons) / 2.0 AS mean_persons,
       CASE WHEN this.status = 'measured' AND next.status = 'measured' THEN 'measured' ELSE 'estimated' END AS status,
       CASE WHEN this.reason <> '' THEN this.reason ELSE next.reason END AS reason
FROM core.population AS this
JOIN core.population AS next ON next.municipality = this.municipality AND next.year = this.year + 1;

CREATE TABLE core.population_mean_nation AS
SELECT this.year, (this.persons + next.persons) / 2.0 AS mean_persons
FROM core.population_nation AS this
JOIN core.population_nation AS next ON next.year = this.year + 1;

-- Ages were divided by another's rounded weights where a municipality was split: kept where they fit the population.
CREATE TABLE core.population_age AS
SELECT municipality, year, age_group, age.persons::BIGINT AS persons
FROM staging.population_age AS age
JOIN core.population AS population USING (municipality, year)
QUALIFY abs(sum(age.persons) OVER (PARTITION BY municipality, year) / population.persons - 1) < 0.01;

CREATE TABLE core.births_deaths AS
SELECT municipality, year, live_births::BIGINT AS live_births, deaths::BIGINT AS deaths
FROM staging.births_deaths
JOIN core.municipality USING (municipality)
WHERE persons > 0 AND (live_births IS NOT NULL OR deaths IS NOT NULL);
