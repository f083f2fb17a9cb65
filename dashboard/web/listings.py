"""Routes of what the figures stand on: regions with their members, sources, versions, the last change report."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import duckdb
import pandas as pd
from starlette.responses import Response

from dashboard import exports, figures, freshness, glossary, method, statements
from dashboard.store import Store
from dashboard.web import files
from dashboard.web.declared import FLAT, REGION, ROOT, Asked, Declared
from dashboard.web.schemas import TABLE, listing
from indicators import read
from pipelines import tables, warehouse

_ENDINGS = (*FLAT, "csv-metadata.json")


def regions(con: duckdb.DuckDBPyConnection, names: list[str] | None = None) -> pd.DataFrame:
    """The regions, municipalities too, in their order.

    Raises:
        UnknownName: a region that is not there.
    """
    read.known(con, "region", names or [])
    where = "WHERE list_contains(?, region)" if names else ""
    return con.execute(f"SELECT * FROM out.region {where} ORDER BY order_no, region", [names] if names else []).df()


def members(con: duckdb.DuckDBPyConnection, names: list[str] | None = None) -> pd.DataFrame:
    """Which municipalities belong to each region.

    Returns:
        region, membership ("fixed": today's members on today's borders; "year": the members of that year, in the codes
        of that year), year (None for "fixed"), municipality; single municipalities are left out.
    """
    tables = {row[0] for row in con.execute("SELECT table_name FROM information_schema.tables").fetchall()}
    parts = ["SELECT region, 'fixed' AS membership, NULL::INTEGER AS year, municipality FROM core.region_member"]
    if "region_member_of_the_year" in tables:
        parts.append("SELECT region, 'year', year, code FROM core.region_member_of_the_year")
    where = "list_contains(?, region)" if names else "kind <> 'municipality'"
    return con.execute(
        f"SELECT member.* FROM ({' UNION ALL '.join(parts)}) AS member JOIN out.region AS place USING (region)"
        f" WHERE {where} ORDER BY place.order_no, region, membership, year, municipality",
        [names] if names else [],
    ).df()


def sources(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Every document the figures come from, and what it is used for."""
    found = con.execute("SELECT * FROM out.source_document ORDER BY table_id, vintage DESC, document").df()
    declared = tables.declared_requests()
    for lang in ("nb", "en"):
        reasons = {name: getattr(request.why, lang) for name, request in declared.items()}
        found[f"purpose_{lang}"] = found["request"].map(reasons).fillna("")
    return found


def versions() -> pd.DataFrame:
    """Every stored version, newest first."""
    rows = [
        {
            "version": one.id,
            "made_at": one.about.made_at.isoformat() if one.about else None,
            "source": one.about.source if one.about else None,
            "base": one.about.base if one.about else None,
            "served": one.served,
            "problem": one.problem,
        }
        for one in warehouse.versions()
    ]
    return pd.DataFrame(rows)


def _table(served: Store, asked: Asked, frame: pd.DataFrame, stem: str, keys: tuple[str, ...]) -> Response:
    if "format" not in asked.path:
        return files.document(served, {"rows": exports.rows(frame)})
    return files.answer(served, asked, files.File(frame, stem, asked.t(f"api.route.{stem}.title"), keys))


def _regions(served: Store, asked: Asked) -> Response:
    return _table(served, asked, regions(served.cursor(), asked.many.get("region")), "regions", ("region",))


def _region(served: Store, asked: Asked) -> Response:
    """One region: what it is, its members today and in each year, and the figures there are."""
    con, name = served.cursor(), asked.path["region"]
    rows = exports.rows(regions(con, [name]))
    belongs = exports.rows(members(con, [name]))
    by_year: dict[str, list[str]] = {}
    for row in belongs:
        if row["year"] is not None:
            by_year.setdefault(str(int(row["year"])), []).append(str(row["municipality"]))
    found: dict[str, Any] = {
        "regions": rows,
        "members": [row["municipality"] for row in belongs if row["year"] is None],
        "members_by_year": by_year,
    }
    return files.document(served, found)


def _members(served: Store, asked: Asked) -> Response:
    names = asked.many.get("region")
    con = served.cursor()
    read.known(con, "region", names or [])
    return _table(served, asked, members(con, names), "members", ("region", "membership", "year", "municipality"))


def _sources(served: Store, asked: Asked) -> Response:
    return _table(served, asked, sources(served.cursor()), "sources", ("document",))


def _versions(served: Store, asked: Asked) -> Response:
    return _table(served, asked, versions(), "versions", ("version",))


def _freshness(served: Store, asked: Asked) -> Response:
    """What the pages tell of the figures' age: when SSB was last asked, and which tables have newer figures there."""
    found = freshness.now(served, datetime.now(UTC))
    return files.document(served, {"freshness": found.model_dump(mode="json")})


def _changes(served: Store, asked: Asked) -> Response:
    """The change report of the version: documents, tables, revised figures with old and new."""
    report = figures.change_report(served.version)
    return files.document(served, {"changes": report.model_dump(mode="json") if report else None})


def _corrections(served: Store, asked: Asked) -> Response:
    return files.document(served, {"corrections": [one.model_dump(mode="json") for one in statements.corrections()]})


def _assumptions(served: Store, asked: Asked) -> Response:
    return files.document(served, {"assumptions": [one.model_dump(mode="json") for one in statements.assumptions()]})


def _glossary(served: Store, asked: Asked) -> Response:
    return files.document(served, {"terms": [one.model_dump(mode="json") for one in glossary.terms()]})


def _method(served: Store, asked: Asked) -> Response:
    """The document in the reader's language, with links to today's figures in the place of the tables."""
    opening, sections = method.read(asked.t)
    return files.document(served, {"opening": opening, "sections": [asdict(one) for one in sections]})


def routes() -> list[Declared]:
    """The routes of regions, sources and versions."""
    one_region = {"region": REGION.examples[0]}
    fresh = {"type": "object", "required": ["freshness"], "properties": {"freshness": {"type": "object"}}}
    changes = {"type": "object", "required": ["changes"], "properties": {"changes": {"type": ["object", "null"]}}}
    found = [
        Declared("regions", f"{ROOT}/regions", _regions, parameters=(REGION,), schema=TABLE),
        Declared("regions_file", f"{ROOT}/regions.{{format}}", _regions, formats=_ENDINGS, parameters=(REGION,)),
        Declared("region", f"{ROOT}/regions/{{region}}", _region, examples=one_region, schema=listing("regions")),
        Declared("members", f"{ROOT}/members.{{format}}", _members, formats=_ENDINGS, parameters=(REGION,)),
    ]
    for key, make in (("sources", _sources), ("versions", _versions)):
        found += [
            Declared(key, f"{ROOT}/{key}", make, schema=TABLE),
            Declared(f"{key}_file", f"{ROOT}/{key}.{{format}}", make, formats=_ENDINGS),
        ]
    return [
        *found,
        Declared("freshness", f"{ROOT}/freshness", _freshness, schema=fresh, dated=True, state=freshness.signs),
        Declared("changes", f"{ROOT}/changes", _changes, schema=changes),
        Declared("corrections", f"{ROOT}/corrections", _corrections, schema=listing("corrections")),
        Declared("assumptions", f"{ROOT}/assumptions", _assumptions, schema=listing("assumptions")),
        Declared("glossary", f"{ROOT}/glossary", _glossary, schema=listing("terms")),
        Declared("method", f"{ROOT}/method", _method, schema=listing("sections")),
    ]
