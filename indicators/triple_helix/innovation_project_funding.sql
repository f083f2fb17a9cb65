-- innovation_project_funding.sql – the Research Council's funding of innovation projects, kroner per inhabitant
SELECT member.region, projects.year, 1e6 * any_value(projects.funding_mnok) / sum(people.persons) AS "value",
       'measured' AS status, '' AS reason
FROM core.region_member AS member
JOIN (SELECT region::VARCHAR AS region, year::INTEGER AS year, sum(funding_mnok::DOUBLE) AS funding_mnok
      FROM register.research_projects WHERE kind::VARCHAR = 'innovation_project' GROUP BY ALL) AS projects
  ON projects.region = member.region
JOIN core.population AS people ON people.municipality = member.municipality AND people.year = projects.year
GROUP BY member.region, projects.year
HAVING count(*) = any_value(member.municipalities_in_region)
