"""The store: every write checked, versioned and remembered; whatever an entry said before can be had back."""

from __future__ import annotations

import datetime as dt

import pytest

from entries.actor import Actor, Role
from entries.contents import LINE, TEXT
from entries.errors import Conflict, Invalid, NotFound, Refused
from entries.kinds import KINDS
from entries.store import Store
from tests.services.entries import ACTION, ADOPTED, ANALYST, CONTACT, HANDLED, NEIGHBOUR, OFFICE, READER, SHEET


def codes(caught: pytest.ExceptionInfo[Invalid]) -> set[tuple[str, str]]:
    return {(problem.field, problem.code) for problem in caught.value.problems}


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


# Two at once


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

EXAMPLES = {
    "action": ACTION,
    "action_update": {"on_date": "2027-05-01", "text": "I gang."},
    "self_assessment": SHEET,
    "council_case": {"municipality": "9001", "decided_on": "2027-04-22", "title": "Næringsplan"},
    "round_step": {"year": 2027, "step": "action_plan", "done_on": "2027-06-10"},
    "role_grant": {"subject": "x@example.org", "name": "X", "role": "contact", "municipality": "9002"},
}
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


# What can't be kept


@pytest.mark.parametrize(
    ("table", "bad", "problem"),
    [
        ("action", {"title": ""}, ("title", "empty")),
        ("action", {"title": " \u00a0"}, ("title", "empty")),
        ("action", {"title": "x" * (LINE + 1)}, ("title", "too_long")),
        ("action", {"title": "to\nlinjer"}, ("title", "control_character")),
        ("action", {"title": None}, ("title", "not_usable")),
        ("action", {"description": "x" * (TEXT + 1)}, ("description", "too_long")),
        ("action", {"description": "nul\0"}, ("description", "control_character")),
        ("action", {"description": "bakvendt \u202e tekst"}, ("description", "control_character")),
        ("action", {"description": "halv \ud800"}, ("description", "control_character")),
        ("action", {"sub_goals": ["no_such_goal"]}, ("sub_goals", "unknown_sub_goal")),
        ("action", {"indicators": ["no_such_indicator"]}, ("indicators", "unknown_indicator")),
        ("action", {"partners": ["En", "En"]}, ("partners", "twice")),
        ("action", {"partners": [str(number) for number in range(99)]}, ("partners", "too_many")),
        ("action", {"status": "perhaps"}, ("status", "not_a_choice")),
        ("action", {"starts_on": "2027-02-30"}, ("starts_on", "not_a_date")),
        ("action", {"starts_on": "2027-02-02", "ends_on": "2027-02-01"}, ("", "out_of_order")),
        ("action", {"starts_on": "0027-02-02"}, ("starts_on", "year_out_of_range")),
        ("action", {"source_link": "javascript:alert(1)"}, ("source_link", "not_a_link")),
        ("action", {"source_link": "https://"}, ("source_link", "not_a_link")),
        ("action", {"source_link": "https://[half"}, ("source_link", "not_a_link")),
        ("action", {"source_link": "https://example.org/a b"}, ("source_link", "not_a_link")),
        ("action", {"surprise": "x"}, ("surprise", "unknown_field")),
        ("action_update", {"action": "nowhere"}, ("action", "unknown_action")),
        ("action_update", {"on_date": "2027-06-16"}, ("on_date", "in_the_future")),
        ("self_assessment", {"municipality": "7777"}, ("municipality", "unknown_municipality")),
        ("self_assessment", {"municipality": "8001"}, ("municipality", "municipality_ended")),
        ("self_assessment", {"municipality": "9003", "year": 2019}, ("municipality", "municipality_not_yet")),
        ("self_assessment", {"municipality": "Førstevik"}, ("municipality", "not_a_number_of_four")),
        ("self_assessment", {"year": "i fjor"}, ("year", "not_a_number")),
        ("self_assessment", {"year": 1999}, ("year", "out_of_range")),
        ("self_assessment", {"figures": {"x": "y" * 500_000}}, ("figures", "too_long")),
        ("council_case", {"decided_on": "2027-12-24"}, ("decided_on", "in_the_future")),
        ("council_case", {"municipality": "8001"}, ("municipality", "municipality_ended")),
        ("council_case", {"concerns_business": "kanskje"}, ("concerns_business", "not_yes_or_no")),
        ("round_step", {"step": "Drop Table"}, ("step", "not_a_key")),
        ("role_grant", {"role": "king"}, ("role", "not_a_choice")),
        ("role_grant", {"role": "analyst"}, ("", "whose_contact")),
    ],
)
def test_what_cannot_be_kept_is_said_field_by_field(
    sqlite_store: Store, table: str, bad: dict[str, object], problem: tuple[str, str]
) -> None:
    typed = dict(EXAMPLES[table])
    if table == "action_update":
        typed["action"] = sqlite_store.actions.add(OFFICE, ACTION).id
    with pytest.raises(Invalid) as caught:
        sqlite_store.register(table).add(OFFICE, typed | bad)
    assert problem in codes(caught)
    assert all(told.sentence for told in caught.value.problems) and "{" not in str(caught.value)
    assert sqlite_store.register(table).find() == []


