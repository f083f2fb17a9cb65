-- net_migration.sql – moved in less moved out, per 1 000 inhabitants: published where it is, implied where it is not
SELECT member.region, moved.year, 1000.0 * sum(moved.net_migration_persons) / sum(population.mean_persons) AS "value",
       least(min(moved.status), min(population.status)) AS status,
       concat_ws(';', CASE WHEN bool_or(moved.reason LIKE 'implied_migration%') THEN 'implied_migration' END,
                 CASE WHEN bool_or(moved.reason LIKE '%split_weights' OR population.reason = 'split_weights')
                      THEN 'split_weights' END) AS reason
FROM core.region_member AS member
JOIN core.net_migration AS moved USING (municipality)
JOIN core.population_mean AS population USING (municipality, year)
WHERE member.region <> 'norway'
GROUP BY member.region, moved.year
HAVING count(*) = any_value(member.municipalities_in_region)
UNION ALL
SELECT 'norway', moved.year, 1000.0 * moved.net_migration_persons / population.mean_persons, 'measured', ''
FROM core.net_migration_nation AS moved
JOIN core.population_mean_nation AS population USING (year)
