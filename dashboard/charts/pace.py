"""What it takes from now on: the region's share against its share of the population as projected – a scenario."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard import numbers
from dashboard.charts import frame
from dashboard.palette import Palette
from dashboard.texts import Texts


def figure(
    gdp_share: pd.DataFrame,
    population_share: pd.DataFrame,
    projected: pd.DataFrame,
    pace: pd.Series,
    breaks: Sequence[int],
    t: Texts,
    colours: Palette,
) -> frame.Figure:
    """Both shares until now, the projected population as a dotted line, and the way to parity in the chosen year.

    Args:
        gdp_share, population_share: columns year, value; per cent.
        projected: columns year, population_share_pct; a scenario.
        pace: from_year, to_year, gdp_share_from_pct, population_share_to_pct.
        breaks: years from which the share of value added is not quite comparable with the years before.
        t: texts.
        colours: a colour for each role.
    """
    gdp = gdp_share[gdp_share["value"].notna()]
    people = population_share[population_share["year"] >= gdp["year"].min()]
    future = projected[projected["year"] <= pace["to_year"]]
    unit = numbers.percent_sign(t.lang)
    years = [int(gdp["year"].min()), int(pace["to_year"])]
    shown: frame.Figure = {"data": [], "layout": frame.layout(t, colours, years, unit)}
    for rows, column, key, colour, dash, width in (
        (people, "value", "population_share", colours.target, "dash", 3),
        (future, "population_share_pct", "population_projected", colours.target, "dot", 3),
    ):
        shown["data"].append(_line(rows["year"], rows[column], t(f"why.{key}"), colour, dash, width, t))
    for run in frame.runs(gdp["year"].astype(int).tolist(), breaks):
        rows = gdp[gdp["year"].isin(run)]
        shown["data"].append(_line(rows["year"], rows["value"], t("why.gdp_share"), colours.region, "solid", 4, t))
    way_x = pd.Series([pace["from_year"], pace["to_year"]]).astype(int)
    way_y = pd.Series([pace["gdp_share_from_pct"], pace["population_share_to_pct"]])
    shown["data"].append(_line(way_x, way_y, t("why.needed_way"), colours.region, "dot", 3, t))
    every = pd.concat([gdp["value"], people["value"], future["population_share_pct"], way_y])
    room = 0.18 * float(every.max() - every.min()) or 1.0
    shown["layout"]["yaxis"] |= {"range": [float(every.min()) - room, float(every.max()) + room], "tickformat": ".1f"}
    end = int(pace["to_year"])
    frame.mark_breaks(shown, [year for year in breaks if years[0] < year <= gdp["year"].max()], t, colours.faint_ink)
    frame.mark_year(shown, end, t("why.chosen_year", year=end), colours.ink)
    shown["layout"]["annotations"][-1]["xanchor"] = "right"
    frame.label(
        shown, end + 0.8, float(every.max()), t("why.population_projected"), colours.target, colours.paper, above=True
    )
    frame.label(shown, end + 0.8, float(way_y.min()), t("why.needed_way"), colours.region, colours.paper, above=False)
    start = int(gdp["year"].max())
    below = float(gdp["value"].min())
    frame.label(shown, start, below, t("why.gdp_share"), colours.region, colours.paper, above=False)
    return shown


def _line(x: pd.Series, y: pd.Series, name: str, colour: str, dash: str, width: int, t: Texts) -> frame.Figure:
    return {
        "type": "scatter",
        "name": name,
        "mode": "lines+markers" if len(x) == 1 else "lines",
        "marker": {"size": 11, "color": colour},
        "x": x.tolist(),
        "y": y.tolist(),
        "line": {"color": colour, "width": width, "dash": dash},
        "text": [
            f"<b>{numbers.year(year)}</b><br>{name}: {numbers.percent(value, t.lang)}"
            for year, value in zip(x, y, strict=True)
        ],
        "hovertemplate": "%{text}<extra></extra>",
    }


def sentence(pace: pd.Series, region: str, t: Texts) -> str:
    """The pace a year to parity in the chosen year, with the range that the band of the latest estimate gives."""
    value = float(pace["above_nation_pct_a_year"])
    return t(
        "why.pace_faster" if value >= 0 else "why.pace_slower",
        region=region,
        from_year=numbers.year(pace["from_year"]),
        to_year=numbers.year(pace["to_year"]),
        pace=numbers.percent(abs(value), t.lang),
        low=numbers.percent(pace["low"], t.lang),
        high=numbers.percent(pace["high"], t.lang),
        share=numbers.percent(pace["gdp_share_from_pct"], t.lang),
        population=numbers.percent(pace["population_share_to_pct"], t.lang),
    )


def growth(row: pd.Series, region: str, t: Texts) -> str:
    """What growth the goal asked for from the base year to the target year, and what there was."""
    return t(
        "why.growth_sentence",
        region=region,
        first=numbers.year(row["base_year"]),
        last=numbers.year(row["target_year"]),
        needed=signed_percent(row["needed_above_nation_pct_a_year"], t),
        had=signed_percent(row["had_above_nation_pct_a_year"], t),
        share_first=numbers.percent(row["share_at_base_pct"], t.lang),
        share_last=numbers.percent(row["share_at_target_pct"], t.lang),
        share_needed=numbers.percent(row["share_needed_pct"], t.lang),
    )


def signed_percent(value: float, t: Texts) -> str:
    """A growth rate against the nation's: `0,90 %`, with a sign only when it is below."""
    return numbers.percent(value, t.lang)


def table(paces: pd.DataFrame, t: Texts) -> pd.DataFrame:
    """The pace to every year there is a projection for, as text."""
    return pd.DataFrame(
        [
            {
                t("why.column.to_year"): numbers.year(row["to_year"]),
                t("why.column.population"): numbers.percent(row["population_share_to_pct"], t.lang),
                t("why.column.pace"): numbers.percent(row["above_nation_pct_a_year"], t.lang),
                t("estimate.column.band"): f"{numbers.percent(row['low'], t.lang)} – "
                f"{numbers.percent(row['high'], t.lang)}",
            }
            for row in paces.sort_values("to_year").to_dict("records")
        ]
    )
