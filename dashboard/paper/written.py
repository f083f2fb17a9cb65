"""A written paper: headings, paragraphs and tables in order, where people's own words stand beside the figures.

DOCX (`docx.py`) and PDF (`report.make_written`) are made of the same blocks. A text is only ever text: neither HTML nor
typst's, Word's or a template's own language takes effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal

from dashboard.drawn import lettering
from dashboard.paper.model import Paper, Table

#: text: as it was typed, with its line breaks. note: smaller, about what stands above. room: a frame to write in, with
#: the words in its corner.
Kind = Literal["text", "note", "room"]
#: Height of such a frame, in centimetres: a few lines by hand.
ROOM = 3.4
#: Colour of the words that say what a paper is not yet.
MARK = "#8A1C1C"
#: Stands for a character that the PDF's letters lack.
UNKNOWN = "\u2610"


@dataclass(frozen=True)
class Heading:
    """A heading.

    Attributes:
        text: its words.
        level: 1 or 2.
    """

    text: str
    level: int = 1


@dataclass(frozen=True)
class Words:
    """One or more paragraphs; an empty line in the text parts them."""

    text: str
    kind: Kind = "text"


@dataclass(frozen=True)
class Grid:
    """A table.

    Attributes:
        table: its cells.
        widths: how the width is shared; by what stands in them where it is empty.
    """

    table: Table
    widths: tuple[float, ...] = ()


Block = Heading | Words | Grid


@dataclass(frozen=True)
class Written(Paper):
    """A paper of blocks.

    Attributes:
        blocks: in the order in which they are read.
        mark: what it is not yet, on top of every page: a draft; empty for what has been adopted.
    """

    blocks: tuple[Block, ...] = ()
    mark: str = field(default="")


def paragraphs(text: str) -> list[list[str]]:
    """A typed text as paragraphs of lines: an empty line parts paragraphs, every other line end stays where it is."""
    found: list[list[str]] = [[]]
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if line.strip():
            found[-1].append(line.rstrip())
        elif found[-1]:
            found.append([])
    return [lines for lines in found if lines]


@cache
def _letters() -> frozenset[int]:
    """Code points that the PDF's letters have; typst refuses a text with any other in an accessible PDF."""
    from fontTools.ttLib import TTFont

    font = TTFont(lettering.fonts() / "SourceSansPro-Regular.ttf", lazy=True)
    return frozenset(font.getBestCmap()) | {ord(one) for one in "\n\t"}


def printable(text: str) -> str:
    """A text with `UNKNOWN` for every character that the PDF's letters lack: a smiley, a private sign."""
    return "".join(one if ord(one) in _letters() else UNKNOWN for one in text)


def for_print(paper: Written, note: str) -> Written:
    """The paper with printable texts everywhere, and a note where that changed one.

    Args:
        paper: the paper.
        note: says what the sign stands for.
    """
    blocks = tuple(_printable(block) for block in paper.blocks)
    if blocks != paper.blocks:
        blocks = (*blocks, Words(note, "note"))
    title, subtitle = printable(paper.title), printable(paper.subtitle)
    facts = tuple((label, printable(value)) for label, value in paper.facts)
    return replace(paper, blocks=blocks, title=title, subtitle=subtitle, facts=facts)


def _printable(block: Block) -> Block:
    match block:
        case Grid(table=table):
            rows = tuple(tuple(printable(cell) for cell in row) for row in table.rows)
            return replace(block, table=replace(table, rows=rows))
        case _:
            return replace(block, text=printable(block.text))


def shares(grid: Grid) -> list[float]:
    """How the width is shared between the columns; together they are 1."""
    table = grid.table
    given: Sequence[float] = grid.widths
    if not given:
        cells = [[row[place] for row in (table.header, *table.rows)] for place in range(len(table.header))]
        given = [max(7, min(34, max(map(len, column)))) for column in cells]
    return [width / sum(given) for width in given]
