"""What the pages are measured against: an empty Streamlit script, and one that shows a single chart."""

from __future__ import annotations

import streamlit as st

st.title("baseline")
st.segmented_control("switch", ["one", "two"], default="one", required=True, key="switch")
if st.query_params.get("chart"):
    # Without values beyond 1, 2, 3 and without any work of its own: what a chart costs before it says anything.
    chart = {"data": [{"type": "scatter", "x": [1, 2, 3], "y": [1, 2, 3]}], "layout": {"height": 420}}
    st.plotly_chart(chart, alt="baseline")
