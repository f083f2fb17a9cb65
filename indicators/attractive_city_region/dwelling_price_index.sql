-- dwelling_price_index.sql – the dwelling price index, 2015 = 100, of the price region that stands for the region
SELECT region.region, price.year, price.price_index AS "value",
       CASE WHEN region.is_whole_region THEN 'measured' ELSE 'estimated' END AS status,
       CASE WHEN region.is_whole_region THEN '' ELSE 'price_region' END AS reason
FROM core.price_region AS region
JOIN core.dwelling_price_index AS price USING (price_region)
