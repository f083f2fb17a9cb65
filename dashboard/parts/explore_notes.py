"""What has to be known of the values on the page that explores: stand-ins, breaks, borders, who is left out, signs."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard import explained, explored, exploring, figures, numbers, sentences, standings
from dashboard.charts import frame as chart_frame
from dashboard.charts import slope
from dashboard.choices import PageView
from dashboard.exploring import Question
from dashboard.parts.explore_ground import Ground
from dashboard.parts.municipalities import border_notices
from dashboard.shown import Shared
from dashboard.texts import Texts
from indicators import derive

#: What estimated values look like where they are no hollow marks.
_HOLLOW = {"bar": "explore.hatched", "map": "explore.sign.stood_in"}
#: More notices about borders than these are told as one.
_BORDERS = 3


def missing(version: str, question: Question, view: PageView, made: Sequence[Shared], t: Texts) -> list[str]:
    """A sentence for each indicator that no chart could be made of, with the reason where it is known."""
    drawn = {indicator for one in made for indicator in dict(one.asked)["indicator"].split(",")}
    told = []
    for indicator in question.indicators[: 2 if question.kind == "scatter" else None]:
        if indicator not in drawn:
            rows = exploring.rows(version, question, indicator, tuple(view.choices().items()))
            why = _why_not_derived(rows, t)
            name = standings.indicator_names(version, t.lang)[indicator]
            known = rows.loc[rows["value"].notna(), "year"]
            last = t("explore.latest_of", year=numbers.year(known.max())) if len(known) and not why else ""
            told.append(" ".join(part for part in (t("explore.nothing_of", name=name), why, last) if part))
    return told


def notes(ground: Ground, indicator: str, rows: pd.DataFrame) -> list[str]:
    """What has to be known of the values that are shown: stand-ins, breaks, borders, and regions without."""
    t, known = ground.t, rows[rows["value"].notna()]
    kind = ground.question.kind
    # under a table alone its signs are told already
    signed = chart_frame.stood_in(known).any() and kind != "table"
    found = [t(_HOLLOW.get(kind, "compare.hollow"))] if signed else []
    found += sentences.reasons(figures.reasons([known]), t)
    if len(known):
        first, last = int(known["year"].min()), int(known["year"].max())
        found += [
            t("chart.break_explained", year=one.year, why=t.either(one.nb, one.en))
            for one in ground.breaks(indicator)
            if first < one.year <= last
        ]
    found += _border_notes(ground, known)
    return found if kind == "map" else found + _without(ground, rows)


def _border_notes(ground: Ground, known: pd.DataFrame) -> list[str]:
    """Which of the chosen municipalities had other borders in the years that are shown."""
    t = ground.t
    touched = set(known.loc[known["sign"].str.contains(explored.OTHER_BORDERS), "region"])
    chosen = [one for one in ground.question.regions if one in touched]
    names = standings.region_names(ground.version, t.lang)
    if len(chosen) > _BORDERS or len(touched) > len(chosen):
        return [t("explore.borders_of_many", count=len(touched))]
    told = []
    for one in chosen:
        changes = explained.table(ground.version, "area_changes", region=one)
        since = known.loc[known["region"] == one, "year"].min()
        told += border_notices(changes[changes["year"] > since], names[one], t)
    return told


def _without(ground: Ground, rows: pd.DataFrame) -> list[str]:
    """The chosen regions that have no value, with the reason where it is known."""
    t, names = ground.t, ground.regions.names
    there = set(rows.loc[rows["value"].notna(), "region"])
    key, question = "compare.without", ground.question
    if question.kind == "slope":
        key, there = "explore.without_both", set(slope.pairs(rows, question.first, question.last)["region"])
    by_reason: dict[str, list[str]] = {}
    for one in names:
        if one not in there:
            by_reason.setdefault(_why_not_derived(rows[rows["region"] == one], t), []).append(names[one])
    told = {why: ", ".join(found) for why, found in by_reason.items()}
    return [t("explore.not_derived", why=why, regions=of) if why else t(key, regions=of) for why, of in told.items()]


def _why_not_derived(rows: pd.DataFrame, t: Texts) -> str:
    """Why no index, or no amount per inhabitant, could be made of rows; "" where nothing was derived."""
    derived = rows.loc[rows["status"] == derive.NOT_DERIVED, "reason"]
    return sentences.reason(str(derived.iloc[0]).split(";")[-1], t) if len(derived) else ""


def signs(shown: Sequence[pd.DataFrame], t: Texts) -> list[str]:
    """What the signs in the table mean, for those that occur."""
    every = " ".join(str(sign) for rows in shown for sign in rows["sign"].unique())
    told = [t("explore.sign.stood_in")] if explored.STOOD_IN in every else []
    told += [t("explore.sign.borders")] if explored.OTHER_BORDERS in every else []
    return [*told, t("explore.sign.missing"), t("explore.sign.link")]
