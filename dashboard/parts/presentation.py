"""The paper on the projector: one statement a screen, type for the back row, arrow keys or a clicker go on.

The screen that is shown stands in the address: `/presentation?since=2026-09-01&step=triple_helix`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from html import escape

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import address, choices, contrast, figures
from dashboard.asked import Instead, quoted
from dashboard.choices import PageView
from dashboard.drawn import lettering
from dashboard.once import once
from dashboard.palette import SCREEN
from dashboard.paper import changed, content, screen
from dashboard.paper.ask import Ask
from dashboard.paper.model import Chart, Section, table_of
from dashboard.parts import frame, meeting, opening, share
from dashboard.shown import Shown
from dashboard.texts import Texts, texts

#: More than this is for the paper: a screen is read in a glance.
_DETAILS, _LONGEST = 2, 150
#: The choices stand beside the buttons on a projector, and below them where there is no room for so many pixels.
_BESIDE = 750
#: On a screen 1280 pixels wide a statement has so many pixels for its letters of this size; each line beyond two takes
#: so many pixels from the chart, and the sentence that goes with it as well.
_WIDE, _SIZE, _LINE, _LEAD = 1110, 35.2, 42, 38


def show() -> None:
    """One screen."""
    version = opening.version()
    if version is None:
        return
    t = texts(address.language())
    view = choices.read(meeting.SCREEN_PATH, figures.vintages(version), (), (), version)
    frame.address_notices(view, t)
    asked = meeting.ask(view, t)
    paper = content.meeting(version, asked)
    keys = [section.key for section in paper.sections]
    place = _place(keys, t)
    section = paper.sections[place]
    _statement(section, t)
    if section.chart:
        st.plotly_chart(
            contrast.drawn(_figure(version, asked, section.key), address.high_contrast()),
            config={"displayModeBar": False},
            alt=f"{section.chart.title}. {section.chart.alt}",
            key=f"presented-{section.key}",
        )
    _steps(paper.sections, place, frame.as_it_is(paper.choices()), t)
    _foot(version, section, asked, t)
    _clicker(keys, place, t)


def view_of(version: str, parameters: Mapping[str, str]) -> PageView:
    """The view that an address asks for: choices, and the date of the last meeting."""
    view = choices.parse(meeting.SCREEN_PATH, parameters, figures.vintages(version), (), (), version)
    text = parameters.get("since", "")
    told: list[Instead] = []
    try:
        changed.earlier(version, text)
    except ValueError:
        text, told = "", [Instead("since", text)]
    return replace(view, own=(("since", text),), own_defaults=(("since", ""),), instead=tuple(told))


@once(8)
def charts(version: str, view: PageView) -> dict[str, Shown]:
    """The charts of all screens, by the name of the screen."""
    t = texts(view.lang)
    asked = Ask(choices.elsewhere(view), view["since"], "", datetime.now(UTC).date())
    return {
        section.key: Shown(
            name=section.key,
            title=section.chart.title,
            cited=f"{section.heading}: {section.chart.title}",
            sentence=section.chart.alt,
            figure=_figure(version, asked, section.key),
            table=frame.plain(_table(section.chart, view.lang)),
            route="",
            asked=(),
            sources=share.sources_of(version, ("gdp_index",), t),
        )
        for section in content.meeting(version, asked).sections
        if section.chart
    }


def _table(chart: Chart, lang: str) -> pd.DataFrame:
    made = table_of(chart, lang)
    return pd.DataFrame(made.rows, columns=pd.Index(made.header))


def _place(keys: Sequence[str], t: Texts) -> int:
    """Which screen the address asks for; the first where it names none that there is."""
    asked = st.query_params.get("step", keys[0])
    if asked in keys:
        return keys.index(asked)
    st.warning(t("meeting.step_bad", value=quoted(asked)), icon=":material/link_off:")
    return 0


def _statement(section: Section, t: Texts) -> None:
    """Heading and sentence, as large as the screen allows."""
    st.html(
        '<p style="margin:0;font-size:clamp(1rem,1.6vw,1.4rem);opacity:.85">'
        f"{escape(section.heading)}</p>"
        '<h1 style="margin:0;padding:0;font-size:clamp(1.45rem,2.75vw,2.6rem);line-height:1.18;font-weight:650">'
        f"{escape(section.statement)}</h1>"
        + (
            f'<p style="margin:.3rem 0 0;font-size:clamp(1rem,1.6vw,1.4rem)">{escape(section.lead)}</p>'
            if section.lead
            else ""
        )
        + (
            f'<p style="margin:.4rem 0 0;font-size:clamp(1rem,1.5vw,1.3rem)"><b>{escape(section.chart.title)}</b>'
            f"{escape(uncertainty(section.chart, t))}</p>"
            if section.chart
            else "".join(f'<p style="font-size:clamp(1rem,1.9vw,1.7rem)">{escape(one)}</p>' for one in section.details)
        )
    )


def uncertainty(chart: Chart, t: Texts) -> str:
    """Which sign of the chart is its uncertainty: what nobody has explained is read as a fact."""
    return f" – {t('meeting.field' if chart.kind == 'line' else 'meeting.strokes')}" if chart.band else ""


@once(128)
def _figure(version: str, asked: Ask, key: str) -> go.Figure:
    """A screen's chart, drawn once for each paper and version."""
    section = next(one for one in content.meeting(version, asked).sections if one.key == key)
    assert section.chart is not None
    drawn = screen.figure(section.chart, texts(asked.view.lang), SCREEN)
    lines = len(lettering.wrapped(section.statement, _WIDE, _SIZE, bold=True))
    drawn["layout"]["height"] -= _LINE * max(0, lines - 2) + (_LEAD if section.lead else 0)
    return go.Figure(drawn)


