"""The estimate by each way of dividing the county's value added, side by side with the band of each."""

from __future__ import annotations

import pandas as pd

from dashboard import numbers
from dashboard.charts import frame, rows
from dashboard.palette import Palette
from dashboard.texts import Texts, begun

#: The recommended one first.
ORDER = ("jobs_by_industry", "wage_costs", "total_jobs", "residents")


def ordered(methods: pd.DataFrame) -> pd.DataFrame:
    """The methods in their order; one that is not known here comes last."""
    place = {name: i for i, name in enumerate(ORDER)}
    return methods.assign(place=methods["method"].map(lambda name: place.get(name, len(place)))).sort_values("place")


def name(method: str, t: Texts) -> str:
    """A method's name; its key where nobody has worded it yet."""
    key = f"estimate.method.{method}"
    return t(key) if t.has(key) else method


def figure(methods: pd.DataFrame, t: Texts, colours: Palette) -> frame.Figure:
    """A row for each method: the index as a mark, its band as a line through it, the goal as a vertical line.

    Args:
        methods: columns method, value, low, high; the index, 100 = parity.
        t: texts.
        colours: a colour for each role.
    """
    found = ordered(methods)
    first = ORDER[0]
    # the figure stands with the name: under its mark it would run into the next row's name on a phone
    figures = {row.method: f"{name(row.method, t)}: {numbers.index(row.value, t.lang)}" for row in found.itertuples()}
    said = {method: begun(words) for method, words in figures.items()}
    names = [f"<b>{said[m]}</b>" if m == first else said[m] for m in found["method"]]
    span = (min([100.0, *found["low"]]), max([100.0, *found["high"]]))
    shown: frame.Figure = {"data": [], "layout": rows.layout(t, colours, names, "", span)}
    for y, row in enumerate(found.itertuples()):
        recommended = row.method == first
        shown["data"].append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": [row.value],
                "y": [y],
                "marker": {
                    "size": 15,
                    "symbol": "circle" if recommended else "diamond",
                    "color": colours.region if recommended else colours.paper,
                    "line": {"color": colours.region, "width": 3},
                },
                "error_x": {
                    "type": "data",
                    "symmetric": False,
                    "array": [row.high - row.value],
                    "arrayminus": [row.value - row.low],
                    "color": colours.uncertainty,
                    "thickness": 3,
                    "width": 7,
                },
                "hovertext": [f"{name(row.method, t)}: {band(row.value, row.low, row.high, t)}"],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )
    rows.mark(shown, 100.0, t("estimate.parity"), colours.target)
    return shown


def band(value: float, low: float, high: float, t: Texts) -> str:
    """An index with its band: `97,8 (96,3–103,0)`."""
    return f"{numbers.index(value, t.lang)} ({numbers.index(low, t.lang)}–{numbers.index(high, t.lang)})"


def sentence(methods: pd.DataFrame, year: int, denominator: str, t: Texts) -> str:
    """How far the methods lie apart, against the band of the recommended one."""
    found = ordered(methods)
    if found.empty:
        return t("estimate.methods_none", year=numbers.year(year))
    default = found.iloc[0]
    verdicts = set(found["verdict"])
    agree = "estimate.methods_agree" if len(verdicts) == 1 else "estimate.methods_differ"
    words = t(
        "estimate.methods_sentence",
        count=numbers.in_words(len(found), t.lang),
        year=numbers.year(year),
        denominator=denominator,
        low=numbers.index(found["value"].min(), t.lang),
        high=numbers.index(found["value"].max(), t.lang),
        spread=numbers.number(found["value"].max() - found["value"].min(), 1, t.lang),
        method=name(str(default["method"]), t),
        value=numbers.index(default["value"], t.lang),
        band=numbers.number(default["band_points"], 1, t.lang),
    )
    return f"{words} {t(agree, verdict=t(f'estimate.verdict.{default.verdict}'))}"


def table(methods: pd.DataFrame, t: Texts) -> pd.DataFrame:
    """The chart as a table, as text."""
    return pd.DataFrame(
        [
            {
                t("estimate.column.method"): name(row.method, t),
                t("table.gdp_index"): numbers.index(row.value, t.lang),
                t("estimate.column.band"): f"{numbers.index(row.low, t.lang)}–{numbers.index(row.high, t.lang)}",
                t("estimate.column.verdict"): t(f"estimate.verdict.{row.verdict}"),
                t("estimate.column.value_added"): numbers.billions(row.value_added_mnok / 1000, t.lang),
            }
            for row in ordered(methods).itertuples()
        ]
    )
