"""The page that explains the index: its split, the gap by industry, the path to 2020, and what it takes from now on."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import address, choices, explained, figures, numbers
from dashboard.address import OPTIONS
from dashboard.charts import industries, pace, path, split
from dashboard.choices import Own, PageView
from dashboard.once import once
from dashboard.palette import SCREEN
from dashboard.parts import explained as page
from dashboard.parts import frame, opening, twin
from dashboard.parts.goal import region_name
from dashboard.shown import Shown
from dashboard.texts import Texts, texts
from pipelines.plan import plan

PATH = "why"
CHARTS = ("split", "industries", "path", "pace")


def show() -> None:
    """The whole page, or the one chart that an embedding page asks for."""
    version = opening.version()
    if version is None:
        return
    opened = page.open_page(version, PATH, view_of, charts)
    if opened is None:
        return
    view, drawn, t = opened
    year_choice, to_year = owns(version)
    frame.head(t("page.why.description"), view, t)
    st.title(_title(version, view, t), anchor=False)
    if view.vintage != "latest":
        st.info(t("why.latest_only"), icon=":material/history:")
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        choices.switch(year_choice, view, t, str, width=160)
        address.switch("denominator", OPTIONS["denominator"], view.denominator, t)
        address.switch("membership", OPTIONS["membership"], view.membership, t)
    for name in ("split", "industries", "path"):
        if name in drawn:
            twin.show(drawn[name], version, view, t)
    _growth(version, view, t)
    if "pace" in drawn:
        choices.switch(to_year, view, t, str, width=160)
        twin.show(drawn["pace"], version, view, t)
    frame.foot(version, t)


def view_of(version: str, parameters: Mapping[str, str]) -> PageView:
    """The view that an address asks for."""
    return choices.parse(PATH, parameters, figures.vintages(version), owns(version), CHARTS, version)


def _title(version: str, view: PageView, t: Texts) -> str:
    rows = _decomposition(version, view)
    of_year = rows[rows["year"] == int(view["year"])]
    return t(
        "why.title",
        region=page.region_inside(version, plan().goal.region, t),
        year=view["year"],
        index=numbers.index(of_year["index"].iloc[0] if len(of_year) else None, t.lang),
    )


def _decomposition(version: str, view: PageView) -> pd.DataFrame:
    return explained.table(
        version,
        "index_decomposition",
        region=plan().goal.region,
        denominator=view.denominator,
        membership=view.membership,
    )


@once(2)
def owns(version: str) -> tuple[Own, ...]:
    """The page's own choices: the year that is explained, and the year to reach parity in."""
    region = plan().goal.region
    years = sorted(
        {int(y) for y in explained.table(version, "index_decomposition", region=region)["year"]}, reverse=True
    )
    target = plan().goal.target_year
    default = str(target if target in years or not years else years[0])
    ends = sorted({int(y) for y in explained.table(version, "required_pace", region=region)["to_year"]})
    end = str(plan().goal.next_year if plan().goal.next_year in ends or not ends else ends[0])
    return (
        Own("year", tuple(str(year) for year in years) or (default,), default),
        Own("to_year", tuple(str(year) for year in ends) or (end,), end),
    )


def _growth(version: str, view: PageView, t: Texts) -> None:
    rows = explained.table(
        version, "goal_growth", region=plan().goal.region, denominator=view.denominator, membership=view.membership
    )
    if rows.empty:
        return
    st.header(t("why.growth_title"), anchor=False)
    with st.container(width=860):
        st.markdown(pace.growth(rows.iloc[0], page.region_inside(version, plan().goal.region, t), t))


@once(64)
def charts(version: str, view: PageView) -> dict[str, Shown]:
    """The charts there are figures for, drawn once for each view and version."""
    t = texts(view.lang)
    made = [_split(version, view, t), _industries(version, view, t), _path(version, view, t), _pace(version, view, t)]
    return {shown.name: shown for shown in made if shown is not None}


