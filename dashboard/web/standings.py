"""Data routes for where the indicators stand, and for what has changed.

/api/v1/progress.{csv|xlsx|json|jsonstat}?region=…&goal=…&indicator=…
/api/v1/since.{csv|xlsx|json}?since=2026-11-01
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard import cube, exports, standings, store
from dashboard.web import api
from indicators import progress, since
from pipelines import warehouse

_CHOICES = ("denominator", "membership", "prices")
_KEYS = ("indicator", "region", *_CHOICES)


def _known(request: Request, known: tuple[str, ...]) -> None:
    strange = sorted(set(request.query_params) - set(known))
    if strange:
        raise api.Refused(400, f"Parameter {strange[0][:40]} is not known here; known are: {', '.join(known)}.")


def _ending(request: Request, formats: tuple[str, ...]) -> str:
    ending = str(request.path_params["format"])
    if ending not in formats:
        raise api.Refused(404, f"There is no format {ending[:20]}; there are: {', '.join(formats)}.")
    return ending


def _about(served: store.Store, what: str) -> dict[str, Any]:
    known = warehouse.about(served.version)
    return {
        "table": what,
        "warehouse_version": served.version,
        "made_at": known.made_at.isoformat() if known else None,
        "source": api.SOURCE,
        "licence": api.LICENCE,
    }


def _answer(served: store.Store, frame: pd.DataFrame, what: str, ending: str) -> Response:
    known = warehouse.about(served.version)
    updated = known.made_at if known else pd.Timestamp.now("UTC").to_pydatetime()
    make: dict[str, Callable[[], bytes]] = {
        "csv": lambda: exports.to_csv(frame),
        "xlsx": lambda: exports.to_xlsx(frame, _about(served, what)),
        "json": lambda: exports.to_json(frame, _about(served, what)),
        "jsonstat": lambda: cube.to_jsonstat(frame, _KEYS, what, api.SOURCE, updated),
    }
    try:
        body = make[ending]()
    except ValueError as error:
        raise api.Refused(400, f"{str(error)[0].upper()}{str(error)[1:]}.") from error
    suffix = "json" if ending == "jsonstat" else ending
    headers = {"Content-Disposition": f'attachment; filename="{what}.{suffix}"'}
    return Response(body, media_type=api.FORMATS[ending], headers=headers)


def _progress(served: store.Store, request: Request) -> Response:
    """The component table."""
    _known(request, ("region", "goal", "indicator", *_CHOICES))
    ending = _ending(request, tuple(api.FORMATS))
    asked = {key: request.query_params.get(key) for key in _CHOICES}
    frame = progress.rows(
        served.cursor(),
        regions=api._many(request, "region"),
        goal=request.query_params.get("goal"),
        indicators=api._many(request, "indicator"),
        denominator=asked["denominator"],
        membership=asked["membership"],
        prices=asked["prices"],
    )
    return _answer(served, frame, "progress", ending)


def _since(served: store.Store, request: Request) -> Response:
    """What changed since a date or a version."""
    _known(request, ("since",))
    # a list of changes has texts and years side by side: nothing that a cube could hold
    ending = _ending(request, ("csv", "xlsx", "json"))
    text = request.query_params.get("since")
    if not text:
        raise api.Refused(400, "Parameter since is missing; give a date such as 2026-11-01, or a version.")
    try:
        before = since.earlier(text)
    except ValueError as error:
        raise api.Refused(400, f"Parameter since: {error}.") from error
    return _answer(served, standings.changed_since(served.version, before.version), "since", ending)


def routes() -> list[Route]:
    """The routes of progress and of what has changed."""
    return [
        Route("/api/v1/progress.{format}", api._answer(_progress)),
        Route("/api/v1/since.{format}", api._answer(_since)),
    ]
