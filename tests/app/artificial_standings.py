"""Indicators of two sub-goals, obviously artificial, and where they stand: the rule itself is the real one."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pandas as pd

from indicators import progress

CITY = "ba_test"
YEARS = range(2014, 2024)
#: Each year the home region's value rises by one, then by two, and so on: 1, 2, 4, 5, 7 …
RISING = [1.0, 2.0, 4.0, 5.0, 7.0, 8.0, 10.0, 11.0, 13.0, 14.0]
#: Down by six, up by two, and so on.
FALLING = [30.0, 24.0, 26.0, 20.0, 22.0, 16.0, 18.0, 12.0, 14.0, 8.0]
#: indicator → sub-goal, direction, unit in Norwegian and English.
INDICATORS = {
    "test_rising": ("research_based_firms", "up", "prosent", "per cent"),
    "test_falling": ("research_based_firms", "up", "kroner", "kroner"),
    "test_waiting": ("research_based_firms", "up", "antall", "number"),
    "test_neutral": ("attractive_city_region", "neutral", "dager", "days"),
    "test_once": ("attractive_city_region", "down", "dager", "days"),
}
_COLUMNS = """
ALTER TABLE out.indicator ADD COLUMN measures VARCHAR DEFAULT 'direct';
ALTER TABLE out.indicator ADD COLUMN why_nb VARCHAR DEFAULT 'grunnen';
ALTER TABLE out.indicator ADD COLUMN why_en VARCHAR DEFAULT 'the reason';
ALTER TABLE out.indicator ADD COLUMN next_release_nb VARCHAR DEFAULT 'en gang';
ALTER TABLE out.indicator ADD COLUMN next_release_en VARCHAR DEFAULT 'one day';
ALTER TABLE out.indicator ADD COLUMN target DOUBLE;
ALTER TABLE out.indicator ADD COLUMN price_basis VARCHAR;
ALTER TABLE out.indicator ADD COLUMN size_dependent BOOLEAN DEFAULT false;
ALTER TABLE out.indicator ADD COLUMN target_year INTEGER;
ALTER TABLE out.indicator ADD COLUMN first_year INTEGER DEFAULT 2014;
"""


def rows(home: str, rising: Sequence[float]) -> list[tuple[object, ...]]:
    """Indicator, region, year, value, status, reason, rank, ranked."""
    made: list[tuple[object, ...]] = []
    for year, up, down in zip(YEARS, rising, FALLING, strict=True):
        made += [
            ("test_rising", home, year, up, "measured", "", 2, 2),
            ("test_rising", CITY, year, 20.0, "measured", "", 1, 2),
            ("test_rising", "norway", year, 5.0, "measured", "", None, None),
            ("test_rising", "5001", year, 1.0, "measured", "", None, None),
            ("test_rising", "5059", year, 2.0, "measured", "", None, None),
            ("test_falling", home, year, 1000 * down, "measured", "", 1, 1),
            ("test_neutral", home, year, up, "measured", "", None, None),
        ]
    made.append(("test_once", home, 2020, 3.0, "estimated", "jobs_nearest:2015", 1, 1))
    return made


def fill(con: duckdb.DuckDBPyConnection, home: str, rising: Sequence[float] | None = None) -> None:
    """Add the indicators, their values and where they stand to a warehouse that has its regions.

    Args:
        con: the warehouse.
        home: the region whose goals they are.
        rising: the values of test_rising; the usual ones when left out.
    """
    con.execute(_COLUMNS)
    con.execute(
        "INSERT INTO out.region (region, name_nb, name_en, kind, order_no) VALUES (?, ?, ?, 'comparator', 5)",
        [CITY, "Prøvebyen", "The test city"],
    )
    for order, (name, (goal, direction, nb, en)) in enumerate(INDICATORS.items(), start=10):
        texts = [f"{name} navn", f"{name} name", nb, en, 1, direction, f"{name} er en prøve", f"{name} is a test"]
        texts += ["m", "m", f"{name} venter", f"{name} waits"]
        con.execute(
            "INSERT INTO out.indicator (indicator, goal, order_no, name_nb, name_en, unit_nb, unit_en, decimals,"
            " direction, definition_nb, definition_en, method_nb, method_en, limits_nb, limits_en, sources, variants)"
            f" VALUES ({', '.join('?' * 17)})",
            [name, goal, order, *texts, ["ssb:99999", "register:test"], []],
        )
    columns = ["indicator", "region", "year", "value", "status", "reason", "rank", "ranked"]
    con.register("standings_rows", pd.DataFrame(rows(home, rising or RISING), columns=columns))
    con.execute(
        "INSERT INTO out.indicator_value SELECT indicator, region, year, '', '', '', '', \"value\", NULL, NULL, status,"
        " reason, rank, ranked FROM standings_rows"
    )
    progress.build_progress(con)
