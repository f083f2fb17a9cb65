"""Jobs and employed: SSB 07984 (by industry, by age), 11618 (totals), 03321 (commuting), and jobs of 2005 and 2015."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tools.record_snapshot.collected import RIKSDATA_HEAD, RIKSDATA_HISTORY, labels, number, periods, rows
from tools.record_snapshot.document import Key, Recorded, Value

SEX_CODES = {"Both sexes": "0", "Males": "1", "Females": "2"}
TITLE = "Employed persons by place of residence and by place of work, by region, {by}, contents and year"
PENDLING = "github.com/statisticsnorway/pendling, commit b3d34483cc46755f683e2bb398853f32bf62783b, path data/"
MUNICIPALITIES_2024 = (
    "242 municipalities: Oslo, Rogaland, Vestland, Agder, Innlandet, Nordland, most of Møre og Romsdal and all of "
    "Trøndelag; not the former Viken, Vestfold og Telemark, Troms og Finnmark"
)
RESIDENCE_AND_WORK = {"Sysselsatte": "employed_by_residence", "SysselsatteArb": "employed_by_workplace"}
"""Content code of 07984 → the collected file's column."""


def record(sources: Path) -> Iterator[Recorded]:
    """Every document on jobs and employed."""
    municipal = sources / "municipal"
    yield by_industry(municipal)
    yield by_industry_nation(municipal)
    yield by_age(municipal)
    yield totals(municipal)
    yield totals_2005_2015(sources / "more")
    yield commuting(municipal)


def by_industry(municipal: Path) -> Recorded:
    """07984 by municipality, industry (17 groups and total) and sex, 4th quarter 2024."""
    table = rows(municipal / "employment_by_industry_07984_2024.csv")
    cells: dict[Key, Value] = {}
    symbols: dict[Key, str] = {}
    for row in table:
        for content, column in RESIDENCE_AND_WORK.items():
            key = (row["kommunenr"], row["sic2007"], SEX_CODES[row["sex"]], row["year"], content)
            if row[column]:
                cells[key] = number(row[column])
            else:
                symbols[key] = ":"
    return Recorded(
        name="jobs_by_industry_2025_02",
        request="jobs_by_industry",
        title=TITLE.format(by="industry (SIC2007), sex"),
        axes={
            "Region": labels((row["kommunenr"], row["region_name"]) for row in table),
            "NACE2007": labels((row["sic2007"], row["industry"]) for row in table),
            "Kjonn": labels((code, sex) for sex, code in SEX_CODES.items()),
            "Tid": periods(row["year"] for row in table),
        },
        cells=cells,
        symbols=symbols,
        vintage="2025-02-26",
        vintage_basis="SSB: updated 2025-02-26",
        updated="2025-02-26T07:00:00Z",
        language="en",
        regions=MUNICIPALITIES_2024,
        origin=RIKSDATA_HISTORY + "employed-by-municipality.json",
        notes=(
            "Small cells by workplace are withheld (:), so the industries can sum to less than the total 00-99.",
            "One year only, ages 15–74, 4th quarter: a structure, not a trend.",
        ),
    )


def by_industry_nation(municipal: Path) -> Recorded:
    """07984 for the whole country by industry and sex, 2008–2024."""
    table = rows(municipal / "employment_by_industry_07984_national_2008_2024.csv")
    return Recorded(
        name="jobs_by_industry_nation_2025_02",
        request="jobs_by_industry_nation",
        title=TITLE.format(by="industry (SIC2007), sex"),
        axes={
            "Region": {"0": "The whole country"},
            "NACE2007": labels((row["sic2007"], row["industry"]) for row in table),
            "Kjonn": labels((code, sex) for sex, code in SEX_CODES.items() if sex != "Both sexes"),
            "Tid": periods(row["year"] for row in table),
        },
        cells={
            ("0", row["sic2007"], SEX_CODES[row["sex"]], row["year"], content): number(row[column])
            for row in table
            for content, column in RESIDENCE_AND_WORK.items()
        },
        vintage="2025-02-26",
        vintage_basis="SSB: updated 2025-02-26",
        updated="2025-02-26T07:00:00Z",
        language="en",
        regions="the whole country",
        origin=RIKSDATA_HEAD + "employed-by-residence-workplace.json",
        notes=("Break 2014/2015: the register changed; do not read growth across it.",),
    )


def by_age(municipal: Path) -> Recorded:
    """07984 by municipality and age, all industries, 4th quarter 2024."""
    table = rows(municipal / "employment_by_age_07984_2024.csv")
    return Recorded(
        name="jobs_by_age_2025_02",
        request="jobs_by_age",
        title=TITLE.format(by="age"),
        axes={
            "Region": labels((row["kommunenr"], row["region_name"]) for row in table),
            "Alder": labels((row["age"], f"{row['age']} years") for row in table),
            "Tid": periods(row["year"] for row in table),
        },
        cells={
            (row["kommunenr"], row["age"], row["year"], content): number(row[column])
            for row in table
            for content, column in RESIDENCE_AND_WORK.items()
        },
        vintage="2025-02-26",
        vintage_basis="SSB: updated 2025-02-26",
        updated="2025-02-26T07:00:00Z",
        language="en",
        regions=MUNICIPALITIES_2024,
        origin=RIKSDATA_HISTORY + "employed-by-municipality.json",
    )


