"""The rules: what can't be kept is said field by field, and a sheet goes its way from draft to resolution."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial

import pytest

from entries import rules
from entries.actor import Actor
from entries.contents import LINE, TEXT
from entries.errors import Invalid, Refused
from entries.store import Store
from tests.services.entries import (
    ACTION,
    ADOPTED,
    ANALYST,
    CONTACT,
    EXAMPLES,
    HANDLED,
    NEIGHBOUR,
    OFFICE,
    READER,
    SHEET,
    codes,
)

# What can't be kept


@pytest.mark.parametrize(
    ("table", "bad", "problem"),
    [
        ("action", {"title": ""}, ("title", "empty")),
        ("action", {"title": " \u00a0"}, ("title", "empty")),
        ("action", {"title": "x" * (LINE + 1)}, ("title", "too_long")),
        ("action", {"title": "to\nlinjer"}, ("title", "control_character")),
        ("action", {"title": None}, ("title", "empty")),
        ("council_case", {"decided_on": None}, ("decided_on", "empty")),
        ("council_case", {"municipality": None}, ("municipality", "empty")),
        ("round_step", {"done_on": None, "note": " "}, ("done_on", "empty_step")),
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


@pytest.mark.parametrize("actor", [OFFICE, CONTACT, NEIGHBOUR, ANALYST, READER], ids=lambda one: one.name)
@pytest.mark.parametrize("last", [SHEET, HANDLED, ADOPTED, ADOPTED | {"resolution_sent_on": "2027-04-28"}])
def test_what_would_be_refused_is_known_before_it_is_tried(
    sqlite_store: Store, actor: Actor, last: dict[str, object]
) -> None:
    sheets = sqlite_store.self_assessments
    sheet = sheets.add(OFFICE, SHEET | {"situation": "Første tekst"})
    for typed in (HANDLED, ADOPTED, last):
        sheet = sheets.change(OFFICE, sheet.id, sheet.version, typed)
        if typed == last:
            break

    def works(write: Callable[[], object]) -> bool:
        """Whether the store takes it; it is as before afterwards."""
        nonlocal sheet
        try:
            write()
        except (Refused, Invalid):
            return False
        sheet = sheets.undo(OFFICE, sheets.history(sheet.id)[-1].id)
        return True

    for change in sheets.history(sheet.id)[:-1]:
        allowed = sheets.may_become(actor, sheet, change.after or {})
        assert allowed == works(partial(sheets.restore_text, actor, sheet.id, sheet.version, change.id))
    assert rules.may_remove("self_assessment", sheet, actor) == works(
        lambda: sheets.remove(actor, sheet.id, sheet.version)
    )
    assert sheets.may_undo(actor, sheet) == works(lambda: sheets.undo(actor, sheets.history(sheet.id)[-1].id))


def test_no_stage_is_skipped(sqlite_store: Store) -> None:
    sheet = sqlite_store.self_assessments.add(CONTACT, SHEET)
    with pytest.raises(Invalid) as caught:
        sqlite_store.self_assessments.change(CONTACT, sheet.id, 1, ADOPTED)
    assert codes(caught) == {("status", "skips_a_stage")}
