"""The meeting's paper: the goal, the sub-goals, what changed since a date, the municipalities.

Every figure is read as the pages read it; nothing is computed here that a download does not contain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from dashboard import charted, figures, numbers, sentences, standings
from dashboard import standing_words as say
from dashboard.charts import compare, shares
from dashboard.charts import gap as gap_chart
from dashboard.charts.spread import sentence as spread_words
from dashboard.figures import Goal, at
from dashboard.once import once
from dashboard.paper import ask as asking
from dashboard.paper import changed, places
from dashboard.paper.ask import Ask
from dashboard.paper.model import Band, Chart, Paper, Section, Series, Table, by_year, every_year, floats, table_of
from dashboard.parts import standing
from dashboard.texts import Texts, texts
from indicators import progress
from pipelines.plan import SubGoal, plan


@once(16)
def meeting(version: str, ask: Ask) -> Paper:
    """The paper for a meeting.

    Args:
        version: the warehouse version being shown.
        ask: language, choices, date of the last meeting.

    Raises:
        ValueError: the date is neither a date nor a version.
        figures.NoFigures: the version can no longer be read.
    """
    t, view = texts(ask.view.lang), ask.view
    choices = tuple(view.choices().items())
    goal = figures.goal(version, plan().goal.region, choices)
    region = region_name(version, t)
    told = [*_goal(version, ask, goal, region, t)]
    shown = [goal.gdp_share, goal.population_share, goal.gdp_index, goal.gdp_gap]
    summary = standings.summary(version, plan().goal.region)
    for one in plan().sub_goal:
        if one.key in summary:
            section, rows = _sub_goal(version, one, summary[one.key], t)
            told.append(section)
            shown.extend(rows)
    told.append(changed.section(version, ask, goal, t))
    told.extend(places.sections(version, ask, region, t))
    return Paper(
        lang=view.lang,
        name=t("paper.file_name"),
        title=t("paper.title", region=region),
        subtitle=t("goal.quotation", quotation=t.either(plan().goal.quotation, plan().goal.translation)),
        author=t("site.name"),
        made=ask.today,
        facts=asking.facts(version, ask, t, with_since=True),
        sections=tuple(told),
        values=pd.concat(shown, ignore_index=True),
        appendix=(_criteria(t),),
        overview=_overview(told, t),
    )


def _overview(told: Sequence[Section], t: Texts) -> Table:
    """Every sub-goal in a row: which way its indicators go, where the region stands, what moved most."""
    names = {one.key: t.either(one.short.nb, one.short.en) for one in plan().sub_goal}
    rows = tuple((names[one.key], " ".join([one.statement, *one.details[:1]])) for one in told if one.key in names)
    return Table(t("paper.overview"), (t("page.sub_goal.title"), t("paper.overview_told")), rows)


def region_name(version: str, t: Texts) -> str:
    """The home region's name in the reader's language."""
    known = standings.regions(version).get(plan().goal.region)
    return str(known[f"name_{t.data}"]) if known else plan().goal.region


def _goal(version: str, ask: Ask, goal: Goal, region: str, t: Texts) -> list[Section]:
    """The answer with the two shares, and the distance in kroner."""
    year, target, choices = goal.latest_year, plan().goal.target_year, tuple(ask.view.choices().items())
    if year is None:
        return [Section("goal", t("page.goal.title"), t("answer.none"))]
    verdict = figures.verdict(version, plan().goal.region, year, choices)
    details = [sentences.certainty(goal, year, verdict, t), t(f"choice.denominator.{ask.view.denominator}_explained")]
    lead = ""
    if year != target:
        then = figures.verdict(version, plan().goal.region, target, choices)
        lead = sentences.target_year(goal, target, then, t)
        details.insert(0, lead)
    reasons = sentences.reasons(figures.reasons([goal.gdp_share, goal.population_share]), t)
    breaks = tuple(a_break.year for a_break in figures.breaks(version, "gdp_share"))
    share_chart = _of_page(replace(_shares(goal, ask, region, t), breaks=breaks), version, ask, "shares")
    gap = _of_page(_gap(goal, ask, region, t), version, ask, "gap")
    first = Section(
        key="goal",
        heading=t("page.goal.title"),
        statement=sentences.answer(goal, year, region, verdict, t) + ".",
        details=(*details, *((t("meaning.reasons_intro") + " " + " ".join(reasons),) if reasons else ())),
        chart=share_chart,
        tables=(_goal_table(goal, t),),
        figures=_figures(goal, year, t),
        lead=lead,
    )
    second = Section(
        key="gap",
        heading=t("paper.gap"),
        statement=gap.alt,
        details=(t("gap.quote_explained"),),
        chart=gap,
        tables=(table_of(gap, t.lang),),
    )
    return [first, second]


def _of_page(chart: Chart, version: str, ask: Ask, name: str) -> Chart:
    """The chart with the figure that the first page shows it by."""
    view = charted.view_of("", version, {**ask.view.choices(), "lang": ask.view.lang})
    shown = charted.charts("", version, view)[name]
    notes = tuple(note for note in shown.notes if note != texts(ask.view.lang)("gap.quote_explained"))
    return replace(chart, of_page=shown.figure.to_dict(), notes=notes)


def _figures(goal: Goal, year: int, t: Texts) -> tuple[tuple[str, str], ...]:
    return (
        (t("metric.gdp_share", year=year), numbers.percent(at(goal.gdp_share, year), t.lang)),
        (t("metric.population_share", year=year), numbers.percent(at(goal.population_share, year), t.lang)),
        (t("metric.gdp_index", year=year), numbers.index(at(goal.gdp_index, year), t.lang)),
        (t("metric.gdp_gap", year=year), numbers.billions(at(goal.gdp_gap, year), t.lang)),
    )


def _shares(goal: Goal, ask: Ask, region: str, t: Texts) -> Chart:
    """The region's two shares over the years."""
    years = every_year([goal.gdp_share])
    denominator = t(f"choice.denominator.{ask.view.denominator}_of")
    band = Band(
        t("paper.low"), t("paper.high"), by_year(goal.gdp_share, years, "low"), by_year(goal.gdp_share, years, "high")
    )
    return Chart(
        kind="line",
        title=t("shares.title"),
        category=t("table.year"),
        categories=tuple(numbers.year(year) for year in years),
        series=(
            Series(t("indicator.gdp_share"), "region", by_year(goal.gdp_share, years), t("table.gdp_share")),
            Series(
                t("indicator.population_share"),
                "target",
                by_year(goal.population_share, years),
                t("table.population_share"),
            ),
        ),
        decimals=2,
        percent=True,
        alt=shares.sentence(goal.gdp_share, goal.population_share, region, denominator, t),
        marked=(plan().goal.target_year, t("chart.target_year", year=numbers.year(plan().goal.target_year))),
        band=band if any(value is not None for value in band.high) else None,
    )


