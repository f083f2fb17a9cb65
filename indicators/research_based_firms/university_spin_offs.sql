-- university_spin_offs.sql – new companies from the university's technology transfer office, as printed
SELECT region, year::INTEGER AS year, sum("value"::DOUBLE) AS "value",
       'measured' AS status, '' AS reason
FROM register.university_key_figures
WHERE measure = 'new_companies'
GROUP BY ALL
