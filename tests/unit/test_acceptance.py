"""Letting a finding through: it names what was found, needs a reason, is kept and shown, and covers nothing else."""

import re

import duckdb
import pytest

from pipelines import changes, checking, checks, terminal, warehouse
from pipelines.refresh import refresh
from tests.unit.test_checks import SOUND
from tests.unit.test_commands import run
from tests.unit.test_refresh import SNAPSHOT, steps, yes

REASON = "Made up: two municipalities became one"


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("MALBAROMETERET_STATE", str(tmp_path))
    return tmp_path


@pytest.fixture
def holding(monkeypatch):
    def put(persons):
        monkeypatch.setattr("pipelines.refresh.real_steps", lambda: steps(persons))

    return put


def stopped(holding, persons):
    """What a refresh with so many persons is stopped by, as the command prints it."""
    holding(persons)
    code, said = run("refresh", "--from", "snapshot", "--yes")
    assert code == 1
    return re.search(r"--accept (\w+@[0-9a-f]{10}) --reason", said)[1]


def test_an_acceptance_is_kept_in_the_version_and_its_report(holding):
    refresh(SNAPSHOT, yes, steps=steps(100))
    found = stopped(holding, 200)
    code, said = run("refresh", "--from", "snapshot", "--yes", "--accept", found, "--reason", REASON)
    assert code == 0
    assert f'"accepted": [{{"check": "{found}", "reason": "{REASON}"}}]' in said
    with warehouse.open_store() as con:
        (kept,) = checks.kept(con)
    assert (f"{kept.check}@{kept.fingerprint}", kept.reason) == (found, REASON)
    assert kept.tables == ["core.population"]
    assert kept.problems == ["0001 on 1 January 2020: 200 persons, 100 before."]
    report = changes.read(warehouse.folder_of(warehouse.current_version()) / warehouse.CHANGES)
    assert report.accepted == [kept]


def test_it_does_not_cover_another_failure_of_the_same_check(holding):
    refresh(SNAPSHOT, yes, steps=steps(100))
    found = stopped(holding, 200)
    holding(300)
    code, said = run("refresh", "--from", "snapshot", "--yes", "--accept", found, "--reason", REASON)
    assert code == 1
    assert "300 persons, 100 before" in said
    assert found not in said.partition("When you have looked")[2]


def test_what_is_found_again_just_so_stays_accepted_with_its_reason(tmp_path):
    """A total that SSB got wrong fails every night: the reason given once holds as long as the finding is the same."""
    file = tmp_path / "before.duckdb"
    spoil = "UPDATE core.population_nation SET persons = 301 WHERE year = 2020"
    with duckdb.connect(str(file)) as con:
        con.execute(SOUND + spoil)
        (found,) = [r for r in checks.run(con) if r.stops]
        checks.store(con, checks.run(con, accept=checks.acceptances([found.called], REASON)))
    with duckdb.connect() as con:
        con.execute(SOUND + spoil)
        (carried,) = [r for r in checks.run(con, file) if not r.passed]
        assert (carried.accepted, carried.reason, carried.called) == (True, REASON, found.called)
        con.execute("UPDATE core.population_nation SET persons = 302 WHERE year = 2020")
        (moved,) = [r for r in checks.run(con, file) if not r.passed]
        assert moved.stops


def test_a_file_from_before_there_were_acceptances_has_none(tmp_path):
    with duckdb.connect() as con:
        con.execute(SOUND)
        assert checks.kept(con) == []


def test_status_and_changes_show_what_was_accepted(holding, monkeypatch):
    monkeypatch.setattr("pipelines.status.lines", lambda con, dates: [])
    refresh(SNAPSHOT, yes, steps=steps(100))
    found = stopped(holding, 200)
    assert run("refresh", "--from", "snapshot", "--yes", "--accept", found, "--reason", REASON)[0] == 0
    for command in ("status", "changes"):
        said = run(command)[1]
        assert f"{found}, " in said
        assert REASON in said
        assert "200 persons, 100 before" in said


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("", "10 to 300 characters (it has 0)"),
        ("   \n\t ", "it has 0"),
        ("ok", "it has 2"),
        ("x" * 301, "it has 301"),
        ("\u200b\u202e\x00\x1b" * 20, "it has 0"),
    ],
)
def test_a_reason_is_a_sentence_not_a_word_and_not_a_page(reason, sentence):
    with pytest.raises(checks.UnknownCheck, match=re.escape(sentence)):
        checks.acceptances(["years_kept@0123456789"], reason)


@pytest.mark.parametrize("end", ["", "@", "@012345678", "@012345678z", "@0123456789 or else"])
def test_a_finding_is_named_in_full(end):
    with pytest.raises(checks.UnknownCheck):
        checks.acceptances([f"years_kept{end}"], REASON)


def test_a_reason_is_plain_text_on_one_line():
    (said,) = checks.acceptances(["years_kept@0123456789"], "  SSB\nclosed\x1b[31m the\u202e [red]series[/red]  ")
    assert said.reason == "SSB closed[31m the [red]series[/red]"
    screen = terminal.console()
    with screen.capture() as shown:
        screen.print(terminal.accepted([said]))
    assert "[red]series[/red]" in shown.get()


def test_two_findings_have_two_fingerprints_though_they_are_told_alike():
    assert checking.figure(1_234_567.0) == "1234567"
    assert checking.figure(0.1) == "0.1"
    assert checking.figure(1_234_567.25) != checking.figure(1_234_567.5)
