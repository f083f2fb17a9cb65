"""What all charts share: type for the back row, no furniture, direct labels, gaps where years are missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from dashboard.palette import Palette
from dashboard.texts import Texts

#: Pixels; nothing on a chart is smaller. 16 px on a 1280-pixel picture is read from the back row of a council hall.
FONT, LABEL_FONT = 16, 18
HEIGHT = 420
Figure = dict[str, Any]
#: Marks of what is not in front, by plotly's names, and the signs that stand for them in words.
MARKS = {
    "circle": "●",
    "square": "■",
    "diamond": "◆",
    "triangle-up": "▲",
    "x": "✖",
    "triangle-down": "▼",
    "star": "★",
    "cross": "✚",
    "triangle-left": "◀",
    "triangle-right": "▶",
}
#: Breaks no more years apart than this are told together.
_CLOSE = 3
#: Reasons that hold for every year alike and so do not set one apart.
_ORDINARY = {"", "split_weights", "job_structure"}


def runs(years: Sequence[int], breaks: Sequence[int] = ()) -> list[list[int]]:
    """Years in a row, split where a year is missing and where a break begins.

    Args:
        years: the years there are, ascending.
        breaks: years that begin a new series.
    """
    found: list[list[int]] = []
    for year in years:
        if found and year == found[-1][-1] + 1 and year not in breaks:
            found[-1].append(year)
        else:
            found.append([year])
    return found


def stood_in(frame: pd.DataFrame) -> pd.Series:
    """Whether a row rests on figures that stand in for missing ones of its year.

    An industry mix of the year itself, from another vintage, is the year's own figure.
    """
    keys = frame["reason"].fillna("").astype(str).str.split(";")
    return pd.Series(
        [
            any(key.split(":")[0].strip() not in _ORDINARY and key.strip() != f"industry_mix:{year}" for key in found)
            for year, found in zip(frame["year"], keys, strict=True)
        ],
        index=frame.index,
        dtype=bool,
    )


def year_cell(year: int, stand_in: bool) -> str:
    """A year in a table twin, with the chart's hollow circle where other figures stand in."""
    return f"{year} ○" if stand_in else str(year)


def layout(t: Texts, colours: Palette, years: Sequence[int], unit: str) -> Figure:
    """The layout of a chart over years.

    Args:
        t: texts; they decide the decimal sign.
        colours: a colour for each role.
        years: first and last year to show.
        unit: suffix of the numbers on the vertical axis.
    """
    axis = {"tickfont": {"size": FONT, "color": colours.faint_ink}, "fixedrange": True, "automargin": True}
    return {
        "height": HEIGHT,
        "font": {"size": FONT, "color": colours.ink},
        "separators": t("language.separators"),
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "margin": {"l": 8, "r": 12, "t": 62, "b": 8},
        "hoverlabel": {"font": {"size": FONT}},
        "xaxis": {
            **axis,
            "range": [years[0] - 0.6, years[-1] + 0.9],
            "dtick": 5,
            "tick0": 2000,
            "tickformat": "d",
            "showgrid": False,
            "zeroline": False,
            "ticks": "outside",
            "tickcolor": colours.grid,
        },
        "yaxis": {**axis, "ticksuffix": unit, "gridcolor": colours.grid, "zeroline": False, "nticks": 6},
        "annotations": [],
        "shapes": [],
    }


def mark_year(figure: Figure, x: float, words: str, colour: str) -> None:
    """A vertical line with its words on top: the year the goal is set for."""
    vertical(figure, x, colour, "dot")
    beside(figure, x, 1.0, words, colour, "center", 2)


def mark_breaks(figure: Figure, breaks: Sequence[int], t: Texts, colour: str, *, above: bool = False) -> None:
    """A vertical line before each year from which figures are not quite comparable with those before.

    Args:
        figure: the chart.
        breaks: the years.
        t: texts.
        colour: of line and words.
        above: whether the words stand over the chart, because there are figures where they usually stand, at the foot.
    """
    for number, year in enumerate(breaks):
        vertical(figure, year - 0.5, colour, "longdash")
        anchor, shift = ("right", 4) if number == 0 else ("left", 4 + 22 * (number - 1))
        # two breaks close to each other are told together: on a phone there is no room to say it twice
        close = number > 0 and year - breaks[number - 1] <= _CLOSE
        words = t("chart.break_too" if close else "chart.break", year=year)
        beside(figure, year - 0.5, 1.0 if above else 0.0, f"\u2009{words}\u2009", colour, anchor, shift)


