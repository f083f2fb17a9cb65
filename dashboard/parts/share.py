"""The box under every chart: link, files, picture, embed code, citation, and what the figures are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from html import escape
from urllib.parse import urlencode

import streamlit as st

from dashboard import address, figures, numbers
from dashboard.address import View
from dashboard.parts import frame
from dashboard.texts import Texts, texts

FORMATS = {"CSV": "csv", "Excel": "xlsx", "JSON": "json", "JSON-stat": "jsonstat"}


@dataclass(frozen=True)
class Shared:
    """What is offered under a chart.

    Attributes:
        chart: the chart's name in the address.
        title: the chart's title, for the embed code and the citation.
        indicators: names of the indicators in it.
        region: name of the region.
        version: the warehouse version.
    """

    chart: str
    title: str
    indicators: tuple[str, ...]
    region: str
    version: str


def files(shared: Shared, view: View) -> dict[str, str]:
    """Addresses of this view's figures, by format name; relative to the server's root."""
    choices = {key: value for key, value in view.choices().items() if value}
    query = urlencode({"indicator": ",".join(shared.indicators), "region": shared.region, **choices})
    return {name: f"/api/v1/values.{ending}?{query}" for name, ending in FORMATS.items()}


def embed_code(shared: Shared, view: View, base: str) -> str:
    """HTML that shows this chart on another page, with figures that follow the newest version."""
    src = f"{base}/?{view.query(chart=shared.chart, embed='true')}"
    return (
        f'<iframe src="{escape(src)}" title="{escape(shared.title)}" width="100%" height="640" loading="lazy"></iframe>'
    )


def citation(shared: Shared, view: View, base: str, t: Texts, today: datetime | None = None) -> str:
    """A reference to this view that names source, version and day."""
    query = view.query()
    return t(
        "share.citation_text",
        title=shared.title,
        tables=source_tables(shared),
        made=numbers.day(figures.made_at(shared.version), t.lang),
        version=shared.version,
        address=f"{base}/{'?' + query if query else ''}",
        today=numbers.day(today or datetime.now(UTC), t.lang),
    )


def source_tables(shared: Shared) -> str:
    """The tables that the indicators are made from: `SSB 11713, SSB 07984`."""
    tables: dict[str, None] = {}
    for indicator in shared.indicators:
        for source in figures.describe(shared.version, indicator)["sources"]:
            publisher, _, table = str(source).partition(":")
            known = {"ssb": "SSB", "eurostat": "Eurostat", table.lower(): ""}
            tables[f"{known.get(publisher, publisher)} {table}".strip()] = None
    return ", ".join(tables)


def box(shared: Shared, view: View, t: Texts) -> None:
    """The box itself, folded; it is filled when it is opened, because most readers never do."""
    folded = st.expander(t("share.title"), icon=":material/ios_share:", key=f"share-{shared.chart}", on_change="rerun")
    if folded.open:
        with folded:
            _content(shared, view, t)


def _content(shared: Shared, view: View, t: Texts) -> None:
    """Link, files, picture, embed code, citation, and what the figures are."""
    base, query = address.base(), view.query()
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
    st.table(_about(shared, view.vintage, t.lang), border="horizontal", alt=t("share.about"))


@lru_cache(maxsize=64)
def _about(shared: Shared, vintage: str, lang: str) -> dict[str, str]:
    """What the figures are: definition and unit of each, sources, vintage, day."""
    t = texts(lang)
    rows: dict[str, str] = {}
    for indicator in shared.indicators:
        about = figures.describe(shared.version, indicator)
        rows[str(about[f"name_{lang}"])] = f"{about[f'definition_{lang}']} ({t('share.unit')}: {about[f'unit_{lang}']})"
    rows[t("share.sources")] = source_tables(shared)
    rows[t("share.vintage")] = t("choice.vintage.latest") if vintage == "latest" else numbers.day(vintage, lang)
    rows[t("share.made")] = f"{numbers.day(figures.made_at(shared.version), lang)} ({shared.version})"
    rows[t("share.licence")] = t("site.licence")
    return {name: frame.as_it_is(text) for name, text in rows.items()}
