"""The fuzzer's short form: properties by hypothesis, every case that was found, and a moment of the real fuzzer."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines import paths
from tests.fuzz.targets import TARGETS, seeds

QUIET = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck), derandomize=True)

words = st.text(max_size=12)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)
#: JSON that is nearly JSON-stat: the right keys, with anything under them.
nearly = st.fixed_dictionaries(
    {},
    optional={
        "id": st.lists(st.sampled_from(["a", "b", "c"]), max_size=3) | anything,
        "size": st.lists(st.integers(-1, 4), max_size=3) | anything,
        "value": st.lists(st.integers() | st.none(), max_size=8) | anything,
        "status": st.dictionaries(st.sampled_from(["0", "1", "9"]), st.sampled_from([":", "-", ""])) | anything,
        "role": anything,
        "dimension": st.dictionaries(
            st.sampled_from(["a", "b", "c"]),
            st.fixed_dictionaries(
                {"category": st.fixed_dictionaries({}, optional={"index": anything, "label": anything})}
            )
            | anything,
        ),
    },
)
separators = st.sampled_from(["&", "=", ",", "\n", "[", "]", "(", ")", '"', ";", "{", "}", "#", ":", "- "])
known = st.sampled_from(
    ["denominator", "mainland", "lang", "en", "vintage", "top", "range", "name", "goal", "region", "request", "codes"]
)
lines = st.lists(separators | known | words, max_size=30).map("".join)


def spoilt(good: list[bytes]) -> st.SearchStrategy[bytes]:
    """Good answers with something cut out and something put in."""
    return st.builds(
        lambda seed, start, length, put: seed[:start] + put + seed[start + length :],
        st.sampled_from(good),
        st.integers(0, 400),
        st.integers(0, 40),
        st.binary(max_size=8),
    )


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_but_a_sentence_comes_of_anything(name: str) -> None:
    target = TARGETS[name]
    some = st.binary(max_size=200) | nearly.map(json.dumps).map(str.encode) | lines.map(str.encode)

    @QUIET
    @given(some | spoilt(seeds(name)))
    def holds(data: bytes) -> None:
        target(data)

    holds()


@pytest.mark.parametrize("name", TARGETS)
def test_every_seed_and_every_case_that_was_found_holds(name: str) -> None:
    for seed in seeds(name):
        TARGETS[name](seed)


@pytest.mark.parametrize("deep", [b"[", b"{", b'{"a":', b"a=[", b"- ", b"a=", b"((", b"\xff\xfe", b"\0"])
@pytest.mark.parametrize("name", TARGETS)
def test_what_is_too_deep_or_no_text_is_a_sentence(name: str, deep: bytes) -> None:
    TARGETS[name](deep * 5_000)


@pytest.mark.skipif(not importlib.util.find_spec("atheris"), reason="atheris has no wheel for this system")
@pytest.mark.parametrize("name", ["decoder", "addresses"])
def test_the_coverage_guided_fuzzer_runs_and_finds_nothing_in_a_moment(name: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.fuzz", name, "3"], cwd=paths.ROOT, capture_output=True, text=True, timeout=300
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    assert "Done" in ended.stderr


def test_an_unknown_target_is_told_with_those_there_are() -> None:
    pytest.importorskip("atheris", reason="atheris has no wheel for this system")
    ended = subprocess.run(
        [sys.executable, "-m", "tests.fuzz", "nonsense"], cwd=paths.ROOT, capture_output=True, text=True, timeout=120
    )
    assert ended.returncode == 2
    assert "decoder, answers" in ended.stdout
