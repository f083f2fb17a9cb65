"""Data routes: the same figures as on the pages, as CSV, Excel, JSON and JSON-stat, for anyone and any program.

    /api/v1/indicators                                  what there is
    /api/v1/indicators/{name}                           what one indicator means
    /api/v1/indicators/{name}/values.{csv|xlsx|json|jsonstat}
    /api/v1/values.{…}?indicator=a&indicator=b          several indicators in one file

Filters as in `indicators.read.values`: region and year (repeated or comma-separated, years also as `2008-2023`),
denominator, membership, prices, vintage. Derived figures as in `indicators.derive`: base (a year that becomes 100),
per (inhabitant). `version` asks for an earlier version of the warehouse: a frozen page's files hold what it showed. An
answer stays the same while its warehouse version is served and says so
with an ETag.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pandas as pd
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard import exports, store
from indicators import derive, read
from pipelines import warehouse

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "jsonstat": "application/json",
}
FILTERS = ("denominator", "membership", "prices", "vintage")
DERIVED = ("base", "per")
_KNOWN = {"region", "year", "years", "indicator", *FILTERS, *DERIVED}
SOURCE = "Statistics Norway (SSB), own calculations"
LICENCE = "CC BY 4.0, Statistics Norway"


class Refused(Exception):
    """A question that cannot be answered: HTTP status and one sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


def _many(request: Request, key: str) -> list[str] | None:
    found = [part.strip() for entry in request.query_params.getlist(key) for part in entry.split(",") if part.strip()]
    return found or None


def _years(request: Request) -> list[int] | None:
    asked = (_many(request, "year") or []) + (_many(request, "years") or [])
    years: set[int] = set()
    for entry in asked:
        match = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", entry)
        if not match:
            raise Refused(
                400, f"Parameter year: “{entry[:40]}” is neither a year such as 2019 nor a span such as 2008-2019."
            )
        first, last = int(match[1]), int(match[2] or match[1])
        years.update(range(first, last + 1))
    return sorted(years) or None


def _base(request: Request) -> int | None:
    """The year that becomes 100."""
    asked = request.query_params.get("base")
    if asked is not None and not re.fullmatch(r"\d{4}", asked):
        raise Refused(400, f"Parameter base: “{asked[:40]}” is not a year such as 2010.")
    return int(asked) if asked is not None else None


def _store(version: str = "") -> store.Store:
    """The version that is asked for, or the one that is served.

    Raises:
        Refused: there is nothing to serve, or the version asked for is not there: other figures must not stand in.
    """
    try:
        served = store.of(version[:80]) if version else store.current()
    except warehouse.UnknownVersion as error:
        raise Refused(404, str(error)) from error
    except warehouse.WarehouseError as error:
        raise Refused(503, str(error)) from error
    if served is None:
        raise Refused(503, "There are no figures yet; build them with: python run.py")
    return served


def _values(served: store.Store, request: Request, indicators: list[str]) -> pd.DataFrame:
    """The rows a request asks for."""
    strange = sorted(set(request.query_params) - _KNOWN)
    if strange:
        raise Refused(400, f"Parameter {strange[0][:40]} is not known; known are: {', '.join(sorted(_KNOWN))}.")
    con, frames = served.cursor(), []
    for name in indicators:
        # a choice that does not change an indicator is not asked of it: the population has no vintages
        variants = set(read.describe(con, name)["variants"])
        asked = {key: value for key, value in request.query_params.items() if key in variants}
        frames.append(
            derive.values(
                con,
                name,
                regions=_many(request, "region"),
                years=_years(request),
                base=_base(request),
                per=request.query_params.get("per"),
                denominator=asked.get("denominator"),
                membership=asked.get("membership"),
                prices=asked.get("prices"),
                vintage=asked.get("vintage"),
            )
        )
    return pd.concat(frames, ignore_index=True)


