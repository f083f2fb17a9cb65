"""Municipalities as areas in classes, strong for high, without tiles: polygons on plain axes."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from dashboard import numbers
from dashboard import standing_words as say
from dashboard.charts import frame, naming
from dashboard.palette import Palette
from dashboard.texts import Texts
from pipelines import paths

Ring = list[list[float]]
#: How strongly each class is coloured; strong is high.
_STRENGTH = (0.10, 0.28, 0.48, 0.72, 1.0)
#: So many municipalities can bear their names on the map.
_NAMED = 12
#: Pixels, for a region or a county and for the country.
_HEIGHT, _TALL = 620, 900
_COUNTY = 60
#: Width and height of the map on a phone, in pixels.
_PHONE = (290.0, 510.0)
#: Where a label can be moved to from the middle of its area, in pixels on a phone, the shortest way first.
_AROUND = sorted(
    ((float(x), float(y)) for x in range(-40, 41, 10) for y in range(-60, 61, 10)), key=lambda by: math.hypot(*by)
)


@dataclass(frozen=True)
class Classes:
    """What the values are parted into.

    Attributes:
        bounds: lower bounds of the classes after the first, ascending.
        names: a name for each class, one more than there are bounds.
    """

    bounds: tuple[float, ...]
    names: tuple[str, ...]

    def of(self, value: float) -> int:
        """The number of a value's class."""
        return sum(value >= bound for bound in self.bounds)


def classes(bounds: Sequence[float], written: Callable[[float], str], t: Texts) -> Classes:
    """Classes with names: `under 70`, `70–85`, `115 og mer`.

    Args:
        bounds: lower bounds of the classes after the first, ascending.
        written: how a bound is read.
        t: texts.
    """
    read = [written(bound) for bound in bounds]
    if not read:
        return Classes((), (t("areas.all"),))
    between = [_range(low, high) for low, high in pairwise(read)]
    return Classes(tuple(bounds), (t("areas.under", bound=read[0]), *between, t("areas.from", bound=read[-1])))


def _range(low: str, high: str) -> str:
    """From one to the other, the unit said once: `4,7–5,5 %`."""
    unit = re.search(r"\D*$", high)
    return f"{low.removesuffix(unit[0]) if unit else low}–{high}"


def equal_bounds(values: Sequence[float]) -> list[float]:
    """What parts five classes so that each holds about as many municipalities; fewer where values are alike."""
    return sorted(set(pd.Series(values, dtype=float).quantile([0.2, 0.4, 0.6, 0.8])))


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


