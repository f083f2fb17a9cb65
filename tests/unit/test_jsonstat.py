"""The decoder: every shape of the corpus, every kind of damage, and agreement with pyjstat wherever that works."""

from __future__ import annotations

import json
import os
import warnings
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyjstat import pyjstat

from pipelines import jsonstat
from pipelines.jsonstat import JsonStatError

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "tests" / "corpus"
EXPECTED = sorted(CORPUS.glob("*.csv"))
#: Recorded answers of SSB and others: some that lie here, and those in the folder that the variable names.
RECORDED = [CORPUS / "recorded", *map(Path, filter(None, [os.environ.get("MALBAROMETERET_SAMPLES")]))]


def document(**changes: Any) -> dict[str, Any]:
    """A well-formed 2 × 2 document with obviously made-up values, changed as asked."""
    return json.loads((CORPUS / "values-list.json").read_bytes()) | changes


def as_bytes(body: dict[str, Any]) -> bytes:
    return json.dumps(body).encode()


def oracle(data: bytes) -> pd.DataFrame:
    """pyjstat's reading, by codes.

    It needs an index even for one category (written out for it where missing) and stumbles over what stands beside the
    dataset of a bundle (left out for it).
    """
    body = json.loads(data, object_pairs_hook=OrderedDict)
    if "dimension" not in body:
        body = {"dataset": next(entry for entry in body.values() if "dimension" in entry)}
    dataset = body if "dimension" in body else body["dataset"]
    for name, dimension in dataset["dimension"].items():
        if name not in ("id", "size", "role"):
            dimension["category"].setdefault("index", dict.fromkeys(dimension["category"].get("label", {}), 0))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if body.get("class") == "dataset":
            return pyjstat.Dataset.read(json.dumps(body)).write("dataframe", naming="id", value="value")
        return pyjstat.from_json_stat(body, naming="id", value="value")[0]


def assert_agrees(data: bytes) -> None:
    """Same codes in the same order and same values; where SSB's "-" stands for zero, pyjstat has null."""
    dataset = jsonstat.decode_all(data)[0]
    ours, theirs = dataset.frame(), oracle(data)
    for i, dimension in enumerate(dataset.dimensions):
        assert ours[dimension.code].astype(str).tolist() == theirs.iloc[:, i].astype(str).tolist()
    expected = pd.to_numeric(theirs["value"]).to_numpy(dtype=float)
    zero = (ours["symbol"] == "-").to_numpy()
    np.testing.assert_array_equal(ours["value"].to_numpy()[~zero], expected[~zero])


@pytest.mark.parametrize("table", EXPECTED, ids=lambda p: p.stem)
def test_every_shape_gives_the_expected_table(table: Path) -> None:
    frame = jsonstat.decode(table.with_suffix(".json").read_bytes()).frame()
    expected = pd.read_csv(table, dtype=str, keep_default_na=False)
    assert list(frame.columns) == list(expected.columns)
    for column in expected.columns.drop("value"):
        assert frame[column].astype(str).tolist() == expected[column].tolist()
    np.testing.assert_array_equal(frame["value"], pd.to_numeric(expected["value"], errors="coerce"))


# What pyjstat can't read: a collection with its datasets inside, no cells at all, sizes as text.
BEYOND_PYJSTAT = {"collection-inside", "empty-selection", "size-as-text"}


@pytest.mark.parametrize("table", [t for t in EXPECTED if t.stem not in BEYOND_PYJSTAT], ids=lambda p: p.stem)
def test_agrees_with_pyjstat(table: Path) -> None:
    assert_agrees(table.with_suffix(".json").read_bytes())


def test_what_stands_beside_the_cells_is_kept() -> None:
    dataset = jsonstat.decode((CORPUS / "values-list.json").read_bytes())
    assert dataset.label == "99999: Made up for a test"
    assert (dataset.source, dataset.updated) == ("Nobody", "2001-01-01T07:00:00Z")
    assert dataset.notes == ("First note.", "Second note.")
    assert dataset.role == {"time": ("Tid",), "geo": ("Region",)}
    assert dataset.dimension("Region").labels == {"a": "Alpha", "b": "Beta"}
    units = jsonstat.decode((CORPUS / "child-and-unit.json").read_bytes()).dimension("ContentsCode").units
    assert units["Two"] == {"base": "per cent", "decimals": 1}


def test_text_cells_are_kept_as_text() -> None:
    dataset = jsonstat.decode((CORPUS / "values-text.json").read_bytes())
    assert dataset.texts == ("w", "x", None, "z")
    assert np.isnan(dataset.values).all()


def test_a_bundle_may_hold_several_datasets() -> None:
    data = (CORPUS / "two-datasets.json").read_bytes()
    assert [d.values.tolist() for d in jsonstat.decode_all(data)] == [[1, 2, 3, 4], [4, 3, 2, 1]]
    with pytest.raises(JsonStatError, match="2 datasets where one was expected"):
        jsonstat.decode(data)


