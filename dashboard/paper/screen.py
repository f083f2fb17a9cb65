"""A chart of the paper as a plotly figure for the projector: the same figures, in type for the back row."""

from __future__ import annotations

from html import escape
from typing import Any

from dashboard import numbers
from dashboard.charts import frame, naming
from dashboard.drawn import lettering
from dashboard.drawn.scale import ticks
from dashboard.palette import Palette
from dashboard.paper.model import LABELLED, Chart, Series
from dashboard.texts import Texts

#: Pixels on a picture 1280 pixels wide; nothing on a chart is smaller.
TYPE, LABEL, HEIGHT = 20, 22, 385
#: So few years are all written.
_FEW = 8
_DASHES = ("solid", "dot", "dash", "longdash", "dashdot", "longdashdot")
#: So much of the height a value takes at the end of its line, and a value under its name.
_VALUED, _NAMED = 0.09, 0.2
#: Room for a value beyond the last year, and around a name there.
_VALUE, _AIR = 92, 24
_SIDES = {"right": "middle right", "above": "top right", "below": "bottom right"}
_WIDTH = {"region": 5.0, "target": 4.0, "norway": 3.0}
Figure = dict[str, Any]


def figure(chart: Chart, t: Texts, colours: Palette) -> Figure:
    """The chart as a plain dict for plotly.

    Args:
        chart: what to draw.
        t: texts; they decide the decimal sign.
        colours: a colour for each role.
    """
    layout = _layout(chart, t, colours)
    data = _lines(chart, t, colours) if chart.kind == "line" else _bars(chart, t, colours)
    if chart.kind == "bar":
        layout["annotations"] += _written(chart, t, colours)
    if chart.kind == "line":
        _breaks(layout, chart, t, colours)
        _marked(layout, chart, colours)
    if chart.parity is not None:
        _parity(layout, chart, colours)
    return {"data": data, "layout": layout}


def _layout(chart: Chart, t: Texts, colours: Palette) -> Figure:
    axis = {"tickfont": {"size": TYPE, "color": colours.faint_ink}, "fixedrange": True, "automargin": True}
    suffix = numbers.percent_sign(t.lang) if chart.percent else ""
    numbers_axis = {**axis, "gridcolor": colours.grid, "zeroline": False, "ticksuffix": suffix, "nticks": 6}
    names_axis = {**axis, "showgrid": False, "zeroline": False}
    # the region's own line is drawn last, on top of the others, and named first
    legend = {"orientation": "h", "traceorder": "reversed", "font": {"size": TYPE - 2}}
    bar = chart.kind == "bar"
    if bar:
        numbers_axis |= {"showticklabels": False, "showgrid": False}
        numbers_axis["range"] = [min(0.0, *chart.known()), max(chart.known())]
    else:
        names_axis |= {"tickformat": "d", "tickangle": 0}
        if len(chart.categories) < _FEW:
            names_axis["dtick"] = 1
    if chart.kind == "line":
        marks = ticks(min(chart.known()), max(chart.known()))
        numbers_axis["range"] = [marks[0], marks[-1]]
        if any(mark % 1 for mark in marks):
            numbers_axis["tickformat"] = ".1f"  # 5,0 beside 5,5, not 5
    return {
        "height": HEIGHT,
        "font": {"size": TYPE, "color": colours.ink},
        "separators": t("language.separators"),
        "hovermode": "closest",
        "dragmode": False,
        # the last values stand beyond the lines and the bars, and plotly makes no room for them by itself
        "margin": {"l": 8, "r": 16 if chart.kind == "column" else _beyond(chart), "t": 30, "b": 8},
        "showlegend": chart.kind == "line" and len(chart.series) > 1 and not all(one.label for one in chart.series),
        "legend": {**legend, "x": 0, "y": 0, "yref": "container", "yanchor": "bottom"},
        "xaxis": numbers_axis if bar else names_axis,
        "yaxis": {**names_axis, "autorange": "reversed"} if bar else numbers_axis,
        "annotations": [],
        "shapes": [],
        "template": {},
    }


