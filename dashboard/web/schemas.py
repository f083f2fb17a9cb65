"""JSON schemas of the answers, as the OpenAPI document gives them."""

from __future__ import annotations

from typing import Any

_TEXT = {"type": "string"}
_ABOUT: dict[str, Any] = {
    "warehouse_version": _TEXT,
    "made_at": {"type": ["string", "null"], "format": "date-time"},
    "source": _TEXT,
    "licence": _TEXT,
}


def listing(name: str) -> dict[str, Any]:
    """An object that says what it is and holds a list of objects.

    Args:
        name: what the list is called.
    """
    return {
        "type": "object",
        "required": [*_ABOUT, name],
        "properties": {**_ABOUT, name: {"type": "array", "items": {"type": "object"}}},
    }


#: A table: what it is, and its rows.
TABLE = listing("rows")
ERROR: dict[str, Any] = {
    "type": "object",
    "required": ["error", "status"],
    "properties": {
        "error": {"type": "string"},
        "status": {"type": "integer"},
        "parameter": {"type": "string"},
        "nearest": {"type": "array", "items": _TEXT},
    },
}
#: JSON-stat 2.0, as far as a reader needs it to find a figure.
CUBE: dict[str, Any] = {
    "type": "object",
    "required": ["version", "class", "id", "size", "dimension", "value"],
    "properties": {
        "version": {"const": "2.0"},
        "class": {"const": "dataset"},
        "id": {"type": "array", "items": _TEXT},
        "size": {"type": "array", "items": {"type": "integer"}},
        "dimension": {"type": "object"},
        "value": {"type": "array", "items": {"type": ["number", "null"]}},
    },
}
