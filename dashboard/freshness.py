"""Whether the figures on the page can be older than Statistics Norway's, in words; read anew when that can change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from dashboard import numbers, store
from dashboard.once import once
from dashboard.texts import Texts
from pipelines import contact, freshness, last_refresh, status
from pipelines.freshness import Freshness

#: So many tables are named; of the others, the number.
_NAMED = 4


def now(served: store.Store, moment: datetime) -> Freshness:
    """How the served version stands at a moment."""
    return _kept(served.version, moment.astimezone(UTC).date(), signs())


def signs() -> str:
    """Changes with the end of a refresh and with what SSB last told: an answer stays the same as long as this does."""
    return f"{_touched(last_refresh.file())}-{_touched(contact.file())}"


@once(8)
def _kept(version: str, today: date, signs: str) -> Freshness:
    documents = status.lines(store.of(version).cursor(), contact.last_dates())
    return freshness.of(version, today, documents, last_refresh.read())


def _touched(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0


def sentences(found: Freshness, moment: datetime, t: Texts) -> list[str]:
    """What a reader has to be told of the figures' age; nothing where they are as new as they can be.

    Args:
        found: how the served version stands.
        moment: the moment to judge by.
        t: texts.

    Raises:
        ValueError: the number of days that the server is set to is none.
    """
    told = []
    if found.failed_at is not None:
        told.append(t("stale.failed", day=numbers.day(found.failed_at, t.lang)))
    if found.newer:
        told.append(t(f"stale.newer.{_number(found.newer)}", tables=_names(found.newer, t)))
    elif found.due:
        told.append(t(f"stale.due.{_number(found.due)}", tables=_names(found.due, t)))
    elif found.days(moment) > freshness.stale_days() and found.asked_at is not None:
        told.append(t("stale.unasked", day=numbers.day(found.asked_at, t.lang)))
    return told


def _number(tables: Sequence[str]) -> str:
    return "one" if len(tables) == 1 else "many"


def _names(tables: Sequence[str], t: Texts) -> str:
    named = list(tables[:_NAMED])
    if len(tables) > _NAMED:
        named.append(t("stale.more", number=len(tables) - _NAMED))
    return f"{', '.join(named[:-1])} {t('stale.and')} {named[-1]}" if len(named) > 1 else named[0]
