"""Since last time: which statuses and figures are other than they were at a date the reader chooses, and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import address, choices, figures, numbers, since_words, standings
from dashboard import standing_words as say
from dashboard.asked import Instead
from dashboard.choices import PageView
from dashboard.parts import folded, frame, opening, share, standing
from dashboard.shown import Shared
from dashboard.texts import DEFAULT, Texts, spoken, texts
from indicators import since
from pipelines import warehouse
from pipelines.plan import plan

PATH = "since"
_WIDGET = "since-date"
#: How the widget writes a date.
_DAY = "DD.MM.YYYY"


def show() -> None:
    """The whole page."""
    version = opening.version()
    if version is None:
        return
    t = texts(address.language())
    stored = standings.made_on(version)
    view = choices.remembered(view_of(version, address.parameters(PATH)))
    _, before, _ = _before(version, view["since"], stored, t)
    frame.head(t("page.since.description"), view, t)
    if before is None or len(stored) < 2:
        st.title(t("since.title_first"), anchor=False)
        st.markdown(t("since.first", made=numbers.day(figures.made_at(version), t.lang), version=version))
        frame.foot(version, t)
        return
    changes = standings.changed_since(version, before.version)
    st.title(_headline(changes, stored[before.version], t), anchor=False)
    _choose(stored, stored[before.version])
    key = "since.compared" if before.as_old else "since.oldest"
    st.caption(t(key, before=before.version, made=numbers.day(stored[before.version], t.lang), after=version))
    _changes(version, changes, t)
    standing.criteria(t)
    share.box(_changed(before.version, _headline(changes, stored[before.version], t), t), version, view, t)
    frame.foot(version, t)


def view_of(version: str, parameters: Mapping[str, str]) -> PageView:
    """The view that an address asks for."""
    t = texts(spoken(parameters.get("lang")))
    text, _, told = _before(version, parameters.get("since", ""), standings.made_on(version), t)
    return standing.view_of(PATH, version, parameters, {"since": text}, {"since": ""}, told=told)


def _before(
    version: str, text: str, stored: Mapping[str, date], t: Texts
) -> tuple[str, since.Earlier | None, list[Instead]]:
    """The version to compare with, as a text asks; without one the version before the one that is served."""
    told: list[Instead] = []
    if text:
        try:
            return text, since.earlier(text), []
        except ValueError:
            told = [Instead("since", text, t("since.version_before"))]
        except warehouse.WarehouseError:
            return "", None, []
    older = [one for one in stored if one != version]
    return "", (since.Earlier(older[0], True) if older else None), told


def _choose(stored: Mapping[str, date], day: date) -> None:
    """The date, set from the address and writing to it."""
    t = texts(address.language())
    if st.session_state.get(_WIDGET) != day:
        st.session_state[_WIDGET] = day
    st.date_input(
        t("since.date"),
        min_value=min(stored.values()),
        max_value=max(stored.values()),
        format=_DAY,
        key=_WIDGET,
        on_change=_write,
        help=t("since.date_help"),
        width=260,
    )


def _write() -> None:
    chosen = st.session_state[_WIDGET]
    if chosen is not None:
        st.query_params["since"] = chosen.isoformat()


def _headline(changes: pd.DataFrame, day: date, t: Texts) -> str:
    return since_words.headline(changes, plan().goal.region, numbers.day(day, t.lang), t)


def _changes(version: str, changes: pd.DataFrame, t: Texts) -> None:
    """The home region's changes first: other statuses, then other figures; the other regions' folded below."""
    home = changes[changes["region"] == plan().goal.region]
    other = since_words.other_status(home)
    for key, rows in (("since.statuses", home[other]), ("since.figures", home[~other])):
        if len(rows):
            st.header(t(key, count=len(rows)), anchor=False)
            _table(version, rows, t(key, count=len(rows)), t, with_region=False)
    rest = changes[changes["region"] != plan().goal.region]
    if len(rest):
        title = t("since.elsewhere", count=len(rest))
        fill = partial(_table, version, rest, title, t, with_region=True)
        folded.box(title, ":material/table_rows:", "since-elsewhere", fill)


def _table(version: str, rows: pd.DataFrame, title: str, t: Texts, *, with_region: bool) -> None:
    names = standings.regions(version)
    language = {"lang": t.lang} if t.lang != DEFAULT else {}
    lines, links = [], []
    for row in rows.astype(object).where(rows.notna(), None).to_dict("records"):
        line = {t("component.indicator"): _name(version, row, t)}
        if with_region:
            known = names.get(str(row["region"]))
            line[t("component.region")] = str(known[f"name_{t.data}"]) if known else str(row["region"])
        lines.append(line | _line(version, row, t))
        links.append(standing.address_of("indicator", indicator=str(row["indicator"]), **language))
    frame.table(frame.plain(pd.DataFrame(lines), links), alt=title)


def _name(version: str, row: Mapping[str, Any], t: Texts) -> str:
    about = standings.declared(version).get(str(row["indicator"]))
    return str(about[f"name_{t.data}"]) if about else str(row["indicator"])


def _line(version: str, row: Mapping[str, Any], t: Texts) -> dict[str, str]:
    about = standings.declared(version).get(str(row["indicator"]))

    def figure(value: str, year: str) -> str:
        if row[value] is None:
            return "–"
        written = say.short(row[value], about, t) if about else numbers.number(row[value], 2, t.lang)
        return f"{written} ({numbers.year(row[year])})"

    known = [row[key] for key in ("status_before", "status") if row[key] is not None]
    return {
        t("component.verdict"): " → ".join(dict.fromkeys(say.status(key, t) for key in known)) or "–",
        t("since.before"): figure("value_before", "year_before"),
        t("since.now"): figure("value", "year"),
        t("since.why"): since_words.why(str(row["why"]), t),
    }


def tables(version: str, view: PageView) -> dict[str, Shared]:
    """The list of changes, in words of the view's language."""
    t, stored = texts(view.lang), standings.made_on(version)
    _, before, _ = _before(version, view["since"], stored, t)
    if before is None:
        return {}
    headline = _headline(standings.changed_since(version, before.version), stored[before.version], t)
    return {"since": _changed(before.version, headline, t)}


def _changed(before: str, headline: str, t: Texts) -> Shared:
    return Shared(
        name="since",
        title=t("page.since.title"),
        sentence=f"{headline}.",
        route="/api/v1/since",
        asked=(("since", before),),
        sources=t("offer.all_sources"),
        formats=("CSV", "Excel", "JSON"),
    )
