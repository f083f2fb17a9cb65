"""Out and in again: exactly the same, all or nothing, every fault by its line."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entries.errors import Refused
from entries.exchange import Form, ImportFault, export, take_in, text_of
from entries.kinds import KINDS
from entries.store import Store
from tests.services.entries import ACTION, ADOPTED, ANALYST, CONTACT, OFFICE, READER, SHEET

FORMS: list[Form] = ["csv", "json"]
AWKWARD = "=1+1\r\n'sitat', \"to\"; semikolon\n\tog <b>æøå</b> 😀 "


def fill(store: Store) -> None:
    """An entry or two in every register, with everything that a file could spoil."""
    typed = {
        "title": "@SUM(A1)",
        "description": AWKWARD,
        "partners": ["-En", "To, tre", "'Fire'"],
        "ends_on": "2027-02-01",
    }
    action = store.actions.add(OFFICE, ACTION | typed)
    store.actions.add(OFFICE, ACTION | {"title": "+1", "sub_goals": [], "indicators": ["new_enterprises"]})
    update = {"action": action.id, "on_date": "2027-01-01", "text": AWKWARD}
    store.action_updates.add(OFFICE, update)
    store.action_updates.add(OFFICE, update | {"status": "delivered"})
    store.self_assessments.add(OFFICE, ADOPTED | {"priorities": AWKWARD})
    store.self_assessments.add(OFFICE, SHEET | {"year": 2026})
    case = {"municipality": "9001", "decided_on": "2027-04-22", "title": "Sak"}
    store.council_cases.add(OFFICE, case | {"refers_to_plan": False, "concerns_business": False})
    store.council_cases.add(OFFICE, case | {"took_plan_up": True, "refers_to_plan": True})
    store.council_cases.add(OFFICE, case)
    store.round_steps.add(OFFICE, {"year": 2027, "step": "action_plan", "note": "Satt av"})
    store.grants.add(OFFICE, {"subject": "x@example.org", "name": "X", "role": "contact", "municipality": "9002"})


def content(store: Store, table: str) -> dict[str, object]:
    kind = KINDS[table]
    return {entry.id: {name: getattr(entry, name) for name in kind.fields} for entry in store.register(table).find()}


@pytest.mark.parametrize("form", FORMS)
def test_every_register_goes_out_and_comes_into_another_store_the_same(
    store: Store, second_store: Store, form: Form
) -> None:
    fill(store)
    for table in KINDS:
        told = take_in(second_store, OFFICE, table, export(store, table, form), form)
        assert len(told.added) == len(store.register(table).find()) and not told.changed
        assert content(second_store, table) == content(store, table)
        assert export(second_store, table, form) == export(store, table, form)
        again = take_in(second_store, OFFICE, table, export(store, table, form), form)
        assert not again.added and not again.changed and len(again.unchanged) == len(told.added)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(
        st.characters(
            exclude_categories=["Cc", "Cs", "Zl", "Zp"],
            exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
        )
        | st.sampled_from("\n\r\t'=;,\""),
        max_size=60,
    ),
    form=st.sampled_from(FORMS),
)
def test_any_text_comes_back_letter_by_letter(sqlite_store: Store, text: str, form: Form) -> None:
    case = {"municipality": "9001", "decided_on": "2027-04-22", "title": "Sak", "note": text}
    kept = sqlite_store.council_cases.add(OFFICE, case)
    assert sqlite_store.council_cases.get(kept.id).note == text
    out = export(sqlite_store, "council_case", form)
    assert kept.id in take_in(sqlite_store, OFFICE, "council_case", out, form, dry_run=True).unchanged


def test_no_cell_of_a_csv_is_a_formula(sqlite_store: Store) -> None:
    fill(sqlite_store)
    out = export(sqlite_store, "action")
    assert "'@SUM(A1)" in out and ",'+1," in out and ",@SUM" not in out and ",+1" not in out


CASES = "municipality;decided_on;title;refers_to_plan\n9001;2027-04-22;Næringsplan;yes\n9002;2027-04-23;Havn;no\n"


def test_a_hand_made_list_with_semicolons_is_taken_in(store: Store) -> None:
    told = take_in(store, ANALYST, "council_case", "\ufeff" + CASES)
    assert len(told.added) == 2
    assert [(case.title, case.refers_to_plan) for case in store.council_cases.find()] == [
        ("Næringsplan", True),
        ("Havn", False),
    ]
    assert {change.kind for change in store.history("council_case")} == {"imported"}


def test_the_same_list_taken_in_twice_adds_nothing(store: Store) -> None:
    first = take_in(store, ANALYST, "council_case", CASES)
    again = take_in(store, ANALYST, "council_case", CASES + "9001;2027-04-24;Ny sak;\n")
    assert again.unchanged == first.added and len(again.added) == 1
    assert len(store.council_cases.find()) == 3


def test_a_dry_run_tells_and_writes_nothing(store: Store) -> None:
    assert len(take_in(store, ANALYST, "council_case", CASES, dry_run=True).added) == 2
    assert store.is_empty()


@pytest.mark.parametrize(
    ("text", "form", "faults"),
    [
        (CASES + "7777;i går;;x\n", "csv", [(4, "decided_on")]),
        (CASES + '9001;2027-04-01;"to\nlinjer";\n7777;2027-04-01;Sak;\n', "csv", [(4, "title"), (6, "7777")]),
        (CASES + "9001;2027-04-01\n", "csv", [(4, "2 cells, but 4 columns")]),
        ("municipality,surprise\n9001,x\n", "csv", [(1, "surprise")]),
        ("title,title\na,b\n", "csv", [(1, "once")]),
        (f"municipality,{'x' * 5000}\n", "csv", [(1, "called " + "x" * 60 + ".")]),
        ("", "csv", [(1, "once")]),
        ('title\n"open\n', "csv", [(2, "no CSV")]),
        ("id,municipality,decided_on,title\n../x,9001,2027-04-01,Sak\n", "csv", [(2, "an id is")]),
        ("{}", "json", [(1, "list of objects")]),
        ('[\n{"title": "x"},\n[1]\n]', "json", [(3, "object with fields")]),
        ('[\n{"title": "x",\n', "json", [(2, "no JSON")]),
        ("[\n" + "[" * 100_000, "json", [(2, "nested too deeply")]),
        ('[\n{"title": "x"}\n', "json", [(3, "no JSON")]),
        ('[\n{"title": "x", "municipality": "9001", "decided_on": "2027-04-01"},\n{}\n]', "json", [(3, "filled in")]),
    ],
)
def test_every_fault_is_told_by_its_line_and_nothing_is_written(
    sqlite_store: Store, text: str, form: Form, faults: list[tuple[int, str]]
) -> None:
    with pytest.raises(ImportFault) as caught:
        take_in(sqlite_store, OFFICE, "council_case", text, form)
    assert [line for line, _ in caught.value.faults] == [line for line, _ in faults]
    for (_, fault), (_, words) in zip(caught.value.faults, faults, strict=True):
        assert words in str(fault)
    assert sqlite_store.is_empty()


@pytest.mark.parametrize("version", ["9" * 50, "9" * 5_000, "-1", "²"])
def test_a_version_that_there_can_not_be_is_told(sqlite_store: Store, version: str) -> None:
    action = sqlite_store.actions.add(ANALYST, ACTION)
    row = json.dumps([{**ACTION, "title": "Nytt", "id": action.id, "version": version}])
    with pytest.raises(ImportFault, match="when it was taken out is wanted"):
        take_in(sqlite_store, ANALYST, "action", row, "json")


@pytest.mark.parametrize(
    "figures", ['{"a": ' + "[" * 900 + "]" * 900 + "}", '{"a": Infinity}', '{"a": [NaN]}'], ids=["deep", "inf", "nan"]
)
def test_figures_that_no_sheet_has_are_told(sqlite_store: Store, figures: str) -> None:
    row = f'[{{"municipality": "9001", "year": 2027, "figures": {figures}}}]'
    with pytest.raises(ImportFault, match="Line 1: figures: This can't be used here"):
        take_in(sqlite_store, OFFICE, "self_assessment", row, "json")
    deep = f"municipality;year;figures\n9001;2027;{'[' * 100_000}\n"
    with pytest.raises(ImportFault, match="Line 2: figures"):
        take_in(sqlite_store, OFFICE, "self_assessment", deep)


def test_bytes_that_are_no_text_are_told_by_their_line() -> None:
    assert text_of("\ufeffæ".encode()) == "æ"
    with pytest.raises(ImportFault, match="Line 2: This is not UTF-8"):
        text_of("id\nBærum".encode("cp1252"))


def test_what_somebody_has_changed_since_is_not_written_over(store: Store) -> None:
    action = store.actions.add(ANALYST, ACTION)
    out = export(store, "action")
    store.actions.change(ANALYST, action.id, 1, ACTION | {"title": "Deres"})
    with pytest.raises(ImportFault, match=f"Line 2: {action.id} has been changed since"):
        take_in(store, ANALYST, "action", out)
    told = take_in(store, ANALYST, "action", export(store, "action").replace("Deres", "Min"))
    assert told.changed == [action.id] and store.actions.get(action.id).title == "Min"
    store.actions.remove(ANALYST, action.id, 3)
    with pytest.raises(ImportFault, match="has been removed"):
        take_in(store, ANALYST, "action", out)


def test_a_second_sheet_for_the_same_place_is_told_by_its_line(store: Store) -> None:
    rows = "municipality,year\n9001,2027\n9002,2027\n9001,2027\n"
    with pytest.raises(ImportFault) as caught:
        take_in(store, OFFICE, "self_assessment", rows)
    assert [line for line, _ in caught.value.faults] == [4]
    assert store.is_empty()


def test_an_import_is_held_to_the_role_of_who_makes_it(sqlite_store: Store) -> None:
    with pytest.raises(ImportFault, match="may not"):
        take_in(sqlite_store, READER, "council_case", CASES)
    with pytest.raises(ImportFault, match=r"Line 3: .*may not") as caught:
        take_in(sqlite_store, CONTACT, "self_assessment", "municipality,year\n9001,2027\n9002,2027\n")
    assert len(caught.value.faults) == 1 and sqlite_store.is_empty()
    with pytest.raises(Refused):
        sqlite_store.self_assessments.add(CONTACT, SHEET | {"municipality": "9002"})
