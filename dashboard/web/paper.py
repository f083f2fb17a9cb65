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

from starlette.responses import Response

from dashboard import figures, store
from dashboard.paper import ask, content, deck, places, report, template
from dashboard.paper.ask import Ask
from dashboard.paper.model import Paper
from dashboard.texts import texts
from dashboard.web import asking, metrics
from dashboard.web.declared import CHOICES, MUNICIPALITY, ROOT, VINTAGE, Asked, Declared, Parameter, Refused
from indicators.read import UnknownName

SCREEN = "presentation"


def _asked(served: store.Store, asked: Asked) -> Ask:
    """The paper that a question asks for.

    Raises:
        UnknownName: a value that is not there.
    """
    parameters = {key: value for key, value in asked.one.items() if key != "version"}
    view = ask.view_of(parameters, figures.vintages(served.version))
    return Ask(view, parameters.get("since", ""), _page(asked, SCREEN, parameters), datetime.now(UTC).date())


def _page(asked: Asked, page: str, parameters: Mapping[str, str]) -> str:
    """Where the same can be seen on the screen."""
    question = urlencode(parameters)
    return f"{asked.base}/{page}{'?' + question if question else ''}"


def _meeting(served: store.Store, asked: Asked) -> Paper:
    try:
        return content.meeting(served.version, _asked(served, asked))
    except UnknownName:
        raise
    except ValueError as error:
        word = asked.one.get("since", "")[:40]
        raise Refused(400, "since", "since", values={"word": word}) from error


def _file(paper: Paper, body: bytes, media: str, ending: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{paper.name}.{ending}"'}
    return Response(body, media_type=media, headers=headers)


def _slides(paper: Paper, make: Callable[[Paper, bytes | None, str], bytes]) -> Response:
    """The slides, on the template that whoever runs the server has laid out."""
    try:
        with metrics.timed(metrics.PAPERS, "slides"):
            body = make(paper, template.given(texts(paper.lang)), template.VARIABLE)
    except template.BadTemplate as error:
        raise Refused(500, sentence=str(error)) from error
    return _file(paper, body, deck.MIME, "pptx")


def _deck(served: store.Store, asked: Asked) -> Response:
    return _slides(_meeting(served, asked), deck.make)


def _report(served: store.Store, asked: Asked) -> Response:
    paper = _meeting(served, asked)
    with metrics.timed(metrics.PAPERS, "report"):
        body = report.make(paper)
    return _file(paper, body, report.MIME, "pdf")


def _sheet(served: store.Store, asked: Asked) -> Response:
    code = asked.path["code"]
    parameters = {"municipality": code, **{key: value for key, value in asked.one.items() if key != "version"}}
    made = replace(_asked(served, asked), address=_page(asked, "municipalities", parameters))
    try:
        paper = places.sheet(served.version, code, made)
    except UnknownName as error:
        if error.what != "municipality":
            raise
        near = [str(one) for one in error.nearest]
        raise asking.unknown(404, "municipality", code, near) from error
    if asked.path["format"] == "pptx":
        return _slides(paper, deck.make_sheet)
    with metrics.timed(metrics.PAPERS, "sheet"):
        body = report.make_sheet(paper)
    return _file(paper, body, report.MIME, "pdf")


def declared() -> list[Declared]:
    """The routes of the meeting's paper."""
    asked = (*CHOICES, VINTAGE, Parameter("since", examples=("2026-11-01",)))
    return [
        Declared("deck", f"{ROOT}/paper/deck.pptx", _deck, media=(deck.MIME,), parameters=asked, dated=True),
        Declared("report", f"{ROOT}/paper/report.pdf", _report, media=(report.MIME,), parameters=asked, dated=True),
        Declared(
            "sheet", f"{ROOT}/paper/sheet/{{code}}.{{format}}", _sheet, formats=("pdf", "pptx"),
            parameters=asked, dated=True, examples={"code": MUNICIPALITY},
        ),
    ]  # fmt: skip
