"""A table of the analysis as JSON-stat 2.0: its key columns are the dimensions, its quantities one more."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from itertools import product

import pandas as pd

#: A sparse table makes a cube with many empty cells; more than this helps nobody.
MOST_CELLS = 1_000_000


def to_jsonstat(frame: pd.DataFrame, keys: Sequence[str], label: str, source: str, updated: datetime) -> bytes:
    """The dataset; a cell without a row is null.

    Args:
        frame: the rows, each combination of keys at most once.
        keys: the columns that tell which row it is.
        label: what it holds.
        source: whose figures they are.
        updated: when they were made (UTC).

    Raises:
        ValueError: no rows, the same row twice, or too many cells; the sentence says what to ask for instead.
    """
    if frame.empty:
        raise ValueError("there are no figures for this question; ask for other regions or years")
    if frame.duplicated(list(keys)).any():
        raise ValueError("two rows stand for the same cell; take the table as CSV instead")
    numeric = frame.select_dtypes("number").columns
    quantities = [column for column in frame.columns if column not in keys and column in numeric]
    codes = {key: sorted(frame[key].astype(str).unique()) for key in keys}
    cells = len(quantities)
    for found in codes.values():
        cells *= len(found)
    if cells > MOST_CELLS:
        raise ValueError(f"the cube would have {cells} cells; ask for fewer regions or years, or take CSV")
    rows = {
        tuple(str(part) for part in row[: len(keys)]): row[len(keys) :]
        for row in frame[[*keys, *quantities]].itertuples(index=False, name=None)
    }
    nothing = (None,) * len(quantities)
    values = [
        None if cell is None or pd.isna(cell) else cell
        for place in product(*codes.values())
        for cell in rows.get(place, nothing)
    ]
    dimensions = {**codes, "quantity": quantities}
    document = {
        "version": "2.0",
        "class": "dataset",
        "label": label,
        "source": source,
        "updated": updated.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "id": list(dimensions),
        "size": [len(found) for found in dimensions.values()],
        "dimension": {
            name: {"label": name, "category": {"index": found, "label": dict(zip(found, found, strict=True))}}
            for name, found in dimensions.items()
        },
        "value": values,
        "role": {"metric": ["quantity"], "time": [key for key in keys if key in ("year", "to_year")]},
    }
    return json.dumps(document, ensure_ascii=False, default=float).encode("utf-8")