def _gap(goal: Goal, ask: Ask, region: str, t: Texts) -> Chart:
    """What is missing, in billion kroner."""
    years = every_year([goal.gdp_gap])
    low, high = by_year(goal.gdp_gap, years, "low"), by_year(goal.gdp_gap, years, "high")
    return Chart(
        kind="column",
        title=t("gap.title"),
        category=t("table.year"),
        categories=tuple(numbers.year(year) for year in years),
        series=(Series(t("indicator.gdp_gap"), "region", by_year(goal.gdp_gap, years)),),
        decimals=1,
        percent=False,
        alt=gap_chart.sentence(goal.gdp_gap, region, t(f"choice.prices.{ask.view.prices}_in"), t),
        band=Band(t("paper.low"), t("paper.high"), low, high) if any(v is not None for v in high) else None,
        parity=plan().goal.quoted_gap_bnok,
        parity_name=t("gap.quoted", amount=numbers.number(plan().goal.quoted_gap_bnok, 0, t.lang)),
    )


def _goal_table(goal: Goal, t: Texts) -> Table:
    """Both shares, the index with its band, by year."""
    index = goal.gdp_index.drop_duplicates("year").set_index("year")
    rows = []
    for year in every_year([goal.gdp_share]):
        if at(goal.gdp_share, year) is None:
            continue
        low, high = (numbers.index(float(index.loc[year, edge]), t.lang) for edge in ("low", "high"))
        rows.append(
            (
                numbers.year(year),
                numbers.percent(at(goal.gdp_share, year), t.lang),
                numbers.percent(at(goal.population_share, year), t.lang),
                numbers.index(at(goal.gdp_index, year), t.lang),
                low,
                high,
            )
        )
    header = (t("table.year"), t("table.gdp_share"), t("table.population_share"), t("table.gdp_index"))
    return Table(
        t("paper.goal_table"),
        (*header, *(f"{t('table.gdp_index')}, {edge.lower()}" for edge in (t("paper.low"), t("paper.high")))),
        tuple(rows),
        frozenset(range(1, 6)),
    )


