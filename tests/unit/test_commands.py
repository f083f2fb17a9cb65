"""The commands: what they say, how they end, and that nothing foreseeable ends in a traceback."""

import json
import os
import re
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from pipelines import contact, gather, paths, publishing, refresh, terminal, warehouse
from pipelines.__main__ import app
from pipelines.gather import Fetched
from tests.unit.test_refresh import build_core as made_up_core
from tests.unit.test_refresh import steps

REASON = "Made up: the municipality is twice as large"


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("MALBAROMETERET_STATE", str(tmp_path))
    return tmp_path


@pytest.fixture
def holding(monkeypatch):
    """Let the documents say that so many persons live in the made-up municipality, with other steps as given."""

    def put(persons=100, **other):
        monkeypatch.setattr(refresh, "real_steps", lambda: steps(persons, **other))

    return put


def run(*words, **more):
    """A command's exit code and what it said."""
    ended = CliRunner().invoke(app, list(words), **more)
    assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exception
    return ended.exit_code, ended.output


def published(holding, *figures):
    for persons in figures:
        holding(persons)
        assert run("refresh", "--from", "snapshot", "--yes")[0] == 0
    return [v.id for v in reversed(warehouse.versions())]


def test_without_a_word_the_help_names_every_command():
    _, said = run()
    for word in ("refresh", "status", "changes", "versions", "rollback", "check", "doctor"):
        assert word in said


@pytest.mark.parametrize("word", ["refresh", "status", "changes", "versions", "rollback", "check", "doctor"])
def test_the_help_of_each_command_gives_an_example(word):
    code, said = run(word, "--help")
    assert code == 0
    assert "Examples:" in said


def test_refresh_publishes_and_says_so(holding):
    holding(100)
    code, said = run("refresh", "--from", "snapshot", "--yes")
    assert code == 0
    assert "A first version" in said
    assert f"Published: version {warehouse.current_version()} is served." in said


def test_a_second_refresh_finds_nothing_new(holding):
    published(holding, 100)
    code, said = run("refresh", "--from", "snapshot", "--yes")
    assert code == 0
    assert "Nothing new: version" in said


def test_with_nobody_to_ask_the_report_is_printed_and_the_exit_code_is_3(holding):
    first, *_ = published(holding, 100)
    holding(110)
    code, said = run("refresh", "--from", "snapshot")
    assert code == 3
    assert "core.population" in said
    assert "+10.00 %" in said
    assert "To publish: python -m pipelines refresh --yes" in said
    assert warehouse.current_version() == first


@pytest.mark.parametrize(("answer", "figures"), [("y\n", 2), ("n\n", 1)])
def test_a_person_is_asked(holding, monkeypatch, answer, figures):
    published(holding, 100)
    holding(110)
    monkeypatch.setattr(terminal, "interactive", lambda: True)
    code, said = run("refresh", "--from", "snapshot", input=answer)
    assert code == 0
    assert "Publish this?" in said
    assert len(warehouse.versions()) == figures


def test_a_dry_run_shows_and_publishes_nothing(holding):
    published(holding, 100)
    holding(110)
    code, said = run("refresh", "--from", "snapshot", "--dry-run", "--yes")
    assert code == 0
    assert "+10.00 %" in said
    assert "Dry run: nothing was published." in said
    assert len(warehouse.versions()) == 1


def test_a_failed_check_says_what_is_wrong_and_how_to_accept_it(holding):
    published(holding, 100)
    holding(200)
    code, said = run("refresh", "--from", "snapshot", "--yes")
    assert code == 1
    assert "0001 on 1 January 2020: 200 persons, 100 before." in said
    command = said.split("When you have looked and it is right: ")[1]
    name = re.search(r"--accept (population_steady@[0-9a-f]{10}) --reason", command)[1]
    code, _ = run("refresh", "--from", "snapshot", "--yes", "--accept", name)
    assert code == 2
    code, said = run("refresh", "--from", "snapshot", "--yes", "--accept", name, "--reason", REASON)
    assert code == 0


