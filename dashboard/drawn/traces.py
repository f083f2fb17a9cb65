"""The traces of a figure – lines, fields, marks, words, bars, error bars – as SVG."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dashboard.drawn import coast, lettering, signs
from dashboard.drawn.canvas import Canvas
from dashboard.drawn.scale import array, known, values
from dashboard.drawn.signs import NotDrawable

Trace = dict[str, Any]
Point = tuple[float, float]
_FILLS = ("none", "toself", None)


def draw(traces: Sequence[Trace], canvas: Canvas) -> None:
    """Draw every trace.

    Raises:
        NotDrawable: a trace of a kind that is not drawn here; the sentence names it.
    """
    for trace in traces:
        if trace.get("type", "scatter") not in _KINDS:
            raise NotDrawable(f"Traces of type “{trace.get('type')}” cannot be drawn.")
    bars = [trace for trace in traces if trace.get("type") == "bar"]
    placed = _stacked(bars, canvas)
    for number, trace in enumerate(traces):
        if trace.get("type") == "bar":
            _bars(trace, placed[id(trace)], number, canvas)
        else:
            _scatter(trace, canvas)


def mode(trace: Trace) -> str:
    """What a trace shows: lines, markers, text, or several of them."""
    count = len(values(trace.get("x")))
    return str(trace.get("mode") or ("lines+markers" if count < 20 else "lines"))


def each(given: Any, place: int) -> Any:
    """The value of one point: every point's own, or one for all."""
    if not isinstance(given, (list, tuple)) and not hasattr(given, "tolist"):
        return given
    found = values(given)
    return found[place] if place < len(found) else None


def points(trace: Trace, canvas: Canvas) -> list[Point | None]:
    """Every point in pixels; None where there is a gap."""
    pairs = zip(values(trace.get("x")), values(trace.get("y")), strict=True)
    return [canvas.point(x, y) if known(x) and known(y) else None for x, y in pairs]


