"""The box to share what a page about indicators shows: link, files, embed code, citation, and what the figures are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

import streamlit as st

from dashboard import address, figures, numbers
from dashboard.choices import PageView
from dashboard.parts import share
from dashboard.texts import Texts


@dataclass(frozen=True)
class Offer:
    """What is offered.

    Attributes:
        name: its name in the address; "" for something that cannot be asked for alone.
        title: what it is, for the embed code and the citation.
        route: where its figures are, without the ending: "/api/v1/values".
        query: the question put to that route.
        sources: whose figures they are, for the citation.
        about: what the figures are: (heading, text).
        picture: whether there is a chart whose picture can be saved.
        formats: names of the formats the figures come in.
    """

    name: str
    title: str
    route: str
    query: str
    sources: str
    about: tuple[tuple[str, str], ...] = ()
    picture: bool = True
    formats: tuple[str, ...] = tuple(share.FORMATS)

    def files(self) -> dict[str, str]:
        """Addresses of the figures, by format name; relative to the server's root."""
        return {name: f"{self.route}.{share.FORMATS[name]}?{self.query}" for name in self.formats}


def link(view: PageView, **more: str) -> str:
    """The address of this very view."""
    query = view.query(**more)
    return f"{address.base()}/{view.page}{'?' + query if query else ''}"


def source_words(sources: tuple[str, ...], t: Texts) -> str:
    """The tables and registers that something is made from: `SSB 01222, register kommune_nm`."""
    named = []
    for source in sources:
        publisher, _, table = source.partition(":")
        shown = {"ssb": "SSB", "register": t("offer.register")}.get(publisher, publisher.capitalize())
        named.append(f"{shown} {table}")
    return ", ".join(named)


def box(offer: Offer, version: str, view: PageView, t: Texts) -> None:
    """The box, folded; it is filled when it is opened, because most readers never do."""
    key = f"share-{view.page}-{offer.name}"
    folded = st.expander(t("share.title"), icon=":material/ios_share:", key=key, on_change="rerun")
    if folded.open:
        with folded:
            _content(offer, version, view, t)


def _content(offer: Offer, version: str, view: PageView, t: Texts) -> None:
    st.markdown(f"**{t('share.link')}**")
    st.code(link(view), language=None, wrap_lines=True)
    st.markdown(f"**{t('share.files')}**")
    with st.container(horizontal=True):
        for name, target in offer.files().items():
            st.link_button(name, target, icon=":material/download:", help=t("share.file_help", title=offer.title))
    if offer.picture:
        st.caption(t("share.picture"))
        st.markdown(f"**{t('share.embed')}**")
        source, title = escape(link(view, chart=offer.name, embed="true")), escape(offer.title)
        st.code(
            f'<iframe src="{source}" title="{title}" width="100%" height="720" loading="lazy"></iframe>',
            language=None,
            wrap_lines=True,
        )
    st.markdown(f"**{t('share.citation')}**")
    st.code(citation(offer, version, view, t), language=None, wrap_lines=True)
    st.markdown(f"**{t('share.about')}**")
    about = {
        **dict(offer.about),
        t("share.sources"): offer.sources,
        t("share.made"): f"{numbers.day(figures.made_at(version), t.lang)} ({version})",
        t("share.licence"): t("site.licence"),
    }
    st.table(about, border="horizontal", alt=t("share.about"))


def citation(offer: Offer, version: str, view: PageView, t: Texts, today: datetime | None = None) -> str:
    """A reference to this view that names source, version and day."""
    return t(
        "share.citation_text",
        title=offer.title,
        tables=offer.sources,
        made=numbers.day(figures.made_at(version), t.lang),
        version=version,
        address=link(view),
        today=numbers.day(today or datetime.now(UTC), t.lang),
    )
