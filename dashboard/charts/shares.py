"""The chart of the goal: the region's share of value added against its share of the population, over the years."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard import numbers
from dashboard.charts import frame, naming
from dashboard.palette import Palette
from dashboard.texts import Texts

#: A label in two lines has to be nearer to its line by this share of the chart's height, or it is set in one.
_NEARER = 0.05
#: Years by which the labels reach past the last one.
_PAST = 0.8


def figure(
    gdp_share: pd.DataFrame,
    population_share: pd.DataFrame,
    target_year: int,
    breaks: Sequence[int],
    t: Texts,
    colours: Palette,
) -> frame.Figure:
    """Both shares over the years.

    The share of value added is a line with markers, broken where a year is missing and where the series has a
    break; years that rest on stand-in figures have hollow markers. The share of the population is a dashed line.

    Args:
        gdp_share, population_share: columns year, value, low, high, status, reason; per cent.
        target_year: the year the goal is set for.
        breaks: years from which the share of value added is not quite comparable with the years before.
        t: texts.
        colours: a colour for each role.

    Returns:
        A plotly figure as a dict.
    """
    gdp = gdp_share[gdp_share["value"].notna()]
    # without value added there is nothing to hold the population against
    population = population_share[population_share["value"].notna()]
    if len(gdp):
        population = population[population["year"].between(gdp["year"].min(), gdp["year"].max())]
    years = sorted({*gdp["year"].astype(int), *population["year"].astype(int)}) or [target_year]
    shown: frame.Figure = {"data": [], "layout": frame.layout(t, colours, years, numbers.percent_sign(t.lang))}
    within = [year for year in breaks if years[0] < year <= years[-1]]
    shown["data"] += _band(gdp, within, t, colours)
    shown["data"] += [*_population(population, t, colours), *_gdp(gdp, within, t, colours)]
    frame.mark_year(shown, target_year, t("chart.target_year", year=target_year), colours.target)
    frame.mark_breaks(shown, within, t, colours.faint_ink)
    _labels(shown, gdp, population, t, colours)
    return shown


def _hover(rows: pd.DataFrame, name: str, t: Texts) -> list[str]:
    return [
        f"<b>{numbers.year(row.year)}</b><br>{name}: {numbers.percent(row.value, t.lang)}"
        + (f"<br>{t('chart.hover_estimated')}" if estimated else "")
        for row, estimated in zip(rows.itertuples(), frame.stood_in(rows), strict=True)
    ]


def _band(gdp: pd.DataFrame, breaks: Sequence[int], t: Texts, colours: Palette) -> list[frame.Figure]:
    known = gdp[gdp["low"].notna() & gdp["high"].notna()]
    runs = frame.runs(known["year"].astype(int).tolist(), breaks)
    return [trace for run in runs for trace in frame.band(known[known["year"].isin(run)], t, colours)]


def _population(rows: pd.DataFrame, t: Texts, colours: Palette) -> list[frame.Figure]:
    name = t("indicator.population_share")
    return [
        {
            "type": "scatter",
            "name": name,
            "mode": "lines",
            "x": rows["year"].tolist(),
            "y": rows["value"].tolist(),
            "line": {"color": colours.target, "width": 3, "dash": "dash"},
            "text": _hover(rows, name, t),
            "hovertemplate": "%{text}<extra></extra>",
        }
    ]


def _gdp(gdp: pd.DataFrame, breaks: Sequence[int], t: Texts, colours: Palette) -> list[frame.Figure]:
    name = t("indicator.gdp_share")
    traces = []
    for run in frame.runs(gdp["year"].astype(int).tolist(), breaks):
        rows = gdp[gdp["year"].isin(run)]
        hollow = frame.stood_in(rows)
        traces.append(
            {
                "type": "scatter",
                "name": name,
                "mode": "lines+markers",
                "x": rows["year"].tolist(),
                "y": rows["value"].tolist(),
                "line": {"color": colours.region, "width": 4},
                "marker": {
                    "size": 11,
                    "color": [colours.paper if h else colours.region for h in hollow],
                    "line": {"color": colours.region, "width": 3},
                },
                "text": _hover(rows, name, t),
                "hovertemplate": "%{text}<extra></extra>",
            }
        )
    return traces


def _labels(shown: frame.Figure, gdp: pd.DataFrame, population: pd.DataFrame, t: Texts, colours: Palette) -> None:
    """Each line's name and last value at its end, on the side away from the other line and clear of line and band."""
    if gdp.empty or population.empty:
        return
    end = int(max(gdp["year"].iloc[-1], population["year"].iloc[-1])) + _PAST
    every = _edges(gdp, population)
    span = float(every.max() - every.min()) or 1.0
    gdp_above = bool(gdp["value"].iloc[-1] > population["value"].iloc[-1])
    for rows, key, colour, above in (
        (gdp, "gdp_share", colours.region, gdp_above),
        (population, "population_share", colours.target, not gdp_above),
    ):
        name, value = t(f"table.{key}"), numbers.percent(rows["value"].iloc[-1], t.lang)
        heights = {}
        for text in (f"{name} {value}", f"{name}<br>{value}"):
            near = _edges(*(one[one["year"] > end - _years_under(text, shown)] for one in (gdp, population)))
            heights[text] = float(near.max() if above else near.min())
        one, two = heights
        text = two if abs(heights[one] - heights[two]) > _NEARER * span else one
        frame.label(shown, end, heights[text], text, colour, colours.paper, above=above)
    room = 0.14 * span
    shown["layout"]["yaxis"] |= {
        "range": [float(every.min()) - room, float(every.max()) + room],
        "tickformat": ".1f",  # 5,0 beside 5,5, not 5
    }


