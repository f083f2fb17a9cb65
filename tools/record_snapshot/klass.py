"""KLASS 131 (municipalities): codes with their lives and changes, in the shape KLASS itself answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.record_snapshot.collected import rows
from tools.record_snapshot.document import SSB_LICENCE

KLASSR = (
    "github.com/cran/klassR, commit 4d0d4a67cd48312b2fff5bad714307e7819480dc, path data/klass_131_graph.RData "
    "(built by Statistics Norway from KLASS)"
)
RECORDED_CODES = (
    "; names and notes of today's codes from KLASS's answer of 2026-04-25, recorded in "
    "github.com/vegard1104/kommunebarometer, commit 3aa9c7d2027ece72606bea711ba937e0de416cea"
)


def record(sources: Path) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Manifest entry and bytes of both KLASS documents."""
    today = _codes_today(sources)
    codes = [_code(life, today) for life in rows(sources / "municipal/klass131_municipality_code_lifetimes.csv")]
    changes = [_change(edge) for edge in rows(sources / "municipal/klass131_municipality_code_changes.csv")]
    yield _document("131_codes", {"codes": codes}, [1838, 2026], KLASSR + RECORDED_CODES)
    yield _document("131_changes", {"codeChanges": changes}, [1839, 2024], KLASSR)


def _codes_today(sources: Path) -> dict[str, dict[str, Any]]:
    answer = json.loads((sources / "api-samples/ssb-klass/131-codesAt-2026-01-01.json").read_text(encoding="utf-8"))
    return {code["code"]: code for code in answer["codes"]}


def _code(life: dict[str, str], today: dict[str, dict[str, Any]]) -> dict[str, Any]:
    recorded = {} if life["validTo"] else today[life["code"]]
    return {
        "code": life["code"],
        "parentCode": None,
        "level": "1",
        "name": recorded.get("name", life["name"]),
        "shortName": "",
        "presentationName": "",
        "validFrom": life["validFrom"],
        "validTo": life["validTo"] or None,
        "validFromInRequestedRange": life["validFrom"],
        "validToInRequestedRange": life["validTo"] or None,
        "notes": recorded.get("notes", ""),
    }


def _change(edge: dict[str, str]) -> dict[str, str]:
    return {
        "oldCode": edge["old_code"],
        "oldName": edge["old_name"],
        "oldShortName": "",
        "newCode": edge["new_code"],
        "newName": edge["new_name"],
        "newShortName": "",
        "changeOccurred": edge["changeOccurred"],
    }


def _document(name: str, answer: dict[str, list[Any]], years: list[int], origin: str) -> tuple[dict[str, Any], bytes]:
    data = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    (entries,) = answer.values()
    entry = {
        "name": f"klass_{name}",
        "request": None,
        "table": "KLASS 131",
        "publisher": "SSB",
        "file": f"klass/{name}.json",
        "role": "current",
        "vintage": "2026-06",
        "vintage_basis": "not recorded: package klassR of 16 June 2026",
        "asked": {"from": f"{years[0]}-01-01"},
        "codelists": {},
        "code_prefixes": {},
        "own_codes": {},
        "regions": "all Norwegian municipalities since 1838",
        "years": years,
        "cells": len(entries),
        "missing": 0,
        "price": None,
        "origin": origin,
        "licence": SSB_LICENCE,
        "notes": [
            "The changes bear no shares: what part of a split municipality went where is in "
            "data/registers/municipality_split_weights.csv."
        ],
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    return entry, data
