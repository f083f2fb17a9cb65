"""Two indicators against each other: a mark for each region in one year, or each region's path over the years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd

from dashboard import numbers
from dashboard import standing_words as say
from dashboard.charts import compare, frame, naming
from dashboard.charts.regions import Regions
from dashboard.palette import Palette
from dashboard.texts import Texts

#: So many names there are at most, beside marks and along paths; the chosen one's and the nation's come first.
_NAMED, _PATHS_NAMED = 9, 5
#: A path is looked at in so many steps from year to year when words must not lie on it.
_STEPS = 6
_HEIGHT = 520
Abouts = tuple[Mapping[str, Any], Mapping[str, Any]]


def join(across: pd.DataFrame, up: pd.DataFrame) -> pd.DataFrame:
    """The regions and years that have both: region, name, year, x, y, hollow, sign_x, sign_y.

    Args:
        across, up: columns region, name, year, value, status, reason and perhaps sign; of the two indicators.
    """

    def kept(frame_of_one: pd.DataFrame) -> pd.DataFrame:
        known = frame_of_one[frame_of_one["value"].notna()]
        made = known.assign(hollow=frame.stood_in, sign=known.get("sign", ""))
        return made[["region", "name", "year", "value", "hollow", "sign"]]

    both = kept(across).merge(kept(up), on=["region", "name", "year"], suffixes=("_x", "_y"))
    both["hollow"] = both["hollow_x"] | both["hollow_y"]
    return both.rename(columns={"value_x": "x", "value_y": "y"}).drop(columns=["hollow_x", "hollow_y"])


def figure(
    both: pd.DataFrame,
    abouts: Abouts,
    regions: Regions,
    path: bool,
    t: Texts,
    colours: Palette,
) -> frame.Figure:
    """The regions as marks, or as paths.

    Args:
        both: from `join`; one year, or several for paths.
        abouts: unit and decimals of the indicator across and of the one upwards.
        regions: the regions that were chosen, and which of them is in front.
        path: whether the years of a region are joined by a line.
        t: texts.
        colours: a colour for each role.
    """
    shown: frame.Figure = {"data": [], "layout": _layout(both, abouts, t, colours)}
    behind = both[~both["region"].isin(list(regions.names))]
    if len(behind):
        shown["data"].append(_behind(behind, abouts, t, colours))
    ordered = [*regions.muted(), *(one for one in (regions.nation, regions.home) if one in regions.names)]
    for region in ordered:
        own = both[both["region"] == region].sort_values("year")
        if len(own):
            shown["data"].append(_marks(own, abouts, regions, region, path, t, colours))
    _words(shown, both, regions, path, colours)
    return shown


def _layout(both: pd.DataFrame, abouts: Abouts, t: Texts, colours: Palette) -> frame.Figure:
    layout = frame.layout(t, colours, [0, 1], compare.suffix(abouts[1], t))
    plain = {"exponentformat": "none", "separatethousands": True, "nticks": 6}
    layout["yaxis"] |= plain | {"showgrid": True}
    layout["xaxis"] = {
        **{key: layout["xaxis"][key] for key in ("tickfont", "fixedrange", "automargin")},
        **plain,
        "ticksuffix": compare.suffix(abouts[0], t),
        "gridcolor": colours.grid,
        "zeroline": False,
        "title": {"text": _axis("→", abouts[0], t), "font": {"size": frame.FONT, "color": colours.ink}},
    }
    for axis, column in (("xaxis", "x"), ("yaxis", "y")):
        if len(both):
            low, high = float(both[column].min()), float(both[column].max())
            room = 0.12 * (high - low) or max(abs(high), 1.0) * 0.1
            layout[axis]["range"] = [low - room, high + room]
    # the vertical axis's words lie flat on top: nobody reads sideways
    upright = _axis("↑", abouts[1], t)
    layout["annotations"].append(
        {
            "xref": "paper",
            "yref": "paper",
            "x": 0,
            "y": 1,
            "xanchor": "left",
            "yanchor": "bottom",
            "yshift": 10,
            "text": upright,
            "align": "left",
            "showarrow": False,
            "font": {"size": frame.FONT, "color": colours.ink},
        }
    )
    return layout | {"height": _HEIGHT, "margin": {"l": 8, "r": 16, "t": 26 + 22 * len(upright.split("<br>")), "b": 8}}


def _axis(arrow: str, about: Mapping[str, Any], t: Texts) -> str:
    """What an axis measures, in lines that are whole on a phone."""
    return naming.folded(f"{arrow} {about[f'name_{t.data}']}, {about[f'unit_{t.data}']}")


def _hover(rows: pd.DataFrame, abouts: Abouts, t: Texts) -> list[str]:
    return [
        f"<b>{row.name} {numbers.year(row.year)}</b>"
        f"<br>{abouts[0][f'name_{t.data}']}: {say.amount(row.x, abouts[0], t)}"
        f"<br>{abouts[1][f'name_{t.data}']}: {say.amount(row.y, abouts[1], t)}"
        + (f"<br>{t('compare.hover_estimated')}" if row.hollow else "")
        for row in rows.itertuples(index=False)
    ]


def _behind(rows: pd.DataFrame, abouts: Abouts, t: Texts, colours: Palette) -> frame.Figure:
    """Regions that are only there to be compared with: small grey dots that tell their names when pointed at."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": rows["x"].tolist(),
        "y": rows["y"].tolist(),
        "marker": {"size": 7, "color": colours.comparator, "opacity": 0.35, "line": {"width": 0}},
        "text": _hover(rows, abouts, t),
        "hovertemplate": "%{text}<extra></extra>",
        "showlegend": False,
    }


