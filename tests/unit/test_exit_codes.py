"""The commands of every room end by one convention: 2 for what is not understood or not there, 1 for trouble."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner

import dashboard.__main__
import deploy.__main__
import entries.__main__
import indicators.__main__
import pipelines.__main__
from dashboard import entered, store
from pipelines import paths, screen
from tests.app import artificial

ROOMS: dict[str, Typer] = {
    "pipelines": pipelines.__main__.app,
    "indicators": indicators.__main__.app,
    "entries": entries.__main__.app,
    "dashboard": dashboard.__main__.app,
    "deploy": deploy.__main__.app,
}


def ended(words: str) -> int:
    """Exit code of a command; it says why in a sentence, not in a traceback."""
    room, *rest = words.split()
    result = CliRunner().invoke(ROOMS[room], rest)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 0 or result.output.strip(), words
    return result.exit_code


@pytest.mark.parametrize(
    "words",
    [
        "pipelines nonsense",
        "pipelines changes nonsense",
        "pipelines rollback nonsense",
        "pipelines columns nonsense",
        "pipelines refresh --tables nonsense",
        "indicators nonsense",
        "indicators show nonsense",
        "indicators show gdp_gap --region nonsense",
        "indicators show gdp_gap --years nonsense",
        "indicators show gdp_gap --format nonsense",
        "indicators progress --sub-goal nonsense",
        "indicators since nonsense",
        "entries nonsense",
        "entries list nonsense",
        "entries history action nonsense",
        "entries restore-text action nonsense 1",
        "entries undo action 999999",
        "entries revoke nonsense",
        "entries grant x X contact --municipality 7777",
        "dashboard nonsense",
        "dashboard publish edition --lang nonsense",
        "dashboard publish edition --since nonsense",
        "deploy nonsense",
        "deploy nginx --domain x.example --certificate c --key k --ports nonsense",
    ],
)
def test_a_name_that_is_not_there_was_not_understood(
    words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MALBAROMETERET_STATE", str(tmp_path))
    monkeypatch.delenv("MALBAROMETERET_ENTRIES", raising=False)
    artificial.publish()
    if words.startswith("entries"):
        assert ended("entries upgrade") == 0
    assert ended(words) == screen.MISUNDERSTOOD
    store.close()
    entered.close()


@pytest.mark.parametrize(
    "words",
    [
        "pipelines check",
        "indicators list",
        "indicators show gdp_gap",
        "indicators progress",
        "indicators since 2026-01-01",
        "entries list action",
        "entries backup copy.sqlite",
        "dashboard publish edition",
    ],
)
def test_what_cannot_be_read_is_trouble(words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALBAROMETERET_STATE", str(tmp_path))
    monkeypatch.delenv("MALBAROMETERET_ENTRIES", raising=False)
    monkeypatch.chdir(tmp_path)
    assert ended(words) == screen.WRONG


def test_the_codes_are_told_where_one_looks() -> None:
    document = (paths.ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    assert "exit code 0 done, 1 something went wrong, 2 what was typed" in document
    for room in ("pipelines", "indicators", "entries", "dashboard"):
        shown = " ".join(CliRunner().invoke(ROOMS[room], ["--help"]).output.split())
        assert "Exit codes: 0 done, 1 something went wrong, 2 not understood" in shown, room
