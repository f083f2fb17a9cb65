"""What stands on every page: language switch and notices about the address on top, whose figures these are below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from html import escape
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from dashboard import address, asked, contrast, figures, freshness, numbers, store
from dashboard.address import DEFAULTS, View
from dashboard.choices import PageView
from dashboard.pages import FOOT, PAGES
from dashboard.parts import sign_in
from dashboard.texts import DEFAULT, LANGUAGES, Texts, texts
from pipelines import warehouse

#: Where the data interface is (dashboard/web/declared.py).
ROOT = "/api/v1"
#: Where the print views are (dashboard/web/printed.py).
PRINT = "/print"
SEARCH = "views/search.py"
#: In a session's state: nobody will open a box, so that every box is filled.
WHOLE = "whole-page"
#: Its values: written down for readers of another day, without what hangs on the day; or for paper, today.
EDITION, PRINTED = "edition", "printed"


def whole() -> bool:
    """Whether the page is written down once, rather than shown to somebody who can open a box."""
    return bool(st.session_state.get(WHOLE))


def head(words: str, view: View, t: Texts) -> None:
    """The line above the headline: some words, the language switch, and what is wrong or special with the address."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(words, width="stretch")
        st.page_link(SEARCH, label=t("page.search.title"), icon=":material/search:", width="content")
        sign_in.line(t)
        language_switch(view, t)
    _beside(t)
    sign_in.unsaved(t)
    address_notices(view, t)


def _beside(t: Texts) -> None:
    """The way to the pages of the same kind, where there are others; the menu has no room for all of them."""
    here = PAGES[address.shown_page()]
    if not here.beside or whole():
        return
    kind = t(f"beside.{here.beside}")
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.caption(f"{kind}:", width="content")
        for page in PAGES.values():
            if page.beside == here.beside:
                script, label = f"views/{page.script.name}", t(f"page.{page.key}.title")
                st.page_link(script, label=label, width="content")


def language_switch(view: View, t: Texts) -> None:
    """Links to the same view in the other languages. They load the page anew: `<html lang>` and title change."""
    links = []
    for other in LANGUAGES:
        if other != t.lang:
            query = replace(view, lang=other).query(**address.kept_contrast())
            href = escape(f"?{query}" if query else "?", quote=True)
            links.append(
                f'<a href="{href}" target="_self" lang="{other}" hreflang="{other}" style="color:inherit">'
                f"{escape(texts(other)('language.name'))}</a>"
            )
    st.html(" · ".join(links), width="content")


def address_notices(view: View, t: Texts) -> None:
    """One plain sentence for each parameter of the address that means nothing, naming it and what is shown instead."""
    if view.version:
        _frozen(view, t)
    wanted = st.query_params.get(contrast.KEY, contrast.HIGH)
    contrasts = [(contrast.KEY, wanted)] if wanted not in (contrast.HIGH, contrast.NORMAL) else []
    for key in st.query_params:
        if len({*st.query_params.get_all(key)}) > 1:
            words = t("notice.several", parameter=asked.quoted(key), value=asked.quoted(st.query_params[key]))
            st.warning(words, icon=":material/link_off:")
    for key, value in (*view.problems, *contrasts):
        default = DEFAULTS.get(key, "")
        name = t(f"choice.{key}.{default}") if default and t.has(f"choice.{key}.{default}") else default
        shown = t("notice.shows_default", default=name) if name else t("notice.ignored")
        harmless = asked.quoted(value)
        words = f"{t('notice.nonsense', parameter=key, value=harmless)} {shown}"
        st.warning(t("frozen.gone", version=harmless) if key == "version" else words, icon=":material/link_off:")
    if isinstance(view, PageView):
        asked.notices(view.instead, t)


def _frozen(view: View, t: Texts) -> None:
    """That the figures are those of one version and stay so, and the way to the newest."""
    query = replace(view, version="").query(**address.kept_contrast())
    href = escape(f"?{query}" if query else "?", quote=True)
    words = t("frozen.note", made=numbers.day(figures.made_at(view.version), t.lang), version=view.version)
    # where another site shows the chart alone in a frame, the whole page is for a tab of its own
    target = "_blank" if view.chart else "_self"
    st.html(
        f'<p style="margin:0">{escape(words)} <a href="{href}" target="{target}" style="color:inherit">'
        f"{escape(t('frozen.newest'))}</a></p>"
    )


def as_it_is(text: object) -> str:
    """A text with everything escaped that Streamlit would read as markup: “1. januar” would begin a list."""
    return re.sub(r"([\\`*_\[\]#+\-.!|<>~$:])", r"\\\1", str(text))


