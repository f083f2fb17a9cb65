"""The documentation is true: each command it shows is run or held against its own help, each link leads somewhere."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from launch.commands import COMMANDS
from launch.serving import start_options
from pipelines.__main__ import app as pipelines
from tests.unit import documented
from tests.unit.documented import Deed, Shown

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("entries", "pipelines", "indicators", "dashboard", "launch")
PAGES = documented.pages(ROOT)
SHOWN = [
    shown
    for page in PAGES
    for shown in documented.shown_in(page.read_text(encoding="utf-8"), str(page.relative_to(ROOT)))
    if documented.is_ours(shown.words)
]


@cache
def python(*words: str, state: Path | None = None) -> subprocess.CompletedProcess[str]:
    """A module of the project in a process of its own, wide enough that no option is cut off in its help.

    What several pages show is run once.
    """
    environ = {**os.environ, "COLUMNS": "200", "TERM": "dumb", "NO_COLOR": "1", "PYTHONUTF8": "1"}
    if state:
        environ["MALBAROMETERET_STATE"] = str(state)
    return subprocess.run(
        [sys.executable, "-m", *words],
        cwd=ROOT,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=300,
    )


@pytest.fixture(scope="module")
def state(snapshot_state: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a warehouse as a reader has it after the first start, which the commands may change."""
    return shutil.copytree(snapshot_state, tmp_path_factory.mktemp("docs") / "state")


def help_of(*words: str) -> str:
    """What a command says of itself."""
    answer = python(*words, "--help")
    assert answer.returncode == 0, answer.stdout
    return answer.stdout


@pytest.mark.parametrize("shown", SHOWN, ids=str)
def test_a_command_in_the_documentation_works(shown: Shown, request: pytest.FixtureRequest) -> None:
    deed = documented.deed(shown.words)
    if deed.kind == "start":
        start_options(deed.options)
    elif deed.kind == "module":
        assert importlib.util.find_spec(deed.words[0])
    elif deed.kind == "help":
        assert not documented.missing_options(deed.options, help_of(*deed.words))
    else:
        answer = python(*deed.words, state=request.getfixturevalue("state"))
        assert answer.returncode == 0, answer.stdout
        assert answer.stdout.strip() or deed.words[0].startswith("tools."), "it said nothing"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_prose_speaks_of_commands_that_exist(page: Path) -> None:
    unknown = documented.spoken_of(page.read_text(encoding="utf-8")) - {*COMMANDS, "test", "help"}
    assert not unknown, f"{page.name} speaks of {sorted(unknown)}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_pictures_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    broken = [target for target in targets if "://" not in target and not (page.parent / target).exists()]
    assert not broken, f"{page.name}: {broken}"


def test_every_setting_is_told_and_every_setting_that_is_told_exists() -> None:
    code = "\n".join(file.read_text(encoding="utf-8") for room in ROOMS for file in (ROOT / room).rglob("*.py"))
    read = set(re.findall(r'"(MALBAROMETERET_[A-Z0-9_]+)"', code))
    told = set(re.findall(r"MALBAROMETERET_[A-Z0-9_]+", "\n".join(page.read_text(encoding="utf-8") for page in PAGES)))
    assert len(read) > 10
    assert told - {"MALBAROMETERET_E2E", "MALBAROMETERET_SCREENSHOTS"} == read, "those two are the browser tests' own"


@pytest.mark.parametrize("module", ["pipelines", "indicators"])
def test_every_command_is_known_to_run_py_and_teaches_itself(module: str) -> None:
    """What `python -m pipelines --help` lists can be said to run.py, and each has a help text of its own."""
    known = {word for word, (room, *_) in COMMANDS.items() if room == module}
    text = help_of(module)
    if module == "pipelines":
        listed = set(re.findall(r"^[│|\s]*([a-z][a-z-]+)\s{2,}", text.partition("Commands")[2], re.MULTILINE))
        assert listed == known
        told = {word: CliRunner().invoke(pipelines, [word, "--help"]) for word in known}
        assert all(one.exit_code == 0 and len(one.output) > 100 for one in told.values()), told
    else:
        assert known == {module} and "list" in text and "show" in text


# The mechanism itself, on a page written for it

SAMPLE = """
# A page

```console
$ git clone somewhere
$ python run.py
$ python run.py --port 8502 --no-browser   # another port
Målbarometeret: http://localhost:8502
$ python run.py status && python run.py check
$ MALBAROMETERET_STATE=here python -m indicators show gdp_share --region trondheimsregionen \\
      --format csv > shares.csv
```
```console
$ python run.py refresh --from ssb --yes | tee log.txt
$ python run.py rollback 20260101T000000Z-00000000
$ python3 -m pytest tests/unit -k "one or two"
$ python run.py help refresh
$ ln -s here there && malbarometeret rollback > there
$ python -m tools.update_docs --check && python -m tools.update_docs
```
```python
$ python run.py nonsense
```
"""


def of_sample() -> list[tuple[str, ...]]:
    return [shown.words for shown in documented.shown_in(SAMPLE, "sample") if documented.is_ours(shown.words)]


def test_commands_are_found_in_console_blocks_only() -> None:
    assert [" ".join(words) for words in of_sample()] == [
        "python run.py",
        "python run.py --port 8502 --no-browser",
        "python run.py status",
        "python run.py check",
        "python -m indicators show gdp_share --region trondheimsregionen --format csv",
        "python run.py refresh --from ssb --yes",
        "python run.py rollback 20260101T000000Z-00000000",
        "python3 -m pytest tests/unit -k one or two",
        "python run.py help refresh",
        "malbarometeret rollback",
        "python -m tools.update_docs --check",
        "python -m tools.update_docs",
    ]


def test_what_is_safe_is_run_and_the_rest_is_held_against_its_help() -> None:
    assert [documented.deed(words) for words in of_sample()] == [
        Deed("start", ()),
        Deed("start", (), ("--port", "8502", "--no-browser")),
        Deed("run", ("pipelines", "status")),
        Deed("run", ("pipelines", "check")),
        Deed("run", ("indicators", "show", "gdp_share", "--region", "trondheimsregionen", "--format", "csv")),
        Deed("help", ("pipelines", "refresh"), ("--from", "--yes")),
        Deed("help", ("pipelines", "rollback")),
        Deed("help", ("pytest",), ("-k",)),
        Deed("run", ("pipelines", "refresh", "--help")),
        Deed("help", ("pipelines", "rollback")),
        Deed("run", ("tools.update_docs", "--check")),
        Deed("module", ("tools.update_docs",)),
    ]


@pytest.mark.parametrize("line", ["python run.py nonsense", "python -m nonsense", "python run.py statuss --all"])
def test_a_command_that_does_not_exist_is_found_out(line: str) -> None:
    with pytest.raises(LookupError):
        documented.deed(tuple(line.split()))


def test_an_option_that_does_not_exist_is_found_out() -> None:
    assert documented.missing_options(("-k", "--exitfirst", "--exit", "--nonsense"), help_of("pytest")) == [
        "--exit",
        "--nonsense",
    ]
    with pytest.raises(SystemExit):
        start_options(["--nonsense"])


def test_words_in_prose_are_found() -> None:
    assert documented.spoken_of("Kjør `python run.py status`, så python3 run.py nonsense.") == {"status", "nonsense"}
