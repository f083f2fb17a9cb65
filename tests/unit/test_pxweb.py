"""The client over real HTTP: limits, retries, splitting, and every answer held against what was asked."""

from __future__ import annotations

import json
from dataclasses import replace
from math import prod
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import jsonstat, pxweb
from pipelines.pxweb import Choice, Client, Query
from pipelines.transport import Busy, Refused, Transport, Unreachable, Unusable
from tests.standin import Fault, Faults, Served, StandIn
from tests.standin.examples import TABLE, document, grouped, served

WHOLE = Query(
    TABLE,
    (
        Choice("Region", ("0001", "0002", "0003")),
        Choice("ContentsCode", ("One", "Two")),
        Choice("Tid", ("2001", "2002")),
    ),
)


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def client_of(server: StandIn, clock: Clock | None = None, **options: Any) -> Client:
    clock = clock or Clock()
    return Client(server.url, transport=Transport(clock=clock, sleep=clock.sleep, **options))


def ask(faults: Faults | None = None, query: Query = WHOLE, **options: Any) -> tuple[jsonstat.Dataset, StandIn]:
    with StandIn([served()], faults, **options) as server:
        return client_of(server).data(query), server


def test_what_ssb_tells_about_itself_and_a_table() -> None:
    with StandIn([served()], max_cells=500, calls=40, window=60) as server:
        client = client_of(server)
        config, info = client.config(), client.table(TABLE)
        assert (config.max_cells, config.calls, config.window) == (500, 40, 60)
        assert (info.id, info.updated) == (TABLE, "2001-01-01T07:00:00Z")
        assert client.metadata(TABLE).metadata.shape == (3, 2, 2)
        client.table(TABLE), client.metadata(TABLE), client.config()
        assert len(server.log) == 3, "what is known is not asked again"


def test_a_code_list_tells_codes_labels_and_members() -> None:
    with StandIn([grouped("K_")]) as server:
        codelist = client_of(server).codelist("agg_X")
    assert codelist.label == "Municipalities of today"
    assert codelist.labels == {"K_0001": "Alpha", "K_0002": "Beta", "K_Rest": "Rest"}
    assert codelist.members["K_0001"] == ("0001",)


def test_data_comes_as_asked() -> None:
    dataset, server = ask()
    assert dataset.values.tolist() == list(range(1, 13))
    method, path, _ = server.calls_to("/data")[0]
    assert method == "GET"
    assert "valueCodes[Region]=0001,0002,0003" in path


def test_part_of_a_table_in_another_order() -> None:
    query = Query(
        TABLE,
        (Choice("Tid", ("2002",)), Choice("ContentsCode", ("Two",)), Choice("Region", ("0003", "0001"))),
    )
    dataset, _ = ask(query=query)
    assert [d.code for d in dataset.dimensions] == ["Tid", "ContentsCode", "Region"]
    assert dataset.dimension("Region").codes == ("0003", "0001")
    assert dataset.values.tolist() == [12, 4]


def test_a_long_question_is_posted() -> None:
    regions = {f"{i:04d}": f"Place {i}" for i in range(600)}
    body = document({"Region": regions, "ContentsCode": {"One": "First"}, "Tid": {"2001": "2001"}})
    query = Query(TABLE, (Choice("Region", tuple(regions)), Choice("ContentsCode", ("One",)), Choice("Tid", ("2001",))))
    with StandIn([Served(TABLE, body)]) as server:
        dataset = client_of(server).data(query)
        method, _, posted = server.calls_to("/data")[0]
    assert (method, dataset.values.size) == ("POST", 600)
    assert posted["selection"][0]["variableCode"] == "Region"


def test_codes_under_a_code_list_are_asked_with_it() -> None:
    query = Query(
        TABLE,
        (Choice("Region", ("K.0001", "K.Rest"), "agg_X"), Choice("ContentsCode", ("One",)), Choice("Tid", ("2001",))),
    )
    with StandIn([grouped("K.")]) as server:
        assert client_of(server).data(query).values.tolist() == [1, 5]


