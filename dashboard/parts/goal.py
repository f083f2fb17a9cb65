"""The goal page's parts, from the answer on top to the sources at the foot."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import address, choices, figures, numbers, sentences
from dashboard.address import OPTIONS, View
from dashboard.charts import frame as chart_frame
from dashboard.charts import gap, shares
from dashboard.choices import PageView
from dashboard.once import once
from dashboard.palette import SCREEN
from dashboard.parts import frame, opening, pacing, share, sources, twin
from dashboard.shown import Shown
from dashboard.texts import LANGUAGES, Texts, texts
from pipelines.plan import plan

PATH = ""
CHARTS = ("shares", "gap")


def show() -> None:
    """The whole page, or the one chart that an embedding page asks for."""
    version = opening.version()
    if version is None:
        return
    t = texts(address.language())
    view = choices.remembered(view_of(version, address.parameters(PATH)))
    drawn = charts(version, view)
    if view.chart:
        twin.alone(drawn[view.chart], version, view, t)
        return
    _page(version, drawn, view, t)
    frame.foot(version, t)


def view_of(version: str, parameters: Mapping[str, str]) -> PageView:
    """The view that an address asks for."""
    return choices.parse(PATH, parameters, figures.vintages(version), (), CHARTS, version)


def _page(version: str, drawn: dict[str, Shown], view: PageView, t: Texts) -> None:
    """The answer, the figures beside the chart – one screen on a projector –, then everything behind them."""
    frame.head(t("goal.quotation", quotation=t.either(plan().goal.quotation, plan().goal.translation)), view, t)
    answer = _answer(version, view)
    st.title(answer.sentence, anchor=False)
    if not answer.figures:
        _switches(version, view, t)
        return
    first = drawn["shares"]
    beside, picture = st.columns([2, 5], gap="medium")
    with beside, st.grid(4, min_column_width=235, gap="xsmall"):
        for figure in answer.figures:
            st.metric(
                figure.label, figure.value, figure.then, delta_color="off", delta_arrow="off", help=figure.explained
            )
    pacing.let_draw(pacing.HEADLINE)
    with picture:
        st.header(first.title, anchor=False)
        twin.picture(first, view, t)
    pacing.let_draw(pacing.CHART)
    st.markdown(answer.more)
    _switches(version, view, t)
    st.markdown(first.sentence)
    twin.beneath(first, version, view, t)
    twin.show(drawn["gap"], version, view, t)
    _meaning(answer.reasons, t)
    sources.box(version, figures.GOAL_INDICATORS, t)


def warm(version: str) -> None:
    """Read and draw what the first visitor will see, in every language."""
    for lang in LANGUAGES:
        view = view_of(version, {"lang": lang})
        charts(version, view)
        _answer(version, view)


def region_name(version: str, region: str, t: Texts) -> str:
    """A region's name in the reader's language."""
    return _region_names(version, t.data).get(region, region)


@once(4)
def _region_names(version: str, lang: str) -> dict[str, str]:
    known = figures.regions(version)
    return dict(zip(known["region"].astype(str), known[f"name_{lang}"].astype(str), strict=True))


@dataclass(frozen=True)
class Figure:
    """One figure of the answer: what it is, its value, the value in the year of the goal, and what it means."""

    label: str
    value: str
    then: str | None
    explained: str


@dataclass(frozen=True)
class Answer:
    """The answer in words: the sentence, the four figures, what more there is to say, why values are shaky."""

    sentence: str
    figures: tuple[Figure, ...] = ()
    more: str = ""
    reasons: tuple[str, ...] = ()


@once(64)
def _answer(version: str, view: View) -> Answer:
    """The answer under a view; worded once for each view and version."""
    t, region, target = texts(view.lang), plan().goal.region, plan().goal.target_year
    choices = tuple(view.choices().items())
    goal = figures.goal(version, region, choices)
    year = goal.latest_year
    if year is None:
        return Answer(t("answer.none"))
    verdict = figures.verdict(version, region, year, choices)
    more = sentences.certainty(goal, year, verdict, t)
    if year != target:
        then = figures.verdict(version, region, target, choices)
        more = f"{sentences.target_year(goal, target, then, t)} {more}"
    return Answer(
        sentence=sentences.answer(goal, year, region_name(version, region, t), verdict, t),
        figures=_figures(goal, year, target, t),
        more=more,
        reasons=tuple(sentences.reasons(figures.reasons([goal.gdp_share, goal.population_share]), t)),
    )


def _figures(goal: figures.Goal, year: int, target: int, t: Texts) -> tuple[Figure, ...]:
    """The four figures of a year, each with the one of the year of the goal."""
    shown: dict[str, tuple[pd.DataFrame, Callable[[float | None, str], str]]] = {
        "gdp_share": (goal.gdp_share, numbers.percent),
        "population_share": (goal.population_share, numbers.percent),
        "gdp_index": (goal.gdp_index, numbers.index),
        "gdp_gap": (goal.gdp_gap, numbers.billions),
    }
    found = []
    for name, (rows, written) in shown.items():
        then = figures.at(rows, target) if year != target else None
        found.append(
            Figure(
                label=t(f"metric.{name}", year=year),
                value=written(figures.at(rows, year), t.lang),
                then=f"{target}: {written(then, t.lang)}" if then is not None else None,
                explained=t(f"metric.{name}_help"),
            )
        )
    return tuple(found)


def _switches(version: str, view: View, t: Texts) -> None:
    """The choices that change the figures; each stands in the address."""
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        for key in ("denominator", "prices", "membership"):
            address.switch(key, OPTIONS[key], getattr(view, key), t)
        vintages = figures.vintages(version)
        if len(vintages) > 1:
            address.switch("vintage", vintages, view.vintage, t)
    st.caption(t(f"choice.denominator.{view.denominator}_explained"))


@once(64)
def charts(version: str, view: PageView) -> dict[str, Shown]:
    """Both charts by their name in the address; drawn once for each view and version."""
    t = texts(view.lang)
    goal = figures.goal(version, plan().goal.region, tuple(view.choices().items()))
    return {"shares": _shares(version, view, goal, t), "gap": _gap(version, view, goal, t)}


def _shares(version: str, view: PageView, goal: figures.Goal, t: Texts) -> Shown:
    region = region_name(version, plan().goal.region, t)
    breaks = figures.breaks(version, "gdp_share")
    years = [a_break.year for a_break in breaks]
    denominator = t(f"choice.denominator.{view.denominator}_of")
    notes = _signs(goal.gdp_share, breaks, "hollow", t)
    return Shown(
        name="shares",
        title=t("shares.title"),
        cited=f"{region}: {t('shares.title')}",
        sentence=shares.sentence(goal.gdp_share, goal.population_share, region, denominator, t),
        figure=checked(shares.figure(goal.gdp_share, goal.population_share, plan().goal.target_year, years, t, SCREEN)),
        table=frame.plain(shares.table(goal.gdp_share, goal.population_share, goal.gdp_index, t)),
        notes=tuple(notes),
        table_note=t("table.hollow") if notes else "",
        **_figures_of(version, view, ("gdp_share", "population_share", "gdp_index"), t),
    )


def _gap(version: str, view: PageView, goal: figures.Goal, t: Texts) -> Shown:
    region = region_name(version, plan().goal.region, t)
    breaks = figures.breaks(version, "gdp_gap")
    years = [a_break.year for a_break in breaks]
    return Shown(
        name="gap",
        title=t("gap.title"),
        cited=f"{region}: {t('gap.title')}",
        sentence=gap.sentence(goal.gdp_gap, region, t(f"choice.prices.{view.prices}_in"), t),
        figure=checked(
            gap.figure(goal.gdp_gap, plan().goal.target_year, plan().goal.quoted_gap_bnok, years, t, SCREEN)
        ),
        table=frame.plain(gap.table(goal.gdp_gap, t)),
        notes=(*_signs(goal.gdp_gap, breaks, "hatched", t), t("gap.quote_explained")),
        table_note=t("table.hollow"),
        **_figures_of(version, view, ("gdp_gap",), t),
    )


def _figures_of(version: str, view: PageView, indicators: tuple[str, ...], t: Texts) -> dict[str, Any]:
    """Where the figures of a chart are, and what they mean."""
    chosen = tuple((key, value) for key, value in view.choices().items() if value)
    return {
        "route": "/api/v1/values",
        "asked": (("indicator", ",".join(indicators)), ("region", plan().goal.region), *chosen),
        "sources": share.sources_of(version, indicators, t),
        "about": share.meaning(version, indicators, t),
    }


def checked(figure: chart_frame.Figure) -> go.Figure:
    """A figure that plotly has checked, without plotly's own template: the browser puts the theme's in its place."""
    return go.Figure(figure | {"layout": figure["layout"] | {"template": {}}})


def _signs(rows: pd.DataFrame, breaks: list[figures.Break], sign: str, t: Texts) -> list[str]:
    """What the signs in a chart mean, for those that occur in it."""
    with_value = rows[rows["value"].notna()]
    years = with_value["year"].astype(int).tolist()
    lines = []
    if chart_frame.stood_in(with_value).any():
        lines.append(t(f"chart.{sign}"))
    missing = sorted(set(range(min(years), max(years) + 1)) - set(years)) if years else []
    if missing:
        lines.append(t("chart.missing", years=", ".join(numbers.year(year) for year in missing)))
    for a_break in breaks:
        if years and min(years) < a_break.year <= max(years):
            lines.append(t("chart.break_explained", year=a_break.year, why=t.either(a_break.nb, a_break.en)))
    if with_value["low"].notna().any():
        lines.append(t("chart.band_explained" if sign == "hollow" else "chart.error_bars_explained"))
    return lines


def _meaning(reasons: Sequence[str], t: Texts) -> None:
    """What the figure means and does not mean, with the reasons why some years are shakier than others."""
    st.header(t("meaning.title"), anchor=False)
    with st.container(width=860):
        st.markdown(t("meaning.body"))
        if reasons:
            st.markdown(t("meaning.reasons_intro") + "\n\n" + "\n".join(f"- {reason}" for reason in reasons))
