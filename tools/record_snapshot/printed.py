"""Figures that SSB and the region have printed, with known printing errors: the tests hold our sums against them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tools.record_snapshot.collected import rows
from tools.record_snapshot.older_accounts import COUNTY_CODES, plain_name

Figure = dict[str, str]
FNR = "https://ssb.no/en/nasjonalregnskap-og-konjunkturer/statistikker/fnr"
PAGES = {
    "P2016": f"{FNR}/aar/2018-03-26?fane=tabell&tabell=325279",
    "P2017": "https://statbank.ssb.no/en/nasjonalregnskap-og-konjunkturer/statistikker/fnr",
    "P2018": "https://ssb.no/399283/",
    "P2022": "http://ssb.no/english/subjects/09/01/fnr_en",
}
"""Page of the collected file → its address."""
WHOLE_COUNTRY = {
    "Total, market value": "norway_market",
    "Hele landet, markedsverdi": "norway_market",
    "Total, basic value": "norway_basic",
    "Hele landet, basisverdi": "norway_basic",
    "Total ex Norwegian continental shelf and Svalbard": "counties",
    "The regions, basic value": "counties",
    "Fylkene, basisverdi": "counties",
    "Norwegian continental shelf and Svalbard": "shelf_and_svalbard",
    "Kontinentalsokkelen": "shelf",
    "The Continental Shelf": "shelf",
    "Svalbard": "svalbard",
}
NORWAY = {
    "Hele landet": "norway",
    "The whole country": "norway",
    "Fastlands-Norge": "mainland",
    "Mainland Norway": "mainland",
}
COUNTIES_OF_2020 = {
    "Innlandet": "34",
    "Viken": "30",
    "Vestfold og Telemark": "38",
    "Agder": "42",
    "Vestland": "46",
    "Trøndelag": "50",
    "Troms og Finnmark": "54",
}
HITTIL = "https://www.ssb.no/a/kortnavn/folkendrkv/2012k4/hittil16.html"
REGION_2015 = "https://trondheimsregionen.no/folketall-fjerde-kvartal-2014/"
REGION_2016 = "https://trondheimsregionen.no/vi-er-282-569-i-regionen-malvik-vokste-fortest-i-2015/"
REGION_2020 = "https://trondheimsregionen.no/trondheimsregionen-passerte-300-000-innbyggere/"
MEMBERS = ("1601", "1714", "1663", "1638", "1653", "1624", "1662", "1648", "1718", "1657")
"""The ten members of 2012–2017 in the order of the region's own tables: Trondheim, Stjørdal, Malvik, Orkdal, Melhus,
Rissa, Klæbu, Midtre Gauldal, Leksvik, Skaun."""
POPULATION = {
    ("2015", REGION_2015): (184960, 22975, 13498, 11722, 15916, 6676, 5995, 6336, 3506, 7668),
    ("2016", REGION_2016): (187353, 23308, 13738, 11779, 16096, 6644, 6067, 6298, 3531, 7755),
}
POPULATION_2012 = {
    "1601": 176348,
    "1638": 11429,
    "1624": 6543,
    "1648": 6153,
    "1653": 15392,
    "1657": 6941,
    "1662": 5930,
    "1663": 12785,
}


def figures(sources: Path) -> Iterator[Figure]:
    """All printed figures, one row each."""
    yield from _per_head(sources / "gdp")
    yield from _volume_change(sources / "gdp")
    yield from _index_2013(sources / "gdp")
    yield from _value_added_2006(sources / "gdp")
    yield from _population()


def _figure(
    what: str, table: str, region: str, year: str, unit: str, value: object, source: str, note: str = ""
) -> Figure:
    return {
        "what": what,
        "table": table,
        "region": region,
        "year": year,
        "unit": unit,
        "value": str(value),
        "source": source,
        "note": note,
    }


def region_code(printed: str) -> str:
    """SSB's county code, or a word for the whole country and what is outside the counties."""
    name = plain_name(printed)
    return WHOLE_COUNTRY.get(printed) or COUNTY_CODES.get(name) or COUNTIES_OF_2020[name]


