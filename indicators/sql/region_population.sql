-- Regions' mean population of the year, and the nation's.
CREATE TABLE out.region_population AS
WITH fixed AS (
    SELECT member.region, 'fixed' AS membership, population.year,
           sum(population.mean_persons) AS mean_persons,
           CASE WHEN bool_and(population.status = 'measured') THEN 'measured' ELSE 'estimated' END AS status,
           coalesce(string_agg(DISTINCT nullif(population.reason, ''), ';'), '') AS reason
    FROM core.region_member AS member
    JOIN core.population_mean AS population USING (municipality)
    WHERE member.region NOT IN (SELECT region FROM core.region WHERE every_municipality)
    GROUP BY ALL
    HAVING count(*) = any_value(member.municipalities_in_region)
    UNION ALL
    -- the nation has a figure of its own, also where a municipality's is not known
    SELECT region.region, 'fixed', nation.year, nation.mean_persons, 'measured', ''
    FROM core.region AS region, core.population_mean_nation AS nation
    WHERE region.every_municipality
),
-- Codes change at the turn of a year. The mean is reckoned from 1 January of the year with the growth of today's
-- municipality that the area belongs to.
members AS (
    SELECT member.region, member.year, member.code, member.municipalities_in_region,
           coalesce(by_code.persons, today.persons) AS persons,
           growth.mean_persons / today_of_link.persons AS mean_to_january
    FROM core.region_member_of_the_year AS member
    JOIN core.municipality_link AS link
      ON link.code = member.code AND greatest(member.year, 2016) BETWEEN link.valid_from_year AND link.valid_to_year
    JOIN core.population_mean AS growth ON growth.municipality = link.municipality AND growth.year = member.year
    JOIN core.population AS today_of_link
      ON today_of_link.municipality = link.municipality AND today_of_link.year = member.year
    LEFT JOIN core.population_by_code AS by_code ON by_code.code = member.code AND by_code.year = member.year
    LEFT JOIN core.population AS today ON today.municipality = member.code AND today.year = member.year
    QUALIFY row_number() OVER (PARTITION BY member.region, member.year, member.code ORDER BY link.weight DESC) = 1
),
of_the_year AS (
    SELECT region, 'year' AS membership, year, sum(persons * mean_to_january) AS mean_persons,
           'estimated' AS status, 'mean_population_chained' AS reason
    FROM members
    WHERE persons IS NOT NULL
    GROUP BY region, year
    HAVING count(*) = any_value(municipalities_in_region)
)
SELECT region.*, nation.mean_persons AS nation_mean_persons,
       100.0 * region.mean_persons / nation.mean_persons AS population_share_pct
FROM (SELECT * FROM fixed UNION ALL SELECT * FROM of_the_year) AS region
JOIN core.population_mean_nation AS nation USING (year);
