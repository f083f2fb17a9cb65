"""High contrast: a reader's choice in the address (`contrast=high`) that draws charts in the colour of the text.

Colours say what a thing is; without them dashes, marks and widths do. The roles are placeholders that the browser
replaces by its theme's colours (`palette.py`), so that one drawing serves light and dark here too.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import plotly.graph_objects as go

from dashboard.drawn.chart import is_map
from dashboard.palette import SCREEN

KEY, HIGH, NORMAL = "contrast", "high", "normal"
#: What carries data or words takes the ink; bands, paper and grid stay, so that lines stand out from them.
_TO_INK = (SCREEN.region, SCREEN.target, SCREEN.norway, SCREEN.comparator, SCREEN.uncertainty, SCREEN.faint_ink)
#: The look of each of them, in the same order.
_DASHES = ("solid", "dash", "longdash", "dot", "dashdot", "dot")
_MARKS = ("circle", "square", "diamond", "triangle-up", "x", "cross")
_PATTERNS = ("", "/", "x", ".", "-", "+")
_WIDER = 1.5


def drawn(figure: go.Figure, high: bool) -> go.Figure:
    """The figure as the reader asks for it; the same one where nothing is asked, and where it is a map.

    Args:
        figure: a chart of ours.
        high: whether in high contrast.
    """
    # maps tell by colour alone where a value lies, and a border is no line that a dash could tell from another
    if not high or is_map({"layout": figure.layout.to_plotly_json()}):
        return figure
    return _high(figure.to_json())


@lru_cache(maxsize=64)
def _high(figure: str) -> go.Figure:
    content = json.loads(figure)
    content.get("layout", {}).pop("template", None)
    for trace in content["data"]:
        _marked(trace)
    return go.Figure(_inked(content))


def _marked(trace: dict[str, Any]) -> None:
    """Say by dash, mark and pattern what the colour says: what has one colour keeps one look."""
    line, marker = trace.get("line") or {}, trace.get("marker") or {}
    colours = [line.get("color"), marker.get("color"), (marker.get("line") or {}).get("color")]
    role = next((_TO_INK.index(colour) for colour in colours if colour in _TO_INK), 0)
    mode = str(trace.get("mode", ""))
    if "lines" in mode and not trace.get("fill"):
        # a dash that the chart chose already says something: it stays
        dash = line.get("dash", "solid")
        trace["line"] = line | {
            "width": float(line.get("width", 2)) + _WIDER, "dash": _DASHES[role] if dash == "solid" else dash
        }  # fmt: skip
    symbol = marker.get("symbol", "circle")
    if "markers" in mode and symbol == "circle":
        trace["marker"] = marker | {"symbol": _MARKS[role]}
    if trace.get("type") == "bar":
        outline = {**(marker.get("line") or {}), "color": SCREEN.ink, "width": 2}
        pattern = {} if "pattern" in marker or not role else {"pattern": {"shape": _PATTERNS[role]}}
        trace["marker"] = marker | {"line": outline} | pattern


def _inked(part: Any) -> Any:
    """A part of a figure with every colour that carries data or words turned to ink."""
    if isinstance(part, dict):
        return {key: _inked(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_inked(value) for value in part]
    return SCREEN.ink if isinstance(part, str) and part in _TO_INK else part
