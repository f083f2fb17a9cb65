"""Letters: how wide words are, where lines break, and words as SVG text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from html import unescape
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

#: The page's own letters first; whoever opens an SVG without them sees the machine's plain ones.
FAMILY = "Source Sans Pro, Source Sans 3, Helvetica Neue, Arial, sans-serif"
#: The same for typst, which takes none of a list that names a family it does not have.
OWN_FAMILY = "Source Sans Pro, Libertinus Serif"
#: Height of a line against the size of its letters.
LINE = 1.28
#: The plain letters of other machines are a little wider.
_WIDER = 1.06
_MEASURED = 100


@cache
def fonts() -> Path:
    """Folder of the letters that come with the project's libraries."""
    import font_source_sans_pro

    return Path(font_source_sans_pro.__file__).with_name("files")


@cache
def _font(bold: bool) -> Any:
    from PIL import ImageFont

    name = "SourceSansPro-Semibold.ttf" if bold else "SourceSansPro-Regular.ttf"
    return ImageFont.truetype(str(fonts() / name), _MEASURED)


@lru_cache(maxsize=8192)
def width(words: str, size: float, bold: bool = False) -> float:
    """Width of words in pixels."""
    return float(_font(bold).getlength(words)) * size / _MEASURED * _WIDER


@dataclass(frozen=True)
class Run:
    """Words in one weight."""

    words: str
    bold: bool


def lines(markup: str) -> list[list[Run]]:
    """What plotly's small markup says: lines of runs. `<br>` breaks, `<b>` is bold, other marks are left out.

    Args:
        markup: the text of an annotation, a tick or a legend.
    """
    found: list[list[Run]] = [[]]
    bold = False
    for part in re.split(r"(<br\s*/?>|</?b>|</?i>|</?sub>|</?sup>)", markup):
        mark = part.lower().replace(" ", "")
        if mark in ("<br>", "<br/>"):
            found.append([])
        elif mark in ("<b>", "</b>"):
            bold = mark == "<b>"
        elif part and not re.fullmatch(r"</?(i|sub|sup)>", mark):
            found[-1].append(Run(unescape(part), bold))
    return found


def line_width(runs: list[Run], size: float) -> float:
    """Width of a line in pixels."""
    return sum(width(run.words, size, run.bold) for run in runs)


def wrapped(words: str, room: float, size: float, most: int = 99, bold: bool = False) -> list[str]:
    """Words broken into lines no wider than there is room; what does not fit ends in an ellipsis.

    Args:
        words: plain words.
        room: pixels.
        size: of the letters.
        most: so many lines there may be.
        bold: whether they are bold.
    """
    found: list[str] = []
    # a no-break space keeps a number and its unit together
    for word in (part for one in re.split(r"[ \n\t]+", words.strip()) for part in _pieces(one, room, size, bold)):
        if found and width(f"{found[-1]} {word}", size, bold) <= room:
            found[-1] += f" {word}"
        else:
            found.append(word)
    if len(found) <= most:
        return found
    last = found[most - 1]
    while last and width(f"{last}…", size, bold) > room:
        last = last.rsplit(" ", 1)[0] if " " in last else last[:-1]
    return [*found[: most - 1], f"{last}…"]


def _pieces(word: str, room: float, size: float, bold: bool) -> list[str]:
    """A word that is wider than the room, such as an address, in pieces that are not."""
    found = [""]
    for sign in word:
        if found[-1] and width(found[-1] + sign, size, bold) > room:
            found.append("")
        found[-1] += sign
    return found if width(word, size, bold) > room else [word]


def harmless(text: str) -> str:
    """A text as it stands in XML; signs that XML does not know are left out."""
    return escape(re.sub(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text), {'"': "&quot;"})


def text(x: float, y: float, runs: list[Run], size: float, colour: str, anchor: str = "start") -> str:
    """One line of words as SVG text.

    Args:
        x: where the anchor is.
        y: the base line.
        runs: the words.
        size: of the letters, in pixels.
        colour: of the letters.
        anchor: start, middle or end.
    """
    inside = "".join(
        f'<tspan font-weight="600">{harmless(run.words)}</tspan>' if run.bold else harmless(run.words) for run in runs
    )
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{colour}" text-anchor="{anchor}" '
        f'xml:space="preserve">{inside}</text>'
    )
