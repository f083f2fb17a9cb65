"""The box under every chart and table: links, embeds, files, pictures, citations, and what the figures are."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from html import escape

import streamlit as st

from dashboard import address, charted, cited, figures, numbers
from dashboard.choices import PageView
from dashboard.parts import folded, frame
from dashboard.shown import Shared, Shown
from dashboard.texts import LANGUAGES, Texts, texts

PICTURES = "/api/v1/pictures"
#: Pixels; high enough for the heading, the sentence and the chart on a phone.
_HEIGHT = 820


def source_words(sources: tuple[str, ...], t: Texts) -> str:
    """The tables and registers that something is made from: `SSB 01222, registeret kommune_nm`."""
    known = {"ssb": "SSB", "eurostat": "Eurostat", "dose": "DOSE", "register": t("offer.register")}
    named: dict[str, None] = {}
    for source in sources:
        publisher, _, table = source.partition(":")
        own = known.get(publisher, publisher.capitalize())
        named[own if table.lower() == publisher else f"{own} {table}"] = None
    return ", ".join(named)


def sources_of(version: str, indicators: tuple[str, ...], t: Texts) -> str:
    """The tables that some indicators are made from."""
    found = [source for name in indicators for source in figures.describe(version, name)["sources"]]
    return source_words(tuple(dict.fromkeys(map(str, found))), t)


def meaning(version: str, indicators: tuple[str, ...], t: Texts) -> tuple[tuple[str, str], ...]:
    """Definition and unit of some indicators, each under its name."""
    rows = []
    for name in indicators:
        about = figures.describe(version, name)
        unit = f"({t('share.unit')}: {about[f'unit_{t.data}']})"
        rows.append((str(about[f"name_{t.data}"]), f"{about[f'definition_{t.data}']} {unit}"))
    return tuple(rows)


def picture(shared: Shared, view: PageView, ending: str, **more: str) -> str:
    """The address of a chart's picture for a view, relative to the server's root.

    Args:
        shared: the chart.
        view: the view.
        ending: "png" or "svg".
        more: `size` and `theme`, where they are not the usual ones.
    """
    query = view.query(**more)
    return f"{PICTURES}/{view.page or 'goal'}/{shared.name}.{ending}{'?' + query if query else ''}"


def embed_code(shared: Shared, view: PageView, base: str) -> str:
    """HTML that shows a chart on another page."""
    source = escape(f"{base}/{view.path(chart=shared.name, embed='true')}", quote=True)
    title = escape(shared.full_title, quote=True)
    return f'<iframe src="{source}" title="{title}" width="100%" height="{_HEIGHT}" loading="lazy"></iframe>'


def frozen(view: PageView, version: str) -> PageView:
    """The view that keeps to a version of the warehouse whatever is published later."""
    return replace(view, version=version)


def live(view: PageView) -> PageView:
    """The view that follows the newest version."""
    return replace(view, version="")


def box(shared: Shared, version: str, view: PageView, t: Texts) -> None:
    """The box, folded.

    Args:
        shared: what is offered.
        version: the warehouse version being shown.
        view: the view being shown.
        t: texts.
    """
    key = f"share-{view.page or 'goal'}-{shared.name}"
    fill = partial(_content, shared, version, view, t)
    folded.box(t("share.title"), ":material/ios_share:", key, fill, written=False)


def _content(shared: Shared, version: str, view: PageView, t: Texts) -> None:
    base = address.base()
    whole = replace(view, chart="")
    st.markdown(frame.as_it_is(shared.sentence), width=860)
    _code(t("share.link"), f"{base}/{live(whole).path()}")
    _code(t("share.link_frozen"), f"{base}/{frozen(whole, version).path()}", t("share.frozen_explained"))
    _files(shared, view, t)
    if isinstance(shared, Shown):
        _code(t("share.embed"), embed_code(shared, live(whole), base))
        _code(t("share.embed_frozen"), embed_code(shared, frozen(whole, version), base))
    _citations(shared, version, whole, base, t)
    st.markdown(f"**{t('share.about')}**")
    st.table(about(shared, version, view, t), border="horizontal", alt=t("share.about"))


def _code(heading: str, text: str, explained: str = "") -> None:
    st.markdown(f"**{heading}**")
    if explained:
        st.caption(explained)
    st.code(text, language=None, wrap_lines=True)


def _files(shared: Shared, view: PageView, t: Texts) -> None:
    """Figures and pictures; those of a frozen view are of its version."""
    st.markdown(f"**{t('share.files')}**")
    with st.container(horizontal=True):
        for name, target in shared.files(view.version, t.lang).items():
            st.link_button(name, target, icon=":material/download:", help=t("share.file_help", title=shared.title))
        if isinstance(shared, Shown):
            for ending in ("png", "svg"):
                st.link_button(
                    ending.upper(),
                    picture(shared, replace(view, chart=""), ending, size="print"),
                    icon=":material/image:",
                    help=t("share.picture_help", title=shared.title),
                )


def _citations(shared: Shared, version: str, view: PageView, base: str, t: Texts) -> None:
    """Short, long and BibTeX, in every language; the address in them keeps to the version."""
    st.markdown(f"**{t('share.citation')}**")
    others = [lang for lang in LANGUAGES if lang != t.lang]
    for tab, lang in zip(
        st.tabs([texts(lang)("site.this_language") for lang in (t.lang, *others)]), (t.lang, *others), strict=True
    ):
        there = replace(view, lang=lang)
        same = shared if lang == t.lang else charted.shared(version, there, shared.name) or shared
        kept = f"{base}/{frozen(there, version).path()}"
        made = cited.Citation(same.full_title, same.sources, figures.made_at(version), version, kept)
        with tab:
            for kind in cited.KINDS:
                _code(t(f"cite.name_{kind}"), made.written(kind, texts(lang)))


def about(shared: Shared, version: str, view: PageView, t: Texts) -> dict[str, str]:
    """What the figures are: definition, unit, sources, vintage, day, licence; as cells."""
    vintage = t("choice.vintage.latest") if view.vintage == "latest" else numbers.day(view.vintage, t.lang)
    rows = {
        **dict(shared.about),
        t("share.sources"): shared.sources,
        t("share.vintage"): vintage,
        t("share.made"): f"{numbers.day(figures.made_at(version), t.lang)} ({version})",
        t("share.licence"): t("site.licence"),
    }
    return {name: frame.as_it_is(text) for name, text in rows.items()}
