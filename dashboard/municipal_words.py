"""The municipalities' value added in words and numbers: how its measures are read, parted, told and tabled."""

from __future__ import annotations

import pandas as pd

from dashboard import numbers
from dashboard.charts import maps
from dashboard.texts import Texts

MEASURES = ("gdp_index", "value_added_per_inhabitant_nok")
#: Lower bounds of the classes after the first: round, and the same every year, so that years can be compared.
BOUNDS = {
    "gdp_index": (70.0, 85.0, 100.0, 115.0),
    "value_added_per_inhabitant_nok": (400_000.0, 500_000.0, 600_000.0, 700_000.0),
}


def written(value: float, measure: str, t: Texts) -> str:
    """A value as it is read."""
    if measure == "gdp_index":
        return numbers.index(value, t.lang)
    return t("municipalities.kroner", amount=numbers.number(value / 1000, 0, t.lang))


def _finer(value: float, coarse_from: float) -> int:
    """Decimals beyond the usual that a small figure needs to be told at all: an estimate bears no more."""
    return 0 if value >= coarse_from else 1


def value_added(mnok: float, t: Texts, *, like: float | None = None, unit: bool = True) -> str:
    """Value added in billion kroner: one decimal, two below ten.

    Args:
        mnok: what to write, million kroner.
        t: texts.
        like: the figure whose digits it shares; an end of a band those of its middle.
        unit: whether the unit is written.
    """
    decimals = 1 + _finer((mnok if like is None else like) / 1000, 10)
    if unit:
        return numbers.billions(mnok / 1000, t.lang, decimals)
    return numbers.number(mnok / 1000, decimals, t.lang)


def share(percent: float, t: Texts) -> str:
    """A share of the nation: two decimals, three below a tenth of a per cent."""
    return numbers.percent(percent, t.lang, 2 + _finer(percent, 0.1))


def classes(measure: str, t: Texts) -> maps.Classes:
    """The five classes of a measure: `85–100`, `under 70`; kroner in thousands, as the heading says."""
    unit = 1 if measure == "gdp_index" else 1000
    return maps.classes(BOUNDS[measure], lambda bound: numbers.number(bound / unit, 0, t.lang), t)


def on_map(rows: pd.DataFrame, measure: str, t: Texts) -> pd.DataFrame:
    """The rows as a map takes them: region, name and value."""
    names = rows[f"name_{t.data}"]
    return pd.DataFrame({"region": rows["region"], "name": names, "value": rows[measure]})


def sentence(rows: pd.DataFrame, measure: str, area: str, year: int, t: Texts) -> str:
    """The highest and the lowest, and how many lie above the nation."""
    return " ".join(part for part in sentences(rows, measure, area, year, t) if part)


def sentences(rows: pd.DataFrame, measure: str, area: str, year: int, t: Texts) -> tuple[str, str]:
    """The highest and the lowest; how many lie above the nation, "" where there are no figures."""
    known = rows[rows[measure].notna()]
    if known.empty:
        return t("municipalities.none", year=numbers.year(year)), ""
    high, low = known.loc[known[measure].idxmax()], known.loc[known[measure].idxmin()]
    words = t(
        f"municipalities.sentence.{measure}",
        area=area,
        year=numbers.year(year),
        high=t.either(high["name_nb"], high["name_en"]),
        high_value=written(high[measure], measure, t),
        low=t.either(low["name_nb"], low["name_en"]),
        low_value=written(low[measure], measure, t),
    )
    above = int((known["gdp_index"] >= 100).sum())
    of = {"above": numbers.in_words(above, t.lang, first=True), "count": numbers.in_words(len(known), t.lang)}
    return words, t("municipalities.above", **of)


def table(rows: pd.DataFrame, t: Texts) -> pd.DataFrame:
    """The municipalities as a table, the highest index first, as text."""
    return pd.DataFrame(
        [
            {
                t("municipalities.column.name"): t.either(row.name_nb, row.name_en),
                t("table.gdp_index"): numbers.index(row.gdp_index, t.lang),
                t("estimate.column.band"): f"{numbers.index(row.gdp_index_low, t.lang)}–"
                f"{numbers.index(row.gdp_index_high, t.lang)}",
                t("municipalities.column.per_inhabitant"): written(
                    row.value_added_per_inhabitant_nok, "value_added_per_inhabitant_nok", t
                ),
                t("estimate.column.value_added"): numbers.billions(row.value_added_mnok / 1000, t.lang),
            }
            for row in rows.sort_values("gdp_index", ascending=False).itertuples()
        ]
    )
