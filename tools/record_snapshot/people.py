"""Tables on people: SSB 01222 (change), 14288 (projection), 09429 (education), 13556 (NEET); HK-dir's study places."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tools.record_snapshot.collected import (
    RIKSDATA_HEAD,
    RIKSDATA_HISTORY,
    labels,
    number,
    periods,
    rows,
)
from tools.record_snapshot.document import Key, Recorded, Value

PROFILES = (
    "github.com/FemtiGram/kart, commit 476094b33434b22483d83a5988aab67f291fd374, path "
    "public/data/kommune-profiles.json (MIT)"
)
NINA = "github.com/NINAnor/arealbruksscenarier, commit 2c89e6619ccf117e2fb9b51f6b42f66a2da9a5f4, path "
SEX_CODES = {"Both sexes": "0", "Males": "1", "Females": "2"}
CHANGES = {
    "Folketallet1": "population_at_the_beginning_of_the_quarter",
    "Fodte2": "births",
    "Dode3": "deaths",
    "Fodselsoverskudd4": "excess_of_births",
    "Innvandring5": "immigration",
    "Utvandring6": "emigration",
    "Tilflytting7": "in-migration,_domestic",
    "Fraflytting8": "emigration,_domestic",
    "Nettoinnflytting9": "net_migration,_immigration_and_emigration_incl",
    "Folketilvekst10": "population_growth",
    "Folketallet11": "population_at_the_end_of_the_quarter",
}
"""Content code of 01222 → the collected file's column."""
LEVELS = {
    "01": "edu_grunnskole_pct",
    "02a": "edu_vgs_pct",
    "11": "edu_fagskole_pct",
    "03a": "edu_uh_kort_pct",
    "04a": "edu_uh_lang_pct",
}
"""Level of education of 09429 → the municipal profile's column."""


def record(sources: Path) -> Iterator[Recorded]:
    """Every document on people that 07459 and 06913 do not cover."""
    municipal = sources / "municipal"
    yield quarterly_change(municipal)
    yield projection(municipal)
    yield education(municipal)
    yield education_nation(municipal)
    yield education_shares(municipal)
    yield neet(municipal)
    yield study_places(sources / "more")


def quarterly_change(municipal: Path) -> Recorded:
    """01222: births, deaths and migration by quarter, in the codes of the quarter, 2023K1–2025K1."""
    table = rows(municipal / "population_change_quarterly_01222_municipality_2023K1_2025K1.csv")
    return Recorded(
        name="population_change_quarterly_2025_05",
        request="population_change_quarterly",
        title="Population and changes during the quarter, by region, contents and quarter",
        axes={
            "Region": labels((row["kommunenr"], row["region_name"]) for row in table),
            "Tid": periods(row["quarter"] for row in table),
        },
        cells={
            (row["kommunenr"], row["quarter"], content): number(row[column])
            for row in table
            for content, column in CHANGES.items()
        },
        vintage="2025-05-21",
        vintage_basis="SSB: updated 2025-05-21",
        updated="2025-05-21T06:00:00Z",
        language="en",
        regions="356 municipalities of 2023, 357 of 2024 and 2025, in the codes of the quarter",
        origin=RIKSDATA_HEAD + "births-deaths.json",
        notes=("Net migration is published here; before 2023 it can only be implied from 06913.",),
    )


def projection(municipal: Path) -> Recorded:
    """14288: population projection of 2024, main alternative, 2025–2050."""
    table = rows(municipal / "population_projection_14288_MMMM_kommune2024_2025_2050.csv")
    return Recorded(
        name="population_projection_2024",
        request="population_projection",
        title="Befolkningsframskrivinger 1. januar, hovedalternativet (MMMM), etter region og år",
        axes={
            "Region": labels((row["kommunenr_2024"], row["name"]) for row in table),
            "Tid": periods(row["year"] for row in table),
        },
        cells={(row["kommunenr_2024"], row["year"], "own_persons"): number(row["population"]) for row in table},
        role="archive",
        vintage="2024",
        vintage_basis="SSB's projections of 2024",
        own_codes={"ContentsCode": "own_persons is our own"},
        regions="357 municipalities within the borders of 2024",
        origin=NINA + "data-raw/fcKomPop.csv",
        notes=("A PROJECTION made in 2024: never to be shown as fact.",),
    )


def education(municipal: Path) -> Recorded:
    """09429: educational attainment by municipality, level and sex, 2020–2024."""
    table = rows(municipal / "education_09429_municipality_2020_2024.csv")
    cells: dict[Key, Value] = {}
    for row in table:
        place = (row["kommunenr"], row["level_code"], SEX_CODES[row["sex"]], row["year"])
        for content, column in (("Personer", "persons"), ("PersonerProsent", "percent")):
            if row[column]:
                cells[*place, content] = number(row[column])
    return Recorded(
        name="education_2025_06",
        request="education",
        title="Educational attainment, by region, level, sex, contents and year",
        axes={
            "Region": labels((row["kommunenr"], row["region_name"]) for row in table),
            "Nivaa": labels((row["level_code"], row["level"]) for row in table),
            "Kjonn": labels((code, sex) for sex, code in SEX_CODES.items()),
            "Tid": periods(row["year"] for row in table),
        },
        cells=cells,
        vintage="2025-06-11",
        vintage_basis="SSB: updated 2025-06-11",
        updated="2025-06-11",
        language="en",
        regions="356 municipalities 2020–2023, 242 in 2024 (not the counties whose codes changed)",
        origin=RIKSDATA_HISTORY + "education-level-municipalities.json and education-level-municipalities-percent.json",
        notes=("Persons of 16 years and above. Per cent is mostly missing for the level 09a (unknown).",),
    )


