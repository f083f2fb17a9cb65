"""Charts whose rows are named things: a row of room for each, its name on a line of its own above the marks.

Names beside the rows would take half of a phone's width; above them they take none.
"""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.charts import frame, naming
from dashboard.palette import Palette
from dashboard.texts import Texts

#: Pixels of a row, its name included.
ROW = 52
_AROUND = 84
#: Pixels that one more line of a name takes.
_LINE = 20


def layout(t: Texts, colours: Palette, names: Sequence[str], unit: str, span: tuple[float, float]) -> frame.Figure:
    """The layout of a chart of rows; the first row is on top, at y = 0, the next at y = 1.

    Args:
        t: texts; they decide the decimal sign.
        colours: a colour for each role.
        names: the rows' names; one that begins with `<b>` is in bold.
        unit: suffix of the numbers on the axis.
        span: the lowest and highest number to show.
    """
    made = frame.layout(t, colours, [0, 1], "")
    folded = [_folded(words) for words in names]
    row = ROW + _LINE * max((words.count("<br>") for words in folded), default=0)
    axis = {"tickfont": {"size": frame.FONT, "color": colours.faint_ink}, "fixedrange": True, "automargin": True}
    room = 0.06 * (span[1] - span[0]) or 1.0
    made |= {
        "height": row * max(1, len(names)) + _AROUND,
        "margin": {"l": 10, "r": 14, "t": 34, "b": 8},
        "xaxis": {
            **axis,
            "range": [span[0] - room, span[1] + room],
            "ticksuffix": unit,
            "gridcolor": colours.grid,
            "zeroline": False,
            "nticks": 6,
        },
        "yaxis": {
            "range": [len(names) - 0.5, -0.75],
            "showticklabels": False,
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
    }
    made["annotations"] = [name(y, words, colours) for y, words in enumerate(folded)]
    return made


def _folded(words: str) -> str:
    """A row's name in lines that are whole on a phone, in bold where it was."""
    plain = words.removeprefix("<b>").removesuffix("</b>")
    found = naming.folded(plain, bold=plain != words, room=naming.PHONE)
    return found if plain == words else f"<b>{found}</b>"


def name(y: float, words: str, colours: Palette) -> frame.Figure:
    """A row's name, above its marks."""
    return {
        "xref": "paper",
        "x": 0,
        "y": y,
        "align": "left",
        "xanchor": "left",
        "yanchor": "bottom",
        "yshift": 9,
        "text": words,
        "showarrow": False,
        "font": {"size": frame.FONT, "color": colours.ink},
        "bgcolor": colours.paper,
        "borderpad": 0,
    }


def mark(figure: frame.Figure, x: float, words: str, colour: str, dash: str = "dash", anchor: str = "center") -> None:
    """A vertical line through all rows with its words on top."""
    frame.vertical(figure, x, colour, dash)
    frame.beside(figure, x, 1, words, colour, anchor, 4)


def legend(figure: frame.Figure, colours: Palette) -> None:
    """A key to the marks under the chart, for rows that hold several kinds; it does not switch anything off."""
    figure["layout"] |= {
        "showlegend": True,
        "legend": frame.legend(colours),
    }
    figure["layout"]["height"] += 60
    figure["layout"]["margin"] = {**figure["layout"]["margin"], "b": 70}