def _scatter(trace: Trace, canvas: Canvas) -> None:
    if trace.get("fill") not in _FILLS:
        raise NotDrawable(f"Fields filled “{trace['fill']}” cannot be drawn.")
    if _is_coast(trace):
        _coast(trace, canvas)
        return
    found, shown, line = points(trace, canvas), mode(trace), trace.get("line") or {}
    colour = signs.colour(line.get("color") or each((trace.get("marker") or {}).get("color"), 0), canvas.colours)
    opacity = 1.0 if trace.get("opacity") is None else float(trace["opacity"])
    canvas.body.append(f'<g opacity="{opacity:g}">')
    runs = _runs(found, bool(trace.get("connectgaps")))
    if trace.get("fill") == "toself":
        path = "".join("M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in run) + "Z" for run in runs if len(run) > 2)
        fill = signs.colour(trace.get("fillcolor") or colour, canvas.colours)
        canvas.body.append(
            f'<path d="{path}" fill="{fill}" fill-rule="evenodd" clip-path="url(#{canvas.name}-field)"/>'
        )
    width = float(line.get("width", 2))
    if "lines" in shown and width:
        path = "".join("M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in run) for run in runs if len(run) > 1)
        canvas.body.append(
            f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width:g}" stroke-linejoin="round"'
            f'{signs.dash(line, width)} clip-path="url(#{canvas.name}-field)"/>'
        )
    _errors(trace, found, canvas)
    if "markers" in shown:
        _marks(trace, found, colour, canvas)
    if "text" in shown:
        _words(trace, found, canvas)
    canvas.body.append("</g>")


def _is_coast(trace: Trace) -> bool:
    """Whether a trace is a bare line, or a field, of so many points that a picture cannot show them all."""
    packed = isinstance(trace.get("x"), (dict, np.ndarray)) and isinstance(trace.get("y"), (dict, np.ndarray))
    return packed and trace.get("mode") == "lines" and len(array(trace["x"])) > coast.MANY


def _coast(trace: Trace, canvas: Canvas) -> None:
    """A coast; drawn on a finer grid than the pixels' and scaled back."""
    line, filled = trace.get("line") or {}, trace.get("fill") == "toself"
    colour, width = signs.colour(line.get("color"), canvas.colours), float(line.get("width", 2))
    fill = signs.colour(trace.get("fillcolor") or line.get("color"), canvas.colours) if filled else "none"
    stroke = f' stroke="{colour}" stroke-width="{width * coast.GRID:g}" stroke-linejoin="round"' if width else ""
    opacity = 1.0 if trace.get("opacity") is None else float(trace["opacity"])
    canvas.body.append(
        f'<g opacity="{opacity:g}" clip-path="url(#{canvas.name}-field)"><path transform="scale({1 / coast.GRID:g})" '
        f'd="{coast.path(trace, canvas, 3 if filled else 2)}" fill="{fill}" fill-rule="evenodd"{stroke}/></g>'
    )


def _runs(found: Sequence[Point | None], over_gaps: bool) -> list[list[Point]]:
    """Unbroken stretches."""
    runs: list[list[Point]] = [[]]
    for one in found:
        if one is not None:
            runs[-1].append(one)
        elif runs[-1] and not over_gaps:
            runs.append([])
    return [run for run in runs if run]


def _marks(trace: Trace, found: Sequence[Point | None], colour: str, canvas: Canvas) -> None:
    marker = trace.get("marker") or {}
    if marker.get("opacity") == 0:  # a point that is only there to be pointed at
        return
    edge = marker.get("line") or {}
    for place, one in enumerate(found):
        if one is None:
            continue
        fill = signs.colour(each(marker.get("color"), place) or colour, canvas.colours)
        line = (signs.colour(each(edge.get("color"), place) or fill, canvas.colours), float(edge.get("width") or 0))
        size = float(each(marker.get("size"), place) or 6)
        canvas.body.append(
            signs.mark(each(marker.get("symbol"), place), *one, size, fill, line, float(marker.get("opacity") or 1))
        )


def _words(trace: Trace, found: Sequence[Point | None], canvas: Canvas) -> None:
    font = trace.get("textfont") or {}
    size = float(font.get("size") or canvas.layout["font"]["size"])
    marked = float(each((trace.get("marker") or {}).get("size"), 0) or 6) / 2 + 3 if "markers" in mode(trace) else 3
    for place, one in enumerate(found):
        markup = str(each(trace.get("text"), place) or "")
        if one is None or not markup:
            continue
        position = str(each(trace.get("textposition"), place) or "middle center")
        anchor = "end" if "left" in position else "start" if "right" in position else "middle"
        x = one[0] + (marked if anchor == "start" else -marked if anchor == "end" else 0)
        rows = lettering.lines(markup)
        tall = size * lettering.LINE
        first = one[1] + 0.35 * size - tall * (len(rows) - 1) / 2
        if "top" in position:
            first = one[1] - marked - 0.25 * size - tall * (len(rows) - 1)
        elif "bottom" in position:
            first = one[1] + marked + 0.85 * size
        colour = signs.colour(font.get("color"), canvas.colours)
        for number, row in enumerate(rows):
            canvas.body.append(lettering.text(x, first + number * tall, row, size, colour, anchor))


def _errors(trace: Trace, found: Sequence[Point | None], canvas: Canvas, tips: Sequence[float] | None = None) -> None:
    """The error bars of each point, across or up."""
    for along in ("x", "y"):
        error = trace.get(f"error_{along}") or {}
        if not error or error.get("visible") is False:
            continue
        axis = canvas.x if along == "x" else canvas.y
        colour, width = signs.colour(error.get("color"), canvas.colours), float(error.get("thickness") or 2)
        cap = 4.0 if error.get("width") is None else float(error["width"])
        more, less = values(error.get("array")), values(error.get("arrayminus"))
        less = more if error.get("symmetric", True) is not False or not less else less
        given = list(tips) if tips is not None else [axis.number(v) if known(v) else None for v in values(trace[along])]
        for place, one in enumerate(found):
            if one is None or given[place] is None or not known(more[place]) or not known(less[place]):
                continue
            if not more[place] and not less[place]:
                continue
            ends = (axis.place(given[place] - less[place]), axis.place(given[place] + more[place]))
            canvas.body.append(_span(along, ends, one, colour, width, cap))


def _span(along: str, ends: tuple[float, float], at: Point, colour: str, width: float, cap: float) -> str:
    a, b = ends
    if along == "y":
        path = f"M{at[0]:.1f},{a:.1f}V{b:.1f}" + "".join(f"M{at[0] - cap:.1f},{e:.1f}h{2 * cap:g}" for e in ends)
    else:
        path = f"M{a:.1f},{at[1]:.1f}H{b:.1f}" + "".join(f"M{e:.1f},{at[1] - cap:.1f}v{2 * cap:g}" for e in ends)
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width:g}"/>'


def error_ends(trace: Trace, along: str) -> list[float]:
    """The numbers that the error bars of a trace reach along an axis."""
    error = trace.get(f"error_{along}") or {}
    if not error or error.get("visible") is False:
        return []
    more = values(error.get("array"))
    less = values(error.get("arrayminus")) if error.get("symmetric", True) is False else more
    around = zip(values(trace.get(along)), more, less or more, strict=True)
    return [end for at, up, down in around if known(at) and known(up) and known(down) for end in (at + up, at - down)]


#: Of a bar: where it stands along the names, from where to where it reaches, and how thick it is; in numbers.
Bar = tuple[float, float, float, float]