def _split(version: str, view: PageView, t: Texts) -> Shown | None:
    asked = {"region": plan().goal.region, "denominator": view.denominator, "membership": view.membership}
    rows = _decomposition(version, view)
    of_year = rows[rows["year"] == int(view["year"])]
    if of_year.empty:
        return None
    region = page.region_inside(version, plan().goal.region, t)
    row = of_year.iloc[0]
    return page.shown(
        version,
        t,
        name="split",
        title=t("why.split_title", year=view["year"]),
        sentence=split.sentence(row, region, t(f"choice.denominator.{view.denominator}_of"), t),
        figure=go.Figure(split.figure(row, t("why.region_short"), t, SCREEN)),
        table=frame.plain(split.table(rows, t)),
        source="index_decomposition",
        asked=page.asked(**asked),
        notes=(t("why.split_note"),),
    )


def _industries(version: str, view: PageView, t: Texts) -> Shown | None:
    asked: dict[str, str | int] = {"region": plan().goal.region, "year": int(view["year"])}
    gap = explained.table(version, "gap_by_industry", **asked)
    if gap.empty:
        return None
    notes = [t("why.industries_note")]
    if view.denominator != "counties" or view.membership != "fixed":
        notes.insert(0, t("why.industries_fixed"))
    return page.shown(
        version,
        t,
        name="industries",
        title=t("why.industries_title", year=view["year"]),
        sentence=industries.sentence(gap, page.region_inside(version, plan().goal.region, t), int(view["year"]), t),
        figure=go.Figure(industries.figure(gap, t, SCREEN)),
        table=frame.plain(industries.table(gap, t)),
        source="gap_by_industry",
        asked=page.asked(**asked),
        notes=tuple(notes),
    )


def _actual(version: str, indicator: str, view: PageView) -> pd.DataFrame:
    choices_now = tuple((view.choices() | {"vintage": "latest"}).items())
    return figures.values(version, indicator, plan().goal.region, choices_now)


def _path(version: str, view: PageView, t: Texts) -> Shown | None:
    asked = {
        "indicator": "gdp_index",
        "region": plan().goal.region,
        "denominator": view.denominator,
        "membership": view.membership,
    }
    straight = explained.table(version, "goal_path", **asked)
    if straight.empty:
        return None
    region = region_name(version, plan().goal.region, t)
    actual = _actual(version, "gdp_index", view)
    actual = actual[actual["year"] >= straight["year"].min()]
    breaks = [a_break.year for a_break in figures.breaks(version, "gdp_index")]
    return page.shown(
        version,
        t,
        name="path",
        title=t("why.path_title"),
        sentence=path.sentence(straight, region, t),
        figure=go.Figure(path.figure(actual, straight, breaks, region, t, SCREEN)),
        table=frame.plain(path.table(actual, straight, t)),
        source="goal_path",
        asked=page.asked(**asked),
        notes=(t("why.path_note"), t("chart.band_explained"), t("chart.hollow")),
    )


def _pace(version: str, view: PageView, t: Texts) -> Shown | None:
    region = plan().goal.region
    asked = {"region": region, "denominator": view.denominator}
    paces = explained.table(version, "required_pace", **asked)
    chosen = paces[paces["to_year"] == int(view["to_year"])]
    if chosen.empty:
        return None
    row = chosen.iloc[0]
    breaks = [a_break.year for a_break in figures.breaks(version, "gdp_share")]
    notes = [t("why.scenario_note")]
    if view.membership != "fixed":
        notes.insert(0, t("why.pace_fixed"))
    fixed = tuple({**view.choices(), "vintage": "latest", "membership": "fixed"}.items())
    return page.shown(
        version,
        t,
        name="pace",
        title=t("why.pace_title", year=numbers.year(row["to_year"])),
        sentence=pace.sentence(row, page.region_inside(version, region, t), t),
        figure=go.Figure(
            pace.figure(
                figures.values(version, "gdp_share", region, fixed),
                _until(figures.values(version, "population_share", region, fixed), version),
                explained.table(version, "projected_population_share", region=region),
                row,
                breaks,
                t,
                SCREEN,
            )
        ),
        table=frame.plain(pace.table(paces, t)),
        source="required_pace",
        asked=page.asked(**asked),
        notes=tuple(notes),
    )


def _until(population: pd.DataFrame, version: str) -> pd.DataFrame:
    """The population as counted; from where the projection begins the scenario takes over."""
    projected = explained.table(version, "projected_population_share", region=plan().goal.region)
    return population[population["year"] <= projected["year"].min()] if len(projected) else population
