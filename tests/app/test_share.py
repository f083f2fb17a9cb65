"""The box under a chart: links and embeds that follow or keep, files, citations; and what a frozen address shows."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from dashboard.cited import KINDS, Citation, tex
from dashboard.shown import Shared
from dashboard.store import close
from dashboard.texts import LANGUAGES, texts
from pipelines import publishing
from tests.app import artificial
from tests.app.test_pages import run, words

MADE = datetime(2001, 2, 3, tzinfo=UTC)


def opened(name: str, page: str = "", **parameters: str) -> list[str]:
    app = run(page, **parameters)
    app.session_state[f"share-{page or 'goal'}-{name}"] = True
    app.run()
    assert not app.exception
    return [code.value for code in app.code]


@pytest.mark.parametrize(("page", "name"), [("", "gap"), ("why", "split"), ("sub-goals", "components")])
def test_a_box_has_what_follows_and_what_keeps(served: str, page: str, name: str) -> None:
    shown = opened(name, page, denominator="mainland")
    assert f"version={served}" not in shown[0] and f"version={served}" in shown[1]
    frames = [code for code in shown if code.startswith("<iframe")]
    assert len(frames) == (0 if name == "components" else 2)
    for frame, kept in zip(frames, (False, True), strict=False):
        assert f"chart={name}" in frame and "embed=true" in frame and (f"version={served}" in frame) is kept
    citations = shown[-2 * len(KINDS) :]
    assert all(served in one for one in citations), "a citation keeps to the version"
    assert sum(one.startswith("@misc{malbarometeret") for one in citations) == 2
    assert any("Kilde:" in one for one in citations) and any("Source:" in one for one in citations)


def test_a_frozen_page_keeps_its_version_and_says_so(served: str) -> None:
    newer = artificial.publish("33333333", band=True)
    app = run(version=served)
    assert "9,5" not in words(app) and served in app.caption[-1].value
    assert any(served in str(part.value) for part in app.get("html")), "the note names the version"
    assert newer in run().caption[-1].value


def test_files_of_a_frozen_page_are_of_its_version() -> None:
    shared = Shared(name="a", title="A", sentence="S.", route="/api/v1/values", asked=(("x", "1"),), sources="made up")
    assert shared.files()["CSV"] == "/api/v1/values.csv?x=1"
    assert shared.files("2001-v")["JSON-stat"] == "/api/v1/values.jsonstat?x=1&version=2001-v"


def test_a_version_that_was_removed_gives_the_newest_and_a_sentence(served: str) -> None:
    newer = artificial.publish("33333333")
    close()
    assert publishing.prune(1) == [served]
    app = run(version=served)
    assert app.warning[0].value == texts("nb")("frozen.gone", version=served)
    assert newer in app.caption[-1].value


@pytest.mark.parametrize("value", ["../../etc", "<script>alert(1)</script>", "=cmd()", "x" * 500])
def test_nonsense_as_a_version_is_told_in_short(served: str, value: str) -> None:
    app = run(version=value)
    assert len(app.warning) == 1 and len(app.warning[0].value) < 150 and "`" in app.warning[0].value


@pytest.mark.parametrize("lang", LANGUAGES)
def test_bibtex_holds_whatever_stands_in_a_title(lang: str) -> None:
    evil = r"50 % {of} \input{x} #1 & _y_ $z$ ~^"
    made = Citation(evil, evil, MADE, "20010203T000000Z-11111111", "https://example.org/?a=1&b={c}\\")
    entry = made.written("bibtex", texts(lang), MADE)
    # escaped braces are print, all others match
    bare = re.sub(r"\\[{}]", "", entry)
    assert bare.count("{") == bare.count("}") and "\\input" not in entry
    assert "url = {https://example.org/?a=1&b=c}" in entry and "urldate = {2001-02-03}" in entry
    assert re.match(r"@misc\{malbarometeret2001[a-z0-9]+20010203t000000z11111111,\n", entry)


def test_tex_leaves_ordinary_words_alone() -> None:
    assert tex("Andel mot andel, prosent – 2020") == "Andel mot andel, prosent – 2020"
