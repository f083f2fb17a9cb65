"""Forms: nothing takes a typed text away, and both texts are shown where two have written."""

from __future__ import annotations

import ast
import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from dashboard import drafts, entered, signed_in
from dashboard.parts import sheet_form
from dashboard.parts.editing import Field, differences, saving
from dashboard.parts.editing.fields import Kind
from dashboard.texts import LANGUAGES, texts
from entries import contents, database, errors, rules, schema
from entries.actor import Actor, Role
from entries.database import default_file

OFFICE = Actor("office@example.org", "Ola Kontor", Role.office)
OTHER = Actor("other@example.org", "Anna Annen", Role.analyst)
CONTACT = Actor("contact@example.org", "Kari Kontakt", Role.contact, "5001")
NB = texts("nb")


def page() -> None:
    """A page with nothing but a form on it."""
    import streamlit as st

    from dashboard import entered
    from dashboard.parts import editing
    from dashboard.texts import texts

    t = texts("nb")
    editing.said(t)
    entry = entered.store().actions.get(st.session_state["entry"]) if st.session_state.get("entry") else None
    fields = (
        editing.Field("title", "line", "Tittel", wanted=True),
        editing.Field("description", "text", "Beskrivelse"),
        editing.Field("starts_on", "date", "Begynner"),
        editing.Field("ends_on", "date", "Slutter"),
        editing.Field("partners", "lines", "Partnere"),
    )
    form = editing.Form("action/test", "action", fields, entry)
    editing.show(form, t, on_saved=lambda saved: st.session_state.update(entry=saved.id))
    if entry:
        editing.history("action", entry.id, fields, t)
        editing.removal("action", entry, t)


Act = Callable[..., None]


@pytest.fixture
def act(monkeypatch: pytest.MonkeyPatch) -> Iterator[Act]:
    """Lets a test say who is at the page."""

    def become(actor: Actor | None, standing: str = "expired") -> None:
        monkeypatch.setattr(signed_in, "actor", lambda: actor)
        monkeypatch.setattr(signed_in, "standing", lambda: "writer" if actor else standing)

    become(OFFICE)
    yield become


def opened(**state: Any) -> AppTest:
    app = AppTest.from_function(page, default_timeout=60)
    for key, value in state.items():
        app.session_state[key] = value
    app.run()
    assert not app.exception
    return app


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click()
    app.run()
    assert not app.exception
    return app


def typed(app: AppTest, title: str = "", description: str = "") -> AppTest:
    if title:
        app.text_input[0].input(title)
    if description:
        app.text_area[0].input(description)
    app.run()
    return app


def said(app: AppTest) -> str:
    return " ".join(
        str(part.value) for kind in (app.markdown, app.error, app.warning, app.info, app.success) for part in kind
    )


@pytest.fixture
def action(served: str) -> contents.Action:
    return entered.store().actions.add(OFFICE, {"title": "Prøvetiltak", "description": "En to tre"})


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


def at_address(began: str, **state: Any) -> AppTest:
    """A new session at the address that an open form has: the server was away, or the page was loaded anew."""
    app = AppTest.from_function(page, default_timeout=60)
    app.query_params["do"], app.query_params["began"] = "edit", began
    for key, value in state.items():
        app.session_state[key] = value
    app.run()
    assert not app.exception
    return app


def test_loading_the_page_anew_goes_on_with_the_text(action: contents.Action, act: Act) -> None:
    app = typed(opened(entry=action.id), description="Påbegynt")
    assert app.query_params["began"] == "1"
    again = at_address("1", entry=action.id)
    assert again.text_area[0].value == "Påbegynt" and NB("editing.earlier") not in said(again)
    press(again, NB("editing.save"))
    assert entered.store().actions.get(action.id).description == "Påbegynt"
    assert drafts.waiting(OFFICE.subject) == [] and "do" not in again.query_params


def test_a_conflict_is_there_again_after_loading_the_page_anew(action: contents.Action, act: Act) -> None:
    both_have_written(action, "Deres", "Min")
    again = at_address("1", entry=action.id)
    again.radio[0].set_value("mine").run()
    press(again, NB("conflict.save"))
    assert entered.store().actions.get(action.id).description == "Min"


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


def both_have_written(action: contents.Action, theirs: str, mine: str) -> AppTest:
    app = typed(opened(entry=action.id), description=mine)
    entered.store().actions.change(OTHER, action.id, 1, {"title": "Prøvetiltak", "description": theirs})
    return press(app, NB("editing.save"))


def test_two_who_write_at_once_see_both_texts_and_must_choose(action: contents.Action, act: Act) -> None:
    app = both_have_written(action, "En fem tre", "En to fire")
    shown = said(app)
    assert [toast.value for toast in app.toast] == [NB("conflict.above", who="Anna Annen")]
    assert "Anna Annen" in shown and "**\\[+ fem +\\]**" in shown and "**\\[+ fire +\\]**" in shown
    press(app, NB("conflict.save"))
    assert "Velg først hva som skal stå i: Beskrivelse." in said(app)
    app.radio[0].set_value("merged").run()
    assert app.text_area[0].value == "En fem tre\n\nEn to fire"
    app.text_area[0].input("En fem fire").run()
    press(app, NB("conflict.save"))
    store = entered.store()
    assert store.actions.get(action.id).description == "En fem fire"
    assert "En fem tre" in [str((change.after or {})["description"]) for change in store.actions.history(action.id)]


def test_a_text_not_chosen_is_set_aside_and_the_other_s_stays(action: contents.Action, act: Act) -> None:
    app = both_have_written(action, "Deres", "Min lange tekst")
    app.radio[0].set_value("theirs").run()
    press(app, NB("conflict.save"))
    assert entered.store().actions.get(action.id).description == "Deres"
    assert [code.value for code in app.code] == ["Min lange tekst"]


