"""One indicator, several regions: the home region in front, Norway beside it, the others muted – large and small."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pandas as pd

from dashboard import numbers
from dashboard import standing_words as say
from dashboard.charts import frame, naming
from dashboard.palette import Palette
from dashboard.texts import Texts

#: Line patterns of the muted regions; with `frame.MARKS` none is told by its shade of grey alone.
DASHES = ("solid", "dot", "dash", "longdash", "dashdot", "longdashdot")
SMALL_HEIGHT = 190
#: Thousands are written out, not shortened to k.
_PLAIN = {"exponentformat": "none", "separatethousands": True}
#: Ends nearer to each other than this share of a small chart's height are moved apart.
_NEAR = 0.16
#: Words at the ends of lines: how far apart they have to be and how far they can be moved from their lines to be so, as
#: shares of the chart's height, and how many pixels of the width they can take, since a phone needs the rest.
_APART, _MOVED = 0.068, 0.11
WIDEST = 125
#: From the end of a line to the words beside it, in pixels.
BESIDE = 9
#: The words of a break reach over so many years, and so far up from the lowest figure, as a share of the height.
_WORDS, _FOOT = 4, 0.08
#: So many years can have a number every five years on a phone.
_SHORT = 22


@dataclass(frozen=True)
class Regions:
    """The regions of a chart.

    Attributes:
        home: the region in front.
        nation: the whole country.
        names: region → name a reader sees, in the order in which they are drawn and listed.
        short: region → what it is called beside its mark, for those whose name takes too much of a phone's width.
    """

    home: str
    nation: str
    names: Mapping[str, str]
    short: Mapping[str, str] = field(default_factory=dict)

    def beside(self, region: str) -> str:
        """What a region is called beside its mark."""
        return self.short.get(region, self.names[region])


def segments(years: Sequence[int], breaks: Sequence[int] = ()) -> list[list[int]]:
    """Years that belong together in one line: the usual step apart, with no break in between.

    A figure that comes every second year is a line all the same; a year that is missing from a yearly one is a gap,
    and so is everything longer than two years.
    """
    steps = Counter(after - before for before, after in pairwise(years))
    usual = min(2, steps.most_common(1)[0][0]) if steps else 1
    found: list[list[int]] = []
    for year in years:
        broken = found and any(found[-1][-1] < one <= year for one in breaks)
        if found and year - found[-1][-1] <= usual and not broken:
            found[-1].append(year)
        else:
            found.append([year])
    return found


def from_year(series: pd.DataFrame, nation: str, began: int) -> int:
    """The first year to draw: the nation's own long past would press everyone else's few years together.

    Args:
        series: columns region, year, value.
        nation: the whole country.
        began: a year that is drawn in any case where there are figures for it.
    """
    known = series[series["value"].notna()]
    others = known.loc[known["region"] != nation, "year"]
    first = int(known["year"].min())
    return max(first, min(began, int(others.min()))) if len(others) else first


def of_region(series: pd.DataFrame, region: str) -> pd.DataFrame:
    """The rows of a region that have a value, oldest first."""
    return series[(series["region"] == region) & series["value"].notna()].sort_values("year")


def lines(
    rows: pd.DataFrame, breaks: Sequence[int], name: str, style: frame.Figure, about: Mapping[str, Any], t: Texts
) -> list[frame.Figure]:
    """The traces of one region; years that rest on stand-in figures have hollow marks.

    Args:
        rows: the region's rows, oldest first; `note`, where there is one, is told to whoever points at the value.
        breaks: years that begin a new line.
        name: the region's name.
        style: line and mark, from `style_of`.
        about: unit and decimals of the indicator.
        t: texts.
    """
    hollow = frame.stood_in(rows)
    hover = [
        f"<b>{name} {numbers.year(row.year)}</b><br>{say.amount(row.value, about, t)}"
        + (f"<br>{t('compare.hover_estimated')}" if estimated else "")
        + (f"<br>{row.note}" if getattr(row, "note", "") else "")
        for row, estimated in zip(rows.itertuples(), hollow, strict=True)
    ]
    colour = style["line"]["color"]
    traces = []
    for segment in segments(rows["year"].astype(int).tolist(), breaks):
        chosen = rows["year"].isin(segment).to_numpy()
        part, empty = rows[chosen], hollow[chosen]
        marker = {"line": {"color": colour, "width": 2}, **style["marker"]}
        marker["color"] = [style["paper"] if one else colour for one in empty]
        traces.append(
            {
                "type": "scatter",
                "name": name,
                "mode": "lines+markers",
                "x": part["year"].tolist(),
                "y": part["value"].tolist(),
                "line": style["line"],
                "marker": marker,
                "text": [text for text, kept in zip(hover, chosen, strict=True) if kept],
                "hovertemplate": "%{text}<extra></extra>",
            }
        )
    return traces


def style_of(region: str, number: int, regions: Regions, colours: Palette, small: bool) -> frame.Figure:
    """Line and mark of a region."""
    if region == regions.home:
        size, width = (7, 3.5) if small else (10, 4)
        made = {"line": {"color": colours.region, "width": width}, "marker": {"size": size}}
    elif region == regions.nation:
        size, width = (4, 2) if small else (6, 2.5)
        made = {"line": {"color": colours.norway, "width": width}, "marker": {"size": size, "symbol": "diamond"}}
    else:
        size, width = (3, 1.2) if small else (6, 1.6)
        dash = "solid" if small else DASHES[number % len(DASHES)]
        symbol = "circle" if small else [*frame.MARKS][number % len(frame.MARKS)]
        made = {
            "line": {"color": colours.comparator, "width": width, "dash": dash},
            "marker": {"size": size, "symbol": symbol},
        }
    return {**made, "paper": colours.paper}


def figure(
    series: pd.DataFrame, about: Mapping[str, Any], regions: Regions, breaks: Sequence[int], t: Texts, colours: Palette
) -> frame.Figure:
    """The values of every region over the years.

    Args:
        series: columns region, year, value, status, reason.
        about: unit and decimals of the indicator.
        regions: which regions, and which of them is in front.
        breaks: years from which figures are not comparable with those before.
        t: texts.
        colours: a colour for each role.

    Returns:
        A plotly figure as a dict; the muted regions are told apart by dashes and marks. Lines are named at their ends
        where there is room; `key` gives the marks of the others in words.
    """
    known = series[series["value"].notna() & series["region"].isin(list(regions.names))]
    years = sorted({int(year) for year in known["year"]}) or [2010]
    shown: frame.Figure = {"data": [], "layout": frame.layout(t, colours, years, suffix(about, t))}
    layout = shown["layout"]
    muted = muted_of(regions)
    # the home region is drawn last, on top of the others
    for region in [*muted, *(one for one in (regions.nation, regions.home) if one in regions.names)]:
        rows = of_region(known, region)
        if len(rows):
            number = muted.index(region) if region in muted else 0
            style = style_of(region, number, regions, colours, small=False)
            shown["data"] += lines(rows, breaks, regions.names[region], style, about, t)
    layout["yaxis"] |= _PLAIN
    layout["margin"] = {"l": 8, "r": 12, "t": 12, "b": 8}
    time_axis(layout, years)
    _named_ends(shown, known, about, regions, t, colours)
    crossed = [year for year in breaks if years[0] < year <= years[-1]]
    above = _at_the_foot(known, crossed)
    frame.mark_breaks(shown, crossed, t, colours.faint_ink, above=above)
    if above:
        layout["margin"] = {**layout["margin"], "t": layout["margin"]["t"] + 22 * max(1, len(crossed) - 1)}
    _target(shown, about, known, t, colours)
    return shown


def _at_the_foot(known: pd.DataFrame, breaks: Sequence[int]) -> bool:
    """Whether figures near a break lie so low that the words at its foot would lie on them."""
    low, high = float(known["value"].min()), float(known["value"].max())
    near = [known["year"].between(year - _WORDS, year + _WORDS) for year in breaks]
    return any(bool((known.loc[one, "value"] < low + _FOOT * (high - low)).any()) for one in near)


def time_axis(layout: frame.Figure, years: Sequence[int]) -> None:
    """Years on the horizontal axis; the last values have their room in the margin on the right."""
    # a single year, or two, would be drawn as if there were months between them
    length = max(2, years[-1] - years[0])
    step = 5 if length <= _SHORT else 10
    ticks = list(years) if len(years) < 8 else [year for year in range(years[0], years[-1] + 1) if year % step == 0]
    layout["xaxis"] |= {"tickvals": ticks, "range": [years[0] - 0.05 * length, years[-1] + 0.08 * length]}


def suffix(about: Mapping[str, Any], t: Texts) -> str:
    """What follows the numbers on an axis: the sign for per cent, or nothing."""
    if not str(about[f"unit_{t.data}"]).startswith(t("unit.percent")):
        return ""
    return numbers.percent_sign(t.lang)


def muted_of(regions: Regions) -> list[str]:
    """The regions that are neither in front nor the whole country."""
    return [region for region in regions.names if region not in (regions.home, regions.nation)]


def key(drawn: frame.Figure, series: pd.DataFrame, regions: Regions) -> str:
    """Which mark is which region, of those that the chart does not name: `● Osloregionen · ■ Bergensregionen`.

    Args:
        drawn: the chart; words that name a region bear its code as their own name.
        series, regions: what it was made from.
    """
    known = set(series.loc[series["value"].notna(), "region"])
    known -= {note.get("name") for note in drawn["layout"]["annotations"]}
    marks = [*frame.MARKS.values()]
    # words fold on a phone only between the regions
    return " · ".join(
        f"{marks[number % len(marks)]}\u00a0{regions.names[region]}"
        for number, region in enumerate(muted_of(regions))
        if region in known
    )


def _target(shown: frame.Figure, about: Mapping[str, Any], known: pd.DataFrame, t: Texts, colours: Palette) -> None:
    """The value that the plan or the region has set, where there is one."""
    target = about.get("target")
    if target is None or pd.isna(target) or known.empty:
        return
    shown["layout"]["shapes"].append(
        {
            "type": "line",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": target,
            "y1": target,
            "line": {"color": colours.target, "width": 2, "dash": "dash"},
            "layer": "below",
        }
    )
    shown["layout"]["annotations"].append(
        {
            "xref": "paper",
            "x": 0,
            "y": target,
            "xanchor": "left",
            "yanchor": "bottom",
            "text": t("compare.target", target=say.amount(float(target), about, t)),
            "showarrow": False,
            "yshift": 3,
            "font": {"size": frame.FONT, "color": colours.target},
            "bgcolor": colours.paper,
        }
    )


def small(
    series: pd.DataFrame,
    about: Mapping[str, Any],
    regions: Regions,
    breaks: Sequence[int],
    span: tuple[int, int],
    t: Texts,
    colours: Palette,
) -> frame.Figure:
    """One of many small charts that share the same years.

    Args:
        series: columns region, year, value, status, reason.
        about: unit and decimals of the indicator.
        regions: which regions, and which of them is in front.
        breaks: years from which figures are not comparable with those before.
        span: first and last year of all the charts.
        t: texts.
        colours: a colour for each role.

    Returns:
        A plotly figure as a dict: the home region with its last value, Norway by name, the others as thin lines.
    """
    known = series[series["value"].notna() & series["year"].between(*span) & series["region"].isin(list(regions.names))]
    made = frame.layout(t, colours, span, "")
    made |= {"height": SMALL_HEIGHT, "margin": {"l": 4, "r": 4, "t": 8, "b": 4}}
    length = span[1] - span[0]
    decades = [year for year in range(span[0], span[1] + 1) if year % 10 == 0]
    made["xaxis"] |= {"range": [span[0] - 0.04 * length, span[1] + 0.08 * length], "tickvals": decades}
    made["yaxis"] |= {"nticks": 4, **_PLAIN}
    shown: frame.Figure = {"data": [], "layout": made}
    for region in [*muted_of(regions), *(one for one in (regions.nation, regions.home) if one in regions.names)]:
        rows = of_region(known, region)
        if len(rows):
            style = style_of(region, 0, regions, colours, small=True)
            shown["data"] += lines(rows, breaks, regions.names[region], style, about, t)
    _ends(shown, known, about, regions, t, colours)
    return shown


def _named_ends(
    shown: frame.Figure, known: pd.DataFrame, about: Mapping[str, Any], regions: Regions, t: Texts, colours: Palette
) -> None:
    """Names at the ends of the lines, in the margin: the home region's with its last value, Norway's, and the others'
    that there is room for."""
    home = of_region(known, regions.home)
    if home.empty:
        return
    span = float(known["value"].max() - known["value"].min()) or 1.0
    line = _APART * span
    last, own = int(known["year"].max()), float(home["value"].iloc[-1])
    value = f"<b>{say.short(own, about, t)}</b>"
    name = f"<b>{regions.beside(regions.home)}</b>"
    is_named = naming.width(name) <= WIDEST
    # the name stands over its value, and the two are kept together
    words = [(regions.home, name, own + line / 2), ("", value, own - line / 2)] if is_named else [("", value, own)]
    for region in [one for one in (regions.nation, *muted_of(regions)) if one in regions.names and one != regions.home]:
        rows = of_region(known, region)
        if rows.empty or naming.width(regions.beside(region)) > WIDEST:
            continue
        at = float(rows["value"].iloc[-1])
        if is_named and abs(at - own) <= line / 2:  # between name and value nothing else may stand
            at = own + math.copysign(0.51 * line, at - own)
        if region == regions.nation or int(rows["year"].iloc[-1]) == last:
            words.append((region, regions.beside(region), at))
    places = naming.spread([at for _, _, at in words], line, _MOVED * span)
    for (region, said, _), place in zip(words, places, strict=True):
        if place is not None:
            colour = colours.region if region in ("", regions.home) else colours.faint_ink
            note = {
                **_beside(of_region(known, region or regions.home), said, colours),
                "y": place,
                "font": {"size": frame.FONT, "color": colours.norway if region == regions.nation else colour},
            }
            # a region is told to be named by the note's own name, which nobody sees
            shown["layout"]["annotations"].append(note | ({"name": region} if region else {}))
    _margin(shown, [said for (_, said, _), place in zip(words, places, strict=True) if place is not None])


def _beside(rows: pd.DataFrame, words: str, colours: Palette) -> frame.Figure:
    """Words beside the last mark of a line."""
    return {
        "x": int(rows["year"].iloc[-1]),
        "y": float(rows["value"].iloc[-1]),
        "text": words,
        "showarrow": False,
        "xanchor": "left",
        "xshift": BESIDE,
        "yanchor": "middle",
        # a target's line runs on to the right, through the words of whoever is right on it
        "bgcolor": colours.paper,
    }


def _margin(shown: frame.Figure, words: Sequence[str]) -> None:
    """Room for words at the ends of lines, in pixels: a share of the years would be too little on a phone."""
    shown["layout"]["margin"] = {**shown["layout"]["margin"], "r": round(max(map(naming.width, words)))}


def _ends(
    shown: frame.Figure, known: pd.DataFrame, about: Mapping[str, Any], regions: Regions, t: Texts, colours: Palette
) -> None:
    """The home region's last value and Norway's name at the ends of their lines, kept clear of each other."""
    home, nation = of_region(known, regions.home), of_region(known, regions.nation)
    if home.empty:
        return
    own = float(home["value"].iloc[-1])
    other = float(nation["value"].iloc[-1]) if len(nation) else math.inf
    span = float(known["value"].max() - known["value"].min()) or 1.0
    near = abs(own - other) < _NEAR * span
    ends = [(home, f"<b>{say.short(own, about, t)}</b>", colours.region, own >= other)]
    if len(nation):
        ends.insert(0, (nation, regions.names[regions.nation], colours.norway, other > own))
    for rows, words, colour, up in ends:
        note = _beside(rows, words, colours) | {"font": {"size": frame.FONT, "color": colour}}
        if near:
            note["yanchor"] = "bottom" if up else "top"
        shown["layout"]["annotations"].append(note)
    _margin(shown, [words for _, words, _, _ in ends])


def sentence(series: pd.DataFrame, about: Mapping[str, Any], regions: Regions, breaks: Sequence[int], t: Texts) -> str:
    """What a chart of one indicator shows, in words; also its text alternative.

    Years on the other side of a break are not held against each other.
    """
    every = of_region(series, regions.home)
    latest_break = max((one for one in breaks if len(every) and one <= every["year"].max()), default=0)
    home = every[every["year"] >= latest_break]
    name, region = about[f"name_{t.data}"], regions.names[regions.home]
    if home.empty:
        return t("compare.sentence_none", name=name, region=t.inside(region))
    first, last = home.iloc[0], home.iloc[-1]
    values = {
        "name": name,
        "region": region,
        "first": say.amount(first["value"], about, t),
        "first_year": numbers.year(first["year"]),
        "last": say.amount(last["value"], about, t),
        "last_year": numbers.year(last["year"]),
    }
    only = "compare.sentence_break" if len(every) > 1 else "compare.sentence_one"
    told = t(only if len(home) == 1 else "compare.sentence", **values, year=numbers.year(latest_break))
    nation = of_region(series, regions.nation)
    there = nation[nation["year"] == last["year"]]
    if len(there) and regions.nation != regions.home:
        told += " " + t(
            "compare.nation", nation=regions.names[regions.nation], value=say.amount(there["value"].iloc[0], about, t)
        )
    return told


def table(series: pd.DataFrame, about: Mapping[str, Any], regions: Regions, t: Texts) -> pd.DataFrame:
    """The chart as a table: a row for each year, newest first, a column for each region that has a value."""
    known = series[series["value"].notna()]
    hollow = frame.stood_in(known).to_numpy()
    cells = {
        (row.region, int(row.year)): say.short(row.value, about, t) + (" ○" if empty else "")
        for row, empty in zip(known.itertuples(), hollow, strict=True)
    }
    shown = [region for region in regions.names if any(region == there for there, _ in cells)]
    years = sorted({year for region, year in cells if region in shown}, reverse=True)
    return pd.DataFrame(
        [
            {t("table.year"): numbers.year(year)}
            | {regions.names[region]: cells.get((region, year), "–") for region in shown}
            for year in years
        ]
    )
