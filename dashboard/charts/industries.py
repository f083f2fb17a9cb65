"""The gap by industry: too few employed in it (structure), or too little from each of them (productivity)."""

from __future__ import annotations

import pandas as pd

from dashboard import numbers
from dashboard.charts import frame, rows
from dashboard.charts.split import signed
from dashboard.palette import Palette
from dashboard.texts import Texts

#: So many industries have a row of their own in the chart: those that weigh most. The table has them all.
SHOWN = 9
PARTS = ("structure", "productivity")


def grouped(gap: pd.DataFrame, t: Texts) -> pd.DataFrame:
    """The rows of the chart: all industries together, those that weigh most, and the rest as one.

    Args:
        gap: columns name_nb, name_en, gap_mnok, structure_mnok, productivity_mnok.
        t: texts.

    Returns:
        name, gap_bnok, structure_bnok, productivity_bnok; from what lacks most to what exceeds most.
    """
    amounts = ["gap_mnok", "structure_mnok", "productivity_mnok"]
    named = gap.assign(name=gap[f"name_{t.data}"])
    weight = named["gap_mnok"].abs().rank(method="first", ascending=False)
    heavy, light = named[weight <= SHOWN], named[weight > SHOWN]
    parts = [heavy.sort_values("gap_mnok", ascending=False)[["name", *amounts]]]
    if len(light):
        parts.append(_sum(light, t("why.others", count=len(light)), amounts))
    parts.insert(0, _sum(named, t("why.all_industries"), amounts))
    found = pd.concat(parts, ignore_index=True)
    for column in amounts:
        found[column.replace("mnok", "bnok")] = found.pop(column) / 1000
    return found


def _sum(gap: pd.DataFrame, name: str, amounts: list[str]) -> pd.DataFrame:
    return pd.DataFrame([{"name": name, **gap[amounts].sum()}])


def figure(gap: pd.DataFrame, t: Texts, colours: Palette) -> frame.Figure:
    """Bars of both parts from zero, one after the other where they pull the same way, and the gap as a mark."""
    found = grouped(gap, t)
    ends = [0.0]
    for row in found.itertuples():
        parts = (row.structure_bnok, row.productivity_bnok)
        ends += [sum(p for p in parts if p > 0), sum(p for p in parts if p < 0)]
    names = [
        f"<b>{name}: {signed(value, t)}</b>" if i == 0 else f"{name}: {signed(value, t)}"
        for i, (name, value) in enumerate(zip(found["name"], found["gap_bnok"], strict=True))
    ]
    shown: frame.Figure = {"data": [], "layout": rows.layout(t, colours, names, "", (min(ends), max(ends)))}
    for note in shown["layout"]["annotations"]:
        note["yshift"] = 12
    shown["layout"] |= {"barmode": "relative", "bargap": 0.6}
    for part in PARTS:
        shown["data"].append(_bars(found, part, t, colours))
    shown["data"].append(
        {
            "type": "scatter",
            "mode": "markers",
            "name": t("why.net"),
            "x": found["gap_bnok"].tolist(),
            "y": list(range(len(found))),
            "marker": {
                "symbol": "diamond",
                "size": 13,
                "color": colours.ink,
                "line": {"color": colours.paper, "width": 2},
            },
            "hovertext": [
                f"<b>{row.name}</b><br>{t('why.net')}: {signed(row.gap_bnok, t)}"
                for row in found.itertuples(index=False)
            ],
            "hovertemplate": "%{hovertext}<extra></extra>",
        }
    )
    rows.mark(shown, 0.0, "0", colours.ink, "solid")
    rows.legend(shown, colours)
    return shown


def _bars(found: pd.DataFrame, part: str, t: Texts, colours: Palette) -> frame.Figure:
    colour = colours.region
    return {
        "type": "bar",
        "orientation": "h",
        "name": t(f"why.{part}_legend"),
        "x": found[f"{part}_bnok"].tolist(),
        "y": list(range(len(found))),
        "marker": {
            "color": colour,
            "line": {"color": colour, "width": 1},
            "pattern": {
                "shape": "" if part == "structure" else "/",
                "fillmode": "replace",
                "fgcolor": colour,
                "bgcolor": colours.paper,
                "size": 7,
                "solidity": 0.45,
            },
        },
        "hovertext": [
            f"<b>{name}</b><br>{t(f'why.{part}_legend')}: {signed(value, t)}"
            for name, value in zip(found["name"], found[f"{part}_bnok"], strict=True)
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def sentence(gap: pd.DataFrame, region: str, year: int, t: Texts) -> str:
    """How the gap comes about: its two parts, what lacks most and what exceeds most."""
    total, structure, productivity = (gap[f"{part}_mnok"].sum() / 1000 for part in ("gap", "structure", "productivity"))
    most, least = gap.loc[gap["gap_mnok"].idxmax()], gap.loc[gap["gap_mnok"].idxmin()]
    column = f"name_{t.data}"
    return t(
        "why.industries_lacking" if total >= 0 else "why.industries_above",
        region=region,
        year=numbers.year(year),
        total=numbers.billions(abs(total), t.lang),
        structure=signed(structure, t),
        productivity=signed(productivity, t),
        most=most[column],
        most_amount=signed(most["gap_mnok"] / 1000, t),
        least=least[column],
        least_amount=signed(least["gap_mnok"] / 1000, t),
    )


def table(gap: pd.DataFrame, t: Texts) -> pd.DataFrame:
    """Every industry and the sum, in billion kroner with two decimals, as text."""
    amounts = ("structure", "productivity", "gap")
    rows_of = [(t.either(row.name_nb, row.name_en), row._asdict()) for row in gap.itertuples(index=False)]
    rows_of.append((t("why.all_industries"), {f"{a}_mnok": gap[f"{a}_mnok"].sum() for a in amounts}))
    return pd.DataFrame(
        [
            {
                t("estimate.column.industry"): name,
                **{t(f"why.column.{a}"): numbers.number(found[f"{a}_mnok"] / 1000, 2, t.lang) for a in amounts},
            }
            for name, found in rows_of
        ]
    )
