"""A chart on the page: its statement, the picture, what the signs mean, the table twin and the box to share it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import address, contrast
from dashboard.charts import frame as chart_frame
from dashboard.choices import PageView
from dashboard.parts import folded, frame, share
from dashboard.shown import Shown
from dashboard.texts import Texts

_WIDE = 860


def show(shown: Shown, version: str, view: PageView, t: Texts, title: str = "") -> None:
    """A chart: heading, statement, picture, notes, table twin and the box to share it.

    Args:
        shown: the chart.
        version: the warehouse version being shown.
        view: the view being shown.
        t: texts.
        title: another heading than the chart's own.
    """
    st.header(title or shown.title, anchor=False)
    st.markdown(shown.sentence, width=_WIDE)
    picture(shown, view, t)
    beneath(shown, version, view, t)


def alone(shown: Shown, version: str, view: PageView, t: Texts) -> None:
    """The one chart that an embedding page asks for, with what is wrong in the address, and whose figures it shows."""
    frame.address_notices(view, t)
    show(shown, version, view, t, shown.full_title)
    frame.foot_alone(shown.sources, version, view, t)


def picture(shown: Shown, view: PageView, t: Texts) -> None:
    """The chart, and which mark is which."""
    name = f"{view.page or 'goal'}-{shown.name}"
    figure = contrast.drawn(shown.figure, address.high_contrast())
    st.plotly_chart(figure, config=chart_frame.config(t, name), alt=shown.sentence, key=f"chart-{name}")
    if shown.key:
        st.caption(shown.key)


def beneath(shown: Shown, version: str, view: PageView, t: Texts) -> None:
    """What belongs under a chart: its notes, its table and the box to share it.

    Args:
        shown: the chart.
        version: the warehouse version being shown.
        view: the view being shown.
        t: texts.
    """
    if shown.notes:
        st.caption("  \n".join(shown.notes))
    # every cell of a table is an element of its own to the browser, also in a folded box: filled when it is opened
    key = f"table-{view.page or 'goal'}-{shown.name}"
    folded.box(t("table.title"), ":material/table_rows:", key, partial(_table, shown, view, t))
    share.box(shown, version, view, t)


def _table(shown: Shown, view: PageView, t: Texts) -> None:
    files = shown.files(view.version, t.lang)
    cells = frame.reachable(shown.table, files["CSV"]) if "CSV" in files else shown.table
    frame.table(cells, alt=t("table.alt", title=shown.title))
    if shown.table_note:
        st.caption(shown.table_note)
