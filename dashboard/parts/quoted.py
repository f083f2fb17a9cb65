"""The page about the plan's amount: the quotation, what no source tells, and the gap under every definition."""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go
import streamlit as st

from dashboard import choices, explained, figures, numbers
from dashboard.charts import quoted
from dashboard.choices import Own, PageView
from dashboard.once import once
from dashboard.palette import SCREEN
from dashboard.parts import explained as page
from dashboard.parts import frame, opening, twin
from dashboard.shown import Shown
from dashboard.texts import Texts, texts
from pipelines.plan import plan

PATH = "quoted-amount"
CHARTS = ("definitions",)
EVERY = "all"


def show() -> None:
    """The whole page, or its chart alone."""
    version = opening.version()
    if version is None:
        return
    opened = page.open_page(version, PATH, view_of, charts)
    if opened is None:
        return
    view, drawn, t = opened
    the_plan = plan()
    frame.head(t("page.quoted.description"), view, t)
    amount = numbers.number(the_plan.goal.quoted_gap_bnok, 0, t.lang)
    st.title(t("quoted.title", amount=amount), anchor=False)
    with st.container(width=860):
        st.markdown(f"> {t.either(the_plan.goal.quotation, the_plan.goal.translation)}")
        adopted = numbers.day(the_plan.adopted, t.lang)
        st.markdown(t("quoted.from", day=adopted, address=the_plan.adopted_source, source=the_plan.source))
        st.markdown(t("quoted.no_source"))
    year, borders = owns(version)
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        choices.switch(year, view, t, lambda option: t("quoted.every_year") if option == EVERY else option, width=200)
        choices.switch(borders, view, t, lambda option: _borders_name(version, option, t))
    if "definitions" in drawn:
        twin.show(drawn["definitions"], version, view, t)
    with st.container(width=860):
        st.header(t("quoted.meaning_title"), anchor=False)
        st.markdown(t("quoted.meaning"))
    frame.foot(version, t)


def view_of(version: str, parameters: Mapping[str, str]) -> PageView:
    """The view that an address asks for."""
    return choices.parse(PATH, parameters, figures.vintages(version), owns(version), CHARTS, version)


@once(2)
def owns(version: str) -> tuple[Own, ...]:
    """The page's own choices: one year or all, one set of municipalities or all."""
    rows = explained.table(version, "quoted_gap")
    years = sorted({str(int(year)) for year in rows["year"]})
    borders = sorted(set(rows["borders"]), key=quoted.border_order)
    return Own("year", (EVERY, *years), EVERY), Own("borders", (EVERY, *borders), EVERY)


def _borders_name(version: str, borders: str, t: Texts) -> str:
    if borders == EVERY:
        return t("quoted.every_border")
    rows = explained.table(version, "quoted_gap", borders=borders)
    return str(t.either(rows["borders_nb"].iloc[0], rows["borders_en"].iloc[0]))


@once(64)
def charts(version: str, view: PageView) -> dict[str, Shown]:
    """The chart, drawn once for each view and version."""
    t = texts(view.lang)
    asked: dict[str, str | int] = {}
    if view["year"] != EVERY:
        asked["year"] = int(view["year"])
    if view["borders"] != EVERY:
        asked["borders"] = view["borders"]
    gaps = explained.table(version, "quoted_gap", **asked)
    if gaps.empty:
        return {}
    return {
        "definitions": page.shown(
            version,
            t,
            name="definitions",
            title=t("quoted.chart_title"),
            sentence=quoted.sentence(gaps, t),
            figure=go.Figure(quoted.figure(gaps, t, SCREEN)),
            table=frame.plain(quoted.table(gaps, t)),
            source="quoted_gap",
            indicator="gdp_gap",
            asked=page.asked(**asked),
            notes=(
                t("quoted.note", near=numbers.billions(float(gaps["near_bnok"].iloc[0]), t.lang, 0)),
                t("quoted.count", count=len(gaps)),
            ),
        )
    }
