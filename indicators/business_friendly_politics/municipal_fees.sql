-- municipal_fees.sql – a year's fees for water, sewage, waste and chimney sweeping
SELECT member.region, figure.year,
       sum(figure.fees_nok * population.persons) / sum(population.persons) AS "value",
       CASE WHEN count(*) = 1 THEN 'measured' ELSE 'estimated' END AS status,
       CASE WHEN count(*) = 1 THEN '' ELSE 'population_weighted_mean' END AS reason
FROM core.region_member AS member
JOIN core.municipal_fees AS figure USING (municipality)
JOIN core.population AS population USING (municipality, year)
GROUP BY member.region, figure.year
HAVING count(*) = any_value(member.municipalities_in_region)
