"""The method as a reader of the pages finds it: the project's own document, without the figures of another day.

The document is written in both of the data's languages, section by section the same. A section's name stands before
its heading in each of them, and is its anchor on the page: `/method#band` is the band in every language.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from textwrap import dedent

from dashboard.pages import PAGES
from dashboard.texts import DEFAULT, Texts, data_language
from pipelines import paths

#: Language of the data → the document in it.
FILES = {"nb": paths.ROOT / "docs" / "metode.md", "en": paths.ROOT / "docs" / "method.md"}
PATH = "method"
#: Tables of the document that are written from a warehouse, and the path of the page that shows each as it is now.
SHOWN_ON = {
    "goal_by_year": "",
    "target_year_matrix": "estimate",
    "methods_side_by_side": "estimate",
    "backtest": "estimate",
    "worst_industries": "estimate",
    "break_of_2018": "estimate",
    "near_quoted_gap": "quoted-amount",
}
#: What is said of the document alone.
_NOT_HERE = re.compile(r"<!-- document only -->\n.*?<!-- /document only -->\n", re.DOTALL)
_FIGURES = re.compile(r"<!-- figures: (\w+) -->\n.*?<!-- /figures -->", re.DOTALL)
_SECTION = re.compile(r"^<!-- section: ([a-z-]+) -->\n(#{2,3}) (.+)$", re.MULTILINE)
_HEADING = re.compile(r"^#{2,3} (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Section:
    """A part of the document under one heading.

    Attributes:
        key: its name in an address, the same in every language.
        heading: its words.
        level: 2 for a part, 3 for a part of one.
        body: markdown.
    """

    key: str
    heading: str
    level: int
    body: str


def parts(document: str, seen_on: Sequence[tuple[str, str]]) -> tuple[str, list[Section]]:
    """The opening of the document, and its sections.

    Args:
        document: markdown with a title, `##` and `###` headings with a name before each, and tables between
            `<!-- figures: … -->` marks.
        seen_on: the name of each such table and the markdown that stands in its place.

    Raises:
        KeyError: a table has nothing to stand in its place.
        ValueError: a heading has no name before it; the message has its words.
    """
    instead = dict(seen_on)
    text = _FIGURES.sub(lambda found: instead[found[1]], _NOT_HERE.sub("", document))
    opening, *rest = _SECTION.split(text)
    sections = [
        Section(key, heading.strip(), len(marks), body.strip("\n"))
        for key, marks, heading, body in zip(rest[::4], rest[1::4], rest[2::4], rest[3::4], strict=True)
    ]
    for piece in (opening, *(section.body for section in sections)):
        if nameless := _HEADING.search(piece):
            raise ValueError(f"the section “{nameless[1]}” has no <!-- section: … --> before its heading")
    return re.sub(r"\A# .+\n", "", opening).strip(), sections


def formulas(body: str) -> list[tuple[bool, str]]:
    """The pieces of a section in their order: whether each is a formula, which the document indents, and its text."""
    pieces = re.split(r"((?:^ {4}\S.*\n?)+)", body, flags=re.MULTILINE)
    marked = [(number % 2 == 1, piece) for number, piece in enumerate(pieces)]
    return [(formula, dedent(piece).strip("\n")) for formula, piece in marked if piece.strip()]


@cache
def document(lang: str) -> str:
    """The document in a reader's language, or in the one that names and definitions are taken from; read once."""
    return FILES[data_language(lang)].read_text(encoding="utf-8")


def read(t: Texts) -> tuple[str, list[Section]]:
    """Opening and sections for a reader, with links to today's figures in the place of the tables."""
    shown = [(name, t("method.figures", page=link(page, t))) for name, page in SHOWN_ON.items()]
    return parts(document(t.lang), shown)


def heading(key: str, t: Texts) -> str:
    """The heading of a section in a reader's language.

    Raises:
        KeyError: there is no such section.
    """
    return {section.key: section.heading for section in read(t)[1]}[key]


def link(page: str, t: Texts) -> str:
    """A link to a page by its title, as markdown."""
    return f"[{t(f'page.{PAGES[page].key}.title')}]({address(page, t)})"


def address(page: str, t: Texts) -> str:
    """Where a page is, in the reader's language."""
    return f"/{page}{'?lang=' + t.lang if t.lang != DEFAULT else ''}"
