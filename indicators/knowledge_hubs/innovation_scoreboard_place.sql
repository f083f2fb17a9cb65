-- innovation_scoreboard_place.sql – place among Europe's ranked regions, in per cent of their number
SELECT proxy.region, board.edition::INTEGER AS year, 100 * any_value(board.place::DOUBLE / board.regions_ranked::DOUBLE)
           AS "value",
       'estimated' AS status, 'part_of_country_figure' AS reason
FROM core.region_proxy AS proxy
JOIN register.innovation_scoreboard AS board ON board.nuts2 = proxy.area AND board.edition::INTEGER = proxy.year
WHERE proxy.level = 'nuts2' AND proxy.areas_of_region = 1 AND board.place IS NOT NULL
GROUP BY proxy.region, board.edition
