-- youth_outside.sql – share of those aged 15–29 who are outside work, education and labour-market measures
SELECT member.region, youth.year, 100.0 * sum(youth.outside) / sum(youth.residents) AS "value",
       min(youth.status) AS status, max(youth.reason) AS reason
FROM core.region_member AS member
JOIN core.youth_outside AS youth USING (municipality)
GROUP BY member.region, youth.year
HAVING count(*) = any_value(member.municipalities_in_region)