def test_a_table_that_failed_is_named(holding):
    def fetch(names, progress):
        assert list(names) == ["99999", "99998"]
        return [
            Fetched(request="made_up", table="99999", status="failed", sentence="table 99999: SSB says it is gone"),
            Fetched(request="other", table="99998", status="unchanged", updated="2000-01-01T08:00:00Z"),
        ]

    holding(100, fetch=fetch)
    code, said = run("refresh", "--yes", "--tables", "99999,99998")
    assert code == 1
    assert "SSB says it is gone" in said
    assert "--skip-failed" in said


def test_what_was_rolled_back_from_is_held_back(holding):
    _, second = published(holding, 100, 110)
    assert run("rollback")[0] == 0
    code, said = run("refresh", "--from", "snapshot", "--yes")
    assert code == 0
    assert f"rollback {second}" in said


def test_an_error_in_the_build_is_one_sentence(holding):
    def broken(*_):
        raise ValueError("table 99999 (made_up): the answer is cut off")

    holding(100, build_core=broken)
    code, said = run("refresh", "--from", "snapshot", "--yes")
    assert code == 1
    assert "table 99999 (made_up): the answer is cut off; nothing was published" in said
    assert "Traceback" not in said


def test_a_second_refresh_at_once_is_a_sentence(holding):
    holding(100)
    with publishing.writing():
        code, said = run("refresh", "--from", "snapshot", "--yes")
    assert code == 1
    assert "Another refresh or rollback is under way" in said


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["refresh", "--from", "nowhere"], "nowhere"),
        (["refresh", "--from", "snapshot", "--accept", "nonsense"], "no check named nonsense"),
        (["refresh", "--accept", "years_kept"], "Say which finding of years_kept is accepted"),
        (["refresh", "--accept", "years_kept@0123456789"], "Say why it may pass: --reason"),
        (["refresh", "--reason", "a reason for nothing"], "nothing was accepted"),
        (["refresh", "--from", "snapshot", "--tables", "99999"], "the snapshot is always built as a whole"),
        (["refresh", "--tables", "nonsense"], "No table or request is called nonsense"),
        (["rollback", "nonsense"], "There is no warehouse version nonsense"),
        (["changes", "nonsense"], "There is no warehouse version nonsense"),
        (["columns", "nonsense"], "No table and no column has “nonsense” in its name"),
        (["check", "nonsense"], "There is no warehouse version nonsense"),
        (["versions", "--keep", "0"], "keep"),
        (["nonsense"], "nonsense"),
    ],
)
def test_what_is_not_understood_ends_with_2(holding, words, sentence):
    published(holding, 100)
    holding(100, fetch=gather.fetch_all)
    code, said = run(*words)
    assert code == 2
    assert sentence in said
    assert "Traceback" not in said


@pytest.mark.parametrize("words", [["status"], ["changes"], ["versions"], ["check"], ["columns"]])
def test_without_a_warehouse_each_command_says_how_to_build_one(words):
    code, said = run(*words)
    assert code == 1
    assert "refresh --from snapshot --yes" in said


def test_rollback_without_anything_before():
    code, said = run("rollback")
    assert code == 2
    assert "no version before the served one" in said


def test_versions_are_listed_newest_first_and_can_be_pruned(holding):
    first, second = published(holding, 100, 110)
    code, said = run("versions")
    assert code == 0
    assert said.index(second) < said.index(first)
    code, said = run("versions", "--keep", "1")
    assert f"Removed {first}" in said
    assert [v.id for v in warehouse.versions()] == [second]


def test_a_damaged_version_is_marked_in_the_list(holding):
    _, second = published(holding, 100, 110)
    (warehouse.folder_of(second) / warehouse.ABOUT).unlink()
    code, said = run("versions")
    assert code == 0
    assert "version.json is missing or damaged" in " ".join(said.split())
    code, said = run("check", second)
    assert code == 1
    assert "is incomplete" in said


def test_changes_of_the_served_and_of_a_named_version(holding):
    first, second = published(holding, 100, 110)
    code, said = run("changes")
    assert code == 0
    assert f"What is new since {first}" in said
    assert "A first version" in run("changes", first)[1]
    code, said = run("changes", "--json")
    assert json.loads(said)["base"] == first
    code, said = run("changes", first, "--against", second)
    assert "-9.09 %" in said


