"""What is asked of SSB, request by request, and what is remembered of what it told."""

import json

import pytest

from pipelines import fetch, gather, paths, pxweb, tables
from pipelines.transport import Transport
from tests.standin import Fault, Faults, StandIn

SMALL = "11618"


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("MALBAROMETERET_STATE", str(tmp_path))
    return tmp_path


def client(url):
    return pxweb.Client(url, transport=Transport(attempts=1), patient=False)


def test_every_live_request_is_asked_for_unless_some_are_named():
    live = [request for request in tables.declared_requests().values() if request.live]
    assert gather.chosen() == live
    assert {request.table for request in gather.chosen(["06913"])} == {"06913"}
    assert [request.name for request in gather.chosen(["population"])] == ["population"]


def test_an_unknown_table_is_told_with_its_neighbours():
    with pytest.raises(gather.UnknownTable, match=r"called 06914; did you mean: .*0691"):
        gather.chosen(["06914"])


def test_a_record_can_not_be_asked_for():
    record = next(request for request in tables.declared_requests().values() if not request.live)
    with pytest.raises(gather.UnknownTable, match=f"{record.name} is a record that can't be asked for anew"):
        gather.chosen([record.name])


def test_an_answer_is_fetched_once_and_its_date_remembered():
    with StandIn() as server:
        (first,) = gather.fetch_all([SMALL], client=client(server.url))
        (second,) = gather.fetch_all([SMALL], client=client(server.url))
        assert len(server.calls_to("/data")) == 1
    assert (first.status, second.status) == ("answered", "unchanged")
    assert gather.last_dates() == {SMALL: first.updated}


def test_when_nobody_answers_one_table_is_waited_for_and_the_rest_not_asked():
    first, *rest = gather.fetch_all(client=client("http://127.0.0.1:9/api"))
    assert first.failed
    assert "127.0.0.1:9" in first.sentence
    assert {(f.status, f.sentence) for f in rest} == {("failed", "Not asked: SSB did not answer before.")}
    assert gather.last_dates() == {}


def test_a_table_that_is_gone_does_not_keep_the_others_from_being_asked():
    with StandIn(faults=Faults(gone={"06913"})) as server:
        outcomes = gather.fetch_all(["06913", SMALL], client=client(server.url))
    assert {(f.table, f.status) for f in outcomes} == {("06913", "failed"), (SMALL, "answered")}


@pytest.mark.parametrize("file", ["answer.json", "part-000.json"])
def test_a_damaged_answer_on_disk_is_fetched_again(file):
    with StandIn() as server:
        gather.fetch_all([SMALL], client=client(server.url))
        (answer,) = fetch.read_answers(paths.raw())
        (answer.folder / file).write_bytes(b"{")
        (again,) = gather.fetch_all([SMALL], client=client(server.url))
    assert again.status == "answered"
    (answer,) = fetch.read_answers(paths.raw())
    assert len(answer.datasets()) == 1


def test_dates_are_asked_for_with_one_call_a_table():
    with StandIn(faults=Faults(gone={"06913"})) as server:
        dates = gather.ask_dates(client=client(server.url))
        ids = {request.table for request in gather.chosen()}
        assert len(server.log) == len(ids)
    assert dates.keys() == ids - {"06913"}
    assert gather.last_dates() == dates


def test_dates_of_nobody_are_an_error():
    with (
        StandIn(faults=Faults(http=[Fault("drop", "/tables", times=-1)])) as server,
        pytest.raises(Exception) as raised,
    ):
        gather.ask_dates(client=client(server.url))
    assert isinstance(raised.value, gather.TransportError)


@pytest.mark.parametrize("content", ["", "[]", '{"11618": 1}', '{"11618": {}}'])
def test_a_damaged_memory_of_dates_is_an_empty_one(content):
    (paths.raw()).mkdir(parents=True)
    (paths.raw() / gather.CONTACT).write_text(content)
    assert gather.last_dates() == {}
    gather.remember_dates({SMALL: "2000-01-01T08:00:00Z"})
    assert gather.last_dates() == {SMALL: "2000-01-01T08:00:00Z"}
    assert json.loads((paths.raw() / gather.CONTACT).read_text())[SMALL]["asked_at"]
