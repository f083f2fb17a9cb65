"""A chart on the page: its statement, the picture, what the signs mean, the table twin and the box to share it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard.address import View
from dashboard.charts import frame
from dashboard.parts import frame as page
from dashboard.parts import share
from dashboard.texts import Texts


@dataclass(frozen=True)
class Chart:
    """A chart with everything that goes with it.

    Attributes:
        name: its name in the address and in file names.
        title: heading.
        sentence: what it shows; also its text alternative.
        figure: plotly figure, already checked: checking a dict anew for every reader costs ten times as much.
        table: the same, as cells that `frame.plain` has made.
        key_to_signs: what hollow, hatched and dashed mean, for the signs that occur.
    """

    name: str
    title: str
    sentence: str
    figure: go.Figure
    table: pd.DataFrame
    key_to_signs: list[str]


def show(chart: Chart, shared: share.Shared, view: View, t: Texts) -> None:
    """Draw a chart with its twin and its box."""
    picture(chart, shared, t)
    beneath(chart, shared, view, t)


def picture(chart: Chart, shared: share.Shared, t: Texts) -> None:
    """The heading and the chart."""
    st.header(chart.title, anchor=False)
    st.plotly_chart(
        chart.figure,
        config=frame.config(t, f"{shared.region}-{chart.name}"),
        alt=chart.sentence,
        key=f"chart-{chart.name}",
    )


def beneath(chart: Chart, shared: share.Shared, view: View, t: Texts) -> None:
    """What belongs under a chart: its statement, its signs, its table and the box to share it."""
    st.markdown(chart.sentence)
    if chart.key_to_signs:
        st.caption("  \n".join(chart.key_to_signs))
    with st.expander(t("table.title"), icon=":material/table_rows:"):
        page.table(chart.table, alt=t("table.alt", title=chart.title))
        if chart.key_to_signs:
            st.caption(t("table.hollow"))
    share.box(shared, view, t)
