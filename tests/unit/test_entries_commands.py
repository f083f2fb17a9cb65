"""The commands: what they say, what they refuse, and that an error is a sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from entries import __main__ as commands
from tests.services.entries import REFERENCES


@pytest.fixture
def say(entries_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Runs a command against a database of each kind, with made-up municipalities."""
    monkeypatch.setenv("MALBAROMETERET_ENTRIES", entries_url)
    monkeypatch.setenv("MALBAROMETERET_STATE", str(tmp_path / "state"))
    monkeypatch.setattr(commands, "_references", lambda: REFERENCES)

    def run(*words: str, code: int = 0) -> str:
        result: Result = CliRunner().invoke(commands.app, list(words))
        assert result.exit_code == code, result.output
        assert "Traceback" not in result.output
        return " ".join(result.output.split())

    return run


def test_from_an_empty_database_to_a_restored_one(say, tmp_path: Path) -> None:
    assert "python -m entries upgrade" in say("list", "action", code=1) or "is not there" in say(
        "list", "action", code=1
    )
    assert "none → " in say("upgrade")
    assert "already" in say("upgrade")
    assert "contact of 9001" in say("grant", "kari@example.org", "Kari", "contact", "--municipality", "9001")
    assert "analyst" in say("grant", "kari@example.org", "Kari", "analyst")
    assert "kari@example.org" in say("list", "role_grant")
    copy = tmp_path / "copy.json"
    say("backup", str(copy))
    assert "is there already" in say("backup", str(copy), code=1)
    say("revoke", "kari@example.org")
    assert "has no role" in say("revoke", "kari@example.org", code=2)
    assert "say --yes" in say("restore", str(copy), code=1)
    assert "is restored" in say("restore", str(copy), "--yes")
    assert "1 entries" in say("list", "role_grant")


def test_a_list_in_and_out_and_its_history(say, tmp_path: Path) -> None:
    say("upgrade")
    cases, out = tmp_path / "cases.csv", tmp_path / "out.csv"
    cases.write_text("municipality;decided_on;title\n9001;2026-04-22;Næring\n", encoding="utf-8")
    assert "1 would be added" in say("import", "council_case", str(cases), "--dry-run")
    assert "1 added" in say("import", "council_case", str(cases))
    say("export", "council_case", str(out))
    assert "is there already" in say("export", "council_case", str(out), code=1)
    assert "1 say the same" in say("import", "council_case", str(out))
    out.write_text(out.read_text(encoding="utf-8").replace("Næring", "Havn"), encoding="utf-8")
    assert "1 changed" in say("import", "council_case", str(out))
    entry = out.read_text(encoding="utf-8").splitlines()[1].split(",")[0]
    assert "imported" in say("history", "council_case", entry)

    def changes() -> list[str]:
        return [str(change["id"]) for change in json.loads(say("history", "council_case", entry, "--json"))]

    say("restore-text", "council_case", entry, changes()[0], "--field", "title")
    assert "Næring" in say("list", "council_case", "--json")
    say("undo", "council_case", changes()[-1])
    assert "Havn" in say("list", "council_case")
    cases.write_text("municipality;decided_on;title\n7777;x;\n", encoding="utf-8")
    assert "Line 2:" in say("import", "council_case", str(cases), code=1)


def test_what_is_not_there_is_a_sentence(say, tmp_path: Path) -> None:
    say("upgrade")
    assert "There is no register called nothing" in say("list", "nothing", code=2)
    assert "ends with .csv or .json" in say("export", "action", str(tmp_path / "a.xlsx"), code=2)
    assert "No such file" in say("import", "action", str(tmp_path / "none.csv"), code=1)
    assert "No municipality has the number 7777" in say("grant", "x", "X", "contact", "--municipality", "7777", code=2)
    assert '"councils": []' in say("facts")


def one_case(say, folder: Path) -> tuple[str, str]:
    """Enter a case; gives its id and the number of its first change."""
    say("upgrade")
    cases = folder / "CASES.CSV"  # a name in capitals is a name
    cases.write_text("municipality;decided_on;title\n9001;2026-04-22;Næring\n", encoding="utf-8")
    assert "1 added" in say("import", "council_case", str(cases))
    [entry] = json.loads(say("list", "council_case", "--json"))
    return entry["id"], str(json.loads(say("history", "council_case", entry["id"], "--json"))[0]["id"])


def test_a_wrong_id_a_wrong_field_and_a_wrong_number_are_named(say, tmp_path: Path) -> None:
    entry, first = one_case(say, tmp_path)
    assert "Council case c-1 is not here." in say("history", "council_case", "c-1", code=2)
    assert "Council case c-1 is not here." in say("restore-text", "council_case", "c-1", first, code=2)
    told = say("restore-text", "council_case", entry, first, "--field", "titel", code=2)
    assert "council_case has no field titel; there are: municipality, " in told
    for number in ("9999", "9" * 30):
        said = f"Change {number} is not in the history of this council case."
        assert said in say("restore-text", "council_case", entry, number, code=2)
        assert said in say("undo", "council_case", number, code=2)
    say("restore-text", "council_case", entry, "first", code=2)


def test_restoring_a_text_that_stands_already_says_so(say, tmp_path: Path) -> None:
    entry, first = one_case(say, tmp_path)
    assert "already; nothing was written" in say("restore-text", "council_case", entry, first)
    assert json.loads(say("list", "council_case", "--json"))[0]["version"] == 1
    say("export", "council_case", str(tmp_path / "OUT.JSON"))
    assert json.loads((tmp_path / "OUT.JSON").read_text(encoding="utf-8"))[0]["title"] == "Næring"


def test_an_address_in_capitals_is_the_one_that_signs_in(say) -> None:
    say("upgrade")
    assert "Kari (kari@example.org) is analyst now" in say("grant", " Kari@Example.org ", "Kari", "analyst")
    assert "Kari (kari@example.org) is office now" in say("grant", "kari@example.org", "Kari", "office")
    assert [one["subject"] for one in json.loads(say("list", "role_grant", "--json"))] == ["kari@example.org"]
    assert "has no role any more" in say("revoke", "KARI@example.org")
    assert "Abc-1 (Abc-1)" not in say("grant", "Abc-1", "Nils", "analyst")
    assert "Abc-1" in say("list", "role_grant")


def test_reading_is_nobodys_role(say) -> None:
    say("upgrade")
    say("grant", "kari@example.org", "Kari", "reader", code=2)
    assert "0 entries" in say("list", "role_grant")
