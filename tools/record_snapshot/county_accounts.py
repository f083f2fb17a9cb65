"""SSB 11713 (county accounts by industry, two vintages), 09391 (older county totals) and DOSE (older still)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tools.record_snapshot.collected import TELEMARK, number, periods, rows
from tools.record_snapshot.document import Key, Labels, Recorded, Value

TITLE = "Fylkesfordelt nasjonalregnskap, etter region, næring, statistikkvariabel og år"
FULL_2021 = "ssb_11713_counties_42industries_5vars_2008_2019_v2021-12.csv"
SYMBOLS_2021 = "ssb_11713_counties_industry_2008_2019.csv"
CONTENTS = ("BNPB", "own_volume_change", "own_investment", "own_employed", "own_wage_costs")
"""Content codes in the order of the export's value columns."""

INDUSTRY_CODES = {
    "Totalt for næringer": "nr23_6",
    "Jordbruk og skogbruk": "pub2X01_02",
    "Fiske, fangst og akvakultur": "pub2X03",
    "Bergverksdrift": "pub2X05",
    "Utvinning av råolje og naturgass, inkl. tjenester": "nr2X06_09",
    "¬ Utvinning av råolje og naturgass": "own_oil_extraction",
    "¬ Tjenester tilknyttet utvinning av råolje og naturgass": "own_oil_services",
    "Industri": "nr23ind",
    "¬ Nærings-, drikkevare- og tobakksindustri": "own_food",
    "¬ Tekstil-, beklednings- og lærvareindustri": "own_textiles",
    "¬ Trelast-, trevare- og papirvareindustri": "own_wood_paper",
    "¬ Trykking og reproduksjon av innspilte opptak": "own_printing",
    "¬ Oljeraffinering, kjemisk og farmasøytisk industri": "own_refining_chemicals",
    "¬ Gummivare- og plastindustri, mineralproduktindustri": "own_rubber_minerals",
    "¬ Produksjon av metaller": "own_metals",
    "¬ Produksjon av metallvarer, elektrisk utstyr og maskiner": "own_metal_goods_machinery",
    "¬ Verftsindustri og annen transportmiddelindustri": "own_shipyards_transport_equipment",
    "¬ Produksjon av møbler og annen industriproduksjon": "own_furniture_other",
    "¬ Reparasjon og installasjon av maskiner og utstyr": "own_repair_installation",
    "Elektrisitets-, gass- og varmtvannsforsyning": "pub2X35",
    "Vannforsyning, avløp og renovasjon": "pub2X36_39",
    "Bygge- og anleggsvirksomhet": "pub2X41_43",
    "Varehandel og reparasjon av motorvogner": "pub2X45_47",
    "Rørtransport": "pub2X49B",
    "Utenriks sjøfart": "pub2X50A",
    "Transport utenom utenriks sjøfart": "pub2X49A_52",
    "Post og distribusjonsvirksomhet": "pub2X53",
    "Overnattings- og serveringsvirksomhet": "pub2X55_56",
    "Informasjon og kommunikasjon": "pub2X58_63",
    "Finansierings- og forsikringsvirksomhet": "pub2X64_66",
    "Omsetning og drift av fast eiendom": "pub2X68A",
    "Boligtjenester, egen bolig": "pub2X68B",
    "Faglig, vitenskapelig og teknisk tjenesteyting": "pub2X69_75",
    "Forretningsmessig tjenesteyting": "pub2X77_82",
    "Offentlig administrasjon og forsvar": "pub2X84",
    "Undervisning": "pub2X85",
    "Helse- og omsorgstjenester": "pub2X86_88",
    "Kultur, underholdning og annen tjenesteyting": "pub2X90_97",
    "Fastlands-Norge": "nr23_6fn",
    "¬ Offentlig forvaltning": "nr24_5",
    "¬¬ Statsforvaltning": "nr24_",
    "¬¬ Kommuneforvaltning": "nr25_",
}
"""SSB's label → code. The codes of the total and the 24 groups are those of table 09170's list, which has the same
groups in the same order; own_ marks codes of our own."""

OWN_CODES = {
    "NACE": "total and 24 groups as in table 09170's list, public administration as in 09171's; own_… are our own; "
    "SSB's codes in 11713 are not known",
    "ContentsCode": "BNPB is SSB's (its export's internal reference); own_… are our own",
}

COUNTY_CODES = {
    "Østfold": "01", "Akershus": "02", "Oslo": "03", "Hedmark": "04", "Oppland": "05", "Buskerud": "06",
    "Vestfold": "07", "Telemark": "08", "Aust-Agder": "09", "Vest-Agder": "10", "Rogaland": "11", "Hordaland": "12",
    "Sogn og Fjordane": "14", "Møre og Romsdal": "15", "Sør-Trøndelag": "16", "Nord-Trøndelag": "17",
    "Nordland": "18", "Troms": "19", "Finnmark": "20",
}  # fmt: skip
"""SSB's code of each county until 2017; the collected files of 09391 and DOSE give names only."""


def record(sources: Path) -> Iterator[Recorded]:
    """Every county-accounts document."""
    gdp = sources / "gdp"
    yield vintage_2021(gdp)
    yield from vintage_2026(gdp)
    yield totals_09391(gdp)
    yield dose(gdp)


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
        notes=(
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
        ),
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
