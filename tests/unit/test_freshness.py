"""When the served figures can be older than Statistics Norway's: judged by a clock that is given in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard import freshness as words
from dashboard.texts import texts
from pipelines import freshness, last_refresh, refresh, warehouse
from pipelines.__main__ import app
from pipelines.gather import Fetched
from pipelines.status import Line
from tests.unit.test_refresh import steps

MADE = datetime(2026, 1, 10, 5, tzinfo=UTC)
VERSION = "20260110T050000Z-1a2b3c4d"


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A version with its record, and nothing else."""
    monkeypatch.setenv("MALBAROMETERET_STATE", str(tmp_path))
    folder = tmp_path / "warehouse" / "versions" / VERSION
    folder.mkdir(parents=True)
    (folder / warehouse.ABOUT).write_text(warehouse.About(id=VERSION, content="1a2b3c4d").model_dump_json())
    return tmp_path


def line(table: str, ours: str, theirs: str = "", standing: str = "not asked") -> Line:
    return Line(
        table=table,
        request=table,
        document=table,
        role="current",
        ours=ours,
        theirs=theirs,
        rows=1,
        first_year=2000,
        last_year=2001,
        origin="made up",
        fetched_at="",
        standing=standing,
    )


def said(now: datetime, *documents: Line, lang: str = "nb") -> str:
    found = freshness.of(VERSION, now.date(), documents, last_refresh.read())
    return " ".join(words.sentences(found, now, texts(lang)))


def test_new_figures_need_no_words() -> None:
    assert said(MADE + timedelta(days=3), line("00001", "2025-12-01")) == ""


def test_a_failed_refresh_is_told_until_one_succeeds() -> None:
    last_refresh.keep("failed", "ssb", at=MADE + timedelta(days=1))
    assert said(MADE + timedelta(days=2)) == "Den siste oppdateringen, 11. januar 2026, mislyktes."
    assert said(MADE + timedelta(days=2), lang="en") == "The last refresh, on 11 January 2026, failed."
    last_refresh.keep("nothing_new", "ssb", asked_all=True, at=MADE + timedelta(days=3))
    assert said(MADE + timedelta(days=3)) == ""


def test_figures_that_are_newer_at_the_publisher_are_named() -> None:
    newer = [line(f"0000{n}", "2025-12-01", "2026-01-11", "newer at SSB") for n in range(1, 7)]
    assert said(MADE, newer[0]) == "SSB har nyere tall i tabell 00001 enn dem som vises her."
    assert said(MADE, *newer) == (
        "SSB har nyere tall i tabellene 00001, 00002, 00003, 00004 og 2 til enn dem som vises her."
    )


@pytest.mark.parametrize(
    ("ours", "day", "due"),
    [
        ("2025-01-20", date(2026, 2, 19), False),
        ("2025-01-20", date(2026, 2, 20), True),
        ("2025-01", date(2026, 3, 2), False),
        ("2025-01", date(2026, 3, 3), True),
        ("2024", date(2026, 1, 30), False),
        ("2024", date(2026, 1, 31), True),
        ("2024-2025", date(2030, 1, 1), False),
        ("unknown", date(2030, 1, 1), False),
    ],
)
def test_a_publication_is_due_a_year_and_a_month_after_the_last(ours: str, day: date, due: bool) -> None:
    now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    assert ("probably published" in said(now, line("00001", ours), lang="en")) is due


def test_what_the_publisher_was_asked_about_since_is_not_due_and_a_record_never_is() -> None:
    now = datetime(2027, 6, 1, tzinfo=UTC)
    last_refresh.keep("nothing_new", "ssb", asked_all=True, at=now - timedelta(days=1))
    assert said(now, line("00001", "2025-01-20", "2025-01-20", "up to date")) == ""
    assert said(now, line("00001", "2001", standing="a record")) == ""


def test_long_silence_is_told_by_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(MADE + timedelta(days=30)) == ""
    assert said(MADE + timedelta(days=31)) == "Ingen har spurt SSB om nye tall siden 10. januar 2026."
    monkeypatch.setenv("MALBAROMETERET_STALE_DAYS", "3")
    assert said(MADE + timedelta(days=4)) != ""


@pytest.mark.parametrize("given", ["0", "-1", "x", "1.5", "1e9", "100000"])
def test_a_setting_that_is_no_number_of_days_is_named(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALBAROMETERET_STALE_DAYS", given)
    with pytest.raises(ValueError, match="MALBAROMETERET_STALE_DAYS"):
        freshness.stale_days()


# What the command keeps


ANSWERED = [Fetched(request="made_up", table="00001", status="unchanged")]


def command(*more: str) -> last_refresh.LastRefresh | None:
    CliRunner().invoke(app, ["refresh", *more])
    return last_refresh.read()


def test_a_refresh_keeps_how_it_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refresh, "real_steps", lambda: steps(100, fetch=lambda *_: ANSWERED))
    kept = command("--yes")
    assert kept is not None and (kept.ending, kept.failed) == ("published", False) and kept.asked_at == kept.at
    failed = [Fetched(request="made_up", table="00001", status="failed", sentence="No answer.")]
    monkeypatch.setattr(refresh, "real_steps", lambda: steps(100, fetch=lambda *_: failed))
    again = command("--yes")
    assert again is not None and (again.ending, again.failed, again.sentence) == ("failed", True, "made_up")
    assert again.asked_at == kept.asked_at, "when all was well last is not forgotten"


def test_a_dry_run_and_a_part_of_the_tables_count_as_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refresh, "real_steps", lambda: steps(100, fetch=lambda *_: ANSWERED))
    assert command("--dry-run") is None
    kept = command("--yes", "--tables", "07459")
    assert kept is not None and kept.asked_at is None


def test_an_error_is_kept_with_its_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> list[Fetched]:
        raise ValueError("the answer has no dimension Tid")

    monkeypatch.setattr(refresh, "real_steps", lambda: steps(100, fetch=broken))
    kept = command("--yes")
    assert kept is not None and kept.failed and "no dimension Tid" in kept.sentence


@pytest.mark.parametrize("damage", ["", "{", '{"at": "yesterday"}', "[]"])
def test_a_damaged_record_is_no_record(damage: str) -> None:
    last_refresh.keep("published", "ssb")
    last_refresh.file().write_text(damage)
    assert last_refresh.read() is None
    last_refresh.keep("published", "ssb")
    assert last_refresh.read() is not None


def test_a_record_that_cannot_be_written_is_no_error(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALBAROMETERET_STATE", str(state / "nowhere"))
    last_refresh.keep("published", "ssb")
    assert last_refresh.read() is None
