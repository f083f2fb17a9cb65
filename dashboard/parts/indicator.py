"""An indicator's page: the region among others, its rank, its municipalities, and what one needs to judge it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from dashboard import address, asked, choices, explained, figures, numbers, sentences, standings
from dashboard import standing_words as say
from dashboard.address import OPTIONS
from dashboard.charts import compare, maps, rank
from dashboard.charts import frame as chart_frame
from dashboard.charts.regions import Regions
from dashboard.choices import Own, PageView
from dashboard.once import once
from dashboard.palette import SCREEN
from dashboard.parts import about as meta
from dashboard.parts import frame, opening, picking, share, standing, twin
from dashboard.parts.goal import checked
from dashboard.shown import Shown
from dashboard.texts import Texts, data_language, spoken, texts
from indicators import read
from pipelines.plan import plan

PATH = "indicator"
CHARTS = ("compare", "rank", "map")


def show() -> None:
    """The whole page, or the one chart that an embedding page asks for."""
    version = opening.version()
    if version is None:
        return
    t = texts(address.language())
    view = choices.remembered(view_of(version, address.parameters(PATH)))
    drawn = charts(version, view)
    if view.chart in drawn:
        twin.alone(drawn[view.chart], version, view, t)
        return
    indicator = view["indicator"]
    frame.head(t("page.indicator.description"), view, t)
    _find(version, indicator, standings.indicator_names(version, t.lang), view, t)
    _page(version, indicator, drawn, view, t)
    meta.show(version, indicator, view, t)
    standing.criteria(t)
    frame.foot(version, t)


def view_of(version: str, parameters: Mapping[str, str]) -> PageView:
    """The view that an address asks for."""
    lang = spoken(parameters.get("lang"))
    names = standings.indicator_names(version, lang)
    indicator, told = asked.one("indicator", names, _first(version), parameters)
    usual = _beside_at_first(version, indicator)
    chosen, more = asked.several("compare", standings.region_names(version, lang), usual, parameters)
    own = {"indicator": indicator, "compare": ",".join(name for name in chosen if name != plan().goal.region)}
    defaults = {"indicator": "", "compare": ",".join(usual)}
    return standing.view_of(PATH, version, parameters, own, defaults, CHARTS, [*told, *more])


def _beside_at_first(version: str, indicator: str) -> list[str]:
    """The regions that the home region is compared with where the address names none: among figures that go by the size
    of a region its own line would lie flat."""
    if read.size_dependent(standings.about(version, indicator)):
        return []
    return [name for name in standings.compared(version, plan().goal.region) if name != plan().goal.region]


def titled(version: str, view: PageView) -> str:
    """What the view is called."""
    return standings.indicator_names(version, view.lang)[view["indicator"]]


_WIDE = 860


def _find(version: str, indicator: str, names: Mapping[str, str], view: PageView, t: Texts) -> None:
    """The list of all indicators, found by name or definition, and the way to the sub-goal of this one."""
    goal = str(standings.declared(version)[indicator]["goal"])
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        options = Own("indicator", tuple(names), "")
        # on paper nobody looks for another one, and the definition has a place of its own
        named = names.__getitem__ if frame.whole() else lambda name: _found_by(version, name, t.lang)
        choices.switch(options, view, t, named, width=720)
        if goal != "goal":
            name = standing.sub_goal_name(goal, t)
            st.page_link(
                standing.SUB_GOAL,
                label=t("indicator_page.belongs", name=name),
                icon=":material/arrow_back:",
                query_params={"sub_goal": goal},
            )


def _first(version: str) -> str:
    """The indicator that is shown when none is named: one that has moved, so that there is something to see."""
    rows = standings.all_progress(version, plan().goal.region)
    for goal in plan().sub_goal:
        moved = standings.summary(version, plan().goal.region).get(goal.key, {}).get("moved_most")
        if moved:
            return str(moved)
    with_figures = (name for name, row in rows.items() if row["goal"] != "goal" and row["latest_year"] is not None)
    return next(with_figures, next(iter(standings.declared(version))))


@once(512)
def _found_by(version: str, indicator: str, lang: str) -> str:
    """An indicator in the list: name, then the definition, so that it is found by either."""
    about = standings.declared(version)[indicator]
    return f"{about[f'name_{data_language(lang)}']} – {about[f'definition_{data_language(lang)}']}"


def _page(version: str, indicator: str, drawn: dict[str, Shown], view: PageView, t: Texts) -> None:
    about = standings.about(version, indicator)
    row = standings.progress_of(version, indicator, plan().goal.region, tuple(view.choices().items()))
    st.title(str(about[f"name_{t.data}"]), anchor=False)
    if "compare" not in drawn:
        st.info(t("indicator_page.no_data"), icon=":material/hourglass_empty:")
        st.markdown(f"{about[f'definition_{t.data}']}\n\n{about[f'limits_{t.data}']}", width=_WIDE)
        st.markdown(t("indicator_page.next", release=about[f"next_release_{t.data}"]), width=_WIDE)
        return
    st.markdown(f"**{_standing(row, t)}** {drawn['compare'].sentence}", width=_WIDE)
    twin.picture(drawn["compare"], view, t)
    _switches(version, indicator, view, t)
    twin.beneath(drawn["compare"], version, view, t)
    for name in ("rank", "map"):
        if name in drawn:
            twin.show(drawn[name], version, view, t)


def _standing(row: dict[str, object], t: Texts) -> str:
    words = say.told(row, t) if row else ""
    return f"{words}." if words else ""


def _switches(version: str, indicator: str, view: PageView, t: Texts) -> None:
    """Which regions are compared, and the choices that change this indicator."""
    names = standings.region_names(version, t.lang)
    options = [name for name in names if name != plan().goal.region]
    picking.several(
        "indicator-compare",
        t("own.compare.label"),
        options,
        [name for name in view["compare"].split(",") if name],
        names.__getitem__,
        lambda now: _write_compared(now, dict(view.own_defaults)["compare"]),
        t,
        t("own.compare.help"),
    )
    variants = [key for key in ("denominator", "prices", "membership") if key in _variants(version, indicator)]
    if variants:
        with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
            for key in variants:
                address.switch(key, OPTIONS[key], getattr(view, key), t)


def _variants(version: str, indicator: str) -> list[str]:
    return list(standings.about(version, indicator)["variants"])


def _write_compared(regions: list[str], default: str) -> None:
    """Put the chosen regions into the address; the usual ones need no mention."""
    chosen = ",".join(regions)
    if chosen == default:
        st.query_params.pop("compare", None)
    else:
        st.query_params["compare"] = chosen


@once(64)
def charts(version: str, view: PageView) -> dict[str, Shown]:
    """The charts there are figures for, by name; drawn once for each version and view."""
    t, indicator = texts(view.lang), view["indicator"]
    chosen = standings.ordered(version, plan().goal.region, view["compare"].split(","))
    regions = standing.regions(version, chosen, t)
    rows = standings.series(version, indicator, tuple(regions.names), tuple(view.choices().items()))
    if not rows["value"].notna().any():
        return {}
    made = {"compare": _compared(version, view, rows, regions, t)}
    if rank.worth_drawing(rows, regions.home):
        made["rank"] = _ranked(version, view, rows, regions, t)
    of_municipalities = _map(version, view, t)
    if of_municipalities:
        made["map"] = of_municipalities
    return made


def _query(view: PageView, version: str, **more: str) -> str:
    """What the routes of the figures are asked for this view, as the address has it."""
    kept = {"version": view.version} if view.version else {}
    return urlencode([*_asked(view, version, **more), *kept.items()])


def _asked(view: PageView, version: str, **more: str) -> tuple[tuple[str, str], ...]:
    """What the routes of the figures are asked for this view."""
    variants = _variants(version, view["indicator"])
    chosen = {key: value for key, value in view.choices().items() if key in variants}
    return tuple({"indicator": view["indicator"], **chosen, **more}.items())


def _figures_of(view: PageView, version: str, title: str, t: Texts, **more: str) -> dict[str, Any]:
    """Where the figures of a chart are, and what they mean."""
    about = standings.about(version, view["indicator"])
    return {
        "cited": f"{about[f'name_{t.data}']}: {title}",
        "route": "/api/v1/values",
        "asked": _asked(view, version, **more),
        "sources": share.source_words(tuple(about["sources"]), t),
        "about": share.meaning(version, (view["indicator"],), t),
        "table_note": t("compare.table_note"),
    }


def _linked(table: pd.DataFrame, view: PageView, version: str) -> pd.DataFrame:
    """The table with each year leading to the file of that year's figures for all regions and municipalities."""
    years = table.iloc[:, 0] if len(table) else []
    return frame.plain(table, [f"/api/v1/values.csv?{_query(view, version, years=str(year))}" for year in years])


