"""The store: every write checked, versioned and remembered; whatever an entry said before can be had back."""

from __future__ import annotations

import datetime as dt

import pytest

from entries.actor import Actor, Role
from entries.errors import Conflict, Invalid, NotFound, Refused
from entries.kinds import KINDS
from entries.store import Store
from tests.services.entries import ACTION, ANALYST, CONTACT, EXAMPLES, NEIGHBOUR, OFFICE, READER, SHEET, codes

# Reading and writing


def test_what_was_typed_comes_back_as_it_was_typed(store: Store) -> None:
    typed = ACTION | {
        "title": "  <b>Fet</b> & «sitat» 😀 Ærlig\u00a0talt ",
        "description": "<script>alert(1)</script>\r\nlinje to\n\n\tinnrykk =1+1 ' -- \u200d",
        "starts_on": dt.date(2027, 1, 2),
        "ends_on": "2027-12-31",
        "indicators": ["new_enterprises"],
        "source_link": "https://example.org/a?b=c#d",
    }
    kept = store.actions.get(store.actions.add(ANALYST, typed).id)
    for name in ("title", "description", "source_link"):
        assert getattr(kept, name) == typed[name]
    assert (kept.starts_on, kept.ends_on) == (dt.date(2027, 1, 2), dt.date(2027, 12, 31))
    assert kept.partners == ("En", "To")
    assert (kept.version, kept.created_by) == (1, ANALYST.subject)
    assert kept.created_at == dt.datetime(2027, 6, 15, 12, tzinfo=dt.UTC)


def test_entries_are_found_by_their_fields(store: Store) -> None:
    store.self_assessments.add(CONTACT, SHEET)
    store.self_assessments.add(CONTACT, SHEET | {"year": 2026})
    store.self_assessments.add(NEIGHBOUR, SHEET | {"municipality": "9002"})
    assert [(sheet.year, sheet.municipality) for sheet in store.self_assessments.find()] == [
        (2026, "9001"),
        (2027, "9001"),
        (2027, "9002"),
    ]
    assert [sheet.year for sheet in store.self_assessments.find(municipality="9001", year=2026)] == [2026]


def test_every_write_leaves_who_when_before_and_after(store: Store) -> None:
    action = store.actions.add(ANALYST, ACTION)
    store.actions.change(OFFICE, action.id, 1, ACTION | {"title": "Et bedre tiltak"})
    store.actions.remove(OFFICE, action.id, 2)
    added, changed, removed = store.actions.history(action.id)
    assert [change.kind for change in (added, changed, removed)] == ["added", "changed", "removed"]
    assert [change.by for change in (added, changed, removed)] == [ANALYST.subject, OFFICE.subject, OFFICE.subject]
    assert added.before is None and added.after and added.after["title"] == "Et tiltak"
    assert changed.fields == ("title",)
    assert changed.before == added.after and changed.after and changed.after["title"] == "Et bedre tiltak"
    assert removed.after is None and removed.before == changed.after
    assert {change.at for change in store.history()} == {dt.datetime(2027, 6, 15, 12, tzinfo=dt.UTC)}


def test_saving_what_it_says_already_is_no_change(store: Store) -> None:
    action = store.actions.add(ANALYST, ACTION)
    assert store.actions.change(ANALYST, action.id, 1, ACTION).version == 1
    assert len(store.actions.history(action.id)) == 1


def test_the_newest_changes_of_everything(store: Store) -> None:
    action = store.actions.add(ANALYST, ACTION)
    store.action_updates.add(ANALYST, {"action": action.id, "on_date": "2027-05-01", "text": "I gang."})
    store.self_assessments.add(CONTACT, SHEET)
    assert [change.table for change in store.history(newest=2)] == ["action_update", "self_assessment"]
    assert [change.table for change in store.history("action")] == ["action"]


def test_who_has_not_heard_that_a_new_entry_was_saved_may_save_it_once_more(store: Store) -> None:
    first = store.actions.add(ANALYST, ACTION, "abc")
    assert store.actions.add(ANALYST, ACTION, "abc") == first
    assert len(store.actions.history("abc")) == 1
    changed = store.actions.change(OFFICE, "abc", 1, ACTION | {"title": "Deres"})
    with pytest.raises(Conflict) as caught:
        store.actions.add(ANALYST, ACTION | {"title": "Min"}, "abc")
    assert (caught.value.version, caught.value.theirs["title"], caught.value.base) == (2, "Deres", {})
    assert store.actions.add(ANALYST, ACTION | {"title": "Deres"}, "abc") == changed


def test_an_id_that_is_taken_by_somebody_else_or_was_removed_is_refused(store: Store) -> None:
    store.actions.add(ANALYST, ACTION, "abc")
    with pytest.raises(Invalid) as caught:
        store.actions.add(OFFICE, ACTION, "abc")
    assert codes(caught) == {("", "taken")}
    store.actions.remove(ANALYST, "abc", 1)
    with pytest.raises(Invalid):
        store.actions.add(ANALYST, ACTION, "abc")
    assert store.actions.find() == [] and len(store.actions.history("abc")) == 2


