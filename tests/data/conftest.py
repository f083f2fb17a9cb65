"""The real warehouse, built once from the shipped snapshot for all data tests of a run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock

from indicators.build import build_out
from pipelines import documents
from pipelines.build import build_core


@pytest.fixture(scope="session")
def warehouse_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with core and out, built from the snapshot; shared by the workers of one run."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base
    file = shared / "real.duckdb"
    with FileLock(shared / "real.lock"):
        if not file.exists():
            unfinished = shared / "unfinished.duckdb"
            with duckdb.connect(unfinished) as con:
                build_core(con, documents.available(use_answers=False))
                build_out(con)
            unfinished.rename(file)
    return file


@pytest.fixture
def store(warehouse_file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The real warehouse, read-only."""
    with duckdb.connect(warehouse_file, read_only=True) as con:
        yield con
