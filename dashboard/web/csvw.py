"""CSV on the Web: what stands in each column of a CSV, as the W3C's vocabulary for tabular data says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard import exports, fields

CONTEXT = "http://www.w3.org/ns/csvw"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
#: How our CSV are written.
_DIALECT = {"delimiter": ",", "encoding": "utf-8", "header": True, "lineTerminators": ["\r\n"]}


def table(frame: pd.DataFrame, url: str, title: str, keys: Sequence[str], lang: str) -> dict[str, Any]:
    """The description of one CSV.

    Args:
        frame: its rows.
        url: its address, relative to the description.
        title: what it holds.
        keys: the columns that tell which row it is.
        lang: language of the title.
    """
    columns = [_column(frame[name], str(name)) for name in frame.columns]
    return {
        "url": url,
        "dc:title": {"@value": title, "@language": lang},
        "dialect": _DIALECT,
        "tableSchema": {"columns": columns, "primaryKey": [key for key in keys if key in frame.columns]},
    }


def alone(described: Mapping[str, Any], about: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """The description of a CSV that stands alone."""
    return {"@context": [CONTEXT, {"@language": lang}], **described, **provenance(about)}


def group(tables: Sequence[Mapping[str, Any]], about: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """The description of several CSV that go together."""
    return {"@context": [CONTEXT, {"@language": lang}], **provenance(about), "tables": list(tables)}


def provenance(about: Mapping[str, Any]) -> dict[str, Any]:
    """Whose the figures are, on what terms, when they were made."""
    return {
        "dc:source": about["source"],
        "dc:license": {"@id": LICENCE},
        "dc:modified": about["made_at"],
        "dc:identifier": about["warehouse_version"],
    }


def _column(cells: pd.Series, name: str) -> dict[str, Any]:
    told = fields.field(name)
    column: dict[str, Any] = {
        # what a spreadsheet would run as a formula is written with an apostrophe before it, in the heading as well
        "titles": exports.harmless(name),
        "name": name,
        "dc:description": [{"@value": told.nb, "@language": "nb"}, {"@value": told.en, "@language": "en"}],
        "datatype": fields.datatype(cells),
    }
    if told.unit_nb:
        units = [{"@value": told.unit_nb, "@language": "nb"}, {"@value": told.unit_en, "@language": "en"}]
        column["schema:unitText"] = units
    if column["datatype"] == "string" and cells.map(_is_list_of_words).any():
        column["separator"] = ";"
    return column


def _is_list_of_words(cell: object) -> bool:
    words = cell.tolist() if hasattr(cell, "tolist") else cell
    return isinstance(words, list) and all(isinstance(word, str) for word in words)
