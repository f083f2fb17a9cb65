"""`python run.py`: what it installs, when it leaves things alone, and what it says when something is in the way.

Nothing here touches the network. The machine is a stand-in that makes environments and "installs" by taking notes; the
parts about processes and ports use real ones.
"""

from __future__ import annotations

import ast
import errno
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from launch import commands, environment, problems, processes, serving
from launch.commands import main
from launch.machine import Machine, child_environ
from launch.problems import Problem

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [ROOT / "run.py", *sorted((ROOT / "launch").glob("*.py"))]


posix = pytest.mark.skipif(os.name == "nt", reason="needs signals or symbolic links as Linux and macOS have them")


class StandIn(Machine):
    """A computer whose Python makes environments of one file and whose pip only says what it is told to say."""

    def __init__(self, root: Path, **environ: str) -> None:
        super().__init__(root, {"PATH": "", **environ})
        self.pip: tuple[int, str] = (0, "")
        self.venv_answer: tuple[int, str] = (0, "")
        self.venv_able, self.free = True, 10**12
        self.version, self.interrupt = "3.12", False
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
            if self.venv_answer[0] == 0:
                shutil.rmtree(self.venv, ignore_errors=True)
                self.python.parent.mkdir(parents=True)
                self.python.write_text(self.version)
            return self.venv_answer
        if "pip" in command:
            self.asked.append(f"pip {Path(command[-1]).name}")
            if self.interrupt:
                raise KeyboardInterrupt
            return self.pip
        version = self.python.read_text()
        return (0, f"version {version}\n") if version else (1, "ModuleNotFoundError: pip")


@pytest.fixture
def machine(tmp_path: Path) -> StandIn:
    (tmp_path / "requirements.txt").write_text("thing==1\n")
    (tmp_path / "requirements-dev.txt").write_text("-r requirements.txt\nprobe==1\n")
    return StandIn(tmp_path)


def refused(machine: StandIn, *arguments: str, code: int = 1) -> str:
    """What is said when a command can't be done, which has to be two lines: Norwegian and English."""
    with pytest.raises(Problem) as caught:
        commands.dispatch(machine, list(arguments))
    assert caught.value.code == code
    assert len(str(caught.value).splitlines()) == 2
    return str(caught.value)


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


def test_an_interrupted_install_is_made_anew(machine: StandIn, capsys: pytest.CaptureFixture[str]) -> None:
    machine.interrupt = True
    assert main(["status"], machine) == 130
    assert "Avbrutt" in capsys.readouterr().err
    machine.interrupt = False
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
    ],
)
def test_pips_words_become_a_sentence(machine: StandIn, pip_says: str, sentence: str) -> None:
    machine.pip = (1, pip_says)
    assert sentence in refused(machine, "status")


def test_a_venv_that_fails_for_its_own_reasons(machine: StandIn) -> None:
    machine.venv_answer = (1, "Error: Command died with SIGSEGV\n")
    assert "SIGSEGV" in refused(machine, "status")
    assert machine.asked == ["venv", "venv"], "the second try takes copies instead of links"


# Commands


@pytest.mark.parametrize("word", [word for word in commands.COMMANDS if word != "indicators"])
def test_a_word_is_handed_on_with_arguments_and_exit_code(machine: StandIn, word: str) -> None:
    machine.code = 7
    assert main([word, "--yes", "a b", "--", "-x"], machine) == 7
    (command, cwd, environ) = machine.called[0]
    assert command == [str(machine.python), "-m", "pipelines", word, "--yes", "a b", "--", "-x"]
    assert cwd is None, "paths among the arguments are the user's own"
    assert environ["PYTHONPATH"] == str(machine.root) and environ["PYTHONSAFEPATH"] == "1"


def test_indicators_are_a_room_of_their_own(machine: StandIn) -> None:
    assert main(["indicators", "show", "gdp_share", "--format", "csv"], machine) == 0
    assert machine.called[0][0][1:] == ["-m", "indicators", "show", "gdp_share", "--format", "csv"]


def test_help_on_a_command_is_the_commands_own(machine: StandIn) -> None:
    main(["help", "refresh"], machine)
    main(["help", "indicators", "show"], machine)
    assert machine.called[0][0][1:] == ["-m", "pipelines", "refresh", "--help"]
    assert machine.called[1][0][1:] == ["-m", "indicators", "show", "--help"]


@pytest.mark.parametrize("words", [["help"], ["--help"], ["-h"], ["help", "nonsense"]])
def test_help_teaches_every_command_and_installs_nothing(
    machine: StandIn, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words, machine) == 0
    said = capsys.readouterr().out
    assert all(f"python run.py {word}" in said for word in [*commands.COMMANDS, "test", "help"])
    assert machine.asked == []


