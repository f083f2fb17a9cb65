"""The method as a reader of the pages finds it: docs/method.md in parts, without the figures of another day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from textwrap import dedent

from pipelines import paths

FILE = paths.ROOT / "docs" / "method.md"
#: The document as the glossary names it; a section may follow after a comma.
NAME = "docs/method.md"
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


@dataclass(frozen=True)
class Section:
    """A part of the document under one heading.

    Attributes:
        heading: its words.
        level: 2 for a part, 3 for a part of one.
        body: markdown.
    """

    heading: str
    level: int
    body: str

    @property
    def anchor(self) -> str:
        """Its name in an address."""
        return anchor(self.heading)


def anchor(heading: str) -> str:
    """A heading as a name in an address: `the-17-billion`."""
    return re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")


def parts(document: str, seen_on: Sequence[tuple[str, str]]) -> tuple[str, list[Section]]:
    """The opening of the document, and its sections.

    Args:
        document: markdown with a title, `##` and `###` headings, and tables between `<!-- figures: … -->` marks.
        seen_on: the name of each such table and the markdown that stands in its place.

    Raises:
        KeyError: a table has nothing to stand in its place.
    """
    instead = dict(seen_on)
    text = _FIGURES.sub(lambda found: instead[found[1]], _NOT_HERE.sub("", document))
    opening, *rest = re.split(r"^(#{2,3}) (.+)$", text, flags=re.MULTILINE)
    sections = [
        Section(heading.strip(), len(marks), body.strip("\n"))
        for marks, heading, body in zip(rest[::3], rest[1::3], rest[2::3], strict=True)
    ]
    return re.sub(r"\A# .+\n", "", opening).strip(), sections


def formulas(body: str) -> list[tuple[bool, str]]:
    """The pieces of a section in their order: whether each is a formula, which the document indents, and its text."""
    pieces = re.split(r"((?:^ {4}\S.*\n?)+)", body, flags=re.MULTILINE)
    marked = [(number % 2 == 1, piece) for number, piece in enumerate(pieces)]
    return [(formula, dedent(piece).strip("\n")) for formula, piece in marked if piece.strip()]


@cache
def document() -> str:
    """The document as it is in the project; read once."""
    return FILE.read_text(encoding="utf-8")