def _about(served: store.Store, indicators: list[str]) -> dict[str, Any]:
    con = served.cursor()
    known = warehouse.about(served.version)
    return {
        "warehouse_version": served.version,
        "made_at": known.made_at.isoformat() if known else None,
        "source": SOURCE,
        "licence": LICENCE,
        "indicators": [exports.rows(pd.DataFrame([read.describe(con, name)]))[0] for name in indicators],
    }


def _file(served: store.Store, request: Request, indicators: list[str]) -> Response:
    """The figures in the format that the address ends in."""
    ending = request.path_params["format"]
    if ending not in FORMATS:
        raise Refused(404, f"There is no format {ending[:20]}; there are: {', '.join(FORMATS)}.")
    frame = _values(served, request, indicators)
    known = warehouse.about(served.version)
    make: dict[str, Callable[[], bytes]] = {
        "csv": lambda: exports.to_csv(frame),
        "xlsx": lambda: exports.to_xlsx(frame, _about(served, indicators)),
        "json": lambda: exports.to_json(frame, _about(served, indicators)),
        "jsonstat": lambda: exports.to_jsonstat(
            frame, ", ".join(indicators), SOURCE, known.made_at if known else pd.Timestamp.now("UTC").to_pydatetime()
        ),
    }
    try:
        body = make[ending]()
    except ValueError as error:
        raise Refused(400, f"{str(error)[0].upper()}{str(error)[1:]}.") from error
    suffix = "json" if ending == "jsonstat" else ending
    name = f"{'-'.join(indicators)}.{suffix}"
    return Response(body, media_type=FORMATS[ending], headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _listing(served: store.Store, request: Request) -> Response:
    frame = read.indicators(served.cursor())
    return Response(
        exports.to_json(frame, {"warehouse_version": served.version, "licence": LICENCE}), media_type=FORMATS["json"]
    )


def _description(served: store.Store, request: Request) -> Response:
    about = _about(served, [request.path_params["name"]])
    return Response(json.dumps(about, ensure_ascii=False, default=str), media_type=FORMATS["json"])


def _one(served: store.Store, request: Request) -> Response:
    return _file(served, request, [request.path_params["name"]])


def _several(served: store.Store, request: Request) -> Response:
    names = _many(request, "indicator")
    if not names:
        raise Refused(400, "Parameter indicator is missing; name at least one, e.g. indicator=gdp_share.")
    return _file(served, request, names)


def _without_version(request: Request) -> Request:
    """The same question without the version, which every route takes and none has to know."""
    if "version" not in request.query_params:
        return request
    rest = [(key, value) for key, value in request.query_params.multi_items() if key != "version"]
    return Request({**request.scope, "query_string": urlencode(rest).encode("ascii")}, request.receive)


def _answer(make: Callable[[store.Store, Request], Response]) -> Callable[[Request], Response]:
    """A route that may be asked from anywhere, says errors in one sentence and knows when nothing has changed."""

    def endpoint(request: Request) -> Response:
        try:
            served = _store(request.query_params.get("version", ""))
            tag = f'"{served.version}"'
            if request.headers.get("if-none-match") == tag:
                response = Response(status_code=304)
            else:
                response = make(served, _without_version(request))
            response.headers["ETag"] = tag
            response.headers["Cache-Control"] = "public, no-cache"
        except Refused as error:
            response = JSONResponse({"error": str(error)}, status_code=error.status)
        except derive.CannotDerive as error:
            response = JSONResponse({"error": f"{error}."}, status_code=400)
        except read.UnknownName as error:
            sentence = str(error)
            status = 404 if error.what == "indicator" else 400
            response = JSONResponse({"error": f"{sentence[0].upper()}{sentence[1:]}."}, status_code=status)
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    return endpoint


def routes() -> list[Route]:
    """All data routes."""
    return [
        Route("/api/v1/indicators", _answer(_listing)),
        Route("/api/v1/indicators/{name}", _answer(_description)),
        Route("/api/v1/indicators/{name}/values.{format}", _answer(_one)),
        Route("/api/v1/values.{format}", _answer(_several)),
    ]
