"""Whether the server lives and has what it needs, for whoever watches it.

/healthz   the process answers: start it anew where this fails
/readyz    it has figures, can read them and people's entries, and the figures are not older than
           `MALBAROMETERET_READY_DAYS`: call somebody where this fails, but do not take the pages away: old figures
           that say they are old are better than none
"""

from __future__ import annotations

import os
from datetime import UTC, datetime

import duckdb
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard import freshness, store
from entries.database import SETTING, default_file
from entries.errors import EntriesError
from entries.store import open_store
from pipelines import warehouse
from pipelines.freshness import ready_days

_FRESH = {"Cache-Control": "no-store"}


async def _health(request: Request) -> Response:
    """Answered by the loop itself, so that a stuck process does not answer."""
    return JSONResponse({"status": "ok"}, headers=_FRESH)


def reasons(now: datetime) -> dict[str, str]:
    """What keeps the server from being ready: a word for programs, and a sentence for people; empty when it is.

    Args:
        now: the moment to judge by.
    """
    try:
        served = store.current()
        if served is None:
            return {"no_version": "There are no figures yet; build them with: python run.py"}
        served.cursor().execute("SELECT count(*) FROM out.indicator_value").fetchone()
    except (warehouse.WarehouseError, duckdb.Error) as error:
        return {"unreadable": " ".join(str(error).split())}
    found: dict[str, str] = {}
    try:
        if problem := warehouse.served().problem:
            found["other_version"] = problem
        days = freshness.now(served, now).days(now)
        if days > ready_days():
            found["too_old"] = (
                f"Statistics Norway was last asked, or the version built, {days:.0f} days ago; "
                f"the limit is {ready_days()}. Run: python run.py refresh"
            )
    except (warehouse.WarehouseError, ValueError) as error:
        found["setting" if isinstance(error, ValueError) else "unreadable"] = str(error)
    return found | _entries()


def _entries() -> dict[str, str]:
    """What keeps people's entries from being read, where there are any."""
    if not (os.environ.get(SETTING) or default_file().exists()):
        return {}
    try:
        kept = open_store()
        try:
            kept.is_empty()
        finally:
            kept.close()
    except EntriesError as error:
        return {"entries": str(error)}
    return {}


def _ready(request: Request) -> Response:
    found = reasons(datetime.now(UTC))
    version = warehouse.current_version()
    body = {"status": "not ready" if found else "ready", "version": version, "reasons": found}
    return JSONResponse(body, status_code=503 if found else 200, headers=_FRESH)


def routes() -> list[Route]:
    """The routes for whoever watches."""
    return [Route("/healthz", _health), Route("/readyz", _ready)]
