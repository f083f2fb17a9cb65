"""The build from the snapshot and the refresh without news, beside their floors; shown, never judged by the clock.

`python -m pytest -o addopts= tests/benchmarks/test_build.py`. The budgets of the design: snapshot → published warehouse
with every indicator in at most 15 s on two cores; nothing new at SSB costs one small call a table and no data call.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from pipelines import gather
from pipelines.refresh import Order, refresh
from tests.standin import StandIn

ONCE = Path(__file__).with_name("build_once.py")
ROUNDS = 3


def once(way: str) -> dict[str, float]:
    run = subprocess.run([sys.executable, str(ONCE), way], capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


def test_build_beside_its_floor(benchmark: object, capsys: pytest.CaptureFixture[str]) -> None:
    rounds = {way: [] for way in ("json", "refresh")}
    for _ in range(ROUNDS):
        for way, those in rounds.items():
            those.append(once(way))
    with capsys.disabled():
        print(f"\n{os.cpu_count()} cores{'':29}{'median s':>10}{'min–max s':>16}")
        for way, name in (("json", "json.loads of the snapshot"), ("refresh", "snapshot → published warehouse")):
            seconds = [one["all"] for one in rounds[way]]
            spread = f"{min(seconds):.2f}–{max(seconds):.2f}"
            print(f"{name:36}{statistics.median(seconds):10.2f}{spread:>16}")
        for stage in [name for name in rounds["refresh"][0] if name != "all"]:
            print(f"    {stage:32}{statistics.median(one[stage] for one in rounds['refresh']):10.2f}")
        print("budget: 15 s on two cores with nothing else running")
    benchmark.pedantic(once, args=("refresh",), rounds=1)  # type: ignore[attr-defined]


def test_refresh_without_news_beside_its_floor(
    tmp_path: Path, benchmark: object, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = sorted({request.table for request in gather.chosen()})
    monkeypatch.setenv("MALBAROMETERET_STATE", str(tmp_path))
    with StandIn() as server:
        monkeypatch.setenv("MALBAROMETERET_SSB", server.url)
        monkeypatch.setenv("MALBAROMETERET_KLASS", server.klass_url)

        def refreshed() -> str:
            return refresh(Order(source="ssb"), lambda report, results: True).ending

        def floor() -> None:
            with requests.Session() as session:
                for table in ids:
                    session.get(f"{server.url}/tables/{table}", timeout=10).raise_for_status()

        assert refreshed() == "published"
        server.log.clear()
        assert refreshed() == "nothing_new"
        asked = [path for _, path, _ in server.log]
        seconds = {"bare": [], "refresh": []}
        for _ in range(5):
            for name, do in (("bare", floor), ("refresh", refreshed)):
                start = time.perf_counter()
                do()
                seconds[name].append(time.perf_counter() - start)
        benchmark.pedantic(refreshed, rounds=3)  # type: ignore[attr-defined]
    with capsys.disabled():
        print(f"\n{'':36}{'calls':>8}{'median s':>10}")
        print(f"{'bare requests, one a table':36}{len(ids):8}{statistics.median(seconds['bare']):10.3f}")
        print(f"{'refresh without news':36}{len(asked):8}{statistics.median(seconds['refresh']):10.3f}")
    # What does not depend on the clock is held.
    assert len(asked) == len(set(asked)) == len(ids)
    assert not [path for path in asked if "/data" in path or "/metadata" in path]