# Two at once


def test_two_who_write_the_same_are_in_nobodys_way(store: Store) -> None:
    action = store.actions.add(ANALYST, ACTION)
    same = ACTION | {"title": "Et bedre tiltak"}
    changed = store.actions.change(OFFICE, action.id, 1, same)
    assert store.actions.change(ANALYST, action.id, 1, same) == changed


def test_a_conflict_holds_both_texts_and_what_they_began_from(store: Store) -> None:
    sheet = store.self_assessments.add(CONTACT, SHEET | {"situation": "Først"})
    store.self_assessments.change(OFFICE, sheet.id, 1, SHEET | {"situation": "Deres"})
    with pytest.raises(Conflict) as caught:
        store.self_assessments.change(CONTACT, sheet.id, 1, SHEET | {"situation": "Min"})
    conflict = caught.value
    assert (conflict.base["situation"], conflict.theirs["situation"], conflict.mine["situation"]) == (
        "Først",
        "Deres",
        "Min",
    )
    assert conflict.fields == ("situation",) and conflict.changed_by == OFFICE.subject
    assert conflict.by_name == OFFICE.name
    assert store.self_assessments.get(sheet.id).situation == "Deres"
    merged = store.self_assessments.change(CONTACT, sheet.id, conflict.version, conflict.mine)
    assert (merged.version, merged.situation) == (3, "Min")


def test_removing_what_has_been_changed_is_a_conflict_too(store: Store) -> None:
    action = store.actions.add(ANALYST, ACTION)
    store.actions.change(ANALYST, action.id, 1, ACTION | {"title": "Nytt"})
    with pytest.raises(Conflict):
        store.actions.remove(ANALYST, action.id, 1)
    assert store.actions.get(action.id).title == "Nytt"


def test_a_municipality_has_one_sheet_a_year(store: Store) -> None:
    first = store.self_assessments.add(CONTACT, SHEET)
    with pytest.raises(Invalid) as caught:
        store.self_assessments.add(OFFICE, SHEET)
    assert codes(caught) == {("", "taken")}
    store.self_assessments.remove(CONTACT, first.id, 1)
    second = store.self_assessments.add(CONTACT, SHEET)
    with pytest.raises(Invalid) as caught:
        store.self_assessments.bring_back(CONTACT, first.id)
    assert codes(caught) == {("", "taken")}
    assert [sheet.id for sheet in store.self_assessments.find()] == [second.id]


# Back to what it was


def test_a_removed_entry_is_out_of_sight_and_can_be_brought_back(store: Store) -> None:
    action = store.actions.add(ANALYST, ACTION)
    store.actions.remove(ANALYST, action.id, 1)
    assert store.actions.find() == []
    assert [kept.id for kept in store.actions.find(with_removed=True)] == [action.id]
    with pytest.raises(NotFound, match="removed"):
        store.actions.get(action.id)
    with pytest.raises(NotFound, match="removed"):
        store.actions.change(ANALYST, action.id, 2, ACTION)
    back = store.actions.bring_back(ANALYST, action.id)
    assert (back.title, back.version, back.removed_at) == ("Et tiltak", 3, None)
    assert store.actions.bring_back(ANALYST, action.id).version == 3


def test_any_earlier_text_can_be_restored(store: Store) -> None:
    texts = ["én", "to", "tre"]
    sheet = store.self_assessments.add(CONTACT, SHEET | {"situation": texts[0]})
    for version, text in enumerate(texts[1:], start=1):
        store.self_assessments.change(CONTACT, sheet.id, version, SHEET | {"situation": text, "priorities": text})
    changes = store.self_assessments.history(sheet.id)
    for change, text in zip(changes, texts, strict=True):
        now = store.self_assessments.get(sheet.id)
        assert store.self_assessments.restore_text(CONTACT, sheet.id, now.version, change.id).situation == text
    now = store.self_assessments.get(sheet.id)
    chosen = store.self_assessments.restore_text(CONTACT, sheet.id, now.version, changes[0].id, ("priorities",))
    assert (chosen.situation, chosen.priorities) == ("tre", "")
    assert store.self_assessments.history(sheet.id)[-1].kind == "restored"
    with pytest.raises(Conflict):
        store.self_assessments.restore_text(CONTACT, sheet.id, 1, changes[0].id)


def test_the_latest_change_can_be_undone_and_that_too(store: Store) -> None:
    action = store.actions.add(ANALYST, ACTION)
    store.actions.change(ANALYST, action.id, 1, ACTION | {"title": "Nytt"})

    def undo() -> None:
        store.actions.undo(ANALYST, store.actions.history(action.id)[-1].id)

    undo()
    assert store.actions.get(action.id).title == "Et tiltak"
    undo()
    assert store.actions.get(action.id).title == "Nytt"
    store.actions.remove(ANALYST, action.id, 4)
    undo()
    assert store.actions.get(action.id).title == "Nytt"
    undo()
    assert store.actions.find() == []
    fresh = store.actions.add(ANALYST, ACTION)
    store.actions.undo(ANALYST, store.actions.history(fresh.id)[-1].id)
    assert store.actions.find() == []


