"""The small parts of the HTTP layer: headers that say when, and bodies that say why."""

from __future__ import annotations

import itertools

import pytest

from pipelines import transport
from pipelines.transport import Transport, Unreachable
from tests.standin import StandIn
from tests.standin.examples import served

NOON = "Mon, 01 Jan 2001 12:00:00 GMT"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        (" 7 ", 7),
        ("1.5", 1.5),
        ("Mon, 01 Jan 2001 12:01:30 GMT", 90),
        ("Mon, 01 Jan 2001 11:00:00 GMT", 0),
        ("Mon, 01 Jan 2001 12:00:30 -0000", 30),
        ("", None),
        ("soon", None),
        ("-5", None),
    ],
)
def test_retry_after_in_both_forms(value: str, seconds: float | None) -> None:
    assert transport.retry_after(value, NOON) == seconds


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"type": "Parameter error", "title": "Non-existent value", "status": 400}', ("Non-existent value", 400)),
        (b'{"title": "Bad Request", "detail": "x is not a code"}', ("Bad Request (x is not a code)", None)),
        (b'{"error": "Too many values selected"}', ("Too many values selected", None)),
        (b'{"detail": "only this"}', ("only this", None)),
        (b"<html></html>", ("", None)),
        (b"", ("", None)),
        (b"[]", ("", None)),
    ],
)
def test_the_diagnosis_is_read_from_every_kind_of_error_body(body: bytes, told: tuple[str, int | None]) -> None:
    assert transport.problem(body) == told


def test_an_answer_that_drips_in_for_ever_is_given_up() -> None:
    ticks = itertools.count(0, 700)
    with StandIn([served()]) as server:
        slow = Transport(clock=lambda: float(next(ticks)), sleep=lambda _: None, attempts=2)
        with pytest.raises(Unreachable, match="the answer took longer than 600 seconds"):
            slow.call("GET", server.url + "/config")


def test_the_connection_names_itself_and_asks_for_json() -> None:
    headers = Transport()._session.headers
    assert headers["User-Agent"].startswith("malbarometeret/")
    assert headers["Accept"] == "application/json"
