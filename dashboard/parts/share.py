"""The box under every chart: link, files, picture, embed code, citation, and what the figures are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from dashboard import address, numbers
from dashboard.address import View
from dashboard.texts import Texts
from pipelines import warehouse

FORMATS = {"CSV": "csv", "Excel": "xlsx", "JSON": "json", "JSON-stat": "jsonstat"}


@dataclass(frozen=True)
class Shared:
    """What is offered under a chart.

    Attributes:
        chart: the chart's name in the address.
        title: the chart's title, for the embed code and the citation.
        indicators: the indicators in it, as `indicators.read.describe` tells them.
        frames: their rows, for the vintage and the years.
        region: name of the region.
        version: the warehouse version.
    """

    chart: str
    title: str
    indicators: Sequence[dict[str, Any]]
    frames: Sequence[pd.DataFrame]
    region: str
    version: str


def files(shared: Shared, view: View) -> dict[str, str]:
    """Addresses of this view's figures, by format name; relative to the server's root."""
    choices = {key: value for key, value in view.choices().items() if value}
    query = urlencode(
        {"indicator": ",".join(str(i["indicator"]) for i in shared.indicators), "region": shared.region, **choices}
    )
    return {name: f"/api/v1/values.{ending}?{query}" for name, ending in FORMATS.items()}


def embed_code(shared: Shared, view: View, base: str) -> str:
    """HTML that shows this chart on another page, with figures that follow the newest version."""
    src = f"{base}/?{view.query(chart=shared.chart, embed='true')}"
    return (
        f'<iframe src="{escape(src)}" title="{escape(shared.title)}" width="100%" height="640" loading="lazy"></iframe>'
    )


def citation(shared: Shared, view: View, base: str, t: Texts, today: datetime | None = None) -> str:
    """A reference to this view that names source, version and day."""
    known = warehouse.about(shared.version)
    query = view.query()
    return t(
        "share.citation_text",
        title=shared.title,
        tables=source_tables(shared.indicators),
        made=numbers.day(known.made_at, t.lang) if known else shared.version,
        version=shared.version,
        address=f"{base}/{'?' + query if query else ''}",
        today=numbers.day(today or datetime.now(UTC), t.lang),
    )


def source_tables(indicators: Sequence[dict[str, Any]]) -> str:
    """The tables that some indicators are made from: `SSB 11713, SSB 07984`."""
    tables: dict[str, None] = {}
    for indicator in indicators:
        sources = indicator.get("sources")
        for source in list(sources) if sources is not None else []:
            publisher, _, table = str(source).partition(":")
            tables[f"{publisher.upper()} {table}".strip()] = None
    return ", ".join(tables)


def box(shared: Shared, view: View, t: Texts) -> None:
    """The box itself, folded."""
    base = address.base()
    with st.expander(t("share.title"), icon=":material/ios_share:"):
        query = view.query()
        st.markdown(f"**{t('share.link')}**")
        st.code(f"{base}/{'?' + query if query else ''}", language=None, wrap_lines=True)
        st.markdown(f"**{t('share.files')}**")
        with st.container(horizontal=True):
            for name, target in files(shared, view).items():
                st.link_button(name, target, icon=":material/download:", help=t("share.file_help", title=shared.title))
        st.caption(t("share.picture"))
        st.markdown(f"**{t('share.embed')}**")
        st.code(embed_code(shared, view, base), language=None, wrap_lines=True)
        st.markdown(f"**{t('share.citation')}**")
        st.code(citation(shared, view, base, t), language=None, wrap_lines=True)
        st.markdown(f"**{t('share.about')}**")
        st.table(_about(shared, view, t), border="horizontal", alt=t("share.about"))


def _about(shared: Shared, view: View, t: Texts) -> dict[str, str]:
    """What the figures are: definition and unit of each, sources, vintage, day."""
    rows: dict[str, str] = {}
    for indicator in shared.indicators:
        name = str(indicator[f"name_{t.lang}"])
        rows[name] = f"{indicator[f'definition_{t.lang}']} ({t('share.unit')}: {indicator[f'unit_{t.lang}']})"
    known = warehouse.about(shared.version)
    rows[t("share.sources")] = source_tables(shared.indicators)
    rows[t("share.vintage")] = (
        t("choice.vintage.latest") if view.vintage == "latest" else numbers.day(view.vintage, t.lang)
    )
    rows[t("share.made")] = f"{numbers.day(known.made_at, t.lang) if known else '–'} ({shared.version})"
    rows[t("share.licence")] = t("site.licence")
    return rows
