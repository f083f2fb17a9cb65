"""The data page's parts: every document behind the figures, and the latest change report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import address, figures, numbers, standings
from dashboard.address import DEFAULTS
from dashboard.once import once
from dashboard.parts import frame, opening, sources
from dashboard.texts import Texts, texts
from pipelines.changes import VINTAGE, Cell, ChangeReport
from pipelines.plan import plan

#: Revised figures spelled out on the page; the report itself counts all.
CELLS_SHOWN = 20


def show() -> None:
    """The whole page."""
    version = opening.version()
    if version is None:
        return
    t = texts(address.language())
    view = address.view("data", figures.vintages(version), version)
    frame.head(t("page.data.description"), view, t)
    st.title(t("data.title"), anchor=False)
    with st.container(width=860):
        st.markdown(t("data.intro"))
    _tables(version, t)
    _changes(version, t)
    _interface(t)
    frame.foot(version, t)


def _tables(version: str, t: Texts) -> None:
    documents = figures.sources(version)
    st.header(t("data.tables"), anchor=False)
    count = documents["table_id"].nunique()
    st.markdown(t("data.tables_intro", tables=count, documents=len(documents)))
    older = documents[documents["role"] == "archive"]
    dates, origins, earlier = _cells(version, t.lang)
    frame.table(dates, alt=t("data.tables"))
    for title, cells in (
        (t("sources.where", count=len(documents)), origins),
        (t("sources.older", count=len(older)), earlier),
    ):
        if len(cells):
            with st.expander(title, icon=":material/table_rows:"):
                frame.table(cells, alt=title)


@once(16)
def _cells(version: str, lang: str) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The documents in use with their dates, the origins of all, and the earlier editions; made once for a version."""
    t, documents = texts(lang), figures.sources(version)
    archived = documents["role"] == "archive"
    current, older = documents[~archived], documents[archived]
    return (
        frame.plain(sources.dates(current, t), sources.links(current)),
        frame.plain(sources.origins(documents, t), sources.links(documents)),
        frame.plain(sources.dates(older, t), sources.links(older)) if len(older) else pd.DataFrame(),
    )


def _changes(version: str, t: Texts) -> None:
    st.header(t("changes.title"), anchor=False)
    told(figures.change_report(version), version, version, t)


def told(report: ChangeReport | None, version: str, shown: str, t: Texts) -> None:
    """What was new in a version: its change report in words and tables.

    Args:
        report: of the version; None where it has none.
        version: which version it is of. A report outlives the figures of an old version.
        shown: the version on the page, which knows what the codes are called.
        t: texts.
    """
    _accepted(report, t)
    if report is None:
        st.markdown(t("changes.none_recorded", version=version))
    elif report.base is None:
        st.markdown(t("changes.first", version=version, documents=len(report.documents)))
    elif report.nothing_new:
        st.markdown(t("changes.nothing", version=version, base=report.base))
    else:
        _report(report, version, shown, t)


def _accepted(report: ChangeReport | None, t: Texts) -> None:
    """What a data check found and somebody let through: the reader is told as much as the analyst was."""
    for one in report.accepted if report else []:
        day = numbers.day(one.accepted_at[:10], t.lang)
        # the reason is somebody's own words: shown as they are, without any markup taking effect
        reason = frame.as_it_is(one.reason)
        with st.container(width=860):
            st.warning(
                t("accepted.one", check=one.check, count=one.found, day=day, reason=reason), icon=":material/rule:"
            )
            with st.expander(t("accepted.found", check=one.check)):
                st.markdown("\n".join(f"- {frame.as_it_is(problem)}" for problem in one.problems))


