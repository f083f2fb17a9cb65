"""How a region has stood among the city regions, year by year: number one is on top."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard import numbers
from dashboard.charts import frame, naming
from dashboard.charts.compare import segments
from dashboard.charts.regions import Regions
from dashboard.palette import Palette
from dashboard.texts import Texts

#: Pixels that one more line of the words on top takes.
_LINE = 24


def ranked_rows(series: pd.DataFrame) -> pd.DataFrame:
    """The rows that have been ranked against at least one other region, oldest first."""
    return series[series["rank"].notna() & (series["ranked"] > 1)].sort_values("year")


def worth_drawing(series: pd.DataFrame, home: str) -> bool:
    """Whether the home region has been ranked in more than one year."""
    rows = ranked_rows(series)
    return int((rows["region"] == home).sum()) > 1


def figure(series: pd.DataFrame, regions: Regions, breaks: Sequence[int], t: Texts, colours: Palette) -> frame.Figure:
    """The place of every ranked region over the years, the home region's in front.

    Args:
        series: columns region, year, rank, ranked; the rank among the city regions that have a value that year.
        regions: which regions, and which of them is in front.
        breaks: years from which figures are not comparable with those before.
        t: texts.
        colours: a colour for each role.

    Returns:
        A plotly figure as a dict.
    """
    rows = ranked_rows(series)
    years = sorted({int(year) for year in rows["year"]}) or [2010]
    worst = int(rows["ranked"].max()) if len(rows) else 1
    shown: frame.Figure = {"data": [], "layout": frame.layout(t, colours, years, "")}
    layout = shown["layout"]
    layout |= {"height": 300, "margin": {"l": 8, "r": 48, "t": 34, "b": 8}}
    layout["yaxis"] |= {"range": [worst + 0.5, 0.4], "dtick": 1, "tick0": 1, "tickformat": "d"}
    few = len(years) < 8
    layout["xaxis"] |= {
        "dtick": 1 if few else 5 if years[-1] - years[0] <= 22 else 10,
        "range": [years[0] - 0.6, years[-1] + 0.9],
    }
    others = [region for region in regions.names if region != regions.home]
    for region in [*others, regions.home]:
        own = rows[rows["region"] == region]
        front = region == regions.home
        for segment in segments(own["year"].astype(int).tolist(), breaks):
            part = own[own["year"].isin(segment)]
            shown["data"].append(_line(part, regions.names[region], front, t, colours))
    home = rows[rows["region"] == regions.home]
    if len(home):
        _last(shown, home, regions.names[regions.home], t, colours)
    return shown


def _line(rows: pd.DataFrame, name: str, front: bool, t: Texts, colours: Palette) -> frame.Figure:
    colour = colours.region if front else colours.comparator
    return {
        "type": "scatter",
        "name": name,
        "mode": "lines+markers",
        "x": rows["year"].tolist(),
        "y": rows["rank"].astype(int).tolist(),
        "line": {"color": colour, "width": 4 if front else 1.3},
        "marker": {"size": 11 if front else 5, "color": colour},
        "text": [
            f"<b>{name} {numbers.year(row.year)}</b><br>"
            + t("standing.rank", rank=int(row.rank), ranked=int(row.ranked))
            for row in rows.itertuples()
        ],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _last(shown: frame.Figure, home: pd.DataFrame, name: str, t: Texts, colours: Palette) -> None:
    last = home.iloc[-1]
    place = t("standing.rank", rank=int(last["rank"]), ranked=int(last["ranked"]))
    words = naming.folded(f"{name} {numbers.year(last['year'])}: {place}", frame.LABEL_FONT, bold=True)
    # above the plot: beside the line it would cover the years before
    shown["layout"]["annotations"].append(
        {
            "xref": "paper",
            "yref": "paper",
            "x": 1,
            "y": 1,
            "xanchor": "right",
            "yanchor": "bottom",
            "text": f"<b>{words}</b>",
            "align": "right",
            "showarrow": False,
            "font": {"size": frame.LABEL_FONT, "color": colours.region},
        }
    )
    shown["layout"]["margin"]["t"] += _LINE * words.count("<br>")


def sentence(series: pd.DataFrame, regions: Regions, t: Texts) -> str:
    """What the chart shows, in one sentence; also its text alternative."""
    rows = ranked_rows(series)
    home = rows[rows["region"] == regions.home]
    if home.empty:
        return t("rank.sentence_none", region=regions.names[regions.home])
    first, last = home.iloc[0], home.iloc[-1]
    return t(
        "rank.sentence",
        region=regions.names[regions.home],
        first=t("standing.rank", rank=int(first["rank"]), ranked=int(first["ranked"])),
        first_year=numbers.year(first["year"]),
        last=t("standing.rank", rank=int(last["rank"]), ranked=int(last["ranked"])),
        last_year=numbers.year(last["year"]),
    )


def table(series: pd.DataFrame, regions: Regions, t: Texts) -> pd.DataFrame:
    """The places as a table: a row for each year, newest first, a column for each ranked region."""
    rows = ranked_rows(series)
    cells = {(str(row.region), int(row.year)): str(int(row.rank)) for row in rows.itertuples()}
    of = {int(row.year): int(row.ranked) for row in rows.itertuples()}
    shown = [region for region in regions.names if any(region == there for there, _ in cells)]
    return pd.DataFrame(
        [
            {t("table.year"): numbers.year(year), t("rank.ranked"): str(of[year])}
            | {regions.names[region]: cells.get((region, year), "–") for region in shown}
            for year in sorted(of, reverse=True)
        ]
    )