def test_metadata_is_read_without_cells() -> None:
    data = (CORPUS / "metadata.json").read_bytes()
    metadata = jsonstat.decode_metadata(data)
    assert metadata.shape == (2, 2)
    assert metadata.dimension("Region").extension["codelists"][0]["id"] == "agg_X"
    with pytest.raises(JsonStatError, match=r"no cells \(sizes: Region 2, Tid 2\): it is metadata"):
        jsonstat.decode(data)
    with pytest.raises(JsonStatError, match=r"dimension Alder is missing \(there are Region, Tid\)"):
        metadata.dimension("Alder")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("problem", "error message: Non-existent value"),
        ("collection-of-links", "holds no dataset .class: collection"),
        ("dimension-alone", "holds no dataset .class: dimension"),
    ],
)
def test_json_that_is_no_dataset_is_named(name: str, message: str) -> None:
    with pytest.raises(JsonStatError, match=message):
        jsonstat.decode((CORPUS / f"{name}.json").read_bytes())


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"<!DOCTYPE html><title>404</title>", "not JSON but an HTML page"),
        (b"Service unavailable", "not JSON but text"),
        (b"[1, 2]", "not a JSON-stat object"),
        (b'{"value": [1, 2', "damaged or cut off at character 15 of 15$"),
        (b'{"label": "\xe6"}', "not UTF-8"),
        (b'{"value": [NaN]}', "holds NaN"),
        (b'{"value": [1' + b"0" * 9_000 + b"]}", "a number too long to be one"),
        (b'{"a":' * 100_000, "nested too deeply to be read"),
    ],
)
def test_bytes_that_are_no_json(data: bytes, message: str) -> None:
    with pytest.raises(JsonStatError, match=message):
        jsonstat.decode(data)


def test_a_document_cut_off_anywhere_is_refused() -> None:
    whole = (CORPUS / "status-object.json").read_bytes().rstrip()
    for end in range(len(whole)):
        with pytest.raises(JsonStatError):
            jsonstat.decode(whole[:end])


