-- kommune_nm_rank.sql – the municipality's rank in NHO's ranking, as published
SELECT region, year, rank_total AS "value",
       CASE WHEN is_computed THEN 'estimated' ELSE 'measured' END AS status,
       concat_ws(';', CASE WHEN is_computed THEN 'rank_computed' END,
                 CASE WHEN NOT is_same_borders THEN 'borders_of_the_edition' END) AS reason
FROM core.kommune_nm
WHERE ranked = 'municipalities'
