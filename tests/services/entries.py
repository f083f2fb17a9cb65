"""Stores of entries for the tests: on both databases, with people of every role and municipalities that are made up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from entries import schema
from entries.actor import Actor, Role
from entries.database import database_url
from entries.errors import Invalid
from entries.references import Life, References
from entries.store import Store, open_store

OFFICE = Actor("office@example.org", "Ola Office", Role.office)
ANALYST = Actor("analyst@example.org", "Anna Analyst", Role.analyst)
CONTACT = Actor("contact@example.org", "Kari Contact", Role.contact, "9001")
NEIGHBOUR = Actor("neighbour@example.org", "Nils Neighbour", Role.contact, "9002")
READER = Actor("reader@example.org", "Rita Reader")

REFERENCES = References(
    sub_goals=frozenset({"easy_to_start", "triple_helix"}),
    indicators=frozenset({"new_enterprises"}),
    municipalities=(
        Life("9001", "Førstevik", 1900),
        Life("9002", "Annenvik", 1900),
        Life("9003", "Tredjevik", 2020),
        Life("8001", "Gammelvik", 1900, 2019, ("Tredjevik (9003)",)),
    ),
)
NOW = dt.datetime(2027, 6, 15, 12, tzinfo=dt.UTC)

ACTION = {"title": "Et tiltak", "sub_goals": ["easy_to_start"], "partners": ["En", "To"]}
SHEET: dict[str, Any] = {"municipality": "9001", "year": 2027}
HANDLED = SHEET | {
    "situation": "Slik står det til.",
    "done_locally": "Dette er gjort.",
    "status": "handled",
    "handled_on": "2027-03-20",
}
ADOPTED = HANDLED | {
    "planned_locally": "Dette skal gjøres.",
    "priorities": "Dette først.",
    "status": "adopted",
    "adopted_on": "2027-04-22",
    "case_number": "27/14",
    "case_link": "https://example.org/sak/27-14",
    "figures": {"population": 1234, "rows": [["a", 1.5, None]]},
}
#: Something that can be written in every register; an update of an action lacks the action.
EXAMPLES: dict[str, dict[str, Any]] = {
    "action": ACTION,
    "action_update": {"on_date": "2027-05-01", "text": "I gang."},
    "self_assessment": SHEET,
    "council_case": {"municipality": "9001", "decided_on": "2027-04-22", "title": "Næringsplan"},
    "round_step": {"year": 2027, "step": "action_plan", "done_on": "2027-06-10"},
    "role_grant": {"subject": "x@example.org", "name": "X", "role": "contact", "municipality": "9002"},
}


def codes(caught: pytest.ExceptionInfo[Invalid]) -> set[tuple[str, str]]:
    """Field and code of every problem that was raised."""
    return {(problem.field, problem.code) for problem in caught.value.problems}


@pytest.fixture(params=["sqlite", "postgresql"])
def entries_url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a database without tables, of each kind in turn; copies that are made of it lie in the test's own
    folder."""
    monkeypatch.setenv("MALBAROMETERET_STATE", str(tmp_path / "state"))
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'state' / 'entries.sqlite'}"
    return str(request.getfixturevalue("postgres").new_database())


@pytest.fixture
def store(entries_url: str) -> Iterator[Store]:
    """An empty store, on each kind of database in turn; it is midday of 15 June 2027."""
    yield from opened(entries_url)


@pytest.fixture
def second_store(tmp_path: Path) -> Iterator[Store]:
    """Another empty store, in a file."""
    yield from opened(f"sqlite:///{tmp_path / 'second' / 'entries.sqlite'}")


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Store]:
    """An empty store in a file; for what doesn't depend on the database."""
    yield from opened(f"sqlite:///{tmp_path / 'state' / 'entries.sqlite'}")


def opened(url: str) -> Iterator[Store]:
    """A store at an address, made first and closed afterwards."""
    schema.upgrade(database_url(url))
    made = open_store(REFERENCES, url, now=lambda: NOW)
    yield made
    made.close()
