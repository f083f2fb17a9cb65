"""The municipalities: together in the meeting's paper, and one by one on a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from dashboard import charted, explained, figures, municipal_words, numbers, sentences, standings, store
from dashboard import standing_words as say
from dashboard.address import View
from dashboard.once import once
from dashboard.paper import ask as asking
from dashboard.paper.ask import Ask
from dashboard.paper.model import Band, Chart, Paper, Section, Series, Table, by_year, every_year, floats, table_of
from dashboard.parts.municipalities import border_notices, commuting, sheet_figures
from dashboard.shown import Shown
from dashboard.texts import Texts, texts
from indicators import progress, read
from indicators.read import UnknownName
from pipelines.plan import plan


def sections(version: str, ask: Ask, region: str, t: Texts) -> list[Section]:
    """The region's municipalities: the index of each with its band, and everything else as a table."""
    members = explained.members(version, plan().goal.region)
    rows = _latest(explained.table(version, "municipalities", region=members, denominator=ask.view.denominator))
    if rows.empty:
        return []
    year = int(rows["year"].iloc[0])
    rows = rows.sort_values("gdp_index", ascending=False, ignore_index=True)
    names = tuple(str(t.either(row.name_nb, row.name_en)) for row in rows.itertuples())
    statement, lead = municipal_words.sentences(rows, "gdp_index", t.inside(region), year, t)
    chart = Chart(
        kind="bar",
        title=t("paper.municipalities_title", year=year),
        category=t("municipalities.column.name"),
        categories=names,
        series=(Series(t("table.gdp_index"), "region", floats(rows["gdp_index"].tolist())),),
        decimals=1,
        percent=False,
        alt=f"{statement} {lead}",
        band=Band(
            t("paper.low"),
            t("paper.high"),
            floats(rows["gdp_index_low"].tolist()),
            floats(rows["gdp_index_high"].tolist()),
        ),
        parity=100.0,
        parity_name=t("paper.nation"),
    )
    details = [lead, t("paper.municipalities_note"), t("municipalities.band_note")]
    if ask.view.vintage != "latest" or ask.view.membership != "fixed":
        details.append(t("paper.latest_only"))
    table = _overview(rows, names, t)
    heading = t("page.municipalities.title")
    return [Section("municipalities", heading, statement, tuple(details), chart, (table,), lead=lead)]


def _latest(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["year"] == rows["year"].max()] if len(rows) else rows


def _overview(rows: pd.DataFrame, names: tuple[str, ...], t: Texts) -> Table:
    header = (
        t("municipalities.column.name"),
        t("paper.value_added"),
        t("paper.share"),
        t("table.gdp_index"),
        t("estimate.column.band"),
        t("municipalities.metric.jobs"),
        t("paper.balance"),
    )
    cells = [
        (
            name,
            numbers.number(row.value_added_mnok / 1000, 1, t.lang),
            numbers.percent(row.gdp_share_pct, t.lang),
            numbers.index(row.gdp_index, t.lang),
            f"{numbers.index(row.gdp_index_low, t.lang)}–{numbers.index(row.gdp_index_high, t.lang)}",
            numbers.number(row.jobs, 0, t.lang),
            numbers.number(row.jobs - row.employed, 0, t.lang),
        )
        for name, row in zip(names, rows.itertuples(), strict=True)
    ]
    columns = tuple(range(len(header)))
    return Table(t("paper.municipalities_table"), header, tuple(cells), frozenset(columns[1:]), columns)


def codes(version: str) -> dict[str, str]:
    """Code → Norwegian name of every municipality there is."""
    known = standings.regions(version)
    return {name: str(row["name_nb"]) for name, row in known.items() if row["kind"] == "municipality"}


@once(64)
def sheet(version: str, code: str, ask: Ask) -> Paper:
    """One municipality on one page.

    Args:
        version: the warehouse version being shown.
        code: the municipality's number, e.g. "5059".
        ask: language and choices.

    Raises:
        UnknownName: there is no such municipality.
    """
    t = texts(ask.view.lang)
    # a sheet always shows the newest figures on today's borders, and says so
    ask = replace(ask, view=View(lang=ask.view.lang, denominator=ask.view.denominator))
    if code not in codes(version):
        raise UnknownName("municipality", code[:40], [*codes(version), *codes(version).values()])
    row = standings.regions(version)[code]
    name = str(row[f"name_{t.data}"])
    section, values = _sheet(version, code, name, ask, t)
    return Paper(
        lang=ask.view.lang,
        name=f"malbarometeret-{code}",
        title=t("paper.sheet_title", name=name),
        subtitle="",
        author=t("site.name"),
        made=ask.today,
        facts=asking.facts(version, ask, t, with_since=False),
        sections=(section,),
        values=values,
    )


