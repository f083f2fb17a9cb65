"""The index over the years with its band, beside the straight path to the goal where there is one."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard import numbers
from dashboard.charts import frame
from dashboard.charts.methods import band
from dashboard.palette import Palette
from dashboard.texts import Texts


def figure(
    actual: pd.DataFrame,
    path: pd.DataFrame,
    breaks: Sequence[int],
    region: str,
    t: Texts,
    colours: Palette,
) -> frame.Figure:
    """The index as a line with its band, the straight path dashed, parity as a thin line.

    Args:
        actual: columns year, value, low, high, reason; 100 = parity.
        path: columns year, path_value; empty for an index without a path.
        breaks: years from which the index is not quite comparable with the years before.
        region: name of the region.
        t: texts.
        colours: a colour for each role.
    """
    known = actual[actual["value"].notna()].sort_values("year")
    years = known["year"].astype(int).tolist() or [0]
    within = [year for year in breaks if years[0] < year <= years[-1]]
    shown: frame.Figure = {"data": [], "layout": frame.layout(t, colours, years, "")}
    # the goal is the region's: a municipality has no path to it and is held against the country
    goal, nation = (t("estimate.parity"), colours.target), (t("paper.nation"), colours.norway)
    frame.level(shown, 100.0, *(goal if len(path) else nation))
    for run in frame.runs(years, within):
        shown["data"] += _run(known[known["year"].isin(run)], t, colours)
    if len(path):
        shown["data"].append(_straight(path, t, colours))
        end = path.iloc[-1]
        frame.mark_year(
            shown, float(end["year"]), t("chart.target_year", year=numbers.year(end["year"])), colours.target
        )
    frame.mark_breaks(shown, within, t, colours.faint_ink)
    every = [100.0, *known["value"], *known["low"].dropna(), *known["high"].dropna(), *path.get("path_value", [])]
    room = 0.16 * (max(every) - min(every)) or 1.0
    shown["layout"]["yaxis"]["range"] = [min(every) - room, max(every) + room]
    if len(known):
        last = known.iloc[-1]
        words = f"{region} {numbers.index(last['value'], t.lang)}"
        below = min(v for v in (last["value"], last["low"]) if pd.notna(v))
        frame.label(shown, years[-1] + 0.8, float(below), words, colours.region, colours.paper, above=False)
    return shown


def _run(rows: pd.DataFrame, t: Texts, colours: Palette) -> list[frame.Figure]:
    """One unbroken stretch of years: the band behind, the line before it, hollow where figures stand in."""
    traces = frame.band(rows, t, colours)
    hollow = frame.stood_in(rows)
    traces.append(
        {
            "type": "scatter",
            "name": t("why.actual"),
            "mode": "lines+markers",
            "x": rows["year"].tolist(),
            "y": rows["value"].tolist(),
            "line": {"color": colours.region, "width": 4},
            "marker": {
                "size": 11,
                "color": [colours.paper if h else colours.region for h in hollow],
                "line": {"color": colours.region, "width": 3},
            },
            "text": [
                f"<b>{numbers.year(row.year)}</b><br>{band(row.value, row.low, row.high, t)}"
                for row in rows.itertuples()
            ],
            "hovertemplate": "%{text}<extra></extra>",
        }
    )
    return traces


def _straight(path: pd.DataFrame, t: Texts, colours: Palette) -> frame.Figure:
    return {
        "type": "scatter",
        "name": t("why.straight_path"),
        "mode": "lines",
        "x": path["year"].tolist(),
        "y": path["path_value"].tolist(),
        "line": {"color": colours.target, "width": 3, "dash": "dash"},
        "text": [
            f"<b>{numbers.year(row.year)}</b><br>{t('why.straight_path')}: {numbers.index(row.path_value, t.lang)}"
            for row in path.itertuples()
        ],
        "hovertemplate": "%{text}<extra></extra>",
    }


def sentence(path: pd.DataFrame, region: str, t: Texts) -> str:
    """Whether the region kept to the straight path, and where it stood in the year of the goal.

    Args:
        path: columns year, path_value, actual_value.
        region: the region's name.
        t: texts.
    """
    known = path[path["actual_value"].notna()].sort_values("year")
    if known.empty:
        return t("why.path_none", region=region)
    first, last = known.iloc[0], known.iloc[-1]
    after = known[known["year"] > first["year"]]
    on_path = after[after["actual_value"] >= after["path_value"]]["year"].astype(int).tolist()
    spans = [f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in frame.runs(on_path)]
    kept = f" {t('own.and')} ".join([", ".join(spans[:-1]), spans[-1]] if len(spans) > 1 else spans)
    return t(
        "why.path_sentence" if kept else "why.path_never",
        region=region,
        first_year=numbers.year(first["year"]),
        first=numbers.index(first["actual_value"], t.lang),
        last_year=numbers.year(last["year"]),
        last=numbers.index(last["actual_value"], t.lang),
        path=numbers.index(last["path_value"], t.lang),
        kept=kept,
    )


def table(actual: pd.DataFrame, path: pd.DataFrame, t: Texts) -> pd.DataFrame:
    """The chart as a table, newest year first, as text."""
    straight = dict(zip(path["year"], path["path_value"], strict=True)) if len(path) else {}
    known = actual[actual["value"].notna()].sort_values("year", ascending=False)
    return pd.DataFrame(
        [
            {
                t("table.year"): frame.year_cell(int(row.year), stand_in),
                t("table.gdp_index"): numbers.index(row.value, t.lang),
                t("estimate.column.band"): f"{numbers.index(row.low, t.lang)}–{numbers.index(row.high, t.lang)}",
                **({t("why.column.path"): numbers.index(straight.get(row.year), t.lang)} if straight else {}),
            }
            for row, stand_in in zip(known.itertuples(), frame.stood_in(known), strict=True)
        ]
    )
