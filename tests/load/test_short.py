"""The short form of the soak: half a minute of a few readers, with refreshes, faults and writers in between.

The long form is `python -m tests.load soak`. Nothing here is timed: that the app holds is asked, not how fast it is.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.load import measure, soak, versions
from tests.load.__main__ import app
from tests.load.crowd import Seen
from tests.load.disturbances import Told
from tests.load.visit import Run
from tools import marks


def test_readers_see_no_error_and_no_entry_is_lost(snapshot_state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALBAROMETERET_STATE", str(snapshot_state))
    # in a thread: where browser tests ran before, this one has an event loop going
    with ThreadPoolExecutor(1) as pool:
        result = pool.submit(lambda: asyncio.run(soak.run(minutes=0.5, users=3, think=0.7, say=print))).result()
    assert result.seen.errors == []
    assert result.told.wrong == []
    assert result.lost == []
    assert result.seen.clicks
    assert result.told.confirmed


def test_without_a_warehouse_it_says_how_to_build_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALBAROMETERET_STATE", str(tmp_path))
    for command in ("soak", "versions"):
        answer = CliRunner().invoke(app, [command])
        assert answer.exit_code == 1
        assert "There is no warehouse yet" in " ".join(answer.output.split())


def test_memory_that_does_not_level_off_is_told() -> None:
    level = versions.Result([100.0, 300.0, 500.0, 600.0, 690.0, 700.0, 700.0, 705.0], [])
    assert level.held()
    assert not versions.Result([100.0 * number for number in range(1, 9)], []).held()
    assert not versions.Result(level.memory, ["/: broken"]).held()


def test_a_soak_that_went_wrong_says_so() -> None:
    good = soak.Result(1, 1, Seen(clicks=[1.0]), Told(), [], [100.0] * 9)
    assert good.held()
    assert not soak.Result(1, 1, Seen(clicks=[1.0], errors=["/: broken"]), Told(), [], [100.0] * 9).held()
    assert not soak.Result(1, 1, Seen(clicks=[1.0]), Told(wrong=["killed"]), [], [100.0] * 9).held()
    assert not soak.Result(1, 1, Seen(clicks=[1.0]), Told(), ["abc"], [100.0] * 9).held()
    growing = soak.Result(1, 1, Seen(clicks=[1.0]), Told(), [], [100.0] * 6 + [150.0] * 3)
    assert growing.growing() and not growing.held()
    assert "growing" in growing.sentences()[-1]


def test_a_missed_budget_stands_out() -> None:
    kept = measure.Row(1, 50, 10, 2.4, 3.0, 1.0, 1.0, 1.0, ())
    missed = measure.Row(2, 50, 10, 1.5, 3.0, 1.0, 1.0, 1.0, ())
    assert kept.verdict().endswith("kept") and "missed" in missed.verdict()


def test_figures_need_their_marks(tmp_path: Path) -> None:
    document = tmp_path / "page.md"
    document.write_text("before <!-- a --> old <!-- b --> after")
    marks.put(document, "<!-- a -->", "<!-- b -->", "new")
    assert document.read_text() == "before <!-- a -->\nnew\n<!-- b --> after"
    with pytest.raises(ValueError, match="two marks"):
        marks.put(document, "<!-- c -->", "<!-- d -->", "new")


def test_an_error_on_the_page_is_seen() -> None:
    """The visit reads what a browser is sent: an exception that is shown counts."""
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    from tests.load.visit import Visit

    message = ForwardMsg()
    message.delta.new_element.exception.type = "ValueError"
    message.delta.new_element.exception.message = "made up"
    run = Run()
    assert not Visit("http://127.0.0.1:1")._read(message.SerializeToString(), run)
    assert run.errors == ["ValueError: made up"]