def _per_head(gdp: Path) -> Iterator[Figure]:
    for row in rows(gdp / "ssb_pages_fnr_gdp_per_inhabitant_and_employed.csv"):
        year, inferred = row["data_year"][:4], "inferred" in row["data_year"]
        notes = [row["note"], "the year is not printed; 2022 is inferred" if inferred else ""]
        for what in ("inhabitant", "employed"):
            value = row[f"gdp_per_{what}_nok"]
            if value:
                yield _figure(
                    f"value_added_per_{what}",
                    "11713",
                    region_code(row["region"]),
                    year,
                    "NOK, rounded to 1 000" if inferred else "NOK",
                    value,
                    PAGES[row["page_id"]],
                    "; ".join(note for note in notes if note),
                )


def _volume_change(gdp: Path) -> Iterator[Figure]:
    for row in rows(gdp / "ssb_pages_fnr_volume_growth.csv"):
        region = NORWAY.get(row["region"]) or region_code(row["region"])
        year = row["year"][:4]
        note = "the year is not printed; 2022 is inferred" if "inferred" in row["year"] else ""
        source = f"ssb.no, regional accounts, release of {row['release']}"
        yield _figure("volume_change", "11713", region, year, "per cent", row["volume_change_pct"], source, note)


def _index_2013(gdp: Path) -> Iterator[Figure]:
    source = "https://www.ssb.no/nasjonalregnskap-og-konjunkturer/statistikker/fnr/aar/2015-10-20"
    for row in rows(gdp / "ssb_pages_fnr_2013_indices.csv"):
        name = row["region"].removesuffix(" Romsa").removesuffix(" Finnmárku")
        region = "norway" if name == "Total" else COUNTY_CODES[name]
        for what in ("employed", "inhabitant"):
            yield _figure(
                f"value_added_per_{what}_index",
                "11713",
                region,
                "2013",
                "index, total = 100",
                row[f"gdp_per_{what}_index_2013"],
                source,
            )


def _value_added_2006(gdp: Path) -> Iterator[Figure]:
    total = rows(gdp / "ssb_page_fnr_2006_county_by_industry_partial.csv")[0]
    source = "https://www.ssb.no/a/kortnavn/fnr/arkiv/tab-2009-03-03-01.html"
    for name, value in list(total.items())[1:]:
        region = {"Hele landet": "norway_basic", "Ekstrafylket": "shelf_and_svalbard"}.get(name)
        yield _figure(
            "value_added", "fnr, March 2009", region or COUNTY_CODES[name], "2006", "NOK million", value, source
        )


def _population() -> Iterator[Figure]:
    for code, value in POPULATION_2012.items():
        yield _figure("population", "07459", code, "2012", "persons", value, HITTIL)
    yield _figure("population", "07459", "16", "2012", "persons", 297950, HITTIL, "Sør-Trøndelag")
    yield _figure("population", "07459", "16", "2013", "persons", 302755, HITTIL, "Sør-Trøndelag")
    swapped = "printing error: two digits swapped, SSB's figure is 22 957, with which the rows sum to the printed total"
    for (year, source), values in POPULATION.items():
        for code, value in zip(MEMBERS, values, strict=True):
            note = swapped if (code, year) == ("1714", "2015") else ""
            yield _figure("population", "07459", code, year, "persons", value, source, note)
    note = "the ten printed rows sum to 279 252 because of the error in Stjørdal's"
    yield _figure("population", "07459", "members", "2015", "persons", 279234, REGION_2015, note)
    yield _figure("population", "07459", "members", "2016", "persons", 282569, REGION_2016)
    yield _figure("population", "07459", "members", "2020", "persons", 303053, REGION_2020, "eight members")
    yield _figure("population", "07459", "5001", "2020", "persons", 205163, REGION_2020)
    yield _figure("population", "07459", "5054", "2020", "persons", 10084, REGION_2020)
    for value in (18127, 18217):
        note = "the page gives both; SSB's figure is 18 217"
        note = f"printing error: {note}" if value == 18127 else note
        yield _figure("population", "07459", "5059", "2020", "persons", value, REGION_2020, note)