def test_a_version_without_a_report_can_be_compared_anew(holding):
    first, second = published(holding, 100, 110)
    report = warehouse.folder_of(second) / warehouse.CHANGES
    report.chmod(0o644)
    report.write_text("{")
    code, said = run("changes")
    assert code == 1
    assert f"changes {second} --against" in said
    assert run("changes", second, "--against", first)[0] == 0


def test_check_runs_every_check_and_ends_with_1_when_one_fails(holding, monkeypatch):
    published(holding, 100)
    code, said = run("check")
    assert code == 0
    assert "keys_unique" in said
    holding(200)
    name = re.search(r"population_steady@[0-9a-f]{10}", run("refresh", "--from", "snapshot")[1])[0]
    assert run("refresh", "--from", "snapshot", "--yes", "--accept", name, "--reason", REASON)[0] == 0
    code, said = run("check")
    assert (code, "accepted" in said, REASON in said) == (0, True, True)
    with monkeypatch.context() as patch:
        patch.setattr("pipelines.checks.kept", lambda con: [])
        code, said = run("check")
    assert code == 1
    assert "200 persons, 100 before" in said
    assert REASON in run("changes")[1]


def test_a_refresh_that_is_interrupted_says_what_is_kept(holding):
    def interrupted(*_):
        raise KeyboardInterrupt

    published(holding, 100)
    holding(110, build_core=interrupted)
    code, said = run("refresh", "--from", "snapshot", "--yes")
    assert code == 130
    assert "Stopped. Nothing was published" in said
    assert len(list(warehouse.versions_folder().iterdir())) == 1


def command(*words, **variables):
    return subprocess.run(
        [sys.executable, "-m", "pipelines", *words],
        cwd=paths.ROOT,
        env=os.environ | {"PYTHONPATH": str(paths.ROOT)} | variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )


def test_without_a_terminal_one_line_of_json_tells_what_happened(holding):
    first, _ = published(holding, 100, 110)
    ended = command("rollback")
    assert ended.returncode == 0
    assert ended.stdout == f"Version {first} is served.\n"
    line = json.loads(ended.stderr)
    assert (line["event"], line["version"]) == ("rollback", first)


def test_a_pipe_that_knows_no_arrow_gets_another_sign(holding):
    (version,) = published(holding, 100)
    ended = command("versions", PYTHONIOENCODING="cp1252")
    assert ended.returncode == 0
    assert version in ended.stdout


def test_without_a_terminal_an_error_is_a_sentence_and_a_line():
    ended = command("changes")
    assert ended.returncode == 1
    sentence, line = ended.stderr.splitlines()
    assert sentence == json.loads(line)["sentence"]
    assert sentence.startswith("There is no warehouse yet")


def test_status_tells_ssbs_date_and_ours(holding):
    live = next(request for request in gather.chosen())

    def build_core(con, documents, progress):
        made_up_core(con, documents, progress)
        con.execute(
            'ALTER TABLE meta.document ADD COLUMN "rows" BIGINT DEFAULT 1234;'
            " ALTER TABLE meta.document ADD COLUMN first_year INTEGER DEFAULT 1999;"
            " ALTER TABLE meta.document ADD COLUMN last_year INTEGER DEFAULT 2001;"
            " ALTER TABLE meta.document ADD COLUMN origin VARCHAR DEFAULT 'made up, by nobody';"
            " ALTER TABLE meta.document ADD COLUMN fetched_at VARCHAR DEFAULT ''"
        )
        con.execute("UPDATE meta.document SET request = ?, table_id = ?", [live.name, live.table])

    holding(100, build_core=build_core)
    assert run("refresh", "--from", "snapshot", "--yes")[0] == 0
    code, said = run("status")
    assert code == 0
    for word in (live.table, live.name, "2000-01-01", "not asked", "1 234", "1999–2001", "snapshot: made up"):
        assert word in said
    contact.remember_dates({live.table: "2026-01-01T08:00:00Z"})
    said = run("status")[1]
    assert "2026-01-01" in said
    assert "newer at SSB" in said
    contact.remember_dates({live.table: "2000-01-01T08:00:00Z"})
    assert "up to date" in run("status")[1]
