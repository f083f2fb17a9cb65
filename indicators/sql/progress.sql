-- The parts that progress is told by, one row for each indicator × region × choice of the reader's: the latest value,
-- the value to compare with, the usual swing, the target and the ranks. The words come after, in progress.py.
-- $span_years, $shortest_span, $longest_span, $noise_years, $fewest_changes and $swings are the rule of progress.yml;
-- $plan_year is the plan's target year.
WITH figure AS (
    SELECT indicator, region, denominator, membership, prices, year, "value", low, high, rank, ranked
    FROM out.indicator_value
    WHERE vintage IN ('', 'latest')
),
latest AS (
    SELECT indicator, region, denominator, membership, prices,
           max(year) AS latest_year, arg_max(figure, year) AS newest
    FROM figure
    GROUP BY ALL
),
-- At the reader's defaults every declared region stays in sight, with or without figures, and every municipality
-- wherever the figures are municipal.
in_sight AS (
    SELECT indicator, region, CASE WHEN list_contains(variants, 'denominator') THEN $denominator ELSE '' END AS denominator,
           CASE WHEN list_contains(variants, 'membership') THEN $membership ELSE '' END AS membership,
           CASE WHEN list_contains(variants, 'prices') THEN $prices ELSE '' END AS prices
    FROM out.indicator, out.region
    WHERE kind <> 'municipality'
       OR indicator IN (SELECT indicator FROM latest JOIN out.region USING (region) WHERE kind = 'municipality')
),
asked AS (
    SELECT every_one.*, kind
    FROM (SELECT * FROM in_sight UNION SELECT * EXCLUDE (latest_year, newest) FROM latest) AS every_one
    JOIN out.region USING (region)
),
latest_break AS (
    SELECT indicator, latest_year, max(year) AS break_year
    FROM out.indicator_break
    JOIN (SELECT DISTINCT indicator, latest_year FROM latest) USING (indicator)
    WHERE year <= latest_year
    GROUP BY ALL
),
-- On this side of a break before across it, then the nearest to the span, then the earlier.
base AS (
    SELECT indicator, region, denominator, membership, prices, latest_break.break_year,
           arg_min(figure, coalesce(figure.year < break_year, false)::INTEGER * 1000000
                           + abs(latest_year - $span_years - figure.year) * 10000 + figure.year) AS former
    FROM figure
    JOIN latest USING (indicator, region, denominator, membership, prices)
    LEFT JOIN latest_break USING (indicator, latest_year)
    WHERE figure.year BETWEEN latest_year - $longest_span AND latest_year - $shortest_span
    GROUP BY ALL
),
yearly AS (
    SELECT indicator, region, denominator, membership, prices, year,
           "value" - lag("value") OVER series AS yearly_change,
           year - lag(year) OVER series AS years_between
    FROM figure
    WINDOW series AS (PARTITION BY indicator, region, denominator, membership, prices ORDER BY year)
),
swing AS (
    SELECT indicator, region, denominator, membership, prices, stddev_samp(yearly_change) AS swing
    FROM yearly
    JOIN latest USING (indicator, region, denominator, membership, prices)
    ANTI JOIN out.indicator_break USING (indicator, year)
    WHERE years_between = 1 AND year > latest_year - $noise_years
    GROUP BY ALL
    HAVING count(*) >= $fewest_changes
),
best AS (
    SELECT indicator, denominator, membership, prices, year AS latest_year,
           arg_max(region, CASE direction WHEN 'down' THEN -"value" ELSE "value" END) AS comparators_best_region,
           arg_max("value", CASE direction WHEN 'down' THEN -"value" ELSE "value" END) AS comparators_best_value
    FROM figure
    JOIN out.indicator USING (indicator)
    JOIN out.region USING (region)
    WHERE kind = 'comparator' AND direction <> 'neutral' AND NOT size_dependent
    GROUP BY ALL
)
SELECT asked.indicator, declared.goal, asked.region, asked.denominator, asked.membership, asked.prices,
       declared.direction,
       former.year AS base_year, former."value" AS base_value,
       latest_year, newest."value" AS latest_value, newest.low AS band_low, newest.high AS band_high,
       -- parity of two shares means the same everywhere; a number set for a sub-goal is the home region's own
       CASE WHEN declared.goal = 'goal' OR asked.kind = 'home' THEN declared.target END AS target,
       CASE WHEN declared.goal = 'goal' OR asked.kind = 'home' THEN
            CASE WHEN declared.target IS NOT NULL THEN coalesce(declared.target_year, $plan_year) END
       END AS target_set_for,
       CASE WHEN former.year < break_year THEN break_year END AS break_year,
       -- in kroner of each year a figure rises with the prices alone: no rise of it counts
       CASE WHEN lifted_by_prices THEN 'prices' WHEN newest.high IS NOT NULL THEN 'band'
            WHEN swing IS NOT NULL THEN 'swing' ELSE '' END AS noise_from,
       CASE WHEN lifted_by_prices THEN NULL
            WHEN newest.high IS NOT NULL THEN greatest(newest.high - newest.low, former.high - former.low) / 2
            ELSE $swings * swing END AS noise,
       -- alone in the field is no place in it
       CASE WHEN newest.ranked > 1 THEN newest.rank END AS rank, newest.ranked,
       CASE WHEN former.ranked > 1 THEN former.rank END AS rank_before, former.ranked AS ranked_before,
       comparators_best_region, comparators_best_value,
       (SELECT max(year) FROM figure) AS newest_year
FROM asked
JOIN out.indicator AS declared USING (indicator)
LEFT JOIN latest USING (indicator, region, denominator, membership, prices)
LEFT JOIN base USING (indicator, region, denominator, membership, prices)
LEFT JOIN swing USING (indicator, region, denominator, membership, prices)
LEFT JOIN best USING (indicator, denominator, membership, prices, latest_year)
CROSS JOIN LATERAL (
    SELECT direction <> 'neutral' AND newest."value" > former."value"
           AND (asked.prices = 'current' OR coalesce(price_basis = 'current', false)) AS lifted_by_prices
) AS nominal
ORDER BY declared.order_no, asked.region, asked.denominator, asked.membership, asked.prices
