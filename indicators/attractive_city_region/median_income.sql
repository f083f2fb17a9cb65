-- median_income.sql – households' income after tax: the median of a municipality, and for several municipalities the
-- mean of their medians weighted by households, which is not the median of the region
SELECT member.region, income.year,
       CASE WHEN count(*) = 1 THEN any_value(income.median_income_nok)
            ELSE sum(income.median_income_nok * income.households) / sum(income.households) END AS "value",
       CASE WHEN count(*) = 1 THEN any_value(income.status) ELSE 'estimated' END AS status,
       CASE WHEN count(*) = 1 THEN any_value(income.reason) ELSE 'weighted_mean_of_medians' END AS reason
FROM core.region_member AS member
JOIN core.median_income AS income USING (municipality)
WHERE member.region <> 'norway'
GROUP BY member.region, income.year
HAVING count(*) = any_value(member.municipalities_in_region) AND (count(*) = 1 OR count(income.households) = count(*))
UNION ALL
SELECT 'norway', year, median_income_nok, 'measured', ''
FROM core.median_income_nation
