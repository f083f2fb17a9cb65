"""The snapshot as a whole: the manifest tells the truth about every file, and every file answers what was declared."""

from __future__ import annotations

import csv
import json
import shutil
from collections import Counter
from pathlib import Path

import duckdb
import pytest

from pipelines import jsonstat, paths, snapshot
from pipelines.snapshot import SnapshotDocument, SnapshotError, read_manifest
from pipelines.tables import declared_requests

DOCUMENTS = read_manifest()
TABLES = [document for document in DOCUMENTS if document.request]
MOST_BYTES = 25_000_000

per_document = pytest.mark.parametrize("document", TABLES, ids=lambda document: document.name)


def test_the_folder_holds_the_documents_and_nothing_else():
    held = {file.relative_to(paths.SNAPSHOT).as_posix() for file in paths.SNAPSHOT.rglob("*") if file.is_file()}
    assert held == {document.file for document in DOCUMENTS} | {snapshot.MANIFEST}


def test_the_snapshot_is_small_enough_for_git():
    assert sum(file.stat().st_size for file in paths.SNAPSHOT.rglob("*") if file.is_file()) < MOST_BYTES


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_file_is_the_one_that_was_recorded(document: SnapshotDocument):
    assert document.read_bytes()


@per_document
def test_a_document_answers_its_request_with_exactly_its_dimensions(document: SnapshotDocument):
    request = declared_requests()[document.request]
    dataset = jsonstat.decode(document.read_bytes())
    codes = {dimension.code: dimension.codes for dimension in dataset.dimensions}
    assert set(codes) == {*request.dimensions, request.content_dimension}
    assert document.table == request.table
    assert document.publisher == request.publisher
    assert dataset.label.startswith(f"{request.table}: ")
    contents = set(codes[request.content_dimension])
    assert contents == set(request.contents) if document.role == "current" else contents <= set(request.contents)


@per_document
def test_the_codes_are_those_that_were_asked_for(document: SnapshotDocument):
    request = declared_requests()[document.request]
    for dimension in jsonstat.decode(document.read_bytes()).dimensions:
        declared = request.dimensions.get(dimension.code)
        if declared is None:
            continue
        if declared.values:
            assert {dimension.labels[code] for code in dimension.codes} <= set(declared.values.values())
        if isinstance(declared.select, list):
            assert set(dimension.codes) == set(declared.select)
        elif declared.select.startswith("from("):
            assert min(dimension.codes) >= declared.select[len("from(") : -1]
        prefix = document.code_prefixes.get(dimension.code, "")
        assert bool(prefix) == bool(declared.codelist)
        assert all(code.startswith(prefix) for code in dimension.codes)


@per_document
def test_the_manifest_counts_what_the_file_holds(document: SnapshotDocument):
    frame = jsonstat.decode(document.read_bytes()).frame()
    time = next(
        c for c, d in declared_requests()[document.request].dimensions.items() if d.column in ("year", "quarter")
    )
    years = frame[time].astype(str).str[:4].astype(int)
    assert document.cells == len(frame)
    assert document.missing == frame["value"].isna().sum() < len(frame)
    assert document.years == (years.min(), years.max())


@per_document
def test_a_symbol_stands_only_where_there_is_no_figure(document: SnapshotDocument):
    frame = jsonstat.decode(document.read_bytes()).frame()
    marked = frame[frame["symbol"].astype(str) != ""]
    assert marked["value"].isna().all()
    assert set(marked["symbol"].astype(str)) <= {":", ".."}


def test_every_live_request_has_exactly_one_current_document():
    current = Counter(document.request for document in TABLES if document.role == "current")
    assert current == {name: 1 for name, request in declared_requests().items() if request.live and request.recorded}


def test_every_request_has_a_document_but_those_that_say_they_have_none():
    recorded = {name for name, request in declared_requests().items() if request.recorded}
    assert {document.request for document in TABLES} == recorded


def test_documents_of_one_request_and_vintage_share_no_cell():
    seen: set[tuple[str, ...]] = set()
    for document in TABLES:
        dataset = jsonstat.decode(document.read_bytes())
        if Counter((d.request, d.vintage) for d in TABLES)[document.request, document.vintage] == 1:
            continue
        frame = dataset.frame().dropna(subset=["value"]).astype(str)
        order = sorted(dimension.code for dimension in dataset.dimensions)
        keys = {(str(document.request), document.vintage, *row) for row in frame[order].itertuples(index=False)}
        assert not keys & seen
        seen |= keys


