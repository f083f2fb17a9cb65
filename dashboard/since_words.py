"""What changed since an earlier version in one sentence: the same on the page, on the slides and in the PDF."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from dashboard import numbers
from dashboard import standing_words as say
from dashboard.texts import Texts
from indicators import since


def other_status(changes: pd.DataFrame) -> pd.Series:
    """Whether a row has another status than before; one without a status before has nothing to be held against.

    Args:
        changes: the columns of `indicators.since.COLUMNS`.
    """
    known = changes["status_before"].notna() & changes["status"].notna()
    return known & (changes["status_before"] != changes["status"])


def why(reasons: str, t: Texts) -> str:
    """Why a row is listed: `Nytt år; tallene er revidert`.

    Args:
        reasons: keys of `changes` in progress.yml, parted by semicolons.
        t: texts.
    """
    words = since.why_in_words(reasons, t.data)
    return "; ".join([*words[:1], *(f"{one[0].lower()}{one[1:]}" for one in words[1:])])


def statuses(changes: pd.DataFrame, named: Callable[[str], str], t: Texts) -> list[str]:
    """The new statuses of some rows, a short line for each: `Vekst i arbeidsplasser: Står stille → Noe framgang`.

    Args:
        changes: the columns of `indicators.since.COLUMNS`.
        named: gives an indicator's name.
        t: texts.
    """
    return [
        f"{named(str(row.indicator))}: {say.status(row.status_before, t)} → {say.status(row.status, t)}"
        for row in changes[other_status(changes)].itertuples()
    ]


def headline(changes: pd.DataFrame, region: str, day: str, t: Texts) -> str:
    """How many of a region's indicators have another status, and how many of the rest other figures.

    Args:
        changes: of all regions; the columns of `indicators.since.COLUMNS`.
        region: the region that it is about.
        day: since when, in words.
        t: texts.
    """
    own = changes[changes["region"] == region]
    statuses = int(other_status(own).sum())
    figures = len(own) - statuses
    if changes.empty:
        return t("since.nothing", day=day)
    if own.empty:
        return t("since.only_elsewhere", day=day)
    told = {"statuses": numbers.in_words(statuses, t.lang), "figures": numbers.in_words(figures, t.lang)}
    key = "both" if statuses and figures else "statuses" if statuses else "figures"
    return t(f"since.headline.{key}", day=day, **told)