def test_a_word_that_is_no_command(machine: StandIn, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["statu"], machine) == 2
    assert "Prøv: python run.py status" in capsys.readouterr().err
    assert "run.py help" in refused(machine, "xyzzy", code=2)
    assert machine.asked == []


def test_the_tests_are_given_their_arguments_and_utf8(machine: StandIn) -> None:
    machine.code = 5
    assert main(["test", "tests/unit", "-k", "one or two"], machine) == 5
    (command, cwd, environ) = machine.called[0]
    assert command == [str(machine.python), "-m", "pytest", "-rs", "tests/unit", "-k", "one or two"]
    assert (cwd, environ["PYTHONUTF8"]) == (machine.root, "1")
    assert machine.asked == ["venv", "pip requirements-dev.txt"]


def test_without_chromium_it_is_said_what_is_skipped(machine: StandIn, capsys: pytest.CaptureFixture[str]) -> None:
    machine.programs = set()
    assert main(["test"], machine) == 0
    assert "nettlesertestene hoppes over" in capsys.readouterr().out


@pytest.mark.parametrize("ci", ["true", "True", "1"])
def test_without_chromium_a_build_server_fails(tmp_path: Path, machine: StandIn, ci: str) -> None:
    machine.programs, machine.environ["CI"] = set(), ci
    assert "apt-get install chromium" in refused(machine, "test")
    assert machine.called == []


def test_foreign_settings_do_not_reach_the_environment(tmp_path: Path) -> None:
    foreign = {"PYTHONPATH": "/x", "PYTHONHOME": "/x", "PIP_TARGET": "/x", "PIP_USER": "1", "KEEP": "me"}
    environ = child_environ(Machine(tmp_path, {**foreign, "MALBAROMETERET_STATE": "here"}))
    assert not {"PYTHONPATH", "PYTHONHOME", "PIP_TARGET"} & set(environ)
    assert (environ["PIP_USER"], environ["KEEP"]) == ("0", "me")
    assert environ["MALBAROMETERET_STATE"] == str(Path.cwd() / "here")


# The dashboard


def test_a_start_builds_the_warehouse_where_there_is_none(machine: StandIn) -> None:
    assert main(["--no-browser"], machine) == 0
    assert machine.called[0][0][1:] == ["-m", "pipelines", "refresh", "--from", "snapshot", "--yes"]
    assert machine.served[0][1:5] == ["-m", "streamlit", "run", "app.py"]


@pytest.mark.parametrize("moved", [True, False])
def test_a_start_leaves_a_warehouse_alone(machine: StandIn, moved: bool) -> None:
    state = machine.root / ("elsewhere" if moved else "data")
    if moved:
        machine.environ["MALBAROMETERET_STATE"] = str(state)
    (state / "warehouse").mkdir(parents=True)
    (state / "warehouse" / "current.json").write_text("{}")
    assert main([], machine) == 0
    assert machine.called == [] and len(machine.served) == 1


def test_no_dashboard_where_the_warehouse_could_not_be_built(machine: StandIn) -> None:
    machine.code = 3
    assert main([], machine) == 3
    assert machine.served == []


def test_the_servers_settings(machine: StandIn) -> None:
    main(["--port", "8765", "--address", "0.0.0.0"], machine)
    command = machine.served[0]
    assert command[command.index("--server.port") + 1] == "8765"
    assert command[command.index("--server.address") + 1] == "0.0.0.0"
    assert command[command.index("--browser.gatherUsageStats") + 1] == "false"


def test_the_servers_exit_code_is_ours(machine: StandIn) -> None:
    machine.server = ["-c", "raise SystemExit(9)"]
    assert main([], machine) == 9


WEB_SERVER = """
import http.server, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self): self.send_response(200); self.end_headers()
    def log_message(self, *_): pass
server = http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer)
server.timeout = 10
server.handle_request()
"""