def _beyond(chart: Chart) -> float:
    """Room for what stands beyond the last year: values, and the names that lines have there."""
    named = [lettering.width(series.label, LABEL, bold=True) for series in chart.series if series.label]
    return max([_VALUE, *(width + _AIR for width in named)])


def _places(chart: Chart) -> list[str] | list[int]:
    """Years as numbers, so that as many of them are written as there is room for; names as they are."""
    if chart.kind != "bar" and all(name.isdigit() for name in chart.categories):
        return [int(name) for name in chart.categories]
    return list(chart.categories)


def _lines(chart: Chart, t: Texts, colours: Palette) -> list[Figure]:
    data, muted = [], 0
    data += _band(chart, colours)
    for series in sorted(chart.series, key=lambda one: _WIDTH.get(one.role, 0)):
        dash = "solid"
        if series.role == "comparator":
            dash, muted = _DASHES[muted % len(_DASHES)], muted + 1
        data.append(_line(chart, series, dash, t, colours))
    return data


def _band(chart: Chart, colours: Palette) -> list[Figure]:
    """The uncertainty as a field for each unbroken run of years, as a thick line where a year stands alone."""
    if chart.band is None:
        return []
    found: list[Figure] = []
    for run in frame.runs([place for place, value in enumerate(chart.band.high) if value is not None], chart.gaps):
        ends = [chart.uncertainty(place) or (0.0, 0.0) for place in run]
        names = [_places(chart)[place] for place in run]
        alone = len(run) == 1
        found.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": names + names[::-1],
                "y": [high for _, high in ends] + [low for low, _ in ends][::-1],
                "fill": "none" if alone else "toself",
                "fillcolor": colours.band,
                "line": {"width": 14 if alone else 0, "color": colours.band},
                "hoverinfo": "skip",
                "showlegend": False,
            }
        )
    return found


def _line(chart: Chart, series: Series, dash: str, t: Texts, colours: Palette) -> Figure:
    """A line; one that the chart is about has its name, where it has a short one, and its last value at its end."""
    colour = getattr(colours, series.role)
    last = max((place for place, value in enumerate(series.values) if value is not None), default=-1)
    strong = series.role in LABELLED
    written = [chart.written(value, t.lang) for value in series.values]
    name = f"\u2002<b>{escape(series.label)}</b><br>" if series.label else ""
    drawn: Figure = {
        "type": "scatter",
        "name": series.name,
        "mode": "lines+markers+text" if strong else "lines+markers",
        "x": _places(chart),
        "y": list(series.values),
        "line": {"color": colour, "width": _WIDTH.get(series.role, 2.0), "dash": dash},
        "marker": {"size": 10 if strong else 4, "color": colour},
        "text": [f"{name}\u2002<b>{words}</b>" if place == last else "" for place, words in enumerate(written)],
        "textposition": _SIDES[chart.sides(_NAMED if series.label else _VALUED).get(series.name, "right")],
        "textfont": {"size": LABEL, "color": colour},
        "cliponaxis": False,
        "hovertext": [f"{series.name} {name}: {words}" for name, words in zip(chart.categories, written, strict=True)],
        "hoverinfo": "text",
        "connectgaps": False,
        "showlegend": not series.label,
    }
    for place in () if series.role == "target" else reversed(chart.gaps):
        # the line is lifted between the two years, as on the pages
        for key, nothing in (("x", drawn["x"][place] - 0.5), ("y", None), ("text", ""), ("hovertext", "")):
            drawn[key].insert(place, nothing)
    return drawn


def _breaks(layout: Figure, chart: Chart, t: Texts, colours: Palette) -> None:
    """A dashed line before each year from which the figures are not quite comparable with those before."""
    for place in chart.gaps:
        words = f"{t('chart.break', year=chart.categories[place])}\u2009"
        at_the_foot = {"y": 0, "xanchor": "right"}
        _upright(layout, int(chart.categories[place]) - 0.5, "longdash", words, at_the_foot, colours.faint_ink)


