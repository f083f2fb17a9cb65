"""What the entries tell the warehouse, the yearly round, and what is shipped; a refresh reads and never writes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pytest

from entries import facts, schema
from entries.contents import ActionStatus
from entries.database import database_url, file_of
from entries.errors import Invalid
from entries.facts import ActionYear, CouncilYear, read_facts
from entries.references import References
from entries.round import StepState, read_round, round_of
from entries.seed import seed, shipped
from entries.store import Store
from indicators.registry import read_registry
from pipelines import entries_facts
from pipelines.plan import plan
from tests.services.entries import ACTION, ADOPTED, ANALYST, HANDLED, OFFICE, REFERENCES, SHEET

TODAY = dt.date(2027, 6, 15)


def case(day: str, municipality: str = "9001", **more: object) -> dict[str, object]:
    return {"municipality": municipality, "decided_on": day, "title": "Sak", **more}


def complete(municipality: str, year: int) -> dict[str, object]:
    return {"year": year, "step": "cases_complete", "municipality": municipality, "done_on": "2027-06-01"}


def test_a_councils_year_is_known_when_its_register_is_complete(store: Store) -> None:
    cases, steps = store.council_cases, store.round_steps
    cases.add(ANALYST, case("2026-03-01", refers_to_plan=True))
    cases.add(ANALYST, case("2026-04-01", refers_to_plan=False))
    cases.add(ANALYST, case("2026-05-01", concerns_business=False))
    steps.add(ANALYST, complete("9001", 2026))
    cases.add(ANALYST, case("2026-03-01", "9002", took_plan_up=True))  # more may follow
    cases.add(ANALYST, case("2026-03-01", "9003"))  # nobody has looked whether it refers to the plan
    steps.add(ANALYST, complete("9003", 2026))
    cases.add(ANALYST, case("2025-03-01", "9003"))
    steps.add(ANALYST, complete("9002", 2025))
    gone = cases.add(ANALYST, case("2024-03-01", took_plan_up=True))
    cases.remove(ANALYST, gone.id, 1)
    store.self_assessments.add(OFFICE, ADOPTED)
    store.self_assessments.add(OFFICE, HANDLED | {"municipality": "9002"})
    assert facts.facts_of(store, TODAY).councils == (
        CouncilYear("9001", 2026, False, 2, 1),
        CouncilYear("9001", 2027, True, None, None),  # by the sheet that the council adopted
        CouncilYear("9002", 2025, False, 0, 0),
        CouncilYear("9002", 2026, True, None, None),
        CouncilYear("9003", 2025, None, None, None),
        CouncilYear("9003", 2026, False, 1, None),
    )


def test_actions_count_in_the_year_their_period_ended(store: Store) -> None:
    for status, ends_on in [
        ("delivered", "2026-12-31"),
        ("delivered", "2026-01-01"),
        ("stopped", "2026-05-01"),
        ("under_way", "2027-06-15"),
        ("planned", "2027-06-16"),
        ("delivered", None),
    ]:
        store.actions.add(ANALYST, ACTION | {"status": status, "ends_on": ends_on})
    told = facts.facts_of(store, TODAY)
    assert told.actions == (
        ActionYear(2026, "delivered", 2),
        ActionYear(2026, "stopped", 1),
        ActionYear(2027, "under_way", 1),
    )
    assert told.changed_on == TODAY


def test_without_a_store_or_its_tables_there_are_no_facts(entries_url: str) -> None:
    assert read_facts(entries_url) is None
    assert not file_of(database_url(entries_url)).exists()
    schema.upgrade(database_url(entries_url))
    told = read_facts(entries_url)
    assert told and told.councils == () and told.changed_on is None


def test_the_warehouse_reads_the_facts_with_the_time_and_writes_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MALBAROMETERET_ENTRIES", store.engine.url.render_as_string(hide_password=False))
    assert entries_facts.read_documents() == []
    store.self_assessments.add(OFFICE, ADOPTED)
    store.actions.add(ANALYST, ACTION | {"status": "delivered", "ends_on": "2025-12-31"})
    before = store.history()
    first, again = (entries_facts.read_documents()[0] for _ in range(2))
    assert first.sha256 == again.sha256 and first.vintage == "2027-06-15" and first.fetched_at
    assert store.history() == before
    with duckdb.connect() as con:
        con.execute("CREATE SCHEMA register")
        entries_facts.load(con, [first])
        assert con.execute("FROM register.entries_council").fetchall() == [("9001", 2027, True, None, None)]
        assert con.execute("FROM register.entries_action").fetchall() == [(2025, "delivered", 1)]


def test_an_entrys_text_changes_no_figure(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALBAROMETERET_ENTRIES", store.engine.url.render_as_string(hide_password=False))
    store.self_assessments.add(OFFICE, ADOPTED)
    first = entries_facts.read_documents()[0]
    store.self_assessments.add(OFFICE, SHEET | {"municipality": "9002", "situation": "Et utkast"})
    assert entries_facts.read_documents()[0].sha256 == first.sha256


def test_a_store_that_cannot_be_read_stops_the_refresh_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'entries.sqlite'}"
    schema.upgrade(database_url(url), "0001")
    monkeypatch.setenv("MALBAROMETERET_ENTRIES", url)
    with pytest.raises(ValueError, match=r"The entries can't be read: .*python -m entries upgrade"):
        entries_facts.read_documents()


# The round


def states(store: Store, year: int, today: dt.date) -> dict[tuple[str, str], str]:
    found = round_of(store, year, ["9001", "9002"], today)
    return {(standing.step, standing.municipality): standing.state.value for standing in found}


def test_a_step_is_to_come_due_late_and_done_by_its_dates(store: Store) -> None:
    steps = [("self_assessment", "9001"), ("council_case", "9001"), ("resolution", "9001"), ("action_plan", "")]

    def standing(today: dt.date) -> list[str]:
        return [states(store, 2027, today)[step] for step in steps]

    assert standing(dt.date(2027, 2, 28)) == ["to_come"] * 4
    assert standing(dt.date(2027, 3, 31)) == ["due", "to_come", "to_come", "to_come"]
    assert standing(dt.date(2027, 5, 1)) == ["late", "late", "due", "to_come"]
    assert standing(dt.date(2027, 7, 1)) == ["late"] * 4
    store.self_assessments.add(OFFICE, ADOPTED | {"resolution_sent_on": "2027-05-02"})
    store.round_steps.add(ANALYST, {"year": 2027, "step": "action_plan", "done_on": "2027-06-10"})
    assert standing(TODAY) == ["done", "done", "done_late", "done"]
    assert states(store, 2027, TODAY)["self_assessment", "9002"] == "late"


def test_a_case_that_took_the_plan_up_is_the_councils_case(store: Store) -> None:
    store.council_cases.add(ANALYST, case("2027-05-20", took_plan_up=True, case_link="https://example.org/2"))
    store.council_cases.add(ANALYST, case("2027-04-20", took_plan_up=True, case_link="https://example.org/1"))
    found = {(one.step, one.municipality): one for one in round_of(store, 2027, ["9001"], TODAY)}
    council = found["council_case", "9001"]
    assert (council.state, council.link) == (StepState.done, "https://example.org/1")
    assert found["self_assessment", "9001"].state is StepState.late


def test_of_a_year_before_the_rounds_were_kept_nothing_is_late(store: Store) -> None:
    assert set(states(store, 2012, TODAY).values()) == {"not_known"}


# What the project ships

PLAN = References(
    frozenset(goal.key for goal in plan().sub_goal), frozenset(read_registry()), REFERENCES.municipalities
)


def test_the_plans_twelve_actions_and_its_round_are_there_as_the_source_has_them(store: Store) -> None:
    store.references = PLAN
    assert seed(store) == 12 + 12 + 4
    assert seed(store) == 0
    actions = store.actions.find()
    assert len(actions) == 12
    for action in actions:
        assert action.status is ActionStatus.unknown and action.owner == "" and action.outcome == ""
        # the source names the day of one of them
        held = dt.date(2012, 3, 22) if action.title == "Trøndelagsdagen 2012" else None
        assert action.starts_on == action.ends_on == held and action.indicators == ()
        assert "17.02.2012" in action.source and action.sub_goals_note
        [told] = store.action_updates.find(action=action.id)
        assert told.on_date == dt.date(2012, 2, 17) and told.status and "17.02.2012" in told.source
    # of its day, not of what came of it: a year with an unknown one has no figure
    assert facts.facts_of(store, TODAY).actions == (facts.ActionYear(2012, "unknown", 1),)
    steps = {step.step: step for step in store.round_steps.find(year=2012)}
    assert set(steps) == {step.key for step in read_round().step}
    assert all(step.done_on is None and "om det ble gjort er ikke kjent" in step.note for step in steps.values())
    standing = {(one.step, one.municipality): one for one in round_of(store, 2012, ["9001"], TODAY)}
    assert standing["action_plan", ""].state is StepState.not_known and standing["action_plan", ""].note
    assert {change.kind for change in store.history()} == {"seeded"}


def test_what_somebody_changed_or_removed_is_not_seeded_anew(store: Store) -> None:
    store.references = PLAN
    seed(store)
    first, second, *_ = store.actions.find()
    store.actions.change(OFFICE, first.id, 1, {"title": "Vårt eget"})
    store.actions.remove(OFFICE, second.id, 1)
    assert seed(store) == 0
    assert store.actions.get(first.id).title == "Vårt eget" and len(store.actions.find()) == 11


def test_a_shipped_action_with_a_sub_goal_that_the_plan_has_not_is_refused_whole(sqlite_store: Store) -> None:
    with pytest.raises(Invalid):
        seed(sqlite_store)  # the made-up plan of the tests has other sub-goals
    assert sqlite_store.is_empty()


def test_every_shipped_row_has_a_source() -> None:
    assert all(typed["source"] for _, _, typed in shipped())
