"""Every test here sees an artificial warehouse in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner

from dashboard import entered, store, unsaved
from tests.app import artificial


@pytest.fixture(scope="session", autouse=True)
def _libraries_looked_through_once() -> Iterator[None]:
    """Streamlit reads what every installed library says of itself for each AppTest, which takes longer than most pages.

    No library comes while tests run.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture
def empty_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A state folder without a warehouse."""
    monkeypatch.setenv("MALBAROMETERET_STATE", str(tmp_path))
    monkeypatch.delenv("MALBAROMETERET_ENTRIES", raising=False)
    _forget()
    yield tmp_path
    _forget()


def _forget() -> None:
    unsaved.forget()
    entered.close()
    store.close()


@pytest.fixture
def served(empty_state: Path) -> str:
    """An artificial warehouse is served; gives its version."""
    return artificial.publish()


@pytest.fixture
def served_with_band(empty_state: Path) -> str:
    """The same with bands and verdicts."""
    return artificial.publish("22222222", band=True)