def _marked(layout: Figure, chart: Chart, colours: Palette) -> None:
    """A dotted line at the year that matters, with its name above."""
    if chart.marked is None:
        return
    year, name = chart.marked
    if int(chart.categories[0]) <= year <= int(chart.categories[-1]):
        _upright(layout, year, "dot", escape(name), {"y": 1}, colours.target)


def _upright(layout: Figure, x: float, dash: str, words: str, where: Figure, colour: str) -> None:
    """A line from the foot of the field to its top, and its words at one end."""
    line = {"color": colour, "width": 2, "dash": dash}
    layout["shapes"].append({"type": "line", "x0": x, "x1": x, "yref": "paper", "y0": 0, "y1": 1, "line": line})
    layout["annotations"].append(
        {
            "x": x,
            "yref": "paper",
            "text": words,
            "showarrow": False,
            "yanchor": "bottom",
            "font": {"size": TYPE, "color": colour},
            **where,
        }
    )


def _bars(chart: Chart, t: Texts, colours: Palette) -> list[Figure]:
    """Columns over years or horizontal bars, with the uncertainty as a line on each."""
    values, bar = chart.series[0].values, chart.kind == "bar"
    ends = [chart.uncertainty(place) for place in range(len(values))]
    written = [chart.written(value, t.lang) for value in values]
    error = {
        "type": "data",
        "symmetric": False,
        "array": [end[1] - (value or 0) if end else None for end, value in zip(ends, values, strict=True)],
        "arrayminus": [(value or 0) - end[0] if end else None for end, value in zip(ends, values, strict=True)],
        "color": colours.ink,
        "thickness": 2,
        "visible": any(ends),
    }
    names, lengths = _places(chart), list(values)
    made: Figure = {
        "type": "bar",
        "orientation": "h" if bar else "v",
        "x": lengths if bar else names,
        "y": names if bar else lengths,
        "error_x" if bar else "error_y": error,
        "marker": {"color": colours.region},
        "hovertext": [f"{name}: {words}" for name, words in zip(names, written, strict=True)],
        "hoverinfo": "text",
    }
    return [made]


def _written(chart: Chart, t: Texts, colours: Palette) -> list[Figure]:
    """The values beyond the bars and the lines of their uncertainty; on paper, so that the goal's line ends there."""
    values = chart.series[0].values
    ends = [chart.uncertainty(place) for place in range(len(values))]
    return [
        {
            "x": max(value or 0, end[1] if end else 0),
            "y": name,
            "xshift": 9,
            "text": f"<b>{chart.written(value, t.lang)}</b>",
            "showarrow": False,
            "xanchor": "left",
            "font": {"size": LABEL, "color": colours.ink},
            "bgcolor": colours.paper,
        }
        for name, value, end in zip(_places(chart), values, ends, strict=True)
    ]


def _parity(layout: Figure, chart: Chart, colours: Palette) -> None:
    """What the goal is, as a dashed line with its name."""
    bar = chart.kind == "bar"
    along, across = ("y", "x") if bar else ("x", "y")
    name = naming.folded(escape(chart.parity_name), TYPE, bold=True)  # a phone shows the screens too
    layout["shapes"].append(
        {
            "type": "line",
            f"{along}ref": "paper",
            f"{along}0": 0,
            f"{along}1": 1,
            f"{across}0": chart.parity,
            f"{across}1": chart.parity,
            "line": {"color": colours.target, "width": 3, "dash": "dash"},
        }
    )
    layout["annotations"].append(
        {
            f"{along}ref": "paper",
            along: 1.0 if bar else 0.01,
            across: chart.parity,
            "text": f"<b>{name}</b>",
            "align": "left",
            "showarrow": False,
            "xanchor": "center" if bar else "left",
            "yanchor": "bottom",
            "font": {"size": TYPE, "color": colours.target},
            "bgcolor": colours.paper,
        }
    )
