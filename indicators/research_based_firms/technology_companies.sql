-- technology_companies.sql – technology companies in the region, as printed
SELECT region, year::INTEGER AS year, "value"::DOUBLE AS "value",
       CASE WHEN reason IS NULL THEN 'measured' ELSE 'estimated' END AS status, coalesce(reason, '') AS reason
FROM register.technology_companies
WHERE measure = 'technology_companies'
