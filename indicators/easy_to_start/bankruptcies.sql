-- bankruptcies.sql – bankruptcies in the twelve months to the end of the second quarter, per 10 000 inhabitants
SELECT member.region, opened.year, 10000.0 * sum(opened.bankruptcies) / sum(population.persons) AS "value",
       least(min(opened.status), min(population.status)) AS status,
       greatest(max(opened.reason), max(population.reason)) AS reason
FROM core.region_member AS member
JOIN core.bankruptcies AS opened USING (municipality)
JOIN core.population AS population USING (municipality, year)
WHERE member.region <> 'norway'
GROUP BY member.region, opened.year
HAVING count(*) = any_value(member.municipalities_in_region)
UNION ALL
SELECT 'norway', opened.year, 10000.0 * opened.bankruptcies / population.persons, 'measured', ''
FROM core.bankruptcies_nation AS opened
JOIN core.population_nation AS population USING (year)
