-- Per goal and region, at the reader's defaults: how many indicators stand where, how the region ranks in each, and
-- which one moved most, in units of what counts as a change in it. There is no average score. A figure that is too old to
-- tell how things stand is too old to tell who is ahead as well, and who is ahead of all is told only where all have one.
CREATE TABLE out.sub_goal_summary AS
WITH default_choice AS (
    SELECT *, abs(latest_value - base_value) / nullif(noise, 0) AS noises
    FROM out.progress
    WHERE denominator IN ('', $denominator) AND membership IN ('', $membership) AND prices IN ('', $prices)
),
moved AS (
    SELECT goal, region, arg_max(indicator, noises) AS moved_most, max(noises) AS moved_most_noises,
           arg_max(movement, noises) AS moved_most_movement, arg_max(status, noises) AS moved_most_status
    FROM default_choice
    WHERE movement IN ('up', 'down') AND direction <> 'neutral' AND reason NOT LIKE 'old_figures%'
    GROUP BY goal, region
)
SELECT goal, region, count(*)::INTEGER AS indicators,
       {counts},
       count_if(status = '')::INTEGER AS neutral,
       coalesce(list({{'indicator': indicator, 'rank': rank, 'ranked': ranked, 'rank_before': rank_before}}
                     ORDER BY order_no)
                    FILTER (rank IS NOT NULL AND reason NOT LIKE 'old_figures%' AND ranked = field.regions), []) AS ranks,
       moved_most, moved_most_noises, moved_most_movement, moved_most_status
FROM default_choice
JOIN (SELECT indicator, order_no FROM out.indicator) USING (indicator)
LEFT JOIN moved USING (goal, region)
CROSS JOIN (SELECT count(*) AS regions FROM out.region WHERE kind IN ('home', 'comparator')) AS field
GROUP BY ALL
ORDER BY goal, region
