-- international_knowledge_hubs.sql – international knowledge hubs that the register lists in the year
WITH hub AS (
    SELECT region::VARCHAR AS region, hub, first_year::INTEGER AS first_year,
           coalesce(last_year::INTEGER, (SELECT max(year) FROM core.population)) AS last_year
    FROM register.knowledge_hubs
    WHERE level::VARCHAR = 'international'
)
SELECT region, year, count(DISTINCT hub)::DOUBLE AS "value", 'measured' AS status, '' AS reason
FROM (SELECT region, hub, unnest(generate_series(first_year, last_year))::INTEGER AS year FROM hub)
GROUP BY ALL