def region(**category: Any) -> dict[str, Any]:
    tid = document()["dimension"]["Tid"]
    return {"Region": {"label": "region", "category": category}, "Tid": tid}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"value": [1, 2, 3]}, r"3 values but its sizes make 4 \(Region 2, Tid 2\)"),
        ({"value": None}, "no cells"),
        ({"value": {"4": 1}}, "`value` names cell 4, but there are only 4"),
        ({"value": {"-1": 1}}, "`value` names cell -1"),
        ({"value": {"x": 1}}, "key that is not a cell number"),
        ({"value": [1, 2, 3, [4]]}, r"cell 3 holds \[4\], not a number"),
        ({"value": [1, True, 3, 4]}, "cell 1 holds True"),
        ({"value": [1, "2", 3, 4]}, "cell 1 holds '2'"),
        ({"value": [1, 2, 3, 10**400]}, "too large"),
        ({"size": [2]}, "`id` names 2 dimensions but `size` has 1"),
        ({"size": [2, 3]}, "dimension Tid has 2 categories but size 3"),
        ({"size": [2, -2]}, "dimension Tid: size is -2"),
        ({"size": [2, 2.5]}, "dimension Tid: size is 2.5"),
        ({"size": [2, "two"]}, "dimension Tid: size is 'two'"),
        ({"size": None}, "`id` or `size` is missing"),
        ({"id": ["Region", "Region"]}, "dimension Region is named twice"),
        ({"id": ["Region", "Alder"]}, "dimension Alder is in `id` but not described"),
        ({"id": ["Region", 7]}, "something else than dimension codes"),
        ({"dimension": []}, "`dimension` is not an object"),
        ({"dimension": {"Region": {}, "Tid": {}}}, "dimension Region has no `category`"),
        ({"dimension": region(index=["a", "a"])}, "dimension Region: code a occurs twice"),
        ({"dimension": region(index=["a", 1])}, "dimension Region: `index` holds something else"),
        ({"dimension": region(index=7)}, "dimension Region: `index` is neither"),
        ({"dimension": region(index={"a": 0, "b": 2})}, "dimension Region: code b has index 2, not 0–1"),
        ({"dimension": region(index={"a": 0, "b": "1"})}, "dimension Region: code b has index '1'"),
        ({"dimension": region(index={"a": 0, "b": 0})}, "dimension Region: codes a and b share index 0"),
        ({"dimension": region(label={"a": "A", "b": "B"})}, "dimension Region has no `index`"),
        ({"status": {"4": ":"}}, "`status` names cell 4"),
        ({"status": {"0": ":", "00": "."}}, "`status` names a cell twice"),
        ({"status": {"first": ":"}}, "`status` has a key that is not a cell number"),
        ({"status": [":", ":"]}, "`status` has 2 entries but there are 4 cells"),
        ({"status": {"0": 1}}, "something else than symbols"),
        ({"status": 7}, "neither an object, a list nor a text"),
        ({"status": {"0": "-"}}, "cell 0 has the symbol “-” .* and the value 1"),
        ({"role": {"time": ["Aar"]}}, "`role` time names dimension Aar"),
    ],
)
def test_contradictions_are_named(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(JsonStatError, match=message):
        jsonstat.decode(as_bytes(document(**changes)))


def test_a_document_without_dimensions_is_named() -> None:
    body = document()
    del body["dimension"]
    with pytest.raises(JsonStatError, match="no `dimension`"):
        jsonstat.decode(as_bytes(body))


def test_a_claim_of_endless_cells_is_refused_before_memory_is_taken() -> None:
    codes = [str(i) for i in range(10_000)]
    wide = {d: {"category": {"index": codes}} for d in "ABC"}
    body = document(id=["A", "B", "C"], size=[10_000] * 3, dimension=wide, value={}, role={})
    with pytest.raises(JsonStatError, match="claims 1000000000000 cells"):
        jsonstat.decode(as_bytes(body))


def test_more_symbols_than_fit_are_refused() -> None:
    codes = [str(i) for i in range(130)]
    body = document(id=["A"], size=[130], dimension={"A": {"category": {"index": codes}}}, value=[1] * 130, role={})
    with pytest.raises(JsonStatError, match="130 different symbols"):
        jsonstat.decode(as_bytes(body | {"status": codes}))


def test_a_dimension_that_would_hide_the_figures_is_refused() -> None:
    body = document(id=["value"], size=[1], dimension={"value": {"category": {"index": ["a"]}}}, value=[1], role={})
    with pytest.raises(JsonStatError, match="coded value"):
        jsonstat.decode(as_bytes(body)).frame()


cell = st.one_of(st.none(), st.integers(-(2**53), 2**53), st.floats(allow_nan=False, allow_infinity=False))


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """A well-formed document: any codes, any order, values dense or sparse, status as object or list."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    code = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=5)
    dimension = {}
    for number, size in enumerate(sizes):
        codes = draw(st.lists(code, min_size=size, max_size=size, unique=True))
        index: Any = codes if draw(st.booleans()) else {c: i for i, c in reversed(list(enumerate(codes)))}
        dimension[f"D{number}"] = {"label": f"dimension {number}", "category": {"index": index}}
    cells = int(np.prod(sizes))
    values = draw(st.lists(cell, min_size=cells, max_size=cells))
    given_symbols = [draw(st.sampled_from(["", ".", "..", ":", "-"])) if v is None else "" for v in values]
    return {
        "version": "2.0",
        "class": "dataset",
        "id": list(dimension),
        "size": sizes,
        "dimension": dimension,
        "value": values if draw(st.booleans()) else {str(i): v for i, v in enumerate(values) if v is not None},
        "status": given_symbols if draw(st.booleans()) else {str(i): s for i, s in enumerate(given_symbols) if s},
        "_values": values,
        "_symbols": given_symbols,
    }


@settings(deadline=None)
@given(documents())
def test_what_was_encoded_is_decoded(body: dict[str, Any]) -> None:
    values, symbols = body.pop("_values"), body.pop("_symbols")
    dataset = jsonstat.decode(as_bytes(body))
    expected = [0.0 if s == "-" else np.nan if v is None else float(v) for v, s in zip(values, symbols, strict=True)]
    np.testing.assert_array_equal(dataset.values, np.array(expected))
    assert [dataset.symbol_names[i] for i in dataset.symbols] == symbols
    frame = dataset.frame()
    for cell_number, position in enumerate(np.ndindex(*body["size"])):
        for i, dimension in enumerate(dataset.dimensions):
            index = body["dimension"][dimension.code]["category"]["index"]
            wanted = index[position[i]] if isinstance(index, list) else {v: k for k, v in index.items()}[position[i]]
            assert frame[dimension.code].iloc[cell_number] == wanted


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_a_dataset_or_a_sentence(data: bytes) -> None:
    with pytest.raises(JsonStatError):
        jsonstat.decode(data)


@pytest.mark.parametrize(
    "file", [file for folder in RECORDED for file in sorted(folder.rglob("*.json"))], ids=lambda file: file.name
)
def test_recorded_answers_are_read_and_agree_with_pyjstat(file: Path) -> None:
    data = file.read_bytes()
    body = json.loads(data)
    entries = [body, *body.values()] if isinstance(body, dict) and "$schema" not in body else []
    if not any(isinstance(e, dict) and "value" in e and ("id" in e or "dimension" in e) for e in entries):
        pytest.skip("It is no dataset.")
    if body.get("value") == []:
        assert jsonstat.decode_metadata(data).dimensions
    elif jsonstat.decode_all(data)[0].texts is None:
        assert_agrees(data)
