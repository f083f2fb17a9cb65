"""A warehouse in a DuckLake of the tests' own: a new database in the tests' PostgreSQL and a folder for the files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from pipelines.lake import catalogue
from pipelines.lake.setting import VARIABLE, read
from tests.services.postgres import Postgres, postgres

__all__ = ["lake", "postgres", "required", "set_to_lake"]

LIBRARIES = ("psycopg", "duckdb_extension_ducklake", "duckdb_extension_postgres_scanner", "duckdb_extension_httpfs")


def required() -> None:
    """Skip the test where the lake's libraries are not installed."""
    if missing := [name for name in LIBRARIES if find_spec(name) is None]:
        pytest.skip(f"{missing[0]} is not installed: pip install -r requirements-ducklake.txt")


def text(server: Postgres, data: str | Path) -> str:
    """The setting of a new, empty lake."""
    return f"ducklake:{server.new_database()}?data={data}"


@contextmanager
def set_to_lake(setting: str) -> Iterator[None]:
    """The warehouse lies in this lake; its connection is closed at the end."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, setting)
        try:
            yield
        finally:
            catalogue.of(read(setting)).close()


@pytest.fixture
def lake(postgres: Postgres, tmp_path: Path) -> Iterator[str]:
    """The warehouse lies in a new lake, and what is fetched from it in a state folder of the test's own."""
    required()
    setting = text(postgres, tmp_path / "files")
    with set_to_lake(setting), pytest.MonkeyPatch.context() as patch:
        patch.setenv("MALBAROMETERET_STATE", str(tmp_path / "state"))
        yield setting
