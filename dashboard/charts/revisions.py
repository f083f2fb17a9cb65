"""The same year in several editions of the figures: the index, and the county's value added behind it."""

from __future__ import annotations

import pandas as pd

from dashboard import numbers
from dashboard.charts import frame
from dashboard.charts.split import signed
from dashboard.palette import Palette
from dashboard.texts import Texts

_SYMBOLS = ("circle-open", "diamond", "square-open", "triangle-up", "cross", "star")


def editions(rows: pd.DataFrame) -> list[tuple[str, str]]:
    """(vintage, table) of the editions, oldest first."""
    found = rows[["vintage", "table_id"]].drop_duplicates().sort_values("vintage")
    return [(str(vintage), str(table)) for vintage, table in found.itertuples(index=False, name=None)]


def edition_name(vintage: str, table: str, t: Texts) -> str:
    """An edition in words: `13. desember 2021 (11713)`."""
    key = f"vintages.publisher.{table}"
    return f"{numbers.day(vintage, t.lang)} ({t(key) if t.has(key) else table})"


def figure(rows: pd.DataFrame, quantity: str, parity: float | None, t: Texts, colours: Palette) -> frame.Figure:
    """A mark for each edition of each year, joined by a line where a year has several; the newest is in front.

    Args:
        rows: columns year, vintage, table_id and the quantity.
        quantity: "value" (the index) or "value_added_bnok".
        parity: where the goal lies, or None where there is none.
        t: texts.
        colours: a colour for each role.
    """
    years = sorted(rows["year"].astype(int).unique())
    shown: frame.Figure = {"data": [], "layout": frame.layout(t, colours, years, "")}
    shown["layout"]["margin"] = {**shown["layout"]["margin"], "t": 16}
    for year, same in rows.groupby("year"):
        if len(same) > 1:
            ends = {"x0": year, "x1": year, "y0": same[quantity].min(), "y1": same[quantity].max()}
            line = {"color": colours.uncertainty, "width": 3}
            shown["layout"]["shapes"].append({"type": "line", **ends, "line": line, "layer": "below"})
    every = editions(rows)
    for number, (vintage, table_id) in enumerate(every):
        colour = colours.region if number == len(every) - 1 else colours.comparator
        found = rows[(rows["vintage"] == vintage) & (rows["table_id"] == table_id)]
        name = edition_name(vintage, table_id, t)
        shown["data"].append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": name,
                "x": found["year"].tolist(),
                "y": found[quantity].tolist(),
                "marker": {
                    "size": 13,
                    "symbol": _SYMBOLS[number % len(_SYMBOLS)],
                    "color": colour,
                    "line": {"width": 2.5, "color": colour},
                },
                "hovertext": [
                    f"<b>{numbers.year(row['year'])}</b><br>{name}: {numbers.number(row[quantity], 1, t.lang)}"
                    for row in found.to_dict("records")
                ],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )
    if parity is not None:
        frame.level(shown, parity, t("estimate.parity"), colours.target)
    shown["layout"] |= {
        "showlegend": True,
        "legend": frame.legend(colours),
        "height": frame.HEIGHT + 120,
    }
    shown["layout"]["margin"] |= {"b": 150}
    return shown


def index_sentence(rows: pd.DataFrame, region: str, t: Texts) -> str:
    """The year whose index the editions differ most on, and whether they fall on either side of the goal."""
    spans = rows.groupby("year")["value"].agg(["min", "max", "size"])
    several = spans[spans["size"] > 1]
    if several.empty:
        return t("vintages.no_revision", region=region)
    year = int((several["max"] - several["min"]).idxmax())
    of_year = rows[rows["year"] == year].sort_values("vintage")
    first, last = of_year.iloc[0], of_year.iloc[-1]
    crossing = several[(several["min"] < 100) & (several["max"] >= 100)].index.astype(int).tolist()
    side = t("vintages.either_side", years=", ".join(str(y) for y in crossing)) if crossing else t("vintages.same_side")
    words = t(
        "vintages.index_sentence",
        region=region,
        count=numbers.in_words(len(several), t.lang, first=True, neuter=True),
        year=year,
        first=numbers.index(first["value"], t.lang),
        last=numbers.index(last["value"], t.lang),
        first_vintage=edition_name(str(first["vintage"]), str(first["table_id"]), t),
        last_vintage=edition_name(str(last["vintage"]), str(last["table_id"]), t),
    )
    return f"{words} {side}"


def county_sentence(rows: pd.DataFrame, county: str, t: Texts) -> str:
    """The year whose value added was revised most."""
    revised = rows[rows["revision_pct"].abs() > 0]
    if revised.empty:
        return t("vintages.no_revision", region=county)
    most = revised.loc[revised["revision_pct"].abs().idxmax()]
    first = rows[(rows["year"] == most["year"]) & (rows["revision_pct"] == 0)].iloc[0]
    return t(
        "vintages.county_sentence",
        county=county,
        year=numbers.year(most["year"]),
        first=numbers.billions(first["value_added_bnok"], t.lang),
        last=numbers.billions(most["value_added_bnok"], t.lang),
        first_vintage=edition_name(str(first["vintage"]), str(first["table_id"]), t),
        last_vintage=edition_name(str(most["vintage"]), str(most["table_id"]), t),
        percent=t("language.percent", value=signed(most["revision_pct"], t)),
    )


def table(rows: pd.DataFrame, quantity: str, revision: str, t: Texts) -> pd.DataFrame:
    """Every edition of every year, newest year first, with the change since the first; as text."""
    return pd.DataFrame(
        [
            {
                t("table.year"): numbers.year(row["year"]),
                t("vintages.column.vintage"): edition_name(str(row["vintage"]), str(row["table_id"]), t),
                t(f"vintages.column.{quantity}"): numbers.number(row[quantity], 1, t.lang),
                t(f"vintages.column.{revision}"): signed(row[revision], t) if row[revision] else "–",
            }
            for row in rows.sort_values(["year", "vintage"], ascending=[False, True]).to_dict("records")
        ]
    )
