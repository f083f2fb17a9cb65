-- research_centres_led_share.sql – per cent of new research centres (SFI) led from the region
SELECT region, year::INTEGER AS year, 100 * sum(led_centres::DOUBLE) / sum(new_centres::DOUBLE) AS "value",
       'estimated' AS status, 'host_not_address' AS reason
FROM register.research_centres
WHERE programme = 'SFI'
GROUP BY ALL
