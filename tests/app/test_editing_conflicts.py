"""Where two have written, both texts are shown, and somebody chooses."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from dashboard import entered
from entries import contents
from tests.app.forms import NB, OTHER, Act, act, action, at_address, opened, press, said, typed

__all__ = ["act", "action"]


def both_have_written(action: contents.Action, theirs: str, mine: str) -> AppTest:
    app = typed(opened(entry=action.id), description=mine)
    entered.store().actions.change(OTHER, action.id, 1, {"title": "Prøvetiltak", "description": theirs})
    return press(app, NB("editing.save"))


def test_a_conflict_is_there_again_after_loading_the_page_anew(action: contents.Action, act: Act) -> None:
    both_have_written(action, "Deres", "Min")
    again = at_address("1", entry=action.id)
    again.radio[0].set_value("mine").run()
    press(again, NB("conflict.save"))
    assert entered.store().actions.get(action.id).description == "Min"


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


def test_another_window_of_one_s_own_takes_no_text_away(action: contents.Action, act: Act) -> None:
    first, second = opened(entry=action.id), opened(entry=action.id)
    typed(first, description="Skrevet i det ene vinduet")
    typed(second, description="Skrevet i det andre")
    assert second.text_area[0].value == "Skrevet i det andre"
    press(first, NB("editing.save"))
    press(second, NB("editing.save"))
    assert NB("conflict.mine") in said(second) and "andre" in said(second)


def test_what_others_have_done_since_is_not_undone(action: contents.Action, act: Act) -> None:
    app = press(typed(opened(entry=action.id), description="Min"), NB("editing.save"))
    typed_since = {"title": "Prøvetiltak", "description": "Deres"}
    entered.store().actions.change(OTHER, action.id, 2, typed_since)
    press(app, NB("editing.undo"))
    assert NB("problem.not_the_latest") in said(app)
    assert entered.store().actions.get(action.id).description == "Deres"