def test_a_municipality_that_is_gone_is_named_with_what_it_became(sqlite_store: Store) -> None:
    with pytest.raises(Invalid, match=r"Gammelvik \(8001\) was a municipality until 2019.*Tredjevik \(9003\)"):
        sqlite_store.self_assessments.add(OFFICE, SHEET | {"municipality": "8001"})
    assert sqlite_store.self_assessments.add(OFFICE, SHEET | {"municipality": "8001", "year": 2019})


def test_all_faults_are_told_at_once(sqlite_store: Store) -> None:
    with pytest.raises(Invalid) as caught:
        sqlite_store.actions.add(OFFICE, {"title": "", "source_link": "ftp://x", "starts_on": "x"})
    assert {problem.field for problem in caught.value.problems} == {"title", "source_link", "starts_on"}


# The way of a sheet


def test_a_sheet_goes_from_draft_to_the_business_community_to_the_council(store: Store) -> None:
    sheets = store.self_assessments
    sheet = sheets.add(CONTACT, SHEET)
    assert sheets.change(CONTACT, sheet.id, 1, HANDLED).status == "handled"
    adopted = sheets.change(CONTACT, sheet.id, 2, ADOPTED)
    assert (adopted.status, adopted.figures) == ("adopted", ADOPTED["figures"])
    sent = sheets.change(CONTACT, sheet.id, 3, ADOPTED | {"resolution_sent_on": "2027-04-28"})
    assert sent.resolution_sent_on == dt.date(2027, 4, 28)


def test_an_adopted_sheet_stands_as_the_council_adopted_it(sqlite_store: Store) -> None:
    sheets = sqlite_store.self_assessments
    sheet = sheets.add(OFFICE, ADOPTED)
    for typed in (ADOPTED | {"situation": "Annerledes"}, HANDLED):
        with pytest.raises(Refused, match="adopted"):
            sheets.change(CONTACT, sheet.id, 1, typed)
    with pytest.raises(Refused, match="adopted"):
        sheets.remove(CONTACT, sheet.id, 1)
    opened = sheets.change(OFFICE, sheet.id, 1, ADOPTED | {"status": "handled"})
    with pytest.raises(Refused, match="stage back"):
        sheets.change(CONTACT, sheet.id, opened.version, SHEET)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        (HANDLED | {"situation": " "}, ("situation", "empty_for_status")),
        (HANDLED | {"handled_on": None}, ("handled_on", "empty_for_status")),
        (HANDLED | {"handled_on": "2027-06-16"}, ("handled_on", "in_the_future")),
        (ADOPTED | {"case_number": ""}, ("case_number", "empty_for_status")),
        (ADOPTED | {"case_link": ""}, ("case_link", "empty_for_status")),
        (ADOPTED | {"figures": None}, ("figures", "empty_for_status")),
        (ADOPTED | {"adopted_on": "2027-03-01"}, ("", "out_of_order")),
        (HANDLED | {"resolution_sent_on": "2027-05-01"}, ("resolution_sent_on", "not_adopted")),
    ],
)
def test_a_stage_needs_what_belongs_to_it(
    sqlite_store: Store, typed: dict[str, object], problem: tuple[str, str]
) -> None:
    with pytest.raises(Invalid) as caught:
        sqlite_store.self_assessments.add(OFFICE, typed)
    assert problem in codes(caught)


def test_no_stage_is_skipped(sqlite_store: Store) -> None:
    sheet = sqlite_store.self_assessments.add(CONTACT, SHEET)
    with pytest.raises(Invalid) as caught:
        sqlite_store.self_assessments.change(CONTACT, sheet.id, 1, ADOPTED)
    assert codes(caught) == {("status", "skips_a_stage")}


def test_every_register_is_there_by_its_name(sqlite_store: Store) -> None:
    assert set(EXAMPLES) == set(KINDS)
    with pytest.raises(NotFound, match="register called nothing"):
        sqlite_store.register("nothing")
