-- Regions' value added with its band, summed from the parts of counties that they hold. The bounds stand beside the
-- parts in the same order.
CREATE TABLE out.region_value_added AS
WITH part AS (
    SELECT * FROM out.region_county_part POSITIONAL JOIN part_bounds
)
SELECT method, region, membership, vintage, table_id, year,
       sum(value_added_mnok) AS value_added_mnok,
       sum(low * county_mnok) AS low_mnok,
       sum(high * county_mnok) AS high_mnok,
       sum(mainland_mnok) AS mainland_mnok,
       sum(jobs) AS jobs,
       sum(employed) AS employed,
       array_to_string(list_sort(list_distinct(flatten(list(string_split(reason, ';'))))), ';') AS reason
FROM part
GROUP BY ALL;
