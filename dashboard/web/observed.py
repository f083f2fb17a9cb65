"""What goes through the server: counted and timed by route, and an error told to the log and the reader by one id."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from html import escape
from time import perf_counter
from typing import Any
from urllib.parse import parse_qsl, unquote

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.texts import DEFAULT, LANGUAGES, texts
from dashboard.web import metrics
from pipelines import logs


def report(where: str, error: BaseException, written: Iterable[str] = ()) -> str:
    """Tell the log of an error that nobody foresaw.

    Args:
        where: route or page.
        error: what happened.
        written: what the reader wrote in the address; struck out of the error's own words.

    Returns:
        The id that the log and the reader have in common.
    """
    error_id, message = secrets.token_hex(4), str(error)
    for word in sorted((word for word in written if len(word) > 1), key=len, reverse=True):
        message = message.replace(word, logs.STRUCK)
    metrics.ERRORS.labels(where).inc()
    logs.get("dashboard").error(
        "unforeseen_error",
        error_id=error_id,
        where=where,
        exception=type(error).__name__,
        message=message[:300],
        way=logs.way(error),
    )
    return error_id


def route_of(scope: Scope) -> str:
    """The route that answered, without what the reader wrote in it: a label of few values."""
    route: Any = scope.get("route")
    if isinstance(route, Mount):
        return f"{route.path}/static" if route.name == "static-assets" else route.path
    return str(getattr(route, "path", "")) or "none"


class Observed:
    """Counts and times every answer, and turns an unforeseen error into words with an id."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; websockets untouched."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status, begun = perf_counter(), 500, False

        async def seen(message: Message) -> None:
            nonlocal status, begun
            if message["type"] == "http.response.start":
                status, begun = message["status"], True
            await send(message)

        try:
            await self.app(scope, receive, seen)
        except Exception as error:
            written = _written(scope)
            error_id = report(route_of(scope), error, written)
            if begun:
                raise
            await sorry(scope["path"], error_id)(scope, receive, seen)
        finally:
            metrics.answered(route_of(scope), status, perf_counter() - started)


def _written(scope: Scope) -> list[str]:
    asked = parse_qsl(scope.get("query_string", b"").decode("latin-1"))
    return [value for _, value in asked] + [unquote(part) for part in scope.get("path_params", {}).values()]


def sorry(path: str, error_id: str) -> Response:
    """What a reader or a program gets in the place of an answer."""
    if path.startswith("/api/"):
        sentence = f"Something went wrong here; tell us this id: {error_id}."
        return JSONResponse({"error": sentence, "error_id": error_id}, status_code=500)
    words = "".join(f'<p lang="{lang}">{escape(texts(lang)("error.page", id=error_id))}</p>' for lang in LANGUAGES)
    head = f'<!DOCTYPE html><html lang="{DEFAULT}"><head><meta charset="utf-8"><title>{error_id}</title></head>'
    return HTMLResponse(f"{head}<body>{words}</body></html>", status_code=500)
