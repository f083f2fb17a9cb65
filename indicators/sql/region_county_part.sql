-- What a region holds of each county: value added of its municipalities, on fixed borders and as members of the year.
CREATE TABLE out.region_county_part AS
WITH municipal AS (
    SELECT *, greatest(year, 2016) AS borders,
           sum(value_added_mnok) OVER county AS county_mnok,
           sum(jobs) OVER county AS county_jobs
    FROM out.municipal_value_added
    WINDOW county AS (PARTITION BY method, vintage, table_id, year, county)
),
fixed AS (
    SELECT municipal.*, member.region, 'fixed' AS membership, link.weight, link.municipality,
           member.municipalities_in_region
    FROM municipal
    JOIN core.municipality_link AS link
      ON link.code = municipal.code AND municipal.borders BETWEEN link.valid_from_year AND link.valid_to_year
    JOIN core.region_member AS member USING (municipality)
    JOIN core.region AS region USING (region)
    -- single municipalities are shown by the recommended method alone
    WHERE region.kind <> 'municipality' OR municipal.method = 'jobs_by_industry'
),
of_the_year AS (
    SELECT municipal.*, member.region, 'year' AS membership, 1.0 AS weight, municipal.code AS municipality,
           member.municipalities_in_region
    FROM municipal
    JOIN core.region_member_of_the_year AS member ON member.code = municipal.code AND member.year = municipal.year
),
both_memberships AS (
    SELECT * FROM fixed UNION ALL SELECT * FROM of_the_year
),
-- a region with a municipality missing gives no row: a partial sum is not a figure
whole AS (
    SELECT method, region, membership, vintage, table_id, year
    FROM both_memberships
    GROUP BY ALL
    HAVING count(DISTINCT municipality) = any_value(municipalities_in_region)
)
SELECT method, region, membership, vintage, table_id, year, county,
       sum(value_added_mnok * weight) AS value_added_mnok,
       sum(mainland_mnok * weight) AS mainland_mnok,
       any_value(county_mnok) AS county_mnok,
       sum(jobs * weight) AS jobs,
       sum(employed * weight) AS employed,
       -- as in the back-test, where the centre is the part with the most jobs
       sum(jobs * weight) > 0.5 * any_value(county_jobs) AS is_centre,
       array_to_string(list_sort(list_distinct(list(reason))), ';')
           || CASE WHEN min(weight) < 1 THEN ';split_weights' ELSE '' END AS reason
FROM both_memberships
JOIN whole USING (method, region, membership, vintage, table_id, year)
GROUP BY ALL
-- in one order, so that two builds from the same documents name the reasons alike
ORDER BY method, region, membership, vintage, table_id, year, county;
