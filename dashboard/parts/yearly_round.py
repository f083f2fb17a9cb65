"""The page of the yearly round: per municipality what is done, due, late or not known; the deadlines as a calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from dashboard import address, choices, entered, entry_words, figures, numbers, round_words, sheets
from dashboard.choices import Own
from dashboard.parts import cases, editing, frame, opening, roles
from dashboard.parts.editing import DO, Field
from dashboard.parts.frame import as_it_is
from dashboard.parts.self_assessment import address_of
from dashboard.texts import Texts, texts
from entries.contents import CouncilCase, RoundStep, SelfAssessment
from entries.references import References
from entries.round import CASES_COMPLETE, RoundPlan, StepStanding, read_round, standings

PATH = "round"
ALL, CASES = "views/self_assessments.py", "views/cases.py"
_WIDTH = 860


@dataclass(frozen=True)
class _Read:
    """What the entries say."""

    sheets: tuple[SelfAssessment, ...] = ()
    cases: tuple[CouncilCase, ...] = ()
    steps: tuple[RoundStep, ...] = ()
    references: References = field(default_factory=References)


_READ = "_round_read"


def show() -> None:
    """The whole page."""
    version = opening.version()
    if version is None:
        return
    t = texts(address.language())
    day, declared = sheets.today(), read_round()
    years = Own(
        "year", tuple(str(year) for year in sheets.years(day)), str(sheets.default_year(day)), choices.not_near("year")
    )
    view = choices.read(PATH, figures.vintages(version), (years,), (), version)
    year = int(view["year"])
    frame.head(t("page.round.description"), view, t)
    st.title(t("round.title", year=year), anchor=False)
    editing.said(t)
    known = editing.last_read(_READ, _read, t)
    read = known or _Read()
    codes = sheets.members(version, year)
    names = {code: sheets.name(read.references, code, year) for code in codes}
    found = standings(declared, year, codes, day, read.sheets, read.cases, read.steps)
    st.markdown(t("round.intro"), width=_WIDTH)
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        choices.switch(years, view, t, str, width=140)
        st.page_link(
            ALL, label=t("round.to_sheets", year=year), icon=":material/view_list:", query_params={"year": str(year)}
        )
        st.page_link(CASES, label=t("round.to_cases"), icon=":material/gavel:")
    _mark(declared, year, names, read, t)
    if known is None:
        frame.foot(version, t)
        return
    _municipalities(declared, found, names, year, t)
    _region(declared, found, year, read, t)
    _proposed(declared, year, read, t)
    st.header(t("round.questions"), anchor=False)
    cases.questions(version, t)
    _calendar(names, t)
    roles.box(names, t)
    frame.foot(version, t)


def _read() -> _Read:
    store = entered.store()
    return _Read(
        tuple(store.self_assessments.find()),
        tuple(store.council_cases.find()),
        tuple(store.round_steps.find()),
        store.references,
    )


def _municipalities(
    declared: RoundPlan, found: Sequence[StepStanding], names: Mapping[str, str], year: int, t: Texts
) -> None:
    """The municipalities' steps: a row each, a sign and words in every cell."""
    st.header(t("round.municipalities"), anchor=False)
    steps = [step for step in declared.step if step.by == "municipality"]
    own = [one for one in found if one.municipality]
    st.markdown(as_it_is(t("round.counted", counts=round_words.counts(own, t))))
    if year < declared.kept_from:
        st.caption(t("round.not_kept", year=declared.kept_from))
    at = {(one.municipality, one.step): one for one in own}
    rows = []
    for code, name in names.items():
        cells = {t("round.column.municipality"): f"[{as_it_is(name)}]({address_of(code, year, t)})"}
        rows.append(cells | {round_words.step_name(step, t): _cell(at[code, step.key], t) for step in steps})
    cells_of = frame.reachable(pd.DataFrame(rows), f"/api/v1/entries/round/{year}.csv")
    frame.table(cells_of, alt=t("round.municipalities"))


def _cell(one: StepStanding, t: Texts) -> str:
    """A sign and words; with the link to where it is told."""
    words = round_words.state(one, t)
    told = entry_words.linked(words, one.link) if one.link else as_it_is(words)
    return f"{round_words.ICONS[one.state]} {told}"


def _region(declared: RoundPlan, found: Sequence[StepStanding], year: int, read: _Read, t: Texts) -> None:
    """The steps that are the region's own."""
    st.header(t("round.region"), anchor=False)
    names = {step.key: round_words.step_name(step, t) for step in declared.step}
    for one in found:
        if not one.municipality:
            st.markdown(f"**{as_it_is(names[one.step])}**: {_cell(one, t)}")


