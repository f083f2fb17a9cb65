"""Everything that is asked of the computer, in one class, so that the tests can stand in for it."""

from __future__ import annotations

import getpass
import importlib.util
import os
import shutil
import subprocess
import sys
import webbrowser
from collections.abc import Callable, Sequence
from pathlib import Path

from launch import ports
from launch.processes import INTERRUPTED, ended, wait_for

__all__ = ["INTERRUPTED", "Machine", "child_environ"]


class Machine:
    """The computer, seen from the project's folder.

    Args:
        root: the project's folder.
        environ: environment variables, as they were when run.py was started.
    """

    def __init__(self, root: Path, environ: dict[str, str] | None = None) -> None:
        self.root = root
        self.environ = dict(os.environ if environ is None else environ)
        self.windows = os.name == "nt"

    @property
    def venv(self) -> Path:
        """Folder of the project's own environment."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """The environment's Python."""
        return self.venv / ("Scripts/python.exe" if self.windows else "bin/python")

    def base_python(self) -> str:
        """The Python to make an environment with: never that of the environment which is to be made anew."""
        return getattr(sys, "_base_executable", None) or sys.executable

    def can_make_environments(self) -> bool:
        """Whether venv and ensurepip are there; Debian and Ubuntu leave them out."""
        return bool(importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"))

    def free_bytes(self) -> int:
        """Room left on the project's disk."""
        return shutil.disk_usage(self.root).free

    def which(self, program: str) -> str | None:
        """Where a program lies, or None."""
        return shutil.which(program, path=self.environ.get("PATH"))

    def user(self) -> str:
        """The name the system knows the person at it by; empty where it knows none."""
        try:
            return getpass.getuser()
        except (OSError, KeyError, ImportError):
            return ""

    def ask(self, question: str) -> str:
        """What the person answers in the terminal; empty where there is nobody to ask."""
        if not sys.stdin or not sys.stdin.isatty():
            return ""
        try:
            return input(question)
        except EOFError:
            return ""

    def check_port(self, address: str, port: int) -> None:
        """Raise a Problem where the dashboard can't have the port."""
        ports.check_port(address, port)

    def call(self, command: Sequence[str], cwd: Path | None, environ: dict[str, str]) -> int:
        """Run a command in the user's own terminal and return its exit code."""
        return wait_for(subprocess.Popen(command, cwd=cwd, env=environ))

    def capture(self, command: Sequence[str], on_line: Callable[[str], None] | None = None) -> tuple[int, str]:
        """Run a command and return its exit code and all it printed; each line is also told as it comes."""
        process = subprocess.Popen(
            command,
            cwd=self.root,
            env=child_environ(self),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        lines = []
        with ended(process):
            for line in process.stdout or ():
                lines.append(line)
                if on_line:
                    on_line(line.rstrip())
            return process.wait(), "".join(lines)

    def start_server(self, command: Sequence[str]) -> subprocess.Popen:
        """Start the dashboard's server, which shares the user's terminal."""
        return subprocess.Popen(command, cwd=self.root, env=child_environ(self))

    def open_browser(self, url: str) -> None:
        """Open the user's browser, unless there is no screen to open it on."""
        screen = self.windows or sys.platform == "darwin" or self.environ.get("DISPLAY")
        if screen or self.environ.get("WAYLAND_DISPLAY"):
            webbrowser.open(url)


def child_environ(machine: Machine) -> dict[str, str]:
    """The environment variables for pip and the project's own commands: UTF-8, and no packages from elsewhere."""
    environ = dict(machine.environ)
    for foreign in ("PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "__PYVENV_LAUNCHER__"):
        environ.pop(foreign, None)
    environ.update(PYTHONUTF8="1", PIP_USER="0")
    if environ.get("MALBAROMETERET_STATE"):
        environ["MALBAROMETERET_STATE"] = str(Path(environ["MALBAROMETERET_STATE"]).absolute())
    return environ
