"""Data checks that ask whether the figures can be right: parts against wholes, units, jumps, what fell out.

A revision is held against the revisions there have been: the largest one between any two vintages on record is what
"as usual" means. Where a table has no vintages, its sums per year are held against the version before.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.checking import Built, check, figure, listed, named

#: Part, whole, and by which keys the two columns stand in one table.
PARTS = (
    ("core.long_education", "long_higher_persons", "known_persons", ["municipality", "year"]),
    ("core.education_today", "higher_educated", "persons", ["municipality", "year"]),
    ("core.youth_outside", "outside", "residents", ["municipality", "year"]),
    ("core.jobs_by_group", "jobs", "total_jobs", ["municipality", "year", "job_group"]),
)
#: The shares of a divided municipality are declared, not counted, and each part is rounded: so much may be lost.
AGES_TOLERANCE = 0.01
#: An industry is published in whole millions: half a million may be lost in each.
ROUNDING_MNOK = 0.5
#: A unit changes a whole column by a factor of a hundred, a thousand or a million; nothing else does.
UNIT_FACTOR = 50.0
#: A median of fewer figures than this says nothing about a unit.
FEWEST = 5
#: A revision may be so many times the largest on record, and at least this (relative); a history shorter than
#: `PAIRS` says too little, then `WITHOUT_HISTORY` is the limit.
REVISION_TIMES, REVISION_AT_LEAST = 2.0, 0.05
PAIRS, WITHOUT_HISTORY = 100, 0.25
#: Below this the national accounts' rounding makes percentages of nothing.
SMALLEST_REVISED = 1_000.0
#: How far a table's sum over the cells that both versions have may move in a year's figures.
SUM_STEP = 0.20
#: Key columns that name a place.
PLACES = ("municipality", "county", "code", "home", "work", "price_region")
#: Has a check of its own, cell by cell.
HELD_ELSEWHERE = ("core.population",)


@check("No figure stands twice, and none is outside its own band.", needs=("out.indicator_value",))
def figures_consistent(built: Built) -> Iterator[str]:
    """A figure that stands twice would be drawn twice; a band that leaves its own figure out is no band."""
    keys = [
        k
        for k in ("indicator", "region", "year", "denominator", "membership", "prices", "vintage")
        if built.has("out.indicator_value", k)
    ]
    by = ", ".join(keys)
    for row in built.rows(
        f"SELECT {by}, count(*) FROM out.indicator_value GROUP BY {by} HAVING count(*) > 1 ORDER BY ALL"
    ):
        yield f"out.indicator_value: {named(keys, row)} stands {row[-1]} times."
    if built.has("out.indicator_value", "low", "high"):
        for row in built.rows(
            f'SELECT {by}, low, "value", high FROM out.indicator_value WHERE low > "value" + 1e-6 * (1 + abs("value"))'
            ' OR high < "value" - 1e-6 * (1 + abs("value")) ORDER BY ALL'
        ):
            low, value, high = (figure(x) for x in row[-3:])
            yield f"out.indicator_value: {named(keys, row)} is {value}, outside its band {low} to {high}."


@check("A part is never more than the whole.")
def parts_within_whole(built: Built) -> Iterator[str]:
    """More highly educated than educated, more outside than there are: one of the two columns is another table's."""
    for table, part, whole, keys in PARTS:
        if built.has(table, part, whole, *keys):
            for row in built.rows(
                f"SELECT {', '.join(keys)}, {part}, {whole} FROM {table} WHERE {part} > {whole} ORDER BY ALL"
            ):
                yield f"{table}: {named(keys, row)}: {part} {figure(row[-2])} is more than {whole} {figure(row[-1])}."


@check("The age groups add up to the population, municipality by municipality.")
def ages_add_up(built: Built) -> Iterator[str]:
    """An age group that is missing or counted twice shows here; a municipality that was divided may be a little off."""
    if not (built.has("core.population_age", "persons") and built.has("core.population", "persons")):
        return
    for code, year, found, printed in built.rows(
        "SELECT municipality, year, sum(age.persons) AS found, any_value(whole.persons) AS printed"
        " FROM core.population_age AS age JOIN core.population AS whole USING (municipality, year) GROUP BY ALL"
        f" HAVING abs(found - printed) > 1 + {AGES_TOLERANCE} * printed ORDER BY ALL"
    ):
        yield (
            f"core.population_age: {code} on 1 January {year}: the age groups add up to {figure(found)} persons, "
            f"the population is {figure(printed)}."
        )


