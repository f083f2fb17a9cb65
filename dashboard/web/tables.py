"""Data routes for the tables of the analysis: what the pages about the estimate show, as files for anyone.

/api/v1/analysis                          which tables there are, and what each can be asked for by
/api/v1/analysis/{name}.{csv|xlsx|json|jsonstat}?region=…&year=…
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pandas as pd
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard import cube, exports, store
from dashboard.web import api
from indicators import analysis
from pipelines import warehouse

#: Keys whose values are whole numbers.
_NUMBERS = ("year", "to_year")


def asked(request: Request, keys: tuple[str, ...]) -> dict[str, list[str] | list[int]]:
    """The values of key columns that a request asks for, repeated or comma-separated.

    Raises:
        Refused: a parameter is no key of the table, or a year is no number.
    """
    found: dict[str, list[str] | list[int]] = {}
    for key in request.query_params:
        if key not in keys:
            raise api.Refused(400, f"Parameter {key[:40]} is not known here; known are: {', '.join(keys)}.")
        values = [part.strip() for entry in request.query_params.getlist(key) for part in entry.split(",")]
        if key in _NUMBERS:
            strange = [value for value in values if not value.isdigit()]
            if strange:
                raise api.Refused(400, f"Parameter {key}: “{strange[0][:40]}” is not a year such as 2019.")
            found[key] = [int(value) for value in values]
        else:
            found[key] = values
    return found


def _about(served: store.Store, name: str) -> dict[str, Any]:
    known = warehouse.about(served.version)
    return {
        "table": name,
        "keys": list(analysis.TABLES[name].keys),
        "warehouse_version": served.version,
        "made_at": known.made_at.isoformat() if known else None,
        "source": api.SOURCE,
        "licence": api.LICENCE,
    }


def _file(served: store.Store, request: Request) -> Response:
    """A table in the format that the address ends in."""
    name, ending = request.path_params["name"], request.path_params["format"]
    if name not in analysis.TABLES:
        raise api.Refused(404, f"There is no table {name[:40]}; there are: {', '.join(analysis.TABLES)}.")
    if ending not in api.FORMATS:
        raise api.Refused(404, f"There is no format {ending[:20]}; there are: {', '.join(api.FORMATS)}.")
    keys = analysis.TABLES[name].keys
    frame = analysis.table(served.cursor(), name, **asked(request, keys))
    known = warehouse.about(served.version)
    updated = known.made_at if known else pd.Timestamp.now("UTC").to_pydatetime()
    make: dict[str, Callable[[], bytes]] = {
        "csv": lambda: exports.to_csv(frame),
        "xlsx": lambda: exports.to_xlsx(frame, _about(served, name)),
        "json": lambda: exports.to_json(frame, _about(served, name)),
        "jsonstat": lambda: cube.to_jsonstat(frame, keys, name, api.SOURCE, updated),
    }
    try:
        body = make[ending]()
    except ValueError as error:
        raise api.Refused(400, f"{str(error)[0].upper()}{str(error)[1:]}.") from error
    suffix = "json" if ending == "jsonstat" else ending
    headers = {"Content-Disposition": f'attachment; filename="{name}.{suffix}"'}
    return Response(body, media_type=api.FORMATS[ending], headers=headers)


def _listing(served: store.Store, request: Request) -> Response:
    tables = [{"table": name, "keys": list(table.keys)} for name, table in analysis.TABLES.items()]
    body = {"warehouse_version": served.version, "licence": api.LICENCE, "tables": tables}
    return Response(json.dumps(body), media_type=api.FORMATS["json"])


def routes() -> list[Route]:
    """The routes of the analysis."""
    return [
        Route("/api/v1/analysis", api._answer(_listing)),
        Route("/api/v1/analysis/{name}.{format}", api._answer(_file)),
    ]
