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


def split_weights(sources: Path) -> Iterable[dict[str, str]]:
    """Municipalities whose people went to several of today's: code, years, today's code and the share it is given."""
    for row in rows(sources / "municipal/municipality_redistricting_to_2024_weights.csv"):
        if float(row["weight"]) != 1:
            yield {
                "old_code": row["original_code"],
                "first_year": row["valid_year_from"],
                "last_year": row["valid_year_to"],
                "municipality": row["kommunenr_2024"],
                "name": row["name_2024"],
                "weight": row["weight"],
                "source": CSDATA + "a rounded weight chosen by the Norwegian Institute of Public Health, not measured",
            }


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
