"""The forms that the page which explores can take, all from the same rows: figure, sentence, table, notes, files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard import explained, exploring, numbers, standings
from dashboard import standing_words as say
from dashboard.charts import bars, compare, crowd, maps, scatter, slope
from dashboard.charts import frame as chart_frame
from dashboard.charts.regions import Regions
from dashboard.choices import PageView
from dashboard.exploring import Question
from dashboard.palette import SCREEN
from dashboard.parts import explore_notes, frame, share
from dashboard.parts.explained import region_inside
from dashboard.parts.explore_ground import ROUTE, Ground
from dashboard.parts.goal import checked
from dashboard.short_names import short_names
from dashboard.shown import Shown, Tabled
from dashboard.texts import Texts
from pipelines.plan import plan

#: More cells than these are no table on a page: then some years stand for all, and the file has the rest.
_CELLS, _YEARS_SHOWN = 1500, 5


def of(version: str, question: Question, view: PageView, t: Texts) -> list[Tabled]:
    """The charts of a question: one for each indicator there are figures for; one alone for two held against each
    other."""
    names = standings.region_names(version, t.lang)
    chosen = {one: names[one] for one in question.regions}
    regions = Regions(question.focus, standings.nation(version), chosen, short_names(chosen, t.data))
    ground = Ground(version, question, view, regions, t)
    if question.kind == "scatter":
        return _against(ground)
    make = {"line": _line, "bar": _bar, "slope": _slope, "map": _map, "table": _table}[question.kind]
    made: list[Tabled] = []
    for indicator in question.indicators:
        rows = ground.rows(indicator)
        if rows["value"].notna().any() and (panel := make(ground, indicator, rows, str(len(made) + 1))):
            made.append(panel)
    return made


def _panel(
    ground: Ground,
    indicators: Sequence[str],
    number: str,
    title: str,
    sentence: str,
    drawn: chart_frame.Figure | None,
    table: pd.DataFrame,
    shown: Sequence[pd.DataFrame],
    key: str = "",
    more: Sequence[str] = (),
) -> Tabled:
    """A chart, or a table alone, with the notes, signs and files that follow from what is shown."""
    t = ground.t
    notes = list(more)
    for indicator, rows in zip(indicators, shown, strict=True):
        notes += explore_notes.notes(ground, indicator, rows)
    abouts = [ground.about(one) for one in indicators]
    common: dict[str, Any] = {
        "name": number,
        "title": title,
        "sentence": sentence,
        "route": ROUTE,
        "asked": ground.files(indicators),
        "sources": share.source_words(tuple(dict.fromkeys(one for about in abouts for one in about["sources"])), t),
        "about": tuple(
            (str(about[f"name_{t.data}"]), f"{about[f'definition_{t.data}']} ({about[f'unit_{t.data}']})")
            for about in abouts
        ),
        "cited": title if str(abouts[0][f"name_{t.data}"]) in title else f"{abouts[0][f'name_{t.data}']}: {title}",
        "table": table,
        "notes": tuple(dict.fromkeys(notes)),
        "table_note": "  \n".join(explore_notes.signs(shown, t)),
    }
    return Shown(**common, figure=checked(drawn), key=key) if drawn else Tabled(**common)


def _within(ground: Ground, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the years that are shown."""
    return rows[rows["year"].between(ground.question.first, ground.question.last)]


def _line(ground: Ground, indicator: str, rows: pd.DataFrame, number: str) -> Tabled:
    t, about, shown = ground.t, ground.about(indicator), _within(ground, rows)
    breaks = [one.year for one in ground.breaks(indicator)]
    behind = [one for one in exploring.behind(ground.version, ground.question) if one not in ground.regions.names]
    drawn = crowd.figure(shown, about, ground.regions, behind, breaks, t, SCREEN)
    if ground.question.base is not None:
        _base_line(drawn, t)
    crowded = crowd.is_crowded(ground.regions)
    more = [t("explore.behind", count=len(behind))] if behind else []
    more += [t("explore.crowded", name=ground.regions.names[ground.question.focus])] if crowded else []
    return _panel(
        ground,
        [indicator],
        number,
        t("compare.title", unit=about[f"unit_{t.data}"]) if len(ground.question.indicators) == 1 else _named(about, t),
        compare.sentence(shown, about, ground.regions, breaks, t),
        drawn,
        _by_year(ground, indicator, about, shown),
        [shown],
        crowd.key(drawn, shown, ground.regions),
        [*more, *_thinned(shown, t)],
    )


