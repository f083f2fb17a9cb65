"""A sub-goal's page: every indicator as a small chart over the same years, then what the verdicts rest on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import address, asked, choices, numbers, standings
from dashboard import standing_words as say
from dashboard.charts import compare
from dashboard.charts import frame as chart_frame
from dashboard.choices import Own
from dashboard.palette import SCREEN
from dashboard.parts import frame, offer, standing
from dashboard.parts.goal import checked
from dashboard.plan import plan
from dashboard.standings import SubGoal
from dashboard.texts import Texts, texts

PATH = "sub-goal"
#: So many years before the plan the small charts begin.
_BEFORE = 5


@dataclass(frozen=True)
class Small:
    """One indicator among the small charts: its name, unit, chart and the chart's words."""

    indicator: str
    name: str
    unit: str
    figure: go.Figure
    sentence: str
    told: str


def show() -> None:
    """The whole page."""
    version = standing.served()
    if version is None:
        return
    t = texts(address.language())
    names = {goal.key: t.either(goal.short_nb, goal.short_en) for goal in standings.sub_goals()}
    chosen, told = asked.one("sub_goal", names, next(iter(names)))
    view = standing.view_of(PATH, version, {"sub_goal": chosen}, {"sub_goal": ""})
    goal = next(one for one in standings.sub_goals() if one.key == chosen)
    quotation = t.either(goal.quotation, goal.translation)
    frame.head(t("sub_goals.quotation", quotation=quotation), view, t)
    asked.notices(told, t)
    summary = standings.summary(version, plan().region).get(chosen)
    st.title(names[chosen], anchor=False)
    choices.switch(Own("sub_goal", tuple(names), ""), view, t, names.__getitem__, width=420)
    if summary is None:
        st.markdown(t("sub_goals.none"))
        frame.foot(version, t)
        return
    st.markdown(f"**{say.development(summary, t)}** {say.standing(summary, t)}")
    standing.spread_of(summary, t)
    _multiples(version, goal, t)
    _without(version, goal, t)
    _components(version, goal, t)
    standing.criteria(t)
    offer.box(_offer(version, goal, t), version, view, t)
    frame.foot(version, t)


def _multiples(version: str, goal: SubGoal, t: Texts) -> None:
    """The small charts: the same years in all of them, each with its own unit."""
    charts, span = _small(version, goal.key, t.lang)
    if not charts:
        return
    st.header(t("sub_goal.charts"), anchor=False)
    st.caption(t("sub_goal.charts_intro", first=numbers.year(span[0]), last=numbers.year(span[1])))
    with st.grid(3, min_column_width=320, gap="medium"):
        for one in charts:
            with st.container(gap="xxsmall"):
                standing.to_indicator(one.indicator, f"**{one.name}**")
                st.plotly_chart(
                    one.figure,
                    config=chart_frame.config(t, one.indicator) | {"displayModeBar": False},
                    alt=one.sentence,
                    key=f"small-{one.indicator}",
                )
                st.caption(f"{one.unit}  \n{one.told}")


@lru_cache(maxsize=24)
def _small(version: str, goal: str, lang: str) -> tuple[tuple[Small, ...], tuple[int, int]]:
    """The small charts of a sub-goal and the years they share; drawn once for each version and language."""
    t = texts(lang)
    names = standings.of_sub_goal(version, goal)
    regions = standing.regions(version, standings.compared(version, plan().region), t)
    found = {name: standings.series(version, name, tuple(regions.names)) for name in names}
    shown = {name: rows for name, rows in found.items() if (rows["region"] == regions.home).any()}
    last = max((int(rows["year"].max()) for rows in shown.values()), default=standings.plan_began())
    span = (standings.plan_began() - _BEFORE, last)
    return tuple(_one(version, name, rows, regions, span, t) for name, rows in shown.items()), span


def _one(
    version: str, name: str, rows: pd.DataFrame, regions: compare.Regions, span: tuple[int, int], t: Texts
) -> Small:
    about = standings.about(version, name)
    breaks = [int(a_break[0]) for a_break in about["breaks"]]
    row = standings.all_progress(version, plan().region).get(name, {})
    latest = compare.of_region(rows, regions.home).iloc[-1]
    return Small(
        indicator=name,
        name=str(about[f"name_{t.lang}"]),
        unit=str(about[f"unit_{t.lang}"]),
        figure=checked(compare.small(rows, about, regions, breaks, span, t, SCREEN)),
        sentence=compare.sentence(rows, about, regions, breaks, t),
        told=t(
            "sub_goal.latest",
            year=numbers.year(latest["year"]),
            value=say.short(latest["value"], about, t),
            told=say.told(row, t),
        ),
    )


def _without(version: str, goal: SubGoal, t: Texts) -> None:
    """The indicators without figures for the region: what they are, and what they wait for."""
    regions = standings.all_progress(version, plan().region)
    waiting = [name for name in standings.of_sub_goal(version, goal.key) if regions[name]["status"] == "no_data"]
    if not waiting:
        return
    st.header(t("sub_goal.without", count=len(waiting)), anchor=False)
    rows = []
    for name in waiting:
        about = standings.declared(version)[name]
        rows.append(
            {
                t("component.indicator"): str(about[f"name_{t.lang}"]),
                t("meta.definition"): str(about[f"definition_{t.lang}"]),
                t("sub_goal.waits_for"): f"{about[f'limits_{t.lang}']} {about[f'next_release_{t.lang}']}",
            }
        )
    links = [standing.address_of("indicator", indicator=name, **_language(t)) for name in waiting]
    frame.table(frame.plain(pd.DataFrame(rows), links), alt=t("sub_goal.without", count=len(waiting)))


def _language(t: Texts) -> dict[str, str]:
    return {"lang": t.lang} if t.lang != "nb" else {}


def _components(version: str, goal: SubGoal, t: Texts) -> None:
    """The parts that the verdicts rest on."""
    rows = [row for row in standings.all_progress(version, plan().region).values() if row["goal"] == goal.key]
    st.header(t("component.title"), anchor=False)
    with standing.folded(t("component.open", count=len(rows)), ":material/table_rows:", "components") as opened:
        if not opened:
            return
        links = [standing.address_of("indicator", indicator=str(row["indicator"]), **_language(t)) for row in rows]
        standing.components(version, rows, links, t("component.title"), t)


def _offer(version: str, goal: SubGoal, t: Texts) -> offer.Offer:
    names = standings.of_sub_goal(version, goal.key)
    sources = dict.fromkeys(source for name in names for source in standings.declared(version)[name]["sources"])
    title = t("sub_goal.offer", name=t.either(goal.short_nb, goal.short_en))
    return offer.Offer(
        name="components",
        title=title,
        route="/api/v1/progress",
        query=urlencode({"goal": goal.key, "region": plan().region}),
        sources=offer.source_words(tuple(sources), t),
        picture=False,
    )
