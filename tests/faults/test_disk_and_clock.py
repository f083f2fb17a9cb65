"""A real disk that is full or read-only, and clocks that jump: what is served stays, and versions stay in order."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines import municipality_codes, publishing, warehouse
from pipelines.refresh import Outcome, RefreshError, refresh
from tests.faults import world
from tests.unit import test_refresh as made_up

Mount = Callable[[str], None]


@pytest.fixture
def disk(first_edition: Path, mounted: tuple[Path, Mount], monkeypatch: pytest.MonkeyPatch) -> Mount:
    """A disk of its own with the first edition on it; the options it is given can be changed while it is there."""
    place, remount = mounted
    shutil.copytree(first_edition, place / "state")
    monkeypatch.setenv("MALBAROMETERET_STATE", str(place / "state"))
    return remount


def again(updated: str = world.SECOND, **more: Any) -> Outcome:
    """A refresh that finds a new edition."""
    with world.bank(updated, **more) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("MALBAROMETERET_KLASS", server.klass_url)
        return refresh(world.ORDER, lambda *_: True, steps=world.steps(server.url))


def used(state: Path) -> int:
    return sum(file.stat().st_blocks * 512 for file in state.rglob("*") if file.is_file())


@pytest.mark.parametrize("room", [0, 50_000, 300_000, 700_000, 1_500_000])
def test_a_disk_that_runs_full_is_told_and_heals(disk: Mount, room: int) -> None:
    state = Path(os.environ["MALBAROMETERET_STATE"])
    before = world.fingerprints()
    disk(f"size={-(-(used(state) + room) // 4096) * 4096}")
    try:
        outcome = again()
        told = " ".join(f.sentence for f in outcome.fetched)
        assert outcome.ending == "failed", outcome.ending
    except RefreshError as error:
        told = str(error)
    assert "disk is full" in told or "No space left" in told
    assert world.fingerprints() == before
    disk("size=64m")
    assert again().ending == "published"
    assert world.leftovers(state) == []


def test_a_disk_that_can_not_be_written_to_is_told_and_heals(disk: Mount) -> None:
    before = world.fingerprints()
    disk("ro")
    with pytest.raises(RefreshError, match=r"Read-only file system.*the version before is still served"):
        again()
    assert world.fingerprints() == before
    assert warehouse.served().problem is None
    with warehouse.open_store() as con:
        assert con.execute("SELECT count(*) FROM core.jobs").fetchone() != (0,)
    disk("rw")
    assert again().ending == "published"


def clock(moment: dt.datetime) -> type[dt.datetime]:
    """A clock that stands still."""

    class Clock(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]
            return moment.astimezone(tz)

    return Clock


@pytest.mark.parametrize("year", [1970, 2001, 2099])
def test_versions_stay_in_order_when_the_clock_jumps(state: Path, monkeypatch: pytest.MonkeyPatch, year: int) -> None:
    first = warehouse.served().version
    with monkeypatch.context() as patch:
        for module in ("publishing", "contact", "municipality_codes"):
            patch.setattr(f"pipelines.{module}.datetime", clock(dt.datetime(year, 1, 1, tzinfo=dt.UTC)))
        second = again().version
    third = again("2033-01-01T07:00:00Z").version
    assert second and third
    assert warehouse.stored() == [third, second, first]
    assert warehouse.current_version() == third
    assert publishing.rollback() == second


def test_codes_that_came_while_the_clock_was_ahead_give_way_to_newer_ones(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """KLASS has no date of its own: the order of its answers is the order in which they came."""

    def names() -> bytes:
        newest = municipality_codes.newest_instead([])
        return next(d for d in newest if d.name.endswith("codes")).read()[0]

    for year, word in ((2099, b"Ahead"), (None, b"Later")):
        with monkeypatch.context() as patch:
            if year:
                now = clock(dt.datetime(year, 1, 1, tzinfo=dt.UTC))
                patch.setattr("pipelines.municipality_codes.datetime", now)
            klass = world.KLASS | {"codes": world.KLASS["codes"].replace(b"Made up", word)}
            assert again(f"20{40 if year else 41}-01-01T07:00:00Z", klass=klass).ending == "published"
        assert word in names()


def test_a_damaged_record_of_the_newest_version_does_not_put_the_next_before_it(state: Path) -> None:
    folder = warehouse.folder_of(warehouse.served().version)
    future = folder.with_name("20990101T000000Z-00000000")
    shutil.copytree(folder, future)
    (future / warehouse.ABOUT).write_text("{")
    version = again().version
    assert version and version.startswith("20990101T000001Z-")
    assert warehouse.current_version() == version
    assert warehouse.stored()[0] == version


def test_a_version_dated_at_the_end_of_time_is_a_sentence(state: Path) -> None:
    before = world.fingerprints()
    folder = warehouse.folder_of(warehouse.served().version)
    shutil.copytree(folder, folder.with_name("99991231T235959Z-00000000"))
    with pytest.raises(RefreshError, match="a version is dated at the end of time; remove it: 99991231T235959Z-0"):
        again()
    assert world.fingerprints() == before
    shutil.rmtree(folder.with_name("99991231T235959Z-00000000"))
    assert again().ending == "published"


@pytest.mark.parametrize("name", ["backup", "zzz-old", "20261399T000000Z-00000000", "lost+found"])
def test_a_folder_that_is_no_version_is_left_alone_and_not_listed(state: Path, name: str) -> None:
    (warehouse.versions_folder() / name).mkdir()
    assert again().ending == "published"
    assert name not in warehouse.stored()
    assert (warehouse.versions_folder() / name).is_dir()
    assert [v.problem for v in warehouse.versions()] == [None, None]


def test_the_same_second_twice_makes_two_versions_in_order(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.publishing.datetime", clock(dt.datetime(2099, 1, 1, tzinfo=dt.UTC)))
    versions = [refresh(made_up.SNAPSHOT, made_up.yes, steps=made_up.steps(100 + n)).version for n in range(3)]
    assert sorted(v or "" for v in versions) == versions
