"""The real warehouse, built once from the shipped snapshot for all tests of a run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines import warehouse


@pytest.fixture(scope="session")
def warehouse_file(snapshot_state: Path) -> Path:
    """The database file of the version that was published from the snapshot: to read only."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MALBAROMETERET_STATE", str(snapshot_state))
        version = warehouse.current_version()
        assert version is not None
        return warehouse.folder_of(version) / "warehouse.duckdb"


@pytest.fixture
def store(warehouse_file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The real warehouse, read-only."""
    with duckdb.connect(warehouse_file, read_only=True) as con:
        yield con
