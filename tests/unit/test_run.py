"""`python run.py`: what it installs, when it leaves things alone, and what it says when something is in the way.

Nothing here touches the network.
"""

from __future__ import annotations

import ast
import errno
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from launch import environment, problems
from launch.commands import main
from launch.machine import Machine
from tests.unit.launching import ROOT, StandIn, posix, project, refused

SOURCES = [ROOT / "run.py", *sorted((ROOT / "launch").glob("*.py"))]


@pytest.fixture
def machine(tmp_path: Path) -> StandIn:
    return project(tmp_path)


# Old Pythons


@pytest.mark.parametrize("name", ["run.py", "launch/__init__.py"])
def test_an_old_python_can_read_what_it_comes_to(name: str) -> None:
    ast.parse((ROOT / name).read_text(encoding="utf-8"), feature_version=(3, 6))


def test_an_old_python_is_told_before_anything_else_is_imported() -> None:
    tree = ast.parse((ROOT / "run.py").read_text(encoding="utf-8"))
    at_once = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert {node.module if isinstance(node, ast.ImportFrom) else node.names[0].name for node in at_once} == {
        "sys",
        "pathlib",
        "launch",
    }


def test_the_sentence_for_an_old_python() -> None:
    import run

    said = run.version_sentence((3, 8, 18))
    assert "trenger Python 3.11" in said and "needs Python 3.11" in said and "3.8" in said
    assert run.version_sentence((3, 11, 0)) == run.version_sentence((4, 0)) == ""


def test_run_with_an_old_python_ends_with_the_sentence(tmp_path: Path) -> None:
    """Today's Python, told that it is 3.9: the way from start to sentence, in a real process."""
    pretend = "import sys, runpy; sys.version_info = (3, 9, 1); sys.path.insert(0, '.'); "
    pretend += "runpy.run_path('run.py', run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", pretend], cwd=ROOT, capture_output=True, encoding="utf-8")
    assert done.returncode == 1
    assert "dette er Python 3.9" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_nothing_but_the_standard_library_is_imported(source: Path) -> None:
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            assert name.split(".")[0] in sys.stdlib_module_names | {"launch"}, f"{source.name} imports {name}"


# The environment


def test_the_first_start_makes_and_fills_the_environment(machine: StandIn) -> None:
    assert environment.ensure_environment(machine) == machine.python
    assert machine.asked == ["venv", "pip requirements.txt"]


def test_the_second_start_asks_for_nothing(machine: StandIn) -> None:
    environment.ensure_environment(machine)
    machine.asked.clear()
    environment.ensure_environment(machine)
    assert machine.asked == []


def test_changed_requirements_are_installed_into_the_same_environment(machine: StandIn) -> None:
    environment.ensure_environment(machine)
    (machine.root / "requirements.txt").write_text("thing==2\n")
    machine.asked.clear()
    environment.ensure_environment(machine)
    assert machine.asked == ["pip requirements.txt"]


def test_the_tests_requirements_cover_the_products(machine: StandIn) -> None:
    environment.ensure_environment(machine, environment.TESTS)
    assert machine.asked == ["venv", "pip requirements-dev.txt"]
    environment.ensure_environment(machine)
    environment.ensure_environment(machine, environment.TESTS)
    assert len(machine.asked) == 2
    (machine.root / "requirements.txt").write_text("thing==2\n")
    environment.ensure_environment(machine)
    environment.ensure_environment(machine, environment.TESTS)
    assert machine.asked[2:] == ["pip requirements.txt", "pip requirements-dev.txt"]


@pytest.mark.parametrize("at", ["venv", "pip"])
def test_an_interrupted_install_is_made_anew(machine: StandIn, capsys: pytest.CaptureFixture[str], at: str) -> None:
    machine.interrupt = at
    assert main(["status"], machine) == 130
    assert "Avbrutt" in capsys.readouterr().err
    machine.interrupt = ""
    machine.asked.clear()
    environment.ensure_environment(machine)
    assert machine.asked == ["venv", "pip requirements.txt"]


def test_a_failed_download_leaves_the_old_environment_whole(machine: StandIn) -> None:
    environment.ensure_environment(machine)
    machine.pip = (1, "ERROR: NewConnectionError")
    assert "PIP_INDEX_URL" in refused(machine, "test")
    machine.asked.clear()
    environment.ensure_environment(machine)
    assert machine.asked == []


def test_an_install_that_failed_half_way_is_made_anew(machine: StandIn) -> None:
    machine.pip = (1, "Installing collected packages: thing\nERROR: [Errno 28] No space left on device")
    assert "full" in refused(machine, "status")
    machine.pip = (0, "")
    machine.asked.clear()
    environment.ensure_environment(machine)
    assert machine.asked == ["venv", "pip requirements.txt"]


@pytest.mark.parametrize("now", ["", "3.13", "3.10"], ids=["does not run", "another Python", "too old a Python"])
def test_an_environment_from_elsewhere_is_made_anew(machine: StandIn, now: str) -> None:
    environment.ensure_environment(machine)
    machine.python.write_text(now)
    machine.asked.clear()
    environment.ensure_environment(machine)
    assert machine.asked == ["venv", "pip requirements.txt"]


@posix
def test_an_environment_whose_python_is_gone_is_made_anew(machine: StandIn) -> None:
    environment.ensure_environment(machine)
    machine.python.unlink()
    machine.python.symlink_to(machine.root / "python-of-another-machine")
    machine.asked.clear()
    environment.ensure_environment(machine)
    assert machine.asked == ["venv", "pip requirements.txt"]