def band(rows: pd.DataFrame, t: Texts, colours: Palette) -> list[Figure]:
    """The uncertainty of one unbroken run of years as a field; nothing where none is known.

    Args:
        rows: year, low, high.
        t: texts.
        colours: a colour for each role.
    """
    known = rows[rows["low"].notna() & rows["high"].notna()]
    if known.empty:
        return []
    years, low, high = known["year"].tolist(), known["low"].tolist(), known["high"].tolist()
    if len(years) == 1:  # a single year's field has to have a width to be seen
        years, low, high = [years[0] - 0.2, years[0] + 0.2], low * 2, high * 2
    return [
        {
            "type": "scatter",
            "name": t("chart.band"),
            "mode": "lines",
            "x": [*years, *reversed(years)],
            "y": [*high, *reversed(low)],
            "fill": "toself",
            "fillcolor": colours.band,
            "line": {"color": colours.band, "width": 1},
            "hoverinfo": "skip",
        }
    ]


def vertical(figure: Figure, x: float, colour: str, dash: str) -> None:
    """A vertical line through the whole chart, behind its figures."""
    figure["layout"]["shapes"].append(
        {
            "type": "line",
            "xref": "x",
            "yref": "paper",
            "x0": x,
            "x1": x,
            "y0": 0,
            "y1": 1,
            "line": {"color": colour, "width": 2, "dash": dash},
            "layer": "below",
        }
    )


def level(figure: Figure, y: float, words: str, colour: str) -> None:
    """A horizontal line through the whole chart, behind its figures, with its words on it at the left."""
    line = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y}
    figure["layout"]["shapes"].append({**line, "line": {"color": colour, "width": 2}, "layer": "below"})
    figure["layout"]["annotations"].append(
        {
            "xref": "paper",
            "x": 0,
            "y": y,
            "xanchor": "left",
            "yanchor": "bottom",
            "text": words,
            "showarrow": False,
            "font": {"size": FONT, "color": colour},
        }
    )


def beside(figure: Figure, x: float, y: float, words: str, colour: str, anchor: str, shift: int) -> None:
    """Words at a vertical line, at a height from 0 (foot) to 1 (top) and so many pixels above it."""
    figure["layout"]["annotations"].append(
        {
            "xref": "x",
            "yref": "paper",
            "x": x,
            "y": y,
            "yanchor": "bottom",
            "xanchor": anchor,
            "text": words,
            "showarrow": False,
            "font": {"size": FONT, "color": colour},
            "yshift": shift,
        }
    )


def label(figure: Figure, x: float, y: float, text: str, colour: str, paper: str, *, above: bool) -> None:
    """Words at a point of a line, in the line's colour, instead of a legend."""
    figure["layout"]["annotations"].append(
        {
            "x": x,
            "y": y,
            "text": f"<b>{text}</b>",
            "showarrow": False,
            "xanchor": "right",
            "yanchor": "bottom" if above else "top",
            "yshift": 9 if above else -9,
            "font": {"size": LABEL_FONT, "color": colour},
            "bgcolor": paper,
        }
    )


def legend(colours: Palette) -> dict[str, Any]:
    """A key to the marks, for the layout of a chart that has several kinds: under it, and nothing is switched off."""
    return {
        "orientation": "h",
        "x": 0,
        "xanchor": "left",
        "y": 0,
        "yref": "container",
        "yanchor": "bottom",
        "font": {"size": FONT, "color": colours.ink},
        "itemclick": False,
        "itemdoubleclick": False,
    }


def config(t: Texts, file_name: str) -> dict[str, Any]:
    """Plotly's own settings: only the picture button, in the reader's language."""
    return {
        "displaylogo": False,
        "displayModeBar": True,
        "scrollZoom": False,
        "doubleClick": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "png", "filename": file_name, "width": 1280, "height": 720, "scale": 2},
        "locale": "xx",
        "locales": {
            "xx": {
                "dictionary": {
                    "Download plot as a PNG": t("chart.save_png"),
                    "Download plot as a png": t("chart.save_png"),
                    "Download plot": t("chart.save_png"),
                    "Taking snapshot - this may take a few seconds": t("chart.saving"),
                    "Snapshot succeeded": t("chart.saved"),
                }
            }
        },
    }
