-- dwelling_price.sql – price per square metre of existing detached houses; a region's is the mean of its
-- municipalities', weighted by sales where they are known and by inhabitants where they are not
SELECT member.region, price.year,
       CASE WHEN count(price.sales) = count(*) THEN sum(price.price_per_m2_nok * price.sales) / sum(price.sales)
            ELSE sum(price.price_per_m2_nok * population.persons) / sum(population.persons) END AS "value",
       CASE WHEN count(*) = 1 OR count(price.sales) = count(*) THEN 'measured' ELSE 'estimated' END AS status,
       CASE WHEN count(*) = 1 OR count(price.sales) = count(*) THEN '' ELSE 'population_weighted_mean' END AS reason
FROM core.region_member AS member
JOIN core.dwelling_price AS price USING (municipality)
JOIN core.population AS population USING (municipality, year)
WHERE price.dwelling_type = '01'
GROUP BY member.region, price.year
HAVING count(*) = any_value(member.municipalities_in_region)