@pytest.mark.parametrize("options", [[], ["--no-browser"], ["--headless"]])
def test_the_address_is_told_when_the_server_answers(
    machine: StandIn, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    port = free_port()
    machine.server = ["-c", WEB_SERVER, str(port)]
    assert main(["--port", str(port), *options], machine) == 0
    assert f"http://localhost:{port}" in capsys.readouterr().out
    assert machine.opened == ([] if options else [f"http://localhost:{port}"])


def test_a_proxy_is_not_asked_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")
    with listening() as port:
        answering = threading.Thread(target=serving.answers, args=(f"http://127.0.0.1:{port}",))
        answering.start()
        answering.join(timeout=5)
        assert not answering.is_alive()


@pytest.mark.parametrize("port", ["0", "65536", "-1", "eight", "8501x", "²"])
def test_a_nonsense_port_is_answered_with_a_sentence(
    machine: StandIn, capsys: pytest.CaptureFixture[str], port: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([f"--port={port}"], machine)
    assert ended.value.code == 2
    assert "1 til 65535" in capsys.readouterr().err
    assert machine.asked == []


def test_a_taken_port_is_said_with_the_next_free_one() -> None:
    with listening() as port:
        with pytest.raises(Problem) as caught:
            serving.check_port("localhost", port)
        said = str(caught.value)
        assert f"Port {port} er opptatt" in said and f"http://localhost:{port}" in said
        suggested = int(said.splitlines()[0].rsplit(" ", 1)[1])
        assert suggested > port and serving.port_state("localhost", suggested) == ""


def test_a_free_port_passes() -> None:
    serving.check_port("localhost", free_port())


def test_a_port_for_the_administrator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "port_state", lambda *_: "denied")
    with pytest.raises(Problem, match="--port 8501"):
        serving.check_port("localhost", 80)


def test_a_port_is_checked_before_anything_is_installed(machine: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(StandIn, "check_port", Machine.check_port)
    with listening() as port:
        assert "opptatt" in refused(machine, "--port", str(port))
    assert machine.asked == []


def test_no_browser_without_a_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr(sys, "platform", "linux")
    for environ in ({}, {"DISPLAY": ":0"}, {"WAYLAND_DISPLAY": "wayland-0"}):
        real = Machine(tmp_path, environ)
        real.windows = False
        real.open_browser("http://localhost:1")
    assert len(opened) == 2


# Processes


def test_a_childs_exit_code_comes_through(tmp_path: Path) -> None:
    real = Machine(tmp_path)
    assert real.call([sys.executable, "-c", "raise SystemExit(42)"], tmp_path, real.environ) == 42
    assert real.call([sys.executable, "-c", "import os; os.abort()"], tmp_path, real.environ) > 2


def test_what_a_child_prints_is_captured_line_by_line(tmp_path: Path) -> None:
    lines: list[str] = []
    command = [sys.executable, "-c", "import sys; print('blåbær'); print('feil', file=sys.stderr); sys.exit(3)"]
    code, answer = Machine(tmp_path).capture(command, lines.append)
    assert code == 3 and "blåbær" in lines and "feil\n" in answer


def test_a_child_that_will_not_end_is_ended() -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    with pytest.raises(SystemExit), processes.ended(child):
        raise SystemExit(1)
    assert child.poll() is not None


DRIVER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from launch.commands import main
from launch.machine import Machine

class Ready(Machine):
    python = Path(sys.executable)
    def start_server(self, command):
        import subprocess
        return subprocess.Popen([sys.executable, "-c", CHILD])
    def call(self, command, cwd, environ):
        return super().call([sys.executable, "-c", CHILD], cwd, environ)
    def check_port(self, address, port): pass

CHILD = '''
import signal, sys, time
signal.signal(signal.SIGINT, lambda *_: sys.exit(0))
print("up", flush=True)
time.sleep(60)
'''
import launch.commands
launch.commands.ensure_environment = lambda machine, wanted="": machine.python
launch.commands.build_if_none = lambda machine, python: 0
sys.exit(main(sys.argv[2:], Ready(Path(sys.argv[1]))))
"""


@posix
@pytest.mark.parametrize(
    ("words", "sent", "code"),
    [
        (["--no-browser"], signal.SIGINT, 0),
        (["status"], signal.SIGINT, 0),
        (["--no-browser"], signal.SIGTERM, 143),
        (["status"], signal.SIGTERM, 143),
    ],
)
def test_ctrl_c_and_terminate_end_quietly(words: list[str], sent: signal.Signals, code: int) -> None:
    """Ctrl-C goes to the whole group, as a terminal sends it; SIGTERM to run.py alone, as a service manager may."""
    process = subprocess.Popen(
        [sys.executable, "-c", DRIVER, str(ROOT), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    if sent == signal.SIGINT:
        os.killpg(process.pid, sent)
    else:
        process.send_signal(sent)
    _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (code, "")


# The build server's script


def test_the_build_server_runs_exactly_the_users_command() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert os.access(ROOT / ".ci" / "run", os.X_OK) or os.name == "nt"
    assert script.startswith("#!/usr/bin/env bash\n")
    last = [line for line in script.splitlines() if line.strip()][-1]
    assert last == "CI=true python3 run.py test"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class listening:
    """A server that answers one request, on a port of its own."""

    def __enter__(self) -> int:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self.answer, daemon=True)
        self.thread.start()
        return int(self.socket.getsockname()[1])

    def answer(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            connection.close()

    def __exit__(self, *_: object) -> None:
        self.socket.close()

