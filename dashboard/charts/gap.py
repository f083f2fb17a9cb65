"""The chart of the gap: how many billion kroner are missing until the two shares are equal."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard import numbers
from dashboard.charts import frame, naming
from dashboard.palette import Palette
from dashboard.texts import Texts


def figure(
    gap: pd.DataFrame, target_year: int, quoted_bnok: float, breaks: Sequence[int], t: Texts, colours: Palette
) -> frame.Figure:
    """The gap as bars, with the plan's amount as a quoted line.

    Bars of years that rest on stand-in figures are hatched; a band, where there is one, shows as error bars.

    Args:
        gap: columns year, value, low, high, status, reason; billion kroner, positive = missing.
        target_year: the year the goal is set for.
        quoted_bnok: the amount the plan names; quoted, not reproduced.
        breaks: years from which the gap is not quite comparable with the years before.
        t: texts.
        colours: a colour for each role.

    Returns:
        A plotly figure as a dict.
    """
    rows = gap[gap["value"].notna()]
    years = rows["year"].astype(int).tolist() or [target_year]
    shown: frame.Figure = {"data": [_bars(rows, t, colours)], "layout": frame.layout(t, colours, years, "")}
    layout = shown["layout"]
    layout["bargap"] = 0.25
    layout["yaxis"] |= {"zeroline": True, "zerolinecolor": colours.ink, "zerolinewidth": 2}
    tops = [quoted_bnok, 0.0, *rows["value"], *rows["high"].dropna()]
    bottoms = [0.0, *rows["value"], *rows["low"].dropna()]
    span = max(tops) - min(bottoms)
    layout["yaxis"]["range"] = [min(bottoms) - 0.12 * span, max(tops) + 0.14 * span]
    within = [year for year in breaks if years[0] < year <= years[-1]]
    _quote(shown, quoted_bnok, t, colours)
    frame.mark_year(shown, target_year, t("chart.target_year", year=target_year), colours.target)
    frame.mark_breaks(shown, within, t, colours.faint_ink)
    return shown


def _bars(rows: pd.DataFrame, t: Texts, colours: Palette) -> frame.Figure:
    hatched = frame.stood_in(rows)
    bars: frame.Figure = {
        "type": "bar",
        "name": t("indicator.gdp_gap"),
        "x": rows["year"].tolist(),
        "y": rows["value"].tolist(),
        "marker": {
            "color": colours.region,
            "line": {"color": colours.region, "width": 2},
            "pattern": {
                "shape": ["/" if h else "" for h in hatched],
                "fillmode": "replace",
                "fgcolor": colours.region,
                "bgcolor": colours.paper,
                "size": 7,
                "solidity": 0.4,
            },
        },
        "hovertext": [
            f"<b>{numbers.year(row.year)}</b><br>{words(row.value, t)}"
            + (f"<br>{t('chart.hover_estimated')}" if stand_in else "")
            for row, stand_in in zip(rows.itertuples(), hatched, strict=True)
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    if (rows["low"].notna() & rows["high"].notna()).any():
        bars["error_y"] = {
            "type": "data",
            "symmetric": False,
            "array": (rows["high"] - rows["value"]).fillna(0).tolist(),
            "arrayminus": (rows["value"] - rows["low"]).fillna(0).tolist(),
            "color": colours.uncertainty,
            "thickness": 2,
            "width": 4,
        }
    return bars


def _quote(shown: frame.Figure, quoted_bnok: float, t: Texts, colours: Palette) -> None:
    """The plan's amount: a dashed line across, because the plan does not say which year it is for."""
    shown["layout"]["shapes"].append(
        {
            "type": "line",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": quoted_bnok,
            "y1": quoted_bnok,
            "line": {"color": colours.target, "width": 2, "dash": "dash"},
            "layer": "below",
        }
    )
    shown["layout"]["annotations"].append(
        {
            "xref": "paper",
            "x": 0,
            "y": quoted_bnok,
            "xanchor": "left",
            "yanchor": "bottom",
            "yshift": 2,
            "align": "left",
            "text": naming.folded(t("gap.quoted", amount=numbers.number(quoted_bnok, 0, t.lang))),
            "showarrow": False,
            "font": {"size": frame.FONT, "color": colours.target},
            "bgcolor": colours.paper,
        }
    )


def words(gap_bnok: float, t: Texts) -> str:
    """The gap in words: how much is missing, or how far above the goal."""
    key = "gap.below" if gap_bnok >= 0 else "gap.above"
    return t(key, amount=numbers.billions(abs(gap_bnok), t.lang))


def sentence(gap: pd.DataFrame, region: str, prices: str, t: Texts) -> str:
    """What the chart shows, in one sentence; also the chart's text alternative.

    Args:
        gap: as for `figure`.
        region: the region's name.
        prices: the prices the amounts are in, in words.
        t: texts.
    """
    rows = gap[gap["value"].notna()]
    if rows.empty:
        return t("gap.sentence_none", region=region)
    first, last = rows.iloc[0], rows.iloc[-1]
    if len(rows) == 1:
        return t(
            "gap.sentence_one",
            region=region,
            prices=prices,
            year=numbers.year(last["year"]),
            gap=words(last["value"], t),
        )
    return t(
        "gap.sentence",
        region=region,
        prices=prices,
        first_year=numbers.year(first["year"]),
        last_year=numbers.year(last["year"]),
        first_gap=words(first["value"], t),
        last_gap=words(last["value"], t),
    )


def table(gap: pd.DataFrame, t: Texts) -> pd.DataFrame:
    """The chart as a table, newest year first, as text in the reader's language."""
    rows = gap[gap["value"].notna()].sort_values("year", ascending=False)
    return pd.DataFrame(
        [
            {
                t("table.year"): frame.year_cell(int(row.year), stand_in),
                t("indicator.gdp_gap"): numbers.billions(row.value, t.lang),
            }
            for row, stand_in in zip(rows.itertuples(), frame.stood_in(rows), strict=True)
        ]
    )
