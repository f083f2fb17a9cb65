"""Whether the figures that are served can be older than what Statistics Norway has published.

Four signs, each told in words on the pages: the last refresh failed, SSB has told of newer figures, a table's next
publication should have come, or nobody has asked SSB for long.
"""

from __future__ import annotations

import calendar
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

import duckdb
from pydantic import BaseModel, ConfigDict

from pipelines import contact, last_refresh, warehouse
from pipelines.status import Line, lines

#: Days without a word from SSB after which the pages say so, and after which `/readyz` says no.
STALE_VARIABLE, READY_VARIABLE = "MALBAROMETERET_STALE_DAYS", "MALBAROMETERET_READY_DAYS"
STALE_DAYS, READY_DAYS = 30, 45
#: Every table is published at least once a year; a month is SSB's to be late in.
_NEXT = timedelta(days=365 + 31)


class Freshness(BaseModel):
    """How the served figures stand to SSB's.

    Attributes:
        version: the served version.
        made_at: when it was built.
        asked_at: when SSB last answered, or when the version was built from the snapshot if that is later.
        failed_at: when the last refresh failed, where it did and nothing has succeeded since.
        newer: tables of which SSB has told of newer figures.
        due: tables whose next publication should have come since SSB was last asked about them.
    """

    model_config = ConfigDict(frozen=True)

    version: str
    made_at: datetime | None
    asked_at: datetime | None
    failed_at: datetime | None
    newer: tuple[str, ...] = ()
    due: tuple[str, ...] = ()

    def days(self, now: datetime) -> float:
        """Days since SSB was last asked (or the version was built)."""
        return (now - self.asked_at).total_seconds() / 86_400 if self.asked_at else float("inf")


def limit(variable: str, default: int) -> int:
    """A number of days that whoever runs the server has set.

    Raises:
        ValueError: it is not a whole number above 0; the sentence names the variable.
    """
    given = os.environ.get(variable, "").strip()
    if not given:
        return default
    if not (given.isascii() and given.isdigit() and 0 < int(given) < 100_000):
        raise ValueError(f"{variable} is “{given[:20]}”; it has to be a whole number of days above 0.")
    return int(given)


def stale_days() -> int:
    """Days without a word from SSB after which the pages say so."""
    return limit(STALE_VARIABLE, STALE_DAYS)


def ready_days() -> int:
    """Days without a word from SSB after which the server does not call itself ready."""
    return limit(READY_VARIABLE, READY_DAYS)


def of(version: str, today: date, documents: Sequence[Line], last: last_refresh.LastRefresh | None) -> Freshness:
    """How a version stands.

    Args:
        version: its id.
        today: the date to judge by.
        documents: `status.lines` of it.
        last: the end of the last refresh.
    """
    known = warehouse.about(version)
    made = known.made_at if known else None
    moments = [moment for moment in (last.asked_at if last else None, made) if moment]
    newer = {line.table for line in documents if line.standing == "newer at SSB"}
    due = {line.table for line in documents if _due(line, last, today)}
    return Freshness(
        version=version,
        made_at=made,
        asked_at=max(moments) if moments else None,
        failed_at=last.at if last and last.failed else None,
        newer=tuple(sorted(newer)),
        due=tuple(sorted(due - newer)),
    )


def served(con: duckdb.DuckDBPyConnection, version: str, now: datetime) -> Freshness:
    """How an open version stands now.

    Args:
        con: a connection to it.
        version: its id.
        now: the moment to judge by.
    """
    return of(version, now.date(), lines(con, contact.last_dates()), last_refresh.read())


def _due(line: Line, last: last_refresh.LastRefresh | None, today: date) -> bool:
    """Whether a table's next publication should have come since SSB was last asked about it."""
    if line.standing == "a record":
        return False
    try:
        expected = published(line.ours) + _NEXT
    except ValueError:
        return False
    asked = last.asked_at.astimezone(UTC).date() if last and last.asked_at and line.theirs else date.min
    return asked < expected <= today


def published(vintage: str) -> date:
    """The latest day that a vintage can mean: the end of the year or month where only that is known.

    Raises:
        ValueError: it is no date.
    """
    year, *rest = (int(part) for part in vintage.split("-"))
    month = rest[0] if rest else 12
    return date(year, month, rest[1] if len(rest) > 1 else calendar.monthrange(year, month)[1])


def numbers(found: Freshness, now: datetime) -> Mapping[str, float]:
    """What the metrics tell of it: seconds and counts."""
    made = (now - found.made_at).total_seconds() if found.made_at else float("nan")
    return {
        "version_age_seconds": made,
        "asked_seconds": found.days(now) * 86_400,
        "newer_tables": float(len(found.newer)),
        "due_tables": float(len(found.due)),
    }