def test_a_field_that_only_they_changed_needs_no_choice(action: contents.Action, act: Act) -> None:
    app = typed(opened(entry=action.id), title="Min tittel")
    entered.store().actions.change(OTHER, action.id, 1, {"title": "Prøvetiltak", "description": "Deres"})
    press(app, NB("editing.save"))
    assert [radio.value for radio in app.radio] == ["mine", "theirs"]
    press(app, NB("conflict.save"))
    entry = entered.store().actions.get(action.id)
    assert (entry.title, entry.description) == ("Min tittel", "Deres")


def test_a_third_change_during_the_choice_is_a_conflict_again(action: contents.Action, act: Act) -> None:
    app = both_have_written(action, "Deres", "Min")
    entered.store().actions.change(OTHER, action.id, 2, {"title": "Prøvetiltak", "description": "Deres igjen"})
    app.radio[0].set_value("mine").run()
    press(app, NB("conflict.save"))
    assert "igjen" in said(app) and entered.store().actions.get(action.id).description == "Deres igjen"
    app.radio[0].set_value("mine").run()
    press(app, NB("conflict.save"))
    assert entered.store().actions.get(action.id).description == "Min"


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


@given(st.text(alphabet="ab \n.*", max_size=40), st.text(alphabet="ab \n.*", max_size=40))
def test_the_pieces_give_both_texts_back(before: str, after: str) -> None:
    found = differences.pieces(before, after)
    assert "".join(text for kind, text in found if kind != "+") == before
    assert "".join(text for kind, text in found if kind != "-") == after


def test_a_choice_and_a_day_are_told_whole() -> None:
    before, after = "Behandlet med næringslivet", "Vedtatt av kommunestyret"
    assert differences.marked(before, after, whole=True) == f"~~\\[− {before} −\\]~~**\\[+ {after} +\\]**"
    assert differences.marked("", after, whole=True) == f"**\\[+ {after} +\\]**"
    assert differences.sides(before, after, whole=True) == (f"**\\[+ {before} +\\]**", f"**\\[+ {after} +\\]**")
    assert {kind for kind in get_args(Kind) if Field("x", kind, "x").is_whole} == {"choice", "date", "number"}


def test_long_texts_are_compared_by_lines() -> None:
    before = "\n".join(f"ord {number}" for number in range(3000))
    assert [kind for kind, _ in differences.pieces(before, before + "\nny linje")].count("+") == 1


def calls_in_the_entries() -> Iterator[ast.Call]:
    """Every call that is written in the entries' room."""
    for file in Path(str(rules.__file__)).parent.glob("*.py"):
        found = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        yield from (node for node in found if isinstance(node, ast.Call))


def test_every_problem_of_the_store_has_its_sentence_in_both_languages() -> None:
    codes = {code for code, _ in rules._WORDS.values()} | set(rules._OURS)
    for call in calls_in_the_entries():
        match getattr(call.func, "id", ""), call.args:
            case "Problem", [_, ast.Constant(value=code), *_]:
                codes.add(code)
            case "_fault", [ast.Constant(value=code), *_]:
                codes.add(f"file.{code}")
    assert len(codes) > 20
    facts = {"max_length": 3, "name": "x", "became": ["a", "b"]}
    names = "first last item then_name then first_name key day code year first_year last_year status"
    names += " column cells columns entry version"
    every = dict.fromkeys(names.split(), "1")
    for lang in LANGUAGES:
        for code in codes:
            problem = errors.Problem("title", code, "the sentence of the store", every | facts)
            words = saving.problem_words(problem, (), texts(lang))
            assert words != problem.sentence and "{" not in words


def test_every_trouble_of_the_store_has_its_sentence() -> None:
    kinds = {kind.__name__: kind for kind in errors.EntriesError.__subclasses__()}
    found = [kind("names a file", code) for _, kind, code, _ in database._SIGNS]
    for call in calls_in_the_entries():
        if (kind := kinds.get(getattr(call.func, "id", ""))) in (errors.Unavailable, errors.NotCurrent, errors.Refused):
            told = [one.value for one in call.args[1:] if isinstance(one, ast.Constant)]
            found.append(kind("names a file", *told))
    assert {"locked", "damaged", "newer", "older", "adopted", "refused", "unavailable"} <= {one.code for one in found}
    for one in (*found, errors.NotFound("names a file")):
        for lang in LANGUAGES:
            words = saving.sentence(one, texts(lang))
            assert words == texts(lang)(f"trouble.{one.code}") and "names a file" not in words
    assert schema.UPGRADE in NB("trouble.older")


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


def test_what_others_have_done_since_is_not_undone(action: contents.Action, act: Act) -> None:
    app = press(typed(opened(entry=action.id), description="Min"), NB("editing.save"))
    typed_since = {"title": "Prøvetiltak", "description": "Deres"}
    entered.store().actions.change(OTHER, action.id, 2, typed_since)
    press(app, NB("editing.undo"))
    assert NB("problem.not_the_latest") in said(app)
    assert entered.store().actions.get(action.id).description == "Deres"


def test_another_window_of_one_s_own_takes_no_text_away(action: contents.Action, act: Act) -> None:
    first, second = opened(entry=action.id), opened(entry=action.id)
    typed(first, description="Skrevet i det ene vinduet")
    typed(second, description="Skrevet i det andre")
    assert second.text_area[0].value == "Skrevet i det andre"
    press(first, NB("editing.save"))
    press(second, NB("editing.save"))
    assert NB("conflict.mine") in said(second) and "andre" in said(second)
