"""The page that explores: what was asked for as charts with sentences, tables, notices and files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import streamlit as st

from dashboard import address, asked, choices, exploring, figures, standings
from dashboard.choices import PageView
from dashboard.exploring import ExploredView, Question
from dashboard.once import once
from dashboard.parts import explore_controls as controls
from dashboard.parts import explore_notes, frame, opening, share, twin
from dashboard.parts import explore_panels as panels
from dashboard.shown import Shared, Shown, Tabled
from dashboard.texts import Texts, spoken, texts

PATH = "explore"
#: A view has as many charts as indicators; each can be asked for alone.
CHARTS = tuple(str(number) for number in range(1, exploring.MOST_INDICATORS + 1))
_WIDE = 860


def show() -> None:
    """The whole page, or the one chart that an embedding page asks for."""
    version = opening.version()
    if version is None:
        return
    t = texts(address.language())
    view = cast(ExploredView, choices.remembered(view_of(version, address.parameters(PATH))))
    question, drawn = exploring.of_view(view), _made(version, view)
    if view.chart in drawn:
        frame.address_notices(view, t)
        _told(view, t)
        _draw(version, drawn[view.chart], view, t)
        frame.foot(version, t)
        return
    frame.head(t("page.explore.description"), view, t)
    _told(view, t)
    st.title(_title(version, question, t), anchor=False)
    controls.kind(question, view, t)
    picture, beside = st.columns([5, 2], gap="large")
    with picture:
        if not drawn:
            st.info(t("explore.nothing"), icon=":material/search_off:")
        for shared in drawn.values():
            _draw(version, shared, view, t)
        for sentence in explore_notes.missing(version, question, view, [*drawn.values()], t) if drawn else ():
            st.info(sentence, icon=":material/search_off:")
    with beside:
        controls.show(version, question, view, t)
    frame.foot(version, t)


def view_of(version: str, parameters: Mapping[str, str]) -> ExploredView:
    """The view that an address asks for."""
    t = texts(spoken(parameters.get("lang")))
    shared = choices.parse(PATH, parameters, figures.vintages(version), (), CHARTS, version)
    return exploring.view_of(version, shared, parameters, t)


def charts(version: str, view: PageView) -> dict[str, Shown]:
    """The charts of a view by name, `1` first."""
    return {name: one for name, one in _made(version, view).items() if isinstance(one, Shown)}


def tables(version: str, view: PageView) -> dict[str, Shared]:
    """The tables that a view shows without a chart."""
    return {name: one for name, one in _made(version, view).items() if not isinstance(one, Shown)}


@once(64)
def _made(version: str, view: PageView) -> dict[str, Tabled]:
    """Charts or tables; made once for each version and view."""
    made = panels.of(version, exploring.of_view(view), view, texts(view.lang))
    return {one.name: one for one in made}


def _told(view: ExploredView, t: Texts) -> None:
    """What of the address does not exist or cannot be had."""
    asked.notices(view.instead, t)
    for sentence in view.sentences:
        st.warning(sentence, icon=":material/info:")


def _title(version: str, question: Question, t: Texts) -> str:
    names = standings.indicator_names(version, t.lang)
    shown = question.indicators[:2] if question.kind == "scatter" else question.indicators
    return t("explore.and").join([", ".join(names[one] for one in shown[:-1])] * (len(shown) > 1) + [names[shown[-1]]])


def _draw(version: str, shared: Tabled, view: PageView, t: Texts) -> None:
    """A chart with its twin, or the table alone, and the box to share it."""
    if isinstance(shared, Shown):
        twin.show(shared, version, view, t)
        return
    st.header(shared.title, anchor=False)
    st.markdown(shared.sentence, width=_WIDE)
    frame.table(
        frame.reachable(shared.table, shared.files(view.version, t.lang)["CSV"]), alt=t("table.alt", title=shared.title)
    )
    st.caption("  \n".join([shared.table_note, *shared.notes]))
    share.box(shared, version, view, t)
