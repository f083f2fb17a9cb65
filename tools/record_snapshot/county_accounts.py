"""SSB 11713: county accounts by industry, as published in December 2021 and after the main revision."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tools.record_snapshot.collected import TELEMARK, footnotes, number, periods, rows
from tools.record_snapshot.document import Key, Labels, Recorded, Value
from tools.record_snapshot.industries import INDUSTRY_CODES

TITLE = "Fylkesfordelt nasjonalregnskap, etter region, næring, statistikkvariabel og år"
FULL_2021 = "ssb_11713_counties_42industries_5vars_2008_2019_v2021-12.csv"
SYMBOLS_2021 = "ssb_11713_counties_industry_2008_2019.csv"
FOOTNOTES_2021 = "api-samples/ssb-11713-export/11713-manufacturing-with-ssb-footnotes.xlsx"
CONTENTS = ("BNPB", "own_volume_change", "own_investment", "own_employed", "own_wage_costs")
"""Content codes in the order of the export's value columns."""

OWN_CODES = {
    "NACE": "total and 24 groups as in table 09170's list, public administration as in 09171's; own_… are our own; "
    "SSB's codes in 11713 are not known",
    "ContentsCode": "BNPB is SSB's (its export's internal reference); own_… are our own",
}


TRAPS_2021 = (
    "0 is also what the table gives for a county that did not exist in the year: 50 Trøndelag before 2018, "
    "16 and 17 in 2018.",
    "The row Fastlands-Norge is 0 throughout: not published at this level.",
    "Volume change is 0 in 2008 and in the first years of a county: not available. Trøndelag's 2018 is given.",
    "An empty cell was withheld (:) or has no basis (..); the symbol is known for value added and employed of "
    "27 of the 42 rows, elsewhere the cell is null without a symbol.",
    "Withheld cells make the industries sum to less than the county's total.",
    "The whole country includes the continental shelf and Svalbard; the counties do not.",
    "Rows marked ¬ are parts of the row above them.",
    "Breaks: 2010 finance, 2011 oil and ocean transport, 2015 services to oil and retail trade. Rindal moved "
    "to Trøndelag on 1 January 2019.",
)
"""What the manifest warns of."""


def record(sources: Path) -> Iterator[Recorded]:
    """Every county-accounts document."""
    gdp = sources / "gdp"
    yield vintage_2021(gdp)
    yield from vintage_2026(gdp)


def split_region(text: str) -> tuple[str, str]:
    """("50", "Trøndelag - Trööndelage") of "50 Trøndelag - Trööndelage"."""
    code, _, label = text.partition(" ")
    return code, label


def vintage_2021(gdp: Path) -> Recorded:
    """11713 as published on 13 December 2021: 21 regions, 42 industry rows, 5 contents, 2008–2019."""
    table = rows(gdp / FULL_2021)
    cells: dict[Key, Value] = {}
    empty: set[Key] = set()
    regions: Labels = {}
    for row in table:
        region, industry, year, *values = row.values()
        code, label = split_region(region)
        regions[code] = label
        for content, text in zip(CONTENTS, values, strict=True):
            key = (code, INDUSTRY_CODES[industry], year, content)
            if text:
                cells[key] = number(text)
            else:
                empty.add(key)
    return Recorded(
        name="county_accounts_2021_12",
        request="county_accounts",
        title=TITLE,
        axes={
            "Region": regions,
            "NACE": {code: label for label, code in INDUSTRY_CODES.items()},
            "Tid": periods(row["År"] for row in table),
        },
        cells=cells,
        symbols={key: symbol for key, symbol in _symbols_2021(gdp).items() if key in empty},
        vintage="2021-12-13",
        vintage_basis="SSB: Sist endret 20211213 08:00",
        updated="2021-12-13T07:00:00Z",
        regions="21: the whole country with the continental shelf, the 18 counties of 2018–2019, Sør-Trøndelag and "
        "Nord-Trøndelag (to 2017)",
        price="basic",
        own_codes=OWN_CODES,
        origin=TELEMARK + "Data/03_Arbeid og næringsliv/SSB_11713_Deling av nettsider.xlsx, sheet BNPB; symbols from "
        "FNB_SSB_11713.xlsx, sheet BNPB, of the same folder",
        notes=TRAPS_2021,
        footnotes=footnotes(gdp.parent / FOOTNOTES_2021, r"\d{4}\. Brudd|Tall med ny liste"),
    )


