"""Every way in which the bank's side can fail, how a refresh must end then, and what its sentence must say."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.faults import world
from tests.standin import Fault, Faults

INFO, METADATA, DATA, CONFIG = f"/tables/{world.TABLE}?", "/metadata", "/data", "/config"


@dataclass(frozen=True)
class Case:
    """One fault.

    Attributes:
        name: what goes wrong, in words.
        faults: makes it; a fault counts down, so each test makes its own.
        ending: how the refresh must end.
        says: a pattern that the sentence in the log must hold.
        bank: other arguments of the stand-in.
    """

    name: str
    faults: Callable[[], Faults]
    says: str
    ending: str = "failed"
    bank: dict[str, Any] = field(default_factory=dict)


def http(kind: Any, path: str = DATA, times: int = -1, **more: Any) -> Callable[[], Faults]:
    """A fault of every answer on a path."""
    return lambda: Faults(http=[Fault(kind, path, times=times, **more)])


def _scaled() -> Faults:
    return Faults(scaled={world.TABLE: 1000})


def _renamed() -> Faults:
    codes = world.table().labels("Region")
    return Faults(renamed_codes={(world.TABLE, "Region"): {code: f"X{code}" for code in codes}})


CUT_OFF = "connection failed or was cut off"
NOT_JSON = "not JSON"
CASES = [
    *(
        Case(f"the connection drops at {path}", http("drop", path), CUT_OFF)
        for path in (INFO, METADATA, DATA, CONFIG)
    ),
    *(
        Case(f"nothing comes at {path}", http("stall", path, seconds=2.0), "no answer within 0.5 seconds")
        for path in (INFO, DATA)
    ),
    *(
        Case(f"half an answer at {path}", http("truncate", path), "cut off")
        for path in (INFO, METADATA, DATA, CONFIG)
    ),
    Case("the body ends before its Content-Length", http("short"), CUT_OFF),
    Case("Content-Length is half of the body", http("headers", headers={"Content-Length": "40"}), "cut off"),
    Case("Content-Length is no number", http("headers", headers={"Content-Length": "many"}), world.TABLE),
    Case("the body goes on after its Content-Length, once", http("long", times=1), "published", "published"),
    *(
        Case(f"429 with Retry-After “{said:.20}”", http("status", status=429, retry_after=said), says)
        for said, says in (
            ("", "asks to wait, and does not say how long"),
            ("3600", "asks to wait 60 minutes"),
            ("0", "turned every call away"),
            ("date:4000", "wait 6[67] minutes"),
            ("date:-4000", "turned every call away"),
            ("9" * 400, "longer than a day"),
            ("-5", "does not say how long"),
            ("soon", "does not say how long"),
            ("Mon, 01 Jan 0001 00:00:00 -2359", "turned every call away"),
            ("Fri, 31 Dec 9999 23:59:59 GMT", "longer than a day"),
        )
    ),
    *(
        Case(f"{status} at {path}", http("status", path, status=status), rf"the server failed \(HTTP {status}")
        for status in (500, 503)
        for path in (INFO, METADATA, DATA)
    ),
    Case("500 once", http("status", times=1), "published", "published"),
    Case("403", http("status", status=403, title="Forbidden"), r"refused \(HTTP 403\): Forbidden"),
    Case("503 with Retry-After", http("status", status=503, retry_after="7"), "wait 7 seconds"),
    Case("an error with a page-long title", http("status", status=400, title="word " * 5000), "refused"),
    Case("a redirect to itself", http("redirect"), "sends us on again and again"),
    Case("a redirect in a circle", http("redirect", "", location="/round/and/round"), "sends us on again and again"),
    Case("a redirect to another host", http("redirect", location="http://localhost:9/data"), "not asked for the fig"),
    Case("a redirect to a file", http("redirect", location="file:///etc/hostname"), "not asked for the figures"),
    Case("a redirect to nonsense", http("redirect", location="http://[::1"), "address that can't be read"),
    Case("a body without an end", http("endless"), "larger than 4000000 bytes"),
    Case("an HTML page", http("html"), "answered with an HTML page"),
    Case("plain text", http("text"), "not JSON but text"),
    Case("an empty body", http("body", body=b""), "the document is empty"),
    Case("a list", http("body", body=b"[]"), "not a JSON-stat object"),
    Case("nothing but brackets", http("body", body=b"[" * 100_000), "nested too deeply"),
    Case("nothing but brackets for an error", http("body", INFO, body=b'{"a":' * 100_000), NOT_JSON),
    Case("a number without an end", http("body", body=b'{"value": [1' + b"0" * 9_000 + b"]}"), "number too long"),
    Case("Latin-1 for UTF-8", http("body", body='{"label": "Måned"}'.encode("latin-1")), "not UTF-8 text"),
    Case("zeros", http("body", body=b"\0" * 5000), "not JSON but text"),
    Case("it says gzip and is not", http("headers", headers={"Content-Encoding": "gzip"}), "can't be unpacked"),
    Case(
        "gzip that is cut off",
        http("body", body=gzip.compress(b" " * 9000)[:20], headers={"Content-Encoding": "gzip"}),
        CUT_OFF,
    ),
    Case(
        "gzip that unpacks to more than there is room for",
        http("body", body=gzip.compress(b" " * 90_000_000), headers={"Content-Encoding": "gzip"}),
        "larger than 4000000 bytes",
    ),
    Case("an absurd limit of calls", http("headers", "", headers={
        "x-ratelimit-policy": f"{10**30};w=1s", "x-ratelimit-limit": "\u00b2", "x-ratelimit-remaining": "0"
    }), "published", "published"),
    Case("a window of thirty years", http("headers", "", headers={
        "x-ratelimit-policy": "1;w=999999999s", "x-ratelimit-remaining": "0"
    }), "published", "published"),
    Case("the table is gone", lambda: Faults(gone={world.TABLE}), "SSB says “Non-existent table”"),
    Case("another table answers", http("body", INFO, body=b'{"id": "00000", "updated": "2001"}'), "about “00000”"),
    Case(
        "its date leads out of the folder",
        http("body", INFO, body=json.dumps({"id": world.TABLE, "updated": "../../../../9999"}).encode()),
        "which is not a time",
    ),
    Case(
        "its date is a list",
        http("body", INFO, body=json.dumps({"id": world.TABLE, "updated": ["2001"]}).encode()),
        "which is not a time",
    ),
    Case("/config is a list of nonsense", http("body", CONFIG, body=json.dumps(
        {"maxDataCells": "many", "languages": [1, None], "timeWindow": {}, "maxCallsPerTimeWindow": 1e308}
    ).encode()), "published", "published"),
    Case(
        "a dimension has another code and label",
        lambda: Faults(renamed_dimensions={world.TABLE: {"Region": "Sted"}}),
        "published",
        "published",
    ),
    Case(
        "a content is gone",
        lambda: Faults(missing_contents={world.TABLE: ["SysselArbsted"]}),
        "there is no content SysselArbsted",
    ),
    Case("every municipality has another code", _renamed, "core.jobs has lost municipality", "stopped"),
    Case("every value is a thousand times larger", _scaled, "typically 1000 times what it was", "stopped"),
    Case(
        "an older edition",
        lambda: Faults(updated={world.TABLE: "2030-01-01T07:00:00Z"}),
        "is dated 2030-01-01T07:00:00Z, before ours",
        "nothing_new",
    ),
]  # fmt: skip
