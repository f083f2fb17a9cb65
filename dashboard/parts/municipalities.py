"""The page about municipalities: a map with its table, and the sheet of the one that is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import (
    address,
    asked,
    choices,
    explained,
    figures,
    former,
    municipal_words,
    numbers,
    sentences,
    sheets,
    standings,
)
from dashboard.address import OPTIONS
from dashboard.charts import maps, methods, path
from dashboard.charts.frame import Figure
from dashboard.choices import Own, PageView
from dashboard.once import once
from dashboard.palette import SCREEN
from dashboard.parts import explained as page
from dashboard.parts import frame, opening, twin
from dashboard.parts.goal import region_name
from dashboard.shown import Shown
from dashboard.texts import DEFAULT, Texts, in_norwegian_order, texts
from pipelines.plan import plan

SHEET = "views/self_assessment.py"
PATH = "municipalities"
CHARTS = ("map", "sheet")
AREAS = ("region", "county", "country")


def show() -> None:
    """The whole page, or the one chart that an embedding page asks for."""
    version = opening.version()
    if version is None:
        return
    opened = page.open_page(version, PATH, view_of, charts)
    if opened is None:
        return
    view, drawn, t = opened
    municipality, year, area, measure = owns(version)
    frame.head(t("page.municipalities.description"), view, t)
    st.title(t("municipalities.title"), anchor=False)
    if view.vintage != "latest":
        st.info(t("why.latest_only"), icon=":material/history:")
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        choices.switch(area, view, t, lambda option: _area_name(version, option, t))
        choices.switch(measure, view, t, lambda option: t(f"municipalities.measure.{option}"))
        choices.switch(year, view, t, str, width=120)
        address.switch("denominator", OPTIONS["denominator"], view.denominator, t)
    if "map" in drawn:
        twin.show(drawn["map"], version, view, t)
    choices.switch(municipality, view, t, lambda code: _names(version, t.lang).get(code, code))
    _sheet(version, view, t)
    if "sheet" in drawn:
        twin.show(drawn["sheet"], version, view, t)
    frame.foot(version, t)


def view_of(version: str, parameters: Mapping[str, str]) -> PageView:
    """The view that an address asks for."""
    return choices.parse(PATH, parameters, figures.vintages(version), owns(version), CHARTS, version)


@once(2)
def owns(version: str) -> tuple[Own, ...]:
    """The page's own choices: municipality, year, area and measure."""
    names = _names(version, DEFAULT)
    members = explained.members(version, plan().goal.region)
    first = next((code for code in members if code in names), next(iter(names), ""))
    years = _years(version)
    return (
        Own(
            "municipality",
            tuple(sorted(names, key=lambda code: in_norwegian_order(names[code]))) or (first,),
            first,
            lambda word: asked.meant("municipality", word, names, former.by_word(version)),
        ),
        Own("year", tuple(years), years[0]),
        Own("area", AREAS, AREAS[0]),
        Own("measure", municipal_words.MEASURES, municipal_words.MEASURES[0]),
    )


@once(4)
def _names(version: str, lang: str) -> dict[str, str]:
    """Code → name."""
    names = standings.region_names(version, lang)
    return {code: names[code] for code, row in standings.regions(version).items() if row["kind"] == "municipality"}


@once(2)
def _years(version: str) -> list[str]:
    goal = plan().goal
    rows = explained.table(version, "municipalities", region=explained.members(version, goal.region))
    return [str(year) for year in sorted({int(y) for y in rows["year"]}, reverse=True)] or [str(goal.target_year)]


def _area_name(version: str, area: str, t: Texts) -> str:
    if area == "region":
        return region_name(version, plan().goal.region, t)
    if area == "county":
        county = explained.home_county(version, plan().goal.region)
        return county[1] if county else t("municipalities.area.county")
    return t("municipalities.area.country")


def _area_inside(version: str, area: str, t: Texts) -> str:
    """The area's name inside a sentence."""
    if area == "region":
        return page.region_inside(version, plan().goal.region, t)
    return t("municipalities.area.country_inside") if area == "country" else _area_name(version, area, t)