def _report(report: ChangeReport, version: str, shown: str, t: Texts) -> None:
    st.markdown(t("changes.compared", version=version, base=report.base, tables=report.tables_compared))
    for document in report.documents:
        key = "changes.document_new" if document.vintage_before is None else "changes.document_edition"
        key = "changes.document_gone" if document.vintage is None else key
        st.markdown(
            "- "
            + t(
                key,
                table=document.table_id,
                document=document.document,
                before=numbers.day(document.vintage_before, t.lang),
                now=numbers.day(document.vintage, t.lang),
            )
        )
    changed = [*([report.figures] if report.figures else []), *report.tables]
    tables = [
        {
            t("changes.table"): _called(change.table, t),
            t("changes.rows"): f"{_count(change.rows_before, t)} → {_count(change.rows_after, t)}",
            t("changes.years"): ", ".join(numbers.year(y) for y in change.years_added) or "–",
            t("changes.revised"): _count(change.cells_revised, t),
        }
        for change in changed
    ]
    frame.table(frame.plain(pd.DataFrame(tables)), alt=t("changes.title"))
    revisions = _revisions([cell for change in changed for cell in change.cells], _names(shown, t.lang), t)
    if revisions:
        title = t("changes.largest", count=len(revisions))
        st.markdown(title)
        frame.table(frame.plain(pd.DataFrame(revisions)), alt=title)


def _revisions(cells: Sequence[Cell], names: Mapping[str, str], t: Texts) -> list[dict[str, str]]:
    """The revised figures as rows of a table; one that is revised alike in several vintages is told once."""
    alike: dict[tuple[str, float | None, float | None], list[Cell]] = {}
    for cell in cells:
        plain = {column: part for column, part in cell.key.items() if column != VINTAGE}
        alike.setdefault((_which(plain, names, t), cell.old, cell.new), []).append(cell)
    rows = []
    for (which, old, new), same in [*alike.items()][:CELLS_SHOWN]:
        vintages = dict.fromkeys(str(one.key[VINTAGE]) for one in same if one.key.get(VINTAGE))
        told = ", ".join([which, *([_chosen(VINTAGE, [*vintages], t)] if vintages else [])])
        # a percentage across zero, or of nothing, says nothing
        comparable = old is not None and new is not None and old * new > 0
        rows.append(
            {
                t("changes.cell"): sources.foldable(told),
                t("changes.old"): numbers.number(old, 3, t.lang),
                t("changes.new"): numbers.number(new, 3, t.lang),
                t("changes.percent"): numbers.percent(same[0].percent, t.lang, 1) if comparable else "–",
            }
        )
    return rows


def _called(table: str, t: Texts) -> str:
    """A table of the warehouse as a reader would call it; one that nobody has named yet is shown as it is."""
    key = f"changes.of.{table.rpartition('.')[2]}"
    return t(key) if t.has(key) else sources.foldable(table)


def _names(version: str, lang: str) -> dict[str, str]:
    """What the codes in a figure's key are called: of indicators, regions and municipalities."""
    return {**standings.indicator_names(version, lang), **standings.region_names(version, lang)}


def _which(key: Mapping[str, Any], names: Mapping[str, str], t: Texts) -> str:
    """Which figure a key stands for, in words where they are known."""
    return ", ".join(
        _chosen(column, [str(part)], t) if column in DEFAULTS else names.get(str(part), str(part))
        for column, part in key.items()
        if part
    )


def _chosen(choice: str, options: Sequence[str], t: Texts) -> str:
    """A choice as the switches of the pages call it: `Andel av: Fastlands-Norge`."""
    named = (f"choice.{choice}.{option}" for option in options)
    words = [
        t(name) if t.has(name) else numbers.day(option, t.lang) for name, option in zip(named, options, strict=True)
    ]
    return f"{t(f'choice.{choice}.label')}: {', '.join(words)}"


def _count(value: int | None, t: Texts) -> str:
    return numbers.number(value, 0, t.lang)


def _interface(t: Texts) -> None:
    st.header(t("data.interface"), anchor=False)
    with st.container(width=860):
        st.markdown(t("data.interface_intro"))
    own = plan().goal.region
    st.code(
        "/api/v1\n/api/v1/indicators\n/api/v1/indicators/gdp_share\n"
        f"/api/v1/indicators/gdp_share/values.csv?region={own}&denominator=mainland&years=2008-2023\n"
        f"/api/v1/values.jsonstat?indicator=gdp_share,population_share&region={own}\n"
        f"/api/v1/progress.csv?region={own}\n/api/v1/since.csv?since=2026-11-01\n"
        "/api/v1/bulk.zip\n/api/v1/feed.atom",
        language=None,
        wrap_lines=True,
    )
