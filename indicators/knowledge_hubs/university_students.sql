-- university_students.sql – registered students, as printed by the university
SELECT region, year::INTEGER AS year, sum("value"::DOUBLE) AS "value",
       'measured' AS status, 'every_campus' AS reason
FROM register.university_key_figures
WHERE measure = 'students'
GROUP BY ALL
