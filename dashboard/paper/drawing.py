"""A chart of the paper as SVG, for the PDF: the lines and bars that the slides have, without a browser."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from math import floor, log10

from dashboard import numbers
from dashboard.palette import LIGHT, Palette
from dashboard.paper.model import Chart, Series, Values

#: The drawing's own units; the page scales it.
WIDTH = 760
FONT = "Source Sans Pro, Libertinus Serif, sans-serif"
_TYPE, _LABEL = 15, 16
Scale = Callable[[float], float]
_DASHES = ("none", "2 3", "7 4", "12 4", "8 3 2 3", "12 3 2 3 2 3")


def svg(chart: Chart, lang: str, height: int = 340, colours: Palette = LIGHT) -> str:
    """The chart as an SVG document.

    Args:
        chart: what to draw.
        lang: decides how numbers are written.
        height: of lines and columns; horizontal bars take the height that their number needs.
        colours: a colour for each role.
    """
    if chart.kind == "bar":
        body, height = _bars(chart, lang, colours)
    else:
        body = _over_years(chart, lang, height, colours)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
        f' font-family="{FONT}" font-size="{_TYPE}">{"".join(body)}</svg>'
    )


def ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Round numbers from `low` to `high`, about so many."""
    rough = (high - low or abs(high) or 1.0) / count
    power = 10.0 ** floor(log10(rough))
    step = next(power * one for one in (1, 2, 2.5, 5, 10) if power * one >= rough * 0.999)
    first = floor(low / step)
    return [round(step * place, 9) for place in range(first, floor(high / step) + 2) if step * place >= low - step]


def runs(values: Values) -> list[list[int]]:
    """Places that have a value, in unbroken runs."""
    found: list[list[int]] = []
    for place, value in enumerate(values):
        if value is None:
            continue
        if found and found[-1][-1] == place - 1:
            found[-1].append(place)
        else:
            found.append([place])
    return found


def apart(wanted: Sequence[float], least: float, bottom: float) -> list[float]:
    """Heights for labels, each as near to what is wanted as the others allow.

    Args:
        wanted: where each would be.
        least: how far two must be apart.
        bottom: no label lies lower.
    """
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    found = [0.0] * len(wanted)
    before = -1e9
    for place in order:
        found[place] = before = max(wanted[place], before + least)
    limit = bottom
    for place in reversed(order):
        found[place] = limit = min(found[place], limit)
        limit -= least
    return found


def _known(chart: Chart) -> list[float]:
    parts = [series.values for series in chart.series]
    parts += [chart.band.low, chart.band.high] if chart.band else []
    found = [value for values in parts for value in values if value is not None]
    return found + ([chart.parity] if chart.parity is not None else [])


def _text(x: float, y: float, words: str, colour: str, anchor: str = "start", bold: bool = False, size: int = 0) -> str:
    weight = ' font-weight="600"' if bold else ""
    larger = f' font-size="{size}"' if size else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}"{weight}{larger}>{escape(words)}</text>'
    )


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float, dash: str = "none") -> str:
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width="{width}"'
        f' stroke-dasharray="{dash}"/>'
    )


def _last(series: Series) -> float | None:
    return next((value for value in reversed(series.values) if value is not None), None)


def _room(chart: Chart, lang: str) -> int:
    """Room for the longest label beside the lines."""
    sizes = [
        (8.2 if series.role != "comparator" else 6.3) * len(f"{chart.written(_last(series), lang)} {series.name}")
        for series in chart.series
    ]
    return round(min(max(sizes), 270)) + 8


def _over_years(chart: Chart, lang: str, height: int, colours: Palette) -> list[str]:
    """Lines or columns over years."""
    right = _room(chart, lang) if chart.kind == "line" else 24
    left, top, bottom, width = 62, 22, height - 30, WIDTH - 62 - right
    known = _known(chart) or [0.0, 1.0]
    marks = ticks(min(0.0, *known) if chart.kind == "column" else min(known), max(known))
    low, high = marks[0], marks[-1]
    slot = width / max(len(chart.categories), 1)

    def x(place: float) -> float:
        return left + slot * (place + 0.5)

    def y(value: float) -> float:
        return bottom - (value - low) / (high - low) * (bottom - top)

    body = []
    decimals = min(chart.decimals, 1 if marks[1] - marks[0] >= 0.1 else 2)
    for mark in marks:
        body.append(_line(left, y(mark), WIDTH - right, y(mark), colours.grid, 1))
        written = numbers.percent(mark, lang, decimals) if chart.percent else numbers.number(mark, decimals, lang)
        body.append(_text(left - 8, y(mark) + 5, written, colours.faint_ink, "end"))
    every = max(1, round(len(chart.categories) / 8))
    for place, category in enumerate(chart.categories):
        if (len(chart.categories) - 1 - place) % every == 0:
            body.append(_text(x(place), bottom + 20, category, colours.faint_ink, "middle"))
    if chart.parity is not None:
        body.append(_line(left, y(chart.parity), WIDTH - right, y(chart.parity), colours.target, 2.5, "8 5"))
        body.append(_text(left + 4, y(chart.parity) - 7, chart.parity_name, colours.target, bold=True))
    if chart.kind == "line":
        body += _lines(chart, x, y, bottom, WIDTH - right + 4, colours, lang)
    else:
        body += _columns(chart, x, y, slot * 0.66, colours)
    return body


