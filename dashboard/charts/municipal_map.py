"""A map of municipalities without tiles: polygons on plain axes, in five classes."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import numpy as np
import pandas as pd

from dashboard import numbers
from dashboard.charts import frame
from dashboard.palette import Palette
from dashboard.texts import Texts
from pipelines import paths

Ring = list[list[float]]
MEASURES = ("gdp_index", "value_added_per_inhabitant_nok")
#: Lower bounds of the classes after the first.
CLASSES = {
    "gdp_index": (70.0, 85.0, 100.0, 115.0),
    "value_added_per_inhabitant_nok": (400_000.0, 500_000.0, 600_000.0, 700_000.0),
}
#: How strongly each class is coloured; strong is high.
_STRENGTH = (0.10, 0.28, 0.48, 0.72, 1.0)
#: So many municipalities can bear their names on the map.
_NAMED = 12
#: Pixels; for a whole county or the country.
_TALL = 900


@cache
def outlines() -> dict[str, list[Ring]]:
    """Code → outer rings of the municipality, (lon, lat)."""
    content = json.loads((paths.DATA / "maps" / "municipalities_2024.geojson").read_text(encoding="utf-8"))
    found = {}
    for feature in content["features"]:
        geometry = feature["geometry"]
        polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        found[str(feature["properties"]["code"])] = [polygon[0] for polygon in polygons]
    return found


def centre(rings: Sequence[Ring]) -> tuple[float, float]:
    """A point well inside the largest ring: its centre of gravity."""
    ring = max(rings, key=lambda r: abs(_area(r)))
    area = _area(ring)
    if not area:
        return ring[0][0], ring[0][1]
    x = sum((a[0] + b[0]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairwise(ring)) / (6 * area)
    y = sum((a[1] + b[1]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairwise(ring)) / (6 * area)
    return x, y


def _area(ring: Ring) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2


def class_of(value: float, measure: str) -> int:
    """The class of a value, 0 to 4."""
    return sum(value >= bound for bound in CLASSES[measure])


def written(value: float, measure: str, t: Texts) -> str:
    """A value as it is read."""
    if measure == "gdp_index":
        return numbers.index(value, t.lang)
    return t("municipalities.kroner", amount=numbers.number(value / 1000, 0, t.lang))


def class_name(number: int, measure: str, t: Texts) -> str:
    """A class in words: `85–100`, `under 70`."""
    bounds = [numbers.number(b / (1 if measure == "gdp_index" else 1000), 0, t.lang) for b in CLASSES[measure]]
    if number == 0:
        return t("municipalities.under", bound=bounds[0])
    if number == len(bounds):
        return t("municipalities.from", bound=bounds[-1])
    return f"{bounds[number - 1]}–{bounds[number]}"


def figure(rows: pd.DataFrame, measure: str, chosen: str, t: Texts, colours: Palette) -> frame.Figure:
    """The municipalities as areas in five classes; the chosen one has a thick outline.

    Args:
        rows: columns region (code), name_nb, name_en and the measure.
        measure: one of `MEASURES`.
        chosen: code of the municipality whose sheet is shown.
        t: texts.
        colours: a colour for each role.
    """
    shapes = outlines()
    known = rows[rows["region"].isin(list(shapes)) & rows[measure].notna()]
    places = {code: centre(shapes[code]) for code in known["region"]}
    shown: frame.Figure = {"data": [], "layout": _layout([shapes[code] for code in known["region"]], t, colours)}
    numbered = known.assign(number=[class_of(value, measure) for value in known[measure]])
    for number in range(len(_STRENGTH)):
        codes = numbered.loc[numbered["number"] == number, "region"].tolist()
        shown["data"].append(_areas([shapes[c] for c in codes], number, measure, t, colours))
    thin = 1.0 if len(known) <= _NAMED else 0.5
    shown["data"].append(_borders([shapes[code] for code in known["region"]], colours.faint_ink, thin))
    if chosen in places:
        shown["data"].append(_borders([shapes[chosen]], colours.target, 4))
    words = _words(known, measure, t)
    shown["data"].append(_points(known, words, places))
    if len(known) <= _NAMED:
        (west, east), (south, north) = (shown["layout"][axis]["range"] for axis in ("xaxis", "yaxis"))
        shown["layout"]["annotations"] = _labels(words, places, (east - west, north - south), colours)
    else:
        shown["layout"]["height"] = _TALL
    return shown


def _path(shapes: Sequence[Sequence[Ring]]) -> tuple[np.ndarray, np.ndarray]:
    """All rings as one line that is lifted between them, where there is no number. As arrays they are checked ten
    times as fast and sent in half the bytes; three decimals fit into four bytes."""
    lifted = [[math.nan, math.nan]]
    points = [point for rings in shapes for ring in rings for point in (*ring, *lifted)] or lifted
    path = np.array(points, dtype=np.float32)
    return path[:, 0], path[:, 1]


def _areas(shapes: Sequence[Sequence[Ring]], number: int, measure: str, t: Texts, colours: Palette) -> frame.Figure:
    x, y = _path(shapes)
    return {
        "type": "scatter",
        "mode": "lines",
        "name": class_name(number, measure, t),
        "x": x,
        "y": y,
        "fill": "toself",
        "fillcolor": colours.region,
        "opacity": _STRENGTH[number],
        "line": {"width": 0, "color": colours.region},
        "hoverinfo": "skip",
        "showlegend": True,
    }


def _borders(shapes: Sequence[Sequence[Ring]], colour: str, width: float) -> frame.Figure:
    x, y = _path(shapes)
    line = {"width": width, "color": colour}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": line, "hoverinfo": "skip", "showlegend": False}


def _points(known: pd.DataFrame, words: dict[str, str], places: dict[str, tuple[float, float]]) -> frame.Figure:
    """An unseen dot in each municipality that tells its name and value to whoever points there."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [places[code][0] for code in known["region"]],
        "y": [places[code][1] for code in known["region"]],
        "marker": {"size": 12, "opacity": 0},
        "hovertext": [words[code] for code in known["region"]],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "showlegend": False,
    }


