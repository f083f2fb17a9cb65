"""Municipal tables on households, income and housing: SSB 06070, 07182, 06944, 05854, 06035, 07221 and 13500."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tools.record_snapshot.collected import (
    RIKSDATA_HEAD,
    RIKSDATA_HISTORY,
    labels,
    number,
    periods,
    readymade,
    rows,
)
from tools.record_snapshot.document import Key, Recorded, Value
from tools.record_snapshot.people import PROFILES

NATION = {"0": "The whole country"}
INCOME_BRACKETS = {
    "own_households": "households",
    "own_lt150": "lt150k",
    "own_150_249": "150_249k",
    "own_250_349": "250_349k",
    "own_350_449": "350_449k",
    "own_450_549": "450_549k",
    "own_550_749": "550_749k",
    "own_ge750": "ge750k",
}
"""Own content code of 07182 → the collected file's column."""
DWELLING_CODES = {"Total": "00", "Detached houses": "01", "Row houses": "02", "Multi-dwelling": "03"}
DWELLINGS_IN_NORWEGIAN = {"enebolig": "01", "smaahus": "02", "blokkleilighet": "03"}


def record(sources: Path) -> Iterator[Recorded]:
    """Every document on households, income and housing."""
    municipal = sources / "municipal"
    yield households_by_type(sources)
    yield households_by_income(municipal)
    yield median_income(sources)
    yield tax_income(sources)
    yield dwelling_price(municipal)
    yield dwelling_price_index(municipal)
    yield new_house_price(municipal)


def _readymade_nation(sources: Path, file: str, years: set[str], *order: str) -> dict[Key, Value]:
    """The whole country's cells, within the years that the municipal figures have."""
    values, _ = readymade(sources / "api-samples/ssb-readymade" / file).keyed(*order)
    at = order.index("Tid")
    return {key: value for key, value in values.items() if key[at] in years}


def households_by_type(sources: Path) -> Recorded:
    """06070: private households by type, municipalities in the codes of each year and the whole country, 2020–2024."""
    table = rows(sources / "municipal/households_by_type_06070_municipality_2020_2024.csv")
    years = periods(row["year"] for row in table)
    cells: dict[Key, Value] = {
        (row["kommunenr"], row["HushType"], row["year"], "Husholdninger"): number(row["households"]) for row in table
    }
    return Recorded(
        name="households_by_type_2024_09",
        request="households_by_type",
        title="Private households, by region, type of household, contents and year",
        axes={
            "Region": NATION | labels((row["kommunenr"], row["region_name"]) for row in table),
            "HushType": labels((row["HushType"], row["household_type"]) for row in table),
            "Tid": years,
        },
        cells=cells
        | _readymade_nation(sources, "household-types.json", set(years), "Region", "HushType", "Tid", "ContentsCode"),
        vintage="2024-09-20",
        vintage_basis="SSB: updated 2024-09-20",
        updated="2024-09-20T06:00:00Z",
        language="en",
        regions="the whole country; 356 municipalities 2020–2023, 242 in 2024",
        origin=RIKSDATA_HISTORY + "households-by-type-municipalities.json; whole country: household-types.json",
    )


def households_by_income(municipal: Path) -> Recorded:
    """07182: households by after-tax income, in the codes of each year, 2006–2023."""
    table = rows(municipal / "households_by_income_07182_municipality_2006_2023.csv")
    return Recorded(
        name="households_by_income_2025_01",
        request="households_by_income",
        title="Households by size of after-tax income, by region, contents and year",
        axes={
            "Region": labels((row["kommunenr"], row["region_name"]) for row in table),
            "Tid": periods(row["year"] for row in table),
        },
        cells={
            (row["kommunenr"], row["year"], content): number(row[column])
            for row in table
            for content, column in INCOME_BRACKETS.items()
            if row[column]
        },
        role="archive",
        vintage="2025-01-15",
        vintage_basis="SSB: updated 2025-01-15",
        updated="2025-01-15",
        language="en",
        own_codes={"ContentsCode": "own_… are our own; SSB's codes are not known"},
        regions="municipalities in the codes of each year",
        origin=RIKSDATA_HEAD + "household-income-size.json",
        notes=("The brackets are in the kroner of the year: the upper shares rise with inflation.",),
    )