def test_an_older_change_is_not_undone_over_a_newer_one(store: Store) -> None:
    action = store.actions.add(ANALYST, ACTION)
    store.actions.change(ANALYST, action.id, 1, ACTION | {"title": "Nytt"})
    with pytest.raises(Invalid) as caught:
        store.actions.undo(ANALYST, store.actions.history(action.id)[0].id)
    assert codes(caught) == {("", "not_the_latest")}


def test_an_action_with_updates_is_not_undone_away(store: Store) -> None:
    action = store.actions.add(ANALYST, ACTION)
    store.action_updates.add(ANALYST, {"action": action.id, "on_date": "2027-05-01", "text": "I gang."})
    with pytest.raises(Invalid) as caught:
        store.actions.undo(ANALYST, store.actions.history(action.id)[0].id)
    assert codes(caught) == {("", "has_updates")}


@pytest.mark.parametrize("verb", ["get", "history of another", "change"])
def test_what_is_not_there_is_said(store: Store, verb: str) -> None:
    with pytest.raises(NotFound):
        if verb == "get":
            store.actions.get("nowhere")
        elif verb == "change":
            store.actions.change(ANALYST, "nowhere", 1, ACTION)
        else:
            sheet = store.self_assessments.add(CONTACT, SHEET)
            store.actions.undo(ANALYST, store.self_assessments.history(sheet.id)[0].id)


# Roles

MAY = {
    OFFICE: set(EXAMPLES),
    ANALYST: {"action", "action_update", "council_case", "round_step"},
    CONTACT: {"self_assessment"},
    NEIGHBOUR: set(),
    READER: set(),
    Actor("c", "A contact of nowhere", Role.contact): set(),
}


@pytest.mark.parametrize("actor", MAY, ids=lambda actor: actor.name)
@pytest.mark.parametrize("table", EXAMPLES)
def test_the_store_holds_the_roles_for_every_verb(sqlite_store: Store, actor: Actor, table: str) -> None:
    register, typed = sqlite_store.register(table), dict(EXAMPLES[table])
    if table == "action_update":
        typed["action"] = sqlite_store.actions.add(OFFICE, ACTION).id
    kept = register.add(OFFICE, typed)
    first = register.history(kept.id)[0].id
    verbs = {
        "add": lambda: register.add(actor, typed),
        "change": lambda: register.change(actor, kept.id, 1, typed),
        "remove": lambda: register.remove(actor, kept.id, 1),
        "restore": lambda: register.restore_text(actor, kept.id, 1, first),
        "undo": lambda: register.undo(actor, first),
    }
    if table not in MAY[actor]:
        for verb in verbs.values():
            with pytest.raises(Refused, match="may not"):
                verb()
        gone = register.remove(OFFICE, kept.id, 1)
        with pytest.raises(Refused, match="may not"):
            register.bring_back(actor, gone.id)
        assert register.find() == []
    else:
        verbs["change"]()
        verbs["restore"]()
        verbs["remove"]()
        register.bring_back(actor, kept.id)
        assert [found.id for found in register.find()] == [kept.id]


def test_a_contact_can_neither_take_nor_give_away_a_sheet(sqlite_store: Store) -> None:
    sheets = sqlite_store.self_assessments
    own, other = sheets.add(CONTACT, SHEET), sheets.add(NEIGHBOUR, SHEET | {"municipality": "9002"})
    with pytest.raises(Refused):
        sheets.change(CONTACT, other.id, 1, SHEET)
    with pytest.raises(Refused):
        sheets.change(CONTACT, own.id, 1, SHEET | {"municipality": "9002"})
    with pytest.raises(Invalid):
        sheets.change(OFFICE, own.id, 1, SHEET | {"municipality": "9003"})


def test_a_person_is_what_they_have_been_given(store: Store) -> None:
    assert store.actor_for("kari@example.org", "Kari").role is Role.reader
    grant = store.grants.add(
        OFFICE, {"subject": "kari@example.org", "name": "Kari", "role": "contact", "municipality": "9001"}
    )
    assert store.actor_for("kari@example.org") == Actor("kari@example.org", "Kari", Role.contact, "9001")
    with pytest.raises(Invalid):
        store.grants.add(OFFICE, {"subject": "kari@example.org", "name": "Kari", "role": "analyst"})
    store.grants.remove(OFFICE, grant.id, 1)
    assert store.actor_for("kari@example.org").role is Role.reader


def test_every_register_is_there_by_its_name(sqlite_store: Store) -> None:
    assert set(EXAMPLES) == set(KINDS)
    with pytest.raises(NotFound, match="register called nothing"):
        sqlite_store.register("nothing")
