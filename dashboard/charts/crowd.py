"""Many regions over the years: the chosen one in front, the others grey, and names only where there is room."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from dashboard.charts import compare, ends, frame, naming
from dashboard.charts.regions import Regions, of_region
from dashboard.palette import Palette
from dashboard.texts import Texts

#: So many muted regions are told apart by dashes and marks; more are thin grey lines.
FEW = 6
#: Names at the ends of grey lines, and how far apart words have to be, as a share of the chart's height.
_NAMED = 8
_APART = 0.09


def figure(
    series: pd.DataFrame,
    about: Mapping[str, Any],
    regions: Regions,
    behind: Sequence[str],
    breaks: Sequence[int],
    t: Texts,
    colours: Palette,
) -> frame.Figure:
    """The values of every region over the years.

    Args:
        series: columns region, year, value, status, reason.
        about: unit and decimals of the indicator.
        regions: the regions that were chosen, and which of them is in front.
        behind: regions that are only there to be compared with, as one grey texture.
        breaks: years from which figures are not comparable with those before.
        t: texts.
        colours: a colour for each role.
    """
    muted = regions.muted()
    if len(muted) <= FEW:
        shown = compare.figure(series, about, regions, breaks, t, colours)
    else:
        shown = _with_grey_lines(series, about, regions, muted, breaks, t, colours)
    if behind:
        shown["data"].insert(0, _texture(series[series["region"].isin(list(behind))], breaks, colours))
    years = sorted({int(year) for year in series.loc[series["value"].notna(), "year"]})
    if years:
        compare.time_axis(shown["layout"], years)
    return shown


def is_crowded(regions: Regions) -> bool:
    """Whether there are too many regions to tell apart by marks."""
    return len(regions.muted()) > FEW


def _with_grey_lines(
    series: pd.DataFrame,
    about: Mapping[str, Any],
    regions: Regions,
    muted: Sequence[str],
    breaks: Sequence[int],
    t: Texts,
    colours: Palette,
) -> frame.Figure:
    front = {name: shown for name, shown in regions.names.items() if name not in muted}
    ahead = replace(regions, names=front)
    shown = compare.figure(series, about, ahead, breaks, t, colours)
    grey: list[frame.Figure] = []
    for region in muted:
        rows = of_region(series, region)
        if len(rows):
            style = compare.style_of(region, 0, regions, colours, small=True)
            grey += compare.lines(rows, breaks, regions.names[region], style, about, t)
    shown["data"] = [*grey, *shown["data"]]
    ends.add(shown, _names(shown, series, regions, muted, colours))
    return shown


def key(drawn: frame.Figure, series: pd.DataFrame, regions: Regions) -> str:
    """Which mark is which region, as in `compare.key`; "" where there are too many for marks."""
    return "" if is_crowded(regions) else compare.key(drawn, series, regions)


def _names(
    shown: frame.Figure, series: pd.DataFrame, regions: Regions, muted: Sequence[str], colours: Palette
) -> list[frame.Figure]:
    """The names of the grey lines that reach the last year, the highest and lowest first, where there is room for them.

    They stand in the margin on the right: inside the chart they would cover the very values that they name.
    """
    known = series[series["value"].notna()]
    span = float(known["value"].max() - known["value"].min()) or 1.0
    rows = known[known["region"].isin(list(muted)) & (known["year"] == known["year"].max())]
    last = sorted(zip(map(float, rows["value"]), rows["region"], strict=True), reverse=True)
    taken = [float(note["y"]) for note in shown["layout"]["annotations"] if isinstance(note.get("y"), float)]
    # from both ends inwards: the outermost are the ones that are asked for
    inwards = [one for pair in zip(last, reversed(last), strict=True) for one in pair]
    named: dict[str, frame.Figure] = {}
    for value, region in inwards:
        if len(named) == _NAMED or region in named:
            continue
        if min((abs(value - other) for other in taken), default=math.inf) < _APART * span:
            continue
        if naming.width(regions.beside(region)) > ends.WIDEST:
            continue
        taken.append(value)
        named[region] = ends.beside(
            of_region(known, region), regions.beside(region), regions.ink(region, colours), colours
        )
    return [*named.values()]


def _texture(rows: pd.DataFrame, breaks: Sequence[int], colours: Palette) -> frame.Figure:
    """All lines of the background as one, lifted where a region or a stretch of years ends."""
    x: list[float | None] = []
    y: list[float | None] = []
    for _, own in rows[rows["value"].notna()].sort_values("year").groupby("region", sort=False):
        at = dict(zip(own["year"].astype(int), own["value"].astype(float), strict=True))
        for segment in compare.segments([*at], breaks):
            x += [*segment, None]
            y += [*(at[year] for year in segment), None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x or [None],
        "y": y or [None],
        "line": {"color": colours.comparator, "width": 0.7},
        "opacity": 0.35,
        "hoverinfo": "skip",
        "showlegend": False,
    }
