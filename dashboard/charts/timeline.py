"""Actions on a time line: a bar where both ends are known, an arrowhead where one is, a diamond for each update.

Where nothing is known of the period, nothing is drawn but the words that say so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard import numbers
from dashboard.charts import frame
from dashboard.charts.frame import Figure
from dashboard.palette import Palette
from dashboard.texts import Texts

#: Pixels for each action, and above and below them all.
_ROW, _EDGES = 78, 70
#: Letters of a line of a label: what fits on a phone.
_LONGEST = 44
_PADDING = dt.timedelta(days=120)


@dataclass(frozen=True)
class Row:
    """An action on the time line.

    Attributes:
        title: what it is called.
        starts_on, ends_on: its period, None where it is not known.
        updates: days that something is told of.
        period: its period in words.
        status: its status in words.
    """

    title: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    updates: tuple[dt.date, ...]
    period: str
    status: str

    @property
    def days(self) -> list[dt.date]:
        """Every day that is known."""
        return [day for day in (self.starts_on, self.ends_on, *self.updates) if day]


def span(rows: Sequence[Row]) -> tuple[dt.date, dt.date] | None:
    """The first and the last day of the chart; None where there is no more than one day to tell apart."""
    days = {day for row in rows for day in row.days}
    return (min(days) - _PADDING, max(days) + _PADDING) if len(days) > 1 else None


def figure(rows: Sequence[Row], today: dt.date, t: Texts, colours: Palette) -> Figure:
    """The time line; the titles stand above their lines, so that they have room on a phone too.

    Args:
        rows: with at least two known days (`span`), the first on top.
        today: the day it is; marked where it lies within the chart.
        t: texts.
        colours: a colour for each role.
    """
    first, last = span(rows) or (today, today)
    drawn = frame.layout(t, colours, (0, 1), "")
    drawn["height"] = _EDGES + _ROW * len(rows)
    drawn["margin"] = {"l": 8, "r": 8, "t": 8, "b": 8}
    drawn["xaxis"] = {
        **{key: value for key, value in drawn["xaxis"].items() if key not in ("dtick", "tick0", "tickformat")},
        "type": "date",
        "range": [first.isoformat(), last.isoformat()],
        "tickformat": "%Y" if (last - first).days > 3 * 366 else "%m.%Y",
        "nticks": 6,
        "showgrid": True,
        "gridcolor": colours.grid,
    }
    drawn["yaxis"] = {"visible": False, "range": [len(rows) - 0.35, -0.75], "fixedrange": True}
    traces: list[dict[str, Any]] = []
    for place, row in enumerate(rows):
        drawn["annotations"].append(_label(row, place, colours))
        traces += _traces(row, place, t, colours)
    if first <= today <= last:
        mark = {"type": "line", "x0": today.isoformat(), "x1": today.isoformat(), "y0": 0, "y1": 1, "yref": "paper"}
        drawn["shapes"].append({**mark, "line": {"color": colours.faint_ink, "width": 2, "dash": "dot"}})
    return {"data": traces, "layout": drawn}


def _label(row: Row, place: int, colours: Palette) -> dict[str, Any]:
    lines = [row.title] if row.starts_on or row.ends_on else [row.title, row.period]
    cut = (line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…" for line in lines)
    # plotly reads a few tags in its labels: none of a typed text may take effect
    words = "<br>".join(line.replace("<", "&lt;") for line in cut)
    return {
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": place,
        "yanchor": "bottom",
        "yshift": 9,
        "text": words,
        "showarrow": False,
        "align": "left",
        "font": {"size": frame.FONT, "color": colours.ink},
    }


def _traces(row: Row, place: int, t: Texts, colours: Palette) -> list[dict[str, Any]]:
    """Bar, arrowheads and diamonds of one action."""
    found: list[dict[str, Any]] = []
    if row.starts_on and row.ends_on:
        ends = [row.starts_on.isoformat(), row.ends_on.isoformat()]
        # the squares at the ends show a day or a week among many years, where the bar alone is too short to be seen
        square = {"symbol": "square", "size": 12, "color": colours.region}
        bar = {"mode": "lines+markers", "line": {"color": colours.region, "width": 12}, "marker": square}
        found.append(bar | {"x": ends, "y": [place] * 2})
    elif day := row.starts_on or row.ends_on:
        symbol = "triangle-right" if row.starts_on else "triangle-left"
        marker = {"symbol": symbol, "size": 16, "color": colours.region}
        found.append({"mode": "markers", "x": [day.isoformat()], "y": [place], "marker": marker})
    if row.updates:
        days = [day.isoformat() for day in row.updates]
        line = {"color": colours.ink, "width": 1.5}
        marker = {"symbol": "diamond", "size": 12, "color": colours.paper, "line": line}
        found.append({"mode": "markers", "x": days, "y": [place] * len(days), "marker": marker})
    hover = f"{row.title.replace('<', '&lt;')}<br>{row.period.replace('<', '&lt;')}<extra></extra>"
    return [{"type": "scatter", "cliponaxis": False, "hovertemplate": hover, **trace} for trace in found]


def sentence(rows: Sequence[Row], t: Texts) -> str:
    """What the time line shows, and what it can't."""
    known = sum(bool(row.starts_on and row.ends_on) for row in rows)
    half = sum(bool(row.starts_on) != bool(row.ends_on) for row in rows)
    counts = {"known": known, "half": half, "unknown": len(rows) - known - half}
    parts = ", ".join(t(f"timeline.{key}", count=count) for key, count in counts.items() if count)
    words = t("timeline.sentence", total=len(rows), parts=parts)
    if not known + half:
        words = t("timeline.none_known", total=len(rows))
    days = [day for row in rows for day in row.updates]
    return f"{words} {t('timeline.latest', day=numbers.day(max(days), t.lang))}" if days else words


def table(rows: Sequence[Row], t: Texts) -> pd.DataFrame:
    """The time line as a table: text in every cell."""
    return pd.DataFrame(
        [
            {
                t("action.title"): row.title,
                t("action.period"): row.period,
                t("action.status_label"): row.status,
                t("timeline.told"): numbers.day(max(row.updates), t.lang) if row.updates else "–",
            }
            for row in rows
        ]
    )
