"""The page about the estimate: verdicts under every choice, methods side by side, the back-test, the break of 2018."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import address, choices, explained, figures, numbers
from dashboard.address import OPTIONS
from dashboard.charts import backtest, methods
from dashboard.choices import Own, PageView
from dashboard.once import once
from dashboard.palette import SCREEN
from dashboard.parts import explained as page
from dashboard.parts import frame, matrix, opening, twin
from dashboard.parts import method as document
from dashboard.shown import Shown
from dashboard.texts import Texts, texts
from pipelines.plan import plan

PATH = "estimate"
FILES = "/api/v1/analysis"
CHARTS = ("methods", "backtest")


def show() -> None:
    """The whole page, or the one chart that an embedding page asks for."""
    version = opening.version()
    if version is None:
        return
    opened = page.open_page(version, PATH, view_of, charts)
    if opened is None:
        return
    view, drawn, t = opened
    frame.head(t("page.estimate.description"), view, t)
    key = "estimate.title" if int(view["year"]) == plan().goal.target_year else "estimate.title_other"
    st.title(t(key, year=view["year"]), anchor=False)
    _verdicts(version, view, t)
    st.markdown(f"*{t('estimate.choice_intro')}*")
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        address.switch("denominator", OPTIONS["denominator"], view.denominator, t)
        address.switch("membership", OPTIONS["membership"], view.membership, t)
        vintages = figures.vintages(version)
        if len(vintages) > 1:
            address.switch("vintage", vintages, view.vintage, t)
    twin.show(drawn["methods"], version, view, t)
    with st.container(width=860):
        st.markdown(t("estimate.methods_why"))
    st.page_link(document.SCRIPT, label=t("page.method.title"), icon=":material/menu_book:", query_params=t.asked)
    choices.switch(owns(version)[1], view, t, lambda method: methods.name(method, t))
    twin.show(drawn["backtest"], version, view, t)
    _industries(version, view, t)
    _break_and_withheld(version, view, t)
    frame.foot(version, t)


def view_of(version: str, parameters: Mapping[str, str]) -> PageView:
    """The view that an address asks for."""
    return choices.parse(PATH, parameters, figures.vintages(version), owns(version), CHARTS, version)


@once(2)
def owns(version: str) -> tuple[Own, ...]:
    """The page's own choices: the year, and the method whose back-test is shown."""
    years = explained.table(version, "verdicts", region=plan().goal.region)["year"].astype(int)
    found = sorted(set(years), reverse=True)
    target = plan().goal.target_year
    default = target if target in found or not found else found[0]
    return (
        Own("year", tuple(str(year) for year in found) or (str(default),), str(default)),
        Own("method", methods.ORDER, methods.ORDER[0]),
    )


def _verdicts(version: str, view: PageView, t: Texts) -> None:
    """The answer, the year's switch, the criterion and the matrix."""
    found = explained.table(version, "verdicts", region=plan().goal.region, year=int(view["year"]))
    st.markdown(summary(found, int(view["year"]), t), width=860)
    choices.switch(owns(version)[0], view, t, str, width=160)
    if found.empty:
        return
    st.html(_matrix(version, replace(view, vintage="latest")))
    st.caption(t("estimate.criterion"))


@once(64)
def _matrix(version: str, view: PageView) -> str:
    """The table of verdicts, made once for each view and version."""
    t, year, region = texts(view.lang), int(view["year"]), plan().goal.region
    found = explained.table(version, "verdicts", region=region, year=year)
    by_method = explained.table(version, "methods", region=region, year=year, vintage="latest")
    columns = vintage_columns(found)
    others = [method for method in methods.ORDER[1:] if method in set(by_method["method"])]
    rows = []
    for denominator in OPTIONS["denominator"]:
        for membership in OPTIONS["membership"]:
            cells = [_cell(found, denominator, membership, moments, view, t) for moments in columns]
            cells += [_by_method(by_method, denominator, membership, method, view, t) for method in others]
            name = f"{t(f'choice.denominator.{denominator}')}, {t(f'estimate.membership.{membership}')}"
            rows.append((name, cells))
    names = [_column_name(moments, t) for moments in columns]
    names += [t("estimate.by_method", method=methods.name(method, t)) for method in others]
    return matrix.html(t("estimate.corner"), names, rows, t("estimate.matrix_caption", year=year), t)


def summary(found: pd.DataFrame, year: int, t: Texts) -> str:
    """How many of the choices reach, miss or leave open; each denominator in words.

    Args:
        found: the verdicts of one year.
        year: the year.
        t: texts.
    """
    if found.empty:
        return t("estimate.no_verdict", year=numbers.year(year))
    answers: dict[str, list[str]] = {}
    for denominator in OPTIONS["denominator"]:
        verdicts = found.loc[found["denominator"] == denominator, "verdict"]
        if len(verdicts):
            key = str(verdicts.iloc[0]) if verdicts.nunique() == 1 else "mixed"
            answers.setdefault(key, []).append(t(f"choice.denominator.{denominator}_of"))
    return " ".join(
        t(f"estimate.summary.{key}", denominator=page.listed(names, t("own.or")), year=year)
        for key, names in answers.items()
    )


def vintage_columns(found: pd.DataFrame) -> list[list[str]]:
    """Moments at which the year's figures were the same ones, oldest first; "latest" belongs to the last.

    Args:
        found: the verdicts of one year, with vintage and vintage_used.
    """
    moments = sorted(set(found["vintage"]) - {"latest"}) + (["latest"] if "latest" in set(found["vintage"]) else [])
    columns: list[list[str]] = []
    before: object = None
    for moment in moments:
        rows = found[found["vintage"] == moment]
        used = frozenset(zip(rows["denominator"], rows["membership"], rows["vintage_used"], strict=True))
        if columns and used == before:
            columns[-1].append(moment)
        else:
            columns.append([moment])
        before = used
    return columns


