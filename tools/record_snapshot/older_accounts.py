"""The old counties' accounts from other records: SSB 09391 (2008–2017) and DOSE (1997–2018)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tools.record_snapshot.collected import number, periods, rows
from tools.record_snapshot.document import Key, Recorded, Value

COUNTY_CODES = {
    "Østfold": "01", "Akershus": "02", "Oslo": "03", "Hedmark": "04", "Oppland": "05", "Buskerud": "06",
    "Vestfold": "07", "Telemark": "08", "Aust-Agder": "09", "Vest-Agder": "10", "Rogaland": "11", "Hordaland": "12",
    "Sogn og Fjordane": "14", "Møre og Romsdal": "15", "Sør-Trøndelag": "16", "Nord-Trøndelag": "17",
    "Nordland": "18", "Troms": "19", "Finnmark": "20",
}  # fmt: skip
"""SSB's code of each county until 2017; the collected files of 09391 and DOSE give names only."""


def record(sources: Path) -> Iterator[Recorded]:
    """Both older records."""
    gdp = sources / "gdp"
    yield totals_09391(gdp)
    yield dose(gdp)


def totals_09391(gdp: Path) -> Recorded:
    """09391: value added of the 19 old counties, 2008–2017, as answered in January 2025."""
    table = [row for row in rows(gdp / "ssb_09391_bnpb_counties_2008_2017.raw.csv") if row["Bruttoprodukt"]]
    by_code = {COUNTY_CODES[plain_name(row["Fylke"])]: row["Fylke"] for row in table}
    return Recorded(
        name="county_accounts_totals_2025_01",
        request="county_accounts_totals",
        title="Hovedtall fylkesfordelt nasjonalregnskap, etter region, statistikkvariabel og år",
        axes={"Region": dict(sorted(by_code.items())), "Tid": periods(row["Tid"] for row in table)},
        cells={
            (COUNTY_CODES[plain_name(row["Fylke"])], row["Tid"], "BNPB"): number(row["Bruttoprodukt"]) for row in table
        },
        role="archive",
        vintage="2025-01",
        vintage_basis="asked of SSB on 27–28 January 2025, just before the release of 31 January 2025",
        regions="19 counties of 2008–2017; no row for the whole country, the shelf or Svalbard",
        price="basic",
        own_codes={"Region": "SSB's codes 01–20, put in for the names that the collected file has"},
        origin="github.com/JohanWidding/Analyse-av-regional-transportutvikling, commit "
        "646eed8c4e38f02e75460e52fde6945d53c2f6fa, path data_fetching/ssb/summary_data.csv, column Bruttoprodukt",
        notes=("County totals are within 0.43 per cent of 11713 of December 2021; Rogaland 2017 differs by 1.06.",),
    )


def plain_name(label: str) -> str:
    """A county's Norwegian name: "Troms" of "Troms - Romsa (-2019)"."""
    return label.partition(" (")[0].partition(" - ")[0]


DOSE_COLUMNS = {
    "grp_lcu": "grp_lcu_nok",
    "pop": "pop",
    "ag_grp_pc_lcu": "ag_grp_pc_lcu",
    "man_grp_pc_lcu": "man_grp_pc_lcu",
    "serv_grp_pc_lcu": "serv_grp_pc_lcu",
}
"""DOSE's own column name → the collected file's."""


def dose(gdp: Path) -> Recorded:
    """DOSE v2.11: gross regional product of the 19 old counties, 1997–2018."""
    table = [row for row in rows(gdp / "dose_v2.11_NOR_counties_1973_2018.csv") if int(row["year"]) >= 1997]
    codes = {row["county"]: COUNTY_CODES[row["county"]] for row in table}
    cells: dict[Key, Value] = {}
    for row in table:
        for content, column in DOSE_COLUMNS.items():
            if row[column]:
                cells[codes[row["county"]], row["year"], content] = number(row[column])
    return Recorded(
        name="county_accounts_dose_v2_11",
        request="county_accounts_dose",
        title="Global dataset of reported subnational economic output, v2.11: Norway",
        axes={
            "county": {code: name for name, code in sorted(codes.items(), key=lambda item: item[1])},
            "year": periods(row["year"] for row in table),
        },
        cells=cells,
        role="archive",
        vintage="2023",
        vintage_basis="not recorded: version 2.11 of the data set of Wenz et al. (2023); SSB's own vintages behind it "
        "are not recorded either",
        regions="19 old counties; Sør-Trøndelag and Nord-Trøndelag end in 2017; no shelf, no Svalbard",
        language="en",
        price="basic",
        own_codes={"county": "SSB's old county codes, put in for DOSE's names"},
        origin="github.com/jialingzhang0730/Local_GDP_Estimates_Around_the_World, commit "
        "1d06f7478a50af7920da64a5cee08b2be2f9492c, path "
        "step2_obtain_gdp_data/inputs/gdp_data/regional/DOSE/DOSE_V2.11.csv, transcribed",
        licence="CC BY 4.0, Wenz et al. (2023), DOSE; figures of Statistics Norway",
        notes=(
            "Basic prices through 2014; from 2015 grp_lcu is at MARKET prices while the sectors stay basic.",
            "Values of 1e11 or more are rounded to three significant digits; through 2014 the sum of the sectors times "
            "population is the better level.",
            "2008–2010 are an older vintage, 1–5 per cent below 09391.",
            "SSB warns that county figures before 2004 are not strictly comparable over time (table 05560).",
            "1973–1992 are left out: Buskerud is missing in five of those six years.",
        ),
    )
