"""What the pages about sub-goals and indicators share: opening, the spread, the component table, the criteria."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from dashboard import address, choices, figures, numbers, standings
from dashboard import standing_words as say
from dashboard.asked import Instead
from dashboard.charts import spread
from dashboard.charts.regions import Regions
from dashboard.choices import PageView
from dashboard.parts import folded, frame
from dashboard.short_names import short_names
from dashboard.texts import Texts, data_language, texts
from indicators import progress
from pipelines.plan import plan

SUB_GOAL, INDICATOR = "views/sub_goal.py", "views/indicator.py"


def view_of(
    page: str,
    version: str,
    parameters: Mapping[str, str],
    own: Mapping[str, str],
    defaults: Mapping[str, str],
    charts: Sequence[str] = (),
    told: Sequence[Instead] = (),
) -> PageView:
    """The view that an address asks for, with the page's own choices.

    Args:
        page: the page's path.
        version: the warehouse version being shown.
        parameters: the address's parameters.
        own: the page's own choices.
        defaults: those that hold when the address has none.
        charts: names of the page's charts that can be asked for alone.
        told: what of the page's own choices does not exist, and what is shown instead.
    """
    view = choices.parse(page, parameters, figures.vintages(version), (), charts, version)
    return replace(view, own=tuple(own.items()), own_defaults=tuple(defaults.items()), instead=tuple(told))


def regions(version: str, chosen: Sequence[str], t: Texts) -> Regions:
    """The regions of a chart by the names a reader sees."""
    known = standings.regions(version)
    names = {name: str(known[name][f"name_{t.data}"]) for name in chosen}
    return Regions(plan().goal.region, standings.nation(version), names, short_names(names, t.data))


def earlier(rows: pd.DataFrame, first: int, t: Texts) -> list[str]:
    """That the nation's figures go further back than what is shown: years of its own are left to the files.

    Args:
        rows: columns region, year, value.
        first: the first year that is shown.
        t: texts.
    """
    began = int(rows.loc[rows["value"].notna(), "year"].min())
    words = {"first": numbers.year(began), "begins": numbers.year(first)}
    return [t("compare.earlier", **words)] if began < first else []


def sub_goal_name(key: str, t: Texts) -> str:
    """What a sub-goal, or the overall goal, is called."""
    for one in plan().sub_goal:
        if one.key == key:
            return t.either(one.short.nb, one.short.en)
    return t("page.goal.title")


def to_indicator(indicator: str, label: str, icon: str | None = None) -> None:
    """A link to an indicator's own page."""
    st.page_link(INDICATOR, label=label, icon=icon, query_params={"indicator": indicator})


def address_of(page: str, **parameters: str) -> str:
    """Where another page is, from this one."""
    return f"{address.base()}/{page}?{urlencode(parameters)}"


def spread_of(summary: Mapping[str, Any], t: Texts) -> None:
    """The spread of the status words: the picture, and the words with counts."""
    counts = say.counts(summary, t)
    st.html(spread.picture(counts))
    st.caption(spread.words(counts))


def criteria(t: Texts) -> None:
    """The criteria of the status words and how the parts are reckoned, as the command prints them."""

    def fill() -> None:
        frame.table(_criteria(t.lang), alt=t("criteria.title"))
        st.markdown(_parts(t.lang))

    folded.box(t("criteria.title"), ":material/rule:", "criteria", fill)


@lru_cache(maxsize=4)
def _criteria(lang: str) -> pd.DataFrame:
    t = texts(lang)
    rows = [
        {t("criteria.status"): f"{spread.MARKS[key]} {word}", t("criteria.criterion"): criterion}
        for key, word, criterion in progress.criteria(t.data)
    ]
    return frame.plain(pd.DataFrame(rows))


@lru_cache(maxsize=4)
def _parts(lang: str) -> str:
    return "\n".join(f"- **{label}:** {text}" for _, label, text in progress.parts_in_words(data_language(lang)))


def component_row(row: Mapping[str, Any], about: Mapping[str, Any], t: Texts) -> dict[str, str]:
    """One line of the component table: base year, level, paces, what counts as a change, verdict and rank."""
    years = " → ".join(numbers.year(row[key]) for key in ("base_year", "latest_year") if row.get(key) is not None)
    levels = [say.short(row[key], about, t) for key in ("base_value", "latest_value") if row.get(key) is not None]
    finer = {**about, "decimals": int(about["decimals"]) + 1}
    return {
        t("component.indicator"): str(about[f"name_{t.data}"]),
        t("component.unit"): str(about[f"unit_{t.data}"]),
        t("component.years"): years or "–",
        t("component.level"): " → ".join(levels) or "–",
        t("component.achieved"): _signed(row.get("pace_achieved_per_year"), finer, t),
        t("component.required"): _signed(row.get("pace_required_per_year"), finer, t),
        t("component.noise"): _noise(row, finer, t),
        t("component.verdict"): _verdict(row, t),
        t("component.rank"): say.rank(row, t) or "–",
    }


def _signed(value: float | None, about: Mapping[str, Any], t: Texts) -> str:
    if value is None:
        return "–"
    written = say.short(value, about, t)
    return f"+{written}" if value > 0 and written.strip("0,.% \u00a0") else written


def _noise(row: Mapping[str, Any], about: Mapping[str, Any], t: Texts) -> str:
    if row.get("noise") is None:
        return "–"
    basis = t(f"component.from.{row['noise_from']}", swings=progress.words().rule.swings)
    return f"±{say.short(row['noise'], about, t)} ({basis})"


def _verdict(row: Mapping[str, Any], t: Texts) -> str:
    reason = progress.reason_in_words(str(row.get("reason") or ""), t.data)
    return f"{say.status(row.get('status'), t)}. {reason}" if reason else say.status(row.get("status"), t)


def components(version: str, rows: Sequence[Mapping[str, Any]], links: Sequence[str], title: str, t: Texts) -> None:
    """The component table of some indicators."""
    lines = [component_row(row, standings.declared(version)[str(row["indicator"])], t) for row in rows]
    frame.table(frame.plain(pd.DataFrame(lines), links), alt=title)
