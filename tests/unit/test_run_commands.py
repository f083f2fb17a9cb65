"""`python run.py` and its words: what is handed on, the dashboard's port and address, and how everything ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from launch import commands, ports, processes, serving
from launch.commands import main
from launch.machine import Machine, child_environ
from launch.problems import Problem
from tests.unit.launching import ROOT, StandIn, posix, project, refused


@pytest.fixture
def machine(tmp_path: Path) -> StandIn:
    return project(tmp_path)


# Commands


@pytest.mark.parametrize("word", [word for word, (room, *_) in commands.COMMANDS.items() if room == "pipelines"])
def test_a_word_is_handed_on_with_arguments_and_exit_code(machine: StandIn, word: str) -> None:
    machine.code = 7
    assert main([word, "--yes", "a b", "--", "-x"], machine) == 7
    (command, cwd, environ) = machine.called[0]
    assert command == [str(machine.python), "-m", "pipelines", word, "--yes", "a b", "--", "-x"]
    assert cwd is None, "paths among the arguments are the user's own"
    assert environ["PYTHONPATH"] == str(machine.root) and environ["PYTHONSAFEPATH"] == "1"


def test_indicators_are_a_room_of_their_own(machine: StandIn, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["indicators", "show", "gdp_share", "--format", "csv"], machine) == 0
    assert machine.called[0][0][1:] == ["-m", "indicators", "show", "gdp_share", "--format", "csv"]
    told = capsys.readouterr()
    assert "Installerer" in told.err and told.out == "", "the output may go to a file, also at the first start"


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
    assert command == [str(machine.python), "-m", "pytest", "-rsR", "tests/unit", "-k", "one or two"]
    assert (cwd, environ["PYTHONUTF8"]) == (machine.root, "1")
    assert machine.asked == ["venv", "pip requirements-dev.txt"]


def test_without_chromium_it_is_said_what_is_skipped(machine: StandIn, capsys: pytest.CaptureFixture[str]) -> None:
    machine.programs = set()
    assert main(["test"], machine) == 0
    assert "nettlesertestene hoppes over" in capsys.readouterr().err


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
    assert machine.served[0][1:5] == ["-c", serving.STREAMLIT, "run", "app.py"]


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


@posix
def test_streamlit_itself_says_nothing_at_ctrl_c(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("import streamlit as st\nst.write('hei')\n")
    port = free_port()
    command = [sys.executable, "-c", serving.STREAMLIT, "run", "app.py", "--server.port", str(port)]
    command += ["--server.headless", "true", "--server.address", "localhost", "--logger.hideWelcomeMessage", "true"]
    server = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")
    with processes.ended(server):
        patience = time.monotonic() + 60
        while not serving.answers(f"http://localhost:{port}") and server.poll() is None:
            assert time.monotonic() < patience, "Streamlit did not start"
            time.sleep(0.1)
        server.send_signal(signal.SIGINT)
        said, _ = server.communicate(timeout=20)
    assert server.returncode == 0
    assert "Aborted" not in said and "Traceback" not in said


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
    assert f"http://localhost:{port}" in capsys.readouterr().err
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
            ports.check_port("localhost", port)
        said = str(caught.value)
        assert f"Port {port} er opptatt" in said and f"http://localhost:{port}" in said
        suggested = int(said.splitlines()[0].rsplit(" ", 1)[1])
        assert suggested > port and ports.port_state("localhost", suggested) == ""


def test_a_free_port_passes() -> None:
    ports.check_port("localhost", free_port())


def test_a_port_for_the_administrator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "port_state", lambda *_: "denied")
    with pytest.raises(Problem, match="--port 8501"):
        ports.check_port("localhost", 80)


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


SKIPPED = """
import pytest
@pytest.mark.browser
def test_page(): pytest.skip("no Chromium")
def test_other(): pytest.skip("another reason")
"""


@pytest.mark.parametrize(("ci", "outcome"), [("true", "1 failed, 1 skipped"), ("", "2 skipped")])
def test_the_build_server_lets_no_browser_test_be_skipped(tmp_path: Path, ci: str, outcome: str) -> None:
    (tmp_path / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text(encoding="utf-8"))
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = browser\n")
    (tmp_path / "test_pages.py").write_text(SKIPPED)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        env={**os.environ, "CI": ci},
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert outcome in done.stdout
    assert ("no browser test may be skipped here" in done.stdout) == bool(ci)


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