def _lines(chart: Chart, x: Scale, y: Scale, bottom: float, edge: float, colours: Palette, lang: str) -> list[str]:
    """Band, lines, and each line's name and last value beside its end."""
    body = []
    if chart.band:
        for run in runs(chart.band.high):
            alone = chart.uncertainty(run[0]) if len(run) == 1 else None
            if alone:
                body.append(_line(x(run[0]), y(alone[0]), x(run[0]), y(alone[1]), colours.band, 10))
            upper = [f"{x(place):.1f},{y(chart.band.high[place] or 0):.1f}" for place in run]
            under = [f"{x(place):.1f},{y(chart.band.low[place] or 0):.1f}" for place in reversed(run)]
            body.append(f'<polygon points="{" ".join(upper + under)}" fill="{colours.band}"/>')
    muted = 0
    labels: list[tuple[float, Series, str]] = []
    for series in sorted(chart.series, key=lambda one: ("comparator", "norway", "target", "region").index(one.role)):
        colour = getattr(colours, series.role)
        width = {"region": 4.0, "target": 3.0, "norway": 2.5}.get(series.role, 1.6)
        dash = "none"
        if series.role == "comparator":
            dash, muted = _DASHES[muted % len(_DASHES)], muted + 1
        for run in runs(series.values):
            places = " ".join(f"{x(place):.1f},{y(series.values[place] or 0):.1f}" for place in run)
            body.append(
                f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="{width}"'
                f' stroke-dasharray="{dash}" stroke-linejoin="round"/>'
            )
            if len(run) == 1 or series.role != "comparator":
                body += [
                    f'<circle cx="{x(place):.1f}" cy="{y(series.values[place] or 0):.1f}" r="{width + 0.6}"'
                    f' fill="{colour}"/>'
                    for place in run
                ]
        last = _last(series)
        if last is not None:
            labels.append((y(last), series, chart.written(last, lang)))
    heights = apart([height for height, _, _ in labels], _LABEL + 1, bottom)
    for height, (_, series, written) in zip(heights, labels, strict=True):
        strong, words = series.role != "comparator", f"{written} {series.name}"
        size = _LABEL if strong else 13
        body.append(_text(edge, height + 5, words, getattr(colours, series.role), bold=strong, size=size))
    return body


def _columns(chart: Chart, x: Scale, y: Scale, width: float, colours: Palette) -> list[str]:
    body = [_line(x(-0.5), y(0), x(len(chart.categories) - 0.5), y(0), colours.comparator, 1)]
    for place, value in enumerate(chart.series[0].values):
        if value is None:
            continue
        top, foot = min(y(value), y(0)), max(y(value), y(0))
        body.append(
            f'<rect x="{x(place) - width / 2:.1f}" y="{top:.1f}" width="{width:.1f}" height="{foot - top:.1f}"'
            f' fill="{colours.region}"/>'
        )
        ends = chart.uncertainty(place)
        if ends:
            body.append(_line(x(place), y(ends[0]), x(place), y(ends[1]), colours.ink, 2))
    return body


def _bars(chart: Chart, lang: str, colours: Palette) -> tuple[list[str], int]:
    """One horizontal bar for each category, with its value."""
    left, right, top, step = 190, 70, 30 if chart.parity is not None else 8, 34
    height = top + step * len(chart.categories) + 8
    known = _known(chart) or [1.0]
    low, high = min(0.0, *known), max(0.0, *known) or 1.0

    def x(value: float) -> float:
        return left + (value - low) / (high - low) * (WIDTH - left - right)

    body = []
    for place, (name, value) in enumerate(zip(chart.categories, chart.series[0].values, strict=True)):
        middle = top + step * (place + 0.5)
        body.append(_text(left - 10, middle + 5, name, colours.ink, "end"))
        if value is None:
            continue
        start, end = min(x(value), x(0)), max(x(value), x(0))
        body.append(
            f'<rect x="{start:.1f}" y="{middle - 11:.1f}" width="{end - start:.1f}" height="22"'
            f' fill="{colours.region}"/>'
        )
        edge, ends = end, chart.uncertainty(place)
        if ends:
            body.append(_line(x(ends[0]), middle, x(ends[1]), middle, colours.ink, 2.5))
            edge = max(end, x(ends[1]))
        body.append(_text(edge + 8, middle + 5, chart.written(value, lang), colours.ink, bold=True))
    if chart.parity is not None:
        body.append(_line(x(chart.parity), top - 6, x(chart.parity), height - 6, colours.target, 2.5, "8 5"))
        body.append(_text(x(chart.parity), top - 12, chart.parity_name, colours.target, "middle", bold=True))
    return body, height
