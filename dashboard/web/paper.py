"""Routes for the meeting's paper: slides, PDF and municipality sheets, made when they are asked for.

/api/v1/paper/deck.pptx?since=2026-09-01&lang=nb&denominator=mainland
/api/v1/paper/report.pdf
/api/v1/paper/sheet/{code}.{pdf|pptx}
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard import figures, store
from dashboard.paper import ask, content, deck, places, report, template
from dashboard.paper.ask import Ask
from dashboard.paper.model import Paper
from dashboard.texts import texts
from dashboard.web import api, metrics
from indicators.read import UnknownName

SCREEN = "presentation"


def _asked(served: store.Store, request: Request) -> Ask:
    """The paper that a request asks for.

    Raises:
        UnknownName: a parameter or a value that is not there.
    """
    parameters: Mapping[str, str] = dict(request.query_params)
    view = ask.view_of(parameters, figures.vintages(served.version))
    return Ask(view, parameters.get("since", ""), _page(request, SCREEN, parameters), datetime.now(UTC).date())


def _page(request: Request, page: str, parameters: Mapping[str, str]) -> str:
    """Where the same can be seen on the screen."""
    base, question = str(request.url).split("/api/v1/paper/")[0], urlencode(parameters)
    return f"{base}/{page}{'?' + question if question else ''}"


def _meeting(served: store.Store, request: Request) -> Paper:
    asked = _asked(served, request)
    try:
        return content.meeting(served.version, asked)
    except UnknownName:
        raise
    except ValueError as error:
        raise api.Refused(400, f"Parameter since: {error}.") from error


def _file(paper: Paper, body: bytes, media: str, ending: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{paper.name}.{ending}"'}
    return Response(body, media_type=media, headers=headers)


def _slides(paper: Paper, make: Callable[[Paper, bytes | None, str], bytes]) -> Response:
    """The slides, on the template that whoever runs the server has laid out."""
    try:
        with metrics.timed(metrics.PAPERS, "slides"):
            body = make(paper, template.given(texts(paper.lang)), template.VARIABLE)
    except template.BadTemplate as error:
        raise api.Refused(500, str(error)) from error
    return _file(paper, body, deck.MIME, "pptx")


def _deck(served: store.Store, request: Request) -> Response:
    return _slides(_meeting(served, request), deck.make)


def _report(served: store.Store, request: Request) -> Response:
    paper = _meeting(served, request)
    with metrics.timed(metrics.PAPERS, "report"):
        body = report.make(paper)
    return _file(paper, body, report.MIME, "pdf")


def _sheet(served: store.Store, request: Request) -> Response:
    code, ending = request.path_params["code"], request.path_params["ending"]
    if ending not in ("pdf", "pptx"):
        raise api.Refused(404, f"There is no format {ending[:20]}; there are: pdf, pptx.")
    try:
        asked = _asked(served, request)
        parameters = {"municipality": code, **request.query_params}
        paper = places.sheet(served.version, code, replace(asked, address=_page(request, "municipalities", parameters)))
    except UnknownName as error:
        if error.what != "municipality":
            raise
        sentence = str(error)
        raise api.Refused(404, f"{sentence[0].upper()}{sentence[1:]}.") from error
    if ending == "pptx":
        return _slides(paper, deck.make_sheet)
    with metrics.timed(metrics.PAPERS, "sheet"):
        body = report.make_sheet(paper)
    return _file(paper, body, report.MIME, "pdf")


def routes() -> list[Route]:
    """The routes of the meeting's paper."""
    return [
        Route("/api/v1/paper/deck.pptx", api._answer(_deck)),
        Route("/api/v1/paper/report.pdf", api._answer(_report)),
        Route("/api/v1/paper/sheet/{code}.{ending}", api._answer(_sheet)),
    ]
