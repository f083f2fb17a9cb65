"""Killed, or out of room, at every step of a refresh: what is served stays whole, and the next refresh heals."""

from __future__ import annotations

import ast
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines import paths, warehouse
from pipelines.refresh import refresh
from tests.faults import forking, page, world
from tests.standin import StandIn

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kill -9 and fork are POSIX matters")

Order = Callable[..., dict[str, Any]]
#: What the served version says of the table's date when the new edition is in.
NEW = [("2032-01-01",)]


@pytest.fixture(scope="module")
def order() -> Iterator[Order]:
    """Orders a refresh in a process of its own, see `interrupted.py`."""
    with forking.ordering("tests.faults.interrupted") as send:

        def refreshed(state: Path, server: StandIn, mode: str, at: str = "") -> dict[str, Any]:
            line = {"state": str(state), "url": server.url, "klass": server.klass_url, "mode": mode, "at": at}
            return send(line)

        yield refreshed


@pytest.fixture(scope="module")
def server() -> Iterator[StandIn]:
    with world.bank(world.SECOND, klass=world.KLASS_ANEW) as bank:
        yield bank


@pytest.fixture(scope="module")
def steps(order: Order, server: StandIn, first_edition: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Every step of a refresh that brings a new edition, in order."""
    state = tmp_path_factory.mktemp("traced") / "state"
    world.littered(first_edition, state)
    traced = order(state, server, "trace")
    assert traced["ending"] == "published", traced
    found: list[str] = traced["seen"]
    return found


def test_the_documentation_names_the_steps(steps: list[str]) -> None:
    """By their functions: what of these touches the disk differs a little from one Python to the next."""
    told = {step.partition(":")[0] for (step,) in page.measured()["steps"]}
    assert told == {step.partition(":")[0] for step in steps}, page.AGAIN


def test_every_place_that_writes_to_the_disk_is_a_step(steps: list[str]) -> None:
    """Found in the code itself: a new place that writes must be run by this refresh, or be named here with a reason."""
    elsewhere = {
        "publishing.prune": "removes old versions, when asked",
        "last_refresh.keep": "after the end, for whoever watches; a refresh does not hang on it",
    }
    run = {step.partition(":")[0] for step in steps}
    unseen = sorted(places() - run - set(elsewhere))
    assert unseen == [], f"no refresh in these tests runs {unseen}"


def places() -> set[str]:
    """Functions of the pipelines that change a file."""
    writes = {"write_text", "write_bytes", "unlink", "mkdir", "rmdir", "rename", "chmod", "rmtree", "fsync", "touch"}
    found = set()
    for file in (paths.ROOT / "pipelines").glob("*.py"):
        for scope in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(scope, ast.ClassDef | ast.Module):
                continue
            owner = f"{scope.name}." if isinstance(scope, ast.ClassDef) else ""
            for function in (f for f in scope.body if isinstance(f, ast.FunctionDef)):
                called = {
                    node.func.attr
                    for node in ast.walk(function)
                    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
                }
                if called & writes:
                    found.add(f"{file.stem}.{owner}{function.name}")
    return found


def heal(state: Path, server: StandIn, at: str) -> None:
    """The next refresh, undisturbed, ends with the new edition served and nothing left lying about."""
    outcome = refresh(world.ORDER, lambda *_: True, steps=world.steps(server.url))
    assert outcome.ending in ("published", "nothing_new"), (at, outcome)
    assert world.leftovers(state) == [], at
    with warehouse.open_store() as con:
        assert con.execute("SELECT vintage FROM meta.document WHERE request = 'jobs'").fetchall() == NEW, at
    assert warehouse.served().problem is None, at


#: A step, and a fresh state to spoil at it: its folder, its fingerprints, the version it serves.
Spoilt = tuple[str, Path, dict[str, str], str]


@pytest.fixture
def spoilt_copies(
    first_edition: Path, server: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[list[str]], Iterator[Spoilt]]:
    """A fresh state for each step, one after the other."""
    monkeypatch.setenv("MALBAROMETERET_KLASS", server.klass_url)

    def copies(steps: list[str]) -> Iterator[Spoilt]:
        for step in steps:
            state = tmp_path / "state"
            shutil.rmtree(state, ignore_errors=True)
            world.littered(first_edition, state)
            monkeypatch.setenv("MALBAROMETERET_STATE", str(state))
            yield step, state, world.fingerprints(), warehouse.served().version

    return copies


def test_killed_at_every_step_the_served_version_is_whole_and_the_next_run_heals(
    steps: list[str], order: Order, server: StandIn, spoilt_copies: Callable[[list[str]], Iterator[Spoilt]]
) -> None:
    assert len(steps) > 30
    for step, state, before, served in spoilt_copies(steps):
        ended = order(state, server, "kill", step)
        assert ended["status"] == signal.SIGKILL, (step, ended)
        assert warehouse.served().problem is None, step
        moved = warehouse.served().version != served
        assert moved or world.fingerprints() == before, step
        assert world.whole(served) and world.whole(warehouse.served().version), step
        heal(state, server, step)


def test_out_of_room_at_every_step_it_is_told_and_the_next_run_heals(
    steps: list[str], order: Order, server: StandIn, spoilt_copies: Callable[[list[str]], Iterator[Spoilt]]
) -> None:
    writing = [step for step in steps if step.rpartition(": ")[2] in ("open", "os.mkdir", "os.rename")]
    assert len(writing) > 8
    for step, state, before, served in spoilt_copies(writing):
        ended = order(state, server, "full", step)
        assert ended["status"] == 0, (step, ended)
        if ended["ending"] != "published":  # where only the tidying up was in the way
            assert ended["ending"] in ("error", "failed"), (step, ended)
            assert "disk is full" in ended["sentence"] or "No space left" in ended["sentence"], (step, ended)
            assert world.fingerprints() == before, step
        assert world.whole(served), step
        heal(state, server, step)
