"""Nothing takes a typed text away: not a sign-in that runs out, not a page loaded anew, not a server that is gone."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import drafts, entered, signed_in
from entries import contents
from entries.actor import Actor
from tests.app.forms import NB, OFFICE, OTHER, Act, act, action, at_address, opened, press, said, typed

__all__ = ["act", "action"]


def test_a_sign_in_that_runs_out_in_the_middle_keeps_the_text_also_in_a_new_session(
    action: contents.Action, act: Act
) -> None:
    app = typed(opened(entry=action.id), description="Nesten ferdig")
    act(None)
    press(app, NB("editing.save"))
    assert NB("trouble.expired") in said(app) and app.text_area[0].value == "Nesten ferdig"
    typed(app, description="Nesten ferdig, og litt til")
    act(OFFICE)
    again = opened(entry=action.id)  # signing in anew begins a new session
    assert NB("editing.earlier") in said(again)
    press(again, NB("editing.go_on"))
    assert again.text_area[0].value == "Nesten ferdig, og litt til"
    press(again, NB("editing.save"))
    assert entered.store().actions.get(action.id).description == "Nesten ferdig, og litt til"
    assert drafts.waiting(OFFICE.subject) == []


def test_somebody_elses_unsaved_text_is_not_offered(action: contents.Action, act: Act) -> None:
    typed(opened(entry=action.id), description="Min tekst")
    act(OTHER)
    assert NB("editing.earlier") not in said(opened(entry=action.id))


def test_a_text_that_is_not_saved_can_be_thrown_away(action: contents.Action, act: Act) -> None:
    typed(opened(entry=action.id), description="Kladd")
    again = press(opened(entry=action.id), NB("editing.throw_away"))
    assert again.text_area[0].value == "En to tre" and drafts.waiting(OFFICE.subject) == []
    assert press(again, NB("editing.take_back")).text_area[0].value == "Kladd"


def test_loading_the_page_anew_goes_on_with_the_text(action: contents.Action, act: Act) -> None:
    app = typed(opened(entry=action.id), description="Påbegynt")
    assert app.query_params["began"] == "1"
    again = at_address("1", entry=action.id)
    assert again.text_area[0].value == "Påbegynt" and NB("editing.earlier") not in said(again)
    press(again, NB("editing.save"))
    assert entered.store().actions.get(action.id).description == "Påbegynt"
    assert drafts.waiting(OFFICE.subject) == [] and "do" not in again.query_params


@pytest.mark.parametrize("reader", [OTHER, None])
def test_an_address_of_an_open_form_shows_nobody_elses_text(
    action: contents.Action, act: Act, monkeypatch: pytest.MonkeyPatch, reader: Actor | None
) -> None:
    typed(opened(entry=action.id), description="Min tekst")
    act(reader)
    # the sign-in has run out: it is still known whose texts these are, but anybody may sit there now
    monkeypatch.setattr(signed_in, "known_as", lambda: reader.subject if reader else OFFICE.subject)
    app = at_address("1", entry=action.id)
    assert app.text_area[0].value == "En to tre" and NB("editing.earlier") not in said(app)
    act(OFFICE)
    monkeypatch.setattr(signed_in, "known_as", lambda: OFFICE.subject)
    assert at_address("1", entry=action.id).text_area[0].value == "Min tekst", "and it is not lost by it"


@pytest.mark.parametrize("began", ["1", "0", "1.4", "7", "-1", "abc", "1.x", "9" * 30, "", "１"])
def test_an_address_with_no_text_behind_it_gives_the_entry_as_it_is(
    action: contents.Action, act: Act, began: str
) -> None:
    entered.store().actions.change(OTHER, action.id, 1, {"title": "Prøvetiltak", "description": "En fem tre"})
    app = at_address(began, entry=action.id)
    assert app.text_area[0].value == "En fem tre" and NB("editing.not_saved") not in said(app)
    press(typed(app, description="Og så min"), NB("editing.save"))
    assert entered.store().actions.get(action.id).description == "Og så min"


def test_a_text_that_nobody_is_known_to_have_written_is_not_said_to_be_kept(action: contents.Action, act: Act) -> None:
    act(None, standing="signed_out")
    app = opened(entry=action.id)
    assert NB("trouble.signed_out") in said(app)
    typed(app, description="Hvem skrev dette?").run()
    assert NB("trouble.nobody") in said(app) and NB("trouble.signed_out") not in said(app)


def begins() -> None:
    """A button's work: open a form in a session that has let texts go."""
    from dashboard.parts import editing

    editing.begin("edit", 3)


