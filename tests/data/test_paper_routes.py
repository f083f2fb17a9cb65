"""The papers as files over HTTP: their addresses, their refusals."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader
from starlette.testclient import TestClient

from tests.data.papers import client, published, version

__all__ = ["client", "published", "version"]


@pytest.mark.parametrize("path", ["deck.pptx", "report.pdf", "sheet/5059.pdf", "sheet/5059.pptx"])
def test_the_routes_give_files(client: TestClient, path: str) -> None:
    answer = client.get(f"/api/v1/paper/{path}?lang=en&denominator=mainland")
    assert answer.status_code == 200 and answer.headers["content-disposition"].startswith("attachment")
    assert answer.content.startswith(b"%PDF" if path.endswith("pdf") else b"PK")
    again = client.get(
        f"/api/v1/paper/{path}?lang=en&denominator=mainland", headers={"If-None-Match": answer.headers["etag"]}
    )
    assert again.status_code == 304


def test_the_address_on_the_paper_shows_the_same_view(client: TestClient) -> None:
    body = client.get("/api/v1/paper/report.pdf?lang=en&since=2023-06-01&prices=fixed").content
    words = PdfReader(io.BytesIO(body)).pages[0].extract_text().replace("\n", "")
    assert "/presentation?lang=en&since=2023-06-01&prices=fixed" in words


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("report.pdf?lang=sv", 400, "There is no language “sv”"),
        ("deck.pptx?denominator=oil", 400, "There is no denominator “oil”"),
        ("report.pdf?vintage=1999", 400, "There is no vintage “1999”"),
        ("report.pdf?%3Cscript%3E=1", 400, "There is no parameter “<script>”"),
        ("deck.pptx?since=yesterday", 400, "neither a date such as"),
        ("sheet/9999.pdf", 404, "There is no municipality “9999”"),
        ("sheet/5059.doc", 404, "There is no format “doc”"),
    ],
)
def test_what_is_not_there_is_told_in_a_sentence(client: TestClient, path: str, status: int, says: str) -> None:
    answer = client.get(f"/api/v1/paper/{path}")
    assert answer.status_code == status and says in answer.json()["error"]


def test_a_broken_template_of_the_server_is_told(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "council.pptx"
    file.write_bytes(b"no slides")
    monkeypatch.setenv("MALBAROMETERET_DECK_TEMPLATE", str(file))
    answer = client.get("/api/v1/paper/deck.pptx?lang=en")
    assert answer.status_code == 500 and "is not a PowerPoint file" in answer.json()["error"]
    assert client.get("/api/v1/paper/report.pdf").status_code == 200
