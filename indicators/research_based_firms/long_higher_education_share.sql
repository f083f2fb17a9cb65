-- long_higher_education_share.sql – people with long higher education in per cent of everyone whose level is known
SELECT member.region, education.year,
       100 * sum(education.long_higher_persons) / sum(education.known_persons) AS "value",
       CASE WHEN bool_and(education.status = 'measured') OR bool_and(is_published_share) AND count(*) = 1
            THEN 'measured' ELSE 'estimated' END AS status,
       CASE WHEN bool_and(is_published_share) AND count(*) = 1 THEN ''
            ELSE coalesce(string_agg(DISTINCT nullif(education.reason, ''), ';'
                                     ORDER BY nullif(education.reason, '')), '') END AS reason
FROM core.region_member AS member
JOIN core.long_education AS education USING (municipality)
WHERE member.region <> 'norway'
GROUP BY member.region, education.year
HAVING count(*) = any_value(member.municipalities_in_region)
UNION ALL BY NAME
SELECT 'norway' AS region, year, 100 * long_higher_persons / known_persons AS "value", 'measured' AS status,
       '' AS reason
FROM core.long_education_nation
