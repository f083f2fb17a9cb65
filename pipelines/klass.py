"""Municipality codes and their lives (KLASS 131), so that any year's codes come out on today's borders.

A code lives from one date to another and may come back later with another meaning (1531 was Borgund until 1968 and is
Sula since 1977), so a code is never looked up without a year. When a life ends, KLASS says what it became: one code (a
merger or a new number, everything goes there) or several (a split). For a split KLASS gives no shares; they are
declared in `data/registers/municipality_split_weights.csv`. A split without declared shares gives no link, not a guess.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from pipelines.transport import Transport

DEFAULT_BASE = "https://data.ssb.no/api/klass/v1"
SINCE = 1977  # the last great renumbering before our oldest figures by municipality
FOREVER = 9999  # last year of a code that is still in use, so that `year BETWEEN` needs no special case
LINK_COLUMNS = ["code", "valid_from_year", "valid_to_year", "municipality", "weight", "is_split"]
WEIGHT_COLUMNS = ["old_code", "first_year", "last_year", "municipality", "weight"]  # as in the register


class KlassError(ValueError):
    """KLASS's answer, or the declared split weights, can't be used."""


@dataclass(frozen=True)
class Life:
    """One life of a code: from `start` up to, but not including, `end` (None: still in use)."""

    code: str
    start: dt.date
    end: dt.date | None

    def covers(self, day: dt.date) -> bool:
        """Whether the code was in use on this day."""
        return self.start <= day and (self.end is None or day < self.end)

    def years(self, since: int) -> tuple[int, int]:
        """First and last year of the life (inclusive), not before `since`; every change happens on 1 January."""
        last = FOREVER if self.end is None else (self.end - dt.timedelta(days=1)).year
        return max(self.start.year, since), last


class _Unlinked(Exception):
    """Why a life can't be followed to today."""


def read_codes(data: bytes) -> list[dict[str, Any]]:
    """The codes in an answer of `classifications/131/codes`.

    Raises:
        KlassError: the bytes are not such an answer.
    """
    return _entries(data, "codes", ("code",))


def read_changes(data: bytes) -> list[dict[str, Any]]:
    """The changes in an answer of `classifications/131/changes`.

    Raises:
        KlassError: the bytes are not such an answer.
    """
    return _entries(data, "codeChanges", ("oldCode", "newCode", "changeOccurred"))


def _entries(data: bytes, key: str, needed: tuple[str, ...]) -> list[dict[str, Any]]:
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise KlassError(f"KLASS 131: the answer is not JSON or cut off ({error})") from error
    entries = document.get(key) if isinstance(document, dict) else None
    if not isinstance(entries, list) or not entries:
        raise KlassError(f"KLASS 131: the answer has no “{key}”")
    for entry in entries:
        if not isinstance(entry, dict) or any(field not in entry for field in needed):
            raise KlassError(f"KLASS 131: an entry of “{key}” lacks {' or '.join(needed)}: {entry!r:.80}")
    return entries


def links(
    codes: Iterable[Mapping[str, Any]],
    changes: Iterable[Mapping[str, Any]],
    split_weights: pd.DataFrame,
    since: int = SINCE,
) -> pd.DataFrame:
    """From every municipality code and year to today's municipalities.

    Args:
        codes: entries of KLASS's `codes` (code, validFromInRequestedRange or validFrom, the same for validTo).
        changes: entries of KLASS's `changes` (oldCode, newCode, changeOccurred).
        split_weights: declared shares with columns `WEIGHT_COLUMNS`; the shares of a code and period sum to 1. Shares
            for an older code go before those of the codes it became.
        since: first year wanted.

    Returns:
        code, valid_from_year, valid_to_year (inclusive; 9999 = still in use), municipality (a code in use today),
        weight (share of the code's figures that belong to it; 1 for mergers and new numbers), is_split (the code was
        divided on the way, so the weight is declared and not counted). Codes that can't be followed to today are left
        out; `unlinked` lists them.

    Raises:
        KlassError: a date is unreadable, or declared shares do not sum to 1 or name an unknown municipality.
    """
    history = _History(codes, changes, split_weights)
    rows = []
    for life in history.since(since):
        try:
            shares = history.today(life)
        except _Unlinked:
            continue
        first, last = life.years(since)
        split = history.is_split(life)
        rows += [(life.code, first, last, to, weight, split) for to, weight in sorted(shares.items())]
    frame = pd.DataFrame(rows, columns=LINK_COLUMNS).astype({"weight": float, "is_split": bool})
    return _joined(frame.sort_values(["code", "valid_from_year", "municipality"], ignore_index=True))