def _compared(version: str, view: PageView, rows: pd.DataFrame, regions: Regions, t: Texts) -> Shown:
    about = standings.about(version, view["indicator"])
    breaks = figures.breaks(version, view["indicator"])
    first = compare.from_year(rows, regions.nation, plan().goal.base_year - 5)
    drawn = rows[rows["year"] >= first]
    notes = [t("compare.hollow")] if chart_frame.stood_in(rows).any() else []
    notes += sentences.reasons(figures.reasons([rows]), t)
    notes += [
        t("chart.break_explained", year=one.year, why=t.either(one.nb, one.en))
        for one in breaks
        if first < one.year <= rows["year"].max()
    ]
    notes += standing.earlier(rows, first, t)
    missing = [name for region, name in regions.names.items() if not (rows["region"] == region).any()]
    if missing:
        notes.append(t("compare.without", regions=", ".join(missing)))
    title = t("compare.title", unit=about[f"unit_{t.data}"])
    made = compare.figure(drawn, about, regions, [one.year for one in breaks], t, SCREEN)
    return Shown(
        name="compare",
        title=title,
        sentence=compare.sentence(rows, about, regions, [one.year for one in breaks], t),
        figure=checked(made),
        table=_linked(compare.table(drawn, about, regions, t), view, version),
        **_figures_of(view, version, title, t, region=",".join(regions.names)),
        key=compare.key(made, drawn, regions),
        notes=tuple(notes),
    )


