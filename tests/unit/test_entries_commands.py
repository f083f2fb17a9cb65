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
    assert "has no role" in say("revoke", "kari@example.org", code=1)
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
    assert "File exists" in say("export", "council_case", str(out), code=1)
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
    assert "There is no register called nothing" in say("list", "nothing", code=1)
    assert "ends with .csv or .json" in say("export", "action", str(tmp_path / "a.xlsx"), code=1)
    assert "No such file" in say("import", "action", str(tmp_path / "none.csv"), code=1)
    assert "No municipality has the number 7777" in say("grant", "x", "X", "contact", "--municipality", "7777", code=1)
    assert '"councils": []' in say("facts")
