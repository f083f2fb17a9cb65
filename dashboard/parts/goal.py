"""The goal page's parts, from the answer on top to the sources at the foot."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd
import streamlit as st

from dashboard import address, figures, numbers, sentences, store
from dashboard.address import OPTIONS, View
from dashboard.charts import frame as chart_frame
from dashboard.charts import gap, shares
from dashboard.palette import SCREEN
from dashboard.parts import frame, share, sources, twin
from dashboard.plan import Plan, plan
from dashboard.texts import LANGUAGES, Texts, texts
from pipelines import warehouse

Choices = tuple[tuple[str, str], ...]
Charts = dict[str, tuple[twin.Chart, share.Shared]]


def show() -> None:
    """The whole page, or the one chart that an embedding page asks for."""
    t = texts(address.language())
    try:
        served = store.current()
    except warehouse.WarehouseError as error:
        frame.no_figures(t, str(error))
        return
    if served is None:
        frame.no_figures(t)
        return
    view = address.view("", figures.vintages(served.version))
    charts = _charts(served.version, view)
    if view.chart:
        chart, shared = charts[view.chart]
        twin.show(chart, shared, view, t)
    else:
        _page(served.version, charts, view, t)
    frame.foot(served.version, t)


def _page(version: str, charts: Charts, view: View, t: Texts) -> None:
    """The answer, the figures beside the chart – one screen on a projector –, then everything behind them."""
    the_plan = plan()
    choices: Choices = tuple(view.choices().items())
    goal = figures.goal(version, the_plan.region, choices)
    year = goal.latest_year
    frame.head(t("goal.quotation", quotation=t.either(the_plan.quotation, the_plan.translation)), view, t)
    if year is None:
        st.title(t("answer.none"), anchor=False)
        _switches(version, view, t)
        return
    verdict = figures.verdict(version, the_plan.region, year, choices)
    st.title(sentences.answer(goal, year, region_name(version, the_plan.region, t), verdict, t), anchor=False)
    (chart, shared), second = charts["shares"], charts["gap"]
    beside, picture = st.columns([2, 5], gap="medium")
    with beside:
        _figures(goal, year, the_plan, t)
    with picture:
        twin.picture(chart, shared, t)
    _in_words(version, goal, year, verdict, choices, t)
    _switches(version, view, t)
    twin.beneath(chart, shared, view, t)
    twin.show(*second, view, t)
    _meaning(goal, t)
    sources.box(version, list(figures.GOAL_INDICATORS), t)


def warm(version: str) -> None:
    """Read and draw what the first visitor will see, in every language."""
    for lang in LANGUAGES:
        _charts(version, View(lang=lang))
    sources.behind(version, list(figures.GOAL_INDICATORS))


def region_name(version: str, region: str, t: Texts) -> str:
    """A region's name in the reader's language."""
    known = figures.regions(version).set_index("region")
    return str(known.loc[region, f"name_{t.lang}"]) if region in known.index else region


def _in_words(version: str, goal: figures.Goal, year: int, verdict: str | None, choices: Choices, t: Texts) -> None:
    """How it stood in the year of the goal, and how sure the answer is."""
    target = plan().target_year
    then = ""
    if year != target:
        its_verdict = figures.verdict(version, plan().region, target, choices)
        then = sentences.target_year(goal, target, its_verdict, t)
    st.markdown(f"{then} {sentences.certainty(goal, year, verdict, t)}".strip())


def _figures(goal: figures.Goal, year: int, the_plan: Plan, t: Texts) -> None:
    """The four figures of the year, each with the one of the target year beside it."""
    shown = {
        "gdp_share": (goal.gdp_share, lambda value: numbers.percent(value, t.lang)),
        "population_share": (goal.population_share, lambda value: numbers.percent(value, t.lang)),
        "gdp_index": (goal.gdp_index, lambda value: numbers.index(value, t.lang)),
        "gdp_gap": (goal.gdp_gap, lambda value: numbers.billions(value, t.lang)),
    }
    with st.grid(4, min_column_width=235, gap="xsmall"):
        for name, (rows, written) in shown.items():
            then = figures.at(rows, the_plan.target_year) if year != the_plan.target_year else None
            st.metric(
                t(f"metric.{name}", year=numbers.year(year)),
                written(figures.at(rows, year)),
                delta=f"{the_plan.target_year}: {written(then)}" if then is not None else None,
                delta_color="off",
                delta_arrow="off",
                help=t(f"metric.{name}_help"),
            )


def _switches(version: str, view: View, t: Texts) -> None:
    """The choices that change the figures; each stands in the address."""
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        for key in ("denominator", "prices", "membership"):
            address.switch(key, OPTIONS[key], getattr(view, key), t)
        vintages = figures.vintages(version)
        if len(vintages) > 1:
            address.switch("vintage", vintages, view.vintage, t)
    st.caption(t(f"choice.denominator.{view.denominator}_explained"))


@lru_cache(maxsize=64)
def _charts(version: str, view: View) -> Charts:
    """Both charts with what goes with them, by their name in the address; drawn once for each view and version."""
    t = texts(view.lang)
    goal = figures.goal(version, plan().region, tuple(view.choices().items()))
    the_plan = plan()
    region = region_name(version, the_plan.region, t)

    def breaks(indicator: str) -> list[int]:
        return [a_break.year for a_break in figures.breaks(version, indicator)]

    denominator, prices = t(f"choice.denominator.{view.denominator}_of"), t(f"choice.prices.{view.prices}_in")
    first = twin.Chart(
        name="shares",
        title=t("shares.title"),
        sentence=shares.sentence(goal.gdp_share, goal.population_share, region, denominator, t),
        figure=shares.figure(
            goal.gdp_share, goal.population_share, the_plan.target_year, breaks("gdp_share"), t, SCREEN
        ),
        table=shares.table(goal.gdp_share, goal.population_share, goal.gdp_index, t),
        key_to_signs=_signs(goal.gdp_share, figures.breaks(version, "gdp_share"), "hollow", t),
    )
    second = twin.Chart(
        name="gap",
        title=t("gap.title"),
        sentence=gap.sentence(goal.gdp_gap, region, prices, t),
        figure=gap.figure(goal.gdp_gap, the_plan.target_year, the_plan.quoted_gap_bnok, breaks("gdp_gap"), t, SCREEN),
        table=gap.table(goal.gdp_gap, t),
        key_to_signs=[
            *_signs(goal.gdp_gap, figures.breaks(version, "gdp_gap"), "hatched", t),
            t("gap.quote_explained"),
        ],
    )
    contents = {
        "shares": (first, {"gdp_share": goal.gdp_share, "population_share": goal.population_share}),
        "gap": (second, {"gdp_gap": goal.gdp_gap, "gdp_index": goal.gdp_index}),
    }
    return {
        name: (
            chart,
            share.Shared(
                chart=name,
                title=f"{region}: {chart.title}",
                indicators=[figures.describe(version, indicator) for indicator in frames],
                frames=list(frames.values()),
                region=the_plan.region,
                version=version,
            ),
        )
        for name, (chart, frames) in contents.items()
    }


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


def _meaning(goal: figures.Goal, t: Texts) -> None:
    """What the figure means and does not mean, with the reasons why some years are shakier than others."""
    st.header(t("meaning.title"), anchor=False)
    with st.container(width=860):
        st.markdown(t("meaning.body"))
        keys = figures.reasons([goal.gdp_share, goal.population_share])
        if keys:
            st.markdown(t("meaning.reasons_intro"))
            st.markdown("\n".join(f"- {text}" for text in sentences.reasons(keys, t)))
