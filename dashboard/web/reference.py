"""The page about the data routes: plain HTML from their declarations, in the reader's language, without scripts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from dashboard.palette import DARK, LIGHT
from dashboard.texts import LANGUAGES, Texts, texts
from dashboard.web import openapi
from dashboard.web.declared import ROOT, Declared, Parameter

#: The sizes and colours are those of the pages; both themes follow the reader's system.
_STYLE = f"""
:root {{ color-scheme: light dark;
  --ink: {LIGHT.ink}; --paper: {LIGHT.paper}; --link: {LIGHT.region}; --line: {LIGHT.grid}; }}
@media (prefers-color-scheme: dark) {{
  :root {{ --ink: {DARK.ink}; --paper: {DARK.paper}; --link: {DARK.region}; --line: {DARK.grid}; }} }}
body {{ color: var(--ink); background: var(--paper); font: 1.06rem/1.55 "Source Sans 3", "Source Sans Pro", sans-serif;
  margin: 0 auto; padding: 1rem 1.25rem 3rem; max-width: 62rem; overflow-wrap: anywhere; }}
a {{ color: var(--link); }}
h1 {{ font-size: 1.9rem; line-height: 1.2; }} h2 {{ font-size: 1.3rem; margin-top: 2.4rem; }}
code {{ font-size: .95em; }}
section {{ border-top: 1px solid var(--line); }}
dt {{ font-weight: 600; }} dd {{ margin: 0 0 .5rem 1.2rem; }}
@media print {{ nav {{ display: none; }} section {{ break-inside: avoid; }} }}
"""


def page(routes: Sequence[Declared], t: Texts) -> str:
    """The whole page.

    Args:
        routes: the declared routes.
        t: texts.
    """
    title = f"{t('api.title')} – {t('site.name')}"
    sections = "".join(_section(route, t) for route in routes)
    contents = "".join(
        f'<li><a href="#{route.key}">{escape(t(f"api.route.{route.key}.title"))}</a></li>' for route in routes
    )
    told = (t("api.intro"), t("api.formats"), t("api.errors"), t("api.conditional"))
    prose = "".join(f"<p>{escape(one)}</p>" for one in told)
    return (
        f'<!DOCTYPE html>\n<html lang="{t.lang}"><head><meta charset="utf-8" />'
        '<meta name="viewport" content="width=device-width, initial-scale=1" />'
        f"<title>{escape(title)}</title>"
        f'<link rel="alternate" type="application/atom+xml" title="{escape(t("feed.title"))}" '
        f'href="{ROOT}/feed.atom?lang={t.lang}" />'
        f'<link rel="service-desc" type="application/json" href="{ROOT}/openapi.json?lang={t.lang}" />'
        f"<style>{_STYLE}</style></head><body>"
        f'<nav aria-label="{escape(t("api.navigation"))}">'
        f'<a href="/?lang={t.lang}">{escape(t("site.name"))}</a> · {_languages(t)}</nav>'
        f"<main><h1>{escape(t('api.title'))}</h1>{prose}"
        f'<p><a href="{ROOT}/openapi.json?lang={t.lang}">OpenAPI 3.1</a> · '
        f'<a href="{ROOT}/bulk.zip">{escape(t("api.route.bulk.title"))}</a> · '
        f'<a href="{ROOT}/feed.atom?lang={t.lang}">{escape(t("api.route.feed.title"))}</a></p>'
        f"<h2>{escape(t('api.contents'))}</h2><ul>{contents}</ul>{sections}</main></body></html>"
    )


def _languages(t: Texts) -> str:
    """The same page in the other languages."""
    return " · ".join(
        f'<a href="{ROOT}?lang={lang}" lang="{lang}" hreflang="{lang}">{escape(texts(lang)("language.name"))}</a>'
        for lang in LANGUAGES
        if lang != t.lang
    )


def _section(route: Declared, t: Texts) -> str:
    """One route: its address, what it gives, what can be asked, an example."""
    names = re.findall(r"\{(\w+)\}", route.path)
    asked = [Parameter(name) for name in names] + openapi.parameters(route)
    rows = "".join(_parameter(one, route, t) for one in asked)
    address = example(route)
    return (
        f'<section id="{route.key}"><h2>{escape(t(f"api.route.{route.key}.title"))}</h2>'
        f"<p><code>GET {escape(route.path)}</code></p><p>{escape(t(f'api.route.{route.key}.text'))}</p>"
        f"<dl>{rows}</dl><p>{escape(t('api.example'))}: "
        f'<a href="{escape(address, quote=True)}"><code>{escape(address)}</code></a></p></section>'
    )


def _parameter(parameter: Parameter, route: Declared, t: Texts) -> str:
    options = parameter.options
    if parameter.name == "lang":
        options = LANGUAGES
    elif parameter.name == "format":
        options = route.formats
    told = escape(t(f"api.parameter.{parameter.name}"))
    listed = ", ".join(f"<code>{escape(option)}</code>" for option in options)
    needed = f" ({escape(t('api.required'))})" if parameter.required else ""
    return f"<dt><code>{escape(parameter.name)}</code>{needed}</dt><dd>{told}{' ' + listed if listed else ''}</dd>"


def example(route: Declared) -> str:
    """An address that the route answers."""
    values = {"format": route.formats[0] if route.formats else "", **route.examples}
    path = re.sub(r"\{(\w+)\}", lambda match: quote(values[match[1]]), route.path)
    needed = [one for one in route.parameters if one.required]
    query = "&".join(f"{one.name}={quote(','.join(one.examples), safe=',')}" for one in needed)
    return f"{path}?{query}" if query else path