def _rows(version: str, view: PageView) -> tuple[pd.DataFrame, dict[str, str | int]]:
    """The municipalities of the chosen area, and what was asked of the table."""
    asked: dict[str, str | int] = {"year": int(view["year"]), "denominator": view.denominator}
    if view["area"] == "region":
        members = explained.members(version, plan().goal.region)
        return explained.table(version, "municipalities", region=members, **asked), {
            "region": ",".join(members),
            **asked,
        }
    county = explained.home_county(version, plan().goal.region)
    if view["area"] == "county" and county:
        asked["county"] = county[0]
    return explained.table(version, "municipalities", **asked), asked


def _sheet(version: str, view: PageView, t: Texts) -> None:
    """The chosen municipality's figures of the year, its commuters and its borders."""
    code = view["municipality"]
    rows = explained.table(version, "municipalities", region=code, year=int(view["year"]), denominator=view.denominator)
    name = _names(version, t.lang).get(code, code)
    st.header(t("municipalities.sheet_title", name=name, year=view["year"]), anchor=False)
    official = standings.official_name(version, code)
    if official not in ("", name):
        st.caption(t("municipalities.official_name", name=official.replace(" - ", " – ")))
    for notice in border_notices(explained.table(version, "area_changes", region=code), name, t):
        st.info(notice, icon=":material/map:")
    if rows.empty:
        st.markdown(t("municipalities.none", year=view["year"]))
        return
    row = rows.iloc[0]
    with st.grid(4, min_column_width=235, gap="xsmall"):
        for key, value in sheet_figures(row, t).items():
            st.metric(t(f"municipalities.metric.{key}"), value, help=t(f"municipalities.metric.{key}_help"))
    commuters = explained.table(version, "commuters", region=code)
    with st.container(width=860):
        st.markdown(commuting(row, commuters, name, t))
        keys = [key for key in str(row["reason"] or "").split(";") if key]
        if keys:
            st.caption("  \n".join(sentences.reasons(keys, t)))
    year = sheets.default_year(sheets.today())
    if code in sheets.members(version, year):
        asked = {"municipality": code, "year": str(year)}
        label = t("sheet.to", year=year)
        st.page_link(SHEET, label=label, icon=":material/assignment:", query_params=asked)


def sheet_figures(row: pd.Series, t: Texts) -> dict[str, str]:
    """The figures of the sheet as they are read, by the name of their text."""
    middle, ends = row["value_added_mnok"], (row["value_added_low_mnok"], row["value_added_high_mnok"])
    return {
        "value_added": municipal_words.value_added(middle, t),
        "value_added_band": "–".join(municipal_words.value_added(end, t, like=middle, unit=False) for end in ends),
        "share": municipal_words.share(row["gdp_share_pct"], t),
        "population_share": municipal_words.share(row["population_share_pct"], t),
        "index": numbers.index(row["gdp_index"], t.lang),
        "index_band": f"{numbers.index(row['gdp_index_low'], t.lang)}–{numbers.index(row['gdp_index_high'], t.lang)}",
        "per_inhabitant": municipal_words.written(
            row["value_added_per_inhabitant_nok"], "value_added_per_inhabitant_nok", t
        ),
        "jobs": numbers.number(row["jobs"], 0, t.lang),
    }


def commuting(row: pd.Series, commuters: pd.DataFrame, name: str, t: Texts) -> str:
    """The commuting balance of the year, and who commutes in and out in the latest year that is known."""
    balance = row["job_balance"]
    words = t(
        "municipalities.balance_in" if balance >= 0 else "municipalities.balance_out",
        name=name,
        year=numbers.year(row["year"]),
        jobs=numbers.number(row["jobs"], 0, t.lang),
        employed=numbers.number(row["employed"], 0, t.lang),
        balance=numbers.number(abs(balance), 0, t.lang),
    )
    known = commuters.dropna(subset=["in_commuters", "out_commuters"])
    if known.empty:
        return words
    last = known.sort_values("year").iloc[-1]
    flows = t(
        "municipalities.flows",
        year=numbers.year(last["year"]),
        into=numbers.number(last["in_commuters"], 0, t.lang),
        out=numbers.number(last["out_commuters"], 0, t.lang),
    )
    return f"{words} {flows}"


