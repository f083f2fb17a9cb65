"""A plotly figure as SVG: the same traces, axes and words as on the page, without a browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.drawn import furniture, lettering, traces
from dashboard.drawn.canvas import Canvas
from dashboard.drawn.scale import Axis, extent
from dashboard.drawn.signs import NotDrawable
from dashboard.palette import LIGHT, Palette

__all__ = ["NotDrawable", "chart", "document", "natural_height"]

_FONT, _HEIGHT = 16, 420
_MARGIN = {"l": 8, "r": 12, "t": 20, "b": 8}


def natural_height(figure: Mapping[str, Any]) -> float:
    """How high a figure is on the page, in pixels."""
    return float((figure.get("layout") or {}).get("height") or _HEIGHT)


def is_map(figure: Mapping[str, Any]) -> bool:
    """Whether a figure keeps equal scales across and up."""
    return ((figure.get("layout") or {}).get("yaxis") or {}).get("scaleanchor") == "x"


def has_rows(figure: Mapping[str, Any]) -> bool:
    """Whether named things stand one under the other, each in a row of its own."""
    upright = (figure.get("layout") or {}).get("yaxis") or {}
    named = any(trace.get("orientation") == "h" for trace in figure.get("data") or [])
    return named or upright.get("showticklabels") is False or upright.get("visible") is False


def font_size(figure: Mapping[str, Any]) -> float:
    """Size of a figure's letters, in pixels."""
    return float(((figure.get("layout") or {}).get("font") or {}).get("size") or _FONT)


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
    data, layout = _parts(figure)
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
    rows, size = _key(data, layout, width)
    high = key_height(figure, width)
    _edges(canvas, high)
    canvas.place()
    _draw(canvas, data)
    if rows:
        furniture.legend(canvas, rows, height - high + 6, size)
    field = (
        f'<clipPath id="{name}-field"><rect x="{canvas.left:.1f}" y="{canvas.top - 2:.1f}" '
        f'width="{canvas.right - canvas.left:.1f}" height="{canvas.bottom - canvas.top + 4:.1f}"/></clipPath>'
    )
    return f"<defs>{field}{''.join(canvas.defs)}</defs>{''.join(canvas.body)}"


def document(
    figure: Mapping[str, Any],
    width: float,
    height: float,
    lang: str,
    colours: Palette = LIGHT,
    family: str = lettering.FAMILY,
) -> str:
    """The chart alone as an SVG document; the arguments are those of `chart`, and the family of its letters."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" xml:lang="{lang}" font-family="{family}">'
        f"{chart(figure, width, height, lang, colours)}</svg>"
    )


def _parts(figure: Mapping[str, Any]) -> tuple[list[traces.Trace], dict[str, Any]]:
    """The traces that are seen, and the settings."""
    data = [trace for trace in figure.get("data") or [] if trace.get("visible") not in (False, "legendonly")]
    layout = {**(figure.get("layout") or {}), "data": data}
    layout["font"] = {"size": _FONT, **(layout.get("font") or {})}
    return data, layout


def _key(data: list[traces.Trace], layout: dict[str, Any], width: float) -> tuple[list[list[traces.Trace]], float]:
    """The rows of the key, and the size of its letters."""
    size = furniture.size_of((layout.get("legend") or {}).get("font") or {}, layout["font"]["size"])
    return furniture.legend_rows(furniture.entries(data, layout), width - 8, size), size


def key_height(figure: Mapping[str, Any], width: float) -> float:
    """How high the key under a chart of some width is, in pixels."""
    rows, size = _key(*_parts(figure), width)
    return len(rows) * size * 1.6 + 6 if rows else 0.0


def _measure(canvas: Canvas, data: list[traces.Trace]) -> None:
    """What the axes have to span: every value, and every end of a bar or an error bar."""
    bars = [trace for trace in data if trace.get("type") == "bar"]
    for along, axis in (("x", canvas.x), ("y", canvas.y)):
        ends = [end for trace in data for end in traces.error_ends(trace, along)]
        marked = _marked(canvas.layout, along)
        axis.measure([*(value for trace in data for value in extent(trace.get(along))), *ends, *marked], False)
    for along, axis in (("x", canvas.x), ("y", canvas.y)):
        lengths = [trace for trace in bars if (trace.get("orientation") == "h") == (along == "x")]
        if lengths and not axis.names:
            seen = [v for trace in data if trace not in bars for v in extent(trace.get(along))]
            ends = [end for trace in data for end in traces.error_ends(trace, along)]
            axis.measure([*seen, *ends, *_marked(canvas.layout, along), *traces.reach(lengths, canvas)], True)


def _marked(layout: Mapping[str, Any], along: str) -> list[float]:
    """The numbers that lines and fields mark, which are to be seen too."""
    found = [
        shape[end]
        for shape in layout.get("shapes") or []
        if shape.get(f"{along}ref", along) == along
        for end in (f"{along}0", f"{along}1")
    ]
    return [value for value in found if isinstance(value, (int, float))]


def _edges(canvas: Canvas, under_all: float) -> None:
    """The field between the axes: what margins, words on the axes and the key leave."""
    margin = _MARGIN | {key: value for key, value in (canvas.layout.get("margin") or {}).items() if value is not None}
    size = {along: _tick_size(axis, canvas) for along, axis in (("x", canvas.x), ("y", canvas.y))}
    under = 0.0
    if canvas.x.labelled:
        lines = max((len(lettering.lines(words)) for _, words in canvas.x.marks()), default=1)
        under = 10 + size["x"] * lettering.LINE * lines
    if rows := furniture.title_rows(canvas.x.about.get("title")):
        under += 1.6 * size["x"] + (len(rows) - 1) * size["x"] * lettering.LINE
    beside = 0.0
    if canvas.y.labelled:
        beside = 9 + max((lettering.width(words, size["y"]) for _, words in canvas.y.marks()), default=0.0)
    rows = furniture.title_rows(canvas.y.about.get("title"))
    over = 1.6 * size["y"] + (len(rows) - 1) * size["y"] * lettering.LINE if rows else 0.0
    canvas.left, canvas.right = float(margin["l"]) + beside, canvas.width - float(margin["r"])
    # a chart that is drawn lower than on the page needs less air on top
    air = min(1.0, max(0.55, canvas.height / natural_height({"layout": canvas.layout})))
    canvas.top = max(air * float(margin["t"]), 10.0) + over
    canvas.bottom = canvas.height - under - (under_all or 8.0)


def _tick_size(axis: Axis, canvas: Canvas) -> float:
    return furniture.size_of(axis.about.get("tickfont") or {}, canvas.layout["font"]["size"])


def _draw(canvas: Canvas, data: list[traces.Trace]) -> None:
    furniture.grid(canvas)
    furniture.shapes(canvas, "below")
    traces.draw(data, canvas)
    furniture.shapes(canvas, "above")
    furniture.notes(canvas)
