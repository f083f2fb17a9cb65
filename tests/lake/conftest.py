"""The real warehouse, in a lake and in files, for the tests that need the real figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.services.lake import lake, postgres

__all__ = ["built", "lake", "postgres"]


@pytest.fixture(scope="session")
def built(snapshot_state: Path) -> Path:
    """The finished warehouse in files: to read only."""
    return snapshot_state
