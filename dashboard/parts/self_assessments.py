"""The page of all self-assessments of a year: who has answered, and the answers side by side."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import address, choices, entered, figures, sheets
from dashboard.choices import Own
from dashboard.paper import assessment
from dashboard.parts import editing, frame, opening
from dashboard.parts.frame import as_it_is
from dashboard.parts.self_assessment import address_of, files
from dashboard.texts import Texts, texts
from entries.contents import SelfAssessment
from entries.references import References

PATH = "self-assessments"
ROUND, DATA = "views/round.py", "/api/v1/entries/self-assessments.csv"
_WIDTH = 860
_READ = "_all_sheets_read"


def show() -> None:
    """The whole page."""
    version = opening.version()
    if version is None:
        return
    t = texts(address.language())
    read = editing.last_read(_READ, _read, t)
    known, references = read or ([], References())
    day = sheets.today()
    years = Own(
        "year", tuple(str(year) for year in sheets.years(day)), str(sheets.default_year(day)), choices.not_near("year")
    )
    view = choices.read(PATH, figures.vintages(version), (years,), (), version)
    year = int(view["year"])
    codes = assessment.everyone(version, year, known)
    entries = {code: assessment.own(known, code, year) for code in codes}
    names = {code: sheets.name(references, code, year) for code in codes}
    frame.head(t("page.self_assessments.description"), view, t)
    st.title(t("sheets.title", year=year), anchor=False)
    if read is None:
        frame.foot(version, t)
        return
    st.markdown(f"**{as_it_is(assessment.counted(entries, t))}** {t('sheets.intro')}", width=_WIDTH)
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        choices.switch(years, view, t, str, width=140)
        _ways(year, t)
    _who(entries, names, year, t)
    for field in assessment.asked_first():
        _question(entries, names, field, t)
    _figures(version, year, entries, names, t)
    frame.foot(version, t)


def _read() -> tuple[list[SelfAssessment], References]:
    """All sheets, and what municipalities are called."""
    store = entered.store()
    return store.self_assessments.find(), store.references


def _ways(year: int, t: Texts) -> None:
    word, pdf = files(f"self-assessments/{year}", t)
    st.link_button(t("sheet.docx"), word, icon=":material/description:", help=t("sheets.take"))
    st.link_button(t("sheet.pdf"), pdf, icon=":material/picture_as_pdf:", help=t("sheets.take"))
    st.link_button(t("sheets.open"), DATA, icon=":material/download:")
    st.page_link(
        ROUND, label=t("sheet.round", year=year), icon=":material/event_repeat:", query_params={"year": str(year)}
    )


def _who(entries: dict[str, SelfAssessment | None], names: dict[str, str], year: int, t: Texts) -> None:
    """Who has answered, each with the way to the sheet."""
    st.header(t("sheets.who"), anchor=False)
    table = assessment.who(entries, names, t)
    cells = pd.DataFrame(list(table.rows), columns=list(table.header))
    frame.table(frame.plain(cells, [address_of(code, year, t) for code in entries]), alt=table.title)


def _question(entries: dict[str, SelfAssessment | None], names: dict[str, str], field: str, t: Texts) -> None:
    """The answers to one question, side by side; as tall as they need to be."""
    table = assessment.answers(entries, names, field, t)
    st.header(table.title, anchor=False)
    if not table.rows:
        st.caption(t("sheets.no_answers"))
        return
    with st.grid(3, min_column_width=300, gap="small"):
        for name, answer in table.rows:
            with st.container(border=True):
                st.markdown(f"**{as_it_is(name)}**  \n{as_it_is(answer).replace(chr(10), '  ' + chr(10))}")
    if missing := assessment.without(entries, names, field):
        st.caption(as_it_is(t("sheets.not_answered", names=", ".join(missing))))


def _figures(
    version: str, year: int, entries: dict[str, SelfAssessment | None], names: dict[str, str], t: Texts
) -> None:
    st.header(t("sheets.figures"), anchor=False)
    table = assessment.side_by_side(version, year, entries, names, t)
    rows = [tuple(cell.replace("\n", " ") for cell in row) for row in table.rows]
    cells = pd.DataFrame(rows, columns=list(table.header))
    frame.table(frame.plain(cells, [address_of(code, year, t) for code in entries]), alt=table.title)
    st.caption(as_it_is(t("sheet.note.estimate")), width=_WIDTH)
