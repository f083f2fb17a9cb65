"""Forms: what is typed is saved, or it is said why not; what was done can be undone."""

from __future__ import annotations

import sqlite3
from functools import partial

import pytest

from dashboard import drafts, entered
from dashboard.parts import sheet_form
from entries import contents, database
from entries.database import default_file
from tests.app.forms import CONTACT, NB, OFFICE, OTHER, Act, act, action, opened, press, said, typed

__all__ = ["act", "action"]


def test_a_new_entry_is_saved_and_can_be_undone(served: str, act: Act) -> None:
    app = press(typed(opened(), "Nytt prøvetiltak", "Linje én\n\nLinje to"), NB("editing.save"))
    entry = entered.store().actions.get(app.session_state["entry"])
    assert (entry.title, entry.description, entry.created_by) == (
        "Nytt prøvetiltak",
        "Linje én\n\nLinje to",
        OFFICE.subject,
    )
    assert NB("editing.saved") in said(app)
    app.session_state["entry"] = None
    press(app, NB("editing.undo"))
    assert entered.store().actions.get(entry.id, with_removed=True).removed_at is not None


def test_what_can_t_be_kept_is_said_beside_its_field_and_the_text_stays(served: str, act: Act) -> None:
    long = "a" * 301
    app = typed(opened(), long, "\u202eblabla")
    press(app, NB("editing.save"))
    assert app.text_input[0].value == long and app.text_area[0].value == "\u202eblabla"
    assert "Høyst 300 tegn." in said(app) and NB("problem.control_character") in said(app)
    assert "Tittel, Beskrivelse" in said(app)
    assert not [entry for entry in entered.store().actions.find() if entry.title.startswith("aaa")]


def test_an_empty_title_is_said(served: str, act: Act) -> None:
    app = press(typed(opened(), description="uten tittel"), NB("editing.save"))
    assert NB("problem.empty") in said(app) and app.text_area[0].value == "uten tittel"


def test_dates_out_of_order_are_named_by_their_labels(action: contents.Action, act: Act) -> None:
    import datetime as dt

    app = opened(entry=action.id)
    app.date_input[0].set_value(dt.date(2027, 5, 1))
    app.date_input[1].set_value(dt.date(2027, 4, 1))
    press(app.run(), NB("editing.save"))
    assert "«Slutter» (1\\. april 2027) er før «Begynner» (1\\. mai 2027)" in said(app)
    assert app.date_input[1].value == dt.date(2027, 4, 1)
    assert len(app.error) == 2 and app.error[1].value.endswith("Se på: Slutter.")  # beside the field, and by the button


def test_what_is_refused_is_said_last_beside_the_button(served: str, act: Act) -> None:
    app = press(typed(opened(), description="uten tittel"), NB("editing.save"))
    assert app.error[-1].value.startswith(NB("editing.refused"))
    order = [type(part).__name__ for part in app.main if type(part).__name__ in ("Error", "TextArea", "DateInput")]
    assert order and order[-1] == "Error"


def test_what_was_saved_is_said_wherever_the_writer_is_on_the_page(served: str, act: Act) -> None:
    app = press(typed(opened(), "Nytt prøvetiltak"), NB("editing.save"))
    assert [toast.value for toast in app.toast] == [NB("editing.saved")] and app.success[0].value == NB("editing.saved")
    app.run()
    assert not app.toast and app.success  # once in the corner; it stays on top


def test_a_cancelled_text_can_be_taken_back(action: contents.Action, act: Act) -> None:
    app = press(typed(opened(entry=action.id), description="Nesten ferdig"), NB("editing.cancel"))
    assert NB("editing.put_away") in said(app) and app.text_area[0].value == "En to tre"
    assert drafts.waiting(OFFICE.subject) == []
    press(app, NB("editing.take_back"))
    assert app.text_area[0].value == "Nesten ferdig" and NB("editing.put_away") not in said(app)
    press(app, NB("editing.save"))
    assert entered.store().actions.get(action.id).description == "Nesten ferdig"


