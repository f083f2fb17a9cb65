"""One indicator, several regions: the home region in front, Norway beside it, the others muted – large and small."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd

from dashboard import numbers
from dashboard import standing_words as say
from dashboard.charts import ends, frame
from dashboard.charts.regions import Regions, of_region
from dashboard.palette import Palette
from dashboard.texts import Texts

#: Line patterns of the muted regions; with `frame.MARKS` none is told by its shade of grey alone.
DASHES = ("solid", "dot", "dash", "longdash", "dashdot", "longdashdot")
SMALL_HEIGHT = 190
#: Thousands are written out, not shortened to k.
_PLAIN = {"exponentformat": "none", "separatethousands": True}
#: The words of a break reach over so many years, and so far up from the lowest figure, as a share of the height.
_WORDS, _FOOT = 4, 0.08
#: So many years can have a number every five years on a phone.
_SHORT = 22


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
    muted = regions.muted()
    # the home region is drawn last, on top of the others
    for region in [*muted, *(one for one in (regions.nation, regions.home) if one in regions.names)]:
        rows = of_region(known, region)
        if len(rows):
            number = muted.index(region) if region in muted else 0
            style = style_of(region, number, regions, colours, small=False)
            shown["data"] += lines(rows, breaks, regions.names[region], style, about, t)
    layout["yaxis"] |= _PLAIN
    # on the right, where words stand beside the lines, plotly's camera has its place above them
    layout["margin"] = {"l": 8, "r": 12, "t": 30, "b": 8}
    time_axis(layout, years)
    ends.named(shown, known, about, regions, t, colours)
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
        for number, region in enumerate(regions.muted())
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
    for region in [*regions.muted(), *(one for one in (regions.nation, regions.home) if one in regions.names)]:
        rows = of_region(known, region)
        if len(rows):
            style = style_of(region, 0, regions, colours, small=True)
            shown["data"] += lines(rows, breaks, regions.names[region], style, about, t)
    ends.valued(shown, known, about, regions, t, colours)
    return shown


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
