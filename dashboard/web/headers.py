"""Headers on every answer, and a plain page in both languages where there is none."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import local_editing
from dashboard.pages import PAGES
from dashboard.texts import DEFAULT, LANGUAGES, texts

#: Nothing from elsewhere, ever. Streamlit's page needs inline styles, one inline script – known by its fingerprint, so
#: that no other runs – and its websocket.
_POLICY = (
    "default-src 'self'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'{sockets} data: blob:; "
    "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors {frames}"
)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
#: First parts of paths that belong to Streamlit or to the data routes.
_OTHERS = {"api", "print", "healthz", "readyz", "metrics", "media", "component", "_stcore", "auth", "oauth2callback"}
_STATIC = Path(streamlit.__file__).parent / "static"


@cache
def _scripts() -> str:
    """The fingerprints of the scripts that stand in Streamlit's own page."""
    page = (_STATIC / "index.html").read_text(encoding="utf-8")
    found = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in found]
    return " ".join(f"'sha256-{digest}'" for digest in digests)


@cache
def _files() -> frozenset[str]:
    """The files that Streamlit's page is made of; for any other it would give its first page."""
    return frozenset(file.relative_to(_STATIC).as_posix() for file in _STATIC.rglob("*") if file.is_file())


def policy(host: str, embedded: bool) -> str:
    """What a page may load, run and be framed by.

    Args:
        host: what the browser calls this server; not every browser counts its websocket as `'self'`.
        embedded: whether it is one that any other site may frame.
    """
    harmless = re.fullmatch(r"[A-Za-z0-9.\-]+(:\d+)?|\[[0-9a-fA-F:]+\](:\d+)?", host)
    sockets = f" ws://{host} wss://{host}" if harmless else ""
    return _POLICY.format(scripts=_scripts(), sockets=sockets, frames="*" if embedded else "'self'")


class Headers:
    """Adds the security headers, and answers 404 in words for a page or a file that does not exist.

    Only an address with `embed=true` may stand in somebody else's frame: that is what the embed code uses.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; websockets untouched."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        embedded = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("embed") == ["true"]
        # a page on which one can write without signing in must not stand in another site's frame
        embedded = embedded and not local_editing.asked_for()

        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _ALWAYS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Content-Security-Policy", policy(host, embedded))
                if not embedded:
                    headers.setdefault("X-Frame-Options", "SAMEORIGIN")
                if "content-encoding" in headers and headers.get("etag", "").startswith('"'):
                    # the tag is of the file as it was; what is packed on its way has other bytes (RFC 9110, 8.8.3.3)
                    headers["ETag"] = f"W/{headers['etag']}"
            await send(message)

        app: ASGIApp = not_found() if _nowhere(scope) else self.app
        await app(scope, receive, with_headers)


def _nowhere(scope: Scope) -> bool:
    """Whether a path is neither a page nor anything that Streamlit or the data routes serve."""
    path = scope["path"].strip("/")
    first = path.split("/", 1)[0]
    return scope["method"] in ("GET", "HEAD") and path not in PAGES and first not in _OTHERS and path not in _files()


def not_found() -> HTMLResponse:
    """“There is no such page”, in both languages, with a way on."""
    words = "".join(
        f'<p lang="{lang}">{texts(lang)("site.not_found")} <a href="/{"" if lang == DEFAULT else f"?lang={lang}"}">'
        f"{texts(lang)('page.goal.title')}</a></p>"
        for lang in LANGUAGES
    )
    title = texts(DEFAULT)("site.not_found")
    html = f'<!DOCTYPE html><html lang="{DEFAULT}"><head><meta charset="utf-8"><title>{title}</title></head>'
    return HTMLResponse(f"{html}<body>{words}</body></html>", status_code=404)
