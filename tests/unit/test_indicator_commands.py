"""The commands progress and since: what they say, and how they end."""

import csv
import io
import json

import pytest
from typer.testing import CliRunner

from indicators.__main__ import app
from tests.spec.standings import CLIMB, published


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("MALBAROMETERET_STATE", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "300")


@pytest.fixture
def two_versions(monkeypatch):
    """One version without and one with the year 2024; the target is 72."""
    return [
        published(monkeypatch, "20260105", CLIMB, target=72),
        published(monkeypatch, "20260210", CLIMB + "\n2024 50", target=72),
    ]


def run(*words):
    ended = CliRunner().invoke(app, list(words))
    assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exception
    return ended.exit_code, ended.output


@pytest.mark.parametrize("word", ["progress", "since"])
def test_the_help_gives_an_example(word):
    code, said = run(word, "--help")
    assert code == 0
    assert "Examples:" in said


def test_progress_prints_the_word_the_parts_and_the_criteria(two_versions):
    code, said = run("progress", "--region", "alfa")
    assert code == 0
    (line,) = [line for line in said.splitlines() if line.startswith(" toy")]
    # 53 in 2019, 50 in 2024: −3 in 5 years; 72 − 50 = 22 lacking in the 6 years to 2030
    for part in ("50 (2024)", "53 (2019)", "-0.6", "+3.7", "Standing still"):
        assert part in line
    assert "beta" not in said
    assert "Moving away: The value moves against the wanted direction." in said
    assert "2030 is this product's choice" in said


@pytest.mark.parametrize("format", ["csv", "json"])
def test_progress_gives_every_part_as_a_file(two_versions, format):
    _, said = run("progress", "--sub-goal", "goal", "--next-year", "2035", "--format", format)
    rows = json.loads(said) if format == "json" else list(csv.DictReader(io.StringIO(said)))
    assert [row["region"] for row in rows] == ["alfa", "beta", "gamma"]
    assert (rows[0]["status"], rows[0]["movement"]) == ("standing_still", "still")
    assert float(rows[0]["pace_required_per_year"]) == 2.0  # 22 lacking in the 11 years to 2035
    assert int(rows[0]["target_year"]) == 2035
    assert rows[1]["latest_value"] in (None, "")


def test_since_tells_what_changed_and_why(two_versions):
    code, said = run("since", "2026-01-31")
    assert code == 0
    for part in (*two_versions, "61 (2023)", "50 (2024)", "On track", "Standing still", "A new year"):
        assert part in said


def test_since_says_when_nothing_changed_and_when_nothing_is_so_old(two_versions):
    code, said = run("since", "2026-02-28")
    assert (code, "No status and no figure changed." in said) == (0, True)
    assert "No version is as old as 2020-01-01" in run("since", "2020-01-01")[1]


def test_since_as_a_file(two_versions):
    _, said = run("since", two_versions[0], "--region", "alfa", "--format", "json")
    (row,) = json.loads(said)
    assert (row["year_before"], row["year"], row["why"]) == (2023, 2024, "new_year")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("progress", "--region", "alpha"), "there is no region “alpha”; nearest: alfa"),
        (("progress", "--sub-goal", "gaol"), "there is no goal “gaol”; nearest: goal"),
        (("progress", "--prices", "old"), "there is no prices “old”"),
        (("show", "toy", "--years", "2015, 2023-2020"), "2023-2020 runs backwards; write 2020-2023"),
        (("since", "yesterday"), "neither a date nor a version"),
        (("since", "2026-01-31", "--region", "alpha"), "there is no region “alpha”; nearest: alfa"),
        (("progress", "--region", "8001"), "there is no region “8001”; nearest: 9001"),
        (("progress", "--region", "prøveby"), "there is no region “prøveby”; nearest: 9001"),
    ],
)
def test_what_is_not_there_is_told_in_a_sentence(two_versions, words, sentence):
    code, said = run(*words)
    assert code == 2
    assert sentence in said


@pytest.mark.parametrize("words", [("progress",), ("since", "2026-01-31")])
def test_without_a_warehouse_the_sentence_says_how_to_build_one(words):
    code, said = run(*words)
    assert code == 1
    assert "refresh --from snapshot" in said