def _stacked(bars: Sequence[Trace], canvas: Canvas) -> dict[int, list[Bar | None]]:
    """Where every bar of every trace stands; one upon the other, or side by side, as the chart asks for."""
    barmode = canvas.layout.get("barmode") or "group"
    gap = float(canvas.layout.get("bargap") or 0.2)
    up: dict[float, float] = defaultdict(float)
    down: dict[float, float] = defaultdict(float)
    found: dict[int, list[Bar | None]] = {}
    beside = barmode == "group" and _share_places(bars)
    for number, trace in enumerate(bars):
        across = trace.get("orientation") == "h"
        along, length = (canvas.y, canvas.x) if across else (canvas.x, canvas.y)
        where, long = (trace["y"], trace["x"]) if across else (trace["x"], trace["y"])
        placed: list[Bar | None] = []
        for place, (name, value) in enumerate(zip(values(where), values(long), strict=True)):
            if not known(name) or not known(value):
                placed.append(None)
                continue
            at, size = along.number(name), length.number(value)
            thick = float(each(trace.get("width"), place) or 1 - gap)
            start = float(each(trace.get("base"), place) or 0)
            if barmode in ("relative", "stack"):
                heap = up if size >= 0 else down
                start = heap[at]
                heap[at] += size
            elif beside:
                thick /= len(bars)
                at += (number - (len(bars) - 1) / 2) * thick
            placed.append((at, start, start + size, thick))
        found[id(trace)] = placed
    return found


def _share_places(bars: Sequence[Trace]) -> bool:
    """Whether bars of several traces stand at the same name: only then do they have to make room for each other."""
    places = [str(name) for bar in bars for name in values(bar["y" if bar.get("orientation") == "h" else "x"])]
    return len(set(places)) < len(places)


def reach(bars: Sequence[Trace], canvas: Canvas) -> list[float]:
    """The numbers that the ends of all bars reach."""
    return [end for placed in _stacked(bars, canvas).values() for bar in placed if bar for end in bar[1:3]]


def _bars(trace: Trace, placed: Sequence[Bar | None], number: int, canvas: Canvas) -> None:
    across = trace.get("orientation") == "h"
    along, length = (canvas.y, canvas.x) if across else (canvas.x, canvas.y)
    found: list[Point | None] = []
    for place, bar in enumerate(placed):
        if bar is None:
            found.append(None)
            continue
        at, start, end, thick = bar
        a, b = sorted((along.place(at - thick / 2), along.place(at + thick / 2)))
        c, d = sorted((length.place(start), length.place(end)))
        x, y, wide, high = (c, a, d - c, b - a) if across else (a, c, b - a, d - c)
        fill, edge, width = _fill(trace, place, number, canvas)
        faint = each((trace.get("marker") or {}).get("opacity"), place)
        seen = "" if faint is None else f' opacity="{faint:g}"'
        canvas.body.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" fill="{fill}" stroke="{edge}" '
            f'stroke-width="{width:g}"{seen} clip-path="url(#{canvas.name}-field)"/>'
        )
        middle, tip = along.place(at), length.place(end)
        found.append((tip, middle) if across else (middle, tip))
    _errors(trace, found, canvas, [bar[2] if bar else 0.0 for bar in placed])
    if trace.get("text") is not None and trace.get("textposition") != "none":
        _words({**trace, "textposition": "middle right" if across else "top center"}, found, canvas)


def _fill(trace: Trace, place: int, number: int, canvas: Canvas) -> tuple[str, str, float]:
    """Fill, colour of the edge and its width; a hatched bar's fill is a pattern."""
    marker = trace.get("marker") or {}
    colour = signs.colour(each(marker.get("color"), place), canvas.colours)
    edge = marker.get("line") or {}
    line, width = signs.colour(each(edge.get("color"), place) or colour, canvas.colours), float(edge.get("width") or 0)
    pattern = marker.get("pattern") or {}
    shape = each(pattern.get("shape"), place)
    if not shape:
        return colour, line, width
    if shape not in ("/", "\\", "x"):
        raise NotDrawable(f"Bars hatched “{shape}” cannot be drawn.")
    name = f"{canvas.name}-hatched-{number}-{place}"
    # where every bar has a colour of its own plotly hatches with it, whatever the pattern says
    own = isinstance(marker.get("color"), list) and pattern.get("fillmode") != "overlay"
    front = colour if own else signs.colour(each(pattern.get("fgcolor"), place) or colour, canvas.colours)
    # laid over the bar the hatching has the bar's colour behind it, else the paper's
    behind = colour if pattern.get("fillmode") == "overlay" else canvas.colours.paper
    back = signs.colour(each(pattern.get("bgcolor"), place) or behind, canvas.colours)
    made = signs.hatching(name, front, back, float(pattern.get("size") or 8), float(pattern.get("solidity") or 0.3))
    if made not in canvas.defs:
        canvas.defs.append(made)
    return f"url(#{name})", line, width


_KINDS: dict[str, Callable[..., None]] = {"scatter": _scatter, "bar": _bars, "scattergl": _scatter}
