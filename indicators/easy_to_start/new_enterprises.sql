-- new_enterprises.sql – newly established enterprises per 1 000 inhabitants on 1 January
WITH regional AS (
    SELECT member.region, new.year, 1000.0 * sum(new.enterprises) / sum(population.persons) AS per_thousand,
           least(min(new.status), min(population.status)) AS status,  -- one estimated member makes the region estimated
           greatest(max(new.reason), max(population.reason)) AS reason
    FROM core.region_member AS member
    JOIN core.new_enterprises AS new USING (municipality)
    JOIN core.population AS population USING (municipality, year)
    WHERE member.region <> 'norway'
    GROUP BY member.region, new.year
    HAVING count(*) = any_value(member.municipalities_in_region)
)
SELECT region, year, per_thousand AS "value", status, reason
FROM regional
UNION ALL
SELECT 'norway', nation.year, 1000.0 * nation.enterprises / population.persons, 'measured',
       CASE nation.definition WHEN 'with_owner_changes' THEN 'with_owner_changes' ELSE '' END
FROM core.new_enterprises_nation AS nation
JOIN core.population_nation AS population USING (year)
UNION ALL
-- where a member's own figure is missing, the region's county or counties stand for it
SELECT proxy.region, county.year, 1000.0 * sum(county.enterprises) / sum(people.persons), 'estimated',
       CASE max(county.definition) WHEN 'with_owner_changes' THEN 'county_figure;with_owner_changes'
                                   ELSE 'county_figure' END
FROM core.region_proxy AS proxy
JOIN core.new_enterprises_by_county AS county ON county.county = proxy.area AND county.year = proxy.year
JOIN core.county_population AS people ON people.county = proxy.area AND people.year = proxy.year
ANTI JOIN regional ON regional.region = proxy.region AND regional.year = proxy.year
WHERE proxy.level = 'county'
GROUP BY proxy.region, county.year
HAVING count(*) = any_value(proxy.areas_of_region)