def test_a_form_is_opened_in_one_step_of_the_browsers_back_button(served: str, act: Act) -> None:
    app = AppTest.from_function(begins, default_timeout=60)
    app.session_state["_drafts_fresh"] = 2
    assert app.run().query_params == {"do": "edit", "began": "3.2"}, "as the form will say it"


def asks() -> None:
    """Whether two forms are open to whoever is at an address."""
    import streamlit as st

    from dashboard import entered
    from dashboard.parts import editing
    from dashboard.parts.roles import RoleForm

    action, grant = entered.store().actions.find()[0], entered.store().grants.find()[0]
    st.session_state["open"] = (
        editing.open_to(editing.Form("action/test", "action", (), action)),
        editing.open_to(RoleForm("role/test", "role_grant", (), grant)),
    )


def test_who_may_not_write_comes_back_to_a_form_that_all_may_read_and_to_no_other(
    action: contents.Action, act: Act
) -> None:
    entered.store().grants.add(OFFICE, {"subject": "kari@example.org", "name": "Kari", "role": "analyst"})
    act(None)
    app = AppTest.from_function(asks, default_timeout=60)
    assert app.run().session_state["open"] == (False, False)
    app.query_params["do"], app.query_params["began"] = "edit", "1"
    assert app.run().session_state["open"] == (True, False)


def saved_unheard(title: str, description: str) -> str:
    """What was typed is saved, and the server is gone before it could say so; the new entry's id."""
    copy = drafts.kept("action/test", OFFICE.subject)
    assert copy is not None and copy.version == 0
    return entered.store().actions.add(OFFICE, {"title": title, "description": description}, copy.entry).id


def called(title: str) -> list[str]:
    return [one.id for one in entered.store().actions.find() if one.title == title]


def test_a_new_text_that_was_saved_unheard_is_not_offered_as_unsaved(served: str, act: Act) -> None:
    typed(opened(), "Uhørt", "Tekst")
    entry = saved_unheard("Uhørt", "Tekst")
    again = opened()
    assert NB("editing.saved_before") in said(again) and NB("editing.earlier") not in said(again)
    assert again.text_input[0].value == "" and drafts.waiting(OFFICE.subject) == []
    press(typed(again, "Et annet", "Ny tekst"), NB("editing.save"))
    assert called("Uhørt") == [entry] and len(called("Et annet")) == 1


def test_a_new_text_that_was_saved_unheard_and_is_saved_again_is_there_once(served: str, act: Act) -> None:
    typed(opened(), "Uhørt", "Tekst")
    entry = saved_unheard("Uhørt", "Tekst")
    page_left_open = press(at_address("0"), NB("editing.save"))
    assert page_left_open.session_state["entry"] == entry and called("Uhørt") == [entry]
    assert NB("editing.saved") in said(page_left_open)


def test_a_copy_that_says_more_than_was_saved_is_offered_and_stays_the_same_entry(served: str, act: Act) -> None:
    app = typed(opened(), "Uhørt", "Tekst")
    entry = saved_unheard("Uhørt", "Tekst")
    typed(app, description="Tekst, og litt til")
    again = opened()
    assert NB("editing.earlier") in said(again) and NB("editing.saved_before") not in said(again)
    press(press(again, NB("editing.go_on")), NB("editing.save"))
    again.radio[0].set_value("mine").run()
    press(again, NB("conflict.save"))
    assert called("Uhørt") == [entry]
    assert entered.store().actions.get(entry).description == "Tekst, og litt til"


def test_a_new_text_that_was_saved_unheard_and_changed_shows_both(served: str, act: Act) -> None:
    typed(opened(), "Uhørt", "Tekst")
    entry = saved_unheard("Uhørt", "Tekst")
    page_left_open = press(typed(at_address("0"), description="Tekst, og litt til"), NB("editing.save"))
    page_left_open.radio[0].set_value("mine").run()
    press(page_left_open, NB("conflict.save"))
    assert called("Uhørt") == [entry]
    assert entered.store().actions.get(entry).description == "Tekst, og litt til"
    assert [change.kind for change in entered.store().actions.history(entry)] == ["added", "changed"]
