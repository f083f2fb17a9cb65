"""The HTML around the pages: language, title and link preview of each, so that no page calls itself “Streamlit”."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from html import escape
from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from dashboard import charted, drawn, figures
from dashboard.pages import PAGES
from dashboard.parts import opening, share
from dashboard.texts import DEFAULT, LANGUAGES, Texts, spoken, texts
from dashboard.web import chunks
from pipelines import warehouse

#: The page whose chart stands for those that have none.
FIRST = ""


@cache
def _index() -> str:
    return (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")


def _noscript(html: str, t: Texts) -> str:
    """Put our own words where Streamlit tells readers without JavaScript about its programming interface."""
    start, end = html.find("<noscript>"), html.find("</noscript>")
    if start < 0 or end < 0:
        return html
    words = f'<p>{escape(t("site.noscript"))} <a href="./api/v1/indicators">/api/v1/indicators</a></p>'
    return f"{html[:start]}<noscript>{words}{html[end:]}"


@dataclass(frozen=True)
class Preview:
    """What a link to a view shows where it is sent.

    Attributes:
        title: the view's own words.
        sentence: what the page's first chart says; "" where it has none of its own.
        alternative: what the picture shows.
        picture: address of that chart's picture, relative to the server's root; "" where there are no figures.
        query: the view's own query, without what means nothing.
    """

    title: str = ""
    sentence: str = ""
    alternative: str = ""
    picture: str = ""
    query: str = ""


def preview(page: str, parameters: Mapping[str, str]) -> Preview:
    """The preview of a view; an empty one while there are no figures.

    Args:
        page: path of the page.
        parameters: the address's parameters; what means nothing is left out.
    """
    try:
        served = opening.asked_for(parameters.get("version", ""))
        if served is None:
            return Preview()
        # a page without a chart of its own shows the one that all the others explain
        room = page if page in charted.PAGES else FIRST
        view = charted.view_of(room, served.version, parameters)
        found = charted.pictured(served.version, view)
        if found is None and room != FIRST:  # nothing chosen yet, or no figures for the choice
            room, view = FIRST, charted.view_of(FIRST, served.version, {"lang": parameters.get("lang", DEFAULT)})
            found = charted.pictured(served.version, view)
        if found is None:
            return Preview()
        seen, shown = found
        told = charted.shared(served.version, view, view.chart or shown.name) or shown
    except (warehouse.WarehouseError, figures.NoFigures):
        return Preview()
    whole = replace(view, chart="")
    own = bool(view.chart or dict(view.own).items() - dict(view.own_defaults).items()) and room == page
    return Preview(
        title=(charted.titled(view, served.version) or told.full_title) if own else "",
        sentence=told.sentence if room == page else "",
        alternative=shown.sentence,
        picture=share.picture(shown, replace(seen, chart=""), "png"),
        query=whole.query() if room == page else "",
    )


@lru_cache(maxsize=256)
def render(page: str, lang: str, address: str, base: str = "", shown: Preview | None = None) -> str:
    """The HTML of a page in a language.

    Args:
        page: name of the page (its path; "" for the first).
        lang: a language that has a catalogue.
        address: the page's own address without query, for the link preview.
        base: where the site is, for the picture's address.
        shown: what the link shows.
    """
    t, shown = texts(lang), shown or Preview()
    name = t("site.name")
    title = f"{shown.title or t(f'page.{PAGES[page].key}.title')} – {name}"
    description = t(f"page.{PAGES[page].key}.description")
    query = shown.query or ("" if lang == DEFAULT else f"lang={lang}")
    meta = {
        "og:title": title,
        "og:description": shown.sentence or description,
        "og:site_name": name,
        "og:type": "website",
        "og:url": f"{address}{'?' + query if query else ''}",
        "og:locale": t("language.locale"),
    }
    if shown.picture:
        width, height, _ = drawn.SIZES["preview"]
        meta |= {
            "og:image": f"{base}{shown.picture}",
            "og:image:type": "image/png",
            "og:image:width": str(width),
            "og:image:height": str(height),
            "og:image:alt": shown.alternative,
        }
    head = "\n    ".join(
        [
            f"<title>{escape(title)}</title>",
            f'<meta name="description" content="{escape(description)}" />',
            *(f'<meta property="{key}" content="{escape(words)}" />' for key, words in meta.items()),
            f'<meta name="twitter:card" content="{"summary_large_image" if shown.picture else "summary"}" />',
            f'<link rel="alternate" type="application/atom+xml" title="{escape(t("feed.title"))}" '
            f'href="/api/v1/feed.atom?lang={lang}" />',
            *(_alternate(other, address) for other in LANGUAGES),
            *(_preload(script, large) for script, large in chunks.preloads(page).items()),
        ]
    )
    html = _index().replace('<html lang="en">', f'<html lang="{lang}">').replace("<title>Streamlit</title>", head)
    return _noscript(html, t)


def _preload(script: str, large: bool) -> str:
    """Have a script fetched beside the start."""
    rel = 'rel="preload" as="script" fetchpriority="low"' if large else 'rel="modulepreload"'
    return f'<link {rel} crossorigin href="{script}" />'


def _alternate(lang: str, address: str) -> str:
    """Where the same page is in a language."""
    query = "" if lang == DEFAULT else f"?lang={lang}"
    return f'<link rel="alternate" hreflang="{lang}" href="{escape(address)}{query}" />'


def _page(request: Request) -> Response:
    lang = spoken(request.query_params.get("lang"))
    page = request.url.path.strip("/").rsplit("/", 1)[-1]
    page = page if page in PAGES else ""
    address = str(request.url.replace(query="", fragment=""))
    shown = preview(page, dict(request.query_params))
    html = render(page, lang, address, str(request.base_url).rstrip("/"), shown)
    return HTMLResponse(html, headers={"Cache-Control": "no-cache", "Content-Language": lang})


def routes() -> list[Route]:
    """One route for each page; they come before Streamlit's own catch-all."""
    return [Route(f"/{path}", _page, methods=["GET"], name=f"page-{path or 'first'}") for path in PAGES]
