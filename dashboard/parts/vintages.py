"""The page about editions: the same year as it stood then and as it stands now, and links that never change."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import address, choices, explained, figures, numbers
from dashboard.address import OPTIONS
from dashboard.charts import methods, revisions
from dashboard.choices import PageView
from dashboard.once import once
from dashboard.palette import SCREEN
from dashboard.parts import explained as page
from dashboard.parts import frame, opening, twin
from dashboard.shown import Shown
from dashboard.texts import Texts, texts
from pipelines.plan import plan

PATH = "vintages"
CHARTS = ("index", "county")


def show() -> None:
    """The whole page, or the one chart that an embedding page asks for."""
    version = opening.version()
    if version is None:
        return
    opened = page.open_page(version, PATH, view_of, charts)
    if opened is None:
        return
    view, drawn, t = opened
    frame.head(t("page.vintages.description"), view, t)
    st.title(t("vintages.title"), anchor=False)
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        vintages = figures.vintages(version)
        if len(vintages) > 1:
            address.switch("vintage", vintages, view.vintage, t)
        address.switch("denominator", OPTIONS["denominator"], view.denominator, t)
        address.switch("membership", OPTIONS["membership"], view.membership, t)
    _as_it_stood(version, view, t)
    for name in CHARTS:
        if name in drawn:
            twin.show(drawn[name], version, view, t)
    with st.container(width=860):
        st.header(t("vintages.meaning_title"), anchor=False)
        st.markdown(t("vintages.meaning"))
    frame.foot(version, t)


def view_of(version: str, parameters: Mapping[str, str]) -> PageView:
    """The view that an address asks for."""
    return choices.parse(PATH, parameters, figures.vintages(version), (), CHARTS, version)


def _as_it_stood(version: str, view: PageView, t: Texts) -> None:
    """The answer in the chosen edition, and the link that keeps to it."""
    rows = explained.table(
        version,
        "verdicts",
        region=plan().goal.region,
        denominator=view.denominator,
        membership=view.membership,
        vintage=view.vintage,
    )
    with st.container(width=860):
        region = page.region_inside(version, plan().goal.region, t)
        st.markdown(stood(rows, view.vintage, region, plan().goal.target_year, t))
        dated = [vintage for vintage in figures.vintages(version) if vintage != "latest"]
        if not dated:
            return
        frozen = choices.elsewhere(view, vintage=dated[0] if view.vintage == "latest" else view.vintage)
        st.markdown(f"**{t('vintages.frozen')}**")
        st.code(f"{address.base()}/?{frozen.query()}", language=None, wrap_lines=True)
        st.caption(t("vintages.frozen_explained"))


def stood(rows: pd.DataFrame, vintage: str, region: str, target_year: int, t: Texts) -> str:
    """What the figures of an edition say of its last year and of the year of the goal.

    Args:
        rows: the verdicts of one edition.
        vintage: the edition.
        region: the region's name.
        target_year: the year the goal is set for.
        t: texts.
    """
    then = t("vintages.now") if vintage == "latest" else t("vintages.then", day=numbers.day(vintage, t.lang))
    if rows.empty:
        return t("vintages.stood_none", then=then)
    wanted = {int(rows["year"].max()): "stood"}
    if target_year in set(rows["year"]):
        wanted.setdefault(target_year, "target")
    words = []
    for year, kind in wanted.items():
        row = rows[rows["year"] == year].iloc[0]
        words.append(
            t(
                f"vintages.{kind}_{row['verdict']}",
                then=then,
                region=region,
                year=numbers.year(year),
                index=methods.band(row["value"], row["low"], row["high"], t),
            )
        )
    if target_year not in set(rows["year"]):
        words.append(t("vintages.no_target", year=numbers.year(target_year)))
    return " ".join(words)


@once(64)
def charts(version: str, view: PageView) -> dict[str, Shown]:
    """Both charts, drawn once for each view and version."""
    t = texts(view.lang)
    made = [_index(version, view, t), _county(version, t)]
    return {shown.name: shown for shown in made if shown is not None}


def _index(version: str, view: PageView, t: Texts) -> Shown | None:
    asked = {"region": plan().goal.region, "denominator": view.denominator, "membership": view.membership}
    rows = explained.table(version, "index_by_vintage", **asked)
    if rows.empty:
        return None
    return page.shown(
        version,
        t,
        name="index",
        title=t("vintages.index_title"),
        sentence=revisions.index_sentence(rows, page.region_inside(version, plan().goal.region, t), t),
        figure=go.Figure(revisions.figure(rows, "value", 100.0, t, SCREEN)),
        table=frame.plain(revisions.table(rows, "value", "revision_points", t)),
        source="index_by_vintage",
        asked=page.asked(**asked),
        notes=(t("vintages.index_note"),),
    )


def _county(version: str, t: Texts) -> Shown | None:
    county = explained.home_county(version, plan().goal.region)
    if county is None:
        return None
    code, name = county
    rows = explained.table(version, "county_by_vintage", county=code)
    # DOSE's figures are older ones under a later date: they stand where the statistics office has none left
    own = set(rows.loc[rows["table_id"] != "DOSE", "year"])
    rows = rows[(rows["table_id"] != "DOSE") | ~rows["year"].isin(own)]
    if rows.empty:
        return None
    rows = rows.assign(value_added_bnok=rows["value_added_mnok"] / 1000)
    return page.shown(
        version,
        t,
        name="county",
        title=t("vintages.county_title", county=name),
        sentence=revisions.county_sentence(rows, name, t),
        figure=go.Figure(revisions.figure(rows, "value_added_bnok", None, t, SCREEN)),
        table=frame.plain(revisions.table(rows, "value_added_bnok", "revision_pct", t)),
        source="county_by_vintage",
        asked=page.asked(county=code),
        notes=(t("vintages.county_note", county=name),),
    )
