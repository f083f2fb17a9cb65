-- population_growth.sql – growth from 1 January of the year to 1 January of the next, per cent
SELECT member.region, this.year, 100.0 * (sum(next.persons) / sum(this.persons) - 1) AS "value",
       least(min(this.status), min(next.status)) AS status,  -- one estimated member makes the region estimated
       greatest(max(this.reason), max(next.reason)) AS reason
FROM core.region_member AS member
JOIN core.population AS this USING (municipality)
JOIN core.population AS next ON next.municipality = member.municipality AND next.year = this.year + 1
WHERE member.region <> 'norway'
GROUP BY member.region, this.year
HAVING count(*) = any_value(member.municipalities_in_region)
UNION ALL
SELECT 'norway', this.year, 100.0 * (next.persons / this.persons - 1), 'measured', ''
FROM core.population_nation AS this
JOIN core.population_nation AS next ON next.year = this.year + 1