def test_no_document_names_a_person():
    for document in DOCUMENTS:
        data = document.read_bytes()
        assert b"@" not in data
        assert b'"contact"' not in data


def test_klass_codes_and_changes_have_klass_own_shape():
    codes, changes = (
        json.loads((paths.SNAPSHOT / f"klass/131_{name}.json").read_bytes()) for name in ("codes", "changes")
    )
    today = [code["code"] for code in codes["codes"] if code["validTo"] is None]
    known = {code["code"] for code in codes["codes"]}
    assert len(today) == len(set(today)) == 358  # 357 municipalities and 9999 (not stated)
    assert {change["newCode"] for change in changes["codeChanges"]} <= known
    assert {"oldCode", "oldName", "newCode", "newName", "changeOccurred"} <= set(changes["codeChanges"][0])


def test_the_weights_of_a_split_municipality_sum_to_one():
    with (paths.REGISTERS / "municipality_split_weights.csv").open(encoding="utf-8", newline="") as lines:
        weights = list(csv.DictReader(lines))
    sums: Counter[tuple[str, str]] = Counter()
    for row in weights:
        assert row["source"]
        sums[row["old_code"], row["last_year"]] += float(row["weight"])
    assert sums and all(total == pytest.approx(1) for total in sums.values())


def test_every_municipality_of_2024_lies_in_one_ba_region():
    with (paths.REGISTERS / "ba_regions.csv").open(encoding="utf-8", newline="") as lines:
        listed = [row["municipality"] for row in csv.DictReader(lines)]
    codes = json.loads((paths.SNAPSHOT / "klass/131_codes.json").read_bytes())["codes"]
    assert sorted(listed) == sorted(code["code"] for code in codes if not code["validTo"] and code["code"] != "9999")


def test_a_municipality_goes_by_the_norwegian_part_of_its_official_name(store: duckdb.DuckDBPyConnection):
    named = store.execute("SELECT DISTINCT official_name, name FROM core.municipality_code").fetchall()
    several = {official: name for official, name in named if " - " in official}
    assert len(several) > 25
    assert all(name in official.split(" - ") for official, name in several.items())
    assert several["Snåase - Snåsa"] == "Snåsa"
    assert several["Gáivuotna - Kåfjord - Kaivuono"] == "Kåfjord"
    assert all(name == official for official, name in named if official not in several)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the snapshot that a test may damage."""
    return Path(shutil.copytree(paths.SNAPSHOT, tmp_path / "snapshot"))


def test_a_damaged_file_is_named(copy: Path):
    damaged = read_manifest(copy)[0]
    damaged.path.write_bytes(damaged.path.read_bytes()[:-10])
    with pytest.raises(SnapshotError, match=f"{damaged.file} is damaged"):
        damaged.read_bytes()


def test_a_missing_file_is_named(copy: Path):
    missing = read_manifest(copy)[0]
    missing.path.unlink()
    with pytest.raises(SnapshotError, match=f"{missing.file} can't be read"):
        missing.read_bytes()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"documents": [{"name": "x"}]}', '{"documents": 3}'])
def test_a_damaged_manifest_is_named(copy: Path, text: str):
    (copy / snapshot.MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(SnapshotError, match=r"manifest\.json"):
        read_manifest(copy)


@pytest.mark.parametrize("file", ["../outside.json", "/outside.json", "..\\outside.json"])
def test_a_manifest_can_not_lead_out_of_the_folder(copy: Path, file: str):
    manifest = json.loads((copy / snapshot.MANIFEST).read_text(encoding="utf-8"))
    manifest["documents"][0]["file"] = file
    (copy / snapshot.MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(SnapshotError, match="leads out"):
        read_manifest(copy)


def test_a_document_listed_twice_is_named(copy: Path):
    manifest = json.loads((copy / snapshot.MANIFEST).read_text(encoding="utf-8"))
    manifest["documents"].append(manifest["documents"][0])
    (copy / snapshot.MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(SnapshotError, match="more than once"):
        read_manifest(copy)


def test_a_missing_manifest_is_named(tmp_path: Path):
    with pytest.raises(SnapshotError, match=r"manifest\.json can't be read"):
        read_manifest(tmp_path)
