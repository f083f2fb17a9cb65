"""What stands around the traces: grid and ticks, shapes, annotations, and the key to the signs."""

from __future__ import annotations

from typing import Any

from dashboard.charts import naming
from dashboard.drawn import lettering, signs
from dashboard.drawn.canvas import Canvas
from dashboard.drawn.signs import NotDrawable
from dashboard.drawn.traces import Trace, each, mode

_SWATCH, _APART = 26, 22
#: So many times their height words at the ends of lines can be moved.
_MOVED = 1.0
#: Left, top, right and bottom of words, in pixels.
Box = tuple[float, float, float, float]


def size_of(about: dict[str, Any], otherwise: float) -> float:
    """Size of the letters that some settings ask for."""
    return float((about or {}).get("size") or otherwise)


def grid(canvas: Canvas) -> None:
    """Lines and words of both axes."""
    for along, axis in (("x", canvas.x), ("y", canvas.y)):
        if not axis.visible:
            continue
        about = axis.about
        line = signs.colour(about.get("gridcolor") or canvas.colours.grid, canvas.colours)
        font = about.get("tickfont") or {}
        size, ink = size_of(font, canvas.layout["font"]["size"]), signs.colour(font.get("color"), canvas.colours)
        for at, words in axis.marks():
            place = axis.place(at)
            if about.get("showgrid", True) is not False:
                canvas.body.append(_line(canvas, along, place, line, 1))
            if not axis.labelled or not words:
                continue
            _tick(canvas, along, place, words, size, ink, line if about.get("ticks") else "")
        if about.get("zeroline") and min(axis.span) <= 0 <= max(axis.span):
            zero = signs.colour(about.get("zerolinecolor"), canvas.colours)
            canvas.body.append(_line(canvas, along, axis.place(0), zero, float(about.get("zerolinewidth") or 1)))
        _title(canvas, along, axis.about.get("title"), size, ink)


def _line(canvas: Canvas, along: str, place: float, colour: str, width: float) -> str:
    ends = (
        f'x1="{place:.1f}" x2="{place:.1f}" y1="{canvas.top:.1f}" y2="{canvas.bottom:.1f}"'
        if along == "x"
        else f'x1="{canvas.left:.1f}" x2="{canvas.right:.1f}" y1="{place:.1f}" y2="{place:.1f}"'
    )
    return f'<line {ends} stroke="{colour}" stroke-width="{width:g}"/>'


def _tick(canvas: Canvas, along: str, place: float, words: str, size: float, ink: str, line: str) -> None:
    rows = lettering.lines(words)
    if along == "x":
        if line:
            canvas.body.append(
                f'<line x1="{place:.1f}" x2="{place:.1f}" y1="{canvas.bottom:.1f}" y2="{canvas.bottom + 5:.1f}" '
                f'stroke="{line}"/>'
            )
        for number, row in enumerate(rows):
            y = canvas.bottom + 6 + size + number * size * lettering.LINE
            half = lettering.line_width(row, size) / 2
            # a word at the edge of the picture is moved in, not cut
            x = min(max(place, half), canvas.width - half)
            canvas.body.append(lettering.text(x, y, row, size, ink, "middle"))
        return
    canvas.body.append(lettering.text(canvas.left - 7, place + 0.35 * size, rows[0], size, ink, "end"))


def _title(canvas: Canvas, along: str, title: Any, size: float, ink: str) -> None:
    """What an axis measures: the upright one's words lie flat above it, where they can be read."""
    for number, row in enumerate(rows := title_rows(title)):
        if along == "x":
            y = canvas.bottom + 12 + 2.2 * size + number * size * lettering.LINE
            canvas.body.append(lettering.text((canvas.left + canvas.right) / 2, y, row, size, ink, "middle"))
        else:
            y = canvas.top - 0.6 * size - (len(rows) - 1 - number) * size * lettering.LINE
            canvas.body.append(lettering.text(2, max((number + 1) * size, y), row, size, ink))


def title_rows(title: Any) -> list[list[lettering.Run]]:
    """The lines of an axis's title; none where it has none."""
    words = title.get("text") if isinstance(title, dict) else title
    return lettering.lines(str(words)) if words else []


