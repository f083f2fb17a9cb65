"""Declared requests: what can't be filled is refused, and one without a record is an empty table until SSB answers."""

import duckdb
import pytest
from pydantic import ValidationError

from pipelines import documents, fetch, pxweb, staging, tables
from tests.standin import StandIn
from tests.standin.catalogue import empty_document

DECLARED = {
    "name": "made_up",
    "table": "99999",
    "recorded": False,
    "why": {"nb": "prøve", "en": "trial"},
    "dimensions": {
        "Region": {"column": "municipality", "codelist": {"id": "agg_KommSummer"}},
        "Alder": {"column": "age", "label": "alder", "values": {"1": "ung", "2": "gammel"}},
        "Tid": {"column": "year"},
    },
    "contents": {"Antall": {"column": "persons", "label": "antall"}},
}


def test_a_request_that_nothing_could_fill_is_refused():
    with pytest.raises(ValidationError, match="made_up: neither live nor recorded"):
        tables.Request.model_validate(DECLARED | {"live": False})


def test_a_request_without_a_record_is_an_empty_table(monkeypatch):
    request = tables.Request.model_validate(DECLARED)
    monkeypatch.setattr(tables, "declared_requests", lambda: {request.name: request})
    with duckdb.connect() as con:
        staging.load(con, [])
        columns = con.execute("DESCRIBE staging.made_up").fetchall()
    assert [name for name, *_ in columns] == [
        "municipality", "age", "year", "persons", "persons_symbol", "vintage", "document",
    ]  # fmt: skip


def test_a_request_without_a_record_is_asked_live_all_the_same(tmp_path, monkeypatch):
    request = tables.Request.model_validate(DECLARED)
    monkeypatch.setattr(tables, "declared_requests", lambda: {request.name: request})
    monkeypatch.setenv("MALBAROMETERET_STATE", str(tmp_path))
    with StandIn([empty_document(request)]) as server:
        outcome = fetch.fetch(request, pxweb.Client(server.url), tmp_path / "raw", None)
    assert (outcome.status, outcome.sentence) == ("answered", outcome.sentence)
    (document,) = documents.from_ssb()
    with duckdb.connect() as con:
        staging.load(con, [document])
        assert con.execute("SELECT count(*) FROM staging.made_up").fetchone() == (0,)
