"""The page that searches: what was found in groups, what may have been meant, and the words of the method."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from dashboard import address, asked, choices, figures, glossary, searching
from dashboard.choices import PageView
from dashboard.pages import PAGES
from dashboard.parts import frame, method, opening
from dashboard.searching import Entry, Found
from dashboard.texts import DEFAULT, Texts, in_norwegian_order, texts
from pipelines.plan import plan

PATH = "search"
#: So many of a kind are listed; who wants others types more.
_LISTED = 12
_WIDE = 860
_WIDGET = "search-q"


def show() -> None:
    """The whole page."""
    version = opening.version()
    if version is None:
        return
    t = texts(address.language())
    view = choices.remembered(view_of(version, address.parameters(PATH)))
    frame.head(t("page.search.description"), view, t)
    st.title(t("search.title"), anchor=False)
    query = view["q"]
    _field(query, t)
    if query.strip():
        _results(searching.find(version, query, t.lang), query, t)
    else:
        st.markdown(t("search.hint"), width=_WIDE)
    if not query.strip():
        _glossary(t)
    frame.foot(version, t)


def view_of(version: str, parameters: Mapping[str, str]) -> PageView:
    """The view that an address asks for."""
    view = choices.parse(PATH, parameters, figures.vintages(version), (), (), version)
    query = parameters.get("q", "")[: searching.LONGEST]
    return replace(view, own=(("q", query),), own_defaults=(("q", ""),))


def _field(query: str, t: Texts) -> None:
    if st.session_state.get(_WIDGET) != query:
        st.session_state[_WIDGET] = query
    st.text_input(
        t("search.label"),
        key=_WIDGET,
        max_chars=searching.LONGEST,
        placeholder=t("search.placeholder"),
        icon=":material/search:",
        on_change=_write,
        width=_WIDE,
    )


def _write() -> None:
    """Put the query into the address; none needs no mention."""
    query = str(st.session_state[_WIDGET]).strip()
    if query:
        st.query_params["q"] = query
    else:
        st.query_params.pop("q", None)


def _results(found: Found, query: str, t: Texts) -> None:
    query = asked.quoted(query, searching.LONGEST)
    if not found.count:
        st.markdown(t("search.nothing", query=query), width=_WIDE)
        if found.near:
            st.markdown(f"**{t('search.near')}**")
            _listed(found.near, t)
        st.markdown(t("search.advice"), width=_WIDE)
        return
    st.caption(t("search.count", count=found.count, query=frame.as_it_is(query)))
    for kind, some in found.by_kind.items():
        st.header(t(f"search.kind.{kind}", count=len(some)), anchor=False)
        _listed(some[:_LISTED], t)
        if len(some) > _LISTED:
            st.caption(t("search.more", count=len(some) - _LISTED))


def _listed(some: Sequence[Entry], t: Texts) -> None:
    for entry in some:
        with st.container(gap=None, width=_WIDE):
            if entry.kind == "term":
                source = next(term.source for term in glossary.terms() if term.key == entry.key)
                words = t("search.term", term=frame.as_it_is(entry.title), text=frame.as_it_is(entry.text))
                st.markdown(words)
                st.caption(t("search.source", source=method.source(source, t)))
                continue
            with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
                _link(entry.page, f"**{frame.as_it_is(entry.title)}**", dict(entry.asked))
                if entry.kind == "indicator":
                    _link("explore", t("search.explore", title=frame.as_it_is(entry.title)), dict(entry.asked))
                elif entry.kind == "region" and entry.page == "municipalities":
                    beside = {"region": f"{plan().goal.region},{entry.key}", "focus": entry.key}
                    _link("explore", t("search.explore", title=frame.as_it_is(entry.title)), beside)
            st.caption(frame.as_it_is(entry.text))


def _link(page: str, label: str, query: Mapping[str, str]) -> None:
    script = f"views/{PAGES['' if page == 'goal' else page].script.name}"
    st.page_link(script, label=label, query_params=dict(query))


def _glossary(t: Texts) -> None:
    """The words of the method, from a to å."""
    st.header(t("search.glossary"), anchor=False)
    terms = ((term.said(t.data), term.source) for term in glossary.terms())
    said = sorted(terms, key=lambda one: in_norwegian_order(one[0].name))
    rows = [
        {t("search.column.term"): words.name, t("search.column.meaning"): words.text, t("search.column.source"): source}
        for words, source in said
    ]
    cells = frame.plain(pd.DataFrame(rows), _links(rows, t))
    cells[t("search.column.source")] = [method.source(source, t) for _, source in said]
    frame.table(cells, alt=t("search.glossary"))


def _links(rows: Sequence[Mapping[str, str]], t: Texts) -> list[str]:
    """Each term leads to what is found by it."""
    kept = {} if t.lang == DEFAULT else {"lang": t.lang}
    return [f"?{urlencode({'q': row[t('search.column.term')], **kept})}" for row in rows]