def _base_line(drawn: chart_frame.Figure, t: Texts) -> None:
    """The level of the base year, which every line passes through."""
    line = {"color": SCREEN.faint_ink, "width": 1.5, "dash": "dot"}
    drawn["layout"]["shapes"].append(
        {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 100, "y1": 100, "line": line, "layer": "below"}
    )


def _named(about: Mapping[str, Any], t: Texts) -> str:
    """Name and unit; the name of a derived figure has its unit in it."""
    if about["derived"]:
        return str(about[f"name_{t.data}"])
    return f"{about[f'name_{t.data}']}, {about[f'unit_{t.data}']}"


def _table(ground: Ground, indicator: str, rows: pd.DataFrame, number: str) -> Tabled:
    t, about, shown = ground.t, ground.about(indicator), _within(ground, rows)
    breaks = [one.year for one in ground.breaks(indicator)]
    sentence = compare.sentence(shown, about, ground.regions, breaks, t)
    cells = _by_year(ground, indicator, about, shown)
    return _panel(
        ground, [indicator], number, _named(about, t), sentence, None, cells, [shown], more=_thinned(shown, t)
    )


def _by_year(ground: Ground, indicator: str, about: Mapping[str, Any], rows: pd.DataFrame) -> pd.DataFrame:
    """A row for each region and a column for each year, newest first; each region leads to its own file."""
    t, known = ground.t, rows[rows["value"].notna()]
    years = _table_years(rows)
    order = [*ground.regions.names, *exploring.behind(ground.version, ground.question)]
    there = set(known["region"])
    regions = [one for one in dict.fromkeys(order) if one in there]
    names = standings.region_names(ground.version, t.lang)
    cells = {
        (row.region, int(row.year)): f"{say.short(row.value, about, t)}\u00a0{row.sign}".strip()
        for row in known.itertuples(index=False)
    }
    lines = [
        {t("explore.region"): names[one]} | {numbers.year(year): cells.get((one, year), "–") for year in years}
        for one in regions
    ]
    if not lines:
        return pd.DataFrame({t("explore.region"): []})
    return frame.plain(pd.DataFrame(lines), ground.links([indicator], regions))


def _table_years(rows: pd.DataFrame) -> list[int]:
    """The years that a table has columns for, newest first: all, or a few of them where it would be too large."""
    known = rows[rows["value"].notna()]
    years = sorted({int(year) for year in known["year"]}, reverse=True)
    if not _is_thinned(rows):
        return years
    last = len(years) - 1
    return sorted({years[round(step * last / (_YEARS_SHOWN - 1))] for step in range(_YEARS_SHOWN)}, reverse=True)


def _is_thinned(rows: pd.DataFrame) -> bool:
    """Whether a table by year of these rows would be so large that it shows only some of the years."""
    known = rows[rows["value"].notna()]
    return known["year"].nunique() * known["region"].nunique() > _CELLS


def _thinned(rows: pd.DataFrame, t: Texts) -> list[str]:
    """That a table leaves years out, and where they are."""
    if not _is_thinned(rows):
        return []
    years = sorted({int(year) for year in rows.loc[rows["value"].notna(), "year"]})
    return [t("explore.thinned", shown=len(_table_years(rows)), count=len(years))]


def _of_year(ground: Ground, rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["year"] == ground.question.last]


def _bar(ground: Ground, indicator: str, rows: pd.DataFrame, number: str) -> Tabled | None:
    t, about, shown = ground.t, ground.about(indicator), _of_year(ground, rows)
    if shown["value"].isna().all():
        return None
    title = t("explore.year_title", name=_named(about, t), year=numbers.year(ground.question.last))
    many = int(shown["value"].notna().sum()) > bars.NAMED
    return _panel(
        ground,
        [indicator],
        number,
        title,
        bars.sentence(shown, about, ground.regions, ground.question.last, t),
        bars.figure(shown, about, ground.regions, t, SCREEN),
        _linked(ground, indicator, bars.ordered(shown), bars.table(shown, about, t)),
        [shown],
        more=[t("explore.skyline")] if many else [],
    )


