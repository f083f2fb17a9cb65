"""Tables that fit on paper: what is wider than the sheet becomes several tables that begin with the same column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from itertools import pairwise

#: Letters that fit beside each other on a sheet, at the size in which tables are set.
_ACROSS = 116
#: Letters after which a cell goes on in a new line; its column is not made wider for it.
_CELL, _GAP = 26, 3
#: A cell of so many letters – a date, an amount, a rank – stays on one line.
ONE_LINE = 16
#: A narrow table with more rows than this goes on beside itself.
_ROWS, _BESIDE = 8, 3


def plain(cell: str) -> str:
    """The words of a cell, without its markup."""
    return unescape(re.sub(r"<[^>]+>", "", cell))


def width(head: str, cells: Sequence[str]) -> int:
    """How many letters wide a column becomes: a heading breaks between its words, a short cell does not.

    Args:
        head: heading, as HTML.
        cells: what stands beneath, as HTML.
    """
    words = [part for cell in (head, *cells) for part in re.split(r"[ -]", plain(cell))]
    lines = [len(plain(cell)) for cell in cells]
    whole = max((line for line in lines if line <= ONE_LINE), default=0)
    return max(max(map(len, words), default=0), whole, min(max(lines, default=0), _CELL)) + _GAP


def cut(widths: Sequence[int], across: int = _ACROSS) -> list[list[int]]:
    """Which columns stand beside each other: each part begins with the first one, and none is much wider than another.

    Args:
        widths: of the columns, in letters.
        across: letters that fit.
    """
    fewest = _filled(widths, across)
    narrower = (_filled(widths, room) for room in range(max(widths, default=0), across))
    return next((parts for parts in narrower if len(parts) == len(fewest)), fewest)


def _filled(widths: Sequence[int], across: int) -> list[list[int]]:
    """As many columns in each part as fit."""
    if not widths:
        return []
    starts, used = [1], widths[0]
    for number, wide in enumerate(widths[1:], 1):
        if used + wide > across and number > starts[-1]:
            starts.append(number)
            used = widths[0]
        used += wide
    return [[0, *range(start, end)] for start, end in pairwise([*starts, len(widths)])]


def stacks(rows: int, wide: int, across: int = _ACROSS) -> list[range]:
    """Which rows stand in which of the tables beside each other, so that a long, narrow one does not fill the sheet.

    Args:
        rows: how many there are.
        wide: letters that the table takes.
        across: letters that fit.
    """
    count = min(_BESIDE, across // max(wide, 1)) if rows > _ROWS else 1
    each = -(-rows // max(count, 1))
    return [range(start, min(start + each, rows)) for start in range(0, rows, each)] if rows else [range(0)]
