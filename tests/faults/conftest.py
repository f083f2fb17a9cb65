"""Every test here begins with a version that is served, built from the table's first edition."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipelines.refresh import refresh
from tests.faults import world


@pytest.fixture(scope="session")
def first_edition(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A state folder with one version, made once and only copied."""
    folder = tmp_path_factory.mktemp("first")
    with pytest.MonkeyPatch.context() as patch, world.bank(world.FIRST) as server:
        patch.setenv("MALBAROMETERET_STATE", str(folder))
        patch.setenv("MALBAROMETERET_KLASS", server.klass_url)
        assert refresh(world.ORDER, lambda *_: True, steps=world.steps(server.url)).ending == "published"
    yield folder


@pytest.fixture
def state(first_edition: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it that a test may spoil."""
    folder = tmp_path / "state"
    shutil.copytree(first_edition, folder)
    monkeypatch.setenv("MALBAROMETERET_STATE", str(folder))
    return folder


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[tuple[Path, Callable[[str], None]]]:
    """A disk of its own, and what gives it other options while it is there, e.g. `ro` or `size=64m`."""
    place = tmp_path / "disk"
    place.mkdir()
    said = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", place], capture_output=True, text=True)
    if said.returncode != 0:
        pytest.skip(f"a disk can't be mounted here: {said.stderr.strip()}")

    def remount(options: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{options}", place], check=True, capture_output=True)

    try:
        yield place, remount
    finally:
        subprocess.run(["umount", "-l", place], check=True)
