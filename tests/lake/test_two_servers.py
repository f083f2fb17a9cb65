"""Two servers on two machines and a refresh on a third: one lake, no error, no answer mixed of two versions."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack

import duckdb

from pipelines import paths, publishing, warehouse
from pipelines.lake import setting
from tests.e2e.browser import ROOT, serving

#: Nobody is so rich: a figure that is made up, and looks it.
MADE_UP = 1_000_000.0
QUESTION = "/api/v1/indicators/gdp_gap/values.json?region=trondheimsregionen&year=2020"
BOUND_S = 240


def publish_made_up(real: bytes) -> str:
    """Serve the real warehouse with one figure that is made up; the version's id."""
    with publishing.writing(), publishing.draft() as draft:
        draft.database.write_bytes(real)
        with duckdb.connect(str(draft.database)) as con:
            con.execute(f"UPDATE out.indicator_value SET \"value\" = {MADE_UP} WHERE indicator = 'gdp_gap'")
        return publishing.publish(draft, content="00000000")


def asked(address: str) -> tuple[str, set[bool]]:
    """Version of an answer, and whether its figures are the made-up ones: one of the two, never both."""
    with urllib.request.urlopen(address + QUESTION, timeout=60) as answer:
        told = json.load(answer)
    figures = told["rows"]
    assert figures
    return told["warehouse_version"], {figure["value"] == MADE_UP for figure in figures}


def follow(servers: list[str], child: subprocess.Popen) -> list[list[tuple[str, set[bool]]]]:
    """Ask the servers while a program runs, and on until they all answer from another version than the first."""
    answers = [[asked(server)] for server in servers]
    deadline = time.monotonic() + BOUND_S
    while time.monotonic() < deadline:
        for server, seen in zip(servers, answers, strict=True):
            seen.append(asked(server))
        if child.poll() is not None and all(seen[-1][0] != seen[0][0] for seen in answers):
            break
        time.sleep(0.2)
    assert child.wait(timeout=1) == 0, child.communicate()
    return answers


def test_two_servers_follow_a_refresh_on_a_third_machine(lake, built, tmp_path, monkeypatch):
    monkeypatch.setenv(setting.VARIABLE, "")
    monkeypatch.setenv("MALBAROMETERET_STATE", str(built))
    with warehouse.open_store():
        real = (warehouse.folder_of(warehouse.served().version) / warehouse.DATABASE).read_bytes()
    monkeypatch.setenv(setting.VARIABLE, lake)
    monkeypatch.setenv("MALBAROMETERET_STATE", str(tmp_path / "first"))
    made_up = publish_made_up(real)

    def on_third(*words: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-m", "pipelines", *words],
            cwd=paths.ROOT,
            env=os.environ | {"MALBAROMETERET_STATE": str(tmp_path / "third")},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    with ExitStack() as running:
        servers = [running.enter_context(serving(ROOT / "app.py", tmp_path / name)) for name in ("first", "second")]
        for seen in follow(servers, on_third("refresh", "--from", "snapshot", "--yes")):
            versions = [version for version, _ in seen]
            assert versions[0] == made_up and len(set(versions)) == 2
            # every answer is of one version, and once a server has noticed the new one it does not go back
            assert versions == sorted(versions)
            assert all(kinds == {version == made_up} for version, kinds in seen)
        new = warehouse.current_version()
        for seen in follow(servers, on_third("rollback")):
            assert [seen[0], seen[-1]] == [(new, {False}), (made_up, {True})]
