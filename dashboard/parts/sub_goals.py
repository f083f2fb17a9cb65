"""The overview of the sub-goals: on one screen, each with its words, its spread and what moved most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard import address, choices, numbers, standings
from dashboard import standing_words as say
from dashboard.charts import spread
from dashboard.choices import PageView
from dashboard.once import once
from dashboard.parts import frame, opening, share, standing
from dashboard.shown import Shared
from dashboard.texts import Texts, texts
from pipelines.plan import SubGoal, plan

PATH = "sub-goals"


def show() -> None:
    """The whole page."""
    version = opening.version()
    if version is None:
        return
    view = choices.remembered(view_of(version, address.parameters(PATH)))
    t = texts(view.lang)
    summary = standings.summary(version, plan().goal.region)
    shown = [goal for goal in plan().sub_goal if goal.key in summary]
    headline, rest = _headline([summary[goal.key] for goal in shown], t)
    frame.head(t("sub_goals.intro"), view, t)
    st.title(headline, anchor=False)
    st.caption(rest)
    with st.grid(3, min_column_width=330, gap="medium"):
        for goal in shown:
            with st.container(gap="xxsmall"):
                _card(version, goal, view.lang)
    standing.criteria(t)
    share.box(tables(version, view)["components"], version, view, t)
    frame.foot(version, t)


def view_of(version: str, parameters: Mapping[str, str]) -> PageView:
    """The view that an address asks for."""
    return standing.view_of(PATH, version, parameters, {}, {})


def tables(version: str, view: PageView) -> dict[str, Shared]:
    """The component table of all sub-goals."""
    t = texts(view.lang)
    summary = standings.summary(version, plan().goal.region)
    headline, rest = _headline([summary[goal.key] for goal in plan().sub_goal if goal.key in summary], t)
    return {
        "components": Shared(
            name="components",
            title=t("sub_goals.components"),
            sentence=f"{headline}. {rest}",
            route="/api/v1/progress",
            asked=(("region", plan().goal.region),),
            sources=t("offer.all_sources"),
        )
    }


def _headline(summaries: list[Mapping[str, Any]], t: Texts) -> tuple[str, str]:
    """How many indicators moved which way, all sub-goals together, and what it cannot be said of; there is no score."""
    total = sum(int(one["indicators"]) for one in summaries)
    if not total:
        return t("sub_goals.none"), t("sub_goal.without", count=0)

    def count(*keys: str) -> int:
        return sum(int(one.get(key) or 0) for one in summaries for key in keys)

    forward, still, away = count(*say.FORWARD), count("standing_still"), count("moving_away")
    untold = total - forward - still - away
    rest = "sub_goals.rest" if untold else "sub_goals.rest_none"
    still_said = numbers.in_words(still, t.lang, first=True)
    return (
        say.directions(total, forward, away, t),
        t(rest, still=still_said, untold=numbers.in_words(untold, t.lang)),
    )


def _card(version: str, goal: SubGoal, lang: str) -> None:
    """One sub-goal: name, development first and rank second, the spread, what moved most.

    The plan's words are a tip here and stand in full on the sub-goal's own page: all six have to fit on one screen.
    """
    t = texts(lang)
    card = _words(version, goal.key, lang)
    st.page_link(
        standing.SUB_GOAL,
        label=f"**{t.either(goal.short.nb, goal.short.en)}**",
        icon=":material/arrow_forward:",
        help=t("sub_goals.quotation", quotation=t.either(goal.quotation, goal.translation)),
        query_params={"sub_goal": goal.key},
    )
    st.markdown(card.sentence)
    st.html(card.picture)
    st.caption(card.spread)


@dataclass(frozen=True)
class Card:
    """A card's words: what moved which way and the rank, the spread as picture and words."""

    sentence: str
    picture: str
    spread: str


@once(32)
def _words(version: str, goal: str, lang: str) -> Card:
    t, summary = texts(lang), standings.summary(version, plan().goal.region)[goal]
    moved = str(summary.get("moved_most") or "")
    row = standings.all_progress(version, plan().goal.region).get(moved, {})
    about = standings.declared(version).get(moved, {})
    counts = say.counts(summary, t)
    more = [spread.words(counts), say.moved_most(summary, row, about, t)]
    return Card(
        sentence=f"{say.development(summary, t)} {say.standing(summary, t)}",
        picture=spread.picture(counts),
        spread="  \n".join(more),
    )
