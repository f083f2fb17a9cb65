"""Names and last values at the ends of a chart's lines, for paper: nobody has to match dashes to a legend."""

from __future__ import annotations

from dashboard.drawn import lettering
from dashboard.palette import Palette
from dashboard.paper.model import LABELLED, Chart, Series
from dashboard.paper.screen import LABEL, Figure

#: A line of words is so many pixels high; so much of the chart's height is not for the lines.
_STEP, _AROUND = 1.15 * LABEL, 85.0
#: The words stand so far to the right of the last year, as a share of the years' width; pixels around them.
_GAP, _AIR = 0.045, 14


def labelled(figure: Figure, chart: Chart, lang: str, colours: Palette, high: float) -> Figure:
    """The figure with every line named at its end, in place of the legend.

    Args:
        figure: `screen.figure` of the chart; it is left as it is.
        chart: the chart; lines over at least two years.
        lang: decides how the values are written.
        colours: a colour for each role.
        high: height of the drawing, in pixels.
    """
    ends = [(series, place) for series in chart.series if (place := _last(series)) is not None]
    if not ends or not all(name.isdigit() for name in chart.categories) or len(chart.categories) < 2:
        return figure
    years = [int(name) for name in chart.categories]
    span = years[-1] - years[0]
    at = years[-1] + _GAP * span
    low, top = figure["layout"]["yaxis"]["range"]
    step = _STEP * (top - low) / max(high - _AROUND, 1.0)
    places = spread([float(series.values[place] or 0.0) for series, place in ends], step, low, top)
    layout = {**figure["layout"], "showlegend": False}
    layout["shapes"], layout["annotations"] = list(layout["shapes"]), list(layout["annotations"])
    widest = 0.0
    for (series, place), y in zip(ends, places, strict=True):
        words = _words(chart, series, place, lang)
        colour = getattr(colours, series.role)
        strong = series.role in LABELLED
        widest = max(widest, lettering.line_width(lettering.lines(words)[0], LABEL if strong else LABEL - 2))
        layout["annotations"].append(
            {
                "x": at,
                "y": y,
                "xshift": 4,
                "text": words,
                "showarrow": False,
                "xanchor": "left",
                "font": {"size": LABEL if strong else LABEL - 2, "color": colour},
            }
        )
        layout["shapes"].append(
            {
                "type": "line",
                "x0": years[place],
                "x1": at,
                "y0": series.values[place],
                "y1": y,
                "line": {"color": colour, "width": 1, "dash": "dot"},
                "layer": "below",
            }
        )
    layout["margin"] = {**layout["margin"], "r": widest + _AIR}
    layout["xaxis"] = {**layout["xaxis"], "range": [years[0] - 0.02 * span, at]}
    data = [{**trace, "text": None, "mode": trace["mode"].removesuffix("+text")} for trace in figure["data"]]
    return {"data": data, "layout": layout}


def _last(series: Series) -> int | None:
    return max((place for place, value in enumerate(series.values) if value is not None), default=None)


def _words(chart: Chart, series: Series, place: int, lang: str) -> str:
    """Name and last value; also the year where the line ends before the others."""
    words = f"{series.name} {chart.written(series.values[place], lang)}"
    words += "" if place == len(chart.categories) - 1 else f" ({chart.categories[place]})"
    words = words.replace("&", "&amp;").replace("<", "&lt;")
    return f"<b>{words}</b>" if series.role in LABELLED else words


def spread(wanted: list[float], step: float, low: float, top: float) -> list[float]:
    """Places as near to those wanted as can be, no two closer than a step.

    Args:
        wanted: where each would stand.
        step: the least distance.
        low, top: between these, as long as there is room for all.

    Returns:
        A place for each, in the order of `wanted`.
    """
    order = sorted(range(len(wanted)), key=lambda one: wanted[one])
    runs: list[tuple[float, int]] = []  # (middle, how many stand around it), from below
    for one in order:
        middle, many = wanted[one], 1
        while runs and middle - (many - 1) * step / 2 < runs[-1][0] + (runs[-1][1] - 1) * step / 2 + step:
            other, more = runs.pop()
            middle, many = (middle * many + other * more) / (many + more), many + more
        half = (many - 1) * step / 2
        runs.append((max(low + half, min(middle, max(top - half, low + half))), many))
    found = [middle + (number - (many - 1) / 2) * step for middle, many in runs for number in range(many)]
    for number in reversed(range(len(found) - 1)):  # what was moved in from the top moves those under it
        found[number] = min(found[number], found[number + 1] - step)
    placed = dict(zip(order, found, strict=True))
    return [placed[one] for one in range(len(wanted))]
