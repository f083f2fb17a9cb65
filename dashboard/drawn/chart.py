"""A plotly figure as SVG: the same traces, axes and words as on the page, without a browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.drawn import furniture, lettering, traces
from dashboard.drawn.canvas import Canvas
from dashboard.drawn.scale import Axis, values
from dashboard.drawn.signs import NotDrawable
from dashboard.palette import LIGHT, Palette

__all__ = ["NotDrawable", "chart", "natural_height"]

_FONT, _HEIGHT = 16, 420
_MARGIN = {"l": 8, "r": 12, "t": 20, "b": 8}


def natural_height(figure: Mapping[str, Any]) -> float:
    """How high a figure is on the page, in pixels."""
    return float((figure.get("layout") or {}).get("height") or _HEIGHT)


def is_map(figure: Mapping[str, Any]) -> bool:
    """Whether a figure keeps equal scales across and up."""
    return ((figure.get("layout") or {}).get("yaxis") or {}).get("scaleanchor") == "x"


def chart(
    figure: Mapping[str, Any], width: float, height: float, lang: str, colours: Palette = LIGHT, name: str = "chart"
) -> str:
    """The chart as an SVG fragment: what stands inside `<svg>`.

    Args:
        figure: a plotly figure as a dict.
        width, height: of the drawing, in pixels.
        lang: decides how numbers on the axes are written.
        colours: a colour for each role.
        name: begins the ids inside.

    Raises:
        NotDrawable: something in the figure cannot be drawn; the sentence names it.
    """
    data = [trace for trace in figure.get("data") or [] if trace.get("visible") not in (False, "legendonly")]
    layout = {**(figure.get("layout") or {}), "data": data}
    layout["font"] = {"size": _FONT, **(layout.get("font") or {})}
    canvas = Canvas(
        width=width,
        height=height,
        colours=colours,
        name=name,
        layout=layout,
        x=Axis(dict(layout.get("xaxis") or {}), lang),
        y=Axis(dict(layout.get("yaxis") or {}), lang),
    )
    _measure(canvas, data)
    size = furniture.size_of((layout.get("legend") or {}).get("font") or {}, layout["font"]["size"])
    rows = furniture.legend_rows(furniture.entries(data, layout), width - 8, size)
    key_height = len(rows) * size * 1.6 + 6 if rows else 0.0
    _edges(canvas, key_height)
    canvas.place()
    _draw(canvas, data)
    if rows:
        furniture.legend(canvas, rows, height - key_height + 6, size)
    field = (
        f'<clipPath id="{name}-field"><rect x="{canvas.left:.1f}" y="{canvas.top - 2:.1f}" '
        f'width="{canvas.right - canvas.left:.1f}" height="{canvas.bottom - canvas.top + 4:.1f}"/></clipPath>'
    )
    return f"<defs>{field}{''.join(canvas.defs)}</defs>{''.join(canvas.body)}"


def _measure(canvas: Canvas, data: list[traces.Trace]) -> None:
    """What the axes have to span: every value, and every end of a bar or an error bar."""
    bars = [trace for trace in data if trace.get("type") == "bar"]
    for along, axis in (("x", canvas.x), ("y", canvas.y)):
        ends = [end for trace in data for end in traces.error_ends(trace, along)]
        axis.measure([*(value for trace in data for value in values(trace.get(along))), *ends], False)
    for along, axis in (("x", canvas.x), ("y", canvas.y)):
        lengths = [trace for trace in bars if (trace.get("orientation") == "h") == (along == "x")]
        if lengths and not axis.names:
            seen = [v for trace in data if trace not in bars for v in values(trace.get(along))]
            ends = [end for trace in data for end in traces.error_ends(trace, along)]
            axis.measure([*seen, *ends, *traces.reach(lengths, canvas)], True)


def _edges(canvas: Canvas, key_height: float) -> None:
    """The field between the axes: what margins, words on the axes and the key leave."""
    margin = _MARGIN | {key: value for key, value in (canvas.layout.get("margin") or {}).items() if value is not None}
    size = {along: _tick_size(axis, canvas) for along, axis in (("x", canvas.x), ("y", canvas.y))}
    under = 0.0
    if canvas.x.labelled:
        lines = max((len(lettering.lines(words)) for _, words in canvas.x.marks()), default=1)
        under = 10 + size["x"] * lettering.LINE * lines
    if canvas.x.about.get("title"):
        under += 1.6 * size["x"]
    beside = 0.0
    if canvas.y.labelled:
        beside = 9 + max((lettering.width(words, size["y"]) for _, words in canvas.y.marks()), default=0.0)
    over = 1.6 * size["y"] if canvas.y.about.get("title") else 0.0
    canvas.left, canvas.right = float(margin["l"]) + beside, canvas.width - float(margin["r"])
    canvas.top = max(float(margin["t"]), 10.0) + over
    canvas.bottom = canvas.height - under - (key_height or 8.0)


def _tick_size(axis: Axis, canvas: Canvas) -> float:
    return furniture.size_of(axis.about.get("tickfont") or {}, canvas.layout["font"]["size"])


def _draw(canvas: Canvas, data: list[traces.Trace]) -> None:
    furniture.grid(canvas)
    furniture.shapes(canvas, "below")
    traces.draw(data, canvas)
    furniture.shapes(canvas, "above")
    furniture.notes(canvas)
