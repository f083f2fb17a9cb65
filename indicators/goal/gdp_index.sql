-- gdp_index.sql – 100 where the share of value added equals the share of the population
SELECT region, year, denominator, membership, vintage,
       100.0 * gdp_share_pct / population_share_pct AS "value",
       100.0 * gdp_share_pct / population_share_pct * low_factor AS low,
       100.0 * gdp_share_pct / population_share_pct * high_factor AS high,
       'estimated' AS status, reason
FROM out.region_share
WHERE method = 'jobs_by_industry'
