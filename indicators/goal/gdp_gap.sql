-- gdp_gap.sql – what the region's value added lacks of its share of the population, in billion kroner.
-- At fixed prices: the deflator of mainland GDP takes every year to the prices of the price year.
WITH gap AS (
    SELECT region, year, denominator, membership, vintage, reason,
           (population_share_pct / 100 * denominator_mnok - value_added_mnok) / 1000 AS current_bnok,
           -- more value added than estimated means a smaller gap: the bounds change places
           (population_share_pct / 100 * denominator_mnok - value_added_mnok * high_factor) / 1000 AS low_bnok,
           (population_share_pct / 100 * denominator_mnok - value_added_mnok * low_factor) / 1000 AS high_bnok
    FROM out.region_share
    WHERE method = 'jobs_by_industry'
),
deflator AS (
    SELECT year, (SELECT deflator FROM core.mainland WHERE year = (SELECT price_year FROM out.setting)) / deflator
                 AS to_price_year
    FROM core.mainland
)
SELECT region, year, denominator, membership, vintage, 'current' AS prices,
       current_bnok AS "value", low_bnok AS low, high_bnok AS high, 'estimated' AS status, reason
FROM gap
UNION ALL
SELECT region, year, denominator, membership, vintage, 'fixed',
       current_bnok * to_price_year, low_bnok * to_price_year, high_bnok * to_price_year, 'estimated', reason
FROM gap
JOIN deflator USING (year)