def test_a_form_left_as_it_was_is_cancelled_without_a_word(action: contents.Action, act: Act) -> None:
    app = press(opened(entry=action.id), NB("editing.cancel"))
    assert not app.success and not app.toast


def test_saved_is_not_said_above_another_text_that_is_not(served: str, act: Act) -> None:
    app = press(typed(opened(), "Nytt prøvetiltak"), NB("editing.save"))
    app.query_params["do"] = "edit"
    app.run()
    assert NB("editing.saved") not in said(app)


def test_a_locked_database_is_said_and_the_text_stays_and_can_be_saved_afterwards(
    action: contents.Action, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = typed(opened(entry=action.id), description="Skrevet mens basen var opptatt")
    entered.store().engine = database.engine_for(database.database_url(), busy_seconds=0.1)
    with sqlite3.connect(default_file(), isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        press(app, NB("editing.save"))
        assert NB("trouble.locked") in said(app) and NB("editing.still_here") in said(app)
        assert app.text_area[0].value == "Skrevet mens basen var opptatt"
        other.execute("ROLLBACK")
    press(app, NB("editing.save"))
    assert entered.store().actions.get(action.id).description == "Skrevet mens basen var opptatt"


def test_what_a_contact_typed_keeps_its_field_when_the_sheet_is_adopted_meanwhile() -> None:
    at_stage = partial(sheet_form.fields, actor=CONTACT, t=NB)
    form = sheet_form.SheetForm("sheet/5001/2027", "self_assessment", at_stage("adopted"), at_stage=at_stage)
    assert [one.name for one in form.fields] == ["resolution_sent_on"]
    assert "situation" in [one.name for one in form.asked({"status": "draft"})]


def test_a_role_that_may_not_is_refused_by_the_store_and_the_text_stays(action: contents.Action, act: Act) -> None:
    act(CONTACT)
    app = press(typed(opened(entry=action.id), description="Uten rolle"), NB("editing.save"))
    assert NB("trouble.refused") in said(app) and app.text_area[0].value == "Uten rolle"
    assert entered.store().actions.get(action.id).description == "En to tre"


def test_the_history_tells_word_by_word_and_gives_any_earlier_text_back(action: contents.Action, act: Act) -> None:
    store = entered.store()
    store.actions.change(OTHER, action.id, 1, {"title": "Prøvetiltak", "description": "En fem tre"})
    app = opened(entry=action.id)
    app.session_state[f"history/{action.id}"] = True
    app.run()
    assert "Anna Annen" in said(app) and "~~\\[− to −\\]~~**\\[+ fem +\\]**" in said(app)
    press(app, NB("history.restore"))
    assert store.actions.get(action.id).description == "En to tre"
    act(None)
    app.run()
    assert "Anna Annen" not in said(app) and NB("history.editor") in said(app), "names are for those who write"
    assert NB("history.restore") not in [button.label for button in app.button]


def test_what_is_removed_can_be_undone(action: contents.Action, act: Act) -> None:
    app = opened(entry=action.id)
    next(button for button in app.button if button.label == NB("editing.remove")).click()
    app.session_state["entry"] = action.id
    app.run()  # the page of an entry that is gone is its own page's business
    assert entered.store().actions.get(action.id, with_removed=True).removed_at
    again = opened(_said=app.session_state["_said"])
    press(again, NB("editing.undo"))
    assert entered.store().actions.get(action.id).removed_at is None


def test_html_and_markdown_are_shown_as_text(served: str, act: Act) -> None:
    bad = "<script>alert(1)</script> **fet** [lenke](javascript:alert(1)) ![](x) $x$ :red[rødt]"
    action = entered.store().actions.add(OFFICE, {"title": "Prøve", "description": bad})
    app = opened(entry=action.id)
    assert app.text_area[0].value == bad
    app.session_state[f"history/{action.id}"] = True
    app.run()
    shown = next(part.value for part in app.markdown if "script" in part.value)
    assert "\\<script\\>" in shown and "\\*\\*fet" in shown and "\\[lenke\\]" in shown and "\\:red\\[" in shown
    assert not any(part.allow_html for part in app.markdown)
