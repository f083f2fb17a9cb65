"""The data routes of progress and of what has changed."""

from __future__ import annotations

import csv
import io

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.web import api
from tests.app import artificial


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=api.routes()))


def test_the_component_table_as_a_file(client: TestClient, served: str) -> None:
    question = f"?goal=research_based_firms&region={artificial.HOME}"
    rows = list(csv.DictReader(io.StringIO(client.get(f"/api/v1/progress.csv{question}").text)))
    assert [row["indicator"] for row in rows] == ["test_rising", "test_falling", "test_waiting"]
    # (14 − 7) / 5 years
    assert float(rows[0]["pace_achieved_per_year"]) == pytest.approx(1.4)
    assert rows[0]["status"] == "some_progress" and rows[2]["status"] == "no_data"


def test_every_format_answers(client: TestClient, served: str) -> None:
    for ending in ("csv", "xlsx", "json", "jsonstat"):
        answer = client.get(f"/api/v1/progress.{ending}?indicator=test_rising&region={artificial.HOME}")
        assert answer.status_code == 200 and len(answer.content) > 100, ending


def test_what_changed_as_a_file(client: TestClient, served: str) -> None:
    artificial.publish("55555555", rising=[float(value) for value in range(20, 30)])
    rows = client.get(f"/api/v1/since.json?since={served}").json()["rows"]
    assert [(row["indicator"], row["region"]) for row in rows if row["why"] == "revision"] == [
        ("test_rising", artificial.HOME),
        ("test_neutral", artificial.HOME),
    ]


@pytest.mark.parametrize(
    ("path", "status", "part"),
    [
        ("progress.csv?nonsense=1", 400, "nonsense"),
        ("progress.csv?region=nowhere", 400, "nowhere"),
        ("progress.csv?indicator=test_rsing", 400, "test_rising"),
        ("progress.pdf", 404, "pdf"),
        ("since.csv", 400, "since"),
        ("since.csv?since=rubbish", 400, "rubbish"),
        ("since.jsonstat?since=2001-01-01", 404, "jsonstat"),
    ],
)
def test_a_wrong_question_is_answered_in_one_sentence(
    client: TestClient, served: str, path: str, status: int, part: str
) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == status
    assert part in answer.json()["error"] and answer.json()["error"].endswith(".")