@pytest.mark.parametrize("limit", range(1, 13))
def test_a_question_above_the_limit_is_split_and_put_together(limit: int) -> None:
    with StandIn([served(status={"1": ":"}, values=[1, None, *range(3, 13)])], max_cells=limit) as server:
        dataset = client_of(server).data(WHOLE)
        assert all(prod(_sizes(call)) <= limit for call in server.calls_to("/data"))
    assert dataset.values[~np.isnan(dataset.values)].tolist() == [1, *range(3, 13)]
    assert dataset.symbol_names[dataset.symbols[1]] == ":"


def _sizes(call: tuple[str, str, Any]) -> list[int]:
    from tests.standin.bank import selection_from_address

    return [len(codes) for _, codes, _ in selection_from_address(call[1].split("?")[1])]


def test_a_limit_that_config_does_not_tell_is_found_out() -> None:
    dataset, server = ask(max_cells=3, config_cells=800_000)
    assert dataset.values.tolist() == list(range(1, 13))
    assert len(server.calls_to("/data")) < 12


def test_too_many_cells_may_also_be_said_with_403() -> None:
    dataset, server = ask(Faults(http=[Fault("status", status=403, title="Forbidden: too many cells")]))
    assert dataset.values.tolist() == list(range(1, 13))
    assert len(server.calls_to("/data")) > 2
    with pytest.raises(Refused, match=r"refused \(HTTP 403\): Forbidden"):
        ask(Faults(http=[Fault("status", status=403, title="Forbidden")]))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 7), min_size=1, max_size=4), st.integers(1, 200))
def test_splitting_asks_for_every_cell_exactly_once(sizes: list[int], limit: int) -> None:
    choices = tuple(Choice(f"D{i}", tuple(f"{c}" for c in range(size))) for i, size in enumerate(sizes))
    seen = np.zeros(sizes, int)
    for part in Query("99999", choices).split(limit):
        assert part.cells <= limit
        assert all(part.choices)
        seen[np.ix_(*([int(code) for code in choice.codes] for choice in part.choices))] += 1
    assert (seen == 1).all()


def test_parts_with_a_hole_are_refused() -> None:
    dataset, _ = ask(query=replace(WHOLE, choices=(Choice("Region", ("0001", "0002")), *WHOLE.choices[1:])))
    with pytest.raises(Unusable, match="leave cells out or overlap"):
        pxweb.join([dataset], WHOLE)
    with pytest.raises(Unusable, match="leave cells out or overlap"):
        pxweb.join([dataset, dataset], WHOLE)


def test_calls_keep_inside_the_limit_told() -> None:
    clock = Clock()
    with StandIn([served()], calls=5, window=60, clock=clock) as server:
        client = client_of(server, clock)
        client.config()
        for _ in range(11):
            client.part(WHOLE)
    assert len(server.log) == 12
    assert sum(clock.slept) >= 2 * 60
    assert client.transport.limit == 5


def test_without_a_limit_told_it_is_30_a_minute() -> None:
    clock = Clock()
    with StandIn([served()], tell_limit="") as server:
        client = client_of(server, clock)
        client.config()
        for _ in range(29):
            client.part(WHOLE)
        assert clock.slept == []
        client.part(WHOLE)
    assert clock.slept == [61]


def test_the_servers_word_that_nothing_is_left_goes_before_our_own_count() -> None:
    clock = Clock()
    with StandIn([served()], calls=3, window=60, tell_limit="headers") as server:
        server.remaining()
        server.remaining()  # somebody else behind the same address
        client = client_of(server, clock)
        client.config()
        server.sent.clear()
        client.config(), client.part(WHOLE)
    assert clock.slept == [61]


@pytest.mark.parametrize(
    ("retry_after", "low", "high"), [("7", 7, 7), ("date:20", 18, 21), ("", 60, 60)], ids=["seconds", "date", "silent"]
)
@pytest.mark.parametrize("status", [429, 503])
def test_asked_to_wait_we_wait(retry_after: str, low: float, high: float, status: int) -> None:
    clock = Clock()
    fault = Fault("status", status=status, retry_after=retry_after, times=2)
    with StandIn([served()], Faults(http=[fault])) as server:
        dataset = client_of(server, clock).data(WHOLE)
        assert len(server.calls_to("/data")) == 3
    assert dataset.values.size == 12
    if status == 503 and not retry_after:
        low, high = 2, 4
    assert len(clock.slept) == 2
    assert all(low <= seconds <= high for seconds in clock.slept)


