"""Eurostat: GDP by region in several vintages, Nordic city regions, patents and R&D personnel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from tools.record_snapshot.collected import eurostat_tsv, labels, number, periods, rows
from tools.record_snapshot.document import EUROSTAT_LICENCE, Labels, Recorded, Value

TITLE = "Gross domestic product (GDP) at current market prices by NUTS 3 region"
UNITS = {
    "MIO_NAC": "Million units of national currency",
    "MIO_EUR": "Million euro",
    "EUR_HAB": "Euro per inhabitant",
    "MIO_PPS_EU27_2020": "Million purchasing power standards (PPS, EU27 from 2020)",
    "PPS_EU27_2020_HAB": "Purchasing power standards (PPS, EU27 from 2020) per inhabitant",
    "PPS_HAB_EU27_2020": "Purchasing power standards per inhabitant in percentage of the EU27 (from 2020) average",
}
NORWEGIAN_UNITS = ("MIO_NAC", "MIO_EUR", "EUR_HAB")
NUTS_2021 = "Norway, its NUTS 1–3 regions of 2021 (NO060 Trøndelag), Svalbard and extra-regio (continental shelf)"
NUTS_2013 = "Norway, its NUTS 1–3 regions of 2013 (NO061 Sør-Trøndelag, NO062 Nord-Trøndelag) and extra-regio"
Figure = tuple[str, str, str, Value]
"""Unit, geo, year, value."""


def record(sources: Path) -> Iterator[Recorded]:
    """Every Eurostat document."""
    gdp, more = sources / "gdp", sources / "more"
    yield gdp_2016(gdp)
    yield gdp_2020(gdp)
    yield gdp_2022(gdp)
    yield gdp_2023(gdp)
    yield gdp_of_2021(gdp)
    yield city_regions(more)
    yield patents(more)
    yield rd_personnel(more)


def _gdp(
    name: str,
    figures: Iterable[Figure],
    vintage: str,
    basis: str,
    regions: str,
    origin: str,
    notes: tuple[str, ...] = (),
    names: Labels | None = None,
    request: str = "eurostat_gdp",
) -> Recorded:
    listed, names = list(figures), names or {}
    return Recorded(
        name=name,
        request=request,
        title=TITLE,
        axes={
            "geo": labels((geo, names.get(geo, geo)) for _, geo, _, _ in listed),
            "unit": {unit: label for unit, label in UNITS.items() if unit in {figure[0] for figure in listed}},
            "time": periods(year for _, _, year, _ in listed),
        },
        cells={(geo, unit, year, "gdp"): value for unit, geo, year, value in listed},
        role="archive",
        vintage=vintage,
        vintage_basis=basis,
        language="en",
        price="market",
        own_codes={"ContentsCode": "gdp is our own; Eurostat's table has no such dimension"},
        regions=regions,
        origin=origin,
        licence=EUROSTAT_LICENCE,
        notes=("GDP at market prices: never in one ratio with value added at basic prices; shares agree.", *notes),
    )


def gdp_2016(gdp: Path) -> Recorded:
    """The edition of about 2016: old counties 2011–2013, Norway 2000–2014."""
    return _gdp(
        "eurostat_gdp_2016",
        eurostat_tsv(gdp / "eurostat_nama_10r_3gdp_NO_NUTS2013_v2016.tsv", set(NORWEGIAN_UNITS)),
        "2016",
        "not recorded: the last year is 2014, so about 2016",
        NUTS_2013,
        "github.com/bjoernellens1/pypsa-eur-evt, commit 6eb4e826, path data/bundle/nama_10r_3gdp.tsv.gz",
        ("Regions 2011–2013 only; Norway 2000–2014. No figures in kroner.",),
    )


def gdp_2020(gdp: Path) -> Recorded:
    """The edition of 23 March 2020: old counties in million euro, 2009–2017."""
    table = rows(gdp / "eurostat_nama_10r_3gdp_NO_NUTS3old_MIO_EUR_2009_2017_v2020-03-23.csv")
    return _gdp(
        "eurostat_gdp_2020_03",
        [
            ("MIO_EUR", row["geo"], year, number(text))
            for row in table
            for year, text in row.items()
            if year.isdigit() and text
        ],
        "2020-03-23",
        "Eurostat: last update 2020-03-23",
        NUTS_2013,
        "github.com/calliope-project/sector-coupled-euro-calliope, commit 4eeff47e, path data/eu_gdp_nuts3.xls",
        names={row["geo"]: row["name"] for row in table},
    )


def gdp_2022(gdp: Path) -> Recorded:
    """The edition of 18 April 2022: 2008–2019."""
    return _gdp(
        "eurostat_gdp_2022_04",
        eurostat_tsv(gdp / "eurostat_nama_10r_3gdp_NO_v2022-04-18.tsv", set(NORWEGIAN_UNITS)),
        "2022-04-18",
        "Eurostat: last update 18/04/22 23:00",
        NUTS_2021,
        "github.com/Namrashahiid/Assignment1_oko_mrf_ns, commit 75bb4c3f647d00a176528f684a9b789b9308ae63, path "
        "nama_10r_3gdp.tsv.gz",
        ("Superseded: NO060 in kroner was revised down by up to 0.5 per cent in the next edition.",),
    )


def gdp_2023(gdp: Path) -> Recorded:
    """The edition of 21 February 2023: 2008–2020."""
    return _gdp(
        "eurostat_gdp_2023_02",
        [
            (row["unit"], row["geo"], row["TIME_PERIOD"], number(row["OBS_VALUE"]))
            for row in rows(gdp / "eurostat_nama_10r_3gdp_NO_v2023-02-21.csv")
            if row["unit"] in NORWEGIAN_UNITS and row["OBS_VALUE"]
        ],
        "2023-02-21",
        "Eurostat: last update 21/02/23 23:00",
        NUTS_2021,
        "github.com/Marma-gest/MSB104, commit c273f5e3750d1fa67670e12bc4f5b28970cd6b1c, path "
        "nama_10r_3gdp_linear.csv.gz",
        ("NO0 includes Svalbard (NO0B); NO0 + NOZ = NO. Rindal is in NO060 from 2019, Halsa from 2020.",),
    )


def gdp_of_2021(gdp: Path) -> Recorded:
    """The rows of the year 2021 of a later edition, whose other years equal the edition of February 2023."""
    return _gdp(
        "eurostat_gdp_year_2021",
        [
            (unit, row["geo"], row["year"], number(row[unit]))
            for row in rows(gdp / "eurostat_nama_10r_3gdp_NO_2021_rows.csv")
            for unit in NORWEGIAN_UNITS
            if row[unit]
        ],
        "2025",
        "not recorded: an edition with years to 2022; an edition of 2025 has the same figures for Norway",
        NUTS_2021,
        "github.com/datacommonsorg/data, commit c33e6f48dfd81b6c8528564b7c243d7d78e26d72, path "
        "scripts/eurostat/regional_statistics_by_nuts/gdp/eurostat_gdp.csv; NOZ and NOZZ from "
        "github.com/MatasKirstukas/estat-analysis, commit 26087a07b909f3408874d5034d4a09a3e66f1ef6, path "
        "estat_nama_10r_2gdp.tsv; transcribed",
        ("The year 2021 only: 2008–2020 of Norway did not change between the edition of February 2023 and this one.",),
    )


def city_regions(more: Path) -> Recorded:
    """Nordic city regions (NUTS 3) and their countries, 2000–2021."""
    table = rows(more / "eurostat_nama_10r_3gdp_nordic_city_regions_2000_2021.csv")
    return _gdp(
        "eurostat_gdp_cities_2023_02",
        [(unit, row["geo"], row["year"], number(row[unit])) for row in table for unit in UNITS if row[unit]],
        "2023-02",
        "Eurostat: the edition of February 2023",
        "35 city regions and countries in Norway, Sweden, Finland and Denmark",
        "github.com/Marma-gest/MSB104, commit 60e84e7d0b74fe65952cc45f932b98fb8707c7c9, path nama_10r_3gdp.tsv.gz",
        (
            "A region's share is taken of the country without extra-regio: NO0 for Norway.",
            "NUTS 3 regions are not city regions of one kind: Byen København is the core, Trøndelag a whole county.",
        ),
        {row["geo"]: row["name"] for row in table},
        "eurostat_gdp_cities",
    )


def patents(more: Path) -> Recorded:
    """pat_ep_rtot: patent applications to the EPO by priority year, old counties, 1977–2012."""
    table = [row for row in rows(more / "patents_epo_pat_ep_rtot_NO_NUTS2006_1977_2012.csv") if row["value"]]
    units = {
        "NR": "Number",
        "P_MHAB": "Per million inhabitants",
        "P_MACT": "Per million of the active population",
        "GDP_BEUR": "Per billion euro of GDP",
    }
    return Recorded(
        name="patents_2012",
        request="patents",
        title="Patent applications to the EPO by priority year and NUTS 3 region",
        axes={
            "geo": labels((row["geo"], row["name"]) for row in table),
            "unit": units,
            "time": periods(row["year"] for row in table),
        },
        cells={(row["geo"], row["unit"], row["year"], "patents"): number(row["value"]) for row in table},
        role="archive",
        vintage="2022",
        vintage_basis="not recorded: the series ends in 2012; taken from an R package, whose date is not recorded",
        language="en",
        own_codes={"ContentsCode": "patents is our own; Eurostat's table has no such dimension"},
        regions="Norway, NUTS 1–3 regions of 2006 (NO061 Sør-Trøndelag), extra-regio",
        origin="github.com/cran/nuts, commit 7fa4521c37af3e7b69384aec5bb6a30c3b81347b, path data/patents.rda",
        licence=EUROSTAT_LICENCE,
        notes=(
            "Counted by the inventor's residence, in fractions. Small counties vary a lot: use means of 3–5 years.",
            "Eurostat stopped the series.",
        ),
    )


def rd_personnel(more: Path) -> Recorded:
    """rd_p_persreg: R&D personnel in full-time equivalents, 2009 and 2018."""
    table = rows(more / "rd_personnel_rd_p_persreg_nordic_NUTS2_2009_2018.csv")
    return Recorded(
        name="rd_personnel_2020",
        request="rd_personnel",
        title="R&D personnel by NUTS 2 region, full-time equivalents, all sectors",
        axes={
            "geo": labels((row["geo"], row["name"] or row["geo"]) for row in table),
            "time": periods(row["year"] for row in table),
        },
        cells={
            (row["geo"], row["year"], "rd_personnel"): number(row["rd_personnel_fte"])
            for row in table
            if row["rd_personnel_fte"]
        },
        role="archive",
        vintage="2020",
        vintage_basis="not recorded: figures to 2018 in an R package, so 2020 or later",
        language="en",
        own_codes={"ContentsCode": "rd_personnel is our own"},
        regions="Norway, Sweden, Finland and Denmark, NUTS 2 (Norway: codes of 2013, NO06 Trøndelag)",
        origin="github.com/cran/regions, commit db76094f5aba9d342df49c3d1603ec35626d0b5d, path "
        "data/regional_rd_personnel.rda",
        licence=EUROSTAT_LICENCE,
        notes=("Two years are not a trend. Swedish and Danish regions have no figure for 2018.",),
    )
