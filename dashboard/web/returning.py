"""Back to where one was, after signing in or out.

Streamlit's sign-in ends on the first page, in the first language. The browser tells which page it leaves (`Referer`,
in full within one site); that place waits in a cookie of its own while the reader is at the provider's, and the
redirect that would have led to the first page leads there instead.

Nothing of it is believed: a place is one of our own pages with parameters written anew, put together from `PAGES`, so
that neither a header nor a cookie can lead to another site. Without either, the first page is where it ends.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.pages import PAGES

COOKIE = "malbarometeret_back"
#: Streamlit's own routes: where it sends who signs in or out, and where the provider sends them back to.
LEAVING, COMING = ("/auth/login", "/auth/logout"), "/oauth2callback"
#: Where Streamlit ends it.
FIRST = "/"
#: Whoever takes longer to sign in begins on the first page.
_SECONDS = 15 * 60
#: A longer address is none of ours, and would not fit into a cookie.
_LONGEST = 2000
#: Only a page in somebody else's frame has these; nobody can sign in there.
_FRAMED = ("embed", "embed_options")


class Returning:
    """Puts the place that somebody left into the redirect that ends a sign-in or sign-out."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; only the three routes of the sign-in are touched."""
        if scope["type"] != "http" or scope["path"] not in (*LEAVING, COMING):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        coming = scope["path"] == COMING
        place = kept(headers) if coming else left(headers)

        async def led(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                ends = answer.get("location") == FIRST
                if ends and place:
                    answer["location"] = place
                answer.append("set-cookie", _cookie("" if ends or coming else place))
            await send(message)

        await self.app(scope, receive, led)


def left(headers: Headers) -> str:
    """The page that a browser says it comes from; "" unless it is one of this site's."""
    try:
        parts = urlsplit(headers.get("referer", ""))
    except ValueError:
        return ""
    ours = parts.scheme in ("http", "https") and parts.netloc.lower() == headers.get("host", "").lower()
    return place(parts.path, parts.query) if ours and parts.netloc else ""


def kept(headers: Headers) -> str:
    """The page that waits in the cookie; "" where none does."""
    path, _, query = unquote(cookie_parser(headers.get("cookie", "")).get(COOKIE, "")).partition("?")
    return place(path, query)


def place(path: str, query: str) -> str:
    """The address of one of our own pages, below the site; "" for anything else.

    Args:
        path: as in an address.
        query: what stands behind its question mark; what the page makes of it is the page's business.
    """
    page = path.removeprefix("/")
    if page not in PAGES:
        return ""
    asked = [(key, value) for key, value in parse_qsl(query) if key not in _FRAMED]
    found = f"/{page}{'?' + urlencode(asked) if asked else ''}"
    return found if len(found) <= _LONGEST else f"/{page}"


def _cookie(value: str) -> str:
    """The header that keeps a place for a quarter of an hour, or forgets it."""
    answer = Response()
    seconds = _SECONDS if value else 0
    # sent to the one route that needs it; over https the front marks it as secure, as it does all cookies
    answer.set_cookie(COOKIE, quote(value, safe=""), seconds, path=COMING, httponly=True, samesite="lax")
    return answer.headers["set-cookie"]
