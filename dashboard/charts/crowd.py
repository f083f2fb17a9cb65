"""Many regions over the years: the chosen one in front, the others grey, and names only where there is room."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard.charts import compare, frame
from dashboard.palette import Palette
from dashboard.texts import Texts

#: So many muted regions are told apart by dashes and marks; more are thin grey lines.
FEW = 6
#: Names at the ends of grey lines, and how far apart they have to be, as a share of the chart's height.
_NAMED = 3
_APART = 0.09


def figure(
    series: pd.DataFrame,
    about: Mapping[str, Any],
    regions: compare.Regions,
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
    muted = compare.muted_of(regions)
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


def is_crowded(regions: compare.Regions) -> bool:
    """Whether there are too many regions to tell apart by marks."""
    return len(compare.muted_of(regions)) > FEW


def _with_grey_lines(
    series: pd.DataFrame,
    about: Mapping[str, Any],
    regions: compare.Regions,
    muted: Sequence[str],
    breaks: Sequence[int],
    t: Texts,
    colours: Palette,
) -> frame.Figure:
    front = {name: shown for name, shown in regions.names.items() if name not in muted}
    ahead = compare.Regions(regions.home, regions.nation, front)
    shown = compare.figure(series, about, ahead, breaks, t, colours)
    grey: list[frame.Figure] = []
    for region in muted:
        rows = compare.of_region(series, region)
        if len(rows):
            style = compare.style_of(region, 0, regions, colours, small=True)
            grey += compare.lines(rows, breaks, regions.names[region], style, about, t)
    shown["data"] = [*grey, *shown["data"]]
    _name_extremes(shown, series, regions, muted, colours)
    return shown


def _name_extremes(
    shown: frame.Figure, series: pd.DataFrame, regions: compare.Regions, muted: Sequence[str], colours: Palette
) -> None:
    """The names of the highest and lowest grey lines, where they do not run into other words."""
    known = series[series["value"].notna()]
    span = float(known["value"].max() - known["value"].min()) or 1.0
    ends = {region: compare.of_region(known, region) for region in muted}
    last = sorted(
        ((float(rows["value"].iloc[-1]), region) for region, rows in ends.items() if len(rows)),
        reverse=True,
    )
    taken = [float(note["y"]) for note in shown["layout"]["annotations"] if isinstance(note.get("y"), float)]
    # from both ends inwards: the outermost are the ones that are asked for
    inwards = [one for pair in zip(last, reversed(last), strict=True) for one in pair]
    named: set[str] = set()
    for value, region in inwards:
        if len(named) == _NAMED or region in named:
            continue
        if min((abs(value - other) for other in taken), default=math.inf) < _APART * span:
            continue
        taken.append(value)
        named.add(region)
        above = value >= last[len(last) // 2][0]
        shown["layout"]["annotations"].append(
            {
                "x": int(ends[region]["year"].iloc[-1]),
                "y": value,
                "text": regions.names[region],
                "showarrow": False,
                "xanchor": "right",
                "yanchor": "bottom" if above else "top",
                "font": {"size": frame.FONT, "color": colours.faint_ink},
                "bgcolor": colours.paper,
                "borderpad": 0,
            }
        )


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