def _edges(gdp: pd.DataFrame, population: pd.DataFrame) -> pd.Series:
    """Heights that no label may cover: both lines, and the edges of the band."""
    return pd.concat([gdp["value"], population["value"], gdp["low"].dropna(), gdp["high"].dropna()])


def _years_under(text: str, shown: frame.Figure) -> float:
    """How many years a label stands over or under on a phone, where it reaches furthest back."""
    first, last = shown["layout"]["xaxis"]["range"]
    return naming.width(f"<b>{text}</b>", frame.LABEL_FONT) / naming.FIELDS[0][0] * (last - first) + 1


def sentence(gdp_share: pd.DataFrame, population_share: pd.DataFrame, region: str, denominator: str, t: Texts) -> str:
    """What the chart shows, in one sentence; also the chart's text alternative.

    Args:
        gdp_share, population_share: as for `figure`.
        region: the region's name.
        denominator: what the share of value added is a share of, in words.
        t: texts.
    """
    both = gdp_share.merge(population_share, on="year", suffixes=("_gdp", "_population")).dropna(
        subset=["value_gdp", "value_population"]
    )
    if both.empty:
        return t("shares.sentence_none", region=region)
    first, last = both.iloc[0], both.iloc[-1]
    key = "shares.sentence_one" if len(both) == 1 else "shares.sentence"
    return t(
        key,
        region=region,
        denominator=denominator,
        first_year=numbers.year(first["year"]),
        last_year=numbers.year(last["year"]),
        first_gdp=numbers.percent(first["value_gdp"], t.lang),
        last_gdp=numbers.percent(last["value_gdp"], t.lang),
        first_population=numbers.percent(first["value_population"], t.lang),
        last_population=numbers.percent(last["value_population"], t.lang),
    )


def table(gdp_share: pd.DataFrame, population_share: pd.DataFrame, gdp_index: pd.DataFrame, t: Texts) -> pd.DataFrame:
    """The chart as a table, newest year first, as text; few and narrow columns, for a phone."""
    gdp = gdp_share.assign(stood_in=frame.stood_in(gdp_share)).set_index("year")
    population, index = population_share.set_index("year")["value"], gdp_index.set_index("year")["value"]
    rows = []
    for year in sorted(gdp.index[gdp["value"].notna()], reverse=True):
        rows.append(
            {
                t("table.year"): frame.year_cell(year, bool(gdp["stood_in"].get(year))),
                t("table.gdp_share"): numbers.percent(gdp["value"].get(year), t.lang),
                t("table.population_share"): numbers.percent(population.get(year), t.lang),
                t("table.gdp_index"): numbers.index(index.get(year), t.lang),
            }
        )
    return pd.DataFrame(rows)
