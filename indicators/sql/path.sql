-- What it would have taken, and what it takes.

-- The straight path from the base year to parity in the target year, for index and gap, beside the actual.
CREATE TABLE out.goal_path AS
WITH base AS (
    SELECT indicator, region, denominator, membership, prices, "value" AS base_value
    FROM out.indicator_value JOIN register.goal AS goal USING (region)
    WHERE indicator IN ('gdp_index', 'gdp_gap') AND vintage = 'latest' AND year = base_year
)
SELECT base.indicator, base.region, base.denominator, base.membership, base.prices, years.year,
       base.base_value + (target.parity - base.base_value)
           * (years.year - goal.base_year) / (goal.target_year - goal.base_year) AS path_value,
       actual."value" AS actual_value
FROM base
CROSS JOIN register.goal AS goal
JOIN (VALUES ('gdp_index', 100.0), ('gdp_gap', 0.0)) AS target(indicator, parity) USING (indicator)
JOIN (SELECT unnest(range(1990, 2101)) AS year) AS years
  ON years.year BETWEEN goal.base_year AND goal.target_year
LEFT JOIN out.indicator_value AS actual
       ON actual.indicator = base.indicator AND actual.region = base.region AND actual.year = years.year
      AND actual.denominator = base.denominator AND actual.membership = base.membership
      AND actual.prices = base.prices AND actual.vintage = 'latest';

-- Growth from the base year to the target year: what the region's share had to grow by, and what it grew by. Shares
-- are compared, since the two years' levels can be of different vintages.
CREATE TABLE out.goal_growth AS
SELECT goal.region, first.denominator, first.membership, goal.base_year, goal.target_year,
       first.gdp_share_pct AS share_at_base_pct, last.gdp_share_pct AS share_at_target_pct,
       last.population_share_pct AS share_needed_pct,
       last.denominator_mnok * last.population_share_pct / 100 AS value_added_needed_mnok,
       last.value_added_mnok AS value_added_mnok,
       100 * (pow(last.population_share_pct / first.gdp_share_pct, 1.0 / (target_year - base_year)) - 1)
           AS needed_above_nation_pct_a_year,
       100 * (pow(last.gdp_share_pct / first.gdp_share_pct, 1.0 / (target_year - base_year)) - 1)
           AS had_above_nation_pct_a_year
FROM register.goal AS goal
JOIN out.region_share AS first ON first.region = goal.region AND first.year = goal.base_year
JOIN out.region_share AS last
  ON last.region = goal.region AND last.year = goal.target_year AND last.denominator = first.denominator
 AND last.membership = first.membership AND last.vintage = first.vintage AND last.method = first.method
WHERE first.vintage = 'latest' AND first.method = 'jobs_by_industry';

-- The share of the population to come, by Statistics Norway's main alternative: mean of two 1 Januaries. A scenario.
CREATE TABLE out.projected_population_share AS
WITH nation AS (
    SELECT year, sum(persons) AS persons FROM core.population_projection GROUP BY year
    HAVING count(*) = (SELECT count(*) FROM core.municipality)
),
region AS (
    SELECT member.region, year, sum(persons) AS persons
    FROM core.region_member AS member JOIN core.population_projection USING (municipality)
    GROUP BY ALL HAVING count(*) = any_value(member.municipalities_in_region)
)
SELECT this.region, this.year,
       100.0 * (this.persons + next.persons) / (nation.persons + nation_next.persons) AS population_share_pct
FROM region AS this
JOIN region AS next ON next.region = this.region AND next.year = this.year + 1
JOIN nation ON nation.year = this.year
JOIN nation AS nation_next ON nation_next.year = this.year + 1;

-- From the latest estimate to parity in a year to come: how much faster than the nation's the region's value added has
-- to grow each year, with the population as projected. Below zero: so much slower it may grow and still hold parity.
CREATE TABLE out.required_pace AS
WITH latest AS (
    SELECT * FROM out.region_share
    WHERE vintage = 'latest' AND method = 'jobs_by_industry'
    QUALIFY year = max(year) OVER (PARTITION BY region, denominator, membership)
)
SELECT latest.region, latest.denominator, latest.membership, latest.year AS from_year, projected.year AS to_year,
       latest.gdp_share_pct AS gdp_share_from_pct, projected.population_share_pct AS population_share_to_pct,
       100 * (pow(projected.population_share_pct / latest.gdp_share_pct, 1.0 / (projected.year - latest.year)) - 1)
           AS above_nation_pct_a_year,
       100 * (pow(projected.population_share_pct / (latest.gdp_share_pct * latest.high_factor),
                  1.0 / (projected.year - latest.year)) - 1) AS low,
       100 * (pow(projected.population_share_pct / (latest.gdp_share_pct * latest.low_factor),
                  1.0 / (projected.year - latest.year)) - 1) AS high
FROM latest
JOIN out.projected_population_share AS projected ON projected.region = latest.region AND projected.year > latest.year
WHERE latest.membership = 'fixed';
