"""What municipalities were before: the numbers and names that old addresses, files and readers' memories still hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard import explained
from dashboard.once import once


@dataclass(frozen=True)
class Former:
    """A municipality that was, or one that had another number.

    Attributes:
        name: what it was called.
        last_year: the last year it was so.
        follow: codes of today's municipalities that continue it, the one with the largest part first.
    """

    name: str
    last_year: int
    follow: tuple[str, ...]


@once(2)
def by_code(version: str) -> Mapping[str, Former]:
    """Every number that is no longer in use."""
    rows = explained.table(version, "former_codes").sort_values(["weight", "region"], ascending=[False, True])
    return {
        str(code): Former(str(own["name"].iloc[0]), int(own["last_year"].max()), tuple(map(str, own["region"])))
        for code, own in rows.groupby("code", sort=False)
    }


@once(2)
def by_word(version: str) -> Mapping[str, Former]:
    """Every former number, and every former name in small letters; of a name that was used twice, the last."""
    numbers = by_code(version)
    latest = sorted(numbers.values(), key=lambda former: former.last_year)
    return {former.name.lower(): former for former in latest} | dict(numbers)


@once(2)
def parts(version: str) -> Mapping[str, tuple[tuple[str, bool], ...]]:
    """Municipality → (name, whether only a part of it) of those with other names that it continues."""
    rows = explained.table(version, "former_codes").sort_values(["name", "code"])
    found: dict[str, dict[str, bool]] = {}
    for row in rows.itertuples(index=False):
        found.setdefault(str(row.region), {})[str(row.name)] = bool(row.is_part)
    return {region: tuple(names.items()) for region, names in found.items()}
