-- The goal's two sides for every region and denominator, as the figures stood when each vintage came out and as they
-- stand now ("latest"). For each year that is the newest vintage that has what the denominator needs, and it alone:
-- numerator and denominator are always of the same vintage (vintage_used).
CREATE TABLE out.region_share AS
WITH sides AS (
    SELECT value_added.method, value_added.region, value_added.membership, value_added.vintage, value_added.table_id,
           value_added.year, denominator.denominator,
           CASE WHEN denominator.denominator = 'mainland' THEN value_added.mainland_mnok
                ELSE value_added.value_added_mnok END AS value_added_mnok,
           value_added.low_mnok / value_added.value_added_mnok AS low_factor,
           value_added.high_mnok / value_added.value_added_mnok AS high_factor,
           denominator.denominator_mnok,
           value_added.reason
               || CASE WHEN denominator.denominator = 'mainland' AND denominator.mainland_year IS NOT NULL
                       THEN ';mainland_share:' || denominator.mainland_year::INTEGER ELSE '' END AS reason
    FROM out.region_value_added AS value_added
    JOIN (
        UNPIVOT (SELECT vintage, table_id, year, mainland_year, counties_mnok AS counties, mainland_mnok AS mainland,
                        with_shelf_mnok AS with_shelf FROM out.account_year)
        ON counties, mainland, with_shelf INTO NAME denominator VALUE denominator_mnok
    ) AS denominator USING (vintage, table_id, year)
),
-- What stood in each year when a vintage came out: the newest of those published until then. Statistics Norway's own go
-- before Eurostat's, and Eurostat's before DOSE's, which are older figures under a later date.
preference AS (
    SELECT DISTINCT table_id, CASE table_id WHEN '11713' THEN 1 WHEN '09391' THEN 1 WHEN 'nama_10r_3gdp' THEN 2 ELSE 3 END
           AS place
    FROM sides
),
moment AS (
    SELECT DISTINCT vintage FROM sides UNION ALL SELECT 'latest'
),
every_vintage AS (
    SELECT moment.vintage, sides.vintage AS vintage_used, sides.* EXCLUDE (vintage)
    FROM moment
    JOIN sides ON moment.vintage = 'latest' OR sides.vintage <= moment.vintage
    JOIN core.region AS region ON region.region = sides.region
     -- and single municipalities as the figures stand now
     AND (region.kind <> 'municipality' OR moment.vintage = 'latest')
    JOIN preference USING (table_id)
    QUALIFY row_number() OVER (
        PARTITION BY moment.vintage, sides.method, sides.region, sides.membership, sides.year, sides.denominator
        ORDER BY preference.place, sides.vintage DESC) = 1
)
SELECT every_vintage.*, region.kind,
       100.0 * value_added_mnok / denominator_mnok AS gdp_share_pct,
       population.population_share_pct,
       population.status AS population_status,
       population.reason AS population_reason
FROM every_vintage
JOIN core.region AS region USING (region)
JOIN out.region_population AS population USING (region, membership, year);

-- Kroner are shown at the prices of the newest year that has both an estimate and a whole year's deflator.
CREATE TABLE out.setting AS
SELECT max(share.year) AS price_year
FROM out.region_share AS share
JOIN core.mainland USING (year);
