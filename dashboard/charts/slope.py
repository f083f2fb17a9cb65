"""Two years side by side: a line from what each region had to what it has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard import numbers
from dashboard import standing_words as say
from dashboard.charts import compare, frame, naming
from dashboard.charts.regions import Regions
from dashboard.palette import Palette
from dashboard.texts import Texts

#: So many grey lines bear their names; how far apart words have to be, as a share of the chart's height – a name stands
#: on two lines, so that it has room on a phone –, and how far they can be moved from their mark to be so.
_NAMED = 8
_APART, _MOVED = 0.15, 0.1
#: From a mark to the words beside it, in pixels.
_BESIDE = 10


def pairs(series: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """The regions that have a value in both years: region, name, before, after, hollow (either is a stand-in)."""
    known = series[series["value"].notna()].assign(hollow=frame.stood_in)
    both = known[known["year"] == first].merge(known[known["year"] == last], on=["region", "name"])
    made = both.assign(before=both["value_x"], after=both["value_y"], hollow=both["hollow_x"] | both["hollow_y"])
    signs = {"sign_before": "sign_x", "sign_after": "sign_y"}
    made = made.assign(**{new: made.get(old, "") for new, old in signs.items()})
    return made[["region", "name", "before", "after", "hollow", *signs]].sort_values("after", ascending=False)


def figure(
    series: pd.DataFrame,
    about: Mapping[str, Any],
    regions: Regions,
    years: tuple[int, int],
    t: Texts,
    colours: Palette,
) -> frame.Figure:
    """A line for each region.

    Args:
        series: columns region, name, year, value, status, reason.
        about: unit and decimals of the indicator.
        regions: the regions that were chosen, and which of them is in front.
        years: the two years.
        t: texts.
        colours: a colour for each role.
    """
    both = pairs(series, *years)
    shown: frame.Figure = {"data": [], "layout": frame.layout(t, colours, [0, 1], compare.suffix(about, t))}
    layout = shown["layout"]
    # the words on both sides have their room in the margins; the years stand above their ends
    layout["xaxis"] |= {
        "range": [-0.1, 1.1],
        "tickvals": [0, 1],
        "ticktext": [f"<b>{numbers.year(year)}</b>" for year in years],
        "side": "top",
        "ticks": "",
        "tickfont": {"size": frame.LABEL_FONT, "color": colours.ink},
    }
    layout["yaxis"] |= {"showticklabels": False, "showgrid": False}
    layout |= {"height": 520, "margin": {"l": 4, "r": 4, "t": 40, "b": 8}}
    front = [region for region in (regions.nation, regions.home) if region in regions.names]
    for row in sorted(
        both.itertuples(index=False), key=lambda row: front.index(row.region) if row.region in front else -1
    ):
        shown["data"].append(_line(row, about, regions, len(both), t, colours))
    _words(shown, both, about, regions, t, colours)
    return shown


def _line(row: Any, about: Mapping[str, Any], regions: Regions, count: int, t: Texts, colours: Palette) -> frame.Figure:
    small = count > _NAMED + 2
    muted = regions.muted()
    number = muted.index(row.region) if row.region in muted else 0
    style = compare.style_of(row.region, number, regions, colours, small=small and row.region != regions.home)
    colour = style["line"]["color"]
    chosen = row.region in regions.names
    words = f"<b>{row.name}</b><br>{say.amount(row.before, about, t)} → {say.amount(row.after, about, t)}"
    return {
        "type": "scatter",
        "name": row.name,
        "mode": "lines+markers",
        "x": [0, 1],
        "y": [row.before, row.after],
        "line": style["line"] | {"dash": "solid"},
        "marker": {
            "size": max(6, style["marker"]["size"]) if chosen else 3,
            "symbol": style["marker"].get("symbol", "circle"),
            "color": colours.paper if row.hollow else colour,
            "line": {"color": colour, "width": 2 if chosen else 1},
        },
        "opacity": 1.0 if chosen else 0.4,
        "text": [words, words],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _words(
    shown: frame.Figure,
    both: pd.DataFrame,
    about: Mapping[str, Any],
    regions: Regions,
    t: Texts,
    colours: Palette,
) -> None:
    """Values before on the left, names and values after on the right; the chosen one first, then what has room."""
    if both.empty:
        return
    every = [*both["before"], *both["after"]]
    span = max(every) - min(every) or 1.0
    by_rank = sorted(
        (row for row in both.itertuples(index=False) if row.region in regions.names),
        key=lambda row: (row.region != regions.home, row.region != regions.nation),
    )
    wanted = by_rank[: _NAMED + 2]
    right = naming.spread([row.after for row in wanted], _APART * span, _MOVED * span)
    named = [row for row, place in zip(wanted, right, strict=True) if place is not None]
    left = dict(
        zip((row.region for row in named), naming.spread([row.before for row in named], _APART * span), strict=True)
    )
    for row, place in zip(wanted, right, strict=True):
        if place is None:
            continue
        colour = regions.ink(row.region, colours)
        strong = ("<b>", "</b>") if row.region == regions.home else ("", "")
        words = f"{strong[0]}{say.short(row.after, about, t)}<br>{regions.beside(row.region)}{strong[1]}"
        shown["layout"]["annotations"].append(_at(1, place, words, "left", colour) | {"name": row.region})
        if (start := left[row.region]) is not None:
            words = f"{strong[0]}{say.short(row.before, about, t)}{strong[1]}"
            shown["layout"]["annotations"].append(_at(0, start, words, "right", colour))
    # in pixels: a share of the width would be too little for the words on a phone
    for side, anchor in (("l", "right"), ("r", "left")):
        found = [naming.width(one["text"]) for one in shown["layout"]["annotations"] if one["xanchor"] == anchor]
        shown["layout"]["margin"][side] = round(max(found, default=0.0)) + _BESIDE


def _at(x: float, y: float, words: str, anchor: str, colour: str) -> frame.Figure:
    return {
        "x": x,
        "y": y,
        "text": words,
        "showarrow": False,
        "xanchor": anchor,
        "align": anchor,
        "xshift": _BESIDE if anchor == "left" else -_BESIDE,
        "font": {"size": frame.FONT, "color": colour},
    }


def sentence(
    series: pd.DataFrame,
    about: Mapping[str, Any],
    regions: Regions,
    years: tuple[int, int],
    t: Texts,
) -> str:
    """What the chosen region had and has, how many went up or down or stood still; also the chart's alternative."""
    both = pairs(series, *years)
    first, last = (numbers.year(year) for year in years)
    if both.empty:
        return t("explore.slope_none", name=about[f"name_{t.data}"], first=first, last=last)
    name = about[f"name_{t.data}"]
    moved = {
        "up": int((both["after"] > both["before"]).sum()),
        "down": int((both["after"] < both["before"]).sum()),
        "still": int((both["after"] == both["before"]).sum()),
    }
    told = t(
        "explore.slope_still" if moved["still"] else "explore.slope_sentence",
        count=numbers.in_words(len(both), t.lang),
        **{way: numbers.in_words(number, t.lang, neuter=True) for way, number in moved.items()},
    )
    own = both if len(both) == 1 else both[both["region"] == regions.home]
    if own.empty:
        return t("explore.slope_only", name=name, first=first, last=last, told=told)
    before, after = (say.amount(float(own[column].iloc[0]), about, t) for column in ("before", "after"))
    return t(
        "explore.slope_own_still" if before == after else "explore.slope_own",
        name=name,
        region=own["name"].iloc[0],
        before=before,
        after=after,
        first=first,
        last=last,
        told=told if len(both) > 1 else "",
    ).strip()


def table(series: pd.DataFrame, about: Mapping[str, Any], years: tuple[int, int], t: Texts) -> pd.DataFrame:
    """Both years of each region as text, the highest now first."""
    return pd.DataFrame(
        [
            {
                t("explore.region"): row.name,
                numbers.year(years[0]): f"{say.short(row.before, about, t)}\u00a0{row.sign_before}".strip(),
                numbers.year(years[1]): f"{say.short(row.after, about, t)}\u00a0{row.sign_after}".strip(),
            }
            for row in pairs(series, *years).itertuples(index=False)
        ]
    )
