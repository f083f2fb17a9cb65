-- technology_company_employees.sql – people employed in technology companies, as printed
SELECT region, year::INTEGER AS year, "value"::DOUBLE AS "value",
       CASE WHEN reason IS NULL THEN 'measured' ELSE 'estimated' END AS status, coalesce(reason, '') AS reason
FROM register.technology_companies
WHERE measure = 'employees'
