"""Raw answers: fetched once, resumed where they stopped, read back as they came, and damage told."""

from __future__ import annotations

import errno
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipelines import documents, fetch, paths, pxweb, staging, tables
from pipelines.fetch import Outcome, RawError
from pipelines.transport import Transport
from tests.standin import Fault, Faults, Served, StandIn
from tests.standin.examples import TABLE, UPDATED, document, grouped, request, served

FOLDER = f"{TABLE}/made_up/{UPDATED.replace(':', '')}"


def client_of(server: StandIn) -> pxweb.Client:
    return pxweb.Client(server.url, transport=Transport(sleep=lambda _: None))


def run(
    raw: Path,
    faults: Faults | None = None,
    held: str | None = None,
    documents: list[Served] | None = None,
    **options: Any,
) -> tuple[Outcome, StandIn]:
    with StandIn(documents or [served()], faults, **options) as server:
        return fetch.fetch(request(), client_of(server), raw, held), server


def test_the_answer_is_kept_untouched_with_what_was_asked(tmp_path: Path) -> None:
    outcome, server = run(tmp_path)
    assert (outcome.status, outcome.calls, outcome.path) == ("answered", 1, tmp_path / FOLDER)
    told = json.loads((tmp_path / FOLDER / "answer.json").read_text(encoding="utf-8"))
    assert told["complete"] is True
    assert (told["request"], told["table"], told["updated"]) == ("made_up", TABLE, UPDATED)
    assert told["asked"][0]["selection"][0] == {"variableCode": "Region", "valueCodes": ["0001", "0002", "0003"]}
    assert [part["file"] for part in told["parts"]] == ["part-000.json"]
    body = json.loads((tmp_path / FOLDER / "part-000.json").read_bytes())
    assert sorted(body["value"]) == list(range(1, 13))
    assert sorted(file.name for file in (tmp_path / FOLDER).iterdir()) == ["answer.json", "part-000.json"]
    assert len(server.calls_to("/data")) == 1


def test_nothing_new_costs_one_small_call(tmp_path: Path) -> None:
    outcome, server = run(tmp_path, held=UPDATED)
    assert outcome.status == "unchanged"
    assert [path.split("?")[0].rsplit("/", 1)[1] for _, path, _ in server.log] == [TABLE]


def test_several_requests_to_a_table_cost_one_call(tmp_path: Path) -> None:
    with StandIn([served()]) as server:
        client = client_of(server)
        for name in ("made_up", "made_up_too", "made_up_three"):
            assert fetch.fetch(request(name=name), client, tmp_path, UPDATED).status == "unchanged"
        assert len(server.log) == 1


def test_newer_figures_are_fetched_beside_the_older_ones(tmp_path: Path) -> None:
    run(tmp_path)
    newer = "2002-02-02T07:00:00Z"
    outcome, _ = run(tmp_path, Faults(updated={TABLE: newer}), held=UPDATED)
    assert (outcome.status, outcome.updated) == ("answered", newer)
    assert len(list((tmp_path / TABLE / "made_up").iterdir())) == 2
    assert [answer.updated for answer in fetch.read_answers(tmp_path)] == [newer]


def test_older_figures_never_take_the_place_of_newer_ones(tmp_path: Path) -> None:
    outcome, server = run(tmp_path, Faults(updated={TABLE: "2000-01-01T07:00:00Z"}), held=UPDATED)
    assert outcome.status == "unchanged"
    assert outcome.sentence == (
        "SSB's table 99999 is dated 2000-01-01T07:00:00Z, before ours (2001-01-01T07:00:00Z); ours stays"
    )
    assert server.calls_to("/data") == []


def test_an_answer_that_is_whole_on_disk_is_not_fetched_again(tmp_path: Path) -> None:
    run(tmp_path, max_cells=4)
    outcome, server = run(tmp_path, max_cells=4)
    assert (outcome.status, outcome.calls, outcome.reused) == ("answered", 0, 3)
    assert server.calls_to("/data") == []


def test_a_request_declared_otherwise_is_asked_again_though_ssb_has_nothing_newer(tmp_path: Path) -> None:
    run(tmp_path)
    fewer = request(contents={"One": {"column": "first", "label": "First (number)"}})
    with StandIn([served()]) as server:
        assert fetch.fetch(fewer, client_of(server), tmp_path, UPDATED).status == "answered"
        assert fetch.fetch(fewer, client_of(server), tmp_path, UPDATED).status == "unchanged"
    assert fetch.read_answers(tmp_path)[0].datasets()[0].dimension("ContentsCode").codes == ("One",)


