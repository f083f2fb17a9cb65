"""`python run.py --edit`: writing without sign-in, for the person at this machine alone."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path

import pytest

from launch import commands, editing
from launch.machine import Machine
from tests.unit.launching import StandIn, project, refused


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    made = project(tmp_path)
    made.name, made.answer, made.questions = "kari", "", []
    monkeypatch.setattr(made, "user", lambda: made.name)
    monkeypatch.setattr(made, "ask", lambda question: made.questions.append(question) or made.answer)
    return made


def start(machine: StandIn, *arguments: str) -> list[str]:
    commands.dispatch(machine, [*arguments, "--no-browser"])
    return machine.served[-1]


def test_the_server_is_bound_to_this_machine_and_knows_who_writes(machine: StandIn) -> None:
    command = start(machine, "--edit")
    assert command[command.index("--server.address") + 1] == "127.0.0.1"
    assert machine.environ[editing.SETTING] == "kari"


@pytest.mark.parametrize("address", ["0.0.0.0", "192.168.1.7", "::", "example.org"])
def test_an_address_that_others_reach_is_refused(machine: StandIn, address: str) -> None:
    sentence = refused(machine, "--edit", "--address", address, code=2)
    assert address in sentence and "127.0.0.1" in sentence and not machine.served


def test_without_the_word_nobody_writes(machine: StandIn) -> None:
    start(machine)
    assert editing.SETTING not in machine.environ


def test_whoever_the_system_does_not_know_is_asked(machine: StandIn) -> None:
    machine.name, machine.answer = "", " Ola "
    start(machine, "--edit")
    assert machine.environ[editing.SETTING] == "Ola" and len(machine.questions) == 1


def test_nobody_writes_without_a_name(machine: StandIn) -> None:
    machine.name = ""
    assert editing.SETTING in refused(machine, "--edit")


def test_a_system_without_a_user_and_a_start_without_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr(getpass, "getuser", unknown)
    monkeypatch.setattr(sys, "stdin", None)
    here = Machine(tmp_path)
    assert here.user() == "" and here.ask("?") == ""