def _proposed(declared: RoundPlan, year: int, read: _Read, t: Texts) -> None:
    """The steps in the source's words, with what is known of the year."""
    st.header(t("round.proposed"), anchor=False)
    noted = {step.step: step for step in read.steps if step.year == year and not step.municipality}
    rows = []
    for step in declared.step:
        known = noted.get(step.key)
        period = numbers.days(step.opens_on(year), step.due_on(year), t.lang)
        rows.append(
            {
                t("round.column.step"): round_words.step_name(step, t),
                t("round.column.period"): period,
                t("round.column.quotation"): f"«{step.quotation}»",
                t("round.column.note"): (known.note if known else "") or "–",
            }
        )
    cells = frame.plain(pd.DataFrame(rows))
    frame.table(frame.reachable(cells, f"/api/v1/entries/round/{year}.csv"), alt=t("round.proposed"))
    st.caption(as_it_is(declared.source), width=_WIDTH)


def _mark(declared: RoundPlan, year: int, names: Mapping[str, str], read: _Read, t: Texts) -> None:
    """Enter a step that no sheet tells of, for those who may."""
    may = editing.may_write("round_step")
    doing = _doing(declared, names, t)
    if doing and _write(declared, year, *doing, names, read, t):
        return
    if not may:
        return
    with st.expander(t("round.mark"), icon=":material/edit_calendar:", key="round-mark"):
        st.caption(t("round.mark_help"))
        labels = _markable(declared, t)
        step = st.selectbox(
            t("round.column.step"), list(labels), format_func=labels.__getitem__, key="mark-step", width=420
        )
        by_region = _by(declared, step) == "region"
        whose = [""] if by_region else list(names)
        code = st.selectbox(
            t("round.column.municipality"),
            whose,
            format_func=lambda one: names.get(one, t("round.of_region")),
            key=f"mark-whose-{by_region}-{year}",
            width=420,
        )
        if st.button(t("round.mark_go"), icon=":material/edit:", key="mark-go"):
            entry = _entered(read, year, step, code)
            editing.begin(f"{step}.{code or 'region'}", entry.version if entry else 0)
            st.rerun()


def _markable(declared: RoundPlan, t: Texts) -> dict[str, str]:
    """The steps that can be entered here → what they are called."""
    return {step.key: round_words.step_name(step, t) for step in declared.step} | {
        CASES_COMPLETE: t("round.cases_complete")
    }


def _by(declared: RoundPlan, key: str) -> str:
    return next((step.by for step in declared.step if step.key == key), "municipality")


def _doing(declared: RoundPlan, names: Mapping[str, str], t: Texts) -> tuple[str, str] | None:
    """Step and municipality that the address says somebody is entering; None where it says no such thing."""
    step, _, code = st.query_params.get(DO, "").partition(".")
    if step not in _markable(declared, t):
        return None
    if _by(declared, step) == "region":
        return (step, "") if code == "region" else None
    return (step, code) if code in names else None


def _write(
    declared: RoundPlan, year: int, step: str, code: str, names: Mapping[str, str], read: _Read, t: Texts
) -> bool:
    """The form of one step; whether it is there: also for whoever has a text in it that is not saved."""
    fields = _fields(t)
    entry = _entered(read, year, step, code)
    fixed: dict[str, Any] = {"year": year, "step": step, "municipality": code}
    form = editing.Form(f"round/{step}/{code}/{year}", "round_step", fields, entry, fixed=fixed)
    if not editing.open_to(form):
        return False
    whose = names.get(code, t("round.of_region"))
    st.header(as_it_is(t("round.mark_title", step=_markable(declared, t)[step], year=year, name=whose)), anchor=False)
    editing.show(form, t)
    if entry:
        editing.history("round_step", entry.id, fields, t)
        editing.removal("round_step", entry, t, after=editing.leave)
    return True


def _entered(read: _Read, year: int, step: str, code: str) -> RoundStep | None:
    return next((one for one in read.steps if (one.year, one.step, one.municipality) == (year, step, code)), None)


def _fields(t: Texts) -> tuple[Field, ...]:
    return (
        Field("done_on", "date", t("round.field.done_on"), help=t("round.help.done_on")),
        Field("note", "text", t("round.field.note"), rows=3),
        Field("link", "line", t("round.field.link")),
        Field("source", "line", t("round.field.source")),
    )


def _calendar(names: Mapping[str, str], t: Texts) -> None:
    """The deadlines to subscribe to."""
    st.header(t("calendar.heading"), anchor=False)
    st.markdown(t("calendar.how"), width=_WIDTH)
    code = st.selectbox(
        t("calendar.whose"),
        ["", *names],
        format_func=lambda one: names.get(one, t("calendar.every")),
        key="calendar-whose",
        width=420,
    )
    asked = ({"municipality": code} if code else {}) | t.asked
    query = f"?{urlencode(asked)}" if asked else ""
    st.code(f"{address.base()}/api/v1/calendar.ics{query}", language=None, wrap_lines=True)
    st.link_button(t("calendar.download"), f"/api/v1/calendar.ics{query}", icon=":material/calendar_month:")
