"""A computer to start on that only takes notes, for the tests of `python run.py`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from launch import commands
from launch.machine import Machine
from launch.problems import Problem

ROOT = Path(__file__).resolve().parents[2]
posix = pytest.mark.skipif(os.name == "nt", reason="needs signals or symbolic links as Linux and macOS have them")


class StandIn(Machine):
    """A computer whose Python makes environments of one file and whose pip only says what it is told to say."""

    def __init__(self, root: Path, **environ: str) -> None:
        super().__init__(root, {"PATH": "", **environ})
        self.pip: tuple[int, str] = (0, "")
        self.venv_answer: tuple[int, str] = (0, "")
        self.venv_able, self.free = True, 10**12
        self.version, self.interrupt = "3.12", ""
        self.asked: list[str] = []
        self.called: list[tuple[list[str], Path | None, dict[str, str]]] = []
        self.code, self.opened, self.served = 0, [], []
        self.server = ["-c", "pass"]
        self.programs = {"chromium"}

    def can_make_environments(self) -> bool:
        return self.venv_able

    def free_bytes(self) -> int:
        return self.free

    def which(self, program: str) -> str | None:
        return program if program in self.programs else None

    def check_port(self, address: str, port: int) -> None:
        return None

    def open_browser(self, url: str) -> None:
        self.opened.append(url)

    def start_server(self, command):
        self.served.append(list(command))
        return subprocess.Popen([sys.executable, *self.server])

    def call(self, command, cwd, environ) -> int:
        self.called.append((list(command), cwd, environ))
        return self.code

    def capture(self, command, on_line=None) -> tuple[int, str]:
        if "venv" in command:
            self.asked.append("venv")
            if self.interrupt == "venv":
                raise KeyboardInterrupt
            if self.venv_answer[0] == 0:
                self.python.parent.mkdir(parents=True)
                self.python.write_text(self.version)
            return self.venv_answer
        if "pip" in command:
            self.asked.append(f"pip {Path(command[-1]).name}")
            if self.interrupt == "pip":
                raise KeyboardInterrupt
            return self.pip
        version = self.python.read_text()
        return (0, f"version {version}\n") if version else (1, "ModuleNotFoundError: pip")


def project(folder: Path) -> StandIn:
    """A computer with the smallest project there can be."""
    (folder / "requirements.txt").write_text("thing==1\n")
    (folder / "requirements-dev.txt").write_text("-r requirements.txt\nprobe==1\n")
    return StandIn(folder)


def refused(machine: StandIn, *arguments: str, code: int = 1) -> str:
    """What is said when a command can't be done, which has to be two lines: Norwegian and English."""
    with pytest.raises(Problem) as caught:
        commands.dispatch(machine, list(arguments))
    assert caught.value.code == code
    assert len(str(caught.value).splitlines()) == 2
    return str(caught.value)