@pytest.mark.parametrize("failing", [0, 1, 2])
def test_an_interrupted_fetch_goes_on_where_it_stopped(tmp_path: Path, failing: int) -> None:
    broken = Faults(http=[Fault("drop", after=failing, times=-1)])
    outcome, _ = run(tmp_path, broken, max_cells=4)
    assert outcome.status == "failed"
    assert "the connection failed or was cut off" in outcome.sentence
    assert fetch.read_answers(tmp_path) == []
    outcome, server = run(tmp_path, max_cells=4)
    assert (outcome.status, outcome.reused) == ("answered", failing)
    assert len(server.calls_to("/data")) == 3 - failing
    values = [v for part in fetch.read_answers(tmp_path)[0].datasets() for v in part.values.tolist()]
    assert sorted(values) == list(range(1, 13))


def test_interrupted_twice_nothing_is_forgotten(tmp_path: Path) -> None:
    """The second attempt reuses the first part and dies at once: the second part is still known to the third."""
    run(tmp_path, Faults(http=[Fault("drop", after=2, times=-1)]), max_cells=4)
    (tmp_path / FOLDER / "part-000.json").write_bytes(b"spoilt")
    run(tmp_path, Faults(http=[Fault("drop", times=-1)]), max_cells=4)
    outcome, _ = run(tmp_path, max_cells=4)
    assert (outcome.calls, outcome.reused) == (2, 1)


def test_a_part_spoilt_on_disk_is_fetched_again(tmp_path: Path) -> None:
    run(tmp_path, max_cells=4)
    (tmp_path / FOLDER / "part-001.json").write_bytes(b"{}")
    outcome, _ = run(tmp_path, held=UPDATED, max_cells=4)
    assert (outcome.status, outcome.calls, outcome.reused) == ("answered", 1, 2)
    assert len(fetch.read_answers(tmp_path)[0].datasets()) == 3


def test_only_parts_of_the_same_question_are_reused(tmp_path: Path) -> None:
    run(tmp_path, max_cells=4)
    outcome, _ = run(tmp_path, max_cells=8)
    assert (outcome.calls, outcome.reused) == (1, 1)
    values = [v for part in fetch.read_answers(tmp_path)[0].datasets() for v in part.values.tolist()]
    assert sorted(values) == list(range(1, 13))
    assert len(list((tmp_path / FOLDER).glob("part-*"))) == len(fetch.read_answers(tmp_path)[0].files)


def test_a_smaller_limit_than_told_is_met(tmp_path: Path) -> None:
    outcome, _ = run(tmp_path, max_cells=4, config_cells=800_000)
    assert outcome.status == "answered"
    values = [v for part in fetch.read_answers(tmp_path)[0].datasets() for v in part.values.tolist()]
    assert sorted(values) == list(range(1, 13))


def test_what_was_found_under_another_name_is_recorded_and_read_back(tmp_path: Path) -> None:
    declared = request(
        dimensions={
            "Region": {"column": "region", "label": "region", "codelist": {"id": "agg_X"}},
            "Tid": {"column": "year", "label": "tid"},
        },
        contents={"own_one": {"column": "first", "label": "First", "certainty": "own"}},
    )
    with StandIn([grouped("K_")], Faults(renamed_dimensions={TABLE: {"Region": "Region2"}})) as server:
        assert fetch.fetch(declared, client_of(server), tmp_path, None).sentence == ""
    answer = fetch.read_answers(tmp_path)[0]
    assert answer.codelists == {"Region": "agg_X"}
    assert answer.code_prefixes == {"Region": "K_"}
    assert answer.dimensions == {"Region": "Region2"}
    assert answer.found == {"ContentsCode": {"own_one": "One"}}
    dataset = answer.datasets()[0]
    assert [dimension.code for dimension in dataset.dimensions] == ["Region", "ContentsCode", "Tid"]
    assert dataset.dimension("Region").codes == ("K_0001", "K_0002", "K_Rest")


