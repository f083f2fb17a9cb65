"""The pages of the self-assessments and the yearly round: what is shown, what the address may say, who may write."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import entered, sheets, signed_in
from dashboard.parts import yearly_round
from dashboard.texts import texts
from entries import database
from entries.actor import Actor, Role
from entries.contents import SheetStatus
from entries.database import default_file
from tests.app.test_pages import run as run_page
from tests.app.test_sheets import OFFICE, adopted

CONTACT = Actor("contact@example.org", "Kari Kontakt", Role.contact, "5001")
ANALYST = Actor("analyst@example.org", "Anna Analytiker", Role.analyst)
NB = texts("nb")
YEAR = "2021"


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A reader without a role, until a test says who is at the page."""
    become(monkeypatch, None)
    yield


def become(monkeypatch: pytest.MonkeyPatch, actor: Actor | None, standing: str = "reader") -> None:
    monkeypatch.setattr(signed_in, "actor", lambda: actor)
    monkeypatch.setattr(signed_in, "standing", lambda: "writer" if actor else standing)


def run(page: str, **parameters: str) -> AppTest:
    """The page on its own, with this address."""
    app = AppTest.from_function(draw, kwargs={"part": page}, default_timeout=60)
    for key, value in parameters.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception, [one.value for one in app.exception]
    return app


def draw(part: str) -> None:
    import importlib

    import streamlit as st

    st.page_link = lambda *_, **__: None  # without the menu there are no pages to lead to
    importlib.import_module(f"dashboard.parts.{part}").show()


@pytest.fixture(autouse=True)
def kept_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """What `draw` puts in the place of links goes away with the test."""
    import streamlit as st

    monkeypatch.setattr(st, "page_link", st.page_link)


def said(app: AppTest) -> str:
    kinds = (app.title, app.header, app.markdown, app.caption, app.warning, app.error, app.info, app.success)
    return " ".join(str(part.value) for kind in kinds for part in kind)


def cells(app: AppTest) -> str:
    return " ".join(str(cell) for table in app.table for cell in table.value.to_numpy().ravel())


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception
    return app


def write(app: AppTest, **typed: Any) -> AppTest:
    """Type into the form's fields by their names; then save."""
    for name, value in typed.items():
        kinds = (app.text_area, app.text_input, app.date_input, app.selectbox)
        found = next(one for kind in kinds for one in kind if str(one.key).endswith(f"/{name}"))
        found.set_value(value)
    app.run()
    return press(app, next(str(button.key) for button in app.button if str(button.key).endswith("/save")))


def keys(app: AppTest) -> list[str]:
    return [str(button.key) for button in app.button]


def the_sheet() -> Any:
    return entered.store().self_assessments.find(municipality="5001", year=int(YEAR))[0]


def test_the_pages_stand_in_the_menu_and_lead_to_each_other(served: str) -> None:
    for page in ("round", "self-assessment", "self-assessments"):
        assert run_page(page).title


def test_a_sheet_that_nobody_has_begun_has_its_figures_and_questions(served: str) -> None:
    app = run("self_assessment", municipality="5001", year=YEAR)
    assert app.title[0].value.replace("\\", "") == "Selvangivelse 2021: Prøveby 5001"
    assert NB("sheet.state.none") in said(app) and said(app).count(NB("sheet.no_answer")) == 4
    assert "3" in cells(app) and "test\\_rising navn" in cells(app) and "nr\\. 2 av 2" in cells(app)
    assert not [button for button in app.button if button.key == "write-sheet"], "a reader is offered no form"


@pytest.mark.parametrize(
    ("code", "year", "words"),
    [
        ("0000", YEAR, "Ingen kommune har nummeret 0000"),
        ("1638", YEAR, "var kommune til og med 2019"),
        ("5059", "2015", "ble kommune i 2020"),
        ("<b>*x*", YEAR, "Ingen kommune har nummeret \\<b\\>\\*x\\*"),
    ],
)
def test_a_municipality_that_was_not_there_is_named_with_what_became_of_it(
    served: str, code: str, year: str, words: str
) -> None:
    app = run("self_assessment", municipality=code, year=year)
    assert words in said(app) and "Her vises" in said(app)