def education_nation(municipal: Path) -> Recorded:
    """09429 for the whole country, 1970 and 1980–2024."""
    table = rows(municipal / "education_09429_national_1970_2024.csv")
    contents = {"Personer": "persons", "PersonerProsent": "percent"}
    return Recorded(
        name="education_nation_2025",
        request="education_nation",
        title="Educational attainment, by region, level, contents and year",
        axes={
            "Region": {"0": "The whole country"},
            "Nivaa": labels((row["level_code"], row["level"]) for row in table),
            "Tid": periods(row["year"] for row in table),
        },
        cells={
            ("0", row["level_code"], row["year"], content): number(row[column])
            for row in table
            for content, column in contents.items()
            if row[column]
        },
        vintage="2025",
        vintage_basis="not recorded: SSB's answer as of 2025, with figures to 2024",
        language="en",
        regions="the whole country",
        origin=RIKSDATA_HEAD + "education-level.json",
    )


def education_shares(municipal: Path) -> Recorded:
    """09429: per cent by level in all 357 municipalities in 2024, as a third party asked for it."""
    table = rows(municipal / "municipality_profile_ssb_2024.csv")
    return Recorded(
        name="education_shares_2024",
        request="education_shares",
        title="Educational attainment, by region, level, contents and year",
        axes={
            "Region": labels((row["kommunenr_2024"], row["name"]) for row in table),
            "Nivaa": {
                "01": "Basic school level",
                "02a": "Upper secondary education",
                "11": "Tertiary vocational education",
                "03a": "Higher education, short",
                "04a": "Higher education, long",
            },
            "Tid": {"2024": "2024"},
        },
        cells={
            (row["kommunenr_2024"], level, row["edu_year"], "PersonerProsent"): number(row[column])
            for row in table
            for level, column in LEVELS.items()
            if row[column]
        },
        role="archive",
        vintage="2026-04",
        vintage_basis="not recorded: asked of SSB by a third party, as of 16 April 2026",
        language="en",
        regions="357 municipalities within the borders of 2024",
        origin=PROFILES,
        notes=("Equal to 09429 of June 2025 in all 242 municipalities that both have.",),
    )


def neet(municipal: Path) -> Recorded:
    """13556: young people outside work, education and labour-market measures, 2008–2024."""
    table = rows(municipal / "neet_youth_13556_municipality_2008_2024.csv")
    contents = {"own_residents": "residents", "own_outside": "not_in_employment_education_or_measures"}
    return Recorded(
        name="youth_outside_2025",
        request="youth_outside",
        title="Personer utenfor arbeid, utdanning og arbeidsmarkedstiltak, etter region, alder og år",
        axes={
            "Region": labels((row["kommunenr"], row["name"]) for row in table),
            "Alder": labels((row["age"].removesuffix(" år"), row["age"]) for row in table),
            "Tid": periods(row["year"] for row in table),
        },
        cells={
            (row["kommunenr"], row["age"].removesuffix(" år"), row["year"], content): number(row[column])
            for row in table
            for content, column in contents.items()
            if row[column]
        },
        role="archive",
        vintage="2025",
        vintage_basis="not recorded: an export of 2025, with figures to 2024",
        own_codes={"ContentsCode": "own_… are our own; SSB's codes of these two contents are not known"},
        regions="municipalities in the codes of each year",
        origin="github.com/larsbauger/sobru_nettside, commit 43206e69a90f92bc1f999999b7ddb160b5bb92a9, path "
        "data/kjonn_neet",
        notes=("Small cells are withheld: null. Groups overlap: 15–29 holds the other two.",),
    )


def study_places(more: Path) -> Recorded:
    """HK-dir: first-choice applicants and study places in the national admission, by study location, 2021–2026."""
    table = rows(more / "hkdir_samordna_opptak_by_study_location_2021_2026.csv")
    contents = ("applicants_first_choice", "study_places", "programmes_with_places")
    return Recorded(
        name="study_places_2026_04",
        request="study_places",
        title="Samordna opptak: førstevalgsøkere og studieplasser, etter studiested og år",
        axes={
            "study_location": labels((row["study_location"], row["study_location"]) for row in table),
            "year": periods(row["year"] for row in table),
        },
        cells={
            (row["study_location"], row["year"], content): number(row[content])
            for row in table
            for content in contents
            if row[content]
        },
        role="archive",
        vintage="2026-04-24",
        vintage_basis="HK-dir's key figures for download, as of 24 April 2026",
        own_codes={"study_location": "the location's name as printed", "ContentsCode": "all own"},
        regions="all study locations of the national admission (63 spellings)",
        origin="github.com/egil10/hkdir, commit 705f0ee11fa67d3621bff14713b16d42f7d9bc0c, path "
        "data/nokkeltall-programniva-uh.xlsx, summed by study location",
        licence="open figures of HK-dir (Norwegian Directorate for Higher Education and Skills)",
        notes=(
            "2026 is the count of April. All applicants (not only first choices) can't be added up and are left out.",
            "BI and most master's and doctoral programmes are outside the national admission. Some places have two "
            "spellings.",
        ),
    )
