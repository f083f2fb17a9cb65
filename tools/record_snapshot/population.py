"""SSB 07459 (population, on today's borders and in the codes of each year) and 06913 (births and deaths)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tools.record_snapshot.collected import CSDATA, RIKSDATA_HISTORY, SPLIT_NOTE, labels, number, periods, rows
from tools.record_snapshot.document import Key, Recorded, Value

TITLE = "Befolkning, etter region, statistikkvariabel og år"
REGIONS = "357 municipalities within the borders of 2024"
SPLIT_BY_WEIGHTS = (
    "Taken from a re-coding to today's borders that divides seven split municipalities by fixed weights (Snillfjord "
    "35/35/30 to Heim, Hitra and Orkland), so Orkland before 2020 is approximate; equal to SSB's own in all others."
)
AGES = {
    "0-15": "age_0_15",
    "16-19": "age_16_19",
    "20-24": "age_20_24",
    "25-34": "age_25_34",
    "35-49": "age_35_49",
    "50-66": "age_50_66",
    "67-79": "age_67_79",
    "80+": "age_80plus",
}
"""Own code of an age group → the collected file's column."""
SEXES = {"1": "male", "2": "female"}
CSDATA_BASIS = "SSB's 07459 updated 2026-02-25; taken from csdata as of August 2026, whose last real year is 2026"


def record(sources: Path) -> Iterator[Recorded]:
    """Every population document."""
    municipal = sources / "municipal"
    yield population(municipal)
    yield population_original(municipal)
    yield from population_by_age_and_sex(municipal)
    yield population_nation(municipal)
    yield births_deaths(municipal)


def population(municipal: Path) -> Recorded:
    """07459 summed by SSB to today's municipalities, 1986–2025, and the year 2026 from csdata."""
    answered = rows(municipal / "population_07459_ssb_harmonised_2024codes_1986_2025.csv")
    added = [row for row in rows(municipal / "population_07459_kommune2024_2005_2026.csv") if row["year"] == "2026"]
    table = answered + added
    return Recorded(
        name="population_2026_02",
        request="population",
        title=TITLE,
        axes={
            "Region": labels((row["kommunenr_2024"], row["name"]) for row in added + answered),
            "Tid": periods(row["year"] for row in table),
        },
        cells={(row["kommunenr_2024"], row["year"], "Personer1"): number(row["population"]) for row in table},
        vintage="2026-02-25",
        vintage_basis="1986–2025: SSB's answer, updated 2025-02-25; 2026: " + CSDATA_BASIS,
        updated="2026-02-25T07:00:00Z",
        language="en",
        code_prefixes={"Region": "K-"},
        regions=REGIONS + ", and SSB's rest groups (Rest, 21-22, 23; not in 2026)",
        origin=f"{RIKSDATA_HISTORY}population-municipalities-timeline.json (1986–2025); {CSDATA}R/sysdata.rda (2026)",
        notes=(SPLIT_NOTE, "1986–2025 are untouched SSB figures; 2026 is the same table through csdata."),
    )


def population_original(municipal: Path) -> Recorded:
    """07459 in the municipality codes of each year, 2005–2021."""
    table = rows(municipal / "population_07459_original_codes_2005_2021.csv")
    return Recorded(
        name="population_original_2021",
        request="population_original",
        title=TITLE,
        axes={
            "Region": labels((row["kommunenr"], row["name"]) for row in table),
            "Tid": periods(row["year"] for row in table),
        },
        cells={(row["kommunenr"], row["year"], "Personer1"): number(row["population"]) for row in table},
        vintage="2021",
        vintage_basis="not recorded: exports of about 2019–2021",
        regions="720 municipality codes, each in the years it was valid",
        origin="github.com/folkehelseinstituttet/fhidata, commit ea9706814f88bbb5e0b3bbfddd14bfd5fa24c50a, path "
        "inst/rawdata/population/Personer*.csv, summed over age",
        notes=(
            "A cell is null where the code was not valid in the year, and where the collected file has none: 0706, "
            "0719 and 0720 to 2016; 1503, 1556, 1723, 1729, 1901 and 1915 before their mergers.",
        ),
    )


