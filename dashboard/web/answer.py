"""Turns a declared route into one that is served: reads the question, knows when nothing has changed, may be asked from
anywhere, and says every error in one sentence."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard import cube, method, store
from dashboard.web import asking
from dashboard.web.declared import Asked, Declared, Refused
from indicators import derive, read
from pipelines import paths, warehouse

METHODS = ("GET", "HEAD", "OPTIONS")
#: A named version never changes; the program that writes the file may.
_PINNED, _SERVED = "public, max-age=3600", "public, no-cache"
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Link, Content-Disposition, Content-Language",
    # files of open figures: any page may load them, as a script's data or as a picture
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": ", ".join(METHODS),
    "Access-Control-Allow-Headers": "Accept, Accept-Language, If-Modified-Since, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def served(asked: Asked) -> store.Store:
    """The version that is asked for: a named one, else the one that is served.

    Raises:
        Refused: there is none, or it cannot be read.
    """
    named = asked.one.get("version", "")
    if named:
        stored = warehouse.stored()
        if named not in stored:
            raise asking.unknown(404, "version", named, stored)
    try:
        found = store.of(named) if named else store.current()
    except warehouse.WarehouseError as error:
        raise Refused(503, sentence=str(error)) from error
    if found is None:
        raise Refused(503, "empty")
    return found


@cache
def _program() -> tuple[str, datetime]:
    """Fingerprint of the program and of the data it ships, and when they were last changed: a file's form is theirs."""
    digest, newest = hashlib.sha256(), 0.0
    for file in sorted([*paths.ROOT.glob("dashboard/**/*.py"), *paths.ROOT.glob("dashboard/**/*.toml"),
                        *paths.ROOT.glob("indicators/**/*.py"), *paths.DATA.glob("*.toml"),
                        *method.FILES.values()]):  # fmt: skip
        digest.update(file.read_bytes())
        newest = max(newest, file.stat().st_mtime)
    return digest.hexdigest()[:8], datetime.fromtimestamp(int(newest), UTC)


def _tag(version: str, asked: Asked, day: str) -> str:
    """What the answer hangs on, in short: figures, program, language, which versions are stored, the day."""
    others = day if asked.pinned else ",".join([*warehouse.stored(), *warehouse.rolled_back(), day])
    kept = hashlib.sha256(f"{_program()[0]} {others}".encode()).hexdigest()[:12]
    return f'"{version}-{kept}-{asked.t.lang}"'


def _modified(version: str, asked: Asked, day: str) -> datetime:
    """When the answer last became another: the version made, put in service (also by going back), or the program."""
    known = warehouse.about(version)
    times = [_program()[1], *([known.made_at] if known else [])]
    if day:
        times.append(datetime.fromisoformat(day).replace(tzinfo=UTC))
    pointer = Path(paths.warehouse()) / warehouse.POINTER
    if not asked.pinned and pointer.is_file():
        times.append(datetime.fromtimestamp(int(pointer.stat().st_mtime), UTC))
    return max(times)


def unchanged(request: Request, tag: str, modified: datetime) -> bool:
    """Whether the reader already has this answer (RFC 9110: a tag, where one is given, decides alone)."""
    if "if-none-match" in request.headers:
        known = {one.strip().removeprefix("W/") for one in request.headers["if-none-match"].split(",")}
        return "*" in known or tag in known
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except (TypeError, ValueError):
        return False
    return modified <= (since if since.tzinfo else since.replace(tzinfo=UTC))


def error(refused: Refused, request: Request) -> JSONResponse:
    """A refusal as JSON, in the reader's language."""
    t = asking.language(request)
    body = {"error": refused.told(t), "status": refused.status}
    if refused.parameter:
        body |= {"parameter": refused.parameter, "nearest": list(refused.nearest)}
    headers = {"Cache-Control": "no-store", "Content-Language": t.lang, "Vary": "Accept-Language"}
    return JSONResponse(body, status_code=refused.status, headers=headers | _CORS)


def endpoint(route: Declared) -> Callable[[Request], Response]:
    """The function that answers a declared route."""

    def answer(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_CORS | _PREFLIGHT | {"Allow": ", ".join(METHODS)})
        try:
            response = _answer(route, request)
        except Refused as refused:
            response = error(refused, request)
        except read.UnknownName as name:
            status = 404 if name.what in request.path_params else 400
            nearest = [str(one) for one in name.nearest]
            response = error(asking.instead(status, name.what, name.name, nearest), request)
        except derive.CannotDerive as cannot:
            why = Refused(400, f"cannot_{cannot.why}", values={"indicator": cannot.indicator})
            response = error(why, request)
        except cube.NoCube as none:
            response = error(Refused(400, none.key, values=none.values), request)
        response.headers.update(_CORS)
        return response

    return answer


def _answer(route: Declared, request: Request) -> Response:
    asked = asking.read(route, request)
    found = served(asked)
    day = datetime.now(UTC).date().isoformat() if route.dated else ""
    state = route.state() if route.state else ""
    tag, modified = _tag(found.version, asked, day + state), _modified(found.version, asked, day)
    # where people write, no date tells whether the answer has changed; the tag does
    dateless = bool(state) and "if-none-match" not in request.headers
    modified = datetime.now(UTC) if state else modified
    response = (
        Response(status_code=304) if not dateless and unchanged(request, tag, modified) else route.make(found, asked)
    )
    response.headers["ETag"] = tag
    response.headers["Content-Language"] = asked.t.lang
    response.headers["Last-Modified"] = format_datetime(modified, usegmt=True)
    response.headers["Cache-Control"] = _PINNED if asked.pinned else _SERVED
    return response


def served_route(route: Declared) -> Route:
    """The route as the server takes it."""
    return Route(route.path, endpoint(route), methods=list(METHODS), name=f"api-{route.key}")
