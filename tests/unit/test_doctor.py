"""First contact: what is found as declared, by label or not at all, and the one line to act on."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from pipelines import doctor, fetch, pxweb
from pipelines.transport import Transport
from tests.standin import Fault, Faults, StandIn
from tests.standin.examples import TABLE, UPDATED, grouped, request, served

LISTED = {
    "Region": {"column": "region", "label": "region", "codelist": {"id": "agg_X"}},
    "Tid": {"column": "year", "label": "tid"},
}
FIRST = {"One": {"column": "first", "label": "First (number)", "certainty": "likely"}}


def examine(tmp_path: Path, faults: Faults | None = None, **declared: object) -> tuple[doctor.Report, StandIn]:
    documents = [grouped()] if declared else [served()]
    with StandIn(documents, faults) as server:
        client = pxweb.Client(server.url, transport=Transport(sleep=lambda _: None), patient=False)
        return doctor.examine([request(**declared)], client, tmp_path), server


def printed(report: doctor.Report) -> str:
    console = Console(record=True, width=160, file=None, quiet=False)
    with console.capture() as capture:
        doctor.show(report, console)
    return capture.get()


def test_all_as_declared(tmp_path: Path) -> None:
    report, server = examine(tmp_path)
    assert report.good
    assert report.advice == "Run `python -m pipelines refresh`: everything was found as declared."
    assert server.calls_to("/data") == []
    assert abs(report.clock_seconds or 0) < 5
    assert printed(report).strip().endswith(report.advice)


def test_what_we_hold_stands_beside_ssbs_date(tmp_path: Path) -> None:
    with StandIn([served()]) as server:
        client = pxweb.Client(server.url)
        fetch.fetch(request(), client, tmp_path, None)
        report = doctor.examine([request()], client, tmp_path)
    assert (report.requests[0].updated, report.requests[0].held) == (UPDATED, UPDATED)


def test_renamed_codes_are_found_by_label_and_shown(tmp_path: Path) -> None:
    faults = Faults(
        renamed_codes={(TABLE, "ContentsCode"): {"One": "FirstNow"}}, renamed_dimensions={TABLE: {"Region": "R"}}
    )
    report, _ = examine(tmp_path, faults, dimensions=LISTED, contents=FIRST)
    assert report.good
    assert report.advice.startswith("Run `python -m pipelines refresh`: everything was found, 2 codes by label")
    text = printed(report)
    assert "ContentsCode: content One is called FirstNow (found by label)" in text
    assert "Region: dimension Region is called R (found by label)" in text


def test_missing_contents_are_told_with_what_to_write_instead(tmp_path: Path) -> None:
    report, _ = examine(tmp_path, Faults(missing_contents={TABLE: ["One"]}))
    assert not report.good
    assert report.advice.startswith("1 thing declared in pipelines/ssb_tables.toml can't be found at SSB")
    assert "there is no content One (“First (number)”); nearest: Two “Second (number)”." in printed(report)


def test_a_renamed_code_list_is_told_with_those_offered(tmp_path: Path) -> None:
    faults = Faults(renamed_codelists={TABLE: {"agg_X": "agg_Y"}})
    report, _ = examine(tmp_path, faults, dimensions=LISTED, contents=FIRST)
    assert "code list agg_X is not offered; there are agg_Y “Municipalities of today”." in report.advice


def test_a_changed_code_list_loses_a_declared_code(tmp_path: Path) -> None:
    faults = Faults(renamed_codes={(TABLE, "Region"): {"K-0002": "K-0007"}})
    declared = LISTED | {"Region": LISTED["Region"] | {"select": ["0001", "0002"]}}
    report, _ = examine(tmp_path, faults, dimensions=declared, contents=FIRST)
    assert "Table 99999, Region: there is no code 0002; nearest: " in report.advice


def test_a_table_that_is_not_there(tmp_path: Path) -> None:
    report, server = examine(tmp_path, Faults(gone={TABLE}))
    assert not report.good
    assert report.advice.startswith("1 request can't be looked up: Table 99999 (made_up) is not at SSB, or away while")
    assert len(server.calls_to(TABLE)) == 1, "doctor does not wait for a reload"


def test_a_table_that_fails(tmp_path: Path) -> None:
    report, _ = examine(tmp_path, Faults(http=[Fault("status", path="/metadata", times=-1)]))
    assert "the server failed (HTTP 500" in report.advice


def test_nobody_answers(tmp_path: Path) -> None:
    client = pxweb.Client("http://127.0.0.1:9/v2", transport=Transport(sleep=lambda _: None))
    report = doctor.examine([request()], client, tmp_path)
    assert not report.good
    assert report.advice.startswith("SSB can't be asked: http://127.0.0.1:9/v2/config: the connection failed")
    assert "Check the network" in printed(report)


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        ({"clock_seconds": -900.0}, "Set this machine's clock: it is 15 minutes off SSB's; then refresh."),
        ({"free_bytes": 1_000_000}, "Make room: only 1 MB are free for raw answers; then refresh."),
    ],
)
def test_the_machine_itself(tmp_path: Path, changes: dict, advice: str) -> None:
    report, _ = examine(tmp_path)
    assert replace(report, **changes).advice == advice


def test_the_servers_clock_is_compared_with_ours(tmp_path: Path) -> None:
    with StandIn([served()]) as server:
        client = pxweb.Client(server.url)
        client.config()
        there, here = client.transport.server_clock or (None, None)
    assert there is not None and here is not None
    assert abs(there - here) < dt.timedelta(seconds=5)


def test_requests_that_are_not_asked_live_are_left_out(tmp_path: Path) -> None:
    with StandIn([served()]) as server:
        client = pxweb.Client(server.url)
        requests = [request(live=False), request(publisher="Eurostat")]
        assert doctor.examine(requests, client, tmp_path).requests == ()


def test_the_command_examines_the_projects_own_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALBAROMETERET_STATE", str(tmp_path))
    with StandIn() as server:
        console = Console(width=200)
        with console.capture() as capture:
            code = doctor.run(server.url, console)
        assert code == 0, capture.get()
        assert server.calls_to("/data") == []
    text = capture.get()
    assert "11713   county_accounts" in text
    assert "Run `python -m pipelines refresh`" in text.strip().splitlines()[-1]
