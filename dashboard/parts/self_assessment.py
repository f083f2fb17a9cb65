"""The page of one self-assessment: the figures, the four answers, the way from draft to the council's resolution."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from dashboard import address, choices, entered, entry_words, figures, numbers, sheets, signed_in
from dashboard.choices import Own, PageView
from dashboard.paper import assessment
from dashboard.parts import editing, frame, opening, sheet_form
from dashboard.parts.editing import DO
from dashboard.parts.frame import as_it_is
from dashboard.sheets import QUESTIONS, Line
from dashboard.texts import Texts, texts
from entries.actor import Role
from entries.contents import SelfAssessment, SheetStatus
from entries.references import References
from pipelines.plan import plan

PATH = "self-assessment"
ROUND, ALL, MUNICIPALITY = "views/round.py", "views/self_assessments.py", "views/municipalities.py"
_WIDTH = 860


@dataclass(frozen=True)
class _Read:
    """What the entries say: all sheets, removed ones too, and what municipalities are called."""

    every: tuple[SelfAssessment, ...] = ()
    references: References = field(default_factory=References)

    @property
    def known(self) -> list[SelfAssessment]:
        return [one for one in self.every if one.removed_at is None]


_READ = "_sheets_read"


@dataclass(frozen=True)
class _Compared:
    """What a sheet's figures stand beside.

    Attributes:
        today: today's figures, where the sheet keeps its own.
        earlier: whether there is an earlier sheet.
    """

    today: Mapping[str, Line] | None
    earlier: bool

    def value(self, line: Line, t: Texts) -> dict[str, str]:
        """The figure, under what it is called."""
        return {t("sheet.column.value" if self.today is None else "sheet.then"): line.value}

    def rest(self, line: Line, t: Texts) -> dict[str, str]:
        """Today's figure, the one before, and the change since the sheet before."""
        found = {}
        if self.today is not None:
            now = self.today.get(line.key)
            found[t("sheet.now")] = f"{now.value} ({now.year})" if now else "–"
        found[t("sheet.column.before")] = line.before
        return found | ({t("sheet.column.change"): line.change} if self.earlier else {})


def show() -> None:
    """The whole page."""
    version = opening.version()
    if version is None:
        return
    t = texts(address.language())
    trouble = st.empty()
    with trouble.container():
        asked = editing.last_read(_READ, _read, t)
    read = asked or _Read()
    view, notice = _view(version, read, t)
    code, year = view["municipality"], int(view["year"])
    entry = assessment.own(read.known, code, year)
    frame.head(t("page.self_assessment.description"), view, t)
    if notice:
        st.warning(notice, icon=":material/link_off:")
    name = sheets.name(read.references, code, year)
    st.title(as_it_is(t("sheet.title", name=name, year=year)), anchor=False)
    editing.said(t)
    _switches(version, view, read, t)
    form = _form(version, code, year, entry, t)
    writing = st.query_params.get(DO) == "edit" and editing.open_to(form)
    if asked is None:
        if writing:
            _write(form, t)
        frame.foot(version, t)
        return
    _stage(entry, t)
    if not writing and editing.may_write("self_assessment", {"municipality": code}):
        _buttons(entry, t)
    _ways(view, t)
    st.markdown(t("sheet.intro"), width=_WIDTH)
    if writing:
        _write(form, t)
    earlier = sheets.before(read.known, code, year, version)
    kept, now = sheets.kept(entry), sheets.figures_of(version, code, year)
    beside = sheets.beside(now if kept is None else kept, earlier)
    lines = sheets.lines(beside, t)
    today = None if kept is None else {line.key: line for line in sheets.lines(now, t)}
    compared = _Compared(today, earlier is not None)
    file = f"/api/v1/entries/self-assessment/{code}/{year}.csv{'' if kept is None else '?of=sheet'}"
    _figures(lines, compared, file, t)
    if not writing:
        _answers(view, entry, read, t)
    _indicators(lines, compared, file, t)
    _notes(beside, entry, earlier, t)
    frame.foot(version, t)


def _read() -> _Read:
    store = entered.store()
    return _Read(tuple(store.self_assessments.find(with_removed=True)), store.references)


def _view(version: str, read: _Read, t: Texts) -> tuple[PageView, str]:
    """The view that the address asks for, and a sentence on a municipality that can't be shown."""
    day, parameters = sheets.today(), dict(address.parameters(PATH))
    years, default = [str(year) for year in sheets.years(day)], str(sheets.default_year(day))
    year = parameters.get("year", default)
    year = year if year in years else default
    codes = assessment.everyone(version, int(year), read.known) or ("",)
    actor, notice, wanted = signed_in.actor(), "", parameters.get("municipality", "")
    if not wanted and actor and actor.municipality in codes:
        st.query_params["municipality"] = parameters["municipality"] = actor.municipality
    elif wanted and wanted not in codes:
        shown = sheets.name(read.references, codes[0], int(year))
        told = no_sheet(read.references, wanted, int(year), t)
        notice = f"{told} {t('sheet.shows', name=as_it_is(shown))}"
        parameters.pop("municipality")
    owns = (Own("municipality", codes, codes[0]), Own("year", tuple(years), default, choices.not_near("year")))
    view = choices.parse(PATH, parameters, figures.vintages(version), owns, (), version)
    return choices.remembered(view), notice


