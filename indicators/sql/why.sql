-- Why the index is what it is.

-- index = (value added per job against the nation) × (jobs per inhabitant against the nation). The distance to 100 is
-- split by the logarithmic mean, which leaves no residual: L(a, b) = (a − b) / (ln a − ln b).
CREATE TABLE out.index_decomposition AS
WITH side AS (
    SELECT share.region, share.membership, share.denominator, share.year, share.vintage_used,
           100.0 * share.gdp_share_pct / share.population_share_pct AS index,
           share.gdp_share_pct / (100.0 * region.jobs / nation.jobs) AS productivity_ratio,
           (100.0 * region.jobs / nation.jobs) / share.population_share_pct AS jobs_ratio
    FROM out.region_share AS share
    JOIN out.region_value_added AS region
      ON region.method = share.method AND region.region = share.region AND region.membership = share.membership
     AND region.vintage = share.vintage_used AND region.table_id = share.table_id AND region.year = share.year
    JOIN (SELECT method, vintage, table_id, year, jobs FROM out.region_value_added
          WHERE region IN (SELECT region FROM core.region WHERE kind = 'nation') AND membership = 'fixed') AS nation
      ON nation.method = share.method AND nation.vintage = share.vintage_used
     AND nation.table_id = share.table_id AND nation.year = share.year
    WHERE share.method = 'jobs_by_industry' AND share.vintage = 'latest'
)
SELECT *,
       CASE WHEN abs(index - 100) < 1e-9 THEN 100.0 ELSE (index - 100) / ln(index / 100) END * ln(productivity_ratio)
           AS productivity_points,
       CASE WHEN abs(index - 100) < 1e-9 THEN 100.0 ELSE (index - 100) / ln(index / 100) END * ln(jobs_ratio)
           AS jobs_points
FROM side;

-- The gap by industry. The nation is the sum of the counties; s is the region's share of the population, V and E the
-- nation's value added and employed in the industry, v and e the region's:
--   s·V − v = V/E · (s·E − e)   structure: too few employed in the industry, at the nation's value added per employed
--           + (V/E · e − v)     productivity: the employed there are yield less than the nation's
-- An industry without employed persons (dwelling services) has no structure: all of it is its level.
-- To the krone, as in gdp_gap.sql; the level is what the two leave, so that nothing is left over.
CREATE TABLE out.gap_by_industry AS
WITH municipal AS (
    SELECT vintage, table_id, year, greatest(year, 2016) AS borders, code, industry, value_added_mnok, employed_thousand
    FROM out.industry_value_added
),
chosen AS (
    SELECT DISTINCT vintage_used AS vintage, table_id, year FROM out.region_share
    WHERE vintage = 'latest' AND denominator = 'counties' AND method = 'jobs_by_industry'
),
nation AS (
    SELECT vintage, table_id, year, industry, sum(value_added_mnok) AS nation_mnok,
           sum(employed_thousand) AS nation_employed
    FROM municipal JOIN chosen USING (vintage, table_id, year)
    GROUP BY ALL
),
region AS (
    SELECT member.region, vintage, table_id, year, industry,
           sum(value_added_mnok * link.weight) AS region_mnok, sum(employed_thousand * link.weight) AS region_employed
    FROM municipal
    JOIN chosen USING (vintage, table_id, year)
    JOIN core.municipality_link AS link
      ON link.code = municipal.code AND municipal.borders BETWEEN link.valid_from_year AND link.valid_to_year
    JOIN core.region_member AS member ON member.municipality = link.municipality
    JOIN core.region AS declared ON declared.region = member.region AND declared.kind <> 'municipality'
    GROUP BY ALL
)
SELECT region.region, region.year, region.vintage AS vintage_used, region.industry,
       region_mnok, region_employed, nation_mnok, nation_employed,
       round(population_share_pct / 100 * nation_mnok - region_mnok, 6) + 0.0 AS gap_mnok,
       CASE WHEN nation_employed > 0
            THEN round(nation_mnok / nation_employed * (population_share_pct / 100 * nation_employed - region_employed), 6)
                 + 0.0
            ELSE 0 END AS structure_mnok,
       round(gap_mnok - structure_mnok, 6) + 0.0 AS productivity_mnok
FROM region
JOIN nation USING (vintage, table_id, year, industry)
JOIN out.region_population AS population
  ON population.region = region.region AND population.year = region.year AND population.membership = 'fixed';
