"""From documents to staging tables: declared columns, one row a cell, SSB's symbol beside every value.

Nothing is summed or left out here but cells that the document does not have at all (null without a symbol).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import duckdb
import numpy as np
import pandas as pd

from pipelines import jsonstat, tables
from pipelines.documents import Document


def frame(dataset: jsonstat.Dataset, request: tables.Request, document: Document) -> pd.DataFrame:
    """One document part as columns: the request's dimensions, then each content and its symbol, then the vintage.

    Args:
        dataset: the decoded part.
        request: what it answers; its declaration names the columns.
        document: gives code prefixes, codes found at first contact, and the vintage.

    Raises:
        ValueError: a declared dimension or content is missing, or one came that was not declared.
    """
    positions = {dimension.code: i for i, dimension in enumerate(dataset.dimensions)}
    wanted = {*request.dimensions, request.content_dimension}
    if set(positions) != wanted:
        missing, extra = sorted(wanted - set(positions)), sorted(set(positions) - wanted)
        raise ValueError(
            f"table {request.table} ({document.name}): dimensions differ from the declared ones"
            f" (missing: {', '.join(missing) or 'none'}; not declared: {', '.join(extra) or 'none'})"
        )
    shape = tuple(len(dimension.codes) for dimension in dataset.dimensions)
    axis = positions[request.content_dimension]
    values = np.moveaxis(dataset.values.reshape(shape), axis, -1).reshape(-1, shape[axis])
    symbols = np.moveaxis(dataset.symbols.reshape(shape), axis, -1).reshape(-1, shape[axis])
    kept = np.flatnonzero((~np.isnan(values) | (symbols != 0)).any(axis=1))

    columns: dict[str, object] = {}
    rest = [dimension for dimension in dataset.dimensions if dimension.code != request.content_dimension]
    index = np.unravel_index(kept, [len(dimension.codes) for dimension in rest]) if rest else ()
    for dimension, codes_at in zip(rest, index, strict=True):
        declared = request.dimensions[dimension.code]
        codes = _declared_codes(dimension.codes, document, dimension.code)
        if declared.column == "year":
            years = _years(codes, request, document)
            columns["year"] = years[codes_at]
        else:
            columns[declared.column] = pd.Categorical.from_codes(codes_at, categories=codes)
    names = list(dataset.symbol_names)
    content = dataset.dimensions[axis]
    for code, content_at in zip(
        _declared_codes(content.codes, document, content.code), range(shape[axis]), strict=True
    ):
        if code not in request.contents:
            raise ValueError(f"table {request.table} ({document.name}): content {code} is not declared")
        column = request.contents[code].column
        columns[column] = values[kept, content_at]
        columns[f"{column}_symbol"] = pd.Categorical.from_codes(symbols[kept, content_at], categories=names)
    columns["vintage"] = pd.Categorical.from_codes(np.zeros(len(kept), np.int8), categories=[document.vintage])
    columns["document"] = pd.Categorical.from_codes(np.zeros(len(kept), np.int8), categories=[document.name])
    return pd.DataFrame(columns)


def _declared_codes(codes: Iterable[str], document: Document, dimension: str) -> list[str]:
    """Codes as declared: without the code list's prefix, and by their declared name where SSB uses another."""
    prefix = document.prefixes.get(dimension, "")
    declared = {used: code for code, used in document.found.get(dimension, {}).items()}
    return [declared.get(code, code.removeprefix(prefix)) for code in codes]


def _years(codes: list[str], request: tables.Request, document: Document) -> np.ndarray:
    try:
        return np.array([int(code) for code in codes], dtype=np.int32)
    except ValueError as error:
        raise ValueError(f"table {request.table} ({document.name}): {error.args[0]} – years were expected") from error


def load(
    con: duckdb.DuckDBPyConnection, documents: list[Document], progress: Callable[[str], None] = lambda _: None
) -> None:
    """Fill `staging.<request>` for every declared request; one without a document becomes an empty table.

    Raises:
        ValueError: a document is damaged or not shaped as declared; the message names table and document.
    """
    con.execute("CREATE SCHEMA IF NOT EXISTS staging")
    by_request: dict[str, list[Document]] = {}
    for document in documents:
        by_request.setdefault(document.request, []).append(document)
    for name, request in tables.declared_requests().items():
        progress(f"{request.table} {name}")
        con.execute(f"CREATE OR REPLACE TABLE staging.{name} ({_columns(request)})")
        for document in by_request.get(name, []):
            for dataset in document.load():
                part = frame(dataset, request, document)
                con.register("part", part)
                con.execute(f"INSERT INTO staging.{name} BY NAME SELECT * FROM part")
                con.unregister("part")


def _columns(request: tables.Request) -> str:
    """Column definitions of a request's staging table."""
    dimensions = [f'"{d.column}" {"INTEGER" if d.column == "year" else "VARCHAR"}' for d in request.dimensions.values()]
    contents = [f'"{c.column}" DOUBLE, "{c.column}_symbol" VARCHAR' for c in request.contents.values()]
    return ", ".join([*dimensions, *contents, "vintage VARCHAR", "document VARCHAR"])
