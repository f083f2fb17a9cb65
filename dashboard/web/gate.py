"""Who may come in: no websocket and no writing from another site's pages, and nobody to what no page of ours needs."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config

#: What Streamlit offers to its makers and to programs that drive it; no page of ours asks for them.
_INNER = re.compile(r"/_stcore/(metrics|script-health-check|agent(/.*)?)/?$")
_READING = ("GET", "HEAD", "OPTIONS")


class Gate:
    """Turns away what comes from another site, before anything looks at it.

    Streamlit has a check of its own, which takes every address of this machine for its own and, to know them, asks a
    server elsewhere; ours is the stricter one and asks nobody. Sites named in `server.corsAllowedOrigins` may come in.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what may pass."""
        if scope["type"] == "websocket":
            if not from_here(Headers(scope=scope)):
                await send({"type": "websocket.close", "code": 1008, "reason": "another site"})
                return
        elif scope["type"] == "http":
            refused = _refused(scope)
            if refused is not None:
                await refused(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _refused(scope: Scope) -> JSONResponse | None:
    if _INNER.search(scope["path"]):
        return JSONResponse({"error": "There is nothing here."}, status_code=404)
    if scope["method"] not in _READING and not from_here(Headers(scope=scope)):
        return JSONResponse({"error": "Another site's pages cannot write here."}, status_code=403)
    return None


def from_here(headers: Headers) -> bool:
    """Whether a request comes from our own pages, or from a program that is no browser.

    A browser says where its page is from, in `Origin`, and cannot be made to lie; a program that says nothing has no
    reader's cookies to misuse.
    """
    if headers.get("sec-fetch-site") == "cross-site":
        return False
    origins = headers.getlist("origin")
    if not origins:
        return True
    if len(origins) > 1 or len(headers.getlist("host")) != 1:
        return False
    origin = origins[0].strip().lower()
    try:
        parts = urlsplit(origin)
        same = bool(parts.netloc) and parts.scheme in ("http", "https") and parts.netloc == headers["host"].lower()
    except ValueError:
        return False
    return same or origin in {str(one).strip().lower() for one in config.get_option("server.corsAllowedOrigins")}
