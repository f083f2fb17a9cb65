"""The signs of a chart: marks, dashes, hatching, colours."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import astuple
from typing import Any

from dashboard.palette import SCREEN, Palette


class NotDrawable(ValueError):
    """Something in a figure that this room does not draw; the sentence names it."""


#: A dash for each of plotly's names, in pixels of a line one pixel wide.
_DASHES = {
    "solid": "",
    "dot": "1 2",
    "dash": "4 2.5",
    "longdash": "7 3",
    "dashdot": "4 2 1 2",
    "longdashdot": "7 2.5 1 2.5",
}
_SAFE = re.compile(r"#[0-9a-fA-F]{3,8}|rgba?\([\d.,% ]+\)|[a-z]+")


def colour(given: Any, colours: Palette) -> str:
    """A colour of a figure in a theme: what the browser replaces by the theme's own is replaced here.

    Raises:
        NotDrawable: it is no colour.
    """
    if given is None:
        return colours.ink
    if given == "rgba(0,0,0,0)":
        return "none"
    placeholders = dict(zip(astuple(SCREEN), astuple(colours), strict=True))
    found = placeholders.get(given, given)
    if not isinstance(found, str) or not _SAFE.fullmatch(found):
        raise NotDrawable(f"“{str(given)[:40]}” is no colour that can be drawn.")
    return found


def dash(line: dict[str, Any], width: float) -> str:
    """The dashes of a line as an SVG attribute; nothing for an unbroken one.

    Raises:
        NotDrawable: dashes of another name.
    """
    name = line.get("dash") or "solid"
    if name not in _DASHES:
        raise NotDrawable(f"Lines with dashes “{name}” cannot be drawn.")
    if not _DASHES[name]:
        return ""
    lengths = " ".join(f"{max(1.5, width) * float(part):.1f}" for part in _DASHES[name].split())
    return f' stroke-dasharray="{lengths}"'


def _polygon(corners: int, turn: float) -> Callable[[float, float, float], str]:
    def path(x: float, y: float, r: float) -> str:
        angles = [math.radians(turn + 360 * i / corners) for i in range(corners)]
        return "M" + "L".join(f"{x + r * math.cos(a):.1f},{y + r * math.sin(a):.1f}" for a in angles) + "Z"

    return path


def _star(x: float, y: float, r: float) -> str:
    points = []
    for i in range(10):
        length, angle = (r * 1.25 if i % 2 == 0 else r * 0.55), math.radians(-90 + 36 * i)
        points.append(f"{x + length * math.cos(angle):.1f},{y + length * math.sin(angle):.1f}")
    return "M" + "L".join(points) + "Z"


def _cross(turn: float) -> Callable[[float, float, float], str]:
    arm = 0.36

    def path(x: float, y: float, r: float) -> str:
        ends = [(arm, arm), (arm, 1), (-arm, 1), (-arm, arm), (-1, arm), (-1, -arm), (-arm, -arm), (-arm, -1)]
        ends += [(arm, -1), (arm, -arm), (1, -arm), (1, arm)]
        cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
        return (
            "M"
            + "L".join(f"{x + r * (a * cos - b * sin):.1f},{y + r * (a * sin + b * cos):.1f}" for a, b in ends)
            + "Z"
        )

    return path


def _circle(x: float, y: float, r: float) -> str:
    return f"M{x - r:.1f},{y:.1f}a{r:.1f},{r:.1f} 0 1,0 {2 * r:.1f},0a{r:.1f},{r:.1f} 0 1,0 {-2 * r:.1f},0Z"


#: A path for each of plotly's marks.
_MARKS: dict[str, Callable[[float, float, float], str]] = {
    "circle": _circle,
    "square": lambda x, y, r: f"M{x - r * 0.9:.1f},{y - r * 0.9:.1f}h{r * 1.8:.1f}v{r * 1.8:.1f}h{-r * 1.8:.1f}Z",
    "diamond": lambda x, y, r: _polygon(4, 90)(x, y, r * 1.25),
    "triangle-up": lambda x, y, r: _polygon(3, -90)(x, y, r * 1.2),
    "triangle-down": lambda x, y, r: _polygon(3, 90)(x, y, r * 1.2),
    "triangle-left": lambda x, y, r: _polygon(3, 180)(x, y, r * 1.2),
    "triangle-right": lambda x, y, r: _polygon(3, 0)(x, y, r * 1.2),
    "pentagon": _polygon(5, -90),
    "hexagon": _polygon(6, 0),
    "cross": _cross(0),
    "x": _cross(45),
    "star": _star,
}


def mark(symbol: Any, x: float, y: float, size: float, fill: str, line: tuple[str, float], opacity: float = 1) -> str:
    """A mark at a point; open marks have only their edge.

    Args:
        symbol: plotly's name of it.
        x, y: where it is.
        size: its width, in pixels.
        fill: its colour.
        line: colour and width of its edge.
        opacity: 0 to 1.

    Raises:
        NotDrawable: a mark of another name.
    """
    name = str(symbol or "circle")
    if name.removesuffix("-open") not in _MARKS:
        raise NotDrawable(f"Marks “{name}” cannot be drawn.")
    path = _MARKS[name.removesuffix("-open")](x, y, size / 2)
    if name.endswith("-open"):
        inside, edge = "none", (fill, max(line[1], 1.5))
    else:
        inside, edge = fill, line
    stroke = f' stroke="{edge[0]}" stroke-width="{edge[1]:g}"' if edge[1] else ""
    seen = f' opacity="{opacity:g}"' if opacity < 1 else ""
    return f'<path d="{path}" fill="{inside}"{stroke}{seen}/>'


def hatching(name: str, front: str, back: str, size: float, solidity: float) -> str:
    """A pattern of slanting lines."""
    width = size * max(0.2, solidity)
    return (
        f'<pattern id="{name}" width="{size:g}" height="{size:g}" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="{size:g}" height="{size:g}" fill="{back}"/>'
        f'<rect width="{width:g}" height="{size:g}" fill="{front}"/></pattern>'
    )
