-- establishments_with_ten_employees.sql – share of the establishments that have ten employees or more
SELECT member.region, sized.year, 100.0 * sum(sized.with_ten_or_more) / sum(sized.establishments) AS "value",
       'measured' AS status, '' AS reason
FROM core.region_member AS member
JOIN core.establishments_by_size AS sized USING (municipality)
GROUP BY member.region, sized.year
HAVING count(*) = any_value(member.municipalities_in_region)
