-- Population on 1 January.

-- In the codes of each year, as published.
CREATE TABLE core.population_by_code AS
SELECT municipality AS code, year, persons::BIGINT AS persons, persons_symbol AS symbol
FROM staging.population_original
WHERE persons > 0;

-- On today's borders. SSB's harmonised table adds up mergers but leaves out what a split municipality brought along
-- (Snillfjord to Orkland, Heim and Hitra), and shows 0 where it has nothing: for the receiving municipalities and the
-- years before the split, the declared weights are used and the figure is marked as estimated.
CREATE TABLE core.population AS
WITH receiver AS (
    SELECT municipality, max(valid_to_year) AS last_year_before
    FROM core.municipality_link
    WHERE weight < 1
    GROUP BY municipality
),
by_age AS (
    SELECT municipality, year, sum(persons) AS persons
    FROM staging.population_age
    GROUP BY ALL
)
SELECT harmonised.municipality, harmonised.year,
       CASE WHEN receiver.municipality IS NULL THEN nullif(harmonised.persons, 0)
            ELSE coalesce(by_age.persons, nullif(harmonised.persons, 0)) END::BIGINT AS persons,
       harmonised.persons_symbol AS symbol,
       CASE WHEN receiver.municipality IS NULL THEN 'measured' ELSE 'estimated' END AS status,
       CASE WHEN receiver.municipality IS NULL THEN ''
            WHEN by_age.persons IS NOT NULL THEN 'split_weights'
            ELSE 'split_left_out' END AS reason
FROM staging.population AS harmonised
JOIN core.municipality USING (municipality)  -- the table also has rest groups
LEFT JOIN receiver
       ON receiver.municipality = harmonised.municipality AND harmonised.year <= receiver.last_year_before
LEFT JOIN by_age ON by_age.municipality = harmonised.municipality AND by_age.year = harmonised.year
WHERE coalesce(CASE WHEN receiver.municipality IS NULL THEN nullif(harmonised.persons, 0)
                    ELSE coalesce(by_age.persons, nullif(harmonised.persons, 0)) END) IS NOT NULL;

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

CREATE TABLE core.population_age AS
SELECT municipality, year, age_group, persons::BIGINT AS persons
FROM staging.population_age
JOIN core.municipality USING (municipality);

CREATE TABLE core.births_deaths AS
SELECT municipality, year, live_births::BIGINT AS live_births, deaths::BIGINT AS deaths
FROM staging.births_deaths
JOIN core.municipality USING (municipality)
WHERE persons > 0 AND (live_births IS NOT NULL OR deaths IS NOT NULL);
