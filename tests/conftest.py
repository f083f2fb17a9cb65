"""For every test: one finished warehouse for all; and on a build server (CI=true) a skipped browser test has failed,
and one that fails is tried once more."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

ROOT = Path(__file__).resolve().parents[1]
ON_SERVER = os.environ.get("CI", "").lower() in ("1", "true")


@pytest.fixture(scope="session")
def snapshot_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder as a reader has it after the first start, to read only: built once for all workers of a run.

    Or the one that MALBAROMETERET_E2E_STATE names.
    """
    if given := os.environ.get("MALBAROMETERET_E2E_STATE"):
        return Path(given)
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base
    folder = shared / "snapshot-state"
    with FileLock(shared / "snapshot-state.lock"):
        if not folder.exists():
            making = shared / "snapshot-state-making"
            made = subprocess.run(
                [sys.executable, "-m", "pipelines", "refresh", "--from", "snapshot", "--yes"],
                cwd=ROOT,
                env=os.environ | {"MALBAROMETERET_STATE": str(making)},
                capture_output=True,
                text=True,
                timeout=300,
            )
            assert made.returncode == 0, made.stdout + made.stderr
            making.rename(folder)
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser on a busy build server can miss a moment; what fails twice is wrong. The summary names second tries."""
    for item in items:
        if ON_SERVER and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    report = yield
    if ON_SERVER and report.skipped and not hasattr(report, "wasxfail") and item.get_closest_marker("browser"):
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        if "Skipping benchmark" in str(why):
            return report  # benchmarks are measured by a command of their own
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}: no browser test may be skipped here (CI=true). {why}"
    return report
