"""What differs between two texts, word by word, so that it can be read without colours and heard without seeing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import Literal

from dashboard.parts.frame import as_it_is

#: same, removed, added
Kind = Literal["=", "-", "+"]
#: Above so many pairs of words the lines are compared instead: the comparison takes time by the square.
_PAIRS = 4_000_000


def pieces(before: str, after: str) -> list[tuple[Kind, str]]:
    """The two texts as runs of what is the same, what was taken out and what was added.

    Put together, the runs that are not added give `before`, and those that are not removed give `after`.
    """
    old, new = _words(before), _words(after)
    if len(old) * len(new) > _PAIRS:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found: list[tuple[Kind, str]] = []
    for what, first, last, begin, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(("=", "".join(old[first:last])))
            continue
        if last > first:
            found.append(("-", "".join(old[first:last])))
        if end > begin:
            found.append(("+", "".join(new[begin:end])))
    return found


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|\w+|[^\w\s]", text)


def marked(before: str, after: str, whole: bool = False) -> str:
    """The differences as Markdown: `~~[− taken out −]~~`, `**[+ added +]**`, everything else as it is.

    The signs stand there as well as the strokes: a screen reader reads them out. Nothing of the texts takes effect as
    markup.

    Args:
        before, after: the two texts, which differ.
        whole: whether they are choices or days, which are read as one, not word by word.
    """
    return _joined(_marked(kind, text) for kind, text in _found(before, after, whole))


def sides(one: str, other: str, whole: bool = False) -> tuple[str, str]:
    """Two texts side by side as Markdown, each with `**[+ … +]**` around what only it has; see `marked`."""
    found = _found(one, other, whole)
    of_one, of_other = (
        _joined(_marked("=" if kind == "=" else "+", text) for kind, text in found if kind in ("=", own))
        for own in ("-", "+")
    )
    return of_one, of_other


def _found(one: str, other: str, whole: bool) -> list[tuple[Kind, str]]:
    return [("-", one), ("+", other)] if whole else pieces(one, other)


def _joined(runs: Iterable[str]) -> str:
    return "".join(runs).replace("\n", "  \n")


def _marked(kind: Kind, text: str) -> str:
    if kind == "=":
        return as_it_is(text)
    return "".join(_lines(kind, text))


def _lines(kind: Kind, text: str) -> Iterator[str]:
    """Line by line, with the blanks outside the marks: Markdown knows no emphasis across lines or next to blanks."""
    begin, end = ("~~\\[− ", " −\\]~~") if kind == "-" else ("**\\[+ ", " +\\]**")
    for line in text.splitlines(keepends=True):
        inner = line.strip()
        if not inner:
            yield line
            continue
        before, after = line[: line.index(inner[0])], line[len(line.rstrip()) :]
        yield f"{before}{begin}{as_it_is(inner)}{end}{after}"