def test_asked_to_wait_too_long_we_say_so() -> None:
    with pytest.raises(Busy, match=r"99999/data: asks to wait 60 minutes \(HTTP 429: Too many requests\)"):
        ask(Faults(http=[Fault("status", status=429, retry_after="3600")]))


def test_asked_to_wait_for_ever_we_give_up() -> None:
    clock = Clock()
    fault = Fault("status", status=429, retry_after="5", times=-1)
    with StandIn([served()], Faults(http=[fault])) as server:
        with pytest.raises(Busy, match="asks to wait 5 seconds"):
            client_of(server, clock).data(WHOLE)
        assert len(server.calls_to("/data")) == 5


@pytest.mark.parametrize(
    ("said", "told"), [("0", "turned every call away"), ("", "asks to wait, and does not say how")]
)
def test_what_we_were_told_to_wait_is_told_as_it_was_said(said: str, told: str) -> None:
    with pytest.raises(Busy, match=rf"99999/data: {told}.* \(HTTP 429"):
        ask(Faults(http=[Fault("status", status=429, retry_after=said, times=-1)]))


@pytest.mark.parametrize(
    "fault",
    [Fault("drop", times=2), Fault("status", status=500), Fault("status", status=502, times=3), Fault("short")],
    ids=["dropped", "500", "502", "cut off"],
)
def test_a_failing_server_is_asked_again(fault: Fault) -> None:
    dataset, _ = ask(Faults(http=[fault]))
    assert dataset.values.tolist() == list(range(1, 13))


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (Fault("drop", times=-1), "99999/data: the connection failed or was cut off"),
        (Fault("short", times=-1), "99999/data: the connection failed or was cut off"),
        (Fault("status", status=500, times=-1), r"the server failed \(HTTP 500: Internal Server Error\)"),
    ],
)
def test_a_server_that_keeps_failing_is_named(fault: Fault, message: str) -> None:
    with pytest.raises(Unreachable, match=message):
        ask(Faults(http=[fault]))


def test_a_stalled_answer_is_not_waited_for_for_ever() -> None:
    with (
        StandIn([served()], Faults(http=[Fault("stall", times=-1, seconds=20)])) as server,
        pytest.raises(Unreachable, match=r"no answer within 0\.2 seconds"),
    ):
        client_of(server, timeout=(0.2, 0.2), attempts=2).data(WHOLE)


def test_nobody_there() -> None:
    clock = Clock()
    client = Client("http://127.0.0.1:9/v2", transport=Transport(clock=clock, sleep=clock.sleep))
    with pytest.raises(Unreachable, match=r"http://127\.0\.0\.1:9/v2/config: the connection failed"):
        client.config()
    assert clock.slept == [2, 4, 8, 16]


def test_an_answer_without_end_is_refused() -> None:
    with StandIn([served()]) as server, pytest.raises(Unusable, match="larger than 300 bytes"):
        client_of(server, max_bytes=300).metadata(TABLE)


def test_a_table_away_for_a_moment_is_asked_for_again() -> None:
    clock = Clock()
    with StandIn([served()], Faults(http=[Fault("reload", path="/tables/99999", times=2)])) as server:
        assert client_of(server, clock).table(TABLE).id == TABLE
    assert clock.slept == [60, 60]


@pytest.mark.parametrize("what", ["table", "metadata", "data"])
def test_a_table_that_stays_away_is_not_called_gone(what: str) -> None:
    with StandIn([served()], Faults(gone={TABLE})) as server:
        client = client_of(server)
        with pytest.raises(Refused, match=r"table 99999: SSB says “Non-existent table” .* while it reloads: try again"):
            client.data(WHOLE) if what == "data" else getattr(client, what)(TABLE)


def changed(dimension: str, *codes: str) -> Query:
    choices = tuple(replace(c, codes=codes) if c.dimension == dimension else c for c in WHOLE.choices)
    return replace(WHOLE, choices=choices)


