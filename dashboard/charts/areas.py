"""An indicator's municipalities as areas in five classes, strong for high, without tiles."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard import numbers
from dashboard import standing_words as say
from dashboard.charts import frame
from dashboard.charts.municipal_map import Ring, centre, outlines
from dashboard.palette import Palette
from dashboard.texts import Texts

#: How strongly each class is coloured; strong is high.
_STRENGTH = (0.10, 0.28, 0.48, 0.72, 1.0)


def drawn(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that have a value and an outline."""
    return rows[rows["value"].notna() & rows["region"].isin(list(outlines()))]


def bounds(values: Sequence[float]) -> list[float]:
    """What parts the five classes: every class holds about as many municipalities; fewer where values are alike."""
    quantiles = pd.Series(values, dtype=float).quantile([0.2, 0.4, 0.6, 0.8])
    return sorted(set(quantiles))


def figure(
    rows: pd.DataFrame, about: Mapping[str, Any], members: Sequence[str], t: Texts, colours: Palette
) -> frame.Figure:
    """The municipalities of an area.

    Args:
        rows: columns region (code), name, value; one year.
        about: unit and decimals of the indicator.
        members: codes of the home region's municipalities; a thick line goes around each of them.
        t: texts.
        colours: a colour for each role.

    Returns:
        A plotly figure as a dict; pointing at a municipality tells its name and value.
    """
    known, shapes = drawn(rows), outlines()
    edges = bounds(known["value"].tolist())
    shown: frame.Figure = {"data": [], "layout": _layout([shapes[code] for code in known["region"]], t, colours)}
    classes = [sum(value >= edge for edge in edges) for value in known["value"]]
    for number in range(len(edges) + 1):
        codes = [code for code, own in zip(known["region"], classes, strict=True) if own == number]
        strength = _STRENGTH[round(number * (len(_STRENGTH) - 1) / max(1, len(edges)))]
        name = _class_name(number, edges, about, t)
        shown["data"].append(_areas([shapes[code] for code in codes], strength, name, colours))
    shown["data"].append(_borders([shapes[code] for code in known["region"]], colours.faint_ink, 1))
    inside = [shapes[code] for code in known["region"] if code in set(members)]
    shown["data"].append(_borders(inside, colours.target, 3))
    shown["data"].append(_points(known, about, t, colours))
    return shown


def _class_name(number: int, edges: Sequence[float], about: Mapping[str, Any], t: Texts) -> str:
    written = [say.short(edge, about, t) for edge in edges]
    if not edges:
        return t("areas.all")
    if number == 0:
        return t("areas.under", bound=written[0])
    return t("areas.from", bound=written[-1]) if number == len(edges) else f"{written[number - 1]}–{written[number]}"


def _path(shapes: Sequence[Sequence[Ring]]) -> tuple[list[float | None], list[float | None]]:
    """All rings as one line that is lifted between them."""
    x: list[float | None] = []
    y: list[float | None] = []
    for rings in shapes:
        for ring in rings:
            x += [*(point[0] for point in ring), None]
            y += [*(point[1] for point in ring), None]
    return x, y


def _areas(shapes: Sequence[Sequence[Ring]], strength: float, name: str, colours: Palette) -> frame.Figure:
    x, y = _path(shapes)
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": x or [None],
        "y": y or [None],
        "fill": "toself",
        "fillcolor": colours.region,
        "opacity": strength,
        "line": {"width": 0, "color": colours.region},
        "hoverinfo": "skip",
        "showlegend": True,
    }


def _borders(shapes: Sequence[Sequence[Ring]], colour: str, width: float) -> frame.Figure:
    x, y = _path(shapes)
    line = {"width": width, "color": colour}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": line, "hoverinfo": "skip", "showlegend": False}


def _points(known: pd.DataFrame, about: Mapping[str, Any], t: Texts, colours: Palette) -> frame.Figure:
    """A dot in each municipality that tells its name and value."""
    shapes = outlines()
    places = [centre(shapes[code]) for code in known["region"]]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [place[0] for place in places],
        "y": [place[1] for place in places],
        "marker": {"size": 6, "color": colours.ink, "opacity": 0.7},
        "hovertext": [
            f"<b>{row.name}</b><br>{say.amount(row.value, about, t)}" for row in known.itertuples(index=False)
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "showlegend": False,
    }


def _layout(shapes: Sequence[Sequence[Ring]], t: Texts, colours: Palette) -> frame.Figure:
    points = [point for rings in shapes for ring in rings for point in ring] or [[10.0, 63.0], [11.0, 64.0]]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    layout = frame.layout(t, colours, [0, 1], "")
    bare = {"visible": False, "fixedrange": True, "showgrid": False, "zeroline": False}
    # at this latitude a degree of longitude is so much shorter than one of latitude
    ratio = 1 / math.cos(math.radians((south + north) / 2))
    return layout | {
        "xaxis": {**bare, "range": [west, east], "constrain": "domain"},
        "yaxis": {**bare, "range": [south, north], "scaleanchor": "x", "scaleratio": ratio, "constrain": "domain"},
        "height": 560,
        "margin": {"l": 4, "r": 4, "t": 8, "b": 90},
        "hoverdistance": 60,
        "showlegend": True,
        "legend": {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 0,
            "yref": "container",
            "yanchor": "bottom",
            "traceorder": "normal",
            "font": {"size": frame.FONT, "color": colours.ink},
            "itemclick": False,
            "itemdoubleclick": False,
        },
    }


def sentence(rows: pd.DataFrame, about: Mapping[str, Any], area: str, year: int, t: Texts) -> str:
    """The highest and the lowest, and how many have a figure; also the map's text alternative."""
    known = drawn(rows)
    high, low = known.loc[known["value"].idxmax()], known.loc[known["value"].idxmin()]
    return t(
        "areas.sentence",
        area=area,
        year=numbers.year(year),
        high=high["name"],
        high_value=say.amount(high["value"], about, t),
        low=low["name"],
        low_value=say.amount(low["value"], about, t),
        count=len(known),
    )


def table(rows: pd.DataFrame, about: Mapping[str, Any], t: Texts) -> pd.DataFrame:
    """The map as a table, the highest value first, as text."""
    return pd.DataFrame(
        [
            {t("areas.municipality"): row.name, str(about[f"name_{t.lang}"]): say.short(row.value, about, t)}
            for row in drawn(rows).sort_values("value", ascending=False).itertuples(index=False)
        ]
    )
