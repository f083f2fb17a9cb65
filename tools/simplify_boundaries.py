"""Make the municipalities' boundaries small enough to send with a page: fewer points, three decimals.

    python tools/simplify_boundaries.py boundaries.geojson data/maps/municipalities_2024.geojson

Neighbours keep their common border: rings are cut where borders meet, and each stretch between two such points is
simplified once, whichever side it is seen from. Standard library only.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

Point = tuple[float, float]
#: Degrees; about 100 m from south to north. A map of the whole country on a projector shows nothing finer.
DECIMALS = 3
#: Degrees; a point nearer to the line than this is left out.
TOLERANCE = 0.0015
#: Islets smaller than this (square degrees) are left out, unless they are all that a municipality has.
SMALLEST = 0.00006


def simplified(collection: dict[str, Any], tolerance: float = TOLERANCE) -> dict[str, Any]:
    """The same municipalities with fewer points.

    Args:
        collection: a GeoJSON feature collection in WGS84 whose features have the property `kommunenummer`.
        tolerance: how far a left-out point may lie from the line, in degrees.

    Returns:
        A feature collection of polygons and multipolygons with the properties `code` and `name`, sorted by code.

    Raises:
        ValueError: a feature is neither polygon nor multipolygon.
    """
    shapes = {
        feature["properties"]["kommunenummer"]: [[_rounded(ring) for ring in polygon] for polygon in _polygons(feature)]
        for feature in collection["features"]
    }
    names = {f["properties"]["kommunenummer"]: f["properties"]["kommunenavn"] for f in collection["features"]}
    nodes = _meeting_points(ring for polygons in shapes.values() for polygon in polygons for ring in polygon)
    features = []
    for code in sorted(shapes):
        polygons = [[_thin_ring(ring, nodes, tolerance) for ring in polygon] for polygon in shapes[code]]
        whole = [[ring for ring in polygon if len(ring) >= 4] for polygon in polygons]
        kept = _without_islets([polygon for polygon in whole if polygon])
        geometry = (
            {"type": "Polygon", "coordinates": kept[0]}
            if len(kept) == 1
            else {"type": "MultiPolygon", "coordinates": kept}
        )
        features.append({"type": "Feature", "properties": {"code": code, "name": names[code]}, "geometry": geometry})
    return {"type": "FeatureCollection", "features": features}


def _polygons(feature: dict[str, Any]) -> list[list[list[list[float]]]]:
    geometry = feature["geometry"]
    if geometry["type"] == "Polygon":
        return [geometry["coordinates"]]
    if geometry["type"] == "MultiPolygon":
        return list(geometry["coordinates"])
    raise ValueError(f"municipality {feature['properties']['kommunenummer']} is a {geometry['type']}, not a polygon")


def _rounded(ring: Sequence[Sequence[float]]) -> list[Point]:
    """The ring as a cycle of rounded points, none twice in a row; the last is not the first again."""
    points: list[Point] = []
    for lon, lat in ring:
        point = (round(lon, DECIMALS), round(lat, DECIMALS))
        if not points or point != points[-1]:
            points.append(point)
    return points[:-1] if len(points) > 1 and points[0] == points[-1] else points


def _meeting_points(rings: Iterator[list[Point]]) -> set[Point]:
    """Points where borders meet: those with more than two neighbours over all rings."""
    neighbours: dict[Point, set[Point]] = defaultdict(set)
    for ring in rings:
        for here, there in zip(ring, [*ring[1:], ring[0]], strict=True):
            neighbours[here].add(there)
            neighbours[there].add(here)
    return {point for point, near in neighbours.items() if len(near) > 2}


def _thin_ring(ring: list[Point], nodes: set[Point], tolerance: float) -> list[Point]:
    """A closed ring with fewer points; what lies between two meeting points is the same from both sides."""
    corners = [i for i, point in enumerate(ring) if point in nodes]
    if not corners:  # an island or an enclave: any two points far apart will do, as long as both sides take the same
        first = ring.index(min(ring))
        corners = [first, ring.index(max(ring))]
    start = corners[0]
    cycle = [*ring[start:], *ring[:start], ring[start]]
    cuts = sorted({(corner - start) % len(ring) for corner in corners} | {len(ring)})
    thin: list[Point] = [cycle[0]]
    for begin, end in pairwise(cuts):
        thin += _thin_line(cycle[begin : end + 1], tolerance)[1:]
    return thin


def _thin_line(line: list[Point], tolerance: float) -> list[Point]:
    """A line between two fixed ends with fewer points, alike in both directions."""
    if line[0] > line[-1]:
        return _douglas_peucker(line[::-1], tolerance)[::-1]
    return _douglas_peucker(line, tolerance)


def _douglas_peucker(line: list[Point], tolerance: float) -> list[Point]:
    if len(line) < 3:
        return line
    far, distance = max(((i, _distance(line[i], line[0], line[-1])) for i in range(1, len(line) - 1)), key=_second)
    if distance <= tolerance:
        return [line[0], line[-1]]
    return [*_douglas_peucker(line[: far + 1], tolerance)[:-1], *_douglas_peucker(line[far:], tolerance)]


def _second(pair: tuple[int, float]) -> float:
    return pair[1]


def _distance(point: Point, start: Point, end: Point) -> float:
    """Distance from a point to the stretch between two others, in degrees of latitude at 64° north."""
    narrow = 0.44  # a degree of longitude there is so much of one of latitude
    px, py = (point[0] - start[0]) * narrow, point[1] - start[1]
    dx, dy = (end[0] - start[0]) * narrow, end[1] - start[1]
    length = dx * dx + dy * dy
    along = min(1.0, max(0.0, (px * dx + py * dy) / length)) if length else 0.0
    return float(((px - along * dx) ** 2 + (py - along * dy) ** 2) ** 0.5)


def _without_islets(polygons: list[list[list[Point]]]) -> list[list[list[Point]]]:
    large = [polygon for polygon in polygons if _area(polygon[0]) >= SMALLEST]
    return large or sorted(polygons, key=lambda polygon: _area(polygon[0]))[-1:]


def _area(ring: list[Point]) -> float:
    """Area inside a closed ring, in square degrees."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))) / 2


def main() -> None:
    """Read one file, write the other."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("source", type=Path, help="GeoJSON of all municipalities in WGS84")
    parser.add_argument("target", type=Path, help="where to write the small file")
    asked = parser.parse_args()
    small = simplified(json.loads(asked.source.read_text(encoding="utf-8")))
    asked.target.write_text(json.dumps(small, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


if __name__ == "__main__":
    main()
