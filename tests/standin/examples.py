"""Obviously made-up tables and requests for tests of the way from SSB."""

from __future__ import annotations

from math import prod
from typing import Any

from pipelines import tables
from tests.standin.catalogue import Served

TABLE = "99999"
UPDATED = "2001-01-01T07:00:00Z"


def document(
    categories: dict[str, dict[str, str]] | None = None,
    values: list[Any] | None = None,
    status: dict[str, str] | None = None,
    table: str = TABLE,
    updated: str = UPDATED,
) -> dict[str, Any]:
    """A document with the values 1, 2, 3 … over dimensions given as code → {category code: label}."""
    categories = categories or {
        "Region": {"0001": "Alpha", "0002": "Beta", "0003": "Gamma"},
        "ContentsCode": {"One": "First (number)", "Two": "Second (number)"},
        "Tid": {"2001": "2001", "2002": "2002"},
    }
    sizes = [len(codes) for codes in categories.values()]
    body: dict[str, Any] = {
        "version": "2.0",
        "class": "dataset",
        "label": f"{table}: Made up for a test",
        "source": "Nobody",
        "updated": updated,
        "role": {"time": ["Tid"], "metric": ["ContentsCode"]},
        "id": list(categories),
        "size": sizes,
        "dimension": {
            code: {"label": code.lower(), "category": {"index": {c: i for i, c in enumerate(codes)}, "label": codes}}
            for code, codes in categories.items()
        },
        "value": values or list(range(1, prod(sizes) + 1)),
    }
    return body | ({"status": status} if status else {})


def served(**changes: Any) -> Served:
    """The made-up document as a table's only one."""
    return Served(changes.get("table", TABLE), document(**changes))


def grouped(prefix: str = "K-", codelist: str = "agg_X", table: str = TABLE) -> Served:
    """The same, with its regions under a code list with prefixed codes."""
    regions = {f"{prefix}0001": "Alpha", f"{prefix}0002": "Beta", f"{prefix}Rest": "Rest"}
    contents, years = {"One": "First (number)"}, {"2001": "2001", "2002": "2002"}
    body = document({"Region": regions, "ContentsCode": contents, "Tid": years}, table=table)
    return Served(table, body, {"Region": codelist}, {"Region": prefix}, {codelist: "Municipalities of today"})


def request(**changes: Any) -> tables.Request:
    """A request for the whole made-up table."""
    told: dict[str, Any] = {
        "name": "made_up",
        "table": TABLE,
        "why": {"nb": "En prøve", "en": "A test"},
        "dimensions": {"Region": {"column": "region", "label": "region"}, "Tid": {"column": "year", "label": "tid"}},
        "contents": {
            "One": {"column": "first", "label": "First (number)"},
            "Two": {"column": "second", "label": "Second (number)"},
        },
    }
    return tables.Request.model_validate(told | changes)
