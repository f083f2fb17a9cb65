"""The log: one line of JSON for each thing that happened, and nothing in it that is nobody's business."""

from __future__ import annotations

import json
import logging
import re
from typing import Any

import pytest

from pipelines import logs, terminal


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("from 10.20.30.40:5000", "from …:5000"),
        ("from ::1 and 2001:db8::7.", "from … and …."),
        ("GET /data?name=Kari&x=1 HTTP/1.1", "GET /data?… HTTP/1.1"),
        ("postgresql://kari:hemmelig@server/db", "postgresql://…@server/db"),
        ("cookie_secret = abc123", "cookie_secret = …"),
        ("Authorization: Bearer abcdefghijklmnop", "Authorization: …"),
        ("written to kari.nordmann@example.no", "written to …"),
    ],
)
def test_what_could_tell_who_it_was_is_struck_out(said: str, kept: str) -> None:
    assert logs.clean(said) == kept


@pytest.mark.parametrize(
    "said", ["at 08:30:05", "version 20260101T050000Z-1a2b3c4d", "duckdb 1.5.5", "gdp_share: 1.5 %", "why? because"]
)
def test_what_tells_nothing_of_anybody_stays(said: str) -> None:
    assert logs.clean(said) == said


def test_a_line_has_its_time_first_and_its_private_fields_emptied(capsys: pytest.CaptureFixture[str]) -> None:
    logs.get("dashboard").warning("refused", ip="192.0.2.7", query="navn", asked={"token": "abc"}, route="/data")
    (line,) = lines(capsys)
    assert list(line)[:4] == ["time", "level", "room", "event"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", line["time"])
    assert (line["level"], line["room"], line["event"], line["route"]) == ("warning", "dashboard", "refused", "/data")
    assert (line["ip"], line["query"], line["asked"]) == ("…", "…", {"token": "…"})


def test_an_error_tells_its_way_and_no_values(capsys: pytest.CaptureFixture[str]) -> None:
    secret_value = "hemmelig-verdi"
    try:
        int(secret_value and "x")
    except ValueError as error:
        logs.get("dashboard").error("failed", exc_info=error)
    (line,) = lines(capsys)
    assert line["exception"] == "ValueError"
    assert line["way"][-1].startswith("tests/unit/test_logs.py:")
    assert secret_value not in json.dumps(line)


def test_the_servers_own_loggers_go_the_same_way(capsys: pytest.CaptureFixture[str]) -> None:
    logger = logging.getLogger("streamlit.web.server.starlette.starlette_websocket")
    before = [(one, one.handlers, one.propagate) for one in map(logging.getLogger, [logger.name, "", "uvicorn.access"])]
    try:
        logs.take_over()
        logger.warning("Rejecting: origin=%s", "http://192.0.2.7")
        logging.getLogger("uvicorn.access").error("who asked for what")
        logging.getLogger("streamlit.error_util").error("Uncaught app execution", exc_info=ValueError("told elsewhere"))
    finally:
        for one, handlers, propagate in before:
            one.handlers, one.propagate = handlers, propagate
    (line,) = lines(capsys)
    assert (line["level"], line["event"]) == ("warning", "Rejecting: origin=http://…")


def test_the_commands_log_the_same_way(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.log("rollback", version="20260101T050000Z-1a2b3c4d")
    terminal.log("error", sentence="No answer from 192.0.2.7.", exit_code=1)
    done, failed = lines(capsys)
    assert (done["level"], done["room"], done["version"]) == ("info", "pipelines", "20260101T050000Z-1a2b3c4d")
    assert (failed["level"], failed["sentence"]) == ("error", "No answer from ….")


def test_in_a_terminal_the_commands_have_already_said_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    terminal.log("rollback", version="x")
    assert capsys.readouterr().err == ""


def test_nobody_logs_in_another_way() -> None:
    """Neither `print` to standard error nor a logger of a room's own."""
    from tests.unit.test_house import ROOT, code

    found = [
        str(path.relative_to(ROOT))
        for path in code("pipelines", "indicators", "dashboard")
        if path.name != "logs.py"
        and re.search(r"logging\.getLogger|structlog|print\(.*stderr", path.read_text(encoding="utf-8"))
    ]
    assert not found
