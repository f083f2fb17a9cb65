"""Words at the ends of lines, in the margin: names and last values, kept clear of each other."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard import standing_words as say
from dashboard.charts import frame, naming
from dashboard.charts.regions import Regions, of_region
from dashboard.palette import Palette
from dashboard.texts import Texts

#: Ends nearer to each other than this share of a small chart's height are moved apart.
_NEAR = 0.16
#: How far apart words have to be and how far they can be moved from their lines to be so, as shares of the chart's
#: height, and how many pixels of the width they can take, since a phone needs the rest.
_APART, _MOVED = 0.068, 0.11
WIDEST = 125
#: From the end of a line to the words beside it, in pixels.
_BESIDE = 9


def named(
    shown: frame.Figure, known: pd.DataFrame, about: Mapping[str, Any], regions: Regions, t: Texts, colours: Palette
) -> None:
    """The home region's name and last value, the country's name, and those of the others that there is room for.

    Args:
        shown: the chart, to which they are added; a region's note bears its code as its own name, which nobody sees.
        known, about, regions, t, colours: as of `compare.figure`; rows with a value only.
    """
    home = of_region(known, regions.home)
    if home.empty:
        return
    span = _span(known)
    line = _APART * span
    last, own = int(known["year"].max()), float(home["value"].iloc[-1])
    value = f"<b>{say.short(own, about, t)}</b>"
    name = f"<b>{regions.beside(regions.home)}</b>"
    is_named = naming.width(name) <= WIDEST
    # the name stands over its value, and the two are kept together
    words = [(regions.home, name, own + line / 2), ("", value, own - line / 2)] if is_named else [("", value, own)]
    for region in [one for one in (regions.nation, *regions.muted()) if one in regions.names and one != regions.home]:
        rows = of_region(known, region)
        if rows.empty or naming.width(regions.beside(region)) > WIDEST:
            continue
        at = float(rows["value"].iloc[-1])
        if is_named and abs(at - own) <= line / 2:  # between name and value nothing else may stand
            at = own + math.copysign(0.51 * line, at - own)
        if region == regions.nation or int(rows["year"].iloc[-1]) == last:
            words.append((region, regions.beside(region), at))
    places = naming.spread([at for _, _, at in words], line, _MOVED * span)
    added = []
    for (region, said, _), place in zip(words, places, strict=True):
        if place is not None:
            whose = region or regions.home
            note = beside(of_region(known, whose), said, regions.ink(whose, colours), colours) | {"y": place}
            added.append(note | ({"name": region} if region else {}))
    add(shown, added)


def valued(
    shown: frame.Figure, known: pd.DataFrame, about: Mapping[str, Any], regions: Regions, t: Texts, colours: Palette
) -> None:
    """The home region's last value and the country's name, for a small chart; see `named`."""
    home, nation = of_region(known, regions.home), of_region(known, regions.nation)
    if home.empty:
        return
    own = float(home["value"].iloc[-1])
    other = float(nation["value"].iloc[-1]) if len(nation) else math.inf
    near = abs(own - other) < _NEAR * _span(known)
    words = [(regions.home, home, f"<b>{say.short(own, about, t)}</b>", own >= other)]
    if len(nation):
        words.insert(0, (regions.nation, nation, regions.names[regions.nation], other > own))
    added = []
    for region, rows, said, up in words:
        note = beside(rows, said, regions.ink(region, colours), colours)
        added.append(note | ({"yanchor": "bottom" if up else "top"} if near else {}))
    add(shown, added)


def beside(rows: pd.DataFrame, words: str, colour: str, colours: Palette) -> frame.Figure:
    """Words beside the last mark of a line.

    Args:
        rows: the line's rows, oldest first.
        words: what stands there, with plotly's marks.
        colour: theirs.
        colours: a colour for each role.
    """
    return {
        "x": int(rows["year"].iloc[-1]),
        "y": float(rows["value"].iloc[-1]),
        "text": words,
        "showarrow": False,
        "xanchor": "left",
        "xshift": _BESIDE,
        "yanchor": "middle",
        "font": {"size": frame.FONT, "color": colour},
        # a target's line runs on to the right, through the words of whoever is right on it
        "bgcolor": colours.paper,
    }


def add(shown: frame.Figure, notes: Sequence[frame.Figure]) -> None:
    """Put words into a chart's margin, and give them their room on the right, in pixels: a share of the years would be
    too little on a phone."""
    layout = shown["layout"]
    layout["annotations"] += notes
    room = [layout["margin"]["r"], *(round(naming.width(note["text"])) for note in notes)]
    layout["margin"] = {**layout["margin"], "r": max(room)}


def _span(known: pd.DataFrame) -> float:
    return float(known["value"].max() - known["value"].min()) or 1.0