@pytest.mark.parametrize(
    ("page", "year"), [("self_assessment", "1066"), ("self_assessments", "3000"), ("yearly_round", "abc")]
)
def test_a_year_without_a_round_is_told(served: str, page: str, year: str) -> None:
    app = run(page, year=year)
    assert f"`year={year}`" in said(app)
    assert str(sheets.default_year(sheets.today())) in app.title[0].value


def test_from_draft_to_adoption_and_the_figures_stay(served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    become(monkeypatch, CONTACT)
    app = press(run("self_assessment", year=YEAR), "write-sheet")  # a contact comes to their own municipality
    write(app, situation="Svar 1", done_locally="Svar 2")
    assert the_sheet().status is SheetStatus.draft and NB("sheet.state.draft") in said(app)
    assert "undo" in keys(app)
    write(press(app, "write-sheet"), status="handled", handled_on="2021-03-20")
    assert the_sheet().status is SheetStatus.handled
    assert "undo" not in keys(app), "the office alone can take a sheet a stage back"
    stage = next(one for one in press(app, "write-sheet").selectbox if str(one.key).endswith("/status"))
    assert stage.options == [NB("sheet.status.handled"), NB("sheet.status.adopted")]
    app = write(app, status="adopted", adopted_on="2021-04-20", case_number="PS 1/21")
    assert NB("problem.empty_for_status") in said(app), "answers and link are missing"
    write(app, planned_locally="Svar 3", priorities="Svar 4", case_link="https://example.org/1")
    entry = the_sheet()
    assert entry.status is SheetStatus.adopted and entry.figures["version"] == served
    assert NB("sheet.then") in " ".join(str(table.value.columns.tolist()) for table in app.table)
    app.session_state[f"history/{entry.id}"] = True
    app.run()
    assert said(app).count(NB("history.kind.changed")) == 2, "the history is open"
    assert not [key for key in keys(app) if key.startswith("restore/") or key.endswith("/remove")], "it stands"
    app = press(app, "write-sheet")
    assert [area.label for area in app.text_area] == [], "a contact may enter the resolution only"
    write(app, resolution_sent_on="2021-04-30")
    assert str(the_sheet().resolution_sent_on) == "2021-04-30" and the_sheet().figures == entry.figures


def test_the_office_opens_an_adopted_sheet_again_and_its_figures_go(
    served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    adopted(served)
    become(monkeypatch, OFFICE)
    app = write(press(run("self_assessment", municipality="5001", year=YEAR), "write-sheet"), status="handled")
    assert the_sheet().status is SheetStatus.handled and the_sheet().figures is None
    press(app, "undo")
    assert the_sheet().status is SheetStatus.adopted and the_sheet().figures["version"] == served


def test_dates_out_of_order_and_overlong_texts_are_said_and_stay(served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    entered.store().self_assessments.add(
        OFFICE,
        {"municipality": "5001", "year": 2021, "situation": "a", "done_locally": "b", "planned_locally": "c",
         "priorities": "d", "status": "handled", "handled_on": "2021-04-10"},
    )  # fmt: skip
    become(monkeypatch, CONTACT)
    app = press(run("self_assessment", municipality="5001", year=YEAR), "write-sheet")
    long = "a" * 20_001
    app = write(app, situation=long, case_link="javascript:alert(1)")
    assert NB("problem.not_a_link") in said(app) and "20000" in said(app).replace(" ", "").replace("\u202f", "")
    app = write(app, situation="a", adopted_on="2021-04-01", case_link="")
    assert "er før" in said(app) and app.date_input[1].value is not None


def test_html_is_shown_as_text(served: str) -> None:
    bad = "<script>alert(1)</script> **fet** [x](javascript:y) :red[z]\nlinje to"
    entered.store().self_assessments.add(OFFICE, {"municipality": "5001", "year": 2021, "situation": bad})
    for page in ("self_assessment", "self_assessments"):
        app = run(page, municipality="5001", year=YEAR)
        assert "\\<script\\>" in said(app) and "\\*\\*fet" in said(app) and "\\:red\\[" in said(app)
        assert not any(part.allow_html for part in app.markdown if "script" in part.value)


def test_somebody_else_s_contact_is_offered_no_form(served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    become(monkeypatch, CONTACT)
    app = run("self_assessment", municipality="5059", year=YEAR)
    assert not [button for button in app.button if button.key == "write-sheet"]
    app = run("self_assessment", municipality="5059", year=YEAR, do="edit")
    assert not app.text_area


def test_a_role_that_changes_under_way_is_refused_by_the_store_and_the_text_stays(
    served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    become(monkeypatch, CONTACT)
    app = run("self_assessment", municipality="5001", year=YEAR, do="edit")
    app.text_area[0].set_value("Nesten ferdig").run()
    become(monkeypatch, Actor(CONTACT.subject, CONTACT.name, Role.contact, "5059"))
    write(app)
    assert NB("trouble.refused") in said(app) and app.text_area[0].value == "Nesten ferdig"
    assert not entered.store().self_assessments.find()


def test_a_locked_and_a_lost_database_leave_the_text_where_it_is(served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    become(monkeypatch, OFFICE)
    app = run("self_assessment", municipality="5001", year=YEAR, do="edit")
    entered.store().engine = database.engine_for(database.database_url(), busy_seconds=0.1)
    with sqlite3.connect(default_file(), isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        write(app, situation="Skrevet mens basen var opptatt")
        assert NB("trouble.locked") in said(app)
        other.execute("ROLLBACK")
    entered.close()
    with monkeypatch.context() as gone:
        gone.setenv("MALBAROMETERET_ENTRIES", "mysql://nowhere")
        app = write(app, done_locally="Og mens den var borte")
        assert app.warning and [area.value for area in app.text_area[:2]] == [
            "Skrevet mens basen var opptatt",
            "Og mens den var borte",
        ]
    entered.close()
    write(app)
    assert (the_sheet().situation, the_sheet().done_locally) == (
        "Skrevet mens basen var opptatt",
        "Og mens den var borte",
    )


def test_a_removed_sheet_can_be_brought_back(served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = entered.store().self_assessments.add(OFFICE, {"municipality": "5001", "year": 2021, "situation": "a"})
    become(monkeypatch, CONTACT)
    app = press(run("self_assessment", municipality="5001", year=YEAR), f"self_assessment/{entry.id}/remove")
    assert NB("sheet.gone") in said(app) and NB("sheet.state.none") in said(app)
    press(app, f"self_assessment/{entry.id}/bring_back")
    assert the_sheet().situation == "a"


def test_the_summary_has_the_answers_side_by_side(served: str) -> None:
    adopted(served, priorities="Prøvetiltaket")
    app = run("self_assessments", year=YEAR)
    assert "Prøvetiltaket" in said(app) and "1 av 2 kommuner har begynt" in said(app)
    assert "Har ikke svart: Prøveby 5059" in said(app).replace("\\", "") and NB("sheet.state.none") in cells(app)


def test_the_round_of_2012_is_there_and_nothing_of_it_is_called_late(served: str) -> None:
    app = run("yearly_round", year="2012")
    assert "om det ble gjort er ikke kjent" in cells(app) and "mars 2012" in cells(app)
    assert cells(app).count(NB("round.state.not_known")) == 6 and "Forsinket" not in cells(app)
    assert "Gamleby" in cells(app)
    heads = [str(table.value.columns[0]) for table in app.table]
    assert all("(CSV)](" in head for head in heads), "a heading that gives a file says so"


def test_every_state_has_its_sign_and_its_words(served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import datetime as dt

    store, year = entered.store(), 2027
    for code, day in (("5001", "2027-03-10"), ("5059", "2027-04-10")):
        store.now = lambda: dt.datetime(2027, 4, 15, tzinfo=dt.UTC)
        store.round_steps.add(OFFICE, {"year": year, "step": "self_assessment", "municipality": code, "done_on": day})
    monkeypatch.setattr(sheets, "today", lambda: dt.date(2027, 5, 1))
    app = run("yearly_round", year="2027")
    for state in (
        "Gjort 10\\. mars 2027",
        "etter fristen 31\\. mars 2027",
        "Forsinket: fristen var 30",
        "Frist 1\\. mai",
    ):
        assert state.replace(":", "\\:") in cells(app) or state in cells(app), state
    assert "1 gjort, 1 gjort etter fristen, 2 med frist nå, 2 forsinket" in said(app).replace("\\", "")
    signs = set(yearly_round.round_words.ICONS.values())
    assert len(signs) == len(yearly_round.round_words.ICONS)


def test_a_step_is_marked_by_those_who_may(served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    become(monkeypatch, CONTACT)
    assert not [button for button in run("yearly_round", year=YEAR).button if button.key == "mark-go"]
    become(monkeypatch, ANALYST)
    app = run("yearly_round", year=YEAR)
    app.selectbox(key="mark-step").set_value("council_case").run()
    press(app, "mark-go")
    write(app, done_on="2021-04-02", note="Tatt opp", link="https://example.org/sak")
    assert "Gjort 2\\. april 2021" in cells(app) and "https://example.org/sak" in cells(app)
    press(app, "undo")
    assert "Gjort" not in cells(app)


def test_a_step_of_which_nothing_is_known_is_not_entered(served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    become(monkeypatch, ANALYST)
    app = write(run("yearly_round", year=YEAR, do="action_plan.region"))
    assert NB("problem.empty_step") in said(app) and not entered.store().round_steps.find(year=int(YEAR))


def test_the_office_gives_changes_and_takes_roles(served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    become(monkeypatch, OFFICE)
    app = press(run("yearly_round", year=YEAR), "new-role")
    write(app, subject=" Ny@Example.org ", name="Ny <b>Person</b>", role="contact", municipality=None)
    assert NB("problem.whose_contact") in said(app)
    write(app, municipality="5001")
    given = entered.store().grants.find(subject="ny@example.org")[0]
    assert (given.role, given.municipality) == (Role.contact, "5001") and "Ny \\<b\\>Person" in cells(app)
    app.selectbox(key="change-role").set_value(given.id).run()
    write(app, role="analyst")
    assert entered.store().actor_for("ny@example.org").role is Role.analyst
    app.selectbox(key="change-role").set_value(given.id).run()
    press(app, f"role_grant/{given.id}/remove")
    assert entered.store().actor_for("ny@example.org").role is Role.reader


def test_nobody_takes_their_own_role_away(served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    become(monkeypatch, OFFICE)
    own = entered.store().grants.add(OFFICE, {"subject": OFFICE.subject, "name": "Ola", "role": "office"})
    app = run("yearly_round", year=YEAR, do=f"role.{own.id}")
    assert NB("roles.own") in said(app) and not [
        one for one in app.button if str(one.key).endswith(("/save", "/remove"))
    ]


@pytest.mark.parametrize("actor", [None, CONTACT, ANALYST])
def test_the_roles_are_shown_to_the_office_alone(
    served: str, monkeypatch: pytest.MonkeyPatch, actor: Actor | None
) -> None:
    entered.store().grants.add(OFFICE, {"subject": "hemmelig@example.org", "name": "Skjult", "role": "office"})
    become(monkeypatch, actor)
    for doing in ("", "role"):
        app = run("yearly_round", year=YEAR, do=doing)
        assert NB("roles.title") not in said(app) and "hemmelig" not in said(app) + cells(app)
        assert not [one for one in app.text_input if str(one.key).endswith("/subject")]


def test_the_form_of_a_sheet_stands_above_its_figures(served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    become(monkeypatch, CONTACT)
    app = run("self_assessment", municipality="5001", year=YEAR)
    headers = [one.value for one in app.header]
    assert headers.index(NB("sheet.figures")) < headers.index(NB("sheet.questions"))
    press(app, "write-sheet")
    headers = [one.value for one in app.header]
    assert headers.index(NB("sheet.questions")) < headers.index(NB("sheet.figures"))


def test_an_address_that_marks_what_is_not_there_marks_nothing(served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    become(monkeypatch, ANALYST)
    for doing in ("council_case.9999", "nonsense.5001", "action_plan.5001", "edit"):
        app = run("yearly_round", year=YEAR, do=doing)
        assert not [button for button in app.button if str(button.key).endswith("/save")]


def test_the_calendar_s_address_is_that_of_the_chosen_municipality(served: str) -> None:
    app = run("yearly_round", year=YEAR, lang="en")
    app.selectbox(key="calendar-whose").set_value("5001").run()
    assert any("calendar.ics?municipality=5001&lang=en" in code.value for code in app.code)
