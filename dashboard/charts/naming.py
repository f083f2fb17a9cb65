"""Names beside marks: only where they cover neither a mark nor another name, on a phone as on a projector."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dashboard.charts import frame
from dashboard.drawn import lettering

#: Width and height of the field between the axes, in pixels: on a phone, in a link's picture, on a projector. Marks are
#: further apart on a wider screen and words are not wider there, but they can reach past each other: all are tried.
FIELDS = ((225.0, 360.0), (600.0, 250.0), (780.0, 360.0))
#: Width of a phone's chart that has no numbers beside its field.
PHONE = 275.0
#: A name may reach so many pixels into the chart's right margin.
_MARGIN = 12.0
#: From a mark's middle to the words beside it, and to those above or below it, in pixels.
_BESIDE, _OVER = 11.0, 9.0
#: Room that a mark takes to each side of its middle, in pixels.
_MARK = 7.0
#: Where words can stand, the best place first.
PLACES = ("right", "left", "above", "below", "above right", "above left", "below right", "below left")
Point = tuple[float, float]
#: The lower end across, the lower end up, the higher end across, the higher end up.
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Name:
    """A name and the mark it belongs to.

    Attributes:
        words: the name.
        at: the mark, in the axes' own numbers.
        bold: whether it is set in bold.
        must: whether it is set even where it covers a mark: what all is about has to be found.
    """

    words: str
    at: Point
    bold: bool = False
    must: bool = False


@dataclass(frozen=True)
class Ground:
    """The field that the names stand in.

    Attributes:
        across, up: ends of the axes.
        marks: what no name may cover.
        faint: marks of the background, which no name covers if it can be helped.
    """

    across: Point
    up: Point
    marks: Sequence[Point]
    faint: Sequence[Point] = ()

    def pixels(self, at: Point, size: Point) -> Point:
        """Where a point is in a field of some pixels, counted from the left and from the top."""
        return (
            (at[0] - self.across[0]) / ((self.across[1] - self.across[0]) or 1.0) * size[0],
            (self.up[1] - at[1]) / ((self.up[1] - self.up[0]) or 1.0) * size[1],
        )


def placed(names: Iterable[Name], ground: Ground, most: int) -> Mapping[Name, str]:
    """The names that there is room for, the first ones first, and where each stands: one of `PLACES`.

    Args:
        names: in the order in which they are wanted.
        ground: axes and marks.
        most: so many names at most.
    """
    found: dict[Name, str] = {}
    for name in names:
        if len(found) == most:
            break
        fits = [
            [place for place in PLACES if all(_has_room(name, place, found, ground, size) for size in fields)]
            for fields in (FIELDS, FIELDS[-1:] if name.must else FIELDS)
        ]
        covered = {place: sum(_covered(name, place, ground, size) for size in FIELDS) for place in fits[0] or fits[1]}
        best = min(covered, key=lambda place: covered[place], default="")
        if best and (name.must or not covered[best]):
            found[name] = best
    return found


def _has_room(name: Name, place: str, found: Mapping[Name, str], ground: Ground, size: Point) -> bool:
    """Whether the words are inside the field and on no other words."""
    box = _box(name, place, ground, size)
    inside = box[0] >= 0 and box[1] >= 0 and box[2] <= size[0] + _MARGIN and box[3] <= size[1]
    return inside and not any(meet(box, _box(other, there, ground, size)) for other, there in found.items())


def _covered(name: Name, place: str, ground: Ground, size: Point) -> int:
    """How many marks the words would cover; one of the background counts little."""
    box = _box(name, place, ground, size)
    weighed = ((ground.marks, 100), (ground.faint, 1))
    return sum(
        weight
        for marks, weight in weighed
        for x, y in (ground.pixels(mark, size) for mark in marks if mark != name.at)
        if meet(box, (x - _MARK, y - _MARK, x + _MARK, y + _MARK))
    )


def _box(name: Name, place: str, ground: Ground, size: Point) -> Box:
    """Left, top, right and bottom of the words, in pixels."""
    x, y = ground.pixels(name.at, size)
    wide, high = lettering.width(name.words, frame.FONT, name.bold), frame.FONT * lettering.LINE
    up, aside = place.split()[0], place.split()[-1]
    left = {"right": x + _BESIDE, "left": x - _BESIDE - wide}.get(aside, x - wide / 2)
    top = {"above": y - _OVER - high, "below": y + _OVER}.get(up, y - high / 2)
    return left, top, left + wide, top + high


def meet(one: Box, other: Box) -> bool:
    """Whether two boxes – their ends across and up, in any one order – have room in common."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def spread(wanted: Sequence[float], apart: float, moved: float = 0.0) -> list[float | None]:
    """Heights at which words do not touch each other, as near to the wanted ones as can be, and in their order.

    Args:
        wanted: heights, the most important first.
        apart: how far apart they have to be.
        moved: how far from its own height a word can stand.

    Returns:
        A height for each; None for a word that there is no room for.
    """
    found: list[float | None] = [None] * len(wanted)
    kept: list[int] = []
    for number in range(len(wanted)):
        tried = sorted([*kept, number], key=lambda one: wanted[one])
        places = _apart([wanted[one] for one in tried], apart)
        if all(abs(place - wanted[one]) <= moved + 1e-9 * apart for one, place in zip(tried, places, strict=True)):
            kept.append(number)
            found = [None] * len(wanted)
            for one, place in zip(tried, places, strict=True):
                found[one] = place
    return found


def _apart(heights: Sequence[float], apart: float) -> list[float]:
    """Rising heights, those that are too near to each other moved apart around their common middle."""
    groups: list[tuple[float, int]] = []
    for height in heights:
        middle, count = height, 1
        while groups and middle - (count - 1) * apart / 2 < groups[-1][0] + (groups[-1][1] + 1) * apart / 2:
            before, more = groups.pop()
            middle, count = (middle * count + before * more) / (count + more), count + more
        groups.append((middle, count))
    return [middle + (place - (count - 1) / 2) * apart for middle, count in groups for place in range(count)]


def width(markup: str, size: float = frame.FONT) -> float:
    """Width of words with plotly's marks in them, in pixels."""
    return max(lettering.line_width(line, size) for line in lettering.lines(markup))


def folded(words: str, size: float = frame.FONT, bold: bool = False, room: float = FIELDS[0][0]) -> str:
    """Words in lines that are whole on a phone.

    Args:
        words: plain words.
        size: of the letters, in pixels.
        bold: whether they are set in bold.
        room: pixels that a line can take.
    """
    return "<br>".join(lettering.wrapped(words, room, size, bold=bold))


def annotation(name: Name, place: str, colour: str) -> frame.Figure:
    """The words as plotly sets them.

    Args:
        name: the name.
        place: one of `PLACES`.
        colour: of the words.
    """
    up, aside = place.split()[0], place.split()[-1]
    return {
        "x": name.at[0],
        "y": name.at[1],
        "text": f"<b>{name.words}</b>" if name.bold else name.words,
        "showarrow": False,
        "xanchor": {"right": "left", "left": "right"}.get(aside, "center"),
        "xshift": {"right": _BESIDE, "left": -_BESIDE}.get(aside, 0),
        "yanchor": {"above": "bottom", "below": "top"}.get(up, "middle"),
        "yshift": {"above": _OVER, "below": -_OVER}.get(up, 0),
        "font": {"size": frame.FONT, "color": colour},
    }