def _go(step: str) -> None:
    st.query_params["step"] = step


def _buttons(keys: Sequence[str], place: int, shortcuts: tuple[str, str], t: Texts) -> None:
    """Back and on, each with the key that does the same."""
    ways = (("previous", max(place - 1, 0)), ("next", min(place + 1, len(keys) - 1)))
    for (name, there), shortcut in zip(ways, shortcuts, strict=True):
        st.button(
            t(f"meeting.{name}"),
            key=f"step-{shortcut}",
            on_click=_go,
            args=(keys[there],),
            disabled=there == place,
            shortcut=shortcut,
        )


def _steps(sections: Sequence[Section], place: int, footer: str, t: Texts) -> None:
    """Back and on with the arrow keys; beside them which screen it is, with the way to any other, and the choices."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _buttons([one.key for one in sections], place, ("Left", "Right"), t)
        told = t("meeting.step", step=place + 1, steps=len(sections))
        # its words change with the screen, and so it folds by itself
        screens = st.popover(told, key="screens", on_change="rerun")
        if screens.open:
            with screens:
                _screens(sections, place, t)
        st.caption(footer, width=_BESIDE)


def _screens(sections: Sequence[Section], place: int, t: Texts) -> None:
    """A button to each screen, for when the council asks for one that has been; and which keys there are."""
    with st.container(gap=None):
        for number, one in enumerate(sections):
            st.button(
                f"{number + 1}. {frame.as_it_is(one.heading)}",
                key=f"screen-{one.key}",
                type="tertiary",
                disabled=number == place,
                on_click=_go,
                args=(one.key,),
            )
    st.caption(t("meeting.keys"))


def _foot(version: str, section: Section, asked: Ask, t: Texts) -> None:
    """What more there is to say in short, whether there can be newer figures, and the way back."""
    said = (section.statement, section.lead)
    short = [one for one in section.details if len(one) <= _LONGEST and one not in said][:_DETAILS]
    if section.chart and short:
        st.markdown("  \n".join(frame.as_it_is(one) for one in short))
    if told := frame.stale(version, t):
        st.caption(told)
    address_back = f"{address.base()}/{meeting.PATH}"
    question = asked.address.partition("?")[2]
    href = escape(f"{address_back}?{question}" if question else address_back, quote=True)
    st.html(f'<a href="{href}" target="_self" style="color:inherit">{escape(t("meeting.close"))}</a>')


def _clicker(keys: Sequence[str], place: int, t: Texts) -> None:
    """The page keys that a clicker sends: a button takes one key only, and a second pair has no place by the chart."""
    st.caption(t("meeting.clicker"))
    with st.container(horizontal=True, gap="small"):
        _buttons(keys, place, ("PageUp", "PageDown"), t)
