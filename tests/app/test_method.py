"""The method's document as a page: in the reader's language, every section, no table of another day."""

from __future__ import annotations

import re

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard import method
from dashboard.method import Section
from dashboard.pages import PAGES
from dashboard.texts import texts
from dashboard.web import api
from tests.app.test_statements import run, words

DOCUMENT = """# A title

Opening.

<!-- document only -->
Only here.
<!-- /document only -->

<!-- section: first -->
## First part

Before.

<!-- figures: a_table -->
| a |
| --- |
| 1 |
<!-- /figures -->

After.

<!-- section: deep-one -->
### 20 in 1

Deep.
"""


def test_a_document_falls_into_its_sections() -> None:
    opening, sections = method.parts(DOCUMENT, [("a_table", "elsewhere")])
    assert opening == "Opening."
    assert sections == [
        Section("first", "First part", 2, "Before.\n\nelsewhere\n\nAfter."),
        Section("deep-one", "20 in 1", 3, "Deep."),
    ]


@pytest.mark.parametrize("key", ["<!-- section: first -->\n", "<!-- section: deep-one -->\n"])
def test_a_heading_without_a_name_is_a_fault_that_names_it(key: str) -> None:
    with pytest.raises(ValueError, match="First part" if "first" in key else "20 in 1"):
        method.parts(DOCUMENT.replace(key, ""), [("a_table", "elsewhere")])


def test_an_indented_formula_is_told_from_the_text() -> None:
    body = "Before:\n\n    a = b\n    c = d\n\n* a point\n  goes on\n"
    assert method.formulas(body) == [
        (False, "Before:"),
        (True, "a = b\nc = d"),
        (False, "* a point\n  goes on"),
    ]


@pytest.mark.parametrize("lang", method.FILES)
def test_no_line_begins_as_a_numbered_list_would(lang: str) -> None:
    """“1. januar” at the beginning of a line is the first point of a list."""
    assert not re.findall(r"^\s*\d+[.)] .*", method.document(lang), re.MULTILINE)


def test_a_table_that_nothing_stands_in_for_is_a_fault() -> None:
    with pytest.raises(KeyError, match="a_table"):
        method.parts(DOCUMENT, [])


@pytest.mark.parametrize("lang", method.FILES)
def test_every_table_of_the_document_is_seen_on_a_page_of_today(lang: str) -> None:
    marks = method.document(lang).count("<!-- figures: ")
    assert marks == len(method.SHOWN_ON) and set(method.SHOWN_ON.values()) <= set(PAGES)


def sections_of(lang: str) -> dict[str, Section]:
    """The document's sections, each table as its name between marks."""
    found = method.parts(method.document(lang), [(name, f"[{name}]") for name in method.SHOWN_ON])[1]
    assert len({one.key for one in found}) == len(found)
    return {one.key: one for one in found}


def test_both_documents_have_the_same_sections_in_the_same_order() -> None:
    nb, en = sections_of("nb"), sections_of("en")
    assert len(nb) == 9 and [(one.key, one.level) for one in nb.values()] == [
        (one.key, one.level) for one in en.values()
    ]
    assert not {one.heading for one in nb.values()} & {one.heading for one in en.values()}


@pytest.mark.parametrize("key", sections_of("en"))
def test_a_section_says_the_same_in_both_languages(key: str) -> None:
    """The same tables, formulas, points, codes and numbers; whoever changes one document changes the other."""
    nb, en = sections_of("nb")[key].body, sections_of("en")[key].body
    for what in (
        r"^\[\w+\]$",  # tables of figures
        r"^\|",  # rows of other tables
        r"^\* ",
        r"`([^`]+)`",
    ):
        in_nb, in_en = (re.findall(what, body, re.MULTILINE) for body in (nb, en))
        assert sorted(in_nb) == sorted(in_en), what
    assert set(re.findall(r"(?<!\w)\d+", nb)) == set(re.findall(r"(?<!\w)\d+", en))
    lines = [[text.count("\n") for formula, text in method.formulas(body) if formula] for body in (nb, en)]
    assert lines[0] == lines[1]


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_the_page_has_every_section_in_the_readers_language_and_no_mark_of_the_document(served: str, lang: str) -> None:
    test = run("method", lang=lang)
    shown = [(one.value.replace("\\", ""), one.proto.anchor) for one in [*test.header, *test.subheader]]
    said = words(test)
    assert not test.exception and "<!--" not in said and "update_docs" not in said
    sections = sections_of(lang)
    assert sorted(shown) == sorted((one.heading, one.key) for one in sections.values())
    for key, section in sections.items():
        line = next(line for line in section.body.splitlines() if line[:1].isalpha() or line.startswith("* "))
        assert f"(#{key})" in said and line in said, key
    assert ("/estimate?lang=en" if lang == "en" else "/estimate)") in said
    other = sections_of("nb" if lang == "en" else "en")
    assert not [one.heading for one in other.values() if f"[{one.heading}]" in said]


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_the_route_gives_what_the_page_says(served: str, lang: str) -> None:
    answer = TestClient(Starlette(routes=api.routes())).get(f"/api/v1/method?lang={lang}").json()
    opening, sections = method.read(texts(lang))
    assert answer["opening"] == opening and "](/estimate" in answer["sections"][1]["body"]
    assert [(one["key"], one["heading"], one["level"], one["body"]) for one in answer["sections"]] == [
        (one.key, one.heading, one.level, one.body) for one in sections
    ]