def _linked(ground: Ground, indicator: str, rows: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """A table with a row for each region, each leading to the file of that region's figures."""
    return frame.plain(table, ground.links([indicator], rows["region"]))


def _slope(ground: Ground, indicator: str, rows: pd.DataFrame, number: str) -> Tabled | None:
    t, about = ground.t, ground.about(indicator)
    years = (ground.question.first, ground.question.last)
    shown = rows[rows["year"].isin(years)]
    both = slope.pairs(shown, *years)
    if both.empty or years[0] == years[1]:
        return None
    crossed = [one for one in ground.breaks(indicator) if years[0] < one.year <= years[1]]
    drawn = slope.figure(shown, about, ground.regions, years, t, SCREEN)
    return _panel(
        ground,
        [indicator],
        number,
        _named(about, t),
        slope.sentence(shown, about, ground.regions, years, t),
        drawn,
        _linked(ground, indicator, both, slope.table(shown, about, years, t)),
        [shown],
        key=crowd.key(drawn, shown, ground.regions),
        more=[t("explore.slope_break", year=numbers.year(one.year)) for one in crossed],
    )


def _map(ground: Ground, indicator: str, rows: pd.DataFrame, number: str) -> Tabled | None:
    t, about = ground.t, ground.about(indicator)
    inside = set(exploring.behind(ground.version, ground.question))
    shown = maps.drawn(_of_year(ground, rows))
    shown = shown[shown["region"].isin(inside)]
    if shown.empty:
        return None
    parted = maps.classes(maps.equal_bounds(shown["value"].tolist()), lambda bound: say.short(bound, about, t), t)
    outlined = _outlined(ground)
    drawn = maps.figure(shown, lambda value: say.amount(value, about, t), parted, outlined, t, SCREEN)
    area, year = _area(ground), ground.question.last
    return _panel(
        ground,
        [indicator],
        number,
        t("explore.year_title", name=_named(about, t), year=numbers.year(year)),
        maps.sentence(shown, about, area, year, t),
        drawn,
        _linked(ground, indicator, maps.ordered(shown), maps.table(shown, about, t)),
        [shown],
        more=[t("explore.map_note", count=len(shown), all=len(inside)), t("areas.licence")],
    )


def _outlined(ground: Ground) -> list[str]:
    """The municipalities with a thick line around them: those of the region in front, and the chosen ones."""
    known = standings.regions(ground.version)
    chosen = [one for one in ground.question.regions if known[one]["kind"] == "municipality"]
    if known[ground.question.focus]["kind"] == "nation":
        return chosen
    return [*chosen, *explained.members(ground.version, ground.question.focus)]


def _area(ground: Ground) -> str:
    """The map's area inside a sentence."""
    also = "county" if ground.question.also == "none" else ground.question.also
    if also == "country":
        return ground.t("municipalities.area.country_inside")
    if also == "county":
        county = exploring.county_of(ground.version, ground.question.focus)
        return county[1] if county else ""
    focused = standings.regions(ground.version)[ground.question.focus]
    region = plan().goal.region if focused["kind"] == "municipality" else ground.question.focus
    return region_inside(ground.version, region, ground.t)


def _against(ground: Ground) -> list[Tabled]:
    """Two indicators held against each other."""
    t, pair = ground.t, ground.question.indicators[:2]
    path = ground.question.points == "path"
    abouts = (ground.about(pair[0]), ground.about(pair[1]))
    shown = [(_within if path else _of_year)(ground, ground.rows(one)) for one in pair]
    both = scatter.join(*shown)
    if path:
        both = both[both["region"].isin(list(ground.regions.names))]
    if both.empty:
        return []
    years = sorted({int(year) for year in both["year"]})
    span = numbers.year(years[-1]) if len(years) == 1 else f"{numbers.year(years[0])}–{numbers.year(years[-1])}"
    drawn = scatter.figure(both, abouts, ground.regions, path, t, SCREEN)
    table = frame.plain(scatter.table(both, abouts, t), ground.links(pair, scatter.ordered(both)["region"]))
    return [
        _panel(
            ground,
            pair,
            "1",
            t("explore.scatter_title", across=abouts[0][f"name_{t.data}"], up=abouts[1][f"name_{t.data}"], year=span),
            scatter.sentence(both, abouts, ground.regions, years, t),
            drawn,
            table,
            shown,
            compare.key(drawn, both.rename(columns={"x": "value"}), ground.regions),
            [t("explore.no_cause")],
        )
    ]