def unlinked(
    codes: Iterable[Mapping[str, Any]],
    changes: Iterable[Mapping[str, Any]],
    split_weights: pd.DataFrame,
    since: int = SINCE,
) -> pd.DataFrame:
    """The codes `links` leaves out: code, valid_from_year, valid_to_year and the reason in a sentence.

    Raises:
        KlassError: as `links`.
    """
    history = _History(codes, changes, split_weights)
    rows = []
    for life in history.since(since):
        try:
            history.today(life)
        except _Unlinked as why:
            rows.append((life.code, *life.years(since), str(why)))
    return pd.DataFrame(rows, columns=["code", "valid_from_year", "valid_to_year", "reason"])


def _joined(frame: pd.DataFrame) -> pd.DataFrame:
    """One row where a code lives on unchanged (a new name starts a new life in KLASS, but nothing moves)."""
    if frame.empty:
        return frame
    what = ["code", "municipality", "weight", "is_split"]
    frame = frame.sort_values([*what, "valid_from_year"], ignore_index=True)
    previous = frame.groupby(what)["valid_to_year"].shift()
    frame["stretch"] = (frame["valid_from_year"] != previous + 1).cumsum()
    joined = frame.groupby([*what, "stretch"], as_index=False).agg({"valid_from_year": "min", "valid_to_year": "max"})
    return joined[LINK_COLUMNS].sort_values(["code", "valid_from_year", "municipality"], ignore_index=True)


