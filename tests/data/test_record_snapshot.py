"""The converter writes JSON-stat as SSB answers it, from made-up cells; wrong cells are refused with a sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipelines import jsonstat
from tools.record_snapshot.document import Recorded, manifest_entry, to_bytes, write_snapshot


def recorded(**changes: Any) -> Recorded:
    """A made-up population of two regions and two years, with one cell missing and one withheld."""
    fields: dict[str, Any] = {
        "name": "made_up",
        "request": "population",
        "title": "Made up",
        "axes": {"Region": {"0001": "One", "0002": "Two"}, "Tid": {"2001": "2001", "2002": "2002"}},
        "cells": {("0001", "2001", "Personer1"): 1, ("0001", "2002", "Personer1"): 2.5},
        "symbols": {("0002", "2001", "Personer1"): ":"},
        "vintage": "2003",
        "vintage_basis": "made up",
        "regions": "two",
        "origin": "made up",
        "code_prefixes": {"Region": "K-"},
    }
    return Recorded(**(fields | changes))


def test_a_document_has_contents_before_time_and_the_code_lists_prefix():
    document = json.loads(to_bytes(recorded()))
    assert document["id"] == ["Region", "ContentsCode", "Tid"]
    assert document["size"] == [2, 1, 2]
    assert list(document["dimension"]["Region"]["category"]["index"]) == ["K-0001", "K-0002"]
    assert document["value"] == [1, 2.5, None, None]
    assert document["status"] == {"2": ":"}
    assert document["dimension"]["ContentsCode"]["category"]["unit"]["Personer1"]["decimals"] == 1


def test_few_cells_are_written_as_an_object():
    document = json.loads(to_bytes(recorded(cells={("0002", "2002", "Personer1"): 3}, symbols={})))
    assert document["value"] == {"3": 3}
    assert "status" not in document


def test_a_document_reads_back_as_it_was_recorded():
    frame = jsonstat.decode(to_bytes(recorded())).frame()
    assert frame["value"].fillna(-1).tolist() == [1, 2.5, -1, -1]
    assert frame["symbol"].astype(str).tolist() == ["", "", ":", ""]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"axes": {"Tid": {"2001": "2001"}}}, "has the dimensions"),
        ({"cells": {("0003", "2001", "Personer1"): 1}}, "is on none of the document's axes"),
        ({"cells": {("0001", "2001", "Personer9"): 1}}, "are not declared in request population"),
    ],
)
def test_cells_that_do_not_fit_the_request_are_refused(changes: dict[str, object], message: str):
    with pytest.raises(ValueError, match=message):
        to_bytes(recorded(**changes))


def test_the_manifest_counts_cells_and_what_is_missing():
    data = to_bytes(recorded())
    entry = manifest_entry(recorded(), data)
    assert (entry["cells"], entry["missing"], entry["years"]) == (4, 2, [2001, 2002])
    assert entry["codelists"] == {"Region": "agg_KommSummer"}


def test_writing_twice_gives_the_same_bytes_and_removes_what_is_left_over(tmp_path: Path):
    data = to_bytes(recorded())
    (tmp_path / "old.json").write_text("{}", encoding="utf-8")
    for _ in range(2):
        write_snapshot(tmp_path, [(manifest_entry(recorded(), data), data)])
        held = {file.relative_to(tmp_path).as_posix(): file.read_bytes() for file in tmp_path.rglob("*.json")}
        assert set(held) == {"manifest.json", "07459/made_up.json"}
        assert held["07459/made_up.json"] == to_bytes(recorded())


def test_two_documents_of_one_name_are_refused(tmp_path: Path):
    data = to_bytes(recorded())
    twice = [(manifest_entry(recorded(), data), data)] * 2
    with pytest.raises(ValueError, match="two documents bear this name"):
        write_snapshot(tmp_path, twice)