def _ranked(version: str, view: PageView, rows: pd.DataFrame, regions: Regions, t: Texts) -> Shown:
    breaks = [one.year for one in figures.breaks(version, view["indicator"])]
    about = standings.about(version, view["indicator"])
    return Shown(
        name="rank",
        title=t("rank.title"),
        sentence=rank.sentence(rows, regions, t),
        figure=checked(rank.figure(rows, regions, breaks, t, SCREEN)),
        table=_linked(rank.table(rows, regions, t), view, version),
        **_figures_of(view, version, t("rank.title"), t, region=",".join(regions.names)),
        notes=(t(f"rank.best.{about['direction']}"),),
    )


def _map(version: str, view: PageView, t: Texts) -> Shown | None:
    """The municipalities of the home region's county in the latest year that most of them have; None without any."""
    county = explained.home_county(version, plan().goal.region)
    known = standings.regions(version)
    codes = [name for name, row in known.items() if county and row.get("county") == county[0]]
    if not codes:
        return None
    choices_made = tuple(view.choices().items())
    rows = maps.drawn(standings.series(version, view["indicator"], tuple(codes), choices_made))
    if rows.empty:
        return None
    year = int(rows["year"].max())
    about = standings.about(version, view["indicator"])
    shown = rows[rows["year"] == year].assign(
        name=[str(known[code][f"name_{t.data}"]) for code in rows.loc[rows["year"] == year, "region"]]
    )
    area = county[1] if county else ""
    title = t("areas.title", area=area, year=numbers.year(year))
    return Shown(
        name="map",
        title=title,
        sentence=maps.sentence(shown, about, area, year, t),
        figure=checked(_areas(version, shown, about, t)),
        table=_municipal_table(shown, view, version, t),
        **_figures_of(view, version, title, t, region=",".join(codes), years=str(year)),
        notes=(t("areas.note", count=len(shown), all=len(codes)), t("areas.licence")),
    )


def _areas(version: str, shown: pd.DataFrame, about: Mapping[str, Any], t: Texts) -> chart_frame.Figure:
    """The map itself; the home region's municipalities have a thick line around them."""
    parted = maps.classes(maps.equal_bounds(shown["value"].tolist()), lambda bound: say.short(bound, about, t), t)
    members = explained.members(version, plan().goal.region)
    return maps.figure(shown, lambda value: say.amount(value, about, t), parted, members, t, SCREEN)


def _municipal_table(shown: pd.DataFrame, view: PageView, version: str, t: Texts) -> pd.DataFrame:
    about = standings.about(version, view["indicator"])
    codes = maps.ordered(shown)["region"]
    links = [f"/api/v1/values.csv?{_query(view, version, region=code)}" for code in codes]
    return frame.plain(maps.table(shown, about, t), links)
