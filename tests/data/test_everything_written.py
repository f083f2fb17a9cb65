"""What changed since the last meeting, and what people have entered: the pages show nothing that no route gives.

The shipped snapshot has nothing of either, so a second version is made here from the real one, with figures and
statuses that are plainly made up, and entries that say they are tests.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from dashboard import entered, sheets, store
from dashboard.edition.places import Place
from dashboard.edition.recording import PRINTED, Session
from entries.actor import Actor, Role
from pipelines import changes, publishing, warehouse
from pipelines.regions import read_regions
from tests.data.accounts import ask, offered, told, worded

REGION = read_regions().home
OFFICE = Actor("test", "Prøve", Role.office)
#: The later version: a figure is revised everywhere, one has lost its newest year, one stands elsewhere.
MADE_UP = f"""
UPDATE out.indicator_value SET "value" = "value" * 1.2345 WHERE indicator = 'net_migration' AND year >= 2020;
DELETE FROM out.indicator_value WHERE indicator = 'young_adults' AND year =
    (SELECT max(year) FROM out.indicator_value WHERE indicator = 'young_adults');
UPDATE out.progress SET status = CASE status WHEN 'moving_away' THEN 'some_progress' ELSE 'moving_away' END
    WHERE indicator = 'net_migration' AND region IN ('{REGION}', 'norway');
"""
YEAR = 2021


@pytest.fixture(scope="module")
def versions(snapshot_state: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The real version and a made-up later one, with a day between them, and entries: the names of the versions."""
    state = tmp_path_factory.mktemp("written")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MALBAROMETERET_STATE", str(snapshot_state))
        real = warehouse.folder_of(warehouse.served().version)
        patch.setenv("MALBAROMETERET_STATE", str(state))
        patch.delenv("MALBAROMETERET_ENTRIES", raising=False)
        store.close()
        entered.close()
        with publishing.writing():
            for content in ("11111111", "22222222"):
                with publishing.draft() as draft:
                    shutil.copyfile(real / warehouse.DATABASE, draft.database)
                    shutil.copyfile(real / warehouse.CHANGES, draft.changes)
                    if before := warehouse.current_version():
                        with duckdb.connect(str(draft.database)) as con:
                            con.execute(MADE_UP)
                        older = warehouse.folder_of(before) / warehouse.DATABASE
                        report = changes.compare(older, draft.database, before)
                        draft.changes.write_text(report.model_dump_json(), encoding="utf-8")
                    publishing.publish(draft, content)
        after, before = warehouse.stored()
        _enter(before)
        yield before, after
        store.close()
        entered.close()


def _enter(version: str) -> None:
    """Entries that say they are tests: an action and its update, two councils' cases, a draft and an adopted sheet."""
    kept = entered.store()
    action = {
        "title": "Prøvetiltak 1234", "description": "Prøve med 5,67 % av 8 901 kr", "sub_goals": ["triple_helix"],
        "indicators": ["net_migration"], "owner": "Prøvekontoret", "partners": ["Prøve A", "Prøve B"],
        "status": "under_way", "starts_on": "2021-02-03", "ends_on": "2025-06-07", "outcome": "Prøve 12,3 %",
        "source": "Prøvesak 45/67", "source_link": "https://example.org/8,9",
    }  # fmt: skip
    kept.actions.add(OFFICE, action, "test-action")
    update = {"action": "test-action", "on_date": "2022-03-04", "text": "Prøve: 23,4 %", "status": "under_way"}
    kept.action_updates.add(OFFICE, update)
    for number, council in enumerate(("5001", "5059"), start=1):
        case = {
            "municipality": council, "decided_on": f"202{number}-04-22", "title": f"Prøvesak om 7{number},5 %",
            "case_number": f"PS 12{number}/2{number}", "refers_to_plan": True, "took_plan_up": number == 1,
        }  # fmt: skip
        kept.council_cases.add(OFFICE, case)
    sheet = {"municipality": "5059", "year": YEAR, "situation": "Prøve 34,5 %", "priorities": "Prøve 56,7 %"}
    kept.self_assessments.add(OFFICE, sheet)
    adopted = sheet | {
        "municipality": "5001", "done_locally": "Prøve", "planned_locally": "Prøve", "status": "adopted",
        "handled_on": f"{YEAR}-03-20", "adopted_on": f"{YEAR}-04-21", "case_number": "PS 9/21",
        "case_link": "https://example.org/1", "figures": sheets.frozen(version, "5001", YEAR),
    }  # fmt: skip
    kept.self_assessments.add(OFFICE, adopted)


#: Page, its view, and what a program asks for beside the files that the page offers. Statuses are told by their words.
PAGES_SHOWN = [
    ("since", {}, ["since.json?since={before}", "indicators", "versions"]),
    ("since", {"since": "2001-01-01"}, ["since.json?since=2001-01-01", "indicators", "versions"]),
    ("presentation", {"step": "since", "since": "2001-01-01"},
     ["since.json?since=2001-01-01", "indicators", "versions"]),
    ("data", {}, ["sources", "changes", "versions", "freshness"]),
    ("corrections", {}, ["corrections", "changes", "changes?version={before}", "versions", "freshness"]),
    ("cases", {}, ["entries/cases.json", "indicators"]),
    ("action", {"id": "test-action"}, ["entries/actions.json", "entries/action-updates.json", "indicators",
                                      f"progress.json?region={REGION}"]),
    ("actions", {}, ["entries/actions.json", "entries/action-updates.json"]),
    ("self-assessments", {"year": str(YEAR)}, [
        "entries/self-assessments.json", f"entries/self-assessment/5001/{YEAR}.json?of=sheet",
        *(f"entries/self-assessment/{{{place}}}/{YEAR}.json" for place in range(1, 8)),
    ]),
    ("self-assessment", {"year": str(YEAR), "municipality": "5001"}, ["entries/self-assessments.json", "versions"]),
    ("self-assessment", {"year": str(YEAR), "municipality": "5059"}, ["entries/self-assessments.json", "versions"]),
    ("round", {"year": str(YEAR)}, [f"entries/round/{YEAR}.json"]),
]  # fmt: skip


@pytest.mark.parametrize(("page", "view", "beside"), PAGES_SHOWN)
def test_what_changed_and_what_was_written_is_in_the_routes(
    versions: tuple[str, str], page: str, view: dict[str, str], beside: list[str]
) -> None:
    elements = Session("nb", PRINTED).open(Place(page, "nb"), **view)
    codes = sheets.members(versions[1], YEAR)
    questions = [question.format(*codes, before=versions[0]) for question in beside]
    held = ask(*questions, *sorted(offered(elements)))
    if page == "self-assessments":  # how many of the four questions have an answer
        held.amounts |= {0.0, 1.0, 2.0, 3.0, 4.0}
    shown = [*told(elements)]
    assert shown
    # the plan's own words, quoted, are no figures of ours
    missing = [
        (figures, what, text) for what, text in shown if (figures := held.missing(text)) and not text.startswith("«")
    ]
    missing += [(figures, "", text) for text in worded(elements) if (figures := held.missing(text, measured=True))]
    assert not missing, missing[:10]