class _History:
    """Lives, what became of them, and the declared shares."""

    def __init__(
        self,
        codes: Iterable[Mapping[str, Any]],
        changes: Iterable[Mapping[str, Any]],
        split_weights: pd.DataFrame,
    ) -> None:
        self.lives: dict[str, list[Life]] = {}
        for entry in codes:
            life = Life(str(entry["code"]), _date(entry, "validFrom") or dt.date.min, _date(entry, "validTo"))
            self.lives.setdefault(life.code, []).append(life)
        self.became: dict[tuple[str, dt.date], set[str]] = {}
        for change in changes:
            day = _date(change, "changeOccurred")
            if day:
                self.became.setdefault((str(change["oldCode"]), day), set()).add(str(change["newCode"]))
        self._weights = split_weights
        self._known: dict[Life, dict[str, float]] = {}

    def since(self, year: int) -> list[Life]:
        """The lives that reach into `year` or later."""
        return [life for lives in self.lives.values() for life in lives if life.years(year)[1] >= year]

    @cached_property
    def declared(self) -> dict[str, list[tuple[int, int, dict[str, float]]]]:
        """Code → (first year, last year, shares), checked."""
        missing = [column for column in WEIGHT_COLUMNS if column not in self._weights.columns]
        if missing:
            raise KlassError(f"split weights: column {missing[0]} is missing")
        declared: dict[str, list[tuple[int, int, dict[str, float]]]] = {}
        for key, rows in self._weights.groupby(WEIGHT_COLUMNS[:3]):
            code, first, last = map(str, key)
            code = code.zfill(4)  # a reader of CSV may have taken the code for a number
            shares = {str(m).zfill(4): float(w) for m, w in zip(rows["municipality"], rows["weight"], strict=True)}
            if len(shares) < len(rows) or abs(sum(shares.values()) - 1) > 1e-9 or min(shares.values()) < 0:
                raise KlassError(f"split weights: the shares of {code} in {first}–{last} do not sum to 1 once each")
            unknown = [m for m in shares if m not in self.lives]
            if unknown:
                raise KlassError(f"split weights: {code} goes to {unknown[0]}, which KLASS does not know")
            declared.setdefault(code, []).append((int(first), int(last), shares))
        return declared

    def today(self, life: Life) -> dict[str, float]:
        """Today's municipality → share of this life's figures.

        Raises:
            _Unlinked: it can't be followed.
        """
        if life not in self._known:
            self._known[life] = self._follow(life)
        return self._known[life]

    def is_split(self, life: Life) -> bool:
        """Whether the life's figures reach today only through declared shares."""
        if life.end is None:
            return False
        parts = self._declared_parts(life)
        divided = len(self.became.get((life.code, life.end), ())) > 1 and not self._life(life.code, life.end)
        return (
            len(parts) > 1
            or divided
            or any(self.is_split(part) for part, _ in parts or self._successors(life, life.end))
        )

    def _follow(self, life: Life) -> dict[str, float]:
        if life.end is None:
            return {life.code: 1.0}
        parts = self._declared_parts(life) or self._successors(life, life.end)
        shares: dict[str, float] = {}
        for successor, weight in parts:
            for municipality, share in self.today(successor).items():
                shares[municipality] = shares.get(municipality, 0.0) + weight * share
        return shares

    def _declared_parts(self, life: Life) -> list[tuple[Life, float]]:
        first, last = life.years(0)
        for begin, end, shares in self.declared.get(life.code, ()):
            if begin <= last and first <= end:
                latest = {m: max(self.lives[m], key=lambda other: other.start) for m in shares}
                return [(latest[m], weight) for m, weight in shares.items() if latest[m] != life]
        return []

    def _successors(self, life: Life, end: dt.date) -> list[tuple[Life, float]]:
        """What the life became, from KLASS's changes alone: exactly one code, or the same code with moved borders."""
        to = self.became.get((life.code, end), set())
        reborn = self._life(life.code, end)
        if reborn is not None:
            return [(reborn, 1.0)]
        if not to:
            raise _Unlinked(f"{life.code} ended {end}, and no change says what it became")
        if len(to) > 1:
            parts = ", ".join(sorted(to))
            raise _Unlinked(f"{life.code} was split between {parts} on {end}, and no shares are declared")
        successor = self._life(next(iter(to)), end)
        if successor is None:
            raise _Unlinked(f"{life.code} became {next(iter(to))} on {end}, which was not in use then")
        return [(successor, 1.0)]

    def _life(self, code: str, day: dt.date) -> Life | None:
        return next((life for life in self.lives.get(code, ()) if life.covers(day)), None)


def _date(entry: Mapping[str, Any], field: str) -> dt.date | None:
    """A date of KLASS's; codes carry it under `…InRequestedRange` or under the plain name."""
    text = entry.get(f"{field}InRequestedRange") or entry.get(field)
    if not text:
        return None
    try:
        return dt.date.fromisoformat(str(text)[:10])
    except ValueError as error:
        raise KlassError(f"KLASS 131: {field} is {text!r}, not a date ({dict(entry)!r:.80})") from error


def ask(transport: Transport, base_url: str | None = None, since: str = "1838-01-01") -> dict[str, bytes]:
    """Ask KLASS for every municipality code and change since a date.

    Args:
        transport: the connection.
        base_url: KLASS's address; default `MALBAROMETERET_KLASS` from the environment, else SSB's.
        since: ISO date; the default is the law that made the municipalities.

    Returns:
        "codes" and "changes" → KLASS's bytes, found readable.

    Raises:
        TransportError: KLASS could not be asked.
        KlassError: the answer can't be used.
    """
    base = (base_url or os.environ.get("MALBAROMETERET_KLASS") or DEFAULT_BASE).rstrip("/")
    answers = {}
    for end, read in (("codes", read_codes), ("changes", read_changes)):
        # Without `to` a code in use has no end date; the transport asks for JSON, KLASS's own default is XML.
        answer = transport.call("GET", f"{base}/classifications/131/{end}", params={"from": since})
        read(answer.body)
        answers[end] = answer.body
    return answers
