"""The method's document as a page: every section, nothing of the tables that were written on another day."""

from __future__ import annotations

import pytest

from dashboard import method
from dashboard.pages import PAGES
from tests.app.test_statements import run, words

DOCUMENT = """# A title

Opening.

<!-- document only -->
Only here.
<!-- /document only -->

## First part

Before.

<!-- figures: a_table -->
| a |
| --- |
| 1 |
<!-- /figures -->

After.

### 20 in 1

Deep.
"""


def test_a_document_falls_into_its_sections() -> None:
    opening, sections = method.parts(DOCUMENT, [("a_table", "elsewhere")])
    assert opening == "Opening."
    assert [(one.heading, one.level, one.anchor) for one in sections] == [
        ("First part", 2, "first-part"),
        ("20 in 1", 3, "20-in-1"),
    ]
    assert [one.body for one in sections] == ["Before.\n\nelsewhere\n\nAfter.", "Deep."]


def test_an_indented_formula_is_told_from_the_text() -> None:
    body = "Before:\n\n    a = b\n    c = d\n\n* a point\n  goes on\n"
    assert method.formulas(body) == [
        (False, "Before:"),
        (True, "a = b\nc = d"),
        (False, "* a point\n  goes on"),
    ]


def test_a_table_that_nothing_stands_in_for_is_a_fault() -> None:
    with pytest.raises(KeyError, match="a_table"):
        method.parts(DOCUMENT, [])


def test_every_table_of_the_document_is_seen_on_a_page_of_today() -> None:
    marks = method.document().count("<!-- figures: ")
    assert marks == len(method.SHOWN_ON) and set(method.SHOWN_ON.values()) <= set(PAGES)


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_the_page_has_every_section_and_no_mark_of_the_document(served: str, lang: str) -> None:
    test = run("method", lang=lang)
    said = words(test) + " ".join(str(one.value) for one in test.subheader)
    assert not test.exception and "<!--" not in said and "update_docs" not in said
    for section in method.parts(method.document(), [(name, "") for name in method.SHOWN_ON])[1]:
        assert section.heading in said.replace("\\", ""), section.heading
    assert ("/estimate?lang=en" if lang == "en" else "/estimate)") in said