def _sub_goal(version: str, one: SubGoal, summary: Mapping[str, Any], t: Texts) -> tuple[Section, list[pd.DataFrame]]:
    """A sub-goal: how many indicators moved which way, the one that moved most, and all of them as a table."""
    rows = standings.all_progress(version, plan().goal.region)
    moved = str(summary.get("moved_most") or "")
    about = standings.declared(version)
    sentence = say.moved_most(summary, rows.get(moved, {}), about.get(moved, {}), t)
    counts = say.counts(summary, t)
    chart, values = _moved(version, moved, t) if moved else (_spread(counts, t), [])
    names = standings.of_sub_goal(version, one.key)
    tables = [_components([rows[name] for name in names if name in rows], about, t)]
    if moved:
        tables.append(table_of(chart, t.lang))
    details = (
        sentence,  # what the overview takes along
        t("sub_goals.quotation", quotation=t.either(one.quotation, one.translation)),
        f"{spread_words(counts)}.",
    )
    section = Section(
        key=one.key,
        heading=t("paper.sub_goal", name=t.either(one.short.nb, one.short.en)),
        statement=f"{say.development(summary, t)} {say.standing(summary, t)}",
        details=tuple(detail for detail in details if detail),
        chart=chart,
        tables=tuple(tables),
    )
    return section, values


def _moved(version: str, indicator: str, t: Texts) -> tuple[Chart, list[pd.DataFrame]]:
    """The indicator that moved most, for the region, the country and the regions it is compared with."""
    about = standings.about(version, indicator)
    regions = standings.compared(version, plan().goal.region)
    frame = standings.series(version, indicator, regions)
    known = standings.regions(version)
    years = every_year([frame[frame["region"] == plan().goal.region]])
    shown = standing.regions(version, regions, t)
    breaks = [int(year) for year, _, _ in about["breaks"]]
    roles = {"home": "region", "nation": "norway"}
    series = []
    for region in regions:
        values = by_year(frame[frame["region"] == region], years)
        if any(value is not None for value in values):
            role = roles.get(str(known[region]["kind"]), "comparator")
            label = {"region": t("why.region_short"), "norway": shown.names[region]}.get(role, "")
            series.append(Series(shown.names[region], role, values, label))
    unit, percent = str(about[f"unit_{t.data}"]), str(about[f"unit_{t.data}"]).startswith(t("unit.percent"))
    chart = Chart(
        kind="line",
        title=t("paper.moved_title", name=about[f"name_{t.data}"], unit=unit),
        category=t("table.year"),
        categories=tuple(numbers.year(year) for year in years),
        series=tuple(series),
        decimals=int(about["decimals"]),
        percent=percent,
        alt=compare.sentence(frame, about, shown, breaks, t),
        breaks=tuple(breaks),
    )
    return chart, [frame[frame["year"].isin(years)]]


def _spread(counts: list[tuple[str, str, int]], t: Texts) -> Chart:
    """How many indicators stand where; for a sub-goal in which nothing has moved."""
    return Chart(
        kind="bar",
        title=t("paper.spread"),
        category=t("component.verdict"),
        categories=tuple(word for _, word, _ in counts),
        series=(Series(t("paper.indicators"), "region", floats([count for _, _, count in counts])),),
        decimals=0,
        percent=False,
        alt=f"{spread_words(counts)}.",
    )


def _components(rows: list[dict[str, Any]], about: Mapping[str, Mapping[str, Any]], t: Texts) -> Table:
    """Where every indicator of a sub-goal stands, and what that rests on."""
    keys = ("indicator", "unit", "years", "level", "achieved", "required", "verdict", "rank")
    header = (*(t(f"component.{key}") for key in keys), t("since.why"))
    return Table(
        title=t("component.title"),
        header=header,
        rows=tuple(_component(row, about[str(row["indicator"])], t) for row in rows),
        numeric=frozenset((4, 5)),
        on_slides=(0, 2, 3, 6, 7),
        under={1: 0, 2: 3, 8: 6},
        narrow=frozenset((4, 5)),
        beside={1: 0},
    )


def _component(row: Mapping[str, Any], about: Mapping[str, Any], t: Texts) -> tuple[str, ...]:
    finer = {**about, "decimals": int(about["decimals"]) + 1}
    years = [numbers.year(row[key]) for key in ("base_year", "latest_year") if row.get(key) is not None]
    levels = [say.short(row[key], about, t) for key in ("base_value", "latest_value") if row.get(key) is not None]
    paces = [say.short(row.get(f"pace_{key}_per_year"), finer, t) for key in ("achieved", "required")]
    return (
        str(about[f"name_{t.data}"]),
        str(about[f"unit_{t.data}"]),
        " → ".join(years) or "–",
        " → ".join(levels) or "–",
        *paces,
        say.status(row.get("status"), t),
        say.rank(row, t) or "–",
        progress.reason_in_words(str(row.get("reason") or ""), t.data) or "–",
    )


def _criteria(t: Texts) -> Table:
    """The status words with their printed criteria."""
    rows = tuple((word, criterion) for _, word, criterion in progress.criteria(t.data))
    return Table(t("criteria.title"), (t("criteria.status"), t("criteria.criterion")), rows)
