"""Where an indicator or a sub-goal stands, in words: own development first, rank second."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard import numbers
from dashboard.texts import Texts
from indicators import progress

#: Statuses in the order in which they are shown; the last is for indicators without a wanted direction.
NEUTRAL = "neutral"
FORWARD = ("reached", "on_track", "some_progress")


def statuses() -> list[str]:
    """The status words' keys in the order in which they are shown, "neutral" last."""
    return [*progress.statuses(), NEUTRAL]


def status(key: str | None, t: Texts) -> str:
    """A status word; an indicator without a wanted direction has its own."""
    return progress.label(key, t.data) if key and key != NEUTRAL else t("standing.neutral")


def amount(value: float | None, about: Mapping[str, Any], t: Texts) -> str:
    """A value with its unit: `15,4 %`, `4,2 per 1 000 innbyggere`, `NOK 8,886 per inhabitant`."""
    unit, decimals = str(about[f"unit_{t.data}"]), int(about["decimals"])
    written = numbers.number(value, decimals, t.lang)
    if written == "–":
        return written
    percent, kroner = t("unit.percent"), t("unit.kroner")
    if unit == percent or unit.startswith(f"{percent} "):
        return numbers.percent(value, t.lang, decimals) + unit.removeprefix(percent)
    if unit == kroner or unit.startswith(f"{kroner} "):
        return t("unit.amount", amount=written) + unit.removeprefix(kroner)
    if is_place(about, t):
        return t("unit.placed", place=written)
    # an index says in its unit how it is read, not what it is counted in
    if unit == t("unit.count") or "=" in unit or "(" in unit:
        return written
    return f"{written}{numbers.NO_BREAK}{unit}"


def is_place(about: Mapping[str, Any], t: Texts) -> bool:
    """Whether a value is a place in a ranking, where the lowest figure is the best."""
    return str(about[f"unit_{t.data}"]).startswith(f"{t('unit.place')} (")


def short(value: float | None, about: Mapping[str, Any], t: Texts) -> str:
    """A value where the unit stands elsewhere; per cent keep their sign."""
    decimals = int(about["decimals"])
    if str(about[f"unit_{t.data}"]).startswith(t("unit.percent")):
        return numbers.percent(value, t.lang, decimals)
    return numbers.number(value, decimals, t.lang)


def alone(row: Any, about: Mapping[str, Any], year: int, t: Texts) -> str:
    """The figure of the one area that there is: it is neither the highest nor the lowest.

    Args:
        row: name and value.
        about: name and unit of the indicator.
        year: the year.
        t: texts.
    """
    values = {"region": t.inside(row["name"]), "value": amount(row["value"], about, t)}
    return t("explore.alone", name=about[f"name_{t.data}"], year=numbers.year(year), **values)


def rank(row: Mapping[str, Any], t: Texts) -> str:
    """`nr. 3 av 6`; nothing where there is nobody to be ranked against."""
    if row.get("rank") is None or not row.get("ranked") or int(row["ranked"]) < 2:
        return ""
    return t("standing.rank", rank=int(row["rank"]), ranked=int(row["ranked"]))


def told(row: Mapping[str, Any], t: Texts) -> str:
    """The status word, why it cannot be decided, and the rank: `Kan ikke avgjøres (…) · nr. 1 av 4`."""
    words = status(row.get("status"), t)
    reason = progress.reason_in_words(str(row.get("reason") or ""), t.data)
    if row.get("status") in (*FORWARD, "standing_still", "moving_away") and row.get("base_year"):
        words = t("standing.since", status=words, year=numbers.year(row["base_year"]))
    parts = [f"{words} ({reason[0].lower()}{reason[1:].rstrip('.')})" if reason else words, rank(row, t)]
    return " · ".join(part for part in parts if part)


def counts(summary: Mapping[str, Any], t: Texts) -> list[tuple[str, str, int]]:
    """(status, word, how many) for every status that occurs, best first."""
    found = [(key, status(key, t), int(summary.get(key) or 0)) for key in statuses()]
    return [one for one in found if one[2]]


def _few(ranks: Any) -> list[dict[str, Any]]:
    """The ranks that were won or lost against somebody."""
    return [one for one in (ranks if ranks is not None else []) if one["ranked"] and one["ranked"] > 1]


def development(summary: Mapping[str, Any], t: Texts) -> str:
    """How many indicators of a sub-goal went which way, and for how many nobody can say, in one sentence."""
    total = int(summary["indicators"])
    forward = sum(int(summary.get(key) or 0) for key in FORWARD)
    still, away = int(summary.get("standing_still") or 0), int(summary.get("moving_away") or 0)
    untold = total - forward - still - away
    if untold == total:
        return t("sub_goals.untold", total=numbers.in_words(total, t.lang, first=True))
    counts = {"total": total, "forward": forward, "away": away, "still": still, "untold": untold}
    said = {key: numbers.in_words(count, t.lang) for key, count in counts.items()}
    went = "headline" if forward and away else "forward" if forward else "away" if away else "headline_none"
    parts = [went, *(["and_still"] if still else []), *(["and_untold"] if untold else [])]
    return "".join(t(f"sub_goals.{part}", **said) for part in parts) + "."


def directions(total: int, forward: int, away: int, t: Texts) -> str:
    """How many of so many indicators go the right way and how many the wrong way, without a full stop."""
    key = "sub_goals.headline" if forward or away else "sub_goals.headline_none"
    total_said, forward_said, away_said = (numbers.in_words(count, t.lang) for count in (total, forward, away))
    return t(key, total=total_said, forward=forward_said, away=away_said)


def standing(summary: Mapping[str, Any], t: Texts) -> str:
    """Where the region stands on rank: the plan says best, so how often it is on top."""
    ranks = _few(summary.get("ranks"))
    if not ranks:
        return t("sub_goals.no_rank")
    first = sum(one["rank"] == 1 for one in ranks)
    if len(ranks) == 1:
        return t("sub_goals.rank_once" if first else "sub_goals.rank_not_once")
    key = "rank" if first else "rank_never"
    if first == len(ranks):
        key = "rank_both" if first == 2 else "rank_all"
    of = {"first": numbers.in_words(first, t.lang), "ranked": numbers.in_words(len(ranks), t.lang)}
    return t(f"sub_goals.{key}", **of)


def moved_most(summary: Mapping[str, Any], row: Mapping[str, Any], about: Mapping[str, Any], t: Texts) -> str:
    """The one indicator that moved most, against its own usual swing: what it was, what it is, which word it gets."""
    if not summary.get("moved_most") or row.get("base_value") is None:
        return t("sub_goals.none_moved")
    before, now = (amount(row[f"{when}_value"], about, t) for when in ("base", "latest"))
    bare = short(row["base_value"], about, t)
    return t(
        "sub_goals.moved_most",
        name=about[f"name_{t.data}"],
        before=bare if before.startswith(bare) else before,  # a unit that follows is told once
        now=now,
        first=numbers.year(row["base_year"]),
        last=numbers.year(row["latest_year"]),
        status=status(row["status"], t).lower(),
    )