def plain(content: pd.DataFrame, links: Sequence[str] = ()) -> pd.DataFrame:
    """Texts as they are, ready for `table`.

    Args:
        content: text in every cell.
        links: where the first cell of each row leads, "" for nowhere. A wide table needs them on a phone: a region
            that scrolls must hold something that the keyboard can reach.
    """
    escaped = content.map(as_it_is)
    if links:
        first = escaped.columns[0]
        cells = zip(escaped[first], links, strict=True)
        escaped[first] = [f"[{text}]({link})" if link else text for text, link in cells]
    return escaped


def reachable(cells: pd.DataFrame, file: str) -> pd.DataFrame:
    """The table with its first heading as a link to its file: a table that scrolls on a phone must be reachable.

    On a screen the words say that a file comes; on paper they are a heading only.
    """
    first = str(cells.columns[0])
    words = first if st.session_state.get(WHOLE) == PRINTED else f"{first} (CSV)"
    return cells.rename(columns={first: f"[{words}]({file})"})


def table(cells: pd.DataFrame, alt: str) -> None:
    """A table of cells that `plain` has made.

    Args:
        cells: markdown in every cell.
        alt: what the table is.
    """
    st.table(cells, hide_index=True, border="horizontal", alt=alt)


def _contrast_link(t: Texts) -> tuple[str, str]:
    """The way to this very view in high contrast, or back."""
    high = address.high_contrast()
    kept = {key: value for key, value in st.query_params.to_dict().items() if key != contrast.KEY}
    wanted = contrast.NORMAL if high else contrast.HIGH
    words = t("contrast.normal") if high else t("contrast.high")
    return f"?{urlencode({**kept, contrast.KEY: wanted})}", words


def _print_link() -> str:
    """The way to this very view on paper; "" for one chart alone, which stands in somebody else's page."""
    asked = st.query_params.to_dict()
    query = urlencode({key: value for key, value in asked.items() if key != "embed"})
    where = f"{PRINT}/{address.shown_page() or 'goal'}{'?' + query if query else ''}"
    return "" if asked.get("chart") else where


def no_figures(t: Texts, problem: str = "") -> None:
    """What to do when there is nothing to show."""
    st.title(t("empty.title"), anchor=False)
    st.markdown(t("empty.what_to_do"))
    st.code("python run.py", language=None)
    if problem:
        st.warning(problem)


def stale(version: str, t: Texts, now: datetime | None = None) -> str:
    """What the reader has to know when the figures can be older than Statistics Norway's; "" where they cannot.

    Args:
        version: the version being shown.
        t: texts.
        now: the moment to judge by; the clock's where it is not given.
    """
    moment = now or datetime.now(UTC)
    try:
        return " ".join(freshness.sentences(freshness.now(store.of(version), moment), moment, t))
    except (warehouse.WarehouseError, ValueError):
        return ""  # a setting that is none, a version that is gone: told to whoever runs the server, at /readyz


def foot(version: str, t: Texts) -> None:
    """Whether there can be newer figures; whose figures these are, which version, since when."""
    _origin(version, t)
    foot_links(t)


def foot_alone(tables: str, version: str, view: PageView, t: Texts) -> None:
    """The foot of a chart that stands alone in somebody else's page: the same, its tables, and the way to its page.

    Args:
        tables: the tables that the chart is made from.
        version: the warehouse version being shown.
        view: the view being shown.
        t: texts.
    """
    _origin(version, t, f"{t('share.sources')}: {tables}.")
    query = replace(view, chart="").query(**address.kept_contrast())
    href = escape(f"{address.base()}/{view.page}{'?' + query if query else ''}", quote=True)
    # a tab of its own: in the frame there is room for the chart only
    st.html(f'<a href="{href}" target="_blank" style="color:inherit">{escape(t("site.whole_page"))}</a>')


def _origin(version: str, t: Texts, *more: str) -> None:
    """Whether there can be newer figures; whose figures these are, which version, since when."""
    if st.session_state.get(WHOLE) != EDITION and (told := stale(version, t)):
        st.info(told, icon=":material/schedule:")
    st.divider()
    foot = t("site.foot", made=numbers.day(figures.made_at(version), t.lang), version=version)
    st.caption("  \n".join([*map(as_it_is, more), foot]))


def foot_links(t: Texts) -> None:
    """The way to what the site says about itself, to the data interface and its feed."""
    kept = ({"lang": t.lang} if t.lang != DEFAULT else {}) | address.kept_contrast()
    query = f"?{urlencode(kept)}" if kept else ""
    links = [(f"{page}{query}", t(f"page.{PAGES[page].key}.title")) for page in FOOT]
    links.append(_contrast_link(t))
    if printed := _print_link():
        links.append((printed, t("print.link")))
    links += [(f"{ROOT}?lang={t.lang}", t("api.name")), (f"{ROOT}/feed.atom?lang={t.lang}", t("feed.name"))]
    written = " · ".join(
        f'<a href="{escape(address, quote=True)}" target="_self" style="color:inherit">{escape(words)}</a>'
        for address, words in links
    )
    st.html(f'<nav aria-label="{escape(t("site.about_links"), quote=True)}">{written}</nav>')