@pytest.mark.parametrize(
    ("faults", "message"),
    [
        (Faults(missing_contents={TABLE: ["One"]}), "Table 99999, ContentsCode: there is no content One"),
        (Faults(gone={TABLE}), "table 99999: SSB says “Non-existent table” (404)."),
        (Faults(http=[Fault("text")]), "table 99999: SSB's answer can't be used: the document is not JSON but text"),
        (Faults(http=[Fault("truncate")]), "damaged or cut off"),
        (Faults(http=[Fault("html", path="/metadata")]), "answered with an HTML page"),
    ],
)
def test_what_goes_wrong_is_a_sentence_and_nothing_is_left_that_looks_whole(
    tmp_path: Path, faults: Faults, message: str
) -> None:
    outcome, _ = run(tmp_path, faults)
    assert outcome.status == "failed"
    assert message in outcome.sentence
    assert fetch.read_answers(tmp_path) == []


def test_a_table_that_changes_while_being_fetched_is_not_mixed(tmp_path: Path) -> None:
    other = json.dumps(document() | {"updated": "2001-01-01T10:30:00Z"}).encode()
    outcome, _ = run(tmp_path, Faults(http=[Fault("body", body=other)]))
    assert "it changed while being fetched (from 2001-01-01T07:00:00Z to 2001-01-01T10:30:00Z)" in outcome.sentence


def test_contents_may_be_older_than_their_table(tmp_path: Path) -> None:
    with StandIn([served()], Faults(updated={TABLE: "2001-01-01T10:30:00Z"})) as server:
        older = document() | {"updated": UPDATED}
        server.faults.http.append(Fault("body", body=json.dumps(older).encode()))
        assert fetch.fetch(request(), client_of(server), tmp_path, None).status == "answered"


def test_a_full_disk_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(fetch.os, "fsync", full)
    outcome, _ = run(tmp_path)
    assert outcome.status == "failed"
    assert "the answer can't be kept in" in outcome.sentence
    assert "No space left on device" in outcome.sentence


def test_a_part_damaged_after_the_fetch_is_told_with_what_to_do(tmp_path: Path) -> None:
    run(tmp_path)
    (tmp_path / FOLDER / "part-000.json").write_bytes(b"{}")
    with pytest.raises(RawError, match=r"99999/made_up/2001-01-01T070000Z is damaged: part-000.json is not what SSB"):
        fetch.read_answers(tmp_path)[0].read_parts()
    (tmp_path / FOLDER / "part-000.json").unlink()
    with pytest.raises(RawError, match=r"part-000.json can't be read .* Delete that folder and refresh again"):
        fetch.read_answers(tmp_path)[0].read_parts()


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"complete": true}', b"\xff"])
def test_a_damaged_answer_file_is_told(tmp_path: Path, content: bytes) -> None:
    run(tmp_path)
    (tmp_path / FOLDER / "answer.json").write_bytes(content)
    with pytest.raises(RawError, match=r"99999/made_up/2001-01-01T070000Z is damaged: answer.json"):
        fetch.read_answers(tmp_path)


def test_no_answers_yet(tmp_path: Path) -> None:
    assert fetch.read_answers(tmp_path / "none") == []


def test_progress_tells_the_parts(tmp_path: Path) -> None:
    lines: list[str] = []
    with StandIn([served()], max_cells=6) as server:
        fetch.fetch(request(), client_of(server), tmp_path, None, lines.append)
    assert lines == [f"99999 made_up: part {n} of {len(lines)}, 4 cells" for n in range(1, len(lines) + 1)]


def test_renamed_dimensions_and_codes_end_in_the_same_declared_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The county accounts, as recorded and as they may look one day: what staging sees is the same."""
    renamed = Faults(
        renamed_dimensions={"11713": {"NACE": "NACE2025", "Region": "Fylke"}},
        renamed_codes={
            ("11713", "NACE"): {"nr23ind": "new1", "pub2X03": "new2", "own_food": "10-12"},
            ("11713", "ContentsCode"): {"own_employed": "SYSP"},
        },
    )
    declared = tables.declared_requests()["county_accounts"]
    frames = []
    for number, faults in enumerate((None, renamed)):
        monkeypatch.setenv("MALBAROMETERET_STATE", str(tmp_path / str(number)))
        with StandIn(faults=faults) as server:
            assert fetch.fetch(declared, client_of(server), paths.raw(), None).sentence == ""
        document = next(d for d in documents.from_ssb() if d.request == declared.name)
        frame = staging.frame(document.load()[0], declared, document)
        keys = [dimension.column for dimension in declared.dimensions.values()]
        frames.append(frame.astype(dict.fromkeys(keys, str)).sort_values(keys, ignore_index=True))
    assert len(frames[0]) > 10_000
    pd.testing.assert_frame_equal(*frames)
