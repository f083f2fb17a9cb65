"""What has changed in a text, word by word, and the store's refusals in the reader's language."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from dashboard.parts.editing import Field, differences, saving
from dashboard.parts.editing.fields import Kind
from dashboard.texts import LANGUAGES, texts
from entries import database, errors, rules, schema
from tests.app.forms import NB, act, action

__all__ = ["act", "action"]


@given(st.text(alphabet="ab \n.*", max_size=40), st.text(alphabet="ab \n.*", max_size=40))
def test_the_pieces_give_both_texts_back(before: str, after: str) -> None:
    found = differences.pieces(before, after)
    assert "".join(text for kind, text in found if kind != "+") == before
    assert "".join(text for kind, text in found if kind != "-") == after


def test_a_choice_and_a_day_are_told_whole() -> None:
    before, after = "Behandlet med næringslivet", "Vedtatt av kommunestyret"
    assert differences.marked(before, after, whole=True) == f"~~\\[− {before} −\\]~~**\\[+ {after} +\\]**"
    assert differences.marked("", after, whole=True) == f"**\\[+ {after} +\\]**"
    assert differences.sides(before, after, whole=True) == (f"**\\[+ {before} +\\]**", f"**\\[+ {after} +\\]**")
    assert {kind for kind in get_args(Kind) if Field("x", kind, "x").is_whole} == {"choice", "date", "number"}


def test_long_texts_are_compared_by_lines() -> None:
    before = "\n".join(f"ord {number}" for number in range(3000))
    assert [kind for kind, _ in differences.pieces(before, before + "\nny linje")].count("+") == 1


def calls_in_the_entries() -> Iterator[ast.Call]:
    """Every call that is written in the entries' room."""
    for file in Path(str(rules.__file__)).parent.glob("*.py"):
        found = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        yield from (node for node in found if isinstance(node, ast.Call))


def test_every_problem_of_the_store_has_its_sentence_in_both_languages() -> None:
    codes = {code for code, _ in rules._WORDS.values()} | set(rules._OURS)
    for call in calls_in_the_entries():
        match getattr(call.func, "id", ""), call.args:
            case "Problem", [_, ast.Constant(value=code), *_]:
                codes.add(code)
            case "_fault", [ast.Constant(value=code), *_]:
                codes.add(f"file.{code}")
    assert len(codes) > 20
    facts = {"max_length": 3, "name": "x", "became": ["a", "b"]}
    names = "first last item then_name then first_name key day code year first_year last_year status"
    names += " column cells columns entry version"
    every = dict.fromkeys(names.split(), "1")
    for lang in LANGUAGES:
        for code in codes:
            problem = errors.Problem("title", code, "the sentence of the store", every | facts)
            words = saving.problem_words(problem, (), texts(lang))
            assert words != problem.sentence and "{" not in words


def test_every_trouble_of_the_store_has_its_sentence() -> None:
    kinds = {kind.__name__: kind for kind in errors.EntriesError.__subclasses__()}
    found = [kind("names a file", code) for _, kind, code, _ in database._SIGNS]
    for call in calls_in_the_entries():
        if (kind := kinds.get(getattr(call.func, "id", ""))) in (errors.Unavailable, errors.NotCurrent, errors.Refused):
            told = [one.value for one in call.args[1:] if isinstance(one, ast.Constant)]
            found.append(kind("names a file", *told))
    assert {"locked", "damaged", "newer", "older", "adopted", "refused", "unavailable"} <= {one.code for one in found}
    for one in (*found, errors.NotFound("names a file")):
        for lang in LANGUAGES:
            words = saving.sentence(one, texts(lang))
            assert words == texts(lang)(f"trouble.{one.code}") and "names a file" not in words
    assert schema.UPGRADE in NB("trouble.older")
