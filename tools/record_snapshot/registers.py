"""The registers that are taken from the collected files: weights, BA-regions, printed figures."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from tools.record_snapshot import printed
from tools.record_snapshot.collected import rows

CSDATA = "csdata 2026.3.30 (niphr/csdata @59345122), MIT; "

CODE_OF_2024 = {"1567": "5061", "3444": "3236", "3445": "3234"}
"""Rindal, Jevnaker and Lunner: the collected file lists them under codes that KLASS does not have in 2024."""


def write(sources: Path, folder: Path) -> None:
    """Writes the registers into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "municipality_split_weights.csv", split_weights(sources))
    _write(folder / "ba_regions.csv", ba_regions(sources))
    _write(folder / "printed_figures.csv", printed.figures(sources))


#: Ålesund and Haram, one municipality from 2020 to 2023.
SPLIT_OF_2024 = ("1508", "1580")
CHOSEN = "a rounded weight chosen by the Norwegian Institute of Public Health, not measured"


def split_weights(sources: Path) -> Iterable[dict[str, str]]:
    """Municipalities whose people went to several of today's: code, years, today's code and the share it is given."""
    for row in rows(sources / "municipal/municipality_redistricting_to_2024_weights.csv"):
        if float(row["weight"]) == 1:
            continue
        weight, source = row["weight"], CSDATA + CHOSEN
        if row["kommunenr_2024"] in SPLIT_OF_2024:
            weight, source = measured_weight(row["original_code"], row["kommunenr_2024"], sources)
        if float(weight) > 0:
            yield {
                "old_code": row["original_code"],
                "first_year": row["valid_year_from"],
                "last_year": row["valid_year_to"],
                "municipality": row["kommunenr_2024"],
                "name": row["name_2024"],
                "weight": weight,
                "source": source,
            }


def measured_weight(old_code: str, municipality: str, sources: Path) -> tuple[str, str]:
    """Share of an older code that went to Ålesund or Haram, read off SSB's own figures instead of a rounded half.

    The Ålesund of 2020–2023 is divided as the population was on the first day after the split. The municipalities
    before 2020 lie whole in one of the two: SSB's harmonised table puts old Haram in Haram and the others in Ålesund.
    """
    persons = {
        (row["kommunenr_2024"], row["year"]): int(row["population"])
        for row in rows(sources / "municipal/population_07459_ssb_harmonised_2024codes_1986_2025.csv")
        if row["kommunenr_2024"] in SPLIT_OF_2024
    }
    if old_code == "1507":
        both = [persons[(code, "2024")] for code in SPLIT_OF_2024]
        share = persons[(municipality, "2024")] / sum(both)
        return f"{share:.6f}", f"SSB 07459: population on 1 January 2024, {both[0]} and {both[1]}"
    alone = {row["kommunenr"]: int(row["population"]) for row in _original(sources, "2019")}
    whole = alone["1534"] == persons[("1580", "2019")]
    inside = (municipality == "1580") == (old_code == "1534")
    if not whole:
        raise ValueError("07459: old Haram 1534 and today's Haram 1580 differ in 2019: look at the split anew")
    return ("1" if inside else "0"), "SSB 07459, grouping KommSummer: before 2020 it lies whole in this municipality"


def _original(sources: Path, year: str) -> Iterable[dict[str, str]]:
    for row in rows(sources / "municipal/population_07459_original_codes_2005_2021.csv"):
        if row["year"] == year:
            yield row


def ba_regions(sources: Path) -> Iterable[dict[str, str]]:
    """The housing and labour-market region (BA-region 2020) of each municipality of 2024."""
    for row in rows(sources / "regions/ba_regions_2020_on_2024_codes.csv"):
        listed = row["kommunenr_2024"]
        code = CODE_OF_2024.get(listed, listed)
        yield {
            "municipality": code,
            "name": row["name"],
            "ba_region": row["ba_nr"],
            "ba_region_name": row["ba_name"],
            "travel_minutes_to_centre": row["travel_minutes_to_centre"],
            "out_commuting_pct": row["out_commuting_pct"],
            "in_commuting_pct": row["in_commuting_pct"],
            "criterion": row["criterion"],
            "source": "BA-regioner 2020 (TØI and NIBR for the ministry), re-coded to 2024 in "
            + CSDATA.rstrip("; ")
            + (f"; listed there as {listed}" if code != listed else ""),
        }


def _write(file: Path, entries: Iterable[dict[str, str]]) -> None:
    listed = list(entries)
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, fieldnames=list(listed[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(listed)
