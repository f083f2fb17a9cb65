"""One year, region by region, the highest first: named rows for a few, a skyline for many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard import numbers
from dashboard import standing_words as say
from dashboard.charts import compare, frame, rows
from dashboard.charts.regions import Regions
from dashboard.palette import Palette
from dashboard.texts import Texts

#: So many rows can bear their names; more would be a chart as long as a book.
NAMED = 24
_THICK = 0.34


def ordered(series: pd.DataFrame) -> pd.DataFrame:
    """The rows that have a value, the highest first."""
    return series[series["value"].notna()].sort_values(["value", "region"], ascending=[False, True])


def figure(
    series: pd.DataFrame, about: Mapping[str, Any], regions: Regions, t: Texts, colours: Palette
) -> frame.Figure:
    """The values of one year.

    Args:
        series: columns region, year, value, status, reason, and name for regions that `regions` does not name; one
            row for each region.
        about: unit and decimals of the indicator.
        regions: the regions that were chosen, and which of them is in front.
        t: texts.
        colours: a colour for each role.

    Returns:
        A plotly figure as a dict; bars that rest on stand-in figures are hatched.
    """
    known = ordered(series)
    return (_named if len(known) <= NAMED else _skyline)(known, about, regions, t, colours)


def _bar(known: pd.DataFrame, about: Mapping[str, Any], regions: Regions, t: Texts, colours: Palette) -> frame.Figure:
    """What both kinds of bars share: colours by meaning, hatching, words."""
    by_region = {regions.home: colours.region, regions.nation: colours.norway}
    hollow = frame.stood_in(known)
    return {
        "type": "bar",
        "marker": {
            "color": [by_region.get(region, colours.comparator) for region in known["region"]],
            "pattern": {"shape": ["/" if one else "" for one in hollow], "fgcolor": colours.paper, "solidity": 0.35},
        },
        "hovertext": [
            f"<b>{row.name}</b><br>{say.amount(row.value, about, t)}"
            + (f"<br>{t('compare.hover_estimated')}" if one else "")
            + (f"<br>{row.note}" if getattr(row, "note", "") else "")
            for row, one in zip(known.itertuples(index=False), hollow, strict=True)
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "showlegend": False,
    }


def _named(known: pd.DataFrame, about: Mapping[str, Any], regions: Regions, t: Texts, colours: Palette) -> frame.Figure:
    values = known["value"].astype(float).tolist()
    names = [
        f"<b>{name}</b>" if r == regions.home else name for r, name in zip(known["region"], known["name"], strict=True)
    ]
    span = (min(0.0, *values), max(0.0, *values)) if values else (0.0, 1.0)
    shown: frame.Figure = {"data": [], "layout": rows.layout(t, colours, names, compare.suffix(about, t), span)}
    # room for the numbers beside the longest bars
    room = 0.2 * (span[1] - span[0]) or 1.0
    shown["layout"]["xaxis"]["range"] = [span[0] - (room if span[0] < 0 else 0), span[1] + (room if span[1] > 0 else 0)]
    shown["layout"]["xaxis"] |= {"exponentformat": "none", "separatethousands": True, "nticks": 5}
    shown["data"].append(
        _bar(known, about, regions, t, colours)
        | {
            "orientation": "h",
            "x": values,
            "y": list(range(len(values))),
            "width": _THICK,
            "text": [say.short(value, about, t) for value in values],
            "textposition": "outside",
            "cliponaxis": False,
            "textfont": {"size": frame.FONT, "color": colours.ink},
        }
    )
    return shown


def _skyline(
    known: pd.DataFrame, about: Mapping[str, Any], regions: Regions, t: Texts, colours: Palette
) -> frame.Figure:
    """Narrow bars side by side without names, but for the chosen ones, which stand above theirs."""
    shown: frame.Figure = {"data": [], "layout": frame.layout(t, colours, [0, 1], compare.suffix(about, t))}
    layout = shown["layout"]
    values = known["value"].astype(float).tolist()
    layout["xaxis"] = {"visible": False, "fixedrange": True, "range": [-1, len(values)]}
    layout["yaxis"] |= {"exponentformat": "none", "separatethousands": True}
    layout |= {"margin": {"l": 8, "r": 12, "t": 40, "b": 8}, "bargap": 0.1}
    bar = _bar(known, about, regions, t, colours)
    front = known["region"].isin([regions.home, regions.nation]).tolist()
    bar["marker"]["opacity"] = [1.0 if one else 0.45 for one in front]
    # hatching on a bar of three pixels is noise: the table says which ones are estimated
    del bar["marker"]["pattern"]
    shown["data"].append(bar | {"x": list(range(len(values))), "y": values})
    _point_out(shown, known, about, regions, t, colours)
    return shown


def _point_out(
    shown: frame.Figure,
    known: pd.DataFrame,
    about: Mapping[str, Any],
    regions: Regions,
    t: Texts,
    colours: Palette,
) -> None:
    """The names of the chosen region and the country above the skyline, each with a line down to its bar."""
    values = known["value"].astype(float).tolist()
    top, bottom = max(0.0, *values), min(0.0, *values)
    span = top - bottom or 1.0
    shown["layout"]["yaxis"]["range"] = [bottom - 0.02 * span, top + 0.34 * span]
    wanted = [region for region in (regions.home, regions.nation) if region in set(known["region"])]
    for region, height in zip(dict.fromkeys(wanted), (0.26, 0.1), strict=False):
        place = known["region"].tolist().index(region)
        colour = colours.region if region == regions.home else colours.norway
        name = known["name"].tolist()[place]
        shown["layout"]["annotations"].append(
            {
                "x": place,
                "y": max(values[place], 0.0),
                "text": f"<b>{name}</b> {say.short(values[place], about, t)}",
                "showarrow": True,
                "arrowhead": 0,
                "arrowcolor": colour,
                "ax": place,
                "axref": "x",
                "ay": top + height * span,
                "ayref": "y",
                "xanchor": "right" if place > len(values) / 2 else "left",
                "font": {"size": frame.FONT, "color": colour},
                "bgcolor": colours.paper,
            }
        )


def sentence(series: pd.DataFrame, about: Mapping[str, Any], regions: Regions, year: int, t: Texts) -> str:
    """The highest, the lowest and the chosen one with its place among them; also the chart's text alternative."""
    known = ordered(series)
    if known.empty:
        return t("explore.none", year=numbers.year(year))
    high, low = known.iloc[0], known.iloc[-1]
    if len(known) == 1:
        return say.alone(high, about, year, t)
    is_place = say.is_place(about, t)
    told = t(
        "explore.bar_places" if is_place else "explore.bar_sentence",
        name=about[f"name_{t.data}"],
        year=numbers.year(year),
        count=numbers.in_words(len(known), t.lang, neuter=True),
        high=t.inside(high["name"]),
        high_value=say.amount(high["value"], about, t),
        low=t.inside(low["name"]),
        low_value=say.amount(low["value"], about, t),
    )
    own = known[known["region"] == regions.home]
    if own.empty or len(known) < 3 or regions.home in (high["region"], low["region"]):
        return told
    before = known["region"].tolist().index(regions.home)
    place = len(known) - before if is_place else before + 1
    value = say.amount(own["value"].iloc[0], about, t)
    key = "explore.bar_own_place" if is_place else "explore.bar_own"
    return told + " " + t(key, region=own["name"].iloc[0], value=value, place=place, count=len(known))


def table(series: pd.DataFrame, about: Mapping[str, Any], t: Texts) -> pd.DataFrame:
    """The bars as a table, the highest first, as text; `sign`, where there is one, stands behind the value."""
    return pd.DataFrame(
        [
            {
                t("explore.region"): row.name,
                str(
                    about[f"name_{t.data}"]
                ): f"{say.short(row.value, about, t)}\u00a0{getattr(row, 'sign', '')}".strip(),
            }
            for row in ordered(series).itertuples(index=False)
        ]
    )
