"""A box that is opened is filled alone: nothing else of the page is drawn anew, unless the page has been overtaken."""

from __future__ import annotations

from functools import partial

import pytest
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData
from streamlit.testing.v1 import AppTest, local_script_runner

from tests.app import artificial
from tests.app.test_pages import run, words


def opened(app: AppTest, key: str, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """What comes of opening a box: as a browser does, it asks for the boxes alone."""
    boxes = [*app._fragment_storage._fragments]
    app.session_state[key] = True
    with monkeypatch.context() as asking:
        asking.setattr(local_script_runner, "RerunData", partial(RerunData, fragment_id_queue=boxes))
        app.run()
    assert not app.exception
    return app


@pytest.mark.parametrize("page", ["", "sub-goals", "why"])
def test_nothing_but_the_boxes_is_drawn(page: str, served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run(page, denominator="mainland")
    box = next(one for one in app.expander if str(one.key).startswith("share-"))
    found = opened(app, str(box.key), monkeypatch)
    assert any("denominator=mainland" in code.value for code in found.code)
    assert not found.title and not found.get("plotly_chart") and not found.segmented_control


def test_what_is_open_stays_open_when_a_choice_is_made(served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(run(), "table-goal-gap", monkeypatch)
    (before,) = [table.value.to_csv() for table in app.table]
    app.run()
    app.segmented_control(key="denominator").set_value("with_shelf").run()
    (after,) = [table.value.to_csv() for table in app.table]
    assert before != after


def test_a_page_that_has_been_overtaken_comes_anew_as_a_whole(served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run()
    assert "9,5" not in words(app)
    artificial.publish("33333333", band=True)
    opened(app, "table-goal-gap", monkeypatch)
    assert "9,5" in words(app) and len(app.table) == 1


def test_a_page_that_keeps_to_its_version_is_not_overtaken(served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run(version=served)
    artificial.publish("33333333", band=True)
    assert not opened(app, "table-goal-gap", monkeypatch).title and len(app.table) == 1
