"""What the bank answers, without HTTP: each function gives a JSON document or raises `Problem`."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from tests.standin.catalogue import Served, Table
from tests.standin.faults import Faults
from tests.standin.selection import Problem, select, split_address

Selection = list[tuple[str, list[str], str]]  # dimension as asked, expressions, code list


class Bank:
    """The tables of a bank, and its limits."""

    def __init__(self, documents: list[Served], faults: Faults, max_cells: int, calls: int, window: int) -> None:
        self.faults, self.max_cells, self.calls, self.window = faults, max_cells, calls, window
        by_table: dict[str, list[Served]] = {}
        for document in documents:
            by_table.setdefault(document.table, []).append(document)
        self.tables = {table: Table(table, those, faults) for table, those in sorted(by_table.items())}

    def table(self, table: str, status: int = 404) -> Table:
        if table not in self.tables or table in self.faults.gone:
            raise Problem(status, "Non-existent table", 404)
        return self.tables[table]

    def config(self) -> dict[str, Any]:
        return {
            "apiVersion": "2.3.2",
            "appVersion": "2.5.0+build.30",
            "languages": [{"id": "no", "label": "Norsk"}, {"id": "en", "label": "English"}],
            "defaultLanguage": "no",
            "maxDataCells": self.max_cells,
            "maxCallsPerTimeWindow": self.calls,
            "timeWindow": self.window,
            "license": "https://www.ssb.no/en/diverse/lisens",
            "sourceReferences": [{"language": "no", "text": "Kilde: Statistisk sentralbyrå"}],
            "defaultDataFormat": "json-stat2",
            "dataFormats": ["json-stat2", "csv", "px", "xlsx", "html", "json-px", "parquet"],
            "features": [{"id": "CORS", "params": [{"key": "enabled", "value": "True"}]}],
        }

    def table_info(self, table: Table, base: str) -> dict[str, Any]:
        times = list(table.labels(table.time))
        return {
            "language": "no",
            "id": table.id,
            "label": table.label,
            "description": "",
            "updated": table.updated,
            "firstPeriod": times[0] if times else None,
            "lastPeriod": times[-1] if times else None,
            "category": "public",
            "discontinued": None,
            "variableNames": [table.shown(dimension) for dimension in table.dimensions],
            "source": "Statistisk sentralbyrå",
            "timeUnit": "Annual",
            "links": [{"rel": "self", "hreflang": "no", "href": f"{base}/tables/{table.id}?lang=no"}],
        }

    def search(self, query: str, page: int, size: int, base: str) -> dict[str, Any]:
        words = query.lower().split()
        found = [
            t
            for t in self.tables.values()
            if t.id not in self.faults.gone and all(w in f"{t.id} {t.label}".lower() for w in words)
        ]
        shown = found[(page - 1) * size : page * size]
        return {
            "language": "no",
            "tables": [self.table_info(table, base) for table in shown],
            "page": {
                "pageNumber": page,
                "pageSize": size,
                "totalElements": len(found),
                "totalPages": max(1, -(-len(found) // size)),
                "links": [],
            },
            "links": [],
        }

    def metadata(self, table: Table, base: str, language: str) -> dict[str, Any]:
        chosen = {dimension: ("", list(table.labels(dimension))) for dimension in table.dimensions}
        document = self._document(table, chosen, language)
        for dimension in table.dimensions:
            extension = document["dimension"][table.shown(dimension)]["extension"]
            extension["elimination"] = table.eliminable(dimension)
            extension["codelists"] = [
                {
                    "id": shown,
                    "label": table.codelist_label(own),
                    "type": "Aggregation",
                    "links": [{"rel": "metadata", "hreflang": "no", "href": f"{base}/codeLists/{shown}?lang=no"}],
                }
                for shown, own in table.codelists(dimension).items()
            ]
        return document | {"value": []}

    def codelist(self, codelist: str) -> dict[str, Any]:
        for table in self.tables.values():
            for dimension in table.dimensions:
                own = table.codelists(dimension).get(codelist)
                if own is None:
                    continue
                prefixes = [d.prefixes.get(dimension, "") for d in table.documents if d.codelists.get(dimension) == own]
                return {
                    "id": codelist,
                    "label": table.codelist_label(own),
                    "language": "no",
                    "languages": ["en", "no"],
                    "elimination": False,
                    "type": "Aggregation",
                    "values": [
                        {
                            "code": table.shown_code(dimension, code),
                            "label": label,
                            "valueMap": [table.shown_code(dimension, code.removeprefix(prefixes[0]))],
                        }
                        for code, label in table.labels(dimension, own).items()
                    ],
                    "links": [],
                }
        raise Problem(404, "Non-existent codelist")

    def default_selection(self, table: Table) -> Selection:
        """The newest figure of everything: what comes when nothing is asked."""
        chosen: Selection = []
        for dimension in table.dimensions:
            if not table.eliminable(dimension):
                chosen.append((table.shown(dimension), ["top(1)" if dimension == table.time else "*"], ""))
        return chosen

    def data(self, table: Table, selection: Selection) -> dict[str, Any]:
        if not selection:
            selection = self.default_selection(table)
        chosen: dict[str, tuple[str, list[str]]] = {}
        for asked, expressions, shown_list in selection:
            dimension = table.named(asked)
            if dimension is None:
                raise Problem(400, "Non-existent variable")
            codelist = table.codelists(dimension).get(shown_list, "") if shown_list else ""
            if shown_list and not codelist:
                raise Problem(400, "Non-existent codelist")
            own = {table.shown_code(dimension, code): code for code in table.labels(dimension, codelist)}
            codes = [own[code] for code in select(expressions, list(own), dimension == table.time)]
            if len(expressions) != len(set(expressions)):
                raise Problem(500, "")  # the same code twice: the real server fails without a word
            if codes or not table.eliminable(dimension):
                chosen[dimension] = (codelist, codes)
        if any(d not in chosen and not table.eliminable(d) for d in table.dimensions):
            raise Problem(400, "Missing selection for mandantory variable")
        cells = 1
        for _, codes in chosen.values():
            cells *= len(codes)
        if cells > self.max_cells:
            raise Problem(400, "Too many cells selected")
        ordered = {dimension: chosen[dimension] for dimension in table.dimensions if dimension in chosen}
        return self._document(table, ordered) | self._values(table, ordered)

    @staticmethod
    def _values(table: Table, chosen: dict[str, tuple[str, list[str]]]) -> dict[str, Any]:
        codelists = {dimension: codelist for dimension, (codelist, _) in chosen.items() if codelist}
        values, status = table.cells(codelists, {dimension: codes for dimension, (_, codes) in chosen.items()})
        return {"value": values} | ({"status": status} if status else {})

    @staticmethod
    def _document(table: Table, chosen: dict[str, tuple[str, list[str]]], language: str = "no") -> dict[str, Any]:
        dimensions: dict[str, Any] = {}
        for dimension, (codelist, codes) in chosen.items():
            labels = table.labels(dimension, codelist, language)
            shown = [table.shown_code(dimension, code) for code in codes]
            category: dict[str, Any] = {
                "index": {code: i for i, code in enumerate(shown)},
                "label": {new: labels[code] for new, code in zip(shown, codes, strict=True)},
            }
            if dimension == table.contents:
                category["unit"] = table.unit(codes)
            given = next(d.body["dimension"][dimension] for d in table.documents if dimension in d.body["id"])
            dimensions[table.shown(dimension)] = {
                "label": given.get("label", dimension),
                "category": category,
                "extension": {"elimination": False, "show": "value"},
            }
        role = {"time": [table.shown(table.time)], "metric": [table.shown(table.contents)]}
        return {
            "version": "2.0",
            "class": "dataset",
            "label": table.label,
            "source": "Statistisk sentralbyrå",
            "updated": table.updated,
            "role": role,
            "id": list(dimensions),
            "size": [len(codes) for _, codes in chosen.values()],
            "dimension": dimensions,
            "extension": {"px": {"tableid": table.id, "decimals": 0, "language": "no"}},
        }


def selection_from_address(query: str) -> Selection:
    """The selection in a query string; parameter names are case-insensitive."""
    expressions: dict[str, list[str]] = {}
    codelists: dict[str, str] = {}
    for key, value in parse_qsl(query, keep_blank_values=True):
        if key.lower().startswith("valuecodes[") and key.endswith("]"):
            expressions[key[11:-1]] = split_address(value)
        elif key.lower().startswith("codelist[") and key.endswith("]"):
            codelists[key[9:-1]] = value
    # A code list counts only beside codes for the same spelling of the variable.
    return [(dimension, asked, codelists.get(dimension, "")) for dimension, asked in expressions.items()]


def json_or_none(posted: bytes | None) -> Any:
    """A POST body as JSON; None where there is none or it is no JSON."""
    try:
        return json.loads(posted or b"null")
    except ValueError:
        return None


def selection_from_body(posted: bytes) -> Selection:
    """The selection in a POST body."""
    body = json_or_none(posted)
    if not isinstance(body, dict) or not isinstance(body.get("selection"), list):
        raise Problem(400, "Illegal selection expression")
    return [
        (str(one.get("variableCode")), [str(v) for v in one.get("valueCodes") or []], one.get("codelist") or "")
        for one in body["selection"]
    ]


def selection_answer(table: Table, selection: Selection) -> dict[str, Any]:
    """A selection as `/defaultselection` tells it."""
    return {
        "language": "no",
        "selection": [
            {"variableCode": dimension, "codelist": codelist or None, "valueCodes": expressions}
            for dimension, expressions, codelist in selection
        ],
        "placement": {"heading": [table.shown(table.contents), table.shown(table.time)], "stub": []},
        "links": [],
    }
