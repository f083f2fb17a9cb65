"""What people's entries may refer to: the plan's sub-goals, the indicators, and every life of a municipality code."""

from __future__ import annotations

import duckdb

from entries.references import Life, References
from indicators.registry import read_registry
from pipelines import warehouse
from pipelines.plan import plan

#: Every life of every code, with names and codes of today's municipalities that it has become part of.
_LIVES = """
SELECT life.code, life.name, life.first_year, life.last_year,
       list_sort(list_distinct(list(today.name || ' (' || today.municipality || ')')
           FILTER (life.last_year <> 9999 AND today.municipality IS NOT NULL))) AS became
FROM core.municipality_code AS life
LEFT JOIN core.municipality_link AS link
  ON link.code = life.code AND life.last_year BETWEEN link.valid_from_year AND link.valid_to_year
LEFT JOIN core.municipality AS today USING (municipality)
WHERE life.last_year >= life.first_year
GROUP BY ALL
ORDER BY ALL
"""


def references(con: duckdb.DuckDBPyConnection) -> References:
    """The project's own, from the plan, the indicators' files and a warehouse's municipality codes.

    Args:
        con: a warehouse.

    Raises:
        ValueError: the plan or an indicator's file is damaged; the message names it.
    """
    lives = con.execute(_LIVES).fetchall()
    return References(
        sub_goals=frozenset(goal.key for goal in plan().sub_goal),
        indicators=frozenset(read_registry()),
        municipalities=tuple(
            Life(code, name, first, last, tuple(became or ())) for code, name, first, last, became in lives
        ),
    )


def served_references() -> References:
    """The project's own, with the municipality codes of the warehouse that is being served.

    Raises:
        warehouse.WarehouseError: there is none; the sentence says how to build one.
        ValueError: as `references`.
    """
    with warehouse.open_store() as con:
        return references(con)
