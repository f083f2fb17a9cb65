"""The page for meetings: choices, the files to take along, a sheet for each municipality, the way to the projector."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Literal
from urllib.parse import urlencode

import streamlit as st

from dashboard import address, choices, explained, figures
from dashboard.address import OPTIONS
from dashboard.asked import quoted
from dashboard.choices import Own, PageView
from dashboard.paper import content, deck, places
from dashboard.paper.ask import Ask
from dashboard.paper.model import Paper
from dashboard.paper.template import LIMIT_MB, BadTemplate, prepare
from dashboard.parts import frame, opening
from dashboard.texts import DEFAULT, Texts, texts
from indicators import since
from pipelines.plan import plan

ROUND = "views/round.py"
PATH, SCREEN_PATH = "meeting", "presentation"
_DATE = "meeting-since"
_DAY = "DD.MM.YYYY"
#: What a click on a download does to the page.
_NOTHING: Literal["ignore"] = "ignore"


def show() -> None:
    """The whole page."""
    version = opening.version()
    if version is None:
        return
    t = texts(address.language())
    municipality = municipalities(version)
    view = choices.read(PATH, figures.vintages(version), (municipality,), (), version)
    frame.head(t("page.meeting.description"), view, t)
    st.title(t("meeting.title"), anchor=False)
    with st.container(width=860):
        st.markdown(t("meeting.intro"))
    asked = ask(view, t)
    paper = content.meeting(version, asked)
    _files(view, asked, t)
    _choices(version, view, paper, t)
    st.markdown(f"**{t('meeting.link')}**")
    st.code(asked.address, language=None, wrap_lines=True)
    _template(paper, t)
    _contents(paper, t)
    _sheets(version, view, municipality, t)
    frame.foot(version, t)


def _files(view: PageView, asked: Ask, t: Texts) -> None:
    """The date of the last meeting, and what is made for the next."""
    question = query(view, asked.since)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _date(asked.since, t)
        st.link_button(
            t("meeting.present"),
            asked.address,
            icon=":material/slideshow:",
            help=t("meeting.keys"),
        )
        st.link_button(
            t("meeting.deck"),
            f"/api/v1/paper/deck.pptx{question}",
            icon=":material/co_present:",
            help=t("meeting.deck_help"),
        )
        st.link_button(
            t("meeting.pdf"),
            f"/api/v1/paper/report.pdf{question}",
            icon=":material/picture_as_pdf:",
            help=t("meeting.pdf_help"),
        )


def municipalities(version: str) -> Own:
    """The choice of a municipality: the region's own first."""
    members = explained.members(version, plan().goal.region)
    every = tuple(places.codes(version))
    mine = tuple(code for code in members if code in every)
    options = (*mine, *(code for code in every if code not in mine)) or ("",)
    return Own("municipality", options, options[0])


def query(view: PageView, since_text: str, **more: str) -> str:
    """The question to the data routes: language, choices and date, without what is default anyway."""
    chosen = dict(choices.elsewhere(view).choices())
    kept = {key: value for key, value in chosen.items() if value != address.DEFAULTS[key]}
    if view.lang != DEFAULT:
        kept["lang"] = view.lang
    if since_text:
        kept["since"] = since_text
    return f"?{urlencode(kept | more)}" if kept or more else ""


def ask(view: PageView, t: Texts) -> Ask:
    """The paper that the address asks for; a date that means nothing is told and left out."""
    text = st.query_params.get("since", "")
    if text:
        try:
            since.earlier(text)
        except ValueError:
            st.warning(t("meeting.since_bad", value=quoted(text)), icon=":material/link_off:")
            text = ""
    screen = f"{address.base()}/{SCREEN_PATH}{query(view, text)}"
    today = datetime.now(UTC).date()
    return Ask(choices.elsewhere(view), text, screen, today)


def _choices(version: str, view: PageView, paper: Paper, t: Texts) -> None:
    """What the papers are made for, and a box to choose otherwise, which few councils do."""
    st.caption(frame.as_it_is(paper.choices()))
    # not `folded.box`: what is chosen here is for the whole page
    with (
        st.expander(t("meeting.choices"), icon=":material/tune:"),
        st.container(horizontal=True, gap="medium", vertical_alignment="bottom"),
    ):
        for key in ("denominator", "prices", "membership"):
            address.switch(key, OPTIONS[key], getattr(view, key), t)
        vintages = figures.vintages(version)
        if len(vintages) > 1:
            address.switch("vintage", vintages, view.vintage, t)


def _date(since_text: str, t: Texts) -> None:
    """The date of the last meeting, set from the address and writing to it."""
    try:
        day = date.fromisoformat(since_text) if since_text else None
    except ValueError:  # a version of the warehouse: it stands in the address, but is no date
        day = None
    if st.session_state.get(_DATE, "") != day:
        st.session_state[_DATE] = day
    st.date_input(
        t("meeting.since"),
        value=None,
        min_value=date(2010, 1, 1),
        max_value=datetime.now(UTC).date(),
        format=_DAY,
        key=_DATE,
        on_change=_write,
        help=t("meeting.since_help"),
        width=220,
    )


def _write() -> None:
    chosen = st.session_state[_DATE]
    if chosen is None:
        st.query_params.pop("since", None)
    else:
        st.query_params["since"] = chosen.isoformat()


def _template(paper: Paper, t: Texts) -> None:
    """The council's own template: looked at when it comes, used when the slides are asked for."""
    given = st.file_uploader(
        t("meeting.template"),
        help=t("meeting.template_help"),
        key="meeting-template",
        max_upload_size=LIMIT_MB,
        width=560,
    )
    if given is None:
        return
    file, name = given.getvalue(), given.name
    try:
        prepare(file, name, t)
    except BadTemplate as error:
        st.error(str(error), icon=":material/error:")
        return
    file_name = f"{paper.name}.pptx"
    st.caption(t("meeting.template_used", name=frame.as_it_is(name)))
    st.download_button(
        t("meeting.deck_own"),
        lambda: deck.make(paper, file, name),
        file_name=file_name,
        mime=deck.MIME,
        icon=":material/co_present:",
        on_click=_NOTHING,
    )


def _sheets(version: str, view: PageView, municipality: Own, t: Texts) -> None:
    """A sheet for the municipality that is chosen."""
    st.header(t("meeting.sheets"), anchor=False)
    st.markdown(t("meeting.sheets_intro"))
    names = places.codes(version)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        choices.switch(municipality, view, t, lambda code: f"{names.get(code, code)} ({code})")
        question, code = query(view, ""), view["municipality"]
        st.link_button(
            t("meeting.sheet_pdf"), f"/api/v1/paper/sheet/{code}.pdf{question}", icon=":material/picture_as_pdf:"
        )
        st.link_button(
            t("meeting.sheet_deck"), f"/api/v1/paper/sheet/{code}.pptx{question}", icon=":material/co_present:"
        )
    st.page_link(ROUND, label=t("round.to_round"), icon=":material/event_repeat:")


def _contents(paper: Paper, t: Texts) -> None:
    """What the pages say, to be read before anything is made."""
    st.header(t("meeting.contents"), anchor=False)
    with st.container(width=860):
        lines = [f"1. **{frame.as_it_is(one.heading)}.** {frame.as_it_is(one.statement)}" for one in paper.sections]
        st.markdown("\n".join(lines))
