"""The back-test: how far off the method was for counties whose answer is known."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard import numbers
from dashboard.charts import frame, rows
from dashboard.charts.methods import name
from dashboard.palette import Palette
from dashboard.texts import Texts

PLACES = ("centre", "periphery")


def figure(tests: pd.DataFrame, t: Texts, colours: Palette) -> frame.Figure:
    """A row for each old county, a mark for each year: estimated against published, per cent. Centres come first.

    Args:
        tests: columns part, part_name, merged_name, year, is_centre, error_pct; one method.
        t: texts.
        colours: a colour for each role.
    """
    parts = tests.drop_duplicates("part").sort_values(["is_centre", "merged_name"], ascending=[False, True])
    names = [_row_name(row, t) for row in parts.itertuples()]
    span = (min([0.0, *tests["error_pct"]]), max([0.0, *tests["error_pct"]]))
    unit = numbers.percent_sign(t.lang)
    shown: frame.Figure = {"data": [], "layout": rows.layout(t, colours, names, unit, span)}
    place_of = {part: y for y, part in enumerate(parts["part"])}
    for place in PLACES:
        found = tests[tests["is_centre"] == (place == "centre")]
        shown["data"].append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": t(f"estimate.{place}"),
                "x": found["error_pct"].tolist(),
                "y": [place_of[part] for part in found["part"]],
                "marker": {
                    "size": 12,
                    "symbol": "circle" if place == "centre" else "diamond-open",
                    "color": colours.region if place == "centre" else colours.comparator,
                    "line": {"width": 2, "color": colours.paper if place == "centre" else colours.comparator},
                },
                "hovertext": [
                    f"<b>{row.part_name}</b> {numbers.year(row.year)}<br>{numbers.percent(row.error_pct, t.lang, 1)}"
                    for row in found.itertuples()
                ],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )
    rows.mark(shown, 0.0, t("estimate.no_error"), colours.ink, "solid")
    rows.legend(shown, colours)
    return shown


def _row_name(row: Any, t: Texts) -> str:
    return t("estimate.part_of", part=row.part_name, merged=row.merged_name)


def sentence(summary: pd.DataFrame, tests: pd.DataFrame, t: Texts) -> str:
    """How far off the estimates are in the centres and elsewhere, and to which side.

    Args:
        summary: rows of backtest_summary for one method.
        tests: the method's tests.
        t: texts.
    """
    found = summary.set_index("where")
    words = [
        t(
            f"estimate.backtest_{place}",
            tests=numbers.number(found.loc[place, "tests"], 0, t.lang),
            error=numbers.percent(found.loc[place, "mean_absolute_error_pct"], t.lang, 1),
            bias=direction(float(found.loc[place, "bias_pct"]), t),
        )
        for place in PLACES
        if place in found.index
    ]
    opening = t(
        "estimate.backtest_opening",
        merged=numbers.in_words(tests["merged"].nunique(), t.lang, first=True, neuter=True),
        parts=numbers.in_words(tests["part"].nunique(), t.lang, neuter=True),
        first=numbers.year(tests["year"].min()),
        last=numbers.year(tests["year"].max()),
    )
    return " ".join([opening, *words])


def direction(bias_pct: float, t: Texts) -> str:
    """A bias in words: `2,0 % for lavt`."""
    key = "estimate.too_low" if bias_pct < 0 else "estimate.too_high"
    return t(key, amount=numbers.percent(abs(bias_pct), t.lang, 1))


def table(summary: pd.DataFrame, t: Texts) -> pd.DataFrame:
    """Every method's errors, as text."""
    return pd.DataFrame(
        [
            {
                t("estimate.column.method"): name(row["method"], t),
                t("estimate.column.where"): t(f"estimate.{row['where']}"),
                t("estimate.column.tests"): numbers.number(row["tests"], 0, t.lang),
                t("estimate.column.mae"): numbers.percent(row["mean_absolute_error_pct"], t.lang, 1),
                t("estimate.column.bias"): direction(row["bias_pct"], t),
                t("estimate.column.nine_of_ten"): f"{numbers.percent(row['low_quantile_pct'], t.lang, 1)} – "
                f"{numbers.percent(row['high_quantile_pct'], t.lang, 1)}",
            }
            for row in summary.to_dict("records")
        ]
    )


def by_industry(errors: pd.DataFrame, t: Texts) -> pd.DataFrame:
    """Each industry's mean absolute error, the largest first, as text."""
    return pd.DataFrame(
        [
            {
                t("estimate.column.industry"): t.either(row.name_nb, row.name_en),
                t("estimate.column.mae"): numbers.percent(row.absolute_error_pct, t.lang, 1),
            }
            for row in errors.itertuples()
        ]
    )


def merger(tests: pd.DataFrame, t: Texts) -> str:
    """What merging one county's parts does to the estimate of its centre: the measured size of such a break.

    Args:
        tests: the tests of one merged county by one method.
        t: texts.
    """
    centre = tests[tests["is_centre"]]
    if centre.empty:
        return ""
    others = tests.loc[~tests["is_centre"], "part_name"].unique()
    return t(
        "estimate.merger",
        centre=centre["part_name"].iloc[0],
        others=", ".join(others),
        merged=centre["merged_name"].iloc[0],
        first=numbers.year(centre["year"].min()),
        last=numbers.year(centre["year"].max()),
        mean=direction(float(centre["error_pct"].mean()), t),
        lowest=numbers.percent(centre["error_pct"].min(), t.lang, 1),
        highest=numbers.percent(centre["error_pct"].max(), t.lang, 1),
    )
