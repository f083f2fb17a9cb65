-- housing_starts.sql – dwellings started in the year per 1 000 inhabitants on 1 January
SELECT member.region, starts.year, 1000.0 * sum(starts.dwellings_started) / sum(population.persons) AS "value",
       min(population.status) AS status, max(population.reason) AS reason
FROM core.region_member AS member
JOIN core.housing_starts AS starts USING (municipality)
JOIN core.population AS population USING (municipality, year)
GROUP BY member.region, starts.year
HAVING count(*) = any_value(member.municipalities_in_region)