@check("A county's industries add up to its total, and the counties to no more than the country.")
def county_accounts_add_up(built: Built) -> Iterator[str]:
    """Where cells are withheld the others may add up to less than the total, but not to more."""
    if built.has("core.county_accounts", "value_added_mnok") and built.has("register.industries", "industry"):
        for vintage, county, year, found, printed in built.rows(
            "SELECT vintage, county, year, sum(part.value_added_mnok) AS found,"
            " any_value(whole.value_added_mnok) AS printed FROM core.county_accounts AS part"
            " JOIN register.industries USING (industry)"
            " JOIN (FROM core.county_total WHERE price = 'basic' AND table_id = '11713') AS whole"
            " USING (vintage, county, year) GROUP BY ALL"
            f" HAVING found > printed + {ROUNDING_MNOK} * count(*) OR (found < printed - {ROUNDING_MNOK} * count(*)"
            " AND count(part.value_added_mnok) = (SELECT count(*) FROM register.industries)) ORDER BY ALL"
        ):
            yield (
                f"core.county_accounts: county {county} in {year} (vintage {vintage}): the industries add up to "
                f"{figure(found)} million kroner, the total is {figure(printed)}."
            )
    if built.has("core.counties_total", "value_added_mnok") and built.has("core.nation_total", "value_added_mnok"):
        for vintage, year, found, printed in built.rows(
            "SELECT vintage, year, part.value_added_mnok, whole.value_added_mnok FROM core.counties_total AS part"
            " JOIN core.nation_total AS whole USING (vintage, price, year)"
            f" WHERE part.value_added_mnok > whole.value_added_mnok + {ROUNDING_MNOK} * counties ORDER BY ALL"
        ):
            yield (
                f"core.county_total: {year} (vintage {vintage}): the counties add up to {figure(found)} million kroner,"
                f" more than the country's {figure(printed)}."
            )


@check("No column changes its unit from one year to the next, or from the version before.")
def units_kept(built: Built) -> Iterator[str]:
    """Thousands where there were ones: half of all figures are suddenly some hundred times as large or as small."""
    for table, keys, values in built.keyed():
        for column in (v for v in values if built.has(table, v)):
            if "year" in keys:
                yield from _unit_over_time(built, table, column)
            if built.has(table, column, *keys, previous=True):
                yield from _unit_since(built, table, keys, column)


def _unit_over_time(built: Built, table: str, column: str) -> Iterator[str]:
    for year, before, now in built.rows(
        f'WITH typical AS (SELECT year, median(abs("{column}")) AS size, count(*) AS figures FROM {table}'
        f' WHERE "{column}" <> 0 GROUP BY year)'
        " SELECT new.year, old.size, new.size FROM typical AS new JOIN typical AS old ON new.year = old.year + 1"
        f" WHERE least(new.figures, old.figures) >= {FEWEST}"
        f" AND NOT new.size / old.size BETWEEN 1 / {UNIT_FACTOR} AND {UNIT_FACTOR} ORDER BY ALL"
    ):
        yield (
            f"{table}: {column} is typically {figure(now)} in {year} and {figure(before)} in {year - 1}: another unit?"
        )


def _unit_since(built: Built, table: str, keys: list[str], column: str) -> Iterator[str]:
    using = ", ".join(f'"{k}"' for k in keys)
    ((factor, figures),) = built.rows(
        f'SELECT median(abs(new."{column}" / old."{column}")), count(*) FROM {table} AS new'
        f' JOIN previous.{table} AS old USING ({using}) WHERE new."{column}" <> 0 AND old."{column}" <> 0'
    )
    if figures and not 1 / UNIT_FACTOR <= factor <= UNIT_FACTOR:
        yield f"{table}: {column} is typically {figure(factor)} times what it was ({figures} figures): another unit?"


@check("A revised figure differs from the former vintage by no more than revisions do.")
def revisions_usual(built: Built) -> Iterator[str]:
    """Held against the history of revisions in the version before; what is checked is never its own measure."""
    for table, keys, values in built.keyed():
        if "vintage" not in keys:
            continue
        for column in values:
            if built.has(table, column, *keys) and built.has(table, column, *keys, previous=True):
                yield from _unusual(built, table, keys, column)


def _unusual(built: Built, table: str, keys: list[str], column: str) -> Iterator[str]:
    limit, history = _usual(built, table, keys, column)
    rest = [k for k in keys if k != "vintage"]
    by = ", ".join(f'"{k}"' for k in rest)
    newest = f"QUALIFY row_number() OVER (PARTITION BY {by} ORDER BY vintage DESC) = 1"
    for row in built.rows(
        f'SELECT {by}, old."{column}", new."{column}" FROM (FROM previous.{table} {newest}) AS old'
        f' JOIN (FROM {table} {newest}) AS new USING ({by}) WHERE abs(old."{column}") >= {SMALLEST_REVISED}'
        f' AND abs(new."{column}" / old."{column}" - 1) > {limit} ORDER BY ALL'
    ):
        change = 100 * (row[-1] / row[-2] - 1)
        yield (
            f"{table}: {column} for {named(rest, row)} goes from {figure(row[-2])} to {figure(row[-1])} "
            f"({change:+.1f} per cent); {history}."
        )