def shapes(canvas: Canvas, layer: str) -> None:
    """Lines and fields that mark a place: those that lie below the traces, or above.

    Raises:
        NotDrawable: a shape of another kind.
    """
    for shape in canvas.layout.get("shapes") or []:
        if (shape.get("layer") or "above") != layer:
            continue
        if shape.get("type", "rect") not in ("line", "rect"):
            raise NotDrawable(f"Shapes of type “{shape.get('type')}” cannot be drawn.")
        x0, x1 = (canvas.refer(shape.get("xref"), "x", shape[key]) for key in ("x0", "x1"))
        y0, y1 = (canvas.refer(shape.get("yref"), "y", shape[key]) for key in ("y0", "y1"))
        line = shape.get("line") or {}
        colour, width = signs.colour(line.get("color"), canvas.colours), float(line.get("width", 2))
        edge = f'stroke="{colour}" stroke-width="{width:g}"{signs.dash(line, width)}'
        if shape.get("type") == "line":
            canvas.body.append(f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" {edge}/>')
            continue
        fill = signs.colour(shape["fillcolor"], canvas.colours) if shape.get("fillcolor") else "none"
        canvas.body.append(
            f'<rect x="{min(x0, x1):.1f}" y="{min(y0, y1):.1f}" width="{abs(x1 - x0):.1f}" '
            f'height="{abs(y1 - y0):.1f}" fill="{fill}" opacity="{shape.get("opacity", 1):g}" {edge}/>'
        )


def notes(canvas: Canvas) -> None:
    """Words at a place of the chart, on paper where they ask for it; no paper lies on another's words."""
    wanted = [
        note for note in canvas.layout.get("annotations") or [] if note.get("visible") is not False and note.get("text")
    ]
    taken: list[Box] = []
    found = [_note(canvas, note, taken) for note in sorted(_at_ends(canvas, wanted), key=_movable)]
    canvas.body += [paper for paper, _ in found]
    canvas.body += [words for _, words in found]


def _at_ends(canvas: Canvas, wanted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The words of a chart, those at the ends of its lines moved apart once more where it is lower than on the page: in
    their order, the first ones first, and without those that there is no room for."""
    columns: dict[Any, list[dict[str, Any]]] = {}
    for note in wanted:
        if note.get("xanchor") == "left" and note.get("xref") is None and note.get("yref") is None:
            columns.setdefault((note["x"], note.get("xshift")), []).append(note)
    moved: dict[int, dict[str, Any] | None] = {}
    for column in columns.values():
        rows = max(len(lettering.lines(str(note["text"]))) for note in column)
        size = max(size_of(note.get("font") or {}, canvas.layout["font"]["size"]) for note in column)
        heights = [canvas.refer(None, "y", note["y"]) for note in column]
        apart = rows * size * lettering.LINE
        places = naming.spread(heights, apart, _MOVED * apart) if len(column) > 1 else heights
        for note, height, place in zip(column, heights, places, strict=True):
            shift = float(note.get("yshift") or 0)
            moved[id(note)] = None if place is None else note | {"yshift": shift + height - place}
    kept = (moved.get(id(note), note) for note in wanted)
    return [note for note in kept if note is not None]


def _movable(note: dict[str, Any]) -> bool:
    """Whether words stand on an edge of the field and belong to no value: they can be moved up."""
    return note.get("yref") in ("paper", "y domain") and note["y"] in (0, 1) and note.get("yanchor") == "bottom"


def _aside(box: Box, taken: list[Box], only_up: bool) -> float:
    """How far down (or, less than nought, up) words have to be moved to lie on no others; not at all where what is
    free is too far away."""
    left, top, right, bottom = box
    near = [one for one in taken if left < one[2] and one[0] < right]
    shifts = [0.0, *(one[1] - bottom for one in near), *(one[3] - top for one in near)]
    free = [
        by
        for by in shifts
        if top + by >= 0
        and (by <= 0 or not only_up)
        and (only_up or abs(by) <= 1.5 * (bottom - top))
        and not any(top + by < one[3] - 0.01 and one[1] + 0.01 < bottom + by for one in near)
    ]
    return min(free, key=abs, default=0.0)


def _note(canvas: Canvas, note: dict[str, Any], taken: list[Box]) -> tuple[str, str]:
    """The paper of an annotation, and its words."""
    x = canvas.refer(note.get("xref"), "x", note["x"]) + float(note.get("xshift") or 0)
    y = canvas.refer(note.get("yref"), "y", note["y"]) - float(note.get("yshift") or 0)
    font = note.get("font") or {}
    size = size_of(font, canvas.layout["font"]["size"])
    colour = signs.colour(font.get("color"), canvas.colours)
    if note.get("showarrow", True) is not False:
        tip = (x, y)
        x, y = _tail(canvas, note, tip)
        canvas.body.append(
            f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{tip[0]:.1f}" y2="{tip[1]:.1f}" stroke="{colour}" stroke-width="1"/>'
        )
    rows = lettering.lines(str(note["text"]))
    pad = float(note.get("borderpad", 1))
    wide = max(lettering.line_width(row, size) for row in rows)
    high = len(rows) * size * lettering.LINE
    shift_x = {"left": 0.0, "right": -wide}.get(str(note.get("xanchor")), -wide / 2)
    shift_y = {"top": 0.0, "bottom": -high}.get(str(note.get("yanchor")), -high / 2)
    # plotly lets words hang over the edge of the picture; here they stay inside
    left = min(max(x + shift_x, 2), max(2.0, canvas.width - wide - 2))
    top = y + shift_y
    top += _aside((left, top, left + wide, top + high), taken, _movable(note))
    taken.append((left, top, left + wide, top + high))
    paper = ""
    if note.get("bgcolor"):
        colour_of_paper = signs.colour(note["bgcolor"], canvas.colours)
        paper = (
            f'<rect x="{left - pad:.1f}" y="{top - pad:.1f}" width="{wide + 2 * pad:.1f}" '
            f'height="{high + 2 * pad:.1f}" fill="{colour_of_paper}" opacity="{note.get("opacity", 1):g}"/>'
        )
    anchor, at = "middle", left + wide / 2
    if note.get("align") == "left" or note.get("xanchor") == "left":
        anchor, at = "start", left
    elif note.get("xanchor") == "right":
        anchor, at = "end", left + wide
    words = ""
    for number, row in enumerate(rows):
        base = top + (number + 0.5) * size * lettering.LINE + 0.34 * size
        words += lettering.text(at, base, row, size, colour, anchor)
    return paper, words


def _tail(canvas: Canvas, note: dict[str, Any], tip: tuple[float, float]) -> tuple[float, float]:
    """Where the words of an arrow stand: so many pixels from its tip, or at numbers of the axes."""
    x, y = tip[0] + float(note.get("ax") or 0), tip[1] + (-30.0 if note.get("ay") is None else float(note["ay"]))
    if note.get("axref") == "x":
        x = canvas.refer("x", "x", note["ax"])
    if note.get("ayref") == "y":
        y = canvas.refer("y", "y", note["ay"])
    return x, y


def entries(traces: list[Trace], layout: dict[str, Any]) -> list[Trace]:
    """The traces that the key names, each name once; none where the chart has no key."""
    if not layout.get("showlegend", False):
        return []
    found: dict[str, Trace] = {}
    for trace in traces:
        if trace.get("showlegend") is not False and trace.get("name"):
            found.setdefault(str(trace["name"]), trace)
    return list(found.values())


def legend_rows(found: list[Trace], width: float, size: float) -> list[list[Trace]]:
    """The entries of the key in rows that are no wider than there is room."""
    rows: list[list[Trace]] = []
    used = width + 1
    for trace in found:
        needed = _SWATCH + 6 + lettering.line_width(_entry(trace), size) + _APART
        if used + needed > width + _APART:
            rows.append([])
            used = 0.0
        rows[-1].append(trace)
        used += needed
    return rows


def _entry(trace: Trace) -> list[lettering.Run]:
    """What the key calls a trace, on one line: a picture is never as narrow as a phone."""
    return lettering.lines(str(trace["name"]).replace("<br>", " "))[0]


def legend(canvas: Canvas, rows: list[list[Trace]], top: float, size: float) -> None:
    """The key under the chart."""
    ink = signs.colour(((canvas.layout.get("legend") or {}).get("font") or {}).get("color"), canvas.colours)
    for number, row in enumerate(rows):
        x, y = 4.0, top + (number + 0.5) * size * 1.6
        for trace in row:
            _swatch(canvas, trace, x, y)
            words = _entry(trace)
            canvas.body.append(lettering.text(x + _SWATCH + 6, y + 0.34 * size, words, size, ink))
            x += _SWATCH + 6 + lettering.line_width(words, size) + _APART


def _swatch(canvas: Canvas, trace: Trace, x: float, y: float) -> None:
    """A small piece of what the trace looks like."""
    middle, line, marker = x + _SWATCH / 2, trace.get("line") or {}, trace.get("marker") or {}
    colour = signs.colour(line.get("color") or each(marker.get("color"), 0), canvas.colours)
    seen = f' opacity="{trace["opacity"]:g}"' if trace.get("opacity") is not None else ""
    if trace.get("type") == "bar" or trace.get("fill") == "toself":
        fill = signs.colour(trace.get("fillcolor") or colour, canvas.colours)
        pattern = f"url(#{canvas.name}-hatched-{canvas.layout['data'].index(trace)}-0)"
        if trace.get("type") == "bar" and each((marker.get("pattern") or {}).get("shape"), 0):
            fill = pattern
        # an edge around it: the lightest class of a map is all but the paper's colour
        canvas.body.append(
            f'<rect x="{x:.1f}" y="{y - 7:.1f}" width="{_SWATCH}" height="14" fill="{fill}"{seen}/>'
            f'<rect x="{x:.1f}" y="{y - 7:.1f}" width="{_SWATCH}" height="14" fill="none" stroke="{colour}"/>'
        )
        return
    if "lines" in mode(trace):
        width = float(line.get("width", 2))
        canvas.body.append(
            f'<line x1="{x:.1f}" x2="{x + _SWATCH:.1f}" y1="{y:.1f}" y2="{y:.1f}" stroke="{colour}" '
            f'stroke-width="{width:g}"{signs.dash(line, width)}/>'
        )
    if "markers" in mode(trace):
        edge = marker.get("line") or {}
        own = signs.colour(each(marker.get("color"), 0) or colour, canvas.colours)
        rim = (signs.colour(each(edge.get("color"), 0) or own, canvas.colours), float(edge.get("width") or 0))
        size = min(14.0, float(each(marker.get("size"), 0) or 6))
        canvas.body.append(signs.mark(each(marker.get("symbol"), 0), middle, y, size, own, rim))
