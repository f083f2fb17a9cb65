"""The project's own Python environment in `.venv`: made, repaired and filled, and left alone where it is right."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from launch import OLDEST
from launch.machine import Machine
from launch.problems import NEEDED_BYTES, Problem, failed, no_room, no_venv, operating_system, say

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

MARKER = "malbarometeret.json"
PRODUCT = "requirements.txt"
TESTS = "requirements-dev.txt"
NEARLY_FULL = 10_000_000  # bytes; less than the smallest of what is installed needs


def ensure_environment(machine: Machine, wanted: str = PRODUCT) -> Path:
    """Make, repair or update the environment until it holds `wanted`; do nothing where it does already.

    Args:
        machine: the computer.
        wanted: the requirements file that has to be installed.

    Returns:
        The environment's Python.

    Raises:
        Problem: it can't be done; the sentence says why and what to do.
    """
    sums = fingerprints(machine)
    if holds(machine, wanted, sums):
        return machine.python
    try:
        with alone(machine):
            # Whoever had it before us may have done the work.
            if not holds(machine, wanted, sums):
                fill(machine, wanted, sums)
    except OSError as error:
        raise operating_system(error, machine.root) from error
    return machine.python


def holds(machine: Machine, wanted: str, sums: dict[str, str]) -> bool:
    """Whether the environment is whole and holds a requirements file as it is now."""
    marker = read_marker(machine)
    return marker.get("installed", {}).get(wanted) == sums[wanted] and bool(whole_version(machine, marker))


def fill(machine: Machine, wanted: str, sums: dict[str, str]) -> None:
    """Install a requirements file, into an environment made anew unless there is a whole one (whoever made it)."""
    marker = read_marker(machine)
    version = whole_version(machine, marker)
    held = dict(marker.get("installed", {})) if version else {}
    if not version:
        make_environment(machine)
        version = probe(machine)
    write_marker(machine, "installing", version, held)
    code, answer = install(machine, wanted)
    if code == 0:
        held.update({name: sums[name] for name in ((PRODUCT, TESTS) if wanted == TESTS else (PRODUCT,))})
    if code == 0 or "Installing collected packages" not in answer:
        # pip fetches everything before it touches anything: until then, what was held before is still whole.
        write_marker(machine, "ready", version, held)
    if code != 0:
        raise why_failed(machine, answer, "Pakkene lot seg ikke installere", "The packages could not be installed")


def whole_version(machine: Machine, marker: dict) -> str:
    """Version of the environment's Python where the environment is whole, else empty.

    It is not whole where an install was cut off, its Python is gone or has moved on, or it came from another machine.
    """
    if not machine.python.exists() or marker.get("state") == "installing":
        return ""
    version = probe(machine)
    moved_on = marker.get("python", version) != version
    old = tuple(int(part) for part in version.split(".") if part.isdigit()) < OLDEST
    return "" if moved_on or old else version


def probe(machine: Machine) -> str:
    """Version (3.11) of the environment's Python, asked of itself; empty where it does not run or has no pip."""
    question = "import sys, pip; print('version', '%d.%d' % sys.version_info[:2])"
    try:
        code, answer = machine.capture([str(machine.python), "-c", question])
    except OSError:
        return ""
    words = answer.split()
    return words[-1] if code == 0 and words[-2:-1] == ["version"] else ""


def fingerprints(machine: Machine) -> dict[str, str]:
    """Fingerprint of each requirements file; the one for the tests covers the product's as well."""
    text = b""
    found = {}
    for name in (PRODUCT, TESTS):
        try:
            text += (machine.root / name).read_bytes()
        except FileNotFoundError:
            raise Problem(
                f"Fila {name} mangler i {machine.root}: hent prosjektet på nytt.",
                f"The file {name} is missing in {machine.root}: fetch the project anew.",
            ) from None
        found[name] = hashlib.sha256(text).hexdigest()
    return found


def read_marker(machine: Machine) -> dict:
    """What the environment says of itself; empty where it says nothing that can be read."""
    try:
        marker = json.loads((machine.venv / MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return marker if isinstance(marker, dict) and isinstance(marker.get("installed"), dict) else {}


def write_marker(machine: Machine, state: str, python: str, installed: dict[str, str]) -> None:
    """Note in the environment what it holds, so that the next start knows without asking pip."""
    marker = {"state": state, "python": python, "installed": installed}
    (machine.venv / MARKER).write_text(json.dumps(marker, indent=1), encoding="utf-8")


@contextlib.contextmanager
def alone(machine: Machine) -> Iterator[None]:
    """Hold the environment alone: two starts at once must not install into each other. Our end frees it, however."""
    with (machine.root / ".venv.lock").open("a", encoding="utf-8") as file:
        if not lock(file):
            say("Venter på en annen start som installerer …", "Waiting for another start that is installing …")
            while not lock(file):
                time.sleep(0.5)
        yield


def lock(file: IO) -> bool:
    """Take a file for ourselves; False where another process has it."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        # Network disks that know no locks: go on without.
        return error.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
    return True


def make_environment(machine: Machine) -> None:
    """Make an empty environment, in place of whatever was there.

    Raises:
        Problem: no venv, no room, or what else stands in the way.
    """
    if not machine.can_make_environments():
        raise no_venv()
    if machine.free_bytes() < NEEDED_BYTES:
        raise no_room(machine.root)
    say("Lager et eget Python-miljø i .venv …", "Making a Python environment in .venv …")
    command = [machine.base_python(), "-m", "venv", str(machine.venv)]
    # Disks without symbolic links (a memory stick, a network share) take copies.
    for how in ([], ["--copies"]):
        clear(machine)
        code, answer = machine.capture([*command, *how])
        if code == 0 and probe(machine):
            return
    if "ensurepip is not" in answer:
        raise no_venv()
    raise why_failed(machine, answer, "Python-miljøet i .venv lot seg ikke lage", "The environment could not be made")


def clear(machine: Machine) -> None:
    """Empty the environment's folder, and note in it that what comes is not whole before it is finished."""
    if machine.venv.is_symlink() or machine.venv.is_file():
        machine.venv.unlink()
    elif machine.venv.exists():
        shutil.rmtree(machine.venv)
    machine.venv.mkdir()
    write_marker(machine, "installing", "", {})


def why_failed(machine: Machine, answer: str, nb: str, en: str) -> Problem:
    """Why venv or pip failed. A full disk is looked for, since venv keeps the reason to itself."""
    return no_room(machine.root) if machine.free_bytes() < NEARLY_FULL else failed(answer, machine.root, nb, en)


def install(machine: Machine, wanted: str) -> tuple[int, str]:
    """Install a requirements file into the environment; exit code and everything pip said."""
    say("Installerer pakker; første gang tar det et par minutter …", "Installing; the first time takes a few minutes …")
    pip = [str(machine.python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    command = [*pip, "-r", str(machine.root / wanted)]
    if not sys.stdout.isatty():
        return machine.capture(command)
    try:
        return machine.capture(command, show_progress)
    finally:
        print(flush=True)


def show_progress(line: str) -> None:
    """One line on the terminal that tells what pip is at."""
    if line.startswith(("Collecting", "Downloading", "Installing", "Building")):
        width = shutil.get_terminal_size().columns - 1
        print("\r" + f"  {line}"[:width].ljust(width), end="", flush=True)
