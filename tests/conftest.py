"""For every test: on a build server (CI=true) a browser test that is skipped has failed."""

from __future__ import annotations

import os

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    report = yield
    on_server = os.environ.get("CI", "").lower() in ("1", "true")
    if on_server and report.skipped and not hasattr(report, "wasxfail") and item.get_closest_marker("browser"):
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        if "Skipping benchmark" in str(why):
            return report  # benchmarks are measured by a command of their own
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}: no browser test may be skipped here (CI=true). {why}"
    return report
