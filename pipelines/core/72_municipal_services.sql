-- What the municipalities themselves decide: time for plans and building cases, property tax, fees, council cases; and
-- rankings that others publish.

-- Days and numbers of cases by municipality, county (two digits) and the whole country ('0'): KOSTRA's tables, and
-- what has been printed of them for cells that no table here has.
CREATE TABLE core.planning_figure AS
WITH answered AS (
    SELECT municipality AS area, year, figure, value
    FROM (
        UNPIVOT (SELECT municipality, year, plan_days, plans, building_days_12_weeks, building_cases_12_weeks
                 FROM staging.planning_key_figures)
        ON plan_days, plans, building_days_12_weeks, building_cases_12_weeks INTO NAME figure VALUE value
    )
    UNION ALL
    SELECT municipality, year, figure, value
    FROM (
        UNPIVOT (SELECT municipality, year, start_to_decision_days, plans AS plans_12671 FROM staging.zoning_plan_time)
        ON start_to_decision_days, plans_12671 INTO NAME figure VALUE value
    )
),
by_area AS (
    SELECT CASE WHEN area = 'EAK' THEN '0' ELSE regexp_replace(area, '^EKA', '') END AS area, year, figure, value
    FROM answered
),
printed AS (
    SELECT area, year::INTEGER AS year, figure, value::DOUBLE AS value
    FROM register.kostra_planning
)
SELECT area, year, figure, value FROM by_area
UNION ALL
SELECT area, year, figure, value FROM printed ANTI JOIN by_area USING (area, year, figure);

-- Only where today's municipality is one municipality of the year: days can't be added up over a merger.
CREATE TABLE core.planning AS
SELECT part.municipality, part.year, figure.figure, figure.value
FROM core.municipality_part AS part
JOIN core.planning_figure AS figure ON figure.area = part.code AND figure.year = part.year
WHERE part.parts = 1 AND NOT part.is_part;

CREATE TABLE core.property_tax AS
SELECT part.municipality, part.year,
       CASE WHEN tax.has_property_tax = 0 THEN 0 ELSE tax.property_tax_permille END AS rate_permille
FROM core.municipality_part AS part
JOIN staging.property_tax AS tax ON tax.municipality = part.code AND tax.year = part.year
WHERE part.parts = 1 AND NOT part.is_part AND (tax.has_property_tax = 0 OR tax.property_tax_permille IS NOT NULL);

CREATE TABLE core.municipal_fees AS
SELECT part.municipality, part.year,
       fees.water_fee_nok + fees.sewage_fee_nok + fees.waste_fee_nok + fees.chimney_fee_nok AS fees_nok
FROM core.municipality_part AS part
JOIN staging.municipal_fees AS fees ON fees.municipality = part.code AND fees.year = part.year
WHERE part.parts = 1 AND NOT part.is_part AND fees_nok IS NOT NULL;

CREATE TABLE core.kommune_nm AS
SELECT region, edition::INTEGER AS year, ranked, rank_total::DOUBLE AS rank_total,
       ranked_among::INTEGER AS ranked_among, same_borders_as_today = 'yes' AS is_same_borders,
       coalesce(note, '') LIKE 'rank computed%' AS is_computed
FROM register.kommune_nm
WHERE region IS NOT NULL;

-- What the councils did with the plan: people's entries, and of the years they don't tell, the register. Entries are in
-- the code of the year; a municipality of today's that was several then has an answer only when all of them have.
CREATE TABLE core.council_case AS
WITH part AS (
    SELECT link.municipality, link.code, years.year
    FROM core.municipality_link AS link
    JOIN (SELECT DISTINCT year FROM register.entries_council) AS years
      ON years.year BETWEEN link.valid_from_year AND link.valid_to_year
    WHERE NOT link.is_split
),
entered AS (
    SELECT part.municipality, part.year,
           CASE WHEN count(entry.is_plan_handled) = count(*) THEN bool_and(entry.is_plan_handled) END AS is_plan_handled,
           CASE WHEN count(entry.business_cases) = count(*) THEN sum(entry.business_cases) END AS business_cases,
           CASE WHEN count(entry.business_cases_citing_plan) = count(*)
                THEN sum(entry.business_cases_citing_plan) END AS business_cases_citing_plan
    FROM part
    LEFT JOIN register.entries_council AS entry ON entry.municipality = part.code AND entry.year = part.year
    GROUP BY part.municipality, part.year
    HAVING count(entry.municipality) = count(*)
)
SELECT municipality, year, is_plan_handled, business_cases::INTEGER AS business_cases,
       business_cases_citing_plan::INTEGER AS business_cases_citing_plan
FROM entered
UNION ALL
SELECT municipality, year::INTEGER, plan_handled = 'yes', business_cases::INTEGER, business_cases_citing_plan::INTEGER
FROM register.council_cases AS register
WHERE NOT EXISTS (
    FROM entered WHERE entered.municipality = register.municipality AND entered.year = register.year::INTEGER
);

-- The actions whose period ended in the year, by how far they have come.
CREATE TABLE core.plan_action AS
SELECT year, status, actions FROM register.entries_action;