def median_income(sources: Path) -> Recorded:
    """06944: median household income after tax: the whole country, the Trondheim region, and everyone in 2024."""
    table = rows(sources / "more/median_income_06944_trondheim_region_2005_2024.csv")
    profiles = rows(sources / "municipal/municipality_profile_ssb_2024.csv")
    years = periods(row["year"] for row in table)
    cells: dict[Key, Value] = {
        (row["kommunenr_2024"], "0000", "2024", "InntSkatt"): number(row["median_income_after_tax_2024_nok"])
        for row in profiles
    }
    for row in table:
        place = (row["kommunenummer"], "0000", row["year"])
        cells[*place, "InntSkatt"] = number(row["median_household_income_after_tax_nok"])
        cells[*place, "AntallHushold"] = number(row["households"])
    nation = _readymade_nation(
        sources, "household-income.json", set(years), "Region", "HusholdType", "Tid", "ContentsCode"
    )
    wanted = Recorded.declared_contents("median_income")
    cells |= {key: value for key, value in nation.items() if key[1] == "0000" and key[-1] in wanted}
    named = [(row["kommunenummer"], row["kommune"]) for row in table]
    return Recorded(
        name="median_income_2026_04",
        request="median_income",
        title="Households' income, by region, type of household, contents and year",
        axes={
            "Region": NATION | labels([*((row["kommunenr_2024"], row["name"]) for row in profiles), *named]),
            "HusholdType": {"0000": "All households"},
            "Tid": years,
        },
        cells=cells,
        vintage="2026-04",
        vintage_basis="not recorded: asked of SSB in April 2026 (municipalities); whole country updated 2025-01-15",
        language="en",
        regions="Trondheim region and neighbours 2005–2024 in the codes of each year; all 357 municipalities in 2024; "
        "the whole country 2005–2023",
        origin="github.com/oystess/valg_analyser, commit 43bedb5c3bc2cbcd8e113426077100c4641a2656, path "
        f"data/raw/ssb/innt06944_kommuner.csv, transcribed; 2024: {PROFILES}; whole country: {RIKSDATA_HEAD}"
        "household-income.json",
        notes=(
            "Medians can't be added or averaged over municipalities.",
            "In the kroner of the year; rounded to 1 000 until 2023, to 100 in 2024.",
            "The two sources agree in all 13 municipalities that both have in 2024.",
        ),
    )


def tax_income(sources: Path) -> Recorded:
    """05854: main items of tax returns, 2020–2023, by age."""
    answer = readymade(sources / "api-samples/ssb-readymade/tax-returns-main-items.json")
    columns = {code: text.lower().replace(" ", "_") for code, text in answer.labels["ContentsCode"].items()}
    ages = answer.labels["Alder"]
    age_codes = {label: code for code, label in ages.items()}
    table = rows(sources / "municipal/tax_income_05854_municipality_2020_2023.csv")
    years = periods(row["year"] for row in table)
    cells: dict[Key, Value] = {
        (row["region_code"], age_codes[row["age"]], row["year"], content): number(row[column])
        for row in table
        for content, column in columns.items()
        if row[column]
    }
    cells |= _readymade_nation(
        sources, "tax-returns-main-items.json", set(years), "Region", "Alder", "Tid", "ContentsCode"
    )
    return Recorded(
        name="tax_income_2024_12",
        request="tax_income",
        title="Main entries from the tax assessment for residents 17 years and older (NOK), by region, age and year",
        axes={
            "Region": NATION | labels((row["region_code"], row["region_name"]) for row in table),
            "Alder": ages,
            "Tid": years,
        },
        cells=cells,
        vintage="2024-12-18",
        vintage_basis="SSB: updated 2024-12-18",
        updated="2024-12-18T07:00:00Z",
        language="en",
        regions="the whole country and 356 municipalities of 2020–2023",
        origin=RIKSDATA_HISTORY + "tax-returns-municipalities.json; whole country: tax-returns-main-items.json",
        notes=("Per person of 17 years and above, in the kroner of the year; not household income.",),
    )


