"""One build, or its floor, in a process of its own: prints the seconds it took, stage by stage (JSON).

python tests/benchmarks/build_once.py json|refresh
"""

from __future__ import annotations

import itertools
import json
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from pipelines import paths
from pipelines.progress import Progress
from pipelines.refresh import Order, real_steps, refresh


class Watch(Progress):
    """Notes when each stage begins."""

    def __init__(self) -> None:
        self.began: list[tuple[str, float]] = []

    def stage(self, name: str, total: int | None = None) -> None:
        self.began.append((name, time.perf_counter()))


def only_json() -> dict[str, float]:
    """Read every document of the snapshot and parse it: what no build can do without."""
    start = time.perf_counter()
    for file in paths.SNAPSHOT.rglob("*.json"):
        json.loads(file.read_bytes())
    return {"all": time.perf_counter() - start}


def whole_refresh() -> dict[str, float]:
    """Snapshot → published warehouse with every indicator."""
    real_steps()  # the imports belong to the start of the program, not to the build
    watch = Watch()
    with tempfile.TemporaryDirectory() as state:
        os.environ["MALBAROMETERET_STATE"] = state
        start = time.perf_counter()
        outcome = refresh(Order(source="snapshot"), lambda report, results: True, watch)
        end = time.perf_counter()
    assert outcome.ending == "published", outcome
    marks = [*watch.began, ("end", end)]
    stages = {name: later - began for (name, began), (_, later) in itertools.pairwise(marks)}
    return {"all": end - start} | stages


if __name__ == "__main__":
    print(json.dumps(only_json() if sys.argv[1] == "json" else whole_refresh()))