def no_sheet(references: References, code: str, year: int, t: Texts) -> str:
    """Why a municipality has no sheet of a year: unknown, gone, not there yet, or no member."""
    harmless = as_it_is(code.replace("\n", " ")[:40])
    lives = references.lives(code)
    if not lives:
        return t("sheet.unknown_place", code=harmless)
    if now := references.life(code, year):
        return t("sheet.not_member", name=as_it_is(now.name), code=harmless, year=year)
    ended = next((one for one in reversed(lives) if one.last_year < year), None)
    if ended is None:
        first = lives[0]
        return t("sheet.not_yet", name=as_it_is(first.name), code=harmless, first_year=first.first_year, year=year)
    became = as_it_is(", ".join(ended.became) or "–")
    return t("sheet.ended", name=as_it_is(ended.name), code=harmless, last_year=ended.last_year, became=became)


def _switches(version: str, view: PageView, read: _Read, t: Texts) -> None:
    year = int(view["year"])
    codes = assessment.everyone(version, year, read.known) or ("",)
    years = tuple(str(one) for one in sheets.years(sheets.today()))
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        municipality = Own("municipality", codes, codes[0])
        choices.switch(municipality, view, t, lambda code: sheets.name(read.references, code, year))
        default = str(sheets.default_year(sheets.today()))
        choices.switch(Own("year", years, default), view, t, str, width=140)


def _stage(entry: SelfAssessment | None, t: Texts) -> None:
    """Where the sheet stands, with the council's case."""
    signs = {None: "draft", SheetStatus.draft: "edit_note", SheetStatus.handled: "groups", SheetStatus.adopted: "gavel"}
    sign = signs[entry.status if entry else None]
    words = [f":material/{sign}: **{as_it_is(sheets.standing(entry, t))}**"]
    if entry and entry.status is SheetStatus.adopted:
        words.append(entry_words.linked(t("sheet.case_link", number=entry.case_number), entry.case_link))
        sent = entry.resolution_sent_on
        words.append(as_it_is(t("sheet.sent", day=numbers.day(sent, t.lang)) if sent else t("sheet.not_sent")))
    st.markdown(" · ".join(words))


def _ways(view: PageView, t: Texts) -> None:
    """The papers to take along, and the pages beside this one."""
    code, year = view["municipality"], view["year"]
    word, pdf = files(f"self-assessment/{code}/{year}", t)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.link_button(t("sheet.docx"), word, icon=":material/description:", help=t("sheet.take"))
        st.link_button(t("sheet.pdf"), pdf, icon=":material/picture_as_pdf:", help=t("sheet.take"))
        _link(ROUND, t("sheet.round", year=year), ":material/event_repeat:", year=year)
        _link(ALL, t("sheet.all", year=year), ":material/view_list:", year=year)
        _link(MUNICIPALITY, t("sheet.municipality"), ":material/location_city:", municipality=code)


def files(paper: str, t: Texts) -> tuple[str, str]:
    """Addresses of a paper as Word file and as PDF.

    Args:
        paper: its address below /api/v1/paper/, without the ending.
        t: texts.
    """
    query = f"?{urlencode(t.asked)}" if t.asked else ""
    return f"/api/v1/paper/{paper}.docx{query}", f"/api/v1/paper/{paper}.pdf{query}"


def address_of(code: str, year: int, t: Texts) -> str:
    """Where a page's table leads to a sheet.

    Args:
        code: the municipality's code in the year.
        year: the year.
        t: texts.
    """
    return f"{PATH}?{urlencode({'municipality': code, 'year': year} | t.asked)}"


def _link(script: str, label: str, icon: str, **asked: str) -> None:
    st.page_link(script, label=label, icon=icon, query_params=asked)


def _figures(lines: Sequence[Line], compared: _Compared, file: str, t: Texts) -> None:
    """The figures that every sheet begins with; of an adopted sheet beside today's."""
    st.header(t("sheet.figures"), anchor=False)
    own = [line for line in lines if not line.goal]
    if not own:
        st.markdown(t("sheet.no_figures"))
        return
    rows = [
        {t("sheet.column.figure"): line.name}
        | compared.value(line, t)
        | {t("sheet.column.band"): line.band or "–", t("sheet.column.year"): line.year}
        | compared.rest(line, t)
        for line in own
    ]
    frame.table(frame.reachable(frame.plain(pd.DataFrame(rows)), file), alt=t("sheet.figures"))


