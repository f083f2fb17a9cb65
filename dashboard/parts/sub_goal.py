"""A sub-goal's page: every indicator as a small chart over the same years, then what the verdicts rest on."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard import address, asked, choices, contrast, numbers, standings
from dashboard import standing_words as say
from dashboard.charts import compare
from dashboard.charts import frame as chart_frame
from dashboard.charts.regions import Regions, of_region
from dashboard.choices import Own, PageView
from dashboard.once import once
from dashboard.palette import SCREEN
from dashboard.parts import action_cards, folded, frame, opening, share, standing
from dashboard.parts.goal import checked
from dashboard.shown import Shared, Shown
from dashboard.texts import DEFAULT, Texts, spoken, texts
from pipelines.plan import SubGoal, plan

PATH = "sub-goal"
#: So many years before the plan the small charts begin.
_BEFORE = 5


def show() -> None:
    """The whole page."""
    version = opening.version()
    if version is None:
        return
    t = texts(address.language())
    names = _names(t)
    view = choices.remembered(view_of(version, address.parameters(PATH)))
    chosen = view["sub_goal"]
    goal = next(one for one in plan().sub_goal if one.key == chosen)
    quotation = t.either(goal.quotation, goal.translation)
    frame.head(t("sub_goals.quotation", quotation=quotation), view, t)
    summary = standings.summary(version, plan().goal.region).get(chosen)
    st.title(names[chosen], anchor=False)
    choices.switch(Own("sub_goal", tuple(names), ""), view, t, names.__getitem__, width=420)
    if summary is None:
        st.markdown(t("sub_goals.none"))
        action_cards.beside(chosen, t)
        frame.foot(version, t)
        return
    st.markdown(f"**{say.development(summary, t)}** {say.standing(summary, t)}")
    standing.spread_of(summary, t)
    _multiples(version, view, t)
    _without(version, goal, t)
    action_cards.beside(chosen, t)
    _components(version, goal, t)
    standing.criteria(t)
    share.box(tables(version, view)["components"], version, view, t)
    frame.foot(version, t)


def _names(t: Texts) -> dict[str, str]:
    return {goal.key: t.either(goal.short.nb, goal.short.en) for goal in plan().sub_goal}


def view_of(version: str, parameters: Mapping[str, str]) -> PageView:
    """The view that an address asks for."""
    names = _names(texts(spoken(parameters.get("lang"))))
    chosen, told = asked.one("sub_goal", names, next(iter(names)), parameters)
    return standing.view_of(PATH, version, parameters, {"sub_goal": chosen}, {"sub_goal": ""}, told=told)


def _multiples(version: str, view: PageView, t: Texts) -> None:
    """The small charts: the same years in all of them, each with its own unit."""
    drawn, span = charts(version, view), _span(version, view["sub_goal"])
    if not drawn:
        return
    st.header(t("sub_goal.charts"), anchor=False)
    st.caption(t("sub_goal.charts_intro", first=numbers.year(span[0]), last=numbers.year(span[1])))
    with st.grid(3, min_column_width=320, gap="medium"):
        for one in drawn.values():
            with st.container(gap="xxsmall"):
                standing.to_indicator(one.name, f"**{one.title}**")
                st.plotly_chart(
                    contrast.drawn(one.figure, address.high_contrast()),
                    config=chart_frame.config(t, one.name) | {"displayModeBar": False},
                    alt=one.sentence,
                    key=f"small-{one.name}",
                )
                st.caption("  \n".join(one.notes))


@once(24)
def _rows(version: str, goal: str) -> dict[str, pd.DataFrame]:
    """The figures of the indicators that the home region has any of."""
    names = standings.of_sub_goal(version, goal)
    found = {name: standings.series(version, name, standings.compared(version, plan().goal.region)) for name in names}
    return {name: rows for name, rows in found.items() if (rows["region"] == plan().goal.region).any()}


def _span(version: str, goal: str) -> tuple[int, int]:
    """The years that the small charts share."""
    last = max((int(rows["year"].max()) for rows in _rows(version, goal).values()), default=plan().goal.base_year)
    return plan().goal.base_year - _BEFORE, last


@once(24)
def charts(version: str, view: PageView) -> dict[str, Shown]:
    """The small charts of a sub-goal by indicator; drawn once for each version and view."""
    t = texts(view.lang)
    regions = standing.regions(version, standings.compared(version, plan().goal.region), t)
    span = _span(version, view["sub_goal"])
    found = _rows(version, view["sub_goal"])
    return {name: _one(version, name, rows, regions, span, t) for name, rows in found.items()}


def _one(version: str, name: str, rows: pd.DataFrame, regions: Regions, span: tuple[int, int], t: Texts) -> Shown:
    about = standings.about(version, name)
    breaks = [int(a_break[0]) for a_break in about["breaks"]]
    row = standings.all_progress(version, plan().goal.region).get(name, {})
    first = compare.from_year(rows, regions.nation, span[0])
    latest = of_region(rows, regions.home).iloc[-1]
    told = t(
        "sub_goal.latest",
        year=numbers.year(latest["year"]),
        value=say.short(latest["value"], about, t),
        told=say.told(row, t),
    )
    return Shown(
        name=name,
        title=str(about[f"name_{t.data}"]),
        sentence=compare.sentence(rows, about, regions, breaks, t),
        figure=checked(compare.small(rows, about, regions, breaks, span, t, SCREEN)),
        table=frame.plain(compare.table(rows[rows["year"] >= first], about, regions, t)),
        route="/api/v1/values",
        asked=(("indicator", name), ("region", ",".join(regions.names))),
        sources=share.source_words(tuple(about["sources"]), t),
        about=share.meaning(version, (name,), t),
        notes=(str(about[f"unit_{t.data}"]), told),
        table_note=" ".join(standing.earlier(rows, first, t)),
    )


def _without(version: str, goal: SubGoal, t: Texts) -> None:
    """The indicators without figures for the region: what they are, and what they wait for."""
    regions = standings.all_progress(version, plan().goal.region)
    waiting = [name for name in standings.of_sub_goal(version, goal.key) if regions[name]["status"] == "no_data"]
    if not waiting:
        return
    st.header(t("sub_goal.without", count=len(waiting)), anchor=False)
    rows = []
    for name in waiting:
        about = standings.declared(version)[name]
        rows.append(
            {
                t("component.indicator"): str(about[f"name_{t.data}"]),
                t("meta.definition"): str(about[f"definition_{t.data}"]),
                t("sub_goal.waits_for"): f"{about[f'limits_{t.data}']} {about[f'next_release_{t.data}']}",
            }
        )
    links = [standing.address_of("indicator", indicator=name, **_language(t)) for name in waiting]
    frame.table(frame.plain(pd.DataFrame(rows), links), alt=t("sub_goal.without", count=len(waiting)))


def _language(t: Texts) -> dict[str, str]:
    return {"lang": t.lang} if t.lang != DEFAULT else {}


def _components(version: str, goal: SubGoal, t: Texts) -> None:
    """The parts that the verdicts rest on."""
    rows = [row for row in standings.all_progress(version, plan().goal.region).values() if row["goal"] == goal.key]
    st.header(t("component.title"), anchor=False)

    def fill() -> None:
        links = [standing.address_of("indicator", indicator=str(row["indicator"]), **_language(t)) for row in rows]
        standing.components(version, rows, links, t("component.title"), t)

    folded.box(t("component.open", count=len(rows)), ":material/table_rows:", "components", fill)


def titled(version: str, view: PageView) -> str:
    """What the view is called."""
    return _names(texts(view.lang))[view["sub_goal"]]


def tables(version: str, view: PageView) -> dict[str, Shared]:
    """The component table of the sub-goal."""
    t, goal = texts(view.lang), view["sub_goal"]
    names = standings.of_sub_goal(version, goal)
    sources = dict.fromkeys(source for name in names for source in standings.declared(version)[name]["sources"])
    summary = standings.summary(version, plan().goal.region).get(goal)
    return {
        "components": Shared(
            name="components",
            title=t("sub_goal.offer", name=_names(t)[goal]),
            sentence=f"{say.development(summary, t)} {say.standing(summary, t)}" if summary else t("sub_goals.none"),
            route="/api/v1/progress",
            asked=(("goal", goal), ("region", plan().goal.region)),
            sources=share.source_words(tuple(sources), t),
        )
    }
