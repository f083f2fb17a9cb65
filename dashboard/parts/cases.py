"""The page of council cases: the register with its links, and the plan's two questions as figures over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from dashboard import address, choices, contrast, entered, entry_words, explained, figures, numbers, standings
from dashboard.charts import compare
from dashboard.charts import frame as chart_frame
from dashboard.choices import Own, PageView
from dashboard.palette import SCREEN
from dashboard.parts import editing, entry_fields, exchange, frame, opening, standing
from dashboard.parts.editing import DO
from dashboard.parts.frame import as_it_is
from dashboard.parts.goal import checked
from dashboard.texts import Texts, texts
from entries.contents import CouncilCase
from entries.references import References
from pipelines.plan import plan

PATH = "cases"
#: The plan's two questions: has the council taken the plan up this year, do its cases on business refer to it?
QUESTIONS = ("council_handled_plan", "council_cases_citing_plan")
_ALL = "all"
_READ = "_cases_read"


def show() -> None:
    """The whole page."""
    version = opening.version()
    if version is None:
        return
    t = texts(address.language())
    read = editing.last_read(_READ, _read, t)
    every, references = read or ([], References())
    cases = [case for case in every if case.removed_at is None]
    places = entry_words.places(references, explained.members(version, plan().goal.region))
    owns = _owns(cases)
    view = choices.read(PATH, figures.vintages(version), owns, ())
    frame.head(t("page.cases.description"), view, t)
    st.title(t("cases.title"), anchor=False)
    editing.said(t)
    st.markdown(t("cases.intro"), width=860)
    _write(cases, places, t)
    if read is not None:
        st.header(t("cases.register"), anchor=False)
        _filters(owns, view, references, cases, t)
        _register([case for case in cases if _wanted(case, view)], cases, references, t)
        editing.removed("council_case", every, lambda one: f"{numbers.day(one.decided_on, t.lang)}: {one.title}", t)
    st.header(t("cases.questions"), anchor=False)
    questions(version, t)
    if read is not None:
        exchange.box("council_case", "cases", t)
    frame.foot(version, t)


def _read() -> tuple[list[CouncilCase], References]:
    """All cases, removed ones too, and what municipalities are called."""
    store = entered.store()
    return store.council_cases.find(with_removed=True), store.references


def _owns(cases: Sequence[CouncilCase]) -> tuple[Own, ...]:
    codes = dict.fromkeys(case.municipality for case in cases)
    years = sorted({str(case.decided_on.year) for case in cases}, reverse=True)
    return Own("municipality", (_ALL, *codes), _ALL), Own("year", (_ALL, *years), _ALL)


def _wanted(case: CouncilCase, view: PageView) -> bool:
    return view["municipality"] in (_ALL, case.municipality) and view["year"] in (_ALL, str(case.decided_on.year))


def _filters(
    owns: Sequence[Own], view: PageView, references: References, cases: Sequence[CouncilCase], t: Texts
) -> None:
    years = {case.municipality: case.decided_on.year for case in cases}
    municipality, year = owns
    if not cases:
        return
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        choices.switch(
            municipality,
            view,
            t,
            lambda code: t("cases.all") if code == _ALL else entry_words.place(references, code, years[code]),
        )
        choices.switch(year, view, t, lambda value: t("cases.all_years") if value == _ALL else value)


def _register(shown: Sequence[CouncilCase], cases: Sequence[CouncilCase], references: References, t: Texts) -> None:
    """The cases that are asked for, newest first, each with its link."""
    if not shown:
        st.info(t("cases.none" if not cases else "cases.none_chosen"), icon=":material/inbox:")
        return
    business = [case for case in shown if case.concerns_business]
    referring = sum(case.refers_to_plan is True for case in business)
    looked = sum(case.refers_to_plan is not None for case in business)
    st.markdown(t("cases.counted", total=len(shown), business=len(business), looked=looked, referring=referring))
    words = {True: t("case.yes"), False: t("case.no"), None: t("case.not_looked")}
    rows = [
        {
            t("case.title"): entry_words.linked(case.title, case.case_link) if case.case_link else as_it_is(case.title),
            t("case.decided_on"): as_it_is(numbers.day(case.decided_on, t.lang)),
            t("case.municipality"): as_it_is(entry_words.place(references, case.municipality, case.decided_on.year)),
            t("case.number"): as_it_is(case.case_number or "–"),
            t("case.concerns"): words[case.concerns_business],
            t("case.refers"): words[case.refers_to_plan],
            t("case.took_up"): words[case.took_plan_up],
        }
        for case in reversed(shown)
    ]
    frame.table(frame.reachable(pd.DataFrame(rows), "/api/v1/entries/cases.csv"), alt=t("cases.register"))


def _write(cases: Sequence[CouncilCase], places: Mapping[str, str], t: Texts) -> None:
    """New case, and the one that is being changed, for those who may write."""
    doing = st.query_params.get(DO, "")
    fields = entry_fields.of_case(places, t)
    start = {"concerns_business": True, "took_plan_up": False}
    form = editing.Form("case/new", "council_case", fields, start=start)
    if doing == "new" and editing.open_to(form):
        st.header(t("cases.new"), anchor=False)
        editing.show(form, t)
        return
    changed = next((case for case in cases if case.id == doing), None)
    if changed and editing.open_to(form := editing.Form(f"case/{changed.id}", "council_case", fields, changed)):
        st.header(as_it_is(changed.title), anchor=False)
        editing.show(form, t)
        editing.removal("council_case", changed, t, after=editing.leave)
        editing.history("council_case", changed.id, fields, t)
        return
    if not editing.may_write("council_case"):
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if st.button(t("cases.new"), icon=":material/add:", key="new-case"):
            editing.begin("new")
            st.rerun()
        if cases:
            _choose(cases, t)


def _choose(cases: Sequence[CouncilCase], t: Texts) -> None:
    """Find the case that is to be changed."""
    known = {case.id: case for case in reversed(cases)}
    titles = {case: f"{one.decided_on.isoformat()} {one.title}" for case, one in known.items()}
    chosen = st.selectbox(
        t("cases.change"),
        list(titles),
        index=None,
        format_func=titles.__getitem__,
        key="change-case",
        placeholder=t("editing.choose"),
        width=420,
    )
    if chosen:
        editing.begin(chosen, known[chosen].version)
        st.rerun()


def questions(version: str, t: Texts) -> None:
    """The plan's two questions as figures over time; whoever has just entered something reads when it is counted."""
    st.caption(as_it_is(t("cases.counted_when", made=numbers.day(figures.made_at(version), t.lang))), width=860)
    for name in QUESTIONS:
        _question(version, name, t)


def _question(version: str, name: str, t: Texts) -> None:
    """One of the two questions: the region's figure over time, from the warehouse as every indicator's is."""
    declared = standings.declared(version)
    if name not in declared:
        return
    about = standings.about(version, name)
    st.subheader(str(about[f"name_{t.data}"]), anchor=False)
    regions = standing.regions(version, standings.compared(version, plan().goal.region), t)
    rows = standings.series(version, name, tuple(regions.names))
    if not (rows["region"] == regions.home).any():
        st.markdown(f"{t('cases.no_figures')} {about[f'limits_{t.data}']}", width=860)
    else:
        years = (int(rows["year"].min()) - 1, int(rows["year"].max()) + 1)
        sentence = compare.sentence(rows, about, regions, [], t)
        st.plotly_chart(
            contrast.drawn(checked(compare.small(rows, about, regions, [], years, t, SCREEN)), address.high_contrast()),
            config=chart_frame.config(t, name),
            alt=sentence,
            key=f"chart-{name}",
        )
        st.markdown(sentence, width=860)
    standing.to_indicator(name, t("cases.to_indicator"), ":material/monitoring:")
