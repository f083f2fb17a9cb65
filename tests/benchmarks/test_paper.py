"""What the meeting's files cost on the server beside an empty deck and an empty typst document.

Run with: pytest tests/benchmarks/test_paper.py --benchmark-only -s
"""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from pptx import Presentation
from pytest_benchmark.fixture import BenchmarkFixture

from dashboard import once, store
from dashboard.address import View
from dashboard.paper import content, deck, places, report, typeset
from dashboard.paper.ask import Ask

ROUNDS = 7
ASK = Ask(View(), "2023-06-01", "https://example.org/presentation", date(2001, 2, 3))


@pytest.fixture(scope="module")
def version(snapshot_state: Path) -> Iterator[str]:
    """The version that is built from the snapshot."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MALBAROMETERET_STATE", str(snapshot_state))
        store.close()
        served = store.current()
        assert served is not None
        yield served.version
        store.close()


def forgotten() -> None:
    """Every round reads its figures anew, as the first reader after a refresh would."""
    once.forget()


def empty_deck() -> bytes:
    out = io.BytesIO()
    Presentation().save(out)
    return out.getvalue()


def empty_pdf() -> bytes:
    return typeset.compiled('#set document(title: "a")\n#set text(lang: "nb")\n#title()')


def seconds(make: Callable[[], bytes]) -> float:
    start = time.perf_counter()
    assert make()
    return time.perf_counter() - start


def told(benchmark: BenchmarkFixture, title: str, ours: Callable[[], bytes], theirs: Callable[[], bytes]) -> None:
    """Medians of both in one run, taking turns, printed side by side and kept with the benchmark."""

    def measure() -> tuple[float, float]:
        times: tuple[list[float], list[float]] = ([], [])
        for _ in range(ROUNDS):
            forgotten()
            times[0].append(seconds(ours))
            times[1].append(seconds(theirs))
        return statistics.median(times[0]), statistics.median(times[1])

    seconds(theirs)
    mine, baseline = benchmark.pedantic(measure, rounds=1, iterations=1)
    benchmark.extra_info.update({"ours": mine, "baseline": baseline})
    print(f"\n{title}: {1000 * mine:.0f} ms with nothing read before, baseline {1000 * baseline:.0f} ms")


def test_deck(benchmark: BenchmarkFixture, version: str) -> None:
    told(benchmark, "deck", lambda: deck.make(content.meeting(version, ASK)), empty_deck)


def test_report(benchmark: BenchmarkFixture, version: str) -> None:
    told(benchmark, "report", lambda: report.make(content.meeting(version, ASK)), empty_pdf)


def test_sheet_as_slide(benchmark: BenchmarkFixture, version: str) -> None:
    told(benchmark, "sheet, slide", lambda: deck.make_sheet(places.sheet(version, "5059", ASK)), empty_deck)


def test_sheet_as_pdf(benchmark: BenchmarkFixture, version: str) -> None:
    told(benchmark, "sheet, PDF", lambda: report.make_sheet(places.sheet(version, "5059", ASK)), empty_pdf)
