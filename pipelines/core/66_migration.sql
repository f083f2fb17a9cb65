-- Net migration: published from 2023, printed for one county in single years, and implied before: population change
-- less births surplus. Statistics Norway's own figures differ from the implied ones by small corrections.

CREATE TABLE core.net_migration AS
WITH quarters AS (
    SELECT municipality AS code, substr(quarter, 1, 4)::INTEGER AS year, count(net_migration) AS quarters,
           sum(net_migration) AS net_migration, sum(domestic_in_migration - domestic_out_migration) AS domestic
    FROM staging.population_change_quarterly
    GROUP BY ALL
),
by_code AS (
    SELECT code, year, net_migration, domestic FROM quarters WHERE quarters = 4
    UNION ALL
    SELECT printed.code, printed.year::INTEGER, printed.net_migration::DOUBLE, printed.domestic_net_migration::DOUBLE
    FROM register.net_migration_printed AS printed
    ANTI JOIN quarters ON quarters.code = printed.code AND quarters.year = printed.year::INTEGER
),
published AS (
    SELECT part.municipality, part.year, sum(by_code.net_migration * part.weight) AS net_migration,
           CASE WHEN count(by_code.domestic) = part.parts THEN sum(by_code.domestic * part.weight) END AS domestic,
           CASE WHEN bool_or(part.is_part) THEN 'estimated' ELSE 'measured' END AS status,
           CASE WHEN bool_or(part.is_part) THEN 'split_weights' ELSE '' END AS reason
    FROM core.municipality_part AS part
    JOIN by_code ON by_code.code = part.code AND by_code.year = part.year
    GROUP BY part.municipality, part.year, part.parts
    HAVING count(*) = part.parts
),
implied AS (
    SELECT this.municipality, this.year,
           next.persons - this.persons - (births.live_births - births.deaths) AS net_migration,
           -- people of a split municipality are divided by a fixed weight on both dates, or on one of them only
           this.reason <> '' OR next.reason <> '' AS is_part
    FROM core.population AS this
    JOIN core.population AS next ON next.municipality = this.municipality AND next.year = this.year + 1
    JOIN core.births_deaths AS births ON births.municipality = this.municipality AND births.year = this.year
    WHERE births.live_births IS NOT NULL AND births.deaths IS NOT NULL AND this.status = next.status
)
SELECT municipality, year, net_migration AS net_migration_persons, domestic AS domestic_net_migration_persons,
       status, reason
FROM published
UNION ALL
SELECT municipality, year, net_migration, NULL, 'estimated',
       CASE WHEN is_part THEN 'implied_migration;split_weights' ELSE 'implied_migration' END
FROM implied
ANTI JOIN published USING (municipality, year);

CREATE TABLE core.net_migration_nation AS
SELECT year, in_migration - out_migration AS net_migration_persons
FROM staging.population_change_nation
WHERE region = '0' AND in_migration IS NOT NULL AND out_migration IS NOT NULL;
