"""Municipal tables: SSB 07165 (bankruptcies), 14674 (property tax), 12842 (fees) and 11084 (tenure)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tools.record_snapshot.collected import RIKSDATA_HEAD, RIKSDATA_HISTORY, labels, number, periods, rows
from tools.record_snapshot.document import Key, Recorded, Value
from tools.record_snapshot.people import PROFILES

PROFILE_BASIS = "not recorded: asked of SSB by a third party, as of 16 April 2026"
ALL_MUNICIPALITIES = "357 municipalities within the borders of 2024"
TENURES = {
    "own_owner": ("Selveier", "tenure_selveier_pct"),
    "own_cooperative": ("Andelseier", "tenure_andelseier_pct"),
    "own_tenant": ("Leier", "tenure_leier_pct"),
}
FEES = {
    "KOSaarsgebyrvann0000": "fee_water_nok",
    "KOSaarsgebyravlo0000": "fee_sewage_nok",
    "KOSaarsgebyravfa0000": "fee_waste_nok",
    "KOSfeiingtilsyn0000": "fee_chimney_nok",
}


def record(sources: Path) -> Iterator[Recorded]:
    """Every document on firms and municipal services."""
    municipal = sources / "municipal"
    yield bankruptcies(municipal)
    yield bankruptcies_nation(municipal)
    yield property_tax(municipal)
    yield municipal_fees(municipal)
    yield tenure(municipal)


def bankruptcies(municipal: Path) -> Recorded:
    """07165: bankruptcies by municipality and industry, 2024K2–2025K2."""
    table = rows(municipal / "bankruptcies_07165_municipality_2024K2_2025K2.csv")
    return Recorded(
        name="bankruptcies_2025_07",
        request="bankruptcies",
        title="Bankruptcies, by region, industry (SIC2007), contents and quarter",
        axes={
            "Region": labels((row["kommunenr"], row["region_name"]) for row in table),
            "NACE2007": labels((row["sic2007"], row["industry"]) for row in table),
            "Tid": periods(row["quarter"] for row in table),
        },
        cells={
            (row["kommunenr"], row["sic2007"], row["quarter"], "Konkurser"): number(row["bankruptcies"])
            for row in table
        },
        vintage="2025-07-28",
        vintage_basis="SSB: updated 2025-07-28",
        updated="2025-07-28",
        language="en",
        regions="113 municipalities whose code an old list still held; not Orkland, Bergen, Kristiansand or Tromsø",
        origin=RIKSDATA_HISTORY + "bankruptcies-municipalities.json",
        notes=(
            "01-99 is the total. The collected file kept totals and industries with bankruptcies: a null industry of "
            "a municipality in the document is 0; a municipality that is not in it is not available.",
        ),
    )


def bankruptcies_nation(municipal: Path) -> Recorded:
    """07165 for the whole country by legal form, 2006K1–2025K2."""
    table = rows(municipal / "bankruptcies_07165_national_2006K1_2025K2.csv")
    return Recorded(
        name="bankruptcies_nation_2025",
        request="bankruptcies_nation",
        title="Bankruptcies, by legal form, contents and quarter",
        axes={
            "OrgFormer": labels((row["OrgFormer"], row["legal_form"]) for row in table),
            "Tid": periods(row["quarter"] for row in table),
        },
        cells={(row["OrgFormer"], row["quarter"], "Konkurser"): number(row["bankruptcies"]) for row in table},
        vintage="2025",
        vintage_basis="not recorded: SSB's answer as of 2025, with figures to 2025K2",
        language="en",
        regions="the whole country",
        origin=RIKSDATA_HEAD + "bankruptcies-by-industry.json",
    )


def property_tax(municipal: Path) -> Recorded:
    """14674: property tax in 2024: levied or not, kroner for a dwelling of 120 m², per mille."""
    table = rows(municipal / "municipality_profile_ssb_2024.csv")
    cells: dict[Key, Value] = {}
    for row in table:
        place = (row["kommunenr_2024"], row["proptax_year"])
        cells[*place, "KOShareskatt0000"] = int(row["proptax_has"] == "True")
        for content, column in (("KOSskattenebolig0000", "proptax_120m2_nok"), ("KOSgenskatt0000", "proptax_permille")):
            if row[column]:
                cells[*place, content] = number(row[column])
    return Recorded(
        name="property_tax_2026_04",
        request="property_tax",
        title="Eiendomsskatt, etter region, statistikkvariabel og år",
        axes={
            "KOKkommuneregion0000": labels((row["kommunenr_2024"], row["name"]) for row in table),
            "Tid": periods(row["proptax_year"] for row in table),
        },
        cells=cells,
        vintage="2026-04",
        vintage_basis=PROFILE_BASIS,
        regions=ALL_MUNICIPALITIES,
        origin=PROFILES,
    )


def municipal_fees(municipal: Path) -> Recorded:
    """12842: yearly fees for water, sewage, waste and chimney sweeping in 2026, kroner without VAT."""
    table = [row for row in rows(municipal / "municipality_profile_ssb_2024.csv") if row["fees_year"]]
    return Recorded(
        name="municipal_fees_2026_04",
        request="municipal_fees",
        title="Kommunale gebyrer, etter region, statistikkvariabel og år",
        axes={
            "KOKkommuneregion0000": labels((row["kommunenr_2024"], row["name"]) for row in table),
            "Tid": periods(row["fees_year"] for row in table),
        },
        cells={
            (row["kommunenr_2024"], row["fees_year"], content): number(row[column])
            for row in table
            for content, column in FEES.items()
            if row[column]
        },
        vintage="2026-04",
        vintage_basis=PROFILE_BASIS,
        regions="339 municipalities that had reported",
        origin=PROFILES,
        notes=("Without VAT. Unrevised KOSTRA figures.",),
    )


def tenure(municipal: Path) -> Recorded:
    """11084: per cent of households by tenure in 2024."""
    table = rows(municipal / "municipality_profile_ssb_2024.csv")
    return Recorded(
        name="tenure_2026_04",
        request="tenure",
        title="Eierstatus, husholdninger (prosent), etter region og år",
        axes={
            "Region": labels((row["kommunenr_2024"], row["name"]) for row in table),
            "EierStatus": {code: label for code, (label, _) in TENURES.items()},
            "Tid": periods(row["tenure_year"] for row in table),
        },
        cells={
            (row["kommunenr_2024"], code, row["tenure_year"], "own_share"): number(row[column])
            for row in table
            for code, (_, column) in TENURES.items()
            if row[column]
        },
        role="archive",
        vintage="2026-04",
        vintage_basis=PROFILE_BASIS,
        own_codes={"EierStatus": "all own; SSB's are not known", "ContentsCode": "own_share is our own"},
        regions=ALL_MUNICIPALITIES,
        origin=PROFILES,
    )