def drawn(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that have a value and an outline."""
    return rows[rows["value"].notna() & rows["region"].isin(list(outlines()))]


def ordered(rows: pd.DataFrame) -> pd.DataFrame:
    """What is drawn as it stands in the table: the highest value first."""
    return drawn(rows).sort_values("value", ascending=False)


def figure(
    rows: pd.DataFrame,
    written: Callable[[float], str],
    parted: Classes,
    outlined: Sequence[str],
    t: Texts,
    colours: Palette,
) -> frame.Figure:
    """The municipalities as areas.

    Args:
        rows: columns region (code), name and value; one year.
        written: a value as it is read, when it is pointed at.
        parted: the classes.
        outlined: codes of the municipalities that a thick line goes around.
        t: texts.
        colours: a colour for each role.

    Returns:
        A plotly figure as a dict. A dozen municipalities bear their names, more tell them to whoever points there.
    """
    known, shapes = drawn(rows), outlines()
    places = {code: centre(shapes[code]) for code in known["region"]}
    shown: frame.Figure = {"data": [], "layout": _layout([shapes[code] for code in known["region"]], t, colours)}
    numbered = known.assign(number=[parted.of(value) for value in known["value"]])
    for number, name in enumerate(parted.names):
        codes = numbered.loc[numbered["number"] == number, "region"]
        strength = _STRENGTH[round(number * (len(_STRENGTH) - 1) / max(1, len(parted.bounds)))]
        shown["data"].append(_areas([shapes[code] for code in codes], strength, name, colours))
    thin = 1.0 if len(known) <= _COUNTY else 0.5
    shown["data"].append(_borders([shapes[code] for code in known["region"]], colours.faint_ink, thin))
    words = _words(known, written)
    shown["data"].append(_points(known, words, places))
    if len(known) <= _NAMED:
        (west, east), (south, north) = (shown["layout"][axis]["range"] for axis in ("xaxis", "yaxis"))
        size, ratio = (east - west, north - south), shown["layout"]["yaxis"]["scaleratio"]
        shown["layout"]["annotations"] = _labels(words, places, size, ratio, colours)
    elif len(known) > _COUNTY:
        shown["layout"]["height"] = _TALL
    return with_outlines(shown, rows, outlined, colours)


def with_outlines(shown: frame.Figure, rows: pd.DataFrame, outlined: Sequence[str], colours: Palette) -> frame.Figure:
    """A map of some rows with a thick line around some of its municipalities as well.

    Args:
        shown: the map, which stays as it is.
        rows, outlined, colours: as in `figure`.
    """
    known = set(drawn(rows)["region"])
    inside = [outlines()[code] for code in outlined if code in known]
    if not inside:
        return shown
    *areas, points = shown["data"]
    return shown | {"data": [*areas, _borders(inside, colours.ink, 4 if len(inside) == 1 else 3), points]}


def _path(shapes: Sequence[Sequence[Ring]]) -> tuple[np.ndarray, np.ndarray]:
    """All rings as one line that is lifted between them, where there is no number. As arrays they are checked ten
    times as fast and sent in half the bytes; three decimals fit into four bytes."""
    lifted = [[math.nan, math.nan]]
    points = [point for rings in shapes for ring in rings for point in (*ring, *lifted)] or lifted
    path = np.array(points, dtype=np.float32)
    return path[:, 0], path[:, 1]


def _areas(shapes: Sequence[Sequence[Ring]], strength: float, name: str, colours: Palette) -> frame.Figure:
    x, y = _path(shapes)
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": x,
        "y": y,
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


def _words(known: pd.DataFrame, written: Callable[[float], str]) -> dict[str, str]:
    """Code → name and value."""
    return {row.region: f"<b>{row.name}</b><br>{written(row.value)}" for row in known.itertuples(index=False)}


def _box(words: str, middle: tuple[float, float]) -> tuple[float, float, float, float]:
    """Left, foot, right and top of two lines of words and their paper, in pixels."""
    wide, high = naming.width(words) / 2 + 2, 1.3 * frame.FONT + 2
    return middle[0] - wide, middle[1] - high, middle[0] + wide, middle[1] + high


def _labels(
    words: dict[str, str],
    places: dict[str, tuple[float, float]],
    size: tuple[float, float],
    ratio: float,
    colours: Palette,
) -> list[frame.Figure]:
    """The words on the map, on paper so that they can be read on every colour; no label lies on another, not on a
    phone either, as long as there is a free place close by.

    Args:
        words, places: by code.
        size: width and height of the map, in degrees.
        ratio: how many degrees of longitude are as long as one of latitude.
        colours: a colour for each role.
    """
    # how many pixels a degree of longitude takes on a phone; on a wider screen the words have more room
    scale = min(_PHONE[0] / size[0], _PHONE[1] / (size[1] * ratio))
    taken: list[tuple[float, float, float, float]] = []
    shown: list[frame.Figure] = []
    for code in sorted(words, key=lambda code: places[code]):
        x, y = places[code]
        boxes = {by: _box(words[code], (x * scale + by[0], y * ratio * scale + by[1])) for by in _AROUND}
        free = (by for by, box in boxes.items() if not any(naming.meet(box, other) for other in taken))
        by = next(free, _AROUND[0])
        taken.append(boxes[by])
        shown.append(
            {
                "x": x + by[0] / scale,
                "y": y + by[1] / scale / ratio,
                "text": words[code],
                "showarrow": False,
                "font": {"size": frame.FONT, "color": colours.ink},
                "bgcolor": colours.paper,
                "opacity": 0.9,
                "borderpad": 1,
            }
        )
    return shown


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
        "height": _HEIGHT,
        "margin": {"l": 4, "r": 4, "t": 8, "b": 90},
        "hoverdistance": 60,
        "showlegend": True,
        "legend": frame.legend(colours) | {"traceorder": "normal"},
    }


def sentence(rows: pd.DataFrame, about: Mapping[str, Any], area: str, year: int, t: Texts) -> str:
    """The highest and the lowest, and how many have a figure; also the map's text alternative."""
    known = drawn(rows)
    high, low = known.loc[known["value"].idxmax()], known.loc[known["value"].idxmin()]
    if len(known) == 1:
        return say.alone(high, about, year, t)
    return t(
        "areas.sentence_places" if say.is_place(about, t) else "areas.sentence",
        area=area,
        year=numbers.year(year),
        high=high["name"],
        high_value=say.amount(high["value"], about, t),
        low=low["name"],
        low_value=say.amount(low["value"], about, t),
        count=len(known),
    )


def table(rows: pd.DataFrame, about: Mapping[str, Any], t: Texts) -> pd.DataFrame:
    """The map as a table, in its order, as text."""
    known = ordered(rows)
    hollow = frame.stood_in(known) if "reason" in known else pd.Series(False, index=known.index)
    return pd.DataFrame(
        [
            {
                t("areas.municipality"): row.name,
                str(about[f"name_{t.data}"]): say.short(row.value, about, t) + ("\u00a0○" if row.hollow else ""),
            }
            for row in known.assign(hollow=hollow).itertuples(index=False)
        ]
    )
