"""The real warehouse, in a lake and in files, for the tests that need the real figures."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines import paths


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder built from the shipped snapshot, or the one that MALBAROMETERET_E2E_STATE names: to read only."""
    if given := os.environ.get("MALBAROMETERET_E2E_STATE"):
        return Path(given)
    folder = tmp_path_factory.mktemp("built")
    made = subprocess.run(
        [sys.executable, "-m", "pipelines", "refresh", "--from", "snapshot", "--yes"],
        cwd=paths.ROOT,
        env=os.environ | {"MALBAROMETERET_STATE": str(folder)},
        capture_output=True,
        text=True,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    return folder
