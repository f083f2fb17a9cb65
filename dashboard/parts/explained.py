"""What the pages about the estimate share: opening, and a chart that shows a table of the analysis."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from dashboard import address, choices
from dashboard.choices import PageView
from dashboard.parts import share, twin
from dashboard.parts.goal import region_name
from dashboard.shown import Shown
from dashboard.texts import Texts, texts


def open_page(
    version: str,
    page: str,
    view_of: Callable[[str, Mapping[str, str]], PageView],
    charts: Callable[[str, PageView], dict[str, Shown]],
) -> tuple[PageView, dict[str, Shown], Texts] | None:
    """Read the view and draw its charts; None when only one chart was asked for and has been shown.

    Args:
        version: the warehouse version being shown.
        page: the page's path.
        view_of: reads the view from an address's parameters.
        charts: draws all charts of a view.
    """
    t = texts(address.language())
    view = choices.remembered(view_of(version, address.parameters(page)))
    drawn = charts(version, view)
    if view.chart and view.chart in drawn:
        twin.alone(drawn[view.chart], version, view, t)
        return None
    return view, drawn, t


def shown(
    version: str,
    t: Texts,
    *,
    name: str,
    title: str,
    sentence: str,
    figure: go.Figure,
    table: pd.DataFrame,
    source: str,
    asked: tuple[tuple[str, str], ...],
    notes: tuple[str, ...] = (),
    indicator: str = "gdp_index",
) -> Shown:
    """A chart of a table of the analysis.

    Args:
        version: the warehouse version being shown.
        t: texts.
        name, title, sentence, figure, table, notes: as in `Shown`.
        source: name of the table in `indicators.analysis`.
        asked: what was asked of that table.
        indicator: the indicator that the table is about; it gives definition, unit and sources.
    """
    return Shown(
        name=name,
        title=title,
        sentence=sentence,
        figure=figure,
        table=table,
        notes=notes,
        route=f"/api/v1/analysis/{source}",
        asked=asked,
        sources=share.sources_of(version, (indicator,), t),
        about=share.meaning(version, (indicator,), t),
    )


def listed(words: Sequence[str], last: str) -> str:
    """Words in a row: `a, b og c`.

    Args:
        words: at least one.
        last: the word before the last one.
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def region_inside(version: str, region: str, t: Texts) -> str:
    """A region's name as it stands inside a sentence."""
    return t.inside(region_name(version, region, t))


def asked(**values: str | int) -> tuple[tuple[str, str], ...]:
    """What was asked of a table, as the address of its file has it."""
    return tuple((key, str(value)) for key, value in values.items())
