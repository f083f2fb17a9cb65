"""The snapshot's documents as tables, for the tests that recompute their sums."""

from __future__ import annotations

from functools import cache

import pandas as pd

from pipelines import jsonstat, paths
from pipelines.snapshot import SnapshotDocument, read_manifest


@cache
def documents() -> dict[str, SnapshotDocument]:
    """All documents of the shipped snapshot by name."""
    return {document.name: document for document in read_manifest()}


@cache
def cells(name: str) -> pd.DataFrame:
    """One row a cell: the dimensions' codes as text, `value` and `symbol`."""
    frame = jsonstat.decode(documents()[name].read_bytes()).frame()
    return frame.astype({column: str for column in frame.columns if column != "value"})


def wide(name: str, rows: list[str], columns: str, **chosen: str) -> pd.DataFrame:
    """The cells whose codes are `chosen`, as a table of rows by columns; a missing figure is NaN."""
    frame = cells(name)
    for dimension, code in chosen.items():
        frame = frame[frame[dimension] == code]
    table = frame.pivot(index=rows, columns=columns, values="value")
    return table.rename_axis(columns=None)


def printed(what: str) -> pd.DataFrame:
    """The printed figures of one kind that are not known to be printing errors."""
    figures = pd.read_csv(paths.REGISTERS / "printed_figures.csv", dtype=str, keep_default_na=False)
    figures = figures[(figures["what"] == what) & ~figures["note"].str.contains("printing error")]
    return figures.assign(value=figures["value"].astype(float))
