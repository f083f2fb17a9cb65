-- Facts about each municipality beside its estimate, and what its borders come from.
CREATE TABLE out.municipality AS
WITH commuting AS (
    -- codes of the year come out on today's borders; a split is divided by its weights on both ends
    SELECT year, home.municipality AS home, work.municipality AS work,
           sum(persons * home.weight * work.weight) AS persons
    FROM core.commuting
    JOIN core.municipality_link AS home ON home.code = commuting.home
     AND commuting.year BETWEEN home.valid_from_year AND home.valid_to_year
    JOIN core.municipality_link AS work ON work.code = commuting.work
     AND commuting.year BETWEEN work.valid_from_year AND work.valid_to_year
    GROUP BY ALL
)
SELECT municipality, year,
       sum(CASE WHEN work = municipality AND home <> municipality THEN persons END) AS in_commuters,
       sum(CASE WHEN home = municipality AND work <> municipality THEN persons END) AS out_commuters
FROM commuting
JOIN core.municipality ON municipality IN (home, work)
GROUP BY ALL;

-- "continues Orkdal, Meldal, Agdenes and part of Snillfjord": what the municipality was the year before, in the years in
-- which several codes became fewer. A mere change of number is no change of borders.
CREATE TABLE out.area_change AS
WITH parts AS (
    SELECT link.municipality, years.year, list(link.code ORDER BY link.code) AS codes, min(link.weight) AS least_weight
    FROM core.municipality_link AS link
    JOIN (SELECT unnest(range(2005, 2101)) AS year) AS years
      ON years.year BETWEEN link.valid_from_year AND link.valid_to_year
    GROUP BY ALL
)
SELECT before.municipality, before.year + 1 AS year, link.code, names.name, link.weight, link.weight < 1 AS is_part
FROM parts AS before
JOIN parts AS after ON after.municipality = before.municipality AND after.year = before.year + 1
JOIN core.municipality_link AS link
  ON link.municipality = before.municipality AND before.year BETWEEN link.valid_from_year AND link.valid_to_year
JOIN core.municipality_code AS names
  ON names.code = link.code AND before.year BETWEEN names.first_year AND names.last_year
WHERE len(before.codes) > len(after.codes) OR before.least_weight < after.least_weight;
