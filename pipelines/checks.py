"""Data checks on a built warehouse: what must hold before it is published, and the sentence when it does not.

They are checks of the data, not of the code: a figure that SSB got wrong, a table that lost its years, a region that
fell out. Here are those that any file must pass; `plausibility.py` has those that ask whether its figures can be right.
`checking.py` runs them, and says what to do with one that has to be accepted.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines import plausibility
from pipelines.checking import (
    CHECKS,
    PROBLEMS_SHOWN,
    Acceptance,
    Built,
    Result,
    UnknownCheck,
    acceptances,
    accepted,
    check,
    figure,
    kept,
    listed,
    named,
    plain_reason,
    require_known,
    run,
    store,
)

__all__ = [
    "CHECKS",
    "PROBLEMS_SHOWN",
    "Acceptance",
    "Result",
    "UnknownCheck",
    "acceptances",
    "accepted",
    "kept",
    "plain_reason",
    "plausibility",
    "require_known",
    "run",
    "store",
]

#: Ends of the names of columns that count people or things, and parts of names that make a balance of them.
COUNTED = (
    "persons", "jobs", "employed", "live_births", "deaths", "employed_thousand", "applications", "applicants",
    "enterprises", "bankruptcies", "establishments", "study_places", "dwellings_started", "young_adults",
    "higher_educated", "residents", "outside", "_nok", "rate_permille", "price_index", "deflator",
)  # fmt: skip
BALANCES = ("net_", "change", "growth", "surplus")
#: How far a municipality's population may be from what the version before says about the same day.
POPULATION_STEP = 0.20


# --- the checks ------------------------------------------------------------------------------------------------------


@check(
    "Every core table that the file declares exists and has rows, or waits for its first.", needs=("meta.table_key",)
)
def tables_filled(built: Built) -> Iterator[str]:
    """A table that came out empty is a join that went wrong or a document that is missing.

    It may be empty only where the file says that it waits for a table that has not been answered yet.
    """
    waiting = {row[0] for row in built.rows("FROM meta.waiting")} if built.columns("meta.waiting") else set()
    for (table,) in built.rows("SELECT table_name FROM meta.table_key ORDER BY 1"):
        if not built.columns(table):
            yield f"{table} is missing."
        elif table not in waiting and not built.rows(f"SELECT 1 FROM {table} LIMIT 1"):
            yield f"{table} is empty."


@check("No row of a core table stands twice.", needs=("meta.table_key",))
def keys_unique(built: Built) -> Iterator[str]:
    """Two rows of one key would be added up by every sum above them."""
    for table, keys, _ in built.keyed():
        by = ", ".join(f'"{k}"' for k in keys)
        for row in built.rows(f"SELECT {by}, count(*) FROM {table} GROUP BY {by} HAVING count(*) > 1 ORDER BY ALL"):
            yield f"{table}: {named(keys, row)} stands {row[-1]} times."


@check("No key column of a core table is empty.", needs=("meta.table_key",))
def keys_complete(built: Built) -> Iterator[str]:
    """A row without its code or year belongs to nothing."""
    for table, keys, _ in built.keyed():
        for key in keys:
            ((empty,),) = built.rows(f'SELECT count(*) FROM {table} WHERE "{key}" IS NULL')
            if empty:
                yield f"{table}: {key} is empty in {empty} rows."


@check(
    "Nobody counts fewer than no persons, jobs, births or deaths, and nothing costs less than nothing.",
    needs=("meta.table_key",),
)
def counts_not_negative(built: Built) -> Iterator[str]:
    """Counts of people are never negative; balances such as net migration may be."""
    for table, keys, values in built.keyed():
        there = built.columns(table)
        for column in (v for v in values if v in there and v.endswith(COUNTED) and not any(b in v for b in BALANCES)):
            by = ", ".join(f'"{k}"' for k in keys)
            for row in built.rows(f'SELECT {by}, "{column}" FROM {table} WHERE "{column}" < 0 ORDER BY ALL'):
                yield f"{table}: {column} is {figure(row[-1])} for {named(keys, row)}."


@check("Every figure is a number.", needs=("out.indicator_value",))
def figures_finite(built: Built) -> Iterator[str]:
    """A division by nothing must come out as no row, never as a figure."""
    for row in built.rows(
        'SELECT indicator, region, year, "value" FROM out.indicator_value'
        ' WHERE "value" IS NULL OR NOT isfinite("value") ORDER BY ALL'
    ):
        yield f"{row[0]} for {row[1]} in {row[2]} is {row[3]}."


@check("A share is between 0 and 100 per cent.", needs=("out.indicator_value",))
def shares_within_bounds(built: Built) -> Iterator[str]:
    """A part is never more than the whole."""
    for row in built.rows(
        'SELECT DISTINCT indicator, region, year, "value" FROM out.indicator_value'
        " WHERE indicator LIKE '%!_share' ESCAPE '!' AND NOT \"value\" BETWEEN -1e-6 AND 100 + 1e-6 ORDER BY ALL"
    ):
        yield f"{row[0]} for {row[1]} in {row[2]} is {figure(row[3])} per cent."


@check("Every figure says whether it is measured or estimated.", needs=("out.indicator_value",))
def status_told(built: Built) -> Iterator[str]:
    """No estimated value passes for a measured one."""
    for row in built.rows(
        "SELECT indicator, region, year, status FROM out.indicator_value"
        " WHERE status IS NULL OR status NOT IN ('measured', 'estimated') ORDER BY ALL"
    ):
        yield f"{row[0]} for {row[1]} in {row[2]} has the status {row[3]}."


@check("Every declared region has figures.", needs=("out.region", "out.indicator_value"))
def regions_present(built: Built) -> Iterator[str]:
    """A region falls out when one of its municipalities got a new code that nobody declared."""
    for (region,) in built.rows(
        "SELECT region FROM out.region WHERE region NOT IN (SELECT region FROM out.indicator_value) ORDER BY 1"
    ):
        yield f"{region} has no figure at all."


@check(
    "The municipalities' populations add up to the country's in every year that has all of them.",
    needs=("core.population", "core.population_nation", "core.municipality"),
)
def population_adds_up(built: Built) -> Iterator[str]:
    """A municipality that is counted twice or not at all shows here."""
    for year, found, printed in built.rows(
        "SELECT year, sum(part.persons), any_value(whole.persons) FROM core.population AS part"
        " JOIN core.population_nation AS whole USING (year) GROUP BY year"
        " HAVING count(*) = (SELECT count(*) FROM core.municipality)"
        " AND sum(part.persons) <> any_value(whole.persons) ORDER BY year"
    ):
        yield f"1 January {year}: the municipalities add up to {found:.0f} persons, the country has {printed:.0f}."


@check(
    "The municipalities' value added adds up to the county accounts, per county, year and vintage.",
    needs=("core.county_total", "out.municipal_value_added"),
)
def value_added_adds_up(built: Built) -> Iterator[str]:
    """The estimate only divides what the county accounts say; to the krone (a million kroner has six decimals)."""
    for method, vintage, table, year, county, found, printed in built.rows(
        "SELECT method, vintage, table_id, year, county, found, value_added_mnok FROM ("
        "SELECT method, vintage, table_id, year, county, sum(value_added_mnok) AS found"
        " FROM out.municipal_value_added GROUP BY ALL) JOIN core.county_total"
        " USING (vintage, table_id, year, county)"
        " WHERE price = 'basic' AND NOT abs(found - value_added_mnok) < 1e-6 ORDER BY ALL"
    ):
        yield (
            f"{method}: county {county} in {year} ({table}, vintage {vintage}) adds up to {found:.6f} million kroner, "
            f"the county accounts say {printed:.6f}."
        )


@check("No table and no indicator has lost a year that the version before has.")
def years_kept(built: Built) -> Iterator[str]:
    """SSB sometimes closes a series; then somebody should have seen it."""
    if not built.has_previous:
        return
    for table, _, _ in built.keyed():
        if "year" in built.columns(table) and "year" in built.columns(table, previous=True):
            lost = built.rows(f"SELECT year FROM previous.{table} EXCEPT SELECT year FROM {table} ORDER BY 1")
            if lost:
                yield f"{table} has lost {listed(row[0] for row in lost)}."
    if built.columns("out.indicator_value") and built.columns("out.indicator_value", previous=True):
        for indicator, region, years in built.rows(
            "SELECT indicator, region, list(year ORDER BY year) FROM"
            " (SELECT indicator, region, year FROM previous.out.indicator_value"
            " EXCEPT SELECT indicator, region, year FROM out.indicator_value) GROUP BY ALL ORDER BY ALL"
        ):
            yield f"{indicator} for {region} has lost {listed(years)}."


@check("Every municipality code that could be followed to today's municipalities still can.")
def codes_followed(built: Built) -> Iterator[str]:
    """A municipality was divided, and nobody has declared who gets which share of its figures: they would fall out."""
    if not built.columns("meta.unlinked_code") or not built.columns("core.municipality_link", previous=True):
        return
    for first, last, reason in built.rows(
        "SELECT valid_from_year, valid_to_year, reason FROM meta.unlinked_code"
        " WHERE code IN (SELECT code FROM previous.core.municipality_link) ORDER BY ALL"
    ):
        yield (
            f"{reason}: its figures of {first}–{last} go to no municipality of today. Shares are declared in "
            "data/registers/municipality_split_weights.csv."
        )


@check("A municipality's population is within 20 per cent of what the version before says.", needs=("core.population",))
def population_steady(built: Built) -> Iterator[str]:
    """A population does not change that much in hindsight; a changed code or a lost prefix makes it look so."""
    if "persons" not in built.columns("core.population", previous=True):
        return
    for code, year, old, new in built.rows(
        "SELECT municipality, year, old.persons, new.persons FROM core.population AS new"
        " JOIN previous.core.population AS old USING (municipality, year)"
        f" WHERE abs(new.persons - old.persons) > {POPULATION_STEP} * old.persons ORDER BY ALL"
    ):
        yield f"{code} on 1 January {year}: {figure(new)} persons, {figure(old)} before."
