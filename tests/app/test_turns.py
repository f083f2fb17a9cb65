"""Pages are made one after another; what takes too long, waits, or fails holds nobody up."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import monotonic, sleep
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.parts import goal, pacing, turns
from dashboard.parts.turns import Turns
from dashboard.web import metrics
from tests.app.test_pacing import opened
from tests.app.test_pages import SCRIPT

#: Longer than any test takes: nobody is let in because of it.
NEVER = 600.0


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    """Readers who ask at the same time."""
    with ThreadPoolExecutor(12) as pool:
        yield pool


def waiting(at: Turns, count: int) -> None:
    """Until so many wait for their turn."""
    end = monotonic() + 30
    while len(at._waiting) < count:
        assert monotonic() < end, f"{len(at._waiting)} wait, not {count}"
        sleep(0.001)


def test_one_comes_after_another_and_who_came_first_is_first(threads: ThreadPoolExecutor) -> None:
    pages, seen, within = Turns(NEVER), [], []

    def page(number: int) -> None:
        with pages.turn():
            within.append(number)
            seen.append(list(within))
            sleep(0.001)
            within.remove(number)

    with pages.turn():
        asked = []
        for number in range(10):
            asked.append(threads.submit(page, number))
            waiting(pages, number + 1)
        assert seen == []
    for one in asked:
        one.result(30)
    assert seen == [[number] for number in range(10)]


def test_a_page_that_fails_gives_its_turn_back() -> None:
    pages = Turns(NEVER)
    with pytest.raises(ZeroDivisionError), pages.turn():
        raise ZeroDivisionError
    with pages.turn() as waited:
        assert waited < NEVER


def test_it_tells_how_long_it_waited(threads: ThreadPoolExecutor) -> None:
    pages = Turns(NEVER)

    def page() -> float:
        with pages.turn() as waited:
            return waited

    with pages.turn():
        asked = threads.submit(page)
        waiting(pages, 1)
        sleep(0.05)
    assert 0.05 <= asked.result(30) < 30


def test_while_one_steps_aside_the_next_goes_on(threads: ThreadPoolExecutor) -> None:
    pages, order = Turns(NEVER), []

    def page() -> None:
        with pages.turn():
            order.append("the next")

    with pages.turn():
        asked = threads.submit(page)
        waiting(pages, 1)
        with pages.aside():
            asked.result(30)
        order.append("the first goes on")
        again = threads.submit(page)
        waiting(pages, 1)
        order.append("and has its turn again")
    again.result(30)
    assert order == ["the next", "the first goes on", "and has its turn again", "the next"]


def test_who_has_no_turn_steps_aside_for_nobody() -> None:
    pages = Turns(NEVER)
    with pages.aside():
        pass
    with pages.turn():
        pass
    with pages.aside(), pages.turn():
        assert not pages._waiting


def test_what_takes_too_long_holds_nobody_up(threads: ThreadPoolExecutor) -> None:
    pages, over, began = Turns(0.05), Event(), Event()

    def slow() -> None:
        with pages.turn():
            began.set()
            assert over.wait(30)

    held = threads.submit(slow)
    assert began.wait(30)

    def page() -> bool:
        with pages.turn():
            return not over.is_set()

    assert all(one.result(30) for one in [threads.submit(page) for _ in range(5)])
    # the slow one ends while another has the turn, and takes it from nobody
    with pages.turn():
        over.set()
        held.result(30)
        next_one = threads.submit(page)
        waiting(pages, 1)
        assert not next_one.done()
    assert next_one.result(30) is False


def test_who_waits_long_behind_several_short_ones_is_not_let_in_beside_them(
    threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [100.0]
    monkeypatch.setattr(turns, "monotonic", lambda: clock[0])
    pages, inside = Turns(0.02), Event()

    def page() -> None:
        with pages.turn():
            inside.set()

    with pages.turn():
        asked = threads.submit(page)
        waiting(pages, 1)
        assert not inside.wait(0.2)  # ten times as long as a turn may be, but this turn began a moment ago
        clock[0] += 1
        assert inside.wait(30)
        asked.result(30)


class Counted(Turns):
    """Notes what it was asked for."""

    def __init__(self) -> None:
        super().__init__(NEVER)
        self.asked: list[str] = []

    def turn(self) -> Any:
        self.asked.append("turn")
        return super().turn()

    def aside(self) -> Any:
        self.asked.append("aside")
        return super().aside()


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    """The turns of the pages, counted."""
    found = Counted()
    monkeypatch.setattr(turns, "PAGES", found)
    return found


def test_every_page_is_made_in_a_turn(served: str, counted: Counted) -> None:
    app = AppTest.from_file(SCRIPT, default_timeout=60).run()
    assert not app.exception
    app.switch_page("views/cases.py").run()
    assert counted.asked == ["turn", "turn"]
    assert counted._holder is None


def test_how_long_pages_wait_is_measured(served: str) -> None:
    def seen() -> float:
        return metrics.REGISTRY.get_sample_value("malbarometeret_page_wait_seconds_count") or 0.0

    before = seen()
    AppTest.from_file(SCRIPT, default_timeout=60).run()
    assert seen() == before + 1


def test_others_go_on_while_a_browser_draws(served: str, counted: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    held: dict[float, bool] = {}  # others sleep too
    monkeypatch.setattr(pacing.time, "sleep", lambda wait: held.update({wait: counted._holder is not None}))
    opened(monkeypatch, "https://example.org/")
    assert counted.asked == ["turn", "aside", "aside"]
    assert (held[pacing.HEADLINE], held[pacing.CHART]) == (False, False)
    assert counted._holder is None


def test_a_page_that_cannot_be_made_gives_its_turn_back(
    served: str, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(goal, "_page", broken)
    app = AppTest.from_file(SCRIPT, default_timeout=60).run()
    assert app.exception and counted.asked == ["turn"]
    assert counted._holder is None
