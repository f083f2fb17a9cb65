-- gdp_gap.sql – what the region's value added lacks of its share of the population, in billion kroner.
-- At fixed prices: the deflator of mainland GDP takes every year to the prices of the price year.
WITH gap AS (
    SELECT region, year, denominator, membership, vintage, reason,
           population_share_pct / 100 * denominator_mnok - value_added_mnok AS gap_mnok,
           -- more value added than estimated means a smaller gap: the bounds change places
           population_share_pct / 100 * denominator_mnok - value_added_mnok * high_factor AS low_mnok,
           population_share_pct / 100 * denominator_mnok - value_added_mnok * low_factor AS high_mnok
    FROM out.region_share
    WHERE method = 'jobs_by_industry'
),
deflator AS (
    SELECT year, (SELECT deflator FROM core.mainland WHERE year = (SELECT price_year FROM out.setting)) / deflator
                 AS to_price_year
    FROM core.mainland
),
priced AS (
    SELECT gap.*, 'current' AS prices, 1 AS to_price_year FROM gap
    UNION ALL
    SELECT gap.*, 'fixed', to_price_year FROM gap JOIN deflator USING (year)
)
-- Two large sums that are alike still differ in their last bits, now and then: kept to the krone, without minus zero.
SELECT region, year, denominator, membership, vintage, prices,
       round(gap_mnok * to_price_year / 1000, 9) + 0.0 AS "value",
       round(low_mnok * to_price_year / 1000, 9) + 0.0 AS low,
       round(high_mnok * to_price_year / 1000, 9) + 0.0 AS high,
       'estimated' AS status, reason
FROM priced
