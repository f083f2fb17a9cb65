-- population_share.sql – the region's mean population in per cent of the nation's
SELECT region, year, membership, population_share_pct AS "value", status, reason
FROM out.region_population