def _sheet(version: str, code: str, name: str, ask: Ask, t: Texts) -> tuple[Section, pd.DataFrame]:
    """Statement, large figures, borders, commuting, the index over time and the sub-goals' indicators."""
    rows = explained.table(version, "municipalities", region=code, denominator=ask.view.denominator)
    borders = border_notices(explained.table(version, "area_changes", region=code), name, t)
    table, values = _indicators(version, code, t)
    if rows.empty:
        return Section("sheet", name, t("paper.sheet_none", name=name), tuple(borders), None, (table,)), values
    last = _latest(rows).iloc[0]
    index = rows.rename(columns={"gdp_index": "value", "gdp_index_low": "low", "gdp_index_high": "high"})
    shown = sheet_figures(last, t)
    # a county that is one municipality is not divided: its figure has no band
    known = last["value_added_low_mnok"] == last["value_added_high_mnok"]
    statement = t(
        "paper.sheet_statement_county" if known else "paper.sheet_statement",
        name=name,
        year=int(last["year"]),
        value_added=shown["value_added"],
        low=municipal_words.value_added(last["value_added_low_mnok"], t, like=last["value_added_mnok"]),
        high=municipal_words.value_added(last["value_added_high_mnok"], t, like=last["value_added_mnok"]),
        index=shown["index"],
        index_low=numbers.index(last["gdp_index_low"], t.lang),
        index_high=numbers.index(last["gdp_index_high"], t.lang),
    )
    reasons = sentences.reasons([key for key in str(last["reason"] or "").split(";") if key], t)
    details = [*borders, commuting(last, explained.table(version, "commuters", region=code), name, t)]
    details += [*([] if known else [t("municipalities.band_note")]), *([" ".join(reasons)] if reasons else [])]
    page = _of_page(version, code, ask)
    notes = tuple(note for note in page.notes if note not in details)
    breaks = tuple(a_break.year for a_break in figures.breaks(version, "gdp_index"))
    chart = replace(_over_time(index, name, t), of_page=page.figure.to_dict(), notes=notes, breaks=breaks)
    figures_shown = tuple(
        (t(f"municipalities.metric.{key}"), shown[key])
        for key in ("value_added", "value_added_band", "share", "population_share", "index", "index_band", "jobs")
        if not (known and key.endswith("_band"))
    )
    balance = (t("paper.balance"), numbers.number(last["jobs"] - last["employed"], 0, t.lang))
    tables = (table, table_of(chart, t.lang))
    section = Section("sheet", name, statement, tuple(details), chart, tables, (*figures_shown, balance))
    goal = [
        figures.values(version, indicator, code, tuple(ask.view.choices().items()))
        for indicator in figures.GOAL_INDICATORS
    ]
    return section, pd.concat([*goal, values], ignore_index=True)


def _of_page(version: str, code: str, ask: Ask) -> Shown:
    """The chart with which the municipalities' page shows the index over time."""
    asked = {**ask.view.choices(), "lang": ask.view.lang, "municipality": code}
    view = charted.view_of("municipalities", version, asked)
    return charted.charts("municipalities", version, view)["sheet"]


def _over_time(index: pd.DataFrame, name: str, t: Texts) -> Chart:
    years = every_year([index])
    first, last = index.sort_values("year").iloc[0], index.sort_values("year").iloc[-1]
    return Chart(
        kind="line",
        title=t("paper.index_title"),
        category=t("table.year"),
        categories=tuple(numbers.year(year) for year in years),
        series=(Series(name, "region", by_year(index, years)),),
        decimals=1,
        percent=False,
        alt=t(
            "municipalities.over_time_sentence",
            name=name,
            year=numbers.year(last["year"]),
            index=numbers.index(last["value"], t.lang),
            first_year=numbers.year(first["year"]),
            first=numbers.index(first["value"], t.lang),
        ),
        band=Band(t("paper.low"), t("paper.high"), by_year(index, years, "low"), by_year(index, years, "high")),
        parity=100.0,
        parity_name=t("paper.nation"),
    )


def _indicators(version: str, code: str, t: Texts) -> tuple[Table, pd.DataFrame]:
    """The sub-goals' indicators that there are figures for, with the place among the region's municipalities."""
    members = explained.members(version, plan().goal.region)
    latest = _latest_of(version, tuple(dict.fromkeys((*members, code))))
    goals = {one.key: t.either(one.short.nb, one.short.en) for one in plan().sub_goal}
    declared = standings.declared(version)
    own = latest[(latest["region"] == code) & latest["goal"].isin(goals) & latest["latest_value"].notna()]
    lines = [
        (
            str(declared[row.indicator][f"name_{t.data}"]),
            goals[str(row.goal)],
            say.amount(float(row.latest_value), declared[row.indicator], t),
            numbers.year(row.latest_year),
            _place(latest, row, declared[row.indicator], t) if code in members else "–",
        )
        for row in own.itertuples()
    ]
    header = (
        t("component.indicator"),
        t("page.sub_goal.title"),
        t("paper.latest_value"),
        t("table.year"),
        t("paper.place"),
    )
    table = Table(t("paper.indicators_table"), header, tuple(lines), frozenset((2, 3)), (0, 2, 3, 4))
    values = own[["indicator", "region", "latest_year", "latest_value"]]
    return table, values.rename(columns={"latest_year": "year", "latest_value": "value"})


@once(8)
def _latest_of(version: str, regions: tuple[str, ...]) -> pd.DataFrame:
    """The component table of some municipalities, at the default choices."""
    return progress.rows(store.of(version).cursor(), regions=list(regions))


def _place(latest: pd.DataFrame, row: Any, about: Mapping[str, Any], t: Texts) -> str:
    """The place among the members whose latest figure is of the same year; nothing where regions are not ranked by it
    or nobody else has a figure."""
    same = latest[(latest["indicator"] == row.indicator) & (latest["latest_year"] == row.latest_year)]
    if not read.ranks_regions(about) or len(same) < 2:
        return "–"
    ranks = same.set_index("region")["latest_value"].rank(method="min", ascending=about["direction"] == "down")
    return t("standing.rank", rank=int(ranks[row.region]), ranked=len(same))
