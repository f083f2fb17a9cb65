-- study_places_per_1000.sql – study places in the national admission per 1 000 inhabitants
SELECT member.region, places.year, 1000 * sum(places.study_places) / sum(people.persons) AS "value",
       'measured' AS status, '' AS reason
FROM core.region_member AS member
JOIN core.study_places AS places USING (municipality)
JOIN core.population AS people USING (municipality, year)
WHERE member.region <> 'norway'
GROUP BY member.region, places.year
HAVING count(*) = any_value(member.municipalities_in_region)
UNION ALL BY NAME
SELECT 'norway' AS region, year, 1000 * study_places / persons AS "value", 'measured' AS status, '' AS reason
FROM core.study_places_nation
JOIN (SELECT year, sum(persons) AS persons FROM core.population GROUP BY year) AS people USING (year)
