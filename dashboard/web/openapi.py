"""The OpenAPI 3.1 document of the data routes, written from their declarations."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.texts import LANGUAGES, Texts
from dashboard.web import csvw
from dashboard.web.declared import ALWAYS, CSVW, FORMATS, Declared, Parameter
from dashboard.web.schemas import CUBE, ERROR, TABLE
from indicators import analysis

VERSION = "1.0.0"
#: What an answer can be beside the figures themselves.
_ERRORS = ("400", "404", "405", "503")
_HEADERS = ("ETag", "Last-Modified", "Cache-Control", "Access-Control-Allow-Origin")


def document(routes: Sequence[Declared], about: Mapping[str, Any], t: Texts) -> dict[str, Any]:
    """The document.

    Args:
        routes: the declared routes.
        about: what is said of all figures.
        t: texts, for titles and explanations.
    """
    return {
        "openapi": "3.1.0",
        "info": {
            "title": t("api.title"),
            "description": f"{t('api.intro')}\n\n{t('api.errors')}\n\n{t('api.conditional')}",
            "version": VERSION,
            "license": {"name": str(about["licence"]), "url": csvw.LICENCE},
            "x-warehouse-version": about["warehouse_version"],
        },
        "servers": [{"url": "/"}],
        "paths": {route.path: {"get": _operation(route, t)} for route in routes},
        "components": {"schemas": {"Error": ERROR, "Table": TABLE, "Cube": CUBE}, "headers": _headers(t)},
    }


def _headers(t: Texts) -> dict[str, Any]:
    return {
        name: {"description": t(f"api.header.{name.lower().replace('-', '_')}"), "schema": {"type": "string"}}
        for name in _HEADERS
    }


def _operation(route: Declared, t: Texts) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": route.key,
        "summary": t(f"api.route.{route.key}.title"),
        "description": t(f"api.route.{route.key}.text"),
        "parameters": [*_in_path(route, t), *(_in_query(one, t) for one in parameters(route))],
        "responses": {"200": _answer(route, t), "304": {"description": t("api.status.304")}},
    }
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    told["responses"] |= {code: {"description": t(f"api.status.{code}"), "content": error} for code in _ERRORS}
    return told


def parameters(route: Declared) -> list[Parameter]:
    """Everything a route can be asked by; the tables' own keys stand for the route that has them all."""
    known = [*route.parameters, *ALWAYS]
    if "{table}" in route.path:
        keys = dict.fromkeys(key for table in analysis.TABLES.values() for key in table.keys)
        known += [Parameter(key, "years" if key in ("year", "to_year") else "many") for key in keys]
    return known


def _in_path(route: Declared, t: Texts) -> list[dict[str, Any]]:
    found = []
    for name in re.findall(r"\{(\w+)\}", route.path):
        schema: dict[str, Any] = {"type": "string"}
        if name == "format":
            schema["enum"] = list(route.formats)
        elif name == "table":
            schema["enum"] = list(analysis.TABLES)
        one: dict[str, Any] = {"name": name, "in": "path", "required": True, "schema": schema}
        if name in route.examples:
            one["example"] = route.examples[name]
        found.append(one | {"description": t(f"api.parameter.{name}")})
    return found


def _in_query(parameter: Parameter, t: Texts) -> dict[str, Any]:
    word: dict[str, Any] = {"type": "string"}
    if parameter.options or parameter.name == "lang":
        word["enum"] = list(parameter.options or LANGUAGES)
    if parameter.kind == "years":
        word["pattern"] = "^[0-9]{4}(-[0-9]{4})?$"
    one: dict[str, Any] = {"name": parameter.name, "in": "query", "required": parameter.required}
    one["description"] = t(f"api.parameter.{parameter.name}")
    if parameter.kind == "one":
        return one | {"schema": word} | ({"example": parameter.examples[0]} if parameter.examples else {})
    listed = {"type": "array", "items": word} | ({"minItems": 1} if parameter.required else {})
    example = {"example": list(parameter.examples)} if parameter.examples else {}
    return one | {"schema": listed, "style": "form", "explode": True} | example


def _answer(route: Declared, t: Texts) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for media in media_of(route):
        if media == "application/json" and "jsonstat" in route.formats:
            schema: dict[str, Any] = {"oneOf": [{"$ref": "#/components/schemas/Table"},
                                                {"$ref": "#/components/schemas/Cube"}]}  # fmt: skip
        elif media == "application/json":
            schema = {"$ref": "#/components/schemas/Table"} if route.formats else dict(route.schema)
        elif media == CSVW:
            schema = {"type": "object"}
        else:
            schema = {"type": "string"}
        content[media] = {"schema": schema}
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in _HEADERS}
    return {"description": t("api.status.200"), "headers": headers, "content": content}


def media_of(route: Declared) -> list[str]:
    """The content types that a route answers with, without their parameters."""
    if not route.formats:
        return list(route.media)
    known = {**FORMATS, "csv-metadata.json": CSVW, "pdf": "application/pdf",
             "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
             "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
             "svg": "image/svg+xml", "png": "image/png"}  # fmt: skip
    return list(dict.fromkeys(known[ending].split(";")[0] for ending in route.formats))
