-- study_applicants_per_place.sql – first-choice applicants per study place in the national admission
SELECT member.region, places.year, sum(places.first_choice_applicants) / sum(places.study_places) AS "value",
       'measured' AS status, '' AS reason
FROM core.region_member AS member
JOIN core.study_places AS places USING (municipality)
WHERE member.region <> 'norway'
GROUP BY member.region, places.year
HAVING count(*) = any_value(member.municipalities_in_region) AND sum(places.study_places) > 0
UNION ALL BY NAME
SELECT 'norway' AS region, year, first_choice_applicants / study_places AS "value", 'measured' AS status, '' AS reason
FROM core.study_places_nation
WHERE study_places > 0