def _column_name(moments: list[str], t: Texts) -> str:
    since = next((moment for moment in moments if moment != "latest"), None)
    if since is None:
        return t("choice.vintage.latest")
    key = "estimate.since" if moments[-1] == "latest" else "estimate.at"
    return t(key, day=numbers.day(since, t.lang))


def _cell(
    found: pd.DataFrame, denominator: str, membership: str, moments: list[str], view: PageView, t: Texts
) -> matrix.Cell:
    """A verdict with a link that takes the goal's chart there."""
    vintage = moments[-1]
    row = found[
        (found["denominator"] == denominator) & (found["membership"] == membership) & (found["vintage"] == vintage)
    ]
    if row.empty:
        return matrix.Cell("", "–", None)
    first = row.iloc[0]
    there = choices.elsewhere(view, denominator=denominator, membership=membership, vintage=vintage)
    query = there.query()
    figure = methods.band(first["value"], first["low"], first["high"], t)
    return matrix.Cell(str(first["verdict"]), figure, f"?{query}" if query else "")


def _by_method(
    found: pd.DataFrame, denominator: str, membership: str, method: str, view: PageView, t: Texts
) -> matrix.Cell:
    """A verdict by another method, with a link that takes this page's chart of methods there."""
    row = found[
        (found["denominator"] == denominator) & (found["membership"] == membership) & (found["method"] == method)
    ]
    if row.empty:
        return matrix.Cell("", "–", None)
    first = row.iloc[0]
    query = replace(view, denominator=denominator, membership=membership, vintage="latest").query()
    figure = methods.band(first["value"], first["low"], first["high"], t)
    return matrix.Cell(str(first["verdict"]), figure, f"{PATH}?{query}" if query else PATH)


def _industries(version: str, view: PageView, t: Texts) -> None:
    errors = explained.table(version, "backtest_industry", method=view["method"])
    if len(errors):
        with st.expander(t("estimate.by_industry"), icon=":material/table_rows:"):
            hardest = [str(t.either(row.name_nb, row.name_en)) for row in errors.head(3).itertuples()]
            words = page.listed([t("language.quoted", text=name) for name in hardest], t("own.and"))
            st.markdown(t("estimate.by_industry_intro", hardest=words))
            cells = frame.plain(backtest.by_industry(errors, t))
            frame.table(frame.reachable(cells, f"{FILES}/backtest_industry.csv"), alt=t("estimate.by_industry"))


def _break_and_withheld(version: str, view: PageView, t: Texts) -> None:
    """The measured size of the break of 2018, and what fills the cells that the source withholds."""
    county = explained.home_county(version, plan().goal.region)
    tests = explained.table(version, "backtest", method=view["method"], merged=county[0]) if county else pd.DataFrame()
    with st.container(width=860):
        if len(tests):
            st.header(t("estimate.merger_title"), anchor=False)
            st.markdown(backtest.merger(tests, t))
            st.markdown(t("estimate.merger_meaning"))
        withheld = explained.table(version, "withheld")
        st.header(t("estimate.withheld_title"), anchor=False)
        st.markdown(t("estimate.withheld"))
        if len(withheld):
            cells = frame.plain(_withheld(withheld, t))
            frame.table(frame.reachable(cells, f"{FILES}/withheld.csv"), alt=t("estimate.withheld_title"))


def _withheld(rows: pd.DataFrame, t: Texts) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                t("table.year"): numbers.year(row.year),
                t("estimate.column.vintage"): f"{numbers.day(row.vintage, t.lang)} ({row.table_id})",
                t("estimate.column.filled"): numbers.billions(row.withheld_filled_mnok / 1000, t.lang),
                t("estimate.column.of_counties"): numbers.percent(row.withheld_filled_pct, t.lang),
            }
            for row in rows.sort_values("year", ascending=False).itertuples()
        ]
    )


@once(64)
def charts(version: str, view: PageView) -> dict[str, Shown]:
    """Both charts, drawn once for each view and version."""
    t = texts(view.lang)
    region, year = plan().goal.region, int(view["year"])
    found = explained.table(
        version,
        "methods",
        region=region,
        year=year,
        denominator=view.denominator,
        membership=view.membership,
        vintage=view.vintage,
    )
    tests = explained.table(version, "backtest", method=view["method"])
    summary_of = explained.table(version, "backtest_summary", method=view["method"])
    return {
        "methods": page.shown(
            version,
            t,
            name="methods",
            title=t("estimate.methods_title", year=year),
            sentence=methods.sentence(found, year, t(f"choice.denominator.{view.denominator}_of"), t),
            figure=go.Figure(methods.figure(found, t, SCREEN)),
            table=frame.plain(methods.table(found, t)),
            source="methods",
            asked=page.asked(
                region=region,
                year=year,
                denominator=view.denominator,
                membership=view.membership,
                vintage=view.vintage,
            ),
            notes=(t("estimate.methods_note", region=page.region_inside(version, region, t)),),
        ),
        "backtest": page.shown(
            version,
            t,
            name="backtest",
            title=t("estimate.backtest_title", method=methods.name(view["method"], t)),
            sentence=backtest.sentence(summary_of, tests, t),
            figure=go.Figure(backtest.figure(tests, t, SCREEN)),
            table=frame.plain(backtest.table(explained.table(version, "backtest_summary"), t)),
            source="backtest",
            asked=page.asked(method=view["method"]),
            notes=(t("estimate.backtest_note"),),
        ),
    }
