"""The forms that the page which explores can take, all from the same rows: figure, sentence, table, notices, files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from dashboard import explained, explored, exploring, figures, numbers, sentences, standings
from dashboard import standing_words as say
from dashboard.charts import bars, compare, crowd, maps, scatter, slope
from dashboard.charts import frame as chart_frame
from dashboard.choices import PageView
from dashboard.exploring import Question
from dashboard.palette import SCREEN
from dashboard.parts import frame, share
from dashboard.parts.goal import checked
from dashboard.parts.municipalities import border_notices
from dashboard.plan import plan
from dashboard.shown import Shared, Shown
from dashboard.texts import Texts
from indicators import derive

ROUTE = "/api/v1/values"
#: More cells than these are no table on a page: then some years stand for all, and the file has the rest.
_CELLS, _YEARS_SHOWN = 1500, 5
#: What estimated values look like where they are no hollow marks.
_HOLLOW = {"bar": "explore.hatched", "map": "explore.sign.stood_in"}
#: More notices about borders than these are told as one.
_BORDERS = 3


@dataclass(frozen=True, kw_only=True)
class Tabled(Shared):
    """A table that stands for itself.

    Attributes:
        table: cells that `frame.plain` has made.
        notes: what has to be known of the values.
        table_note: what the signs in it mean.
    """

    table: pd.DataFrame
    notes: tuple[str, ...] = ()
    table_note: str = ""


Made = Shown | Tabled


@dataclass(frozen=True)
class Ground:
    """What every form is made from.

    Attributes:
        version: the warehouse version being shown.
        question: what was asked for.
        view: the view that it was read from.
        regions: the chosen regions, the one in front, and the country.
        t: texts.
    """

    version: str
    question: Question
    view: PageView
    regions: compare.Regions
    t: Texts

    @property
    def choices(self) -> figures.Choices:
        """Denominator, prices, membership and vintage."""
        return tuple(self.view.choices().items())

    def rows(self, indicator: str) -> pd.DataFrame:
        """All rows of an indicator, also those whose value could not be derived, signed and named."""
        found = exploring.rows(self.version, self.question, indicator, self.choices)
        return explored.signed(found, self.version, self.t)

    def about(self, indicator: str) -> dict[str, Any]:
        """The declaration of what is shown."""
        return explored.about(self.version, indicator, self.t, self.question.base, self.question.per)

    def breaks(self, indicator: str) -> list[figures.Break]:
        """The declared breaks of an indicator."""
        found = standings.about(self.version, indicator)["breaks"]
        return [figures.Break(int(year), str(nb), str(en)) for year, nb, en in found]


def of(version: str, question: Question, view: PageView, t: Texts) -> list[Made]:
    """The charts of a question: one for each indicator there are figures for; one alone for two held against each
    other."""
    known = standings.regions(version)
    nation = next((name for name, row in known.items() if row["kind"] == "nation"), "")
    names = standings.region_names(version, t.lang)
    regions = compare.Regions(question.focus, nation, {one: names[one] for one in question.regions})
    ground = Ground(version, question, view, regions, t)
    if question.kind == "scatter":
        return _against(ground)
    make = {"line": _line, "bar": _bar, "slope": _slope, "map": _map, "table": _table}[question.kind]
    made: list[Made] = []
    for indicator in question.indicators:
        rows = ground.rows(indicator)
        if rows["value"].notna().any() and (panel := make(ground, indicator, rows, str(len(made) + 1))):
            made.append(panel)
    return made


def missing(version: str, question: Question, view: PageView, made: Sequence[Made], t: Texts) -> list[str]:
    """A sentence for each indicator that no chart could be made of, with the reason where it is known."""
    drawn = {indicator for one in made for indicator in dict(one.asked)["indicator"].split(",")}
    told = []
    for indicator in question.indicators[: 2 if question.kind == "scatter" else None]:
        if indicator not in drawn:
            rows = exploring.rows(version, question, indicator, tuple(view.choices().items()))
            derived = rows[rows["status"] == derive.NOT_DERIVED]
            why = sentences.reason(str(derived["reason"].iloc[0]).split(";")[-1], t) if len(derived) else ""
            name = standings.indicator_names(version, t.lang)[indicator]
            told.append(f"{t('explore.nothing_of', name=name)} {why}".strip())
    return told


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
) -> Made:
    """A chart, or a table alone, with the notes, signs and files that follow from what is shown."""
    t = ground.t
    notes = [*more, *(note for one, rows in zip(indicators, shown, strict=True) for note in _notes(ground, one, rows))]
    abouts = [ground.about(one) for one in indicators]
    common: dict[str, Any] = {
        "name": number,
        "title": title,
        "sentence": sentence,
        "route": ROUTE,
        "asked": _files(ground, indicators),
        "sources": share.source_words(tuple(dict.fromkeys(one for about in abouts for one in about["sources"])), t),
        "about": tuple(
            (str(about[f"name_{t.data}"]), f"{about[f'definition_{t.data}']} ({about[f'unit_{t.data}']})")
            for about in abouts
        ),
        "cited": title
        if title.startswith(str(abouts[0][f"name_{t.data}"]))
        else f"{abouts[0][f'name_{t.data}']}: {title}",
        "table": table,
        "notes": tuple(dict.fromkeys(notes)),
        "table_note": "  \n".join(_signs(shown, t)),
    }
    return Shown(**common, figure=checked(drawn), key=key) if drawn else Tabled(**common)


def _within(ground: Ground, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the years that are shown."""
    return rows[rows["year"].between(ground.question.first, ground.question.last)]