def totals(municipal: Path) -> Recorded:
    """11618: population 15–74, employed by residence and by workplace, in the codes of each year, 2017–2022."""
    table = rows(municipal / "employment_residence_workplace_11618_2017_2022.csv")
    columns = {
        "BefolkningBosted": "population_15_74",
        "SysselBosted": "employed_residents_15_74",
        "SysselArbsted": "employed_by_workplace_15_74",
    }
    return Recorded(
        name="jobs_2023_09",
        request="jobs",
        title="Sysselsatte etter bosted og arbeidssted, etter region, statistikkvariabel og år",
        axes={
            "Region": labels((row["kommunenr"], row["name"]) for row in table),
            "Tid": periods(row["year"] for row in table),
        },
        cells={
            (row["kommunenr"], row["year"], content): number(row[column])
            for row in table
            for content, column in columns.items()
            if row[column]
        },
        vintage="2023-09",
        vintage_basis="not recorded: SSB's own repository of September 2023",
        regions="720 municipality codes, each in the years it was valid",
        origin=PENDLING + "data_kommuneYYYY.rds",
        licence="Apache-2.0; figures CC BY 4.0, Statistics Norway",
        notes=(
            "Ages 15–74, 4th quarter. A cell is null where the code was not valid in the year.",
            "Rindal has no figures for 2019: 0 under its old code 1567, nothing under 5061.",
            "Who lives and works in the same municipality is the diagonal of the commuting matrix (03321).",
        ),
    )


def totals_2005_2015(more: Path) -> Recorded:
    """Jobs of 2005 and 2015 by municipality of 2016, as compiled by a third party from SSB."""
    table = rows(more / "employment_by_workplace_2005_2015_distriktstall_municipality.csv")
    columns = {
        ("2005", "own_jobs"): "employed_by_workplace_2005",
        ("2015", "own_jobs"): "employed_by_workplace_2015",
        ("2015", "own_employed"): "employed_residents_2015",
        ("2005", "own_population"): "population_2006",
        ("2015", "own_population"): "population_2016",
    }
    return Recorded(
        name="jobs_2005_2015",
        request="jobs_2005_2015",
        title="Sysselsatte etter arbeidssted 4. kvartal 2005 og 2015, kommuner i 2016",
        axes={
            "Region": labels((row["kommunenr_2016"], row["kommune"]) for row in table),
            "Tid": {"2005": "2005", "2015": "2015"},
        },
        cells={
            (row["kommunenr_2016"], year, content): number(row[column])
            for row in table
            for (year, content), column in columns.items()
            if row[column]
        },
        role="archive",
        vintage="2016",
        vintage_basis="not recorded: the level of 2015 is that of SSB's first publication, in 2016",
        regions="428 municipalities of 2016",
        own_codes={"ContentsCode": "all own: the collected workbook has no legend, the columns' meaning is inferred"},
        origin="github.com/oystess/valg_analyser, commit fbaf9f4, path data/raw/distriktstall.xlsx, sheet Ark1",
        licence="figures CC BY 4.0, Statistics Norway; the compilation states none",
        notes=(
            "2005 counts ages 16–74, 2015 ages 15–74, and the register changed in between: shares within a county, "
            "never growth.",
            "Population equals 07459 in every municipality that could be compared; it is that of the next 1 January.",
            "Employed by residence is 0.36 per cent below SSB's later figure for 2015.",
        ),
    )


def commuting(municipal: Path) -> Recorded:
    """03321: employed by municipality of residence and of work, in the codes of each year, 2017–2022."""
    table = rows(municipal / "commuting_matrix_03321_2017_2022.csv")
    named = rows(municipal / "employment_residence_workplace_11618_2017_2022.csv")
    names = {row["kommunenr"]: row["name"] for row in named}
    codes = {row[column] for row in table for column in ("residence_kommunenr", "work_kommunenr")}
    places = labels((code, names[code]) for code in codes)
    return Recorded(
        name="commuting_2023_09",
        request="commuting",
        title="Sysselsatte, etter arbeidsstedskommune, bostedskommune, statistikkvariabel og år",
        axes={"ArbstedKomm": places, "Bokommuen": places, "Tid": periods(row["year"] for row in table)},
        cells={
            (row["work_kommunenr"], row["residence_kommunenr"], row["year"], "own_employed"): number(row["employed"])
            for row in table
        },
        vintage="2023-09",
        vintage_basis="not recorded: SSB's own repository of September 2023",
        regions="all pairs of municipalities with commuters, in the codes of each year",
        own_codes={"ContentsCode": "own_employed is our own; SSB's code is not known"},
        origin=PENDLING + "data_pendlingYYYY.rds",
        licence="Apache-2.0; figures CC BY 4.0, Statistics Norway",
        notes=(
            "The collected matrix has only pairs with commuters: a null cell is 0 where both codes were valid.",
            "Rindal (1567, 5061) is not in the matrix of 2019, neither as home nor as workplace.",
            "Offshore, Svalbard and unknown workplaces are not in it: rows sum to up to 1 319 less than 11618.",
        ),
    )