def _words(known: pd.DataFrame, measure: str, t: Texts) -> dict[str, str]:
    """Code → name and value. Of several official names the first: there is no room for all of them on a map."""
    names = [str(t.either(row.name_nb, row.name_en)).split(" - ")[0] for row in known.itertuples()]
    return {
        code: f"<b>{name}</b><br>{written(value, measure, t)}"
        for code, name, value in zip(known["region"], names, known[measure], strict=True)
    }


def _labels(
    words: dict[str, str], places: dict[str, tuple[float, float]], size: tuple[float, float], colours: Palette
) -> list[frame.Figure]:
    """The words on the map, on paper so that they can be read on every colour; no label lies on another.

    Args:
        words, places: by code.
        size: width and height of the map, in degrees.
        colours: a colour for each role.
    """
    wide, high = 0.17 * size[0], 0.075 * size[1]
    taken: list[tuple[float, float]] = []
    for code in sorted(words, key=lambda code: places[code]):
        x, y = places[code]
        while any(abs(x - a) < wide and abs(y - b) < high for a, b in taken):
            y += high / 4
        taken.append((x, y))
    return [
        {
            "x": x,
            "y": y,
            "text": words[code],
            "showarrow": False,
            "font": {"size": frame.FONT, "color": colours.ink},
            "bgcolor": colours.paper,
            "opacity": 0.9,
            "borderpad": 1,
        }
        for code, (x, y) in zip(sorted(words, key=lambda code: places[code]), taken, strict=True)
    ]


def _layout(shapes: Sequence[Sequence[Ring]], t: Texts, colours: Palette) -> frame.Figure:
    points = [point for rings in shapes for ring in rings for point in ring] or [[10.0, 63.0], [11.0, 64.0]]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    layout = frame.layout(t, colours, [0, 1], "")
    bare = {"visible": False, "fixedrange": True, "showgrid": False, "zeroline": False}
    # at this latitude a degree of longitude is so much shorter than one of latitude
    ratio = 1 / math.cos(math.radians((south + north) / 2))
    layout |= {
        "xaxis": {**bare, "range": [west, east], "constrain": "domain"},
        "yaxis": {**bare, "range": [south, north], "scaleanchor": "x", "scaleratio": ratio, "constrain": "domain"},
        "height": 620,
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
    return layout


def sentence(rows: pd.DataFrame, measure: str, area: str, year: int, t: Texts) -> str:
    """The highest and the lowest, and how many lie above the nation."""
    known = rows[rows[measure].notna()]
    if known.empty:
        return t("municipalities.none", year=numbers.year(year))
    high, low = known.loc[known[measure].idxmax()], known.loc[known[measure].idxmin()]
    words = t(
        f"municipalities.sentence.{measure}",
        area=area,
        year=numbers.year(year),
        high=t.either(high["name_nb"], high["name_en"]),
        high_value=written(high[measure], measure, t),
        low=t.either(low["name_nb"], low["name_en"]),
        low_value=written(low[measure], measure, t),
    )
    above = int((known["gdp_index"] >= 100).sum())
    return f"{words} {t('municipalities.above', above=above, count=len(known))}"


def table(rows: pd.DataFrame, t: Texts) -> pd.DataFrame:
    """The map as a table, the highest index first, as text."""
    return pd.DataFrame(
        [
            {
                t("municipalities.column.name"): t.either(row.name_nb, row.name_en),
                t("table.gdp_index"): numbers.index(row.gdp_index, t.lang),
                t("estimate.column.band"): f"{numbers.index(row.gdp_index_low, t.lang)}–"
                f"{numbers.index(row.gdp_index_high, t.lang)}",
                t("municipalities.column.per_inhabitant"): written(
                    row.value_added_per_inhabitant_nok, "value_added_per_inhabitant_nok", t
                ),
                t("estimate.column.value_added"): numbers.billions(row.value_added_mnok / 1000, t.lang),
            }
            for row in rows.sort_values("gdp_index", ascending=False).itertuples()
        ]
    )