def _marks(
    rows: pd.DataFrame,
    abouts: Abouts,
    regions: Regions,
    region: str,
    path: bool,
    t: Texts,
    colours: Palette,
) -> frame.Figure:
    muted = regions.muted()
    number = muted.index(region) if region in muted else 0
    style = compare.style_of(region, number, regions, colours, small=False)
    colour, size = style["line"]["color"], 15 if region == regions.home else 11
    # along a path the last year is the large mark, so that it is seen which way it went
    sizes = [5] * (len(rows) - 1) + [size] if path else [size] * len(rows)
    return {
        "type": "scatter",
        "name": regions.names[region],
        "mode": "lines+markers" if path else "markers",
        "x": rows["x"].tolist(),
        "y": rows["y"].tolist(),
        "line": style["line"],
        "marker": {
            "size": sizes,
            "symbol": style["marker"].get("symbol", "circle"),
            "color": [colours.paper if one else colour for one in rows["hollow"]],
            "line": {"color": colour, "width": 2},
        },
        "text": _hover(rows, abouts, t),
        "hovertemplate": "%{text}<extra></extra>",
    }


def _words(shown: frame.Figure, both: pd.DataFrame, regions: Regions, path: bool, colours: Palette) -> None:
    """Names beside the marks, the chosen one's and the nation's first, where they cover nothing."""
    if both.empty:
        return
    own = {region: both[both["region"] == region].sort_values("year") for region in regions.names}
    first = [one for one in (regions.home, regions.nation) if one in regions.names]
    names: dict[naming.Name, tuple[str, str]] = {}
    for region in [*first, *regions.muted()]:
        if own[region].empty:
            continue
        colour = regions.ink(region, colours)
        end, start = own[region].iloc[-1], own[region].iloc[0]
        words = regions.beside(region) + (f" {numbers.year(end['year'])}" if path else "")
        names[naming.Name(words, _at(end), region == regions.home, region in first)] = region, colour
        if path and region == regions.home and len(own[region]) > 1:
            names[naming.Name(numbers.year(start["year"]), _at(start), must=True)] = region, colour
    layout = shown["layout"]
    ground = naming.Ground(
        tuple(layout["xaxis"]["range"]),
        tuple(layout["yaxis"]["range"]),
        [point for rows in own.values() for point in (_along(rows) if path else map(_at, rows.to_dict("records")))],
        [_at(row) for row in both[~both["region"].isin(list(regions.names))].to_dict("records")],
    )
    for name, place in naming.placed(names, ground, _PATHS_NAMED if path else _NAMED).items():
        region, colour = names[name]
        layout["annotations"].append(naming.annotation(name, place, colour) | {"name": region})


