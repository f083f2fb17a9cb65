"""The page that explores: what was asked for as charts with sentences, tables, notices and files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

import streamlit as st

from dashboard import address, choices, explore_address, exploring, figures, numbers, standings
from dashboard.choices import PageView
from dashboard.explore_address import ExploredView
from dashboard.exploring import Question
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
    question, drawn = explore_address.of_view(view), _made(version, view)
    if view.chart in drawn:
        frame.address_notices(view, t)
        _told(view, t)
        alone = drawn[view.chart]
        _draw(version, alone, view, t, alone.full_title)
        frame.foot_alone(alone.sources, version, view, t)
        return
    frame.head(t("page.explore.description"), view, t)
    _told(view, t)
    st.title(_title(version, question, t), anchor=False)
    controls.kind(question, view, t)
    picture, beside = st.columns([5, 2], gap="large")
    with picture:
        for sentence in _pair(version, question, t) if question.complete else _to_choose(question, t):
            st.info(sentence, icon=":material/checklist:")
        if question.complete and not drawn:
            in_one_year = question.kind == "slope" and question.first == question.last
            words = t("explore.one_year", year=numbers.year(question.first)) if in_one_year else t("explore.nothing")
            st.info(words, icon=":material/search_off:")
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
    return explore_address.view_of(version, shared, parameters, t)


def charts(version: str, view: PageView) -> dict[str, Shown]:
    """The charts of a view by name, `1` first."""
    return {name: one for name, one in _made(version, cast(ExploredView, view)).items() if isinstance(one, Shown)}


def tables(version: str, view: PageView) -> dict[str, Shared]:
    """The tables that a view shows without a chart."""
    return {name: one for name, one in _made(version, cast(ExploredView, view)).items() if not isinstance(one, Shown)}


def as_chart(view: ExploredView) -> ExploredView:
    """The same figures as lines: a table is no picture."""
    return replace(view, own=tuple((key, "line" if key == "kind" else value) for key, value in view.own))


@once(64)
def _made(version: str, view: ExploredView) -> dict[str, Tabled]:
    """Charts or tables; made once for each version and view; none where there is something to choose first."""
    question = explore_address.of_view(view)
    made = panels.of(version, question, view, texts(view.lang)) if question.complete else []
    return {one.name: one for one in made}


def _told(view: ExploredView, t: Texts) -> None:
    """What of the address cannot be had."""
    for sentence in view.sentences:
        st.warning(sentence, icon=":material/info:")


def _to_choose(question: Question, t: Texts) -> list[str]:
    """What a reader who has taken everything away has to choose before there is anything to see."""
    fields = {
        "indicator": ("explore.indicators", question.indicators),
        "region": ("own.region.label", question.regions),
    }
    return [t(f"explore.choose.{key}", field=t(label)) for key, (label, chosen) in fields.items() if not chosen]


def _pair(version: str, question: Question, t: Texts) -> list[str]:
    """Which two indicators are held against each other, where the reader has not chosen two."""
    if question.kind != "scatter":
        return []
    if question.added:
        return [t("explore.second_added", name=standings.indicator_names(version, t.lang)[question.added])]
    return [t("explore.two_of_many")] if len(question.indicators) > 2 else []


def _title(version: str, question: Question, t: Texts) -> str:
    if not question.complete:
        return t("page.explore.title")
    names = standings.indicator_names(version, t.lang)
    shown = question.indicators[:2] if question.kind == "scatter" else question.indicators
    return t("explore.and").join([", ".join(names[one] for one in shown[:-1])] * (len(shown) > 1) + [names[shown[-1]]])


def _draw(version: str, shared: Tabled, view: PageView, t: Texts, title: str = "") -> None:
    """A chart with its twin, or the table alone, and the box to share it; under another heading than its own."""
    if isinstance(shared, Shown):
        twin.show(shared, version, view, t, title)
        return
    st.header(title or shared.title, anchor=False)
    st.markdown(shared.sentence, width=_WIDE)
    frame.table(
        frame.reachable(shared.table, shared.files(view.version, t.lang)["CSV"]), alt=t("table.alt", title=shared.title)
    )
    st.caption("  \n".join([shared.table_note, *shared.notes]))
    share.box(shared, version, view, t)