def dwelling_price(municipal: Path) -> Recorded:
    """06035: average price per square metre of existing dwellings, 2020–2024."""
    table = rows(municipal / "housing_price_06035_kommune2024_2020_2024.csv")
    return Recorded(
        name="dwelling_price_2026_04",
        request="dwelling_price",
        title="Price per square metre, existing dwellings, by region, type of dwelling, contents and year",
        axes={
            "Region": labels((row["kommunenr_2024"], row["name"]) for row in table),
            "Boligtype": {code: label for label, code in DWELLING_CODES.items() if code != "00"},
            "Tid": periods(row["year"] for row in table),
        },
        cells={
            (row["kommunenr_2024"], DWELLINGS_IN_NORWEGIAN[row["dwelling_type"]], row["year"], "KvPris"): number(
                row["price_nok_per_m2"]
            )
            for row in table
        },
        vintage="2026-04",
        vintage_basis="not recorded: asked of SSB by a third party, as of 16 April 2026",
        language="en",
        regions="265 municipalities with enough sales",
        origin=PROFILES,
        notes=("Withheld for municipalities with few sales: null without SSB's symbol, which the record dropped.",),
    )


def dwelling_price_index(municipal: Path) -> Recorded:
    """07221: quarterly price index of existing dwellings in 11 price regions, 1992K1–2025K2."""
    table = rows(municipal / "house_price_index_07221_12regions_1992K1_2025K2.csv")
    contents = {"Boligindeks": "price_index", "SesJustBoligindeks": "price_index_seasonally_adjusted"}
    return Recorded(
        name="dwelling_price_index_2025_07",
        request="dwelling_price_index",
        title="Price for existing dwellings, by region, type of dwelling, contents and quarter",
        axes={
            "Region": labels((row["price_region"], row["region_name"]) for row in table),
            "Boligtype": {code: label for label, code in DWELLING_CODES.items()},
            "Tid": periods(row["quarter"] for row in table),
        },
        cells={
            (row["price_region"], DWELLING_CODES[row["dwelling_type"]], row["quarter"], content): number(row[column])
            for row in table
            for content, column in contents.items()
            if row[column]
        },
        vintage="2025-07-11",
        vintage_basis="SSB: updated 2025-07-11",
        updated="2025-07-11T06:00:00Z",
        language="en",
        regions="the whole country and 11 price regions (004 Trondheim)",
        origin=RIKSDATA_HEAD + "house-prices.json and house-price-index-recent.json",
        notes=("2015 = 100. Price regions are no counties.",),
    )


def new_house_price(municipal: Path) -> Recorded:
    """13500: price of new detached houses in four cities, 2021–2024."""
    table = rows(municipal / "new_detached_house_price_13500_4cities_2021_2024.csv")
    return Recorded(
        name="new_house_price_2025_02",
        request="new_house_price",
        title="Price per square meter new detached houses, by region, contents and year",
        axes={
            "Region": labels((row["Region"], row["name"]) for row in table),
            "Tid": periods(row["Tid"] for row in table),
        },
        cells={
            (row["Region"], row["Tid"], content): number(row[content])
            for row in table
            for content in ("KvPris", "KvPrisEksTomt", "Omsetninger")
            if row[content]
        },
        vintage="2025-02-21",
        vintage_basis="SSB: updated 2025-02-21",
        updated="2025-02-21T07:00:00Z",
        language="en",
        regions="Oslo, Stavanger, Bergen and Trondheim",
        origin=RIKSDATA_HISTORY + "new-detached-house-prices-cities",
        notes=("Few sales a year: large random variation.",),
    )
