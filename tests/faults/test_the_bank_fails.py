"""Whatever SSB answers: one sentence, the served version untouched, and the next refresh heals."""

from __future__ import annotations

import json
import re
import ssl
from pathlib import Path
from typing import Any

import pytest
import trustme
from typer.testing import CliRunner

from pipelines import warehouse
from pipelines.__main__ import app
from tests.faults import page, world
from tests.faults.cases import CASES, Case
from tests.standin import StandIn

SHOWN = page.measured()["answers"]


def test_the_documentation_shows_no_other_faults() -> None:
    assert [row[0] for row in SHOWN] == [case.name for case in CASES], page.AGAIN


def refresh(monkeypatch: pytest.MonkeyPatch, server: StandIn) -> dict[str, Any]:
    """Refresh by command against a bank; the line that it logged."""
    monkeypatch.setattr("pipelines.refresh.real_steps", lambda: world.steps(server.url))
    monkeypatch.setenv("MALBAROMETERET_KLASS", server.klass_url)
    ended = CliRunner().invoke(app, ["refresh", "--yes", "--tables", world.TABLE])
    assert isinstance(ended.exception, SystemExit | None), ended.exception
    told: dict[str, Any] = json.loads(ended.stderr.splitlines()[-1])
    assert told["exit_code"] == ended.exit_code
    assert told["event"] == "refresh", told
    return told


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_one_sentence_nothing_lost_and_the_next_refresh_heals(
    case: Case, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, served = world.fingerprints(), warehouse.served().version
    with world.bank(faults=case.faults(), **case.bank) as server:
        told = refresh(monkeypatch, server)
    assert told["ending"] == case.ending, told
    assert re.search(case.says, told["sentence"]), told["sentence"]
    assert len(told["sentence"]) < 1_500 and "\n" not in told["sentence"]
    assert [case.name, case.ending, page.shown(told["sentence"])] in [row[:3] for row in SHOWN], page.AGAIN
    assert world.leftovers(state) == []
    if case.ending != "published":
        assert (told["exit_code"] == 0) == (case.ending == "nothing_new")
        assert world.fingerprints() == before
        assert world.TABLE in told["sentence"] or "core.jobs" in told["sentence"]
    assert world.whole(served)
    with world.bank("2033-01-01T07:00:00Z") as server:
        healed = refresh(monkeypatch, server)
    assert healed["ending"] == "published", healed
    assert world.whole(warehouse.served().version) and warehouse.served().version != served


def test_a_certificate_that_nobody_vouches_for_is_not_believed(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = world.fingerprints()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with world.bank(certificate=context) as server:
        told = refresh(monkeypatch, server)
    assert told["ending"] == "failed"
    assert f"{world.TABLE}: the server's certificate can't be trusted" in told["sentence"]
    assert world.fingerprints() == before


def test_a_fault_that_passes_while_being_asked_leaves_no_trace(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A storm of 429 that ends before the tries do."""
    (storm,) = [case for case in CASES if case.name == "429 with Retry-After “0”"]
    faults = storm.faults()
    faults.http[0].times = 1
    with world.bank(faults=faults) as server:
        assert refresh(monkeypatch, server)["ending"] == "published"