def population_by_age_and_sex(municipal: Path) -> Iterator[Recorded]:
    """07459 in eight age groups, and by sex, on today's borders, 2005–2026."""
    table = rows(municipal / "population_07459_kommune2024_2005_2026.csv")
    regions = labels((row["kommunenr_2024"], row["name"]) for row in table)
    years = periods(row["year"] for row in table)
    groups: tuple[tuple[str, str, str, dict[str, str], dict[str, str]], ...] = (
        ("population_age", "Alder", "alder", AGES, {age: f"{age} år" for age in AGES}),
        ("population_sex", "Kjonn", "kjønn", SEXES, {"1": "Menn", "2": "Kvinner"}),
    )
    for request, dimension, word, columns, texts in groups:
        cells: dict[Key, Value] = {
            (row["kommunenr_2024"], code, row["year"], "Personer1"): number(row[column])
            for row in table
            for code, column in columns.items()
            if row[column]
        }
        yield Recorded(
            name=f"{request}_2026_02",
            request=request,
            title=f"Befolkning, etter region, {word}, statistikkvariabel og år",
            axes={"Region": regions, dimension: texts, "Tid": years},
            cells=cells,
            role="archive" if request == "population_age" else "current",
            vintage="2026-02-25",
            vintage_basis=CSDATA_BASIS,
            updated="2026-02-25T07:00:00Z",
            code_prefixes={"Region": "K-"},
            own_codes={"Alder": "own age groups, summed from one-year ages"} if dimension == "Alder" else {},
            regions=REGIONS + " (2005 lacks 1160 Vindafjord and 1576 Aure)",
            origin=CSDATA + "R/sysdata.rda",
            notes=(SPLIT_BY_WEIGHTS,),
        )


def population_nation(municipal: Path) -> Recorded:
    """07459 for the whole country, 1986–2026."""
    table = [
        row
        for row in rows(municipal / "population_07459_county_baregion_citydistrict.csv")
        if row["granularity_geo"] == "nation"
    ]
    return Recorded(
        name="population_nation_2026_02",
        request="population_nation",
        title=TITLE,
        axes={"Region": {"0": "Hele landet"}, "Tid": periods(row["year"] for row in table)},
        cells={("0", row["year"], "Personer1"): number(row["population"]) for row in table},
        vintage="2026-02-25",
        vintage_basis=CSDATA_BASIS,
        updated="2026-02-25T07:00:00Z",
        regions="the whole country",
        origin=CSDATA + "R/sysdata.rda",
    )


def births_deaths(municipal: Path) -> Recorded:
    """06913: population, live births and deaths summed by SSB to today's municipalities, 1951–2025."""
    table = rows(municipal / "population_births_deaths_06913_ssb_harmonised_2024codes_1951_2025.csv")
    columns = {"Folkemengde": "population_1jan", "Levende": "live_births", "Dode": "deaths"}
    return Recorded(
        name="births_deaths_2025_03",
        request="births_deaths",
        title="Befolkning 1. januar og endringer i kalenderåret, etter region, statistikkvariabel og år",
        axes={
            "Region": labels((row["kommunenr_2024"], row["name"]) for row in table),
            "Tid": periods(row["year"] for row in table),
        },
        cells={
            (row["kommunenr_2024"], row["year"], content): number(row[column])
            for row in table
            for content, column in columns.items()
            if row[column]
        },
        vintage="2025-03-13",
        vintage_basis="SSB: updated 2025-03-13",
        updated="2025-03-13T07:00:00Z",
        language="en",
        code_prefixes={"Region": "K_"},
        regions=REGIONS + ", and SSB's rest groups (Rest, 21-22, 23, 25-26)",
        origin=RIKSDATA_HISTORY + "population-changes-municipalities.json",
        notes=(
            SPLIT_NOTE,
            "Births and deaths of the municipalities end in 2024; their cells of 2025 are null.",
            "Population equals 07459's except in 5 of 14 400 cells (1990 and 2001).",
        ),
    )
