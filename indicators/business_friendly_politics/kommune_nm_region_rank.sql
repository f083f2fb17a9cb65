-- kommune_nm_region_rank.sql – the region's rank among the regions of NHO's ranking, as published
SELECT region, year, rank_total AS "value", 'measured' AS status, 'borders_of_the_edition' AS reason
FROM core.kommune_nm
WHERE ranked = 'regions'
