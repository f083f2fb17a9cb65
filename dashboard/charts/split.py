"""Why the index is what it is: value added per job times jobs per inhabitant, each against the nation."""

from __future__ import annotations

import pandas as pd

from dashboard import numbers
from dashboard.charts import frame
from dashboard.palette import Palette
from dashboard.texts import Texts

PARTS = ("productivity", "jobs")


def figure(row: pd.Series, region: str, t: Texts, colours: Palette) -> frame.Figure:
    """From the nation's 100 to the region's index in two steps that add up.

    Args:
        row: index, productivity_points, jobs_points of one year.
        region: the region's name.
        t: texts.
        colours: a colour for each role.
    """
    steps = [100.0, 100.0 + row["productivity_points"], row["index"]]
    labels = [t("why.nation"), t("why.productivity_short"), t("why.jobs_short"), region]
    low, high = min(steps), max(steps)
    room = 0.28 * (high - low) or 1.0
    shown: frame.Figure = {"data": [], "layout": frame.layout(t, colours, [0, 3], "")}
    layout = shown["layout"]
    layout["xaxis"] |= {
        "range": [-0.5, 3.5],
        "tickmode": "array",
        "tickvals": [0, 1, 2, 3],
        "ticktext": labels,
        "tickangle": 0,
        "ticks": "",
    }
    layout["yaxis"] |= {"range": [low - room, high + room]}
    layout["margin"] = {**layout["margin"], "t": 20}
    for i, part in enumerate(PARTS):
        points = float(row[f"{part}_points"])
        shown["data"].append(_step(i + 1, steps[i], points, part, t, colours))
        _words(shown, i + 1, max(steps[i], steps[i + 1]), signed(points, t), colours.ink)
    for x, level, colour in ((0, 100.0, colours.norway), (3, float(row["index"]), colours.region)):
        _level(shown, x - 0.42, x + 0.42, level, colour, "solid", 6)
        _words(shown, x, level, numbers.index(level, t.lang), colour)
    for i, level in enumerate(steps):
        _level(shown, i + 0.42, i + 0.58, level, colours.faint_ink, "dot", 2)
    return shown


def _step(x: int, start: float, points: float, part: str, t: Texts, colours: Palette) -> frame.Figure:
    """A bar from one level to the next; a step down is hatched, a step up is filled."""
    return {
        "type": "bar",
        "x": [x],
        "base": [start],
        "y": [points],
        "width": 0.84,
        "marker": {
            "color": colours.region,
            "line": {"color": colours.region, "width": 2},
            "pattern": {
                "shape": ["/" if points < 0 else ""],
                "fillmode": "replace",
                "fgcolor": colours.region,
                "bgcolor": colours.paper,
                "size": 8,
                "solidity": 0.4,
            },
        },
        "hovertext": [f"{t(f'why.{part}')}: {signed(points, t)}"],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _level(shown: frame.Figure, x0: float, x1: float, y: float, colour: str, dash: str, width: int) -> None:
    line = {"color": colour, "width": width, "dash": dash}
    shown["layout"]["shapes"].append({"type": "line", "x0": x0, "x1": x1, "y0": y, "y1": y, "line": line})


def _words(shown: frame.Figure, x: float, y: float, words: str, colour: str) -> None:
    shown["layout"]["annotations"].append(
        {
            "x": x,
            "y": y,
            "text": f"<b>{words}</b>",
            "showarrow": False,
            "yanchor": "bottom",
            "yshift": 6,
            "font": {"size": frame.LABEL_FONT, "color": colour},
        }
    )


def signed(points: float, t: Texts) -> str:
    """Points with their sign: `+4,1`, `−6,3`."""
    words = numbers.number(points, 1, t.lang)
    return f"+{words}" if round(points, 1) > 0 else words


def sentence(row: pd.Series, region: str, denominator: str, t: Texts) -> str:
    """What lifts and what lowers the index, in one sentence."""
    values = {
        "region": region,
        "year": numbers.year(row["year"]),
        "denominator": denominator,
        "index": numbers.index(row["index"], t.lang),
        "points": signed(row["index"] - 100, t),
        "productivity": signed(row["productivity_points"], t),
        "jobs": signed(row["jobs_points"], t),
        "productivity_ratio": _against(100 * (row["productivity_ratio"] - 1), t),
        "jobs_ratio": _against(100 * (row["jobs_ratio"] - 1), t),
    }
    return t("why.split_sentence", **values)


def _against(percent: float, t: Texts) -> str:
    key = "why.lower" if percent < 0 else "why.higher"
    return t(key, amount=numbers.percent(abs(percent), t.lang, 1))


def table(rows: pd.DataFrame, t: Texts) -> pd.DataFrame:
    """Every year's split, newest first, as text."""
    return pd.DataFrame(
        [
            {
                t("table.year"): numbers.year(row["year"]),
                t("why.column.productivity"): signed(row["productivity_points"], t),
                t("why.column.jobs"): signed(row["jobs_points"], t),
                t("table.gdp_index"): numbers.index(row["index"], t.lang),
            }
            for row in rows.sort_values("year", ascending=False).to_dict("records")
        ]
    )
