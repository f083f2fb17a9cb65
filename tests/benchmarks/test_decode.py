"""Decoding 800 000 cells: our decoder beside `json.loads` alone and pyjstat, interleaved, each in a fresh process.

Shown, never judged by a clock on a shared machine: `python -m pytest -o addopts= tests/benchmarks/test_decode.py`.
The budget of the design: at most 2.5 × json.loads, at least 15 × faster than pyjstat, at most a third of its memory.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

ONCE = Path(__file__).with_name("decode_once.py")
ROUNDS = 5
SIZES = {"Region": 357, "NACE": 20, "Kjonn": 2, "Tid": 56}  # 799 680 cells, just inside SSB's limit


def write_document(file: Path) -> None:
    """A document of the shape and size that SSB answers at most; the cells are counted through, every 50th withheld."""
    cells = 1
    for size in SIZES.values():
        cells *= size
    body = {
        "version": "2.0",
        "class": "dataset",
        "label": "99999: Made up for a benchmark",
        "id": list(SIZES),
        "size": list(SIZES.values()),
        "dimension": {
            name: {
                "label": name,
                "category": {
                    "index": {f"{i:04d}": i for i in range(size)},
                    "label": {f"{i:04d}": f"{name} number {i}" for i in range(size)},
                },
            }
            for name, size in SIZES.items()
        },
        "value": [None if i % 50 == 0 else i for i in range(cells)],
        "status": {str(i): ":" for i in range(0, cells, 50)},
    }
    file.write_text(json.dumps(body), encoding="utf-8")


def once(file: Path, way: str) -> dict[str, float]:
    run = subprocess.run([sys.executable, str(ONCE), str(file), way], capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


def test_decode_beside_its_baselines(tmp_path: Path, benchmark: object, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "document.json"
    write_document(file)
    ways = ("json", "ours", "pyjstat")
    rounds = {way: [] for way in ways}
    for _ in range(ROUNDS):
        for way in ways:
            rounds[way].append(once(file, way))
    middle = {
        way: {key: statistics.median(one[key] for one in rounds[way]) for key in ("seconds", "megabytes")}
        for way in ways
    }
    ours, floor, other = middle["ours"], middle["json"], middle["pyjstat"]
    with capsys.disabled():
        print(f"\n{'':22}{'median s':>10}{'min–max s':>16}{'grown MB':>10}")
        for way, name in zip(ways, ("json.loads alone", "pipelines.jsonstat", "pyjstat"), strict=True):
            seconds = [one["seconds"] for one in rounds[way]]
            spread = f"{min(seconds):.3f}–{max(seconds):.3f}"
            print(f"{name:22}{middle[way]['seconds']:10.3f}{spread:>16}{middle[way]['megabytes']:10.0f}")
        print(
            f"ours / json.loads: {ours['seconds'] / floor['seconds']:.2f} (budget 2.5); pyjstat / ours:"
            f" {other['seconds'] / ours['seconds']:.1f} (budget 15); memory ours / pyjstat:"
            f" {ours['megabytes'] / other['megabytes']:.2f} (budget 0.33)"
        )
    # What does not depend on the clock is held: pyjstat's memory is several times ours on any machine.
    assert ours["megabytes"] < other["megabytes"]
    benchmark.pedantic(once, args=(file, "ours"), rounds=1)  # type: ignore[attr-defined]