def test_an_environment_that_somebody_else_made_is_filled(machine: StandIn) -> None:
    machine.python.parent.mkdir(parents=True)
    machine.python.write_text("3.12")
    environment.ensure_environment(machine)
    assert machine.asked == ["pip requirements.txt"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"installed": 3}', "\x00"])
def test_a_damaged_note_counts_as_none(machine: StandIn, text: str) -> None:
    environment.ensure_environment(machine)
    (machine.venv / environment.MARKER).write_text(text)
    machine.asked.clear()
    environment.ensure_environment(machine)
    assert machine.asked == ["pip requirements.txt"]
    assert json.loads((machine.venv / environment.MARKER).read_text())["state"] == "ready"


def test_two_starts_at_once_install_once(machine: StandIn) -> None:
    with environment.alone(machine):
        other = threading.Thread(target=environment.ensure_environment, args=(machine,))
        other.start()
        time.sleep(0.3)
        assert machine.asked == []
        environment.fill(machine, environment.PRODUCT, environment.fingerprints(machine))
    other.join(timeout=10)
    assert not other.is_alive()
    assert machine.asked == ["venv", "pip requirements.txt"]


@posix
def test_a_folder_that_is_a_link_is_replaced_not_emptied(machine: StandIn) -> None:
    """Somebody's link to an environment elsewhere: what it points at is not ours to clear."""
    elsewhere = machine.root / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").write_text("")
    machine.venv.symlink_to(elsewhere)
    environment.ensure_environment(machine)
    assert (elsewhere / "kept").exists() and not machine.venv.is_symlink()


@posix
def test_a_real_environment_knows_its_version(machine: StandIn) -> None:
    """The question to the environment's Python is put to a real one: the one that runs this test."""
    real = Machine(machine.root)
    real.python.parent.mkdir(parents=True)
    real.python.symlink_to(sys.executable)
    (real.venv / "pyvenv.cfg").write_text((Path(sys.prefix) / "pyvenv.cfg").read_text())
    (real.venv / "lib").symlink_to(Path(sys.prefix) / "lib")
    assert environment.probe(real) == "{}.{}".format(*sys.version_info[:2])
    real.python.unlink()
    real.python.write_text("not a program")
    assert environment.probe(real) == ""


# What stands in the way of an environment


def test_python_without_venv(machine: StandIn) -> None:
    machine.venv_able = False
    assert "apt install python3-venv" in refused(machine, "status")


def test_python_whose_venv_lacks_ensurepip(machine: StandIn) -> None:
    machine.venv_answer = (1, "The virtual environment was not created because ensurepip is not available.")
    assert "apt install python3-venv" in refused(machine, "status")


def test_a_full_disk_is_noticed_before_anything_is_made(machine: StandIn) -> None:
    machine.free = 1000
    assert "Disken er full" in refused(machine, "status")
    assert machine.asked == []


def test_a_disk_that_fills_up_meanwhile(machine: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """venv swallows what its ensurepip says, so the disk itself is asked."""
    machine.venv_answer = (1, "Error: Command '[…, 'ensurepip']' returned non-zero exit status 1.")
    left = iter([10**12, 1000])
    monkeypatch.setattr(machine, "free_bytes", lambda: next(left))
    assert "Disken er full" in refused(machine, "status")


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS])
def test_a_folder_that_may_not_be_written_in(machine: StandIn, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def refuse(_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(environment, "lock", refuse)
    said = refused(machine, "status")
    assert str(machine.root) in said and "can't be written to" in said


def test_other_words_of_the_operating_system_are_passed_on(machine: StandIn) -> None:
    assert "Too many open files" in str(problems.operating_system(OSError(errno.EMFILE, "Too many open files"), ROOT))
    assert "Disken er full" in str(problems.operating_system(OSError(errno.ENOSPC, ""), ROOT))


def test_requirements_that_are_missing(machine: StandIn) -> None:
    (machine.root / "requirements-dev.txt").unlink()
    assert "requirements-dev.txt" in refused(machine, "status")


@pytest.mark.parametrize(
    ("pip_says", "sentence"),
    [
        ("WARNING: Retrying … NewConnectionError('Failed to establish a new connection')", "PIP_INDEX_URL"),
        ("socket.gaierror: Temporary failure in name resolution", "HTTPS_PROXY"),
        ("ProxyError('Cannot connect to proxy.')", "HTTPS_PROXY"),
        ("SSLError(SSLCertVerificationError: CERTIFICATE_VERIFY_FAILED)", "HTTPS_PROXY"),
        ("ERROR: Could not find a version that satisfies the requirement thing==1 (from versions: none)", "network"),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: [WinError 5] Access is denied: 'pandas.pyd'", "Stop a dashboard that is running"),
        ("Building wheel\nERROR: Failed building wheel for thing\nmore", "“ERROR: Failed building wheel for thing”"),
        ("", "could not be installed"),
        ("ERROR: No version thing==3 (from versions: " + "1.0, " * 900 + ")", " …” Delete the folder .venv"),
    ],
)
def test_pips_words_become_a_sentence(machine: StandIn, pip_says: str, sentence: str) -> None:
    machine.pip = (1, pip_says)
    assert sentence in refused(machine, "status")


def test_a_venv_that_fails_for_its_own_reasons(machine: StandIn) -> None:
    machine.venv_answer = (1, "Error: Command died with SIGSEGV\n")
    assert "SIGSEGV" in refused(machine, "status")
    assert machine.asked == ["venv", "venv"], "the second try takes copies instead of links"
