-- actions_delivered.sql – share of the actions that ended in the year that are delivered; the actions are the plan's region's
SELECT goal.region, action.year,
       100.0 * coalesce(sum(action.actions) FILTER (action.status = 'delivered'), 0) / sum(action.actions) AS "value",
       'measured' AS status, '' AS reason
FROM register.goal AS goal
CROSS JOIN core.plan_action AS action
GROUP BY goal.region, action.year
HAVING count(*) FILTER (action.status = 'unknown') = 0
