"""The boundaries' converter: neighbours keep their common border, and what is too small goes."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tools import simplify_boundaries as tool

Ring = list[list[float]]


def feature(code: str, *polygons: list[Ring]) -> dict:
    shape = {"type": "MultiPolygon", "coordinates": list(polygons)}
    if len(polygons) == 1:
        shape = {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "Feature", "properties": {"kommunenummer": code, "kommunenavn": f"Test {code}"}, "geometry": shape}


#: The common border runs from (1, 0) to (1, 1) by way of three points: two hardly off the line, one far off.
BORDER = [[1.0, 0.0], [1.0005, 0.3], [1.2, 0.5], [1.0005, 0.7], [1.0, 1.0]]
WEST = feature("0001", [[[0.0, 0.0], *BORDER, [0.0, 1.0], [0.0, 0.0]]])
EAST = feature("0002", [[[2.0, 1.0], *BORDER[::-1], [2.0, 0.0], [2.0, 1.0]]])


def rings(collection: dict) -> dict[str, list[list[tuple[float, float]]]]:
    return {f["properties"]["code"]: f["geometry"]["coordinates"] for f in collection["features"]}


def test_neighbours_keep_their_common_border() -> None:
    found = rings(tool.simplified({"features": [EAST, WEST]}, tolerance=0.1))
    between = [{tuple(point) for point in found[code][0] if 1.0 <= point[0] < 2.0} for code in ("0001", "0002")]
    assert between[0] == between[1]
    assert (1.0, 0.0) in between[0] and (1.0, 1.0) in between[0]


def test_points_near_the_line_go_and_points_far_off_stay() -> None:
    line = [(0.0, 0.0), (0.5, 0.001), (1.0, 0.0), (1.0, 5.0), (2.0, 5.0)]
    thin = tool._thin_line(line, 0.01)
    assert (0.5, 0.001) not in thin and (1.0, 0.0) in thin and (1.0, 5.0) in thin
    assert tool._thin_line(line[::-1], 0.01) == thin[::-1]


def test_rings_are_closed_rounded_and_sorted_by_code() -> None:
    made = tool.simplified({"features": [EAST, WEST]})
    assert [f["properties"]["code"] for f in made["features"]] == ["0001", "0002"]
    for polygons in rings(made).values():
        for ring in polygons:
            assert ring[0] == ring[-1]
            assert all(round(value, 3) == value for point in ring for value in point)


def test_islets_go_unless_they_are_all_there_is() -> None:
    islet = [[[5.0, 5.0], [5.002, 5.0], [5.002, 5.002], [5.0, 5.002], [5.0, 5.0]]]
    land = [[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]]
    made = tool.simplified({"features": [feature("0001", land, islet), feature("0002", islet)]}, tolerance=0.0001)
    kinds = {f["properties"]["code"]: f["geometry"]["type"] for f in made["features"]}
    assert kinds == {"0001": "Polygon", "0002": "Polygon"}
    assert len(made["features"][1]["geometry"]["coordinates"][0]) >= 4


def test_what_is_no_polygon_is_named() -> None:
    line = {
        "properties": {"kommunenummer": "0009", "kommunenavn": "Test"},
        "geometry": {"type": "LineString", "coordinates": [[0, 0], [1, 1]]},
    }
    with pytest.raises(ValueError, match="0009 is a LineString"):
        tool.simplified({"features": [line]})


def test_the_command_writes_the_small_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = tmp_path / "a.geojson", tmp_path / "b.geojson"
    source.write_text(json.dumps({"features": [WEST]}), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["simplify_boundaries.py", str(source), str(target)])
    tool.main()
    assert json.loads(target.read_text(encoding="utf-8"))["features"][0]["properties"]["name"] == "Test 0001"
