"""What changed since the last meeting: figures and verdicts of the warehouse's versions, and what was out then."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd

from dashboard import figures, numbers, since_words, standings
from dashboard import standing_words as say
from dashboard.figures import Goal, at
from dashboard.paper.ask import Ask
from dashboard.paper.model import Chart, Section, Series, Table, by_year, every_year, table_of
from dashboard.plan import plan
from dashboard.texts import Texts
from indicators import since
from pipelines import warehouse

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
    if changes is not None and len(own := changes[changes["region"] == plan().region]):
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
    words = since_words.headline(changes, plan().region, day, t)
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
    """The index as it could be reckoned then and as it is now; nothing where the same figures were out then."""
    vintage = vintage_at(figures.vintages(version), ask.since)
    choices = ask.view.choices()
    if vintage is None or vintage == choices["vintage"]:
        return None, ""
    then = figures.goal(version, plan().region, tuple((choices | {"vintage": vintage}).items())).gdp_index
    now = goal.gdp_index
    common = sorted(set(then.dropna(subset=["value"])["year"]) & set(now.dropna(subset=["value"])["year"]))
    if not common:
        return None, ""
    year, years = int(common[-1]), every_year([then, now])
    last = int(now.dropna(subset=["value"])["year"].max())
    words = t(
        "paper.changed_vintage" if last == year else "paper.changed_vintage_year",
        day=numbers.day(ask.since, t.lang),
        vintage=numbers.day(vintage, t.lang),
        year=year,
        before=numbers.index(at(then, year), t.lang),
        now=numbers.index(at(now, year), t.lang),
        last=last,
        value=numbers.index(at(now, last), t.lang),
    )
    chart = Chart(
        kind="line",
        title=t("paper.index_title"),
        category=t("table.year"),
        categories=tuple(numbers.year(one) for one in years),
        series=(
            Series(t("paper.index_now"), "region", by_year(now, years)),
            Series(t("paper.index_then", vintage=numbers.day(vintage, t.lang)), "comparator", by_year(then, years)),
        ),
        decimals=1,
        percent=False,
        alt=words,
        parity=100.0,
        parity_name=t("estimate.parity"),
    )
    return chart, words
