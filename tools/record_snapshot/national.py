"""National tables: SSB 09190 (quarterly accounts), 12880 (indicators), 11010 (R&D), 06913 (population change)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tools.record_snapshot.collected import RIKSDATA, RIKSDATA_HEAD, labels, number, periods, readymade, rows
from tools.record_snapshot.document import Recorded

NATION = {"0": "The whole country"}


def record(sources: Path) -> Iterator[Recorded]:
    """Every document that holds national figures only."""
    yield national_accounts(sources / "gdp")
    yield economic_indicators(sources / "gdp")
    yield research_development(sources / "municipal")
    yield population_change_nation(sources)


def national_accounts(gdp: Path) -> Recorded:
    """09190: ten production aggregates by quarter, in values, volumes and prices, 2000K1–2025K1."""
    table = rows(gdp / "ssb_09190_quarterly_2000K1_2025K1.csv")
    return Recorded(
        name="national_accounts_2025_05",
        request="national_accounts",
        title="Final expenditure and gross domestic product, by macroeconomic indicator, contents and quarter",
        axes={
            "Makrost": {row["makrost"]: row["makrost_label"] for row in table},
            "Tid": periods(row["quarter"] for row in table),
        },
        cells={
            (row["makrost"], row["quarter"], row["contents"]): number(row["value"]) for row in table if row["value"]
        },
        vintage="2025-05-15",
        vintage_basis="SSB: updated 2025-05-15",
        updated="2025-05-15T06:00:00Z",
        language="en",
        regions="Norway; Mainland Norway",
        origin=f"{RIKSDATA}, commit 8085e4617e3dc323f5211be7e08f2873a0e77a46, path data/cached/ssb/gdp-growth.json",
        notes=(
            "Codes ending in 9 and 9fn are market values, 6fn basic values.",
            "Current prices are not seasonally adjusted: the four quarters sum to the year.",
            "After the main revision of 2024: not in one ratio with county accounts of December 2021.",
        ),
    )


def economic_indicators(gdp: Path) -> Recorded:
    """12880: prices, wages, employment and exchange rates by year, 1991–2024, with forecasts to 2028."""
    chosen = Recorded.declared_contents("economic_indicators")
    table = [
        row
        for row in rows(gdp / "ssb_12880_economic_indicators_1991_2028.csv")
        if row["contents"] in chosen and row["value"]
    ]
    return Recorded(
        name="economic_indicators_2025_06",
        request="economic_indicators",
        title="Main economic indicators. Accounts and forecasts, by year and contents",
        axes={"Tid": periods(row["year"] for row in table)},
        cells={(row["year"], row["contents"]): number(row["value"]) for row in table},
        vintage="2025-06-17",
        vintage_basis="SSB: updated 2025-06-17",
        updated="2025-06-17T06:00:00Z",
        language="en",
        regions="Norway",
        origin=f"{RIKSDATA}, commit f3b85ca583f0a2874459ed02d12e937964766c9d, path "
        "data/cached/ssb/economic-forecasts.json",
        notes=("2025–2028 are FORECASTS; 2024 and possibly 2023 are preliminary.",),
    )


def research_development(municipal: Path) -> Recorded:
    """11010: R&D personnel, full-time equivalents and expenditure by sector, 1970–2023."""
    table = rows(municipal / "research_development_11010_national.csv")
    return Recorded(
        name="research_development_2025_02",
        request="research_development",
        title="Research and development, by sector, contents and year",
        axes={
            "Sektor": labels((row["Sektor"], row["Sektor_label"]) for row in table),
            "Tid": periods(row["Tid"] for row in table),
        },
        cells={(row["Sektor"], row["Tid"], row["ContentsCode"]): number(row["value"]) for row in table if row["value"]},
        vintage="2025-02-24",
        vintage_basis="SSB: updated 2025-02-24",
        updated="2025-02-24",
        language="en",
        regions="Norway",
        origin=RIKSDATA_HEAD + "rd-expenditure.json",
        notes=("Every second year in most of the period; years without figures are not in the table.",),
    )


def population_change_nation(sources: Path) -> Recorded:
    """06913 for the whole country: population, births, deaths and migration, 1951–2025."""
    answer = readymade(sources / "api-samples/ssb-readymade/population-growth.json")
    cells, symbols = answer.keyed("Region", "Tid", "ContentsCode")
    return Recorded(
        name="population_change_nation_2025_03",
        request="population_change_nation",
        title="Population and population changes, by region, contents and year",
        axes={"Region": NATION, "Tid": answer.labels["Tid"]},
        cells=cells,
        symbols=symbols,
        vintage="2025-03-13",
        vintage_basis="SSB: updated 2025-03-13",
        updated="2025-03-13T07:00:00Z",
        language="en",
        regions="the whole country",
        origin=RIKSDATA_HEAD + "population-growth.json",
    )
