"""The HTML around the pages: language, title and link preview of each, so that no page calls itself “Streamlit”."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from dashboard.pages import PAGES
from dashboard.texts import DEFAULT, LANGUAGES, Texts, texts


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


@cache
def render(page: str, lang: str, address: str) -> str:
    """The HTML of a page in a language.

    Args:
        page: name of the page (its path; "" for the first).
        lang: "nb" or "en".
        address: the page's own address without query, for the link preview.
    """
    t = texts(lang)
    name = t("site.name")
    title = f"{t(f'page.{PAGES[page].key}.title')} – {name}"
    description = t(f"page.{PAGES[page].key}.description")
    head = "\n    ".join(
        [
            f"<title>{escape(title)}</title>",
            f'<meta name="description" content="{escape(description)}" />',
            f'<meta property="og:title" content="{escape(title)}" />',
            f'<meta property="og:description" content="{escape(description)}" />',
            f'<meta property="og:site_name" content="{escape(name)}" />',
            '<meta property="og:type" content="website" />',
            f'<meta property="og:url" content="{escape(address)}{"?lang=en" if lang == "en" else ""}" />',
            f'<meta property="og:locale" content="{"nb_NO" if lang == "nb" else "en_GB"}" />',
            '<meta name="twitter:card" content="summary" />',
            *(_alternate(other, address) for other in LANGUAGES),
        ]
    )
    html = _index().replace('<html lang="en">', f'<html lang="{lang}">').replace("<title>Streamlit</title>", head)
    return _noscript(html, t)


def _alternate(lang: str, address: str) -> str:
    """Where the same page is in a language."""
    query = "" if lang == DEFAULT else f"?lang={lang}"
    return f'<link rel="alternate" hreflang="{lang}" href="{escape(address)}{query}" />'


async def _page(request: Request) -> Response:
    asked = request.query_params.get("lang", DEFAULT)
    lang = asked if asked in LANGUAGES else DEFAULT
    page = request.url.path.strip("/").rsplit("/", 1)[-1] if request.url.path.strip("/") else ""
    page = page if page in PAGES else ""
    address = str(request.url.replace(query="", fragment=""))
    return HTMLResponse(render(page, lang, address), headers={"Cache-Control": "no-cache", "Content-Language": lang})


def routes() -> list[Route]:
    """One route for each page; they come before Streamlit's own catch-all."""
    return [Route(f"/{path}", _page, methods=["GET"], name=f"page-{path or 'first'}") for path in PAGES]