def _symbols_2021(gdp: Path) -> dict[Key, str]:
    """SSB's symbols, which only the smaller export of the same vintage kept."""
    symbols: dict[Key, str] = {}
    for row in rows(gdp / SYMBOLS_2021):
        place = (split_region(row["region"])[0], INDUSTRY_CODES[row["naering"]], row["aar"])
        for content, column in (("BNPB", "bruttoprodukt_mill"), ("own_employed", "sysselsatte_1000")):
            if row[column] in (":", ".."):
                symbols[(*place, content)] = row[column]
    return symbols


def vintage_2026(gdp: Path) -> Iterator[Recorded]:
    """The revised 11713 as a county's workbook of August 2026 shows it: four rectangles that share no cell."""
    totals = rows(gdp / "ssb_11713_county_totals_2019_2023_v2026.csv")
    for year in ("2019", "2023"):
        chosen = [(*split_region(row["region"]), row) for row in totals if row["year"] == year]
        counties = {code: label for code, label, _ in sorted(chosen, key=lambda item: item[0]) if code != "0"}
        cells: dict[Key, Value] = {}
        for code, _, row in chosen:
            if code in counties:
                cells[code, "nr23_6", year, "BNPB"] = number(row["bruttoprodukt_basisverdi_lopende_mill_kr"])
                cells[code, "nr23_6", year, "own_employed"] = number(row["sysselsatte_1000"])
        yield _revised(
            f"county_accounts_2026_08_counties_{year}",
            {"Region": counties, "NACE": {"nr23_6": "Totalt for næringer"}, "Tid": {year: year}},
            cells,
            f"{len(counties)} counties of {year}",
            "Totalt for næringer",
        )
    national = rows(gdp / "ssb_11713_national_and_telemark_2011_2023_v2026.csv")
    cells = {("0", "nr23_6", row["year"], "BNPB"): number(row["hele_landet_bnpb_mill_kr"]) for row in national}
    cells |= {
        ("0", "nr23_6", row["year"], "own_employed"): number(row["hele_landet_sysselsatte_1000"]) for row in national
    }
    whole_country = {"0": "Hele landet"}
    yield _revised(
        "county_accounts_2026_08_national",
        {
            "Region": whole_country,
            "NACE": {"nr23_6": "Totalt for næringer"},
            "Tid": periods(row["year"] for row in national),
        },
        cells,
        "the whole country with the continental shelf",
        "Produktivitet - avventer",
    )
    by_label = {row["industry"]: row for row in rows(gdp / "ssb_11713_national_by_industry_2023_v2026.csv")}
    industries = {code: label for label, code in INDUSTRY_CODES.items() if label in by_label}
    yield _revised(
        "county_accounts_2026_08_national_industries",
        {"Region": whole_country, "NACE": industries, "Tid": {"2023": "2023"}},
        {
            ("0", code, "2023", "BNPB"): number(by_label[label]["hele_landet_2023_bnpb_mill_kr"])
            for code, label in industries.items()
        },
        "the whole country with the continental shelf",
        "Fordelt på næringer",
    )


def _revised(name: str, axes: dict[str, Labels], cells: dict[Key, Value], regions: str, sheet: str) -> Recorded:
    return Recorded(
        name=name,
        request="county_accounts",
        title=TITLE,
        axes=axes,
        cells=cells,
        role="archive",
        vintage="2026-08",
        vintage_basis="not recorded: SSB's figures after the main revision, as in a county's workbook of August 2026; "
        "SSB's own date is not in it",
        regions=regions,
        price="basic",
        own_codes=OWN_CODES,
        origin=TELEMARK + "Data/03_Arbeid og næringsliv/02_Næringsliv/Verdiskaping/Data for 2023 med BDO-estimater "
        f"osv.xlsx, sheet {sheet}",
        notes=(
            "After the main revision, which raised levels by about 4 per cent: never in one ratio with older vintages.",
            "What the workbook marks as a consultant's estimate was left out.",
        ),
    )
