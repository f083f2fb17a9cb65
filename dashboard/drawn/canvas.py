"""The sheet a chart is drawn on: its axes, the field between them, and what has been drawn so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from dashboard.drawn.scale import Axis
from dashboard.palette import Palette


@dataclass
class Canvas:
    """A chart in the making.

    Attributes:
        width, height: of the whole chart, in pixels.
        colours: a colour for each role.
        name: begins the ids of everything that is referred to, so that two charts can stand in one document.
        layout: plotly's own settings.
        x, y: the axes.
        left, top, right, bottom: edges of the field between the axes.
        defs: patterns that are referred to.
        body: what has been drawn, from back to front.
    """

    width: float
    height: float
    colours: Palette
    name: str
    layout: dict[str, Any]
    x: Axis
    y: Axis
    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    defs: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)

    def place(self) -> None:
        """Tie numbers to pixels, now that the edges are known; equal scales where the chart asks for them."""
        if self.y.about.get("scaleanchor") == "x":
            self._equal()
        self.x.ends = (self.left, self.right)
        self.y.ends = (self.bottom, self.top)

    def _equal(self) -> None:
        """Shrink the field until a unit across and a unit up stand in the ratio that a map asks for."""
        ratio = float(self.y.about.get("scaleratio") or 1.0)
        across, up = abs(self.x.span[1] - self.x.span[0]), abs(self.y.span[1] - self.y.span[0]) * ratio
        pixels = min((self.right - self.left) / across, (self.bottom - self.top) / up)
        spare_x = (self.right - self.left - pixels * across) / 2
        spare_y = (self.bottom - self.top - pixels * up) / 2
        self.left, self.right = self.left + spare_x, self.right - spare_x
        self.top, self.bottom = self.top + spare_y, self.bottom - spare_y

    def point(self, x: Any, y: Any) -> tuple[float, float]:
        """Where a point of a trace is, in pixels."""
        return self.x.place(self.x.number(x)), self.y.place(self.y.number(y))

    def refer(self, reference: str | None, along: str, value: Any) -> float:
        """Where an annotation or a shape is along one axis: by a number of the axis, or by a share of the field."""
        if reference in ("paper", f"{along} domain"):
            low, high = (self.left, self.right) if along == "x" else (self.bottom, self.top)
            return low + float(value) * (high - low)
        axis = self.x if along == "x" else self.y
        return axis.place(axis.number(value))
