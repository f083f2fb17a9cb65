"""The plan's amount beside the gap under every reasonable definition: an inference, worded as one."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard import numbers
from dashboard.charts import frame, naming, rows
from dashboard.palette import Palette
from dashboard.texts import Texts

ORDER = ("counties_basic", "mainland_basic", "mainland_market", "with_shelf_basic", "with_shelf_market")
BORDERS = ("eleven", "ten", "eight")
_SYMBOLS = ("circle", "diamond", "square", "triangle-up", "cross")


def ordered(bases: pd.Series) -> list[str]:
    """The definitions there are, in their order."""
    found = set(bases)
    return [basis for basis in ORDER if basis in found] + sorted(found - set(ORDER))


def border_order(borders: str) -> tuple[int, str]:
    """Sets of municipalities in the order they came; one that is not known here comes last."""
    return (BORDERS.index(borders) if borders in BORDERS else len(BORDERS), borders)


def figure(gaps: pd.DataFrame, t: Texts, colours: Palette) -> frame.Figure:
    """A row for each definition of GDP, a mark for each set of municipalities, year and vintage.

    Args:
        gaps: columns basis, borders, borders_nb, borders_en, year, vintage, gap_bnok, quoted_gap_bnok, is_near.
        t: texts.
        colours: a colour for each role.
    """
    bases = ordered(gaps["basis"])
    quoted = float(gaps["quoted_gap_bnok"].iloc[0])
    names = [t(f"quoted.basis.{basis}") for basis in bases]
    near_bases = set(gaps.loc[gaps["is_near"], "basis"])
    names = [f"<b>{name}</b>" if basis in near_bases else name for basis, name in zip(bases, names, strict=True)]
    span = (min(0.0, gaps["gap_bnok"].min()), max(quoted, gaps["gap_bnok"].max()))
    shown: frame.Figure = {"data": [], "layout": rows.layout(t, colours, names, "", span)}
    borders = gaps.drop_duplicates("borders").sort_values("borders", key=lambda names: names.map(border_order))
    for symbol, border in zip(_SYMBOLS, borders.itertuples(), strict=False):
        found = gaps[gaps["borders"] == border.borders]
        shown["data"].append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": naming.folded(t.either(border.borders_nb, border.borders_en)),
                "x": found["gap_bnok"].tolist(),
                "y": [bases.index(basis) for basis in found["basis"]],
                "marker": {
                    "size": [15 if near else 11 for near in found["is_near"]],
                    "symbol": symbol,
                    "color": [colours.target if near else colours.paper for near in found["is_near"]],
                    "line": {
                        "width": 2,
                        "color": [colours.target if near else colours.comparator for near in found["is_near"]],
                    },
                },
                "hovertext": [_hover(row, t) for row in found.itertuples()],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )
    rows.mark(shown, quoted, t("quoted.line", amount=numbers.number(quoted, 0, t.lang)), colours.target)
    rows.legend(shown, colours)
    return shown


def _hover(row: Any, t: Texts) -> str:
    """A gap in words; `row` is one of `itertuples`, its columns those of `figure`."""
    return (
        f"<b>{numbers.billions(row.gap_bnok, t.lang)}</b><br>{numbers.year(row.year)}, "
        f"{t.either(row.borders_nb, row.borders_en)}<br>{t(f'quoted.basis.{row.basis}')}"
    )


def sentence(gaps: pd.DataFrame, t: Texts) -> str:
    """Which definitions come near the plan's amount, as an inference; the closest with its figure."""
    quoted = float(gaps["quoted_gap_bnok"].iloc[0])
    near = gaps[gaps["is_near"]]
    amount = numbers.number(quoted, 0, t.lang)
    if near.empty:
        return t("quoted.none_near", amount=amount)
    bases = ordered(near["basis"])
    closest = near.loc[(near["gap_bnok"] - quoted).abs().idxmin()]
    return t(
        "quoted.one_near" if len(bases) == 1 else "quoted.some_near",
        amount=amount,
        count=numbers.in_words(gaps["basis"].nunique(), t.lang),
        basis=", ".join(t(f"quoted.basis_inside.{basis}") for basis in bases),
        gap=numbers.billions(closest["gap_bnok"], t.lang),
        year=numbers.year(closest["year"]),
        borders=t.either(closest["borders_nb"], closest["borders_en"]),
        low=numbers.billions(near["gap_bnok"].min(), t.lang),
        high=numbers.billions(near["gap_bnok"].max(), t.lang),
        near=len(near),
        all=len(gaps),
    )


def table(gaps: pd.DataFrame, t: Texts) -> pd.DataFrame:
    """Every definition in a row, the years across; those near the plan's amount are marked with ●."""
    years = sorted(gaps["year"].unique())
    found = []
    for basis in ordered(gaps["basis"]):
        for (_, vintage), rows_of in gaps[gaps["basis"] == basis].groupby(["borders", "vintage"]):
            first = rows_of.iloc[0]
            cells = {
                int(row.year): numbers.number(row.gap_bnok, 1, t.lang) + (" ●" if row.is_near else "")
                for row in rows_of.itertuples()
            }
            found.append(
                {
                    t("quoted.column.basis"): t(f"quoted.basis.{basis}"),
                    t("quoted.column.borders"): t.either(first["borders_nb"], first["borders_en"]),
                    t("vintages.column.vintage"): f"{numbers.day(str(vintage), t.lang)} ({first['table_id']})",
                    **{numbers.year(year): cells.get(int(year), "–") for year in years},
                }
            )
    return pd.DataFrame(found)