def border_notices(changes: pd.DataFrame, name: str, t: Texts) -> list[str]:
    """What the municipality continues, one sentence for each year its borders changed, newest first."""
    notices = []
    for place, (year, parts) in enumerate(sorted(changes.groupby("year"), reverse=True)):
        whole = [str(row.name) for row in parts.itertuples(index=False) if not row.is_part]
        part = [t("municipalities.part_of", name=row.name) for row in parts.itertuples(index=False) if row.is_part]
        joined = page.listed([*whole, *part], t("own.and"))
        key = "municipalities.continued" if place else "municipalities.continues"
        notices.append(t(key, name=name, year=numbers.year(year), parts=joined))
    return notices


@once(32)
def charts(version: str, view: PageView) -> dict[str, Shown]:
    """The map and the chosen municipality's chart, drawn once for each view and version."""
    t = texts(view.lang)
    made = [_map(version, view, t), _over_time(version, view, t)]
    return {shown.name: shown for shown in made if shown is not None}


def _map(version: str, view: PageView, t: Texts) -> Shown | None:
    """The map of the area with a line around the chosen municipality, which alone is new when another one is chosen."""
    ground = _ground(version, replace(view, chart="", own=tuple(one for one in view.own if one[0] != "municipality")))
    if ground is None:
        return None
    shown, on_map, areas = ground
    figure = maps.with_outlines(areas, on_map, [view["municipality"]], SCREEN)
    return page.shown(version, t, figure=go.Figure(figure), **shown)


@once(16)
def _ground(version: str, view: PageView) -> tuple[dict[str, Any], pd.DataFrame, Figure] | None:
    """What the map is whichever municipality is chosen: its words and table, its rows, and the areas."""
    t = texts(view.lang)
    rows, asked = _rows(version, view)
    if rows.empty:
        return None
    area, measure = _area_inside(version, view["area"], t), view["measure"]
    on_map = municipal_words.on_map(rows, measure, t)
    areas = maps.figure(
        on_map,
        lambda value: municipal_words.written(value, measure, t),
        municipal_words.classes(measure, t),
        (),
        t,
        SCREEN,
    )
    shown = {
        "name": "map",
        "title": t(f"municipalities.map_title.{measure}", area=area, year=view["year"]),
        "sentence": municipal_words.sentence(rows, measure, area, int(view["year"]), t),
        "table": frame.plain(municipal_words.table(rows, t)),
        "source": "municipalities",
        "asked": page.asked(**asked),
        "notes": (t("municipalities.map_note"), t("areas.licence")),
    }
    return shown, on_map, areas


def _over_time(version: str, view: PageView, t: Texts) -> Shown | None:
    code = view["municipality"]
    asked = {"region": code, "denominator": view.denominator}
    rows = explained.table(version, "municipalities", **asked)
    if rows.empty:
        return None
    name = _names(version, t.lang).get(code, code)
    # these columns alone: a chart takes its rows in pieces, and each piece would carry all of them
    wanted = {"gdp_index": "value", "gdp_index_low": "low", "gdp_index_high": "high"}
    index = rows[["year", "reason", *wanted]].rename(columns=wanted)
    breaks = [a_break.year for a_break in figures.breaks(version, "gdp_index")]
    no_path = pd.DataFrame({"year": [], "path_value": []})
    last = index.sort_values("year").iloc[-1]
    return page.shown(
        version,
        t,
        name="sheet",
        title=t("municipalities.over_time", name=name),
        sentence=t(
            "municipalities.over_time_sentence",
            name=name,
            year=numbers.year(last["year"]),
            index=methods.band(last["value"], last["low"], last["high"], t),
            first_year=numbers.year(index["year"].min()),
            first=numbers.index(index.sort_values("year").iloc[0]["value"], t.lang),
        ),
        figure=go.Figure(path.figure(index, no_path, breaks, name, t, SCREEN)),
        table=frame.plain(path.table(index, no_path, t)),
        source="municipalities",
        asked=page.asked(**asked),
        notes=(t("municipalities.band_note"), t("chart.hollow")),
    )
