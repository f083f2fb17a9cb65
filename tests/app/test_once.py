"""What is made once for a version is kept as long as that version is served."""

from __future__ import annotations

from dashboard import figures, once, store
from tests.app import artificial


def test_readers_of_one_version_share_what_was_made(served: str) -> None:
    assert figures.regions(served) is figures.regions(served)
    store.current()
    store.of(served)
    kept = figures.regions(served)
    store.current()
    assert figures.regions(served) is kept, "asking for the served version anew forgets nothing"


def test_what_was_made_goes_when_another_version_is_served(served: str) -> None:
    store.current()
    before = figures.regions(served)
    artificial.publish("55555555")
    store.current()
    assert figures.regions(served) is not before
    assert figures.regions(served).equals(before), "an earlier version can still be asked for"


def test_of_what_was_made_the_latest_asked_for_stays() -> None:
    made: list[str] = []

    @once.once(2)
    def answer(version: str) -> str:
        made.append(version)
        return version

    for version in ("a", "b", "a", "c", "a", "b"):
        assert answer(version) == version
    assert made == ["a", "b", "c", "b"]
