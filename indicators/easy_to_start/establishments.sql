-- establishments.sql – establishments per 1 000 inhabitants on 1 January
SELECT member.region, establishments.year,
       1000.0 * sum(establishments.establishments) / sum(population.persons) AS "value",
       least(min(establishments.status), min(population.status)) AS status,
       greatest(max(establishments.reason), max(population.reason)) AS reason
FROM core.region_member AS member
JOIN core.establishments AS establishments USING (municipality)
JOIN core.population AS population USING (municipality, year)
GROUP BY member.region, establishments.year
HAVING count(*) = any_value(member.municipalities_in_region)