def _indicators(lines: Sequence[Line], compared: _Compared, file: str, t: Texts) -> None:
    """The sub-goals' indicators with the place among the members."""
    st.header(t("sheet.indicators"), anchor=False)
    rows, links = [], []
    for goal in plan().sub_goal:
        for line in (line for line in lines if line.goal == goal.key):
            rows.append(
                {
                    t("sheet.column.indicator"): line.name,
                    t("page.sub_goal.title"): t.either(goal.short.nb, goal.short.en),
                }
                | compared.value(line, t)
                | {t("sheet.column.year"): line.year, t("sheet.column.place"): line.place}
                | compared.rest(line, t)
            )
            links.append(f"indicator?{urlencode({'indicator': line.key} | t.asked)}")
    if not rows:
        st.markdown(t("sheet.no_figures"))
        return
    cells = frame.plain(pd.DataFrame(rows), links)
    frame.table(frame.reachable(cells, file), alt=t("sheet.indicators"))


def _write(form: sheet_form.SheetForm, t: Texts) -> None:
    """The form, above the figures: whoever pressed the button on top sees it at once."""
    st.header(t("sheet.questions"), anchor=False)
    st.caption(t("sheet.how"))
    editing.show(form, t)


def _answers(view: PageView, entry: SelfAssessment | None, read: _Read, t: Texts) -> None:
    """The four questions with their answers."""
    st.header(t("sheet.questions"), anchor=False)
    code, year = view["municipality"], int(view["year"])
    may = editing.may_write("self_assessment", {"municipality": code})
    for number, name in enumerate(QUESTIONS, start=1):
        st.subheader(f"{number}. {t(f'sheet.question.{name}')}", anchor=False)
        text = getattr(entry, name) if entry else ""
        if text.strip():
            st.markdown(as_it_is(text).replace("\n", "  \n"), width=_WIDTH)
        else:
            st.caption(t("sheet.no_answer"))
    if entry:
        editing.history("self_assessment", entry.id, sheet_form.every_field(t), t)
        if may:
            editing.removal("self_assessment", entry, t)
    _removed(entry, code, year, read, may, t)


def _is_office() -> bool:
    actor = signed_in.actor()
    return actor is not None and actor.role is Role.office


def _form(version: str, code: str, year: int, entry: SelfAssessment | None, t: Texts) -> sheet_form.SheetForm:
    stage = entry.status.value if entry else SheetStatus.draft.value
    at_stage = partial(sheet_form.fields, actor=signed_in.actor(), t=t)
    return sheet_form.SheetForm(
        key=f"sheet/{code}/{year}",
        table="self_assessment",
        fields=at_stage(stage),
        entry=entry,
        start={"status": SheetStatus.draft.value},
        fixed=sheet_form.start(code, year),
        freeze=partial(sheets.frozen, version, code, year),
        at_stage=at_stage,
    )


def _buttons(entry: SelfAssessment | None, t: Texts) -> None:
    adopted = entry is not None and entry.status is SheetStatus.adopted
    label = t("sheet.begin") if entry is None else t("sheet.write")
    help_text = None
    if adopted:
        label = t("sheet.open_again") if _is_office() else t("sheet.send_on")
        help_text = t("sheet.open_again_help") if _is_office() else None
    if st.button(label, icon=":material/edit:", key="write-sheet", type="primary", help=help_text):
        editing.begin("edit", entry.version if entry else 0)
        st.rerun()


def _removed(entry: SelfAssessment | None, code: str, year: int, read: _Read, may: bool, t: Texts) -> None:
    """A sheet that was removed can be brought back, as long as nobody has begun another."""
    gone = [one for one in read.every if (one.municipality, one.year) == (code, year) and one.removed_at]
    if entry is not None or not gone or not may:
        return
    newest = max(gone, key=lambda one: one.changed_at)
    st.info(t("sheet.gone"), icon=":material/delete:")
    editing.removal("self_assessment", newest, t)
    editing.history("self_assessment", newest.id, sheet_form.every_field(t), t)


def _notes(table: pd.DataFrame, entry: SelfAssessment | None, earlier: SelfAssessment | None, t: Texts) -> None:
    """What is to be known of the figures; what is missing, folded."""
    notes = assessment.about(table, entry, earlier, t)
    gaps = len([reason for reason in sheets.missing(table, t) if t.has(f"sheet.missing.{reason}")])
    st.caption("  \n".join(as_it_is(note) for note in notes[: len(notes) - gaps]), width=_WIDTH)
    if gaps:
        with st.expander(t("sheet.missing_title"), icon=":material/help:"):
            st.markdown("\n\n".join(as_it_is(note) for note in notes[len(notes) - gaps :]))