def _at(row: Any) -> naming.Point:
    return float(row["x"]), float(row["y"])


def _along(rows: pd.DataFrame) -> list[naming.Point]:
    """Points so close along a path that no word fits between them."""
    marks = [_at(row) for row in rows.to_dict("records")]
    between = [
        (a[0] + step * (b[0] - a[0]) / _STEPS, a[1] + step * (b[1] - a[1]) / _STEPS)
        for a, b in pairwise(marks)
        for step in range(1, _STEPS)
    ]
    return [*marks, *between]


def sentence(
    both: pd.DataFrame,
    abouts: Abouts,
    regions: Regions,
    years: Sequence[int],
    t: Texts,
) -> str:
    """What the chosen region has of both, and how many have more of each; also the chart's text alternative."""
    names = [str(about[f"name_{t.data}"]) for about in abouts]
    if both.empty:
        return t("explore.scatter_none", across=names[0], up=names[1])
    last = both[both["year"] == both["year"].max()]
    own = last[last["region"] == regions.home]
    values = {"across": names[0], "up": names[1], "year": numbers.year(last["year"].iloc[0]), "count": len(last)}
    if own.empty:
        return t("explore.scatter_others", **values)
    x, y = float(own["x"].iloc[0]), float(own["y"].iloc[0])
    told = t(
        "explore.scatter_own",
        region=t.inside(own["name"].iloc[0]),
        x=say.amount(x, abouts[0], t),
        y=say.amount(y, abouts[1], t),
        **values,
    )
    others = last[last["region"] != regions.home]
    if len(others) == 1:
        theirs = (say.amount(float(others[axis].iloc[0]), about, t) for axis, about in zip("xy", abouts, strict=True))
        told += " " + t("explore.scatter_other", region=others["name"].iloc[0], x=next(theirs), y=next(theirs))
    elif len(others):
        counts = {"others": len(others), "more_x": int((last["x"] > x).sum()), "more_y": int((last["y"] > y).sum())}
        in_words = {key: numbers.in_words(count, t.lang, neuter=True) for key, count in counts.items()}
        told += " " + t("explore.scatter_place", **in_words)
    earlier = both[(both["region"] == regions.home) & (both["year"] < both["year"].max())]
    if len(years) < 2 or earlier.empty:
        return told
    start = earlier.sort_values("year").iloc[0]
    return (
        told
        + " "
        + t(
            "explore.scatter_before",
            year=numbers.year(start["year"]),
            x=say.amount(float(start["x"]), abouts[0], t),
            y=say.amount(float(start["y"]), abouts[1], t),
        )
    )


def ordered(both: pd.DataFrame) -> pd.DataFrame:
    """The marks as they stand in the table: the newest first, and those highest up."""
    return both.sort_values(["year", "y"], ascending=[False, False])


def table(both: pd.DataFrame, abouts: Abouts, t: Texts) -> pd.DataFrame:
    """The marks as a table, in their order, as text."""
    names = [str(about[f"name_{t.data}"]) for about in abouts]
    return pd.DataFrame(
        [
            {
                t("explore.region"): row.name,
                t("table.year"): numbers.year(row.year),
                names[0]: f"{say.short(row.x, abouts[0], t)}\u00a0{row.sign_x}".strip(),
                names[1]: f"{say.short(row.y, abouts[1], t)}\u00a0{row.sign_y}".strip(),
            }
            for row in ordered(both).itertuples(index=False)
        ]
    )
