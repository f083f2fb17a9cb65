"""The document about the data interface is true: its addresses answer, its lines for a notebook give the figures."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from time import sleep
from typing import Any

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, given, settings
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.web import api
from indicators import read
from pipelines import paths, warehouse

DOCUMENT = (paths.ROOT / "docs" / "api.md").read_text(encoding="utf-8")
#: A few questions to each route, the same ones every time.
BOUNDED = settings(
    max_examples=6, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
site = Starlette(routes=[*api.routes(), *api.rest()])


@pytest.mark.parametrize("address", sorted(set(re.findall(r"`(/api/v1[^`{}]*)`", DOCUMENT))))
def test_every_address_of_the_document_answers(served_with_band: str, address: str) -> None:
    answer = TestClient(site).get(address)
    assert answer.status_code == 200, answer.text[:200]


@pytest.fixture
def running(served: str) -> Iterator[str]:
    """The routes over a socket, as an analyst's programs meet them."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(site, port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        sleep(0.05)
    yield f"http://127.0.0.1:{port}/api/v1"
    server.should_exit = True
    thread.join()


def test_the_lines_for_a_notebook_give_the_figures_of_the_warehouse(running: str) -> None:
    code = re.search(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)
    assert code is not None
    names: dict[str, Any] = {}
    exec(code[1].replace("http://localhost:8501/api/v1", running), names)
    with warehouse.open_store() as con:
        gap = read.values(con, "gdp_gap", regions=["norway"], prices="fixed")
        share = read.values(con, "gdp_share", regions=["norway"])
    assert names["gap"]["value"].tolist() == gap["value"].tolist()
    cube = names["shares"]
    indicator = next(column for column in cube.columns if cube[column].astype(str).str.startswith("gdp_share").any())
    assert cube.loc[cube[indicator].str.startswith("gdp_share"), "value"].tolist() == share["value"].tolist()


def test_whatever_the_document_allows_is_answered_without_a_fault(served_with_band: str) -> None:
    document = TestClient(site).get("/api/v1/openapi.json?lang=en").json()
    # the paper takes a second a file and has tests of its own
    document["paths"] = {path: told for path, told in document["paths"].items() if "/paper/" not in path}
    schema = schemathesis.openapi.from_dict(document)
    client = TestClient(site, raise_server_exceptions=False)
    for found in schema.get_all_operations():
        operation = found.ok()

        @BOUNDED
        @given(case=operation.as_strategy())
        def asked(case: Any) -> None:
            answer = client.get(case.formatted_path, params=case.query or {})
            assert answer.status_code in (200, 400, 404), (case.formatted_path, case.query, answer.text[:200])
            if answer.status_code != 200:
                assert answer.json()["error"]

        asked()
