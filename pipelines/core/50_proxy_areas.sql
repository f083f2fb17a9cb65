-- Where only a county's figure is published, it may stand in for a region that the county mostly consists of. The rule:
-- the counties in which at least a quarter of the region's people live, and only if the region's people are more than
-- half of theirs, both counted by today's population. Everybody else has no figure.

-- Inhabitants on 1 January in the counties of the year: the sum of the municipalities in the codes of the year where
-- the record has them all, as it has from 2017 and for most counties before; else the county's total in DOSE, whose
-- figures of 2015 and 2016 are up to 0.14 per cent off; and after 2021 the counties that have not changed.
CREATE TABLE core.county_population AS
WITH summed AS (
    SELECT substr(code, 1, 2) AS county, year, sum(persons)::BIGINT AS persons, count(*) AS municipalities
    FROM core.population_by_code
    WHERE year <= 2021
    GROUP BY ALL
),
whole AS (
    SELECT summed.county, summed.year, summed.persons
    FROM summed
    JOIN core.municipality_code AS life
      ON substr(life.code, 1, 2) = summed.county AND summed.year BETWEEN life.first_year AND life.last_year
    GROUP BY summed.county, summed.year, summed.persons, summed.municipalities
    HAVING count(*) = summed.municipalities
)
SELECT county, year, persons FROM whole
UNION ALL
SELECT dose.county, dose.year, dose.population::BIGINT
FROM staging.county_accounts_dose AS dose
ANTI JOIN whole ON whole.county = dose.county AND whole.year = dose.year
WHERE dose.year < 2017 AND dose.population > 0
UNION ALL
SELECT municipality.county, population.year, sum(population.persons)::BIGINT
FROM core.population AS population
JOIN core.municipality AS municipality USING (municipality)
JOIN core.county AS county USING (county)
WHERE population.year > 2021 AND population.year >= county.first_year
GROUP BY ALL;

-- Today's inhabitants by the county that their municipality belonged to in each year, so that the rule says the same in
-- all years between two reforms. A municipality that was several has an equal part of each.
CREATE TEMP TABLE county_of_municipality AS
SELECT link.municipality, years.year, substr(link.code, 1, 2) AS county,
       today.persons / count(*) OVER (PARTITION BY link.municipality, years.year) AS persons
FROM (SELECT unnest(range(1977, 2061))::INTEGER AS year) AS years
JOIN core.municipality_link AS link ON years.year BETWEEN link.valid_from_year AND link.valid_to_year
JOIN (SELECT municipality, arg_max(persons, year) AS persons FROM core.population GROUP BY ALL) AS today
  USING (municipality);

CREATE TEMP TABLE area_of_municipality AS
SELECT 'county' AS level, municipality, year, county AS area, sum(persons) AS persons
FROM county_of_municipality
GROUP BY ALL
UNION ALL
SELECT 'nuts2', municipality, year, nuts2, sum(persons)
FROM county_of_municipality
JOIN register.nuts_until_2019 USING (county)
WHERE year <= 2019
GROUP BY ALL;

CREATE TABLE core.region_proxy AS
WITH part AS (
    SELECT member.region, area.level, area.year, area.area, sum(area.persons) AS persons,
           sum(sum(area.persons)) OVER (PARTITION BY member.region, area.level, area.year) AS region_persons
    FROM core.region_member AS member
    JOIN core.region AS region USING (region)
    JOIN area_of_municipality AS area USING (municipality)
    WHERE region.kind IN ('home', 'comparator')
    GROUP BY member.region, area.level, area.year, area.area
),
whole AS (
    SELECT level, year, area, sum(persons) AS persons
    FROM area_of_municipality
    GROUP BY ALL
)
SELECT part.region, part.level, part.year, part.area,
       count(*) OVER one AS areas_of_region,
       100 * sum(part.persons) OVER one / sum(whole.persons) OVER one AS region_share_of_areas_pct
FROM part
JOIN whole USING (level, year, area)
WHERE part.persons >= 0.25 * part.region_persons
WINDOW one AS (PARTITION BY part.region, part.level, part.year)
QUALIFY region_share_of_areas_pct > 50;

DROP TABLE area_of_municipality;
DROP TABLE county_of_municipality;
