-- research_spin_offs.sql – new technology companies that came out of research institutions, as printed
SELECT region, year::INTEGER AS year, "value"::DOUBLE AS "value",
       CASE WHEN reason IS NULL THEN 'measured' ELSE 'estimated' END AS status, coalesce(reason, '') AS reason
FROM register.technology_companies
WHERE measure = 'new_companies_from_research'
