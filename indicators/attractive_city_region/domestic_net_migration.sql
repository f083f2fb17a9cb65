-- domestic_net_migration.sql – moved in from the rest of Norway less moved out to it, per 1 000 inhabitants
-- Moves between the region's own municipalities cancel out. For the whole country the figure is zero by definition.
SELECT member.region, moved.year,
       1000.0 * sum(moved.domestic_net_migration_persons) / sum(population.mean_persons) AS "value",
       least(min(moved.status), min(population.status)) AS status,
       greatest(max(moved.reason), max(population.reason)) AS reason
FROM core.region_member AS member
JOIN core.net_migration AS moved USING (municipality)
JOIN core.population_mean AS population USING (municipality, year)
WHERE member.region <> 'norway' AND moved.domestic_net_migration_persons IS NOT NULL
GROUP BY member.region, moved.year
HAVING count(*) = any_value(member.municipalities_in_region)
