"""The print view of every page: /print/{page}?<the page's own address>. The first page is called "goal".

A page for people beside the pages themselves: what means nothing in the address is told on the sheet, as it is on the
page. The presentation is printed as the meeting's PDF.
"""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import UTC, datetime
from html import escape
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard.pages import PAGES
from dashboard.paper.ask import KNOWN
from dashboard.parts.frame import PRINT
from dashboard.printed import maker
from dashboard.texts import LANGUAGES, texts
from dashboard.web import metrics
from dashboard.web.asking import content_language
from dashboard.web.headers import not_found
from dashboard.web.pictures import FIRST

#: The screens of the presentation are the sections of the report.
_AS_PAPER = {"presentation": "/api/v1/paper/report.pdf"}


class PrintFailed(Exception):
    """A sheet could not be made; the sentence says what went wrong."""


def policy(html: str) -> str:
    """What a sheet may load and run: its own style, known by its fingerprint, and our letters."""
    digests = [
        base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        for style in re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    ]
    styles = " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"
    rest = "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    return f"default-src 'none'; style-src {styles}; font-src 'self'; {rest}"


def _print(request: Request) -> Response:
    called = request.path_params.get("page", "").rstrip("/")
    page = "" if called in ("", FIRST) else called
    if page not in PAGES:
        return not_found()
    parameters = dict(request.query_params)
    if page in _AS_PAPER:
        known = urlencode({key: value for key, value in parameters.items() if key in KNOWN})
        return RedirectResponse(f"{_AS_PAPER[page]}{'?' + known if known else ''}")
    question = {
        "page": page,
        "parameters": parameters,
        "base": str(request.base_url).rstrip("/"),
        "today": datetime.now(UTC).date().isoformat(),
    }
    try:
        with metrics.timed(metrics.PAPERS, "print"):
            answer = maker.MAKER.ask(question)
    except maker.Busy:
        return _sorry("busy")
    if "failed" in answer:
        raise PrintFailed(answer["failed"])
    if "html" not in answer:
        return _sorry("none")
    html = answer["html"]
    headers = {
        "Cache-Control": "no-cache",
        "Content-Language": content_language(request).lang,
        "Content-Security-Policy": policy(html),
    }
    return HTMLResponse(html, headers=headers)


def _sorry(key: str) -> HTMLResponse:
    """Why there is no sheet, in every language."""
    words = "".join(f'<p lang="{lang}">{escape(texts(lang)(f"print.{key}"))}</p>' for lang in LANGUAGES)
    html = (
        f'<!DOCTYPE html><html lang="{LANGUAGES[0]}"><head><meta charset="utf-8">'
        f"<title>{escape(texts(LANGUAGES[0])('print.link'))}</title></head><body>{words}</body></html>"
    )
    headers = {"Cache-Control": "no-store", "Retry-After": "30", "Content-Security-Policy": policy(html)}
    return HTMLResponse(html, status_code=503, headers=headers)


def routes() -> list[Route]:
    """The print views."""
    return [Route(PRINT, _print, name="print-first"), Route(f"{PRINT}/{{page:path}}", _print, name="print")]
