-- gdp_share.sql – the region's estimated value added in per cent of the denominator
SELECT region, year, denominator, membership, vintage,
       gdp_share_pct AS "value", gdp_share_pct * low_factor AS low, gdp_share_pct * high_factor AS high,
       'estimated' AS status, reason
FROM out.region_share
WHERE method = 'jobs_by_industry'
