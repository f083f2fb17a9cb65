"""What can go wrong on SSB's side, to be ordered by a test."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal[
    "drop", "stall", "truncate", "short", "long", "status", "reload", "html", "text", "body", "redirect", "endless",
    "headers",
]  # fmt: skip


@dataclass
class Fault:
    """One way in which an answer fails.

    Attributes:
        kind: drop – the connection closes without an answer; stall – nothing comes for `seconds`; truncate – the body
            ends in the middle, with a Content-Length that agrees; short – the body ends before its Content-Length;
            long – the body goes on after its Content-Length; redirect – 302 to `location`; endless – a body without
            an end; headers – the right answer with `headers` in the place of its own;
            status – `status` with SSB's kind of error body; reload – 404 “Non-existent table”; html – HTTP 404 as an
            HTML page; text – 200 with plain text; body – 200 with `body`.
        path: the answers concerned: those whose path contains this.
        times: how many of them; -1 = all.
        after: how many to let pass first.
        retry_after: "" or none for no header, a number of seconds, or "date:SECONDS" for the HTTP date form.
        title: SSB's words with `status`; the usual ones by default.
        location: where a redirect leads; "" for the address asked for, a path for one on this server.
        headers: name → value, beside (or in the place of) an answer's own.
    """

    kind: Kind
    path: str = "/data"
    times: int = 1
    after: int = 0
    seconds: float = 30.0
    status: int = 500
    retry_after: str = ""
    title: str = ""
    body: bytes = b""
    location: str = ""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Faults:
    """Everything that goes wrong: with the answers (`http`), and with the tables themselves.

    Attributes:
        http: faults of single answers, the first that fits is taken.
        renamed_dimensions: table → {old code: new code}.
        renamed_codes: (table, dimension) → {old code: new code}, under every code list; labels stay.
        relabelled: (table, dimension) → {code: new label}.
        norwegian: (table, dimension) → {code: label}, only when Norwegian labels are asked for.
        missing_contents: table → content codes that are not there.
        renamed_codelists: table → {old id: new id}; labels stay.
        scaled: table → factor for every value.
        updated: table → time stamp.
        gone: tables that do not exist.
    """

    http: list[Fault] = field(default_factory=list)
    renamed_dimensions: dict[str, dict[str, str]] = field(default_factory=dict)
    renamed_codes: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    relabelled: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    norwegian: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    missing_contents: dict[str, list[str]] = field(default_factory=dict)
    renamed_codelists: dict[str, dict[str, str]] = field(default_factory=dict)
    scaled: dict[str, float] = field(default_factory=dict)
    updated: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def next_for(self, path: str) -> Fault | None:
        """The fault that this answer gets, counted down."""
        with self._lock:
            for fault in self.http:
                if fault.path not in path or fault.times == 0:
                    continue
                if fault.after > 0:
                    fault.after -= 1
                    continue
                fault.times -= 1
                return fault
        return None
