-- Population projected by Statistics Norway, main alternative, 1 January: a scenario, never a figure.
CREATE TABLE core.population_projection AS
SELECT municipality, year, persons::BIGINT AS persons
FROM staging.population_projection
JOIN core.municipality USING (municipality);
