"""What whoever runs the server can ask it: whether it lives, whether it is ready, and what it has done."""

from __future__ import annotations

import asyncio
import json
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from dashboard import freshness, store
from dashboard.parts import frame
from dashboard.texts import texts
from dashboard.web import alive, api, head, health, metrics
from dashboard.web.gate import Gate
from dashboard.web.headers import Headers
from dashboard.web.observed import Observed
from pipelines import last_refresh, warehouse
from tests.app import artificial

HOST = "127.0.0.1"


def broken(request: Request) -> PlainTextResponse:
    raise RuntimeError(f"no such thing as {request.query_params['word']} or {request.path_params['name']}")


@pytest.fixture
def client() -> TestClient:
    routes = [*health.routes(), *metrics.routes(), *api.routes(), *head.routes()]
    routes += [Route("/api/v1/broken/{name}", broken)]
    app = Starlette(routes=routes, middleware=[Middleware(Observed), Middleware(Headers), Middleware(Gate)])
    return TestClient(app, client=(HOST, 40000))


def told(client: TestClient) -> dict[str, float]:
    """Every sample of the metrics: name and labels → value."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    return {
        sample.name + "".join(f" {value}" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def reasons(client: TestClient) -> dict[str, Any]:
    answer = client.get("/readyz")
    body = answer.json()
    assert answer.status_code == (503 if body["reasons"] else 200)
    assert body["status"] == ("not ready" if body["reasons"] else "ready")
    assert answer.headers["cache-control"] == "no-store"
    return dict(body["reasons"])


# Whether it lives and is ready


def test_a_server_with_figures_lives_and_is_ready(client: TestClient, served: str) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert reasons(client) == {}
    assert client.get("/readyz").json()["version"] == served


def test_without_figures_it_lives_and_is_not_ready(client: TestClient, empty_state: Path) -> None:
    assert client.get("/healthz").status_code == 200
    assert "python run.py" in reasons(client)["no_version"]


def test_a_damaged_version_is_not_ready(client: TestClient, served: str) -> None:
    database = warehouse.folder_of(served) / warehouse.DATABASE
    database.chmod(0o644)
    database.write_bytes(b"not a database")
    store.close()
    assert set(reasons(client)) <= {"no_version", "unreadable"} and reasons(client)


def test_another_version_than_the_one_pointed_to_is_not_ready(client: TestClient, served: str) -> None:
    (warehouse.versions_folder().parent / warehouse.POINTER).write_text("damaged")
    assert "is served instead" in reasons(client)["other_version"]


def test_figures_older_than_the_setting_are_not_ready(served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    now = store.current()
    assert now is not None
    asked = freshness.now(now, datetime.now(UTC)).asked_at
    assert asked is not None
    assert health.reasons(asked + timedelta(days=45)) == {}
    found = health.reasons(asked + timedelta(days=46))
    assert "46 days ago; the limit is 45" in found["too_old"]
    monkeypatch.setenv("MALBAROMETERET_READY_DAYS", "400")
    assert health.reasons(asked + timedelta(days=46)) == {}
    monkeypatch.setenv("MALBAROMETERET_READY_DAYS", "soon")
    assert "MALBAROMETERET_READY_DAYS" in health.reasons(asked)["setting"]


def test_entries_that_cannot_be_reached_are_not_ready(
    client: TestClient, served: str, empty_state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = empty_state / "entries" / "entries.sqlite"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"not a database, and long enough to be taken for one" * 100)
    assert reasons(client)["entries"].endswith(".")
    file.unlink()
    monkeypatch.setenv("MALBAROMETERET_ENTRIES", "postgresql://kari:hemmelig@127.0.0.1:1/none")
    assert "hemmelig" not in reasons(client)["entries"]


# What it has done


def test_requests_are_counted_by_route_and_status_without_what_was_asked(client: TestClient, served: str) -> None:
    values = "/api/v1/indicators/{indicator}/values.{format}"
    before = told(client)
    client.get("/api/v1/indicators/gdp_share/values.csv?region=norway")
    client.get("/api/v1/indicators/hemmelig/values.csv?region=kari")
    client.get("/nowhere-kari")
    after = told(client)
    for key in (f"{values} 200", f"{values} 404", "none 404"):
        name = f"malbarometeret_requests_total {key}"
        assert after[name] == before.get(name, 0) + 1
    assert after[f"malbarometeret_request_seconds_count {values}"] >= 2
    assert not [name for name in after if "kari" in name or "hemmelig" in name]


def test_the_metrics_tell_the_age_of_the_figures_and_how_the_last_refresh_ended(
    client: TestClient, served: str
) -> None:
    last_refresh.keep("failed", "ssb", seconds=4.0)
    found = told(client)
    assert found["malbarometeret_version_served"] == 1
    assert found["malbarometeret_version_age_seconds"] > 0
    assert found["malbarometeret_refresh_ended failed"] == found["malbarometeret_refresh_failed"] == 1
    assert found["malbarometeret_refresh_seconds"] == 4
    assert found["process_resident_memory_bytes"] > 1e6
    assert "malbarometeret_sessions" in found


def test_without_figures_the_metrics_say_so(client: TestClient, empty_state: Path) -> None:
    assert told(client)["malbarometeret_version_served"] == 0


def test_the_metrics_are_for_this_machine_or_for_who_knows_the_token(
    client: TestClient, served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404
    assert TestClient(client.app, client=("192.0.2.7", 1)).get("/metrics").status_code == 404
    monkeypatch.setenv("MALBAROMETERET_METRICS_TOKEN", "artificial-token")
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer artificial-token"}).status_code == 200


# When something goes wrong


def test_an_unforeseen_error_has_an_id_that_the_log_has_too(
    client: TestClient, served: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = client.get("/api/v1/broken/kari?word=hemmelig")
    assert answer.status_code == 500
    body = answer.json()
    assert body["error_id"] in body["error"] and re.fullmatch("[0-9a-f]{8}", body["error_id"])
    logged = capsys.readouterr().err
    line = json.loads(logged.splitlines()[-1])
    assert (line["error_id"], line["exception"]) == (body["error_id"], "RuntimeError")
    assert line["where"] == "/api/v1/broken/{name}"
    assert line["message"] == "no such thing as … or …"
    assert "hemmelig" not in logged and "kari" not in logged and "testclient" not in logged
    assert "default-src 'self'" not in answer.text


def test_a_page_that_fails_says_so_with_the_id(served: str, capsys: pytest.CaptureFixture[str]) -> None:
    def script() -> None:
        from dashboard.failed import page_failed

        page_failed(ValueError("cannot read hemmelig"))

    run = AppTest.from_function(script)
    run.query_params["region"] = "hemmelig"
    run.run()
    line = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert run.error[0].value == texts("nb")("error.page", id=line["error_id"])
    assert line["message"] == "cannot read …"
    english = AppTest.from_function(script)
    english.query_params["lang"] = "en"
    assert "error id" in english.run().error[0].value


# Whoever answers nobody


class Process:
    """Something that listens as a server does, and answers as it is told: with this line, or never."""

    def __init__(self, answer: bytes | None = b"HTTP/1.1 200 OK\r\n\r\n") -> None:
        self.answer, self.asked = answer, asyncio.Event()
        self.words: asyncio.Queue[str] = asyncio.Queue()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = await reader.readline()
        assert line == b"GET /healthz HTTP/1.1\r\n"
        self.asked.set()
        if self.answer is not None:
            writer.write(self.answer)
            writer.close()

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        server = await asyncio.start_server(self._serve, HOST, 0)
        port = server.sockets[0].getsockname()[1]
        task = asyncio.create_task(alive.watch(HOST, port, patience=0.3, say=self.words.put_nowait))
        try:
            yield
        finally:
            task.cancel()
            server.close()

    async def asked_again(self, times: int = 3) -> None:
        for _ in range(times):
            self.asked.clear()
            await asyncio.wait_for(self.asked.wait(), 30)


def test_systemd_is_told_as_long_as_the_process_answers() -> None:
    async def run() -> None:
        process = Process()
        async with process.watched():
            assert await process.words.get() == "READY=1\nWATCHDOG=1"
            assert {await process.words.get() for _ in range(3)} == {"WATCHDOG=1"}

    asyncio.run(run())


@pytest.mark.parametrize("answer", [None, b"HTTP/1.1 503 Service Unavailable\r\n\r\n", b"", b"nonsense\r\n"])
def test_systemd_is_told_nothing_of_a_process_that_stalls_or_fails(answer: bytes | None) -> None:
    async def run() -> None:
        process = Process(answer)
        async with process.watched():
            await process.asked_again()
            assert process.words.empty()
            process.answer = b"HTTP/1.1 200 OK\r\n\r\n"
            assert (await process.words.get()).startswith("READY=1")
            process.answer = answer
            await process.asked_again(2)  # one of them may have been on its way
            while not process.words.empty():
                process.words.get_nowait()
            await process.asked_again()
            assert process.words.empty()

    asyncio.run(run())


def test_a_port_that_takes_nobody_in_is_no_answer() -> None:
    with socket.socket() as full:
        full.bind((HOST, 0))
        port = full.getsockname()[1]
        assert not asyncio.run(alive.answers(HOST, port, 0.2)), "nobody listens"
        full.listen(0)
        assert not asyncio.run(alive.answers(HOST, port, 0.2)), "it listens, and takes nobody in"


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="systemd is Linux's")
def test_the_word_goes_to_the_socket_that_systemd_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(name := str(tmp_path / "notify"))
        systemd.settimeout(30)
        monkeypatch.setenv("NOTIFY_SOCKET", name)
        monkeypatch.setenv("WATCHDOG_USEC", "300000")

        async def run() -> None:
            async with Process().watched(), alive.watched():
                pass
            alive._say("WATCHDOG=1")

        asyncio.run(run())
        assert systemd.recv(100) == b"WATCHDOG=1"
        Path(name).unlink()
        alive._say("WATCHDOG=1")  # it is gone: nothing to be done


# Old figures


def test_old_figures_are_told_above_the_foot(served: str) -> None:
    later = datetime.now(UTC) + timedelta(days=60)
    assert "Ingen har spurt SSB" in frame.stale(served, texts("nb"), later)
    assert frame.stale(served, texts("nb"), datetime.now(UTC)) == ""
    last_refresh.keep("failed", "ssb")

    def script(version: str) -> None:
        from dashboard.parts import frame
        from dashboard.texts import texts

        frame.foot(version, texts("nb"))

    run = AppTest.from_function(script, args=(served,)).run()
    assert "mislyktes" in run.info[0].value and served in run.caption[0].value


def test_a_setting_that_means_nothing_does_not_take_the_page_away(served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALBAROMETERET_STALE_DAYS", "soon")
    assert frame.stale(served, texts("nb"), datetime.now(UTC) + timedelta(days=60)) == ""


def test_a_new_version_is_judged_anew(served: str) -> None:
    moment = datetime.now(UTC)
    before = store.current()
    assert before is not None and freshness.now(before, moment).version == served
    newer = artificial.publish("33333333")
    after = store.current()
    assert after is not None and freshness.now(after, moment).version == newer
