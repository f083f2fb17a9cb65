"""What changed since the last meeting: figures and verdicts of the warehouse's versions, and what was out then."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd

from dashboard import figures, numbers, since_words, standings
from dashboard import standing_words as say
from dashboard.figures import Goal
from dashboard.paper.ask import Ask
from dashboard.paper.model import Chart, Section, Series, Table, by_year, every_year, table_of
from dashboard.texts import Texts
from indicators import since
from pipelines import warehouse
from pipelines.plan import plan

#: So many new statuses are told in words; the table has them all.
_STATUSES = 4


def section(version: str, ask: Ask, goal: Goal, t: Texts) -> Section:
    """What is other than it was at the date of the last meeting.

    Raises:
        ValueError: the date is neither a date nor a version.
    """
    before = earlier(version, ask.since)
    changes = standings.changed_since(version, before.version) if before and before.version != version else None
    chart, revised = _vintages(version, ask, goal, t)
    told = _told(before, changes, t)
    statement = told[0] if changes is not None or not revised else revised
    details = [*told, revised] if revised else [*told]
    tables = []
    if changes is not None and len(own := changes[changes["region"] == plan().goal.region]):
        tables.append(_table(version, own, t))
        details += since_words.statuses(own, lambda name: _name(version, name, t), t)[:_STATUSES]
    if chart:
        tables.append(table_of(chart, t.lang))
    return Section(
        key="since",
        heading=t("page.since.title"),
        statement=statement,
        details=tuple(detail for detail in details if detail != statement),
        chart=chart,
        tables=tuple(tables),
    )


def earlier(version: str, text: str) -> since.Earlier | None:
    """The version to compare with; None where nothing older is kept and no date was given.

    Raises:
        ValueError: the text is neither a date nor a version.
    """
    if text:
        return since.earlier(text)
    older = [one.id for one in warehouse.versions() if one.about and not one.problem and one.id < version]
    return since.Earlier(max(older), True) if older else None


def _told(before: since.Earlier | None, changes: pd.DataFrame | None, t: Texts) -> list[str]:
    """What changed in one sentence, and what was compared with what."""
    known = warehouse.about(before.version) if before else None
    day = numbers.day(known.made_at.date(), t.lang) if known else ""
    if before is None:
        return [t("paper.changed_first")]
    if changes is None:
        return [t("paper.changed_same", day=day) if before.as_old else t("paper.changed_younger", day=day)]
    words = since_words.headline(changes, plan().goal.region, day, t)
    return [f"{words}.", *([] if before.as_old else [t("paper.changed_younger", day=day)])]


def _table(version: str, changes: pd.DataFrame, t: Texts) -> Table:
    rows = changes.astype(object).where(changes.notna(), None).to_dict("records")
    header = (t("component.indicator"), t("since.before"), t("since.now"), t("component.verdict"), t("since.why"))
    return Table(
        title=t("paper.changed_table"),
        header=header,
        rows=tuple(_row(version, row, t) for row in rows),
        on_slides=(0, 1, 2, 3),
    )


def _name(version: str, indicator: str, t: Texts) -> str:
    about = standings.declared(version).get(indicator)
    return str(about[f"name_{t.data}"]) if about else indicator


def _row(version: str, row: Mapping[Any, Any], t: Texts) -> tuple[str, ...]:
    about = standings.declared(version).get(str(row["indicator"]))

    def figure(value: str, year: str) -> str:
        if row[value] is None:
            return "–"
        written = say.short(row[value], about, t) if about else numbers.number(row[value], 2, t.lang)
        return f"{written} ({numbers.year(row[year])})"

    statuses = [say.status(row[key], t) if row[key] is not None else "–" for key in ("status_before", "status")]
    return (
        _name(version, str(row["indicator"]), t),
        figure("value_before", "year_before"),
        figure("value", "year"),
        statuses[1] if statuses[0] == statuses[1] else " → ".join(statuses),
        since_words.why(str(row["why"]), t) or "–",
    )


def _last_day(vintage: str) -> date | None:
    """The last day that a vintage can have been put out on: "2025" is the whole of 2025."""
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", vintage):
        return None
    year, month, day = (int(part) for part in [*vintage.split("-"), "0", "0"][:3])
    if day:
        return date(year, month, day)
    after = date(year + 1, 1, 1) if month in (0, 12) else date(year, month + 1, 1)
    return after - timedelta(days=1)


def vintage_at(vintages: tuple[str, ...], when: str) -> str | None:
    """The newest vintage that was certainly out on a day; None where none was, or where `when` is no day."""
    try:
        day = date.fromisoformat(when)
    except ValueError:
        return None
    known = [(last, one) for one in vintages if (last := _last_day(one)) and last <= day]
    return max(known)[1] if known else None


def _vintages(version: str, ask: Ask, goal: Goal, t: Texts) -> tuple[Chart | None, str]:
    """The index as it could be reckoned then and as it is now; no chart where the same figures were out then."""
    known = figures.vintages(version)
    vintage = vintage_at(known, ask.since)
    choices = ask.view.choices()
    # newest first: where the figures chosen are no newer than those of that day, nothing has come since
    if vintage is None or known.index(vintage) <= known.index(choices["vintage"]):
        return None, ""
    then = figures.goal(version, plan().goal.region, tuple((choices | {"vintage": vintage}).items())).gdp_index
    now = goal.gdp_index
    before, after = _of_years(then), _of_years(now)
    if not before.keys() & after.keys():
        return None, ""
    words = index_told(before, after, numbers.day(ask.since, t.lang), t)
    if before == after:
        return None, words
    years = every_year([then, now])
    series = [Series(t("paper.index_now"), "region", by_year(now, years))]
    if any(before[year] != after[year] for year in before.keys() & after.keys()):
        # a line that lies wholly under the other would be nowhere to be seen
        name = t("paper.index_then", vintage=numbers.day(vintage, t.lang))
        series.append(Series(name, "comparator", by_year(then, years)))
    chart = Chart(
        kind="line",
        title=t("paper.index_title"),
        category=t("table.year"),
        categories=tuple(numbers.year(one) for one in years),
        series=tuple(series),
        decimals=1,
        percent=False,
        alt=words,
        breaks=tuple(a_break.year for a_break in figures.breaks(version, "gdp_index")),
        parity=100.0,
        parity_name=t("estimate.parity"),
    )
    return chart, words


def _of_years(index: pd.DataFrame) -> dict[int, float]:
    """Year → value, where there is one."""
    kept = index.dropna(subset=["value"])
    return {int(year): float(value) for year, value in zip(kept["year"], kept["value"], strict=True)}


def index_told(before: Mapping[int, float], after: Mapping[int, float], day: str, t: Texts) -> str:
    """Which year the index reaches now, and the year in which it reads otherwise than before: the latest of those
    known then, or the one that moved most.

    Args:
        before: year → index as it could be reckoned then.
        after: the same as it is now; at least one year in common.
        day: when "then" was, in words.
        t: texts.
    """

    def read(value: float) -> str:
        return numbers.index(value, t.lang)

    last, common = max(after), sorted(before.keys() & after.keys())
    other = [year for year in common if read(before[year]) != read(after[year])]
    told = []
    if last > max(before):
        newest = numbers.year(max(before))
        told.append(t("paper.index_new", day=day, before=newest, last=numbers.year(last), value=read(after[last])))
    if other:
        year = max(other, key=lambda one: (one == common[-1], abs(after[one] - before[one])))
        key = "paper.index_revised" if told else "paper.index_revised_since"
        told.append(t(key, day=day, year=numbers.year(year), before=read(before[year]), now=read(after[year])))
    elif told:
        told.append(t("paper.index_kept"))
    else:
        told.append(t("paper.index_same", day=day, year=numbers.year(last), value=read(after[last])))
    return " ".join(told)
