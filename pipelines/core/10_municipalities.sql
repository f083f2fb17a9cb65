-- Municipalities, counties and regions: codes as keys, names as attributes (two municipalities are called Våler).

CREATE TABLE core.county AS
SELECT county, name, first_year::INTEGER AS first_year, last_year::INTEGER AS last_year,
       coalesce(string_split(merged_from, ' '), []) AS merged_from
FROM register.counties;

-- Every life of every municipality code, with the years in which it was valid on 1 January. A code can come back with
-- another meaning, and a municipality can change its name within a code. An official name can hold the name in several
-- languages, in any order ("Snåase - Snåsa"); `name` is the Norwegian one, known by its having stood alone earlier.
CREATE TABLE core.municipality_code AS
WITH lives AS (
    SELECT code, name AS official_name, year(valid_from) AS first_year, coalesce(year(valid_to) - 1, 9999) AS last_year
    FROM staging.klass_code
    WHERE code <> '9999'
),
alone AS (
    SELECT official_name, list_filter(string_split(official_name, ' - '), lambda part: list_contains(known, part)) AS names
    FROM (SELECT DISTINCT official_name FROM lives), (SELECT list(DISTINCT official_name) AS known FROM lives)
)
SELECT code, if(len(names) = 1, names[1], official_name) AS name, official_name, first_year, last_year
FROM lives
JOIN alone USING (official_name);

CREATE TABLE core.municipality AS
SELECT code AS municipality, name, official_name, substr(code, 1, 2) AS county
FROM core.municipality_code
WHERE last_year = 9999;

-- Any year's code to today's municipalities. A merger weighs 1; a split is divided by declared weights.
CREATE TABLE core.municipality_link AS
SELECT code, valid_from_year, valid_to_year, municipality, weight, is_split
FROM staging.municipality_link
JOIN core.municipality USING (municipality);

-- The declared regions, and every municipality of today as a region of its own: what holds for regions holds for them.
CREATE TABLE core.region AS
SELECT region, kind, name_nb, name_en, sort, members, ba_region, county, every_municipality, except_region
FROM register.region
UNION ALL BY NAME
SELECT municipality AS region, 'municipality' AS kind, name AS name_nb, name AS name_en, official_name,
       1000 + row_number() OVER (ORDER BY municipality) AS sort, [municipality] AS members, county AS county,
       false AS every_municipality
FROM core.municipality;

CREATE TABLE core.region_member AS
WITH ba AS (
    SELECT municipality, ba_region FROM register.ba_regions
),
fixed AS (
    SELECT region.region, municipality.municipality
    FROM register.region AS region
    JOIN core.municipality AS municipality
      ON list_contains(region.members, municipality.municipality)
      OR region.every_municipality
      OR municipality.county = region.county
    UNION
    SELECT region.region, ba.municipality
    FROM register.region AS region
    JOIN ba ON ba.ba_region = region.ba_region
),
without AS (
    SELECT fixed.region, fixed.municipality
    FROM fixed
    JOIN register.region AS region USING (region)
    WHERE region.except_region IS NULL
       OR NOT list_contains(
              (SELECT members FROM register.region AS other WHERE other.region = region.except_region),
              fixed.municipality)
)
SELECT region, municipality, count(*) OVER (PARTITION BY region) AS municipalities_in_region
FROM (SELECT * FROM without UNION ALL SELECT municipality, municipality FROM core.municipality);

-- Members as they were, in the codes of the year.
CREATE TABLE core.region_member_of_the_year AS
SELECT period.region, years.year, period.code,
       count(*) OVER (PARTITION BY period.region, years.year) AS municipalities_in_region
FROM (SELECT region, from_year, to_year, unnest(codes) AS code FROM register.region_period) AS period
JOIN (SELECT unnest(range(1986, 2101)) AS year) AS years
  ON years.year BETWEEN period.from_year AND period.to_year;
