"""docs/adding-an-indicator.md is true: its steps, word by word, in a copy of the project, add an indicator."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from indicators.registry import read_registry
from launch.commands import module_and_arguments

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "adding-an-indicator.md"
NAME = "births_per_1000"
COMMENT = re.compile(r"^(?:#|--) (\S+/\S+\.(?:yml|sql|py))\n")

#: Asks the data routes as a program would, in a process that knows the copy only.
ASK = """
import json, sys
from starlette.applications import Starlette
from starlette.testclient import TestClient
from dashboard.web import api
client = TestClient(Starlette(routes=api.routes()))
answers = [client.get(address) for address in sys.argv[1:]]
assert all(answer.status_code == 200 for answer in answers), answers
json.dump([answer.text for answer in answers], sys.stdout)
"""


#: Every block of code on the page, from top to bottom: its language and its text.
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.M | re.S)
FILES = {found[1]: text for _, text in BLOCKS if (found := COMMENT.match(text))}
COMMANDS = [line for language, text in BLOCKS if language == "sh" for line in text.splitlines()]


TESTS = ("services", "spec", "unit")


class Copy(NamedTuple):
    """A copy of the project in which the steps have been done; what each command said, by the command."""

    folder: Path
    said: dict[str, str]

    def run(self, *words: str) -> str:
        """What a program in the copy says."""
        environ = {
            **os.environ,
            "MALBAROMETERET_STATE": str(self.folder / "state"),
            "PYTHONPATH": str(self.folder),
            "PYTHONUTF8": "1",
            "COLUMNS": "200",
        }
        ended = subprocess.run(
            words, cwd=self.folder, env=environ, capture_output=True, encoding="utf-8", timeout=300, check=False
        )
        assert ended.returncode == 0, f"{shlex.join(words)}\n{ended.stdout}{ended.stderr}"
        return ended.stdout

    def ask(self, *addresses: str) -> list[str]:
        """What data routes answer."""
        answers: list[str] = json.loads(self.run(sys.executable, "-c", ASK, *addresses))
        return answers


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory, snapshot_state: Path) -> Copy:
    """The steps, done where the figures have been built before: the files are written as they stand on the page, and
    its commands run in their order."""
    copy = Copy(tmp_path_factory.mktemp("project"), {})
    left_out = shutil.ignore_patterns("__pycache__", "raw", "warehouse")
    rooms = ("data", "docs", "entries", "pipelines", "indicators", "dashboard", *("tests/" + part for part in TESTS))
    for room in rooms:
        shutil.copytree(ROOT / room, copy.folder / room, ignore=left_out)
    shutil.copy(ROOT / "pyproject.toml", copy.folder)
    shutil.copytree(snapshot_state, copy.folder / "state")
    for name, text in FILES.items():
        assert not (copy.folder / name).exists(), f"{name} is an indicator already: the page needs another example"
        (copy.folder / name).write_text(text, encoding="utf-8")
    for command in COMMANDS:
        words = shlex.split(command)
        assert words[:2] == ["python", "run.py"], "a reader has no other Python with what it needs"
        # what run.py installs is installed here, and what it hands on is handed on
        module, rest = ("pytest", words[3:]) if words[2] == "test" else module_and_arguments(words[2], words[3:])
        copy.said[command] = copy.run(sys.executable, "-m", module, *rest)
    return copy


def said(done: Copy, word: str) -> str:
    """What the one command that has the word in it said."""
    (answer,) = [answer for command, answer in done.said.items() if word in command]
    return answer


def test_the_page_has_five_steps_and_three_files() -> None:
    headings = re.findall(r"^## (\d)\. ", PAGE.read_text(encoding="utf-8"), re.M)
    assert headings == ["1", "2", "3", "4", "5"]
    assert sorted(Path(name).name for name in FILES) == [f"{NAME}.sql", f"{NAME}.yml", f"test_{NAME}.py"]


def test_the_project_itself_does_not_have_the_example() -> None:
    assert NAME not in read_registry()


def test_step_1_shows_the_tables(done: Copy) -> None:
    births, mean = said(done, "columns births"), said(done, "columns mean_persons")
    assert re.search(r"core\.births_deaths +municipality, year, live_births, deaths", births)
    assert re.search(r"core\.population_mean +municipality, year, mean_persons", mean)


def test_step_4_runs_the_spec_and_the_registrys_tests(done: Copy) -> None:
    assert "failed" not in said(done, "run.py test")
    assert re.search(r"\[100%\]|passed", said(done, "run.py test"))


def test_the_values_are_in_the_warehouse_and_at_the_command_line(done: Copy) -> None:
    text = said(done, "indicators show")
    assert "Births (per 1,000 inhabitants)" in text
    assert "trondheimsregionen" in text and "ba_oslo" in text
    rows = json.loads(done.run(sys.executable, "-m", "indicators", "show", NAME, "--format", "json"))
    assert {row["indicator"] for row in rows} == {NAME}
    oslo = [row for row in rows if row["region"] == "ba_oslo"]
    assert len(oslo) > 30
    assert all(5 < row["value"] < 20 for row in oslo)
    # ranked among the city regions, with municipalities beside them, and the sum is a whole one
    assert {row["rank"] for row in rows if row["year"] == 2024 and row["rank"]} == {1, 2, 3, 4, 5, 6}
    assert any(len(row["region"]) == 4 for row in rows)


def test_it_has_a_status_word_with_what_the_word_is_computed_from(done: Copy) -> None:
    assert NAME in said(done, "indicators progress")
    rows = json.loads(
        done.run(sys.executable, "-m", "indicators", "progress", "--region", "ba_oslo", "--format", "json")
    )
    (row,) = [row for row in rows if row["indicator"] == NAME]
    assert row["goal"] == "attractive_city_region"
    assert row["status"] in ("some_progress", "standing_still", "moving_away")
    assert row["latest_year"] - row["base_year"] == 5
    assert row["noise"] > 0


def test_the_data_routes_answer_with_it(done: Copy) -> None:
    values = f"/api/v1/indicators/{NAME}/values.{{}}?region=ba_oslo&year=2024"
    indicators, indicator, in_csv, in_json = done.ask(
        "/api/v1/indicators", f"/api/v1/indicators/{NAME}", values.format("csv"), values.format("json")
    )
    assert NAME in [row["indicator"] for row in json.loads(indicators)["rows"]]
    about = json.loads(indicator)["indicators"][0]
    assert (about["name_nb"], about["unit_en"]) == ("Fødte", "per 1,000 inhabitants")
    from_csv = list(csv.DictReader(io.StringIO(in_csv.lstrip("\ufeff"))))
    from_json = json.loads(in_json)["rows"]
    assert len(from_csv) == len(from_json) == 1
    assert float(from_csv[0]["value"]) == from_json[0]["value"]
