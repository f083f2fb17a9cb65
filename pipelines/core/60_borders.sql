-- What the sub-goals' tables share: any year's codes on today's borders, year by year.

-- Every code that makes up a municipality of today in a year. A figure for today's municipality needs all `parts`.
CREATE TABLE core.municipality_part AS
SELECT years.year, link.code, link.municipality, link.weight,
       count(*) OVER (PARTITION BY years.year, link.municipality) AS parts,
       link.weight < 1 AS is_part
FROM core.municipality_link AS link
JOIN (SELECT unnest(range(1977, 2061))::INTEGER AS year) AS years
  ON years.year BETWEEN link.valid_from_year AND link.valid_to_year;

-- Where Statistics Norway's own sums on today's borders are no figure: it gives the parts of a split municipality
-- nothing, or one of them all.
CREATE TABLE core.not_summed AS
SELECT DISTINCT municipality, year FROM core.municipality_part WHERE is_part;
