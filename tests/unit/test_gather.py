"""What is asked of SSB, request by request, and what is remembered of what it told."""

import contextlib
import json

import pytest

from pipelines import contact, documents, fetch, gather, municipality_codes, paths, pxweb, tables
from pipelines.transport import Transport, Unreachable
from tests.standin import Fault, Faults, StandIn

SMALL = "11618"


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("MALBAROMETERET_STATE", str(tmp_path))
    return tmp_path


@pytest.fixture
def bank(monkeypatch):
    """Open a stand-in for SSB and KLASS with these faults; it closes when the test ends."""
    with contextlib.ExitStack() as stack:

        def opened(**more) -> StandIn:
            server = stack.enter_context(StandIn(**more))
            monkeypatch.setenv("MALBAROMETERET_KLASS", server.klass_url)
            return server

        yield opened


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


def test_an_answer_is_fetched_once_and_its_date_remembered(bank):
    server = bank()
    first, codes = gather.fetch_all([SMALL], client=client(server.url))
    (second,) = gather.fetch_all([SMALL], client=client(server.url))
    assert len(server.calls_to("/data")) == 1
    assert (first.status, codes.status, second.status) == ("answered", "answered", "unchanged")
    assert contact.last_dates() == {SMALL: first.updated}


def test_when_nobody_answers_one_table_is_waited_for_and_the_rest_not_asked():
    first, *rest = gather.fetch_all(client=client("http://127.0.0.1:9/api"))
    assert first.failed
    assert "127.0.0.1:9" in first.sentence
    assert {(f.status, f.sentence) for f in rest} == {("failed", "Not asked: SSB did not answer before.")}
    assert contact.last_dates() == {}


def test_a_table_that_is_gone_does_not_keep_the_others_from_being_asked(bank):
    server = bank(faults=Faults(gone={"06913"}))
    outcomes = gather.fetch_all(["06913", SMALL], client=client(server.url))
    assert {(f.table, f.status) for f in outcomes} == {
        ("06913", "failed"),
        (SMALL, "answered"),
        ("KLASS 131", "answered"),
    }


@pytest.mark.parametrize("file", ["answer.json", "part-000.json"])
def test_a_damaged_answer_on_disk_is_fetched_again(bank, file):
    server = bank()
    gather.fetch_all([SMALL], client=client(server.url))
    (answer,) = fetch.read_answers(paths.raw())
    (answer.folder / file).write_bytes(b"{")
    again, *_ = gather.fetch_all([SMALL], client=client(server.url))
    assert again.status == "answered"
    (answer,) = fetch.read_answers(paths.raw())
    assert len(answer.datasets()) == 1


def test_dates_are_asked_for_with_one_call_a_table():
    with StandIn(faults=Faults(gone={"06913"})) as server:
        dates = gather.ask_dates(client=client(server.url))
        ids = {request.table for request in gather.chosen()}
        assert len(server.log) == len(ids)
    assert dates.keys() == ids - {"06913"}
    assert contact.last_dates() == dates


def test_dates_of_nobody_are_an_error(bank):
    server = bank(faults=Faults(http=[Fault("drop", "/tables", times=-1)]))
    with pytest.raises(Unreachable, match="the connection failed or was cut off"):
        gather.ask_dates(client=client(server.url))


# --- municipality codes ----------------------------------------------------------------------------------------------


def codes_in(found):
    return {d.name: d for d in found if d.table == municipality_codes.TABLE}


def test_klass_is_asked_when_figures_have_come_and_its_answer_takes_the_snapshots_place(bank):
    server = bank()
    assert not municipality_codes.is_due()
    gather.fetch_all([SMALL], client=client(server.url))
    assert not municipality_codes.is_due()
    shipped = documents.available(use_answers=False)
    answered = codes_in(municipality_codes.newest_instead(shipped))
    assert {name: d.sha256 for name, d in answered.items()} == {n: d.sha256 for n, d in codes_in(shipped).items()}
    assert all(d.fetched_at and d.read() == codes_in(shipped)[name].read() for name, d in answered.items())


def test_an_unchanged_answer_of_klass_is_not_kept_twice(bank):
    server = bank()
    transport = client(server.url).transport
    assert municipality_codes.ask(transport)
    assert not municipality_codes.ask(transport)
    folders = [f for f in (paths.raw() / "klass" / "131").iterdir() if f.is_dir()]
    assert len(folders) == 1


def test_without_an_answer_of_klass_the_snapshots_stays():
    shipped = documents.available(use_answers=False)
    assert municipality_codes.newest_instead(shipped) == shipped


def test_when_klass_fails_it_is_named_and_asked_again_next_time(bank):
    faults = Faults(http=[Fault("body", "/classifications/131/changes", times=1, body=b'{"codeChanges": ')])
    server = bank(faults=faults)
    _, codes = gather.fetch_all([SMALL], client=client(server.url))
    assert codes.failed
    assert "KLASS 131" in codes.sentence
    _, codes = gather.fetch_all([SMALL], client=client(server.url))
    assert codes.status == "answered"


@pytest.mark.parametrize("content", ["", "[]", '{"11618": 1}', '{"11618": {}}'])
def test_a_damaged_memory_of_dates_is_an_empty_one(content):
    (paths.raw()).mkdir(parents=True)
    (paths.raw() / contact.CONTACT).write_text(content)
    assert contact.last_dates() == {}
    contact.remember_dates({SMALL: "2000-01-01T08:00:00Z"})
    assert contact.last_dates() == {SMALL: "2000-01-01T08:00:00Z"}
    assert json.loads((paths.raw() / contact.CONTACT).read_text())[SMALL]["asked_at"]