def _line(ground: Ground, indicator: str, rows: pd.DataFrame, number: str) -> Made:
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
        "" if crowded else compare.key(shown, ground.regions),
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


def _table(ground: Ground, indicator: str, rows: pd.DataFrame, number: str) -> Made:
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
    links = [f"{ROUTE}.csv?{_query(ground, [indicator], region=one)}" for one in regions]
    return frame.plain(pd.DataFrame(lines), links) if lines else pd.DataFrame({t("explore.region"): []})


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


def _bar(ground: Ground, indicator: str, rows: pd.DataFrame, number: str) -> Made | None:
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
    return frame.plain(table, [f"{ROUTE}.csv?{_query(ground, [indicator], region=one)}" for one in rows["region"]])


def _slope(ground: Ground, indicator: str, rows: pd.DataFrame, number: str) -> Made | None:
    t, about = ground.t, ground.about(indicator)
    years = (ground.question.first, ground.question.last)
    shown = rows[rows["year"].isin(years)]
    both = slope.pairs(shown, *years)
    if both.empty:
        return None
    crossed = [one for one in ground.breaks(indicator) if years[0] < one.year <= years[1]]
    return _panel(
        ground,
        [indicator],
        number,
        _named(about, t),
        slope.sentence(shown, about, ground.regions, years, t),
        slope.figure(shown, about, ground.regions, years, t, SCREEN),
        _linked(ground, indicator, both, slope.table(shown, about, years, t)),
        [shown],
        key="" if crowd.is_crowded(ground.regions) else compare.key(shown, ground.regions),
        more=[t("explore.slope_break", year=numbers.year(one.year)) for one in crossed],
    )


def _map(ground: Ground, indicator: str, rows: pd.DataFrame, number: str) -> Made | None:
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
        _linked(ground, indicator, shown.sort_values("value", ascending=False), maps.table(shown, about, t)),
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
    region = plan().region if focused["kind"] == "municipality" else ground.question.focus
    name = standings.region_names(ground.version, ground.t.lang)[region]
    # English puts a small “the” before it inside a sentence
    return f"the {name[4:]}" if name.startswith("The ") else name


def _against(ground: Ground) -> list[Made]:
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
    table = scatter.table(both, abouts, t)
    ordered = both.sort_values(["year", "y"], ascending=[False, False])
    links = [f"{ROUTE}.csv?{_query(ground, pair, region=one)}" for one in ordered["region"]]
    key_rows = both.rename(columns={"x": "value"})
    return [
        _panel(
            ground,
            pair,
            "1",
            t("explore.scatter_title", across=abouts[0][f"name_{t.data}"], up=abouts[1][f"name_{t.data}"], year=span),
            scatter.sentence(both, abouts, ground.regions, years, t),
            scatter.figure(both, abouts, ground.regions, path, t, SCREEN),
            frame.plain(table, links),
            shown,
            compare.key(key_rows, ground.regions),
            [t("explore.no_cause")],
        )
    ]


