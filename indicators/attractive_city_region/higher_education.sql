-- higher_education.sql – persons of 16 years and above with higher education, in per cent of those with known education
SELECT member.region, education.year, 100.0 * sum(education.higher_educated) / sum(education.persons) AS "value",
       min(education.status) AS status, max(education.reason) AS reason
FROM core.region_member AS member
JOIN core.education_today AS education USING (municipality)
WHERE member.region <> 'norway'
GROUP BY member.region, education.year
HAVING count(*) = any_value(member.municipalities_in_region)
UNION ALL
-- shares without the persons behind them can't be put together to a region's: they serve single municipalities only
SELECT member.region, share.year, share.higher_educated_pct, 'measured', ''
FROM core.region_member AS member
JOIN core.education_share AS share USING (municipality)
WHERE member.region = member.municipality
UNION ALL
SELECT 'norway', year, higher_educated_pct, 'measured', ''
FROM core.higher_education_nation
