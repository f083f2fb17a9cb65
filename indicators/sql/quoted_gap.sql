-- The plan's 17 billion: no source tells how it was computed. Here is the gap under every reasonable definition in the
-- years the plan can have had figures for; those near the quoted amount are marked – as an inference, not as the method.
CREATE TABLE out.quoted_gap AS
WITH municipal AS (
    SELECT vintage, table_id, year, code, value_added_mnok
    FROM out.municipal_value_added
    WHERE method = 'jobs_by_industry' AND year BETWEEN 2006 AND 2010
),
border_code AS (
    SELECT borders, name_nb, name_en, unnest(codes) AS code, len(codes) AS municipalities
    FROM register.border_set JOIN register.goal USING (region)
    WHERE len(codes) > 0
),
region AS (
    SELECT borders, name_nb, name_en, vintage, table_id, year, sum(value_added_mnok) AS value_added_mnok
    FROM border_code JOIN municipal USING (code)
    GROUP BY ALL HAVING count(*) = any_value(municipalities)
    UNION ALL
    SELECT border_set.borders, border_set.name_nb, border_set.name_en, vintage, table_id, year, value_added_mnok
    FROM out.region_value_added
    JOIN register.goal USING (region)
    JOIN register.border_set USING (region)
    WHERE len(border_set.codes) = 0 AND membership = 'fixed' AND method = 'jobs_by_industry' AND year BETWEEN 2006 AND 2010
),
population AS (
    SELECT borders, this.year, sum(this.persons + next.persons) / 2.0 AS mean_persons
    FROM border_code
    JOIN core.population_by_code AS this USING (code)
    JOIN core.population_by_code AS next ON next.code = border_code.code AND next.year = this.year + 1
    GROUP BY ALL HAVING count(*) = any_value(municipalities)
    UNION ALL
    SELECT border_set.borders, year, mean_persons
    FROM out.region_population
    JOIN register.goal USING (region)
    JOIN register.border_set USING (region)
    WHERE len(border_set.codes) = 0 AND membership = 'fixed'
),
denominator AS (
    UNPIVOT (
        SELECT account.vintage, account.table_id, account.year,
               account.counties_mnok AS counties_basic, account.mainland_mnok AS mainland_basic,
               account.with_shelf_mnok AS with_shelf_basic,
               mainland.gdp_market_mnok AS mainland_market, mainland.nation_market_mnok AS with_shelf_market
        FROM out.account_year AS account LEFT JOIN core.mainland AS mainland USING (year)
        WHERE account.price = 'basic' AND account.year BETWEEN 2006 AND 2010
    ) ON counties_basic, mainland_basic, with_shelf_basic, mainland_market, with_shelf_market
    INTO NAME basis VALUE denominator_mnok
)
SELECT region.borders, region.name_nb AS borders_nb, region.name_en AS borders_en, region.vintage, region.table_id,
       region.year, denominator.basis, region.value_added_mnok, denominator.denominator_mnok,
       100.0 * population.mean_persons / nation.mean_persons AS population_share_pct,
       (population.mean_persons / nation.mean_persons * denominator.denominator_mnok - region.value_added_mnok) / 1000
           AS gap_bnok,
       goal.quoted_gap_bnok,
       2.0 AS near_bnok,
       abs((population.mean_persons / nation.mean_persons * denominator.denominator_mnok - region.value_added_mnok)
           / 1000 - goal.quoted_gap_bnok) <= near_bnok AS is_near
FROM region
JOIN denominator USING (vintage, table_id, year)
JOIN population USING (borders, year)
JOIN core.population_mean_nation AS nation USING (year)
CROSS JOIN register.goal AS goal;
