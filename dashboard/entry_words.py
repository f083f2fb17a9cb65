"""Actions and council cases in words: status, period, places, and what stands in the files people take away."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import pandas as pd

from dashboard import numbers
from dashboard.parts.frame import as_it_is
from dashboard.texts import Texts
from entries.contents import Action, ActionStatus, ActionUpdate, CouncilCase
from entries.references import Life, References

STATUSES = tuple(status.value for status in ActionStatus)
ICONS: Mapping[str, str] = {
    "planned": ":material/schedule:",
    "under_way": ":material/play_circle:",
    "delivered": ":material/check_circle:",
    "stopped": ":material/cancel:",
    "unknown": ":material/help:",
}
#: Nothing that tells who wrote an entry is published.
_UNPUBLISHED = {"version", "created_at", "created_by", "changed_by", "removed_at"}
#: In the files a name means one thing everywhere: these fields get another than they have in the store.
_PUBLISHED_AS = {
    "id": "entry",
    "period": "period_words",
    "status": "action_status",
    "indicators": "indicator_names",
    "source": "source_name",
    "text": "update_text",
}


def status(action_status: str, t: Texts) -> str:
    """A status as a reader sees it, with its sign."""
    return f"{ICONS[action_status]} {t(f'action.status.{action_status}')}"


def period(action: Action, t: Texts) -> str:
    """When an action takes place, as far as it is known: by its dates, else in the source's own words, else unknown."""
    first, last = (numbers.day(day, t.lang) if day else "" for day in (action.starts_on, action.ends_on))
    if first and last:
        return first if first == last else f"{first} – {last}"
    if first:
        return t("action.from", day=first)
    if last:
        return t("action.until", day=last)
    return t("action.in_words", period=action.period) if action.period else t("action.period_unknown")


def linked(words: str, link: str) -> str:
    """A typed link as Markdown: nothing in words or link ends it early or takes effect as markup."""
    return f"[{as_it_is(words)}]({quote(link, safe=':/?#@!$&*+,;=%-._~')})"


def places(references: References, members: Sequence[str]) -> dict[str, str]:
    """Municipality codes a case can belong to → name: today's members, and those that have become part of them.

    Args:
        references: every life of every code.
        members: codes of today's members.
    """
    found = {code: life.name for code in members if (life := references.life(code, dt.date.today().year))}
    for life in sorted(references.municipalities, key=lambda one: (-one.last_year, one.name)):
        if life.code not in found and any(code in members for code in _became(life)):
            found[life.code] = f"{life.name} ({life.code}, –{life.last_year})"
    return found


def _became(life: Life) -> list[str]:
    return [match[1] for name in life.became if (match := re.search(r"\((\d{4})\)$", name))]


def place(references: References, code: str, year: int) -> str:
    """What the municipality of a code was called in a year."""
    life = references.life(code, year)
    return life.name if life else code


def _published(entries: Sequence[Action | ActionUpdate | CouncilCase], columns: Sequence[str]) -> pd.DataFrame:
    rows = []
    for entry in entries:
        content: dict[str, Any] = entry.model_dump(mode="json", exclude=_UNPUBLISHED)
        flat = {name: ";".join(value) if isinstance(value, list) else value for name, value in content.items()}
        rows.append({_PUBLISHED_AS.get(name, name): value for name, value in flat.items()})
    return pd.DataFrame(rows, columns=list(columns), dtype=object)


def columns(kind: type[Action | ActionUpdate | CouncilCase]) -> list[str]:
    """The columns of a register as it is published."""
    return [_PUBLISHED_AS.get(name, name) for name in kind.model_fields if name not in _UNPUBLISHED]


def published_actions(entries: Sequence[Action]) -> pd.DataFrame:
    """Actions as open data; lists are parted by semicolons, and nobody who wrote them is named."""
    return _published(entries, columns(Action))


def published_updates(entries: Sequence[ActionUpdate]) -> pd.DataFrame:
    """Updates of actions as open data."""
    return _published(entries, columns(ActionUpdate))


def published_cases(entries: Sequence[CouncilCase]) -> pd.DataFrame:
    """Council cases as open data."""
    return _published(entries, columns(CouncilCase))