def _notes(ground: Ground, indicator: str, rows: pd.DataFrame) -> list[str]:
    """What has to be known of the values that are shown: stand-ins, breaks, borders, and regions without."""
    t, known = ground.t, rows[rows["value"].notna()]
    kind = ground.question.kind
    # under a table alone its signs are told already
    signs = chart_frame.stood_in(known).any() and kind != "table"
    notes = [t(_HOLLOW.get(kind, "compare.hollow"))] if signs else []
    notes += sentences.reasons(figures.reasons([known]), t)
    if len(known):
        first, last = int(known["year"].min()), int(known["year"].max())
        notes += [
            t("chart.break_explained", year=one.year, why=t.either(one.nb, one.en))
            for one in ground.breaks(indicator)
            if first < one.year <= last
        ]
    notes += _border_notes(ground, known)
    return notes if kind == "map" else notes + _without(ground, rows)


def _border_notes(ground: Ground, known: pd.DataFrame) -> list[str]:
    """Which of the chosen municipalities had other borders in the years that are shown."""
    t = ground.t
    touched = set(known.loc[known["sign"].str.contains(explored.OTHER_BORDERS), "region"])
    chosen = [one for one in ground.question.regions if one in touched]
    names = standings.region_names(ground.version, t.lang)
    if len(chosen) > _BORDERS or len(touched) > len(chosen):
        return [t("explore.borders_of_many", count=len(touched))]
    return [
        notice
        for one in chosen
        for notice in border_notices(explained.table(ground.version, "area_changes", region=one), names[one], t)
    ]


def _without(ground: Ground, rows: pd.DataFrame) -> list[str]:
    """The chosen regions that have no value, with the reason where it is known."""
    t, names = ground.t, ground.regions.names
    known, derived = rows[rows["value"].notna()], rows[rows["status"] == derive.NOT_DERIVED]
    missing = [one for one in names if one not in set(known["region"])]
    by_reason: dict[str, list[str]] = {}
    for one in missing:
        why = derived.loc[derived["region"] == one, "reason"]
        last = str(why.iloc[0]).split(";")[-1] if len(why) else ""
        by_reason.setdefault(last, []).append(names[one])
    return [
        t("compare.without", regions=", ".join(found)) + (f" {sentences.reason(why, t)}" if why else "")
        for why, found in by_reason.items()
    ]


def _signs(shown: Sequence[pd.DataFrame], t: Texts) -> list[str]:
    """What the signs in the table mean, for those that occur."""
    every = " ".join(str(sign) for rows in shown for sign in rows["sign"].unique())
    told = [t("explore.sign.stood_in")] if explored.STOOD_IN in every else []
    told += [t("explore.sign.borders")] if explored.OTHER_BORDERS in every else []
    return [*told, t("explore.sign.missing"), t("explore.sign.link")]


def _asked(ground: Ground, indicators: Sequence[str]) -> dict[str, str]:
    """What the routes of the figures are asked, but for regions and years."""
    question = ground.question
    variants = {key for one in indicators for key in standings.about(ground.version, one)["variants"]}
    asked = {key: value for key, value in ground.view.choices().items() if key in variants}
    asked |= {"base": str(question.base)} if question.base else {}
    asked |= {"per": question.per} if question.per else {}
    return {"indicator": ",".join(indicators), **asked}


def _query(ground: Ground, indicators: Sequence[str], **more: str) -> str:
    """The same as a query string, of the version that the address keeps to."""
    kept = {"version": ground.view.version} if ground.view.version else {}
    return urlencode(_asked(ground, indicators) | more | kept)


def _files(ground: Ground, indicators: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The question whose answer holds the regions and years of a chart."""
    question = ground.question
    years = {
        "slope": f"{question.first},{question.last}",
        "bar": str(question.last),
        "map": str(question.last),
    }.get(question.kind, f"{question.first}-{question.last}" if question.across_years else str(question.last))
    asked = _asked(ground, indicators) | {"years": years}
    path = question.points == "path" and question.kind == "scatter"
    behind = () if path else exploring.behind(ground.version, question)
    # every region there is: naming four hundred would make an address that no mail programme takes
    if question.also != "country":
        chosen = () if question.kind == "map" else question.regions
        asked["region"] = ",".join(dict.fromkeys([*chosen, *behind]))
    return tuple(asked.items())
