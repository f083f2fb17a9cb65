"""All data routes: the same figures as on the pages, for anyone and any program.

What there is stands at `/api/v1`, written from the declarations here; the routes themselves are in the modules beside.
"""

from __future__ import annotations

import json
import re
from functools import cache

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from dashboard.store import Store
from dashboard.web import (
    answer,
    asking,
    bulk,
    entries,
    feed,
    listings,
    openapi,
    paper,
    pictures,
    reference,
    rounds,
    tables,
    values,
)
from dashboard.web.declared import ROOT, Asked, Declared, Refused
from dashboard.web.files import about


@cache
def declared() -> tuple[Declared, ...]:
    """Every data route, in the order of the documentation."""
    return (
        *values.routes(),
        *listings.routes(),
        *tables.routes(),
        *bulk.routes(),
        *feed.routes(),
        *entries.routes(),
        *rounds.routes(),
        *paper.declared(),
        *pictures.declared(),
        Declared("openapi", f"{ROOT}/openapi.json", _openapi),
    )


def _openapi(served: Store, asked: Asked) -> Response:
    body = openapi.document(declared(), about(served), asked.t)
    return Response(json.dumps(body, ensure_ascii=False).encode("utf-8"), media_type="application/json")


def _reference(request: Request) -> HTMLResponse:
    """The page about the routes; it needs no figures, so it is there also before the first refresh."""
    t = asking.language(request)
    headers = {"Content-Language": t.lang, "Vary": "Accept-Language", "Cache-Control": "no-cache"}
    return HTMLResponse(reference.page(declared(), t), headers=headers)


def _nowhere(request: Request) -> Response:
    """An address below the routes that is none, or a route that was asked in a way it does not take."""
    for route in declared():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", route.path), request.url.path):
            refused = Refused(405, "method", values={"method": request.method, "methods": ", ".join(answer.METHODS)})
            response = answer.error(refused, request)
            response.headers["Allow"] = ", ".join(answer.METHODS)
            return response
    paths = [ROOT, *(route.path for route in declared())]
    return answer.error(asking.unknown(404, "route", request.url.path, paths), request)


def routes() -> list[Route]:
    """All data routes."""
    return [
        Route(ROOT, _reference),
        Route(f"{ROOT}/", _reference),
        *(answer.served_route(route) for route in declared()),
    ]


def rest() -> list[Route]:
    """What answers an address below the routes that is none; it comes after every other route."""
    every = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
    return [Route(f"{ROOT}{{rest:path}}", _nowhere, methods=every)]
