"""Lines of very many points – coasts and borders – with as much detail as a picture of the size asked can show."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from dashboard.drawn.canvas import Canvas
from dashboard.drawn.scale import array

#: From so many points a line is drawn here.
MANY = 2000
#: Points lie on a grid of so many to the pixel: what falls on the same one is one point. As every border is put on
#: the same grid, neighbours still meet.
GRID = 2


def path(trace: dict[str, Any], canvas: Canvas, least: int) -> str:
    """The unbroken stretches of a trace as the `d` of an SVG path, `GRID` units to the pixel.

    Args:
        trace: a plotly trace with numbers along both axes; a stretch ends where there is no number.
        canvas: ties numbers to pixels.
        least: so many points a stretch must have left; an island smaller than that cannot be seen.
    """
    x = _on_grid(canvas.x.place(array(trace["x"])))
    y = _on_grid(canvas.y.place(array(trace["y"])))
    there = np.isfinite(x) & np.isfinite(y)
    moved = np.ones(len(x), dtype=bool)
    moved[1:] = (np.diff(x) != 0) | (np.diff(y) != 0)  # what is no number differs from everything
    x, y = x[moved], y[moved]
    there = there[moved]
    edges = np.flatnonzero(np.diff(np.concatenate(([False], there, [False])).astype(np.int8)))
    return "".join(
        _stretch(x[start:end].astype(int), y[start:end].astype(int))
        for start, end in zip(edges[::2], edges[1::2], strict=True)
        if end - start >= least
    )


def _on_grid(pixels: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(np.round(pixels * GRID), dtype=np.float64)


def _stretch(x: npt.NDArray[np.int_], y: npt.NDArray[np.int_]) -> str:
    """Steps from one point to the next: shorter to write than places. Equal steps in a row are one."""
    dx, dy = np.diff(x), np.diff(y)
    turns = np.ones(len(dx), dtype=bool)
    turns[1:] = (dx[1:] != dx[:-1]) | (dy[1:] != dy[:-1])
    first = np.flatnonzero(turns)
    if len(first):
        dx, dy = np.add.reduceat(dx, first), np.add.reduceat(dy, first)
    steps = " ".join(map(str, np.column_stack((dx, dy)).ravel().tolist())).replace(" -", "-")
    return f"M{x[0]} {y[0]}l{steps}" if steps else ""