def _usual(built: Built, table: str, keys: list[str], column: str) -> tuple[float, str]:
    """How far a revision may go, and the history it comes from in words."""
    # one figure published in two tables, years apart, is a revision too
    by = ", ".join(f'"{k}"' for k in [*keys, *(["price"] if built.has(table, "price", previous=True) else [])]
                   if k not in ("vintage", "table_id"))  # fmt: skip
    ((largest, pairs),) = built.rows(
        f'SELECT max(abs(new."{column}" / old."{column}" - 1)), count(*) FROM previous.{table} AS old'
        f" JOIN previous.{table} AS new USING ({by}) WHERE old.vintage < new.vintage"
        f' AND abs(old."{column}") >= {SMALLEST_REVISED} AND new."{column}" IS NOT NULL'
    )
    if pairs < PAIRS:
        return WITHOUT_HISTORY, f"more than {100 * WITHOUT_HISTORY:g} per cent, without a history of revisions to go by"
    return max(REVISION_AT_LEAST, REVISION_TIMES * largest), (
        f"no revision on record was larger than {100 * largest:.1f} per cent"
    )


@check("The sums of a table are within 20 per cent of what the version before says about the same cells.")
def sums_steady(built: Built) -> Iterator[str]:
    """For tables without vintages: a year's figures do not move that much together in hindsight."""
    for table, keys, values in built.keyed():
        if "year" not in keys or "vintage" in keys or table in HELD_ELSEWHERE:
            continue
        using = ", ".join(f'"{k}"' for k in keys)
        for column in values:
            if not (built.has(table, column, *keys) and built.has(table, column, *keys, previous=True)):
                continue
            for year, before, now in built.rows(
                f'SELECT year, sum(abs(old."{column}")) AS before, sum(abs(new."{column}")) AS now FROM {table} AS new'
                f' JOIN previous.{table} AS old USING ({using}) WHERE old."{column}" IS NOT NULL'
                f' AND new."{column}" IS NOT NULL GROUP BY year'
                f" HAVING count(*) >= {FEWEST} AND abs(now - before) > {SUM_STEP} * before ORDER BY year"
            ):
                yield f"{table}: {column} adds up to {figure(now)} in {year}, {figure(before)} before."


@check("No place that the version before has figures for has fallen out.")
def places_kept(built: Built) -> Iterator[str]:
    """A municipality falls out when it got a code that nobody declared, or when an answer was cut off."""
    for table, keys, _ in built.keyed():
        for column in (k for k in keys if k in PLACES and built.has(table, k) and built.has(table, k, previous=True)):
            lost = built.rows(
                f'SELECT "{column}" FROM previous.{table} EXCEPT SELECT "{column}" FROM {table} ORDER BY 1'
            )
            if lost:
                yield f"{table} has lost {column} {listed(row[0] for row in lost)}."
    if built.has("out.indicator_value", "region", previous=True) and built.has("out.indicator_value", "region"):
        for (region,) in built.rows(
            "SELECT region FROM previous.out.indicator_value EXCEPT SELECT region FROM out.indicator_value ORDER BY 1"
        ):
            yield f"out.indicator_value has lost region {region}."


@check("No document is older than the one that the version before was built from.")
def documents_newer(built: Built) -> Iterator[str]:
    """Figures do not go back in time by themselves: an answer got lost, or SSB has put an old edition out again."""
    needed = ("request", "table_id", "vintage", "role")
    if not (built.has("meta.document", *needed) and built.has("meta.document", *needed, previous=True)):
        return
    newest = (
        "SELECT request, table_id, max(vintage) AS vintage FROM {}meta.document WHERE role = 'current' GROUP BY ALL"
    )
    for request, table, before, now in built.rows(
        f"SELECT request, table_id, old.vintage, new.vintage FROM ({newest.format('previous.')}) AS old"
        f" JOIN ({newest.format('')}) AS new USING (request, table_id)"
        # a vintage may be a year, a month or a day: only what both tell is compared
        " WHERE left(new.vintage, length(old.vintage)) < left(old.vintage, length(new.vintage)) ORDER BY ALL"
    ):
        yield f"meta.document: table {table} ({request or 'codes'}) is of {now}, before the one in use, of {before}."