@pytest.mark.parametrize(
    ("query", "title"),
    [
        (changed("Region", "9999"), "Non-existent value"),
        (changed("ContentsCode", "Three"), "Non-existent value"),
        (replace(WHOLE, choices=(*WHOLE.choices, Choice("Kjonn", ("1",)))), "Non-existent variable"),
        (replace(WHOLE, choices=WHOLE.choices[:2]), "Missing selection for mandantory variable"),
        (replace(WHOLE, choices=(replace(WHOLE.choices[0], codelist="agg_Y"), *WHOLE.choices[1:])), "codelist"),
    ],
)
def test_ssbs_own_words_reach_the_user(query: Query, title: str) -> None:
    with pytest.raises(Refused, match=rf"table 99999: .* refused \(HTTP 400\): .*{title}") as error:
        ask(query=query)
    assert title in error.value.title


def test_an_html_page_is_explained() -> None:
    with pytest.raises(Refused, match=r"HTML page \(HTTP 404\), which it does when an address is too long"):
        ask(Faults(http=[Fault("html")]))


WRONG_TABLE = document() | {"label": "88888: Another table"}
WRONG_DIMENSIONS = document({"Alder": {"a": "A"}, "ContentsCode": {"One": "First"}, "Tid": {"2001": "2001"}})
WRONG_CODES = document(
    {"Region": {"0001": "A", "0009": "I", "0003": "C"}, "ContentsCode": {"One": "1", "Two": "2"}}
    | {"Tid": {"2001": "2001", "2002": "2002"}}
)


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (Fault("text"), "99999: SSB's answer can't be used: the document is not JSON but text"),
        (Fault("truncate"), "99999: SSB's answer can't be used: the document is damaged or cut off at character"),
        (Fault("body", body=b"[]"), "not a JSON-stat object"),
        (Fault("body", body=json.dumps(document(values=[1] * 11)).encode()), "11 values but its sizes make 12"),
        (Fault("body", body=json.dumps(WRONG_TABLE).encode()), "table 99999: SSB's answer is about table 88888"),
        (Fault("body", body=json.dumps(WRONG_DIMENSIONS).encode()), r"missing: Region; not asked: Alder"),
        (Fault("body", body=json.dumps(WRONG_CODES).encode()), r"Region: .*missing: 0002; not asked: 0009"),
    ],
)
def test_an_answer_that_does_not_fit_the_question_is_refused(fault: Fault, message: str) -> None:
    with pytest.raises(Unusable, match=message):
        ask(Faults(http=[fault]))


@pytest.mark.parametrize(
    ("path", "body", "ask_for", "message"),
    [
        ("/config", b"<html>", lambda c: c.config(), "/config: the answer is not JSON"),
        ("/config", b"[]", lambda c: c.config(), "/config: the answer is JSON but not an object"),
        ("/tables/99999", b'{"id": "88888", "updated": "x"}', lambda c: c.table(TABLE), "answered about “88888”"),
        ("/tables/99999", b'{"id": "99999"}', lambda c: c.table(TABLE), "without saying when it was updated"),
        ("/metadata", b'{"id": []}', lambda c: c.metadata(TABLE), "table 99999: SSB's metadata can't be used"),
        (
            "/codelists",
            b'{"id": "agg_X"}',
            lambda c: c.codelist("agg_X"),
            "code list agg_X: SSB's answer has no values",
        ),
    ],
)
def test_other_answers_are_looked_at_too(path: str, body: bytes, ask_for: Any, message: str) -> None:
    fault = Fault("body", path=path, body=body)
    with StandIn([grouped()], Faults(http=[fault])) as server, pytest.raises(Unusable, match=message):
        ask_for(client_of(server))


def test_the_address_can_be_set_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MALBAROMETERET_SSB", raising=False)
    assert Client().base_url == "https://data.ssb.no/api/pxwebapi/v2"
    monkeypatch.setenv("MALBAROMETERET_SSB", "http://127.0.0.1:1/v2/")
    assert Client().base_url == "http://127.0.0.1:1/v2"
