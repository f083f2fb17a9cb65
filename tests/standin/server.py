"""The HTTP side of the stand-in: routes, limits, and answers that fail as ordered."""

from __future__ import annotations

import email.utils
import json
import os
import socket
import ssl
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from pipelines import paths
from tests.standin.bank import Bank, json_or_none, selection_answer, selection_from_address, selection_from_body
from tests.standin.catalogue import Served, snapshot_documents
from tests.standin.faults import Fault, Faults
from tests.standin.selection import Problem

BASE = "/api/pxwebapi/v2"
KLASS = "/api/klass/v1"
LONGEST_ADDRESS = 2_100
PAGE_404 = (
    b'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\n'
    b"<html><head><title>404 - File or directory not found.</title></head><body></body></html>"
)


class StandIn:
    """A server on 127.0.0.1 for the length of a `with` block.

    Args:
        documents: what its tables are made of; the snapshot's current documents by default.
        faults: what goes wrong.
        max_cells: cells a question may have; `config_cells` is what /config tells, if that differs.
        calls, window: calls allowed in so many seconds; then 429. Told in /config and in the x-ratelimit headers.
        tell_limit: "headers", "config", both ("both") or "" – where the limit is told.
        retry_after: what a 429 says: "", a number, or "date:SECONDS".
        klass: the answers of KLASS 131, path end ("codes", "changes") → bytes; the snapshot's by default.
        clock: by which the window of calls is counted.
        certificate: for a server that speaks TLS.

    Attributes:
        url, klass_url: base addresses.
        log: (method, path with query, body) of every call, in order.
    """

    def __init__(
        self,
        documents: list[Served] | None = None,
        faults: Faults | None = None,
        *,
        max_cells: int = 800_000,
        config_cells: int | None = None,
        calls: int = 10_000,
        window: int = 60,
        tell_limit: str = "both",
        retry_after: str = "",
        klass: dict[str, bytes] | None = None,
        clock: Callable[[], float] = time.monotonic,
        certificate: ssl.SSLContext | None = None,
    ) -> None:
        self.faults = faults or Faults()
        chosen = snapshot_documents() if documents is None else documents
        self.bank = Bank(chosen, self.faults, max_cells, calls, window)
        self.config_cells = config_cells or max_cells
        self.tell_limit, self.retry_after = tell_limit, retry_after
        self._klass, self._clock = klass, clock
        self.log: list[tuple[str, str, Any]] = []
        self.sent: deque[float] = deque()
        self.lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._server.standin = self  # type: ignore[attr-defined]
        if certificate:
            self._server.socket = certificate.wrap_socket(self._server.socket, server_side=True)
        host = f"http{'s' if certificate else ''}://127.0.0.1:{self._server.server_address[1]}"
        self.url, self.klass_url = host + BASE, host + KLASS
        self.closing = threading.Event()

    def __enter__(self) -> StandIn:
        # Where the way out goes through a proxy, the way to ourselves must not.
        around = os.environ.get("NO_PROXY", "")
        if "127.0.0.1" not in around:
            os.environ["NO_PROXY"] = f"{around},127.0.0.1".lstrip(",")
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def calls_to(self, part: str) -> list[tuple[str, str, Any]]:
        """The calls whose path contains `part`."""
        return [call for call in self.log if part in call[1]]

    def klass(self, end: str) -> bytes:
        """KLASS's answer for `codes` or `changes`."""
        if self._klass is not None:
            return self._klass[end]
        return (paths.SNAPSHOT / "klass" / f"131_{end}.json").read_bytes()

    def remaining(self) -> int:
        """Calls still allowed in this window after counting one more; negative when it is one too many."""
        with self.lock:
            now = self._clock()
            while self.sent and now - self.sent[0] >= self.bank.window:
                self.sent.popleft()
            if len(self.sent) >= self.bank.calls:
                return -1
            self.sent.append(now)
            return self.bank.calls - len(self.sent)


class _Server(ThreadingHTTPServer):
    """Says nothing of a client that went away in the middle."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """One call."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes: without this every answer waits 40 ms

    @property
    def standin(self) -> StandIn:
        return self.server.standin  # type: ignore[attr-defined,no-any-return]

    def log_message(self, *_: object) -> None:
        """Quiet: the log is in `StandIn.log`."""

    def do_GET(self) -> None:
        self._answer(None)

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def _answer(self, posted: bytes | None) -> None:
        path = unquote(self.path)
        self.standin.log.append((self.command, path, json_or_none(posted)))
        remaining = self.standin.remaining()
        extra = self._limit_headers(remaining)
        if remaining < 0:
            self._too_many(extra)
            return
        fault = self.standin.faults.next_for(path)
        if fault and self._fail_at_once(fault, extra):
            return
        if len(self.path) > LONGEST_ADDRESS:
            self._send(404, PAGE_404, "text/html; charset=iso-8859-1", {})
            return
        try:
            content, kind = self._route(posted)
        except Problem as problem:
            content, kind = _error(problem.title, problem.inner), "application/problem+json"
            self._send(problem.status, content if problem.title else b"", kind, extra)
            return
        self._send(200, content, kind, extra, fault)

    def _route(self, posted: bytes | None) -> tuple[bytes, str]:
        address = urlsplit(self.path)
        path = unquote(address.path)
        if path.startswith(KLASS):
            return self._route_klass(path.removeprefix(KLASS))
        if not path.startswith(BASE):
            raise Problem(404, "Not Found")
        query = {key.lower(): values[-1] for key, values in parse_qs(address.query).items()}
        if query.get("lang", "no") not in ("no", "en"):
            raise Problem(400, "Unsupported language")
        document = self._document(path.removeprefix(BASE).strip("/").split("/"), query, address.query, posted)
        return json.dumps(document, ensure_ascii=False).encode(), "application/json; charset=UTF-8"

    def _document(self, parts: list[str], query: dict[str, str], address: str, posted: bytes | None) -> dict[str, Any]:
        bank, base = self.standin.bank, self.standin.url
        match parts:
            case ["config"]:
                told = bank.config() | {"maxDataCells": self.standin.config_cells}
                silent = {"maxCallsPerTimeWindow": 0, "timeWindow": 0}
                return told if self.standin.tell_limit in ("both", "config") else told | silent
            case ["tables"]:
                page, size = int(query.get("pagenumber", 1)), int(query.get("pagesize", 20))
                return bank.search(query.get("query", ""), page, size, base)
            case ["tables", table]:
                return bank.table_info(bank.table(table), base)
            case ["tables", table, "metadata"]:
                return bank.metadata(bank.table(table), base, query.get("lang", "no"))
            case ["tables", table, "defaultselection"]:
                found = bank.table(table)
                return selection_answer(found, bank.default_selection(found))
            case ["tables", table, "data"]:
                if query.get("outputformat", "json-stat2") != "json-stat2":
                    raise Problem(400, "Unsupported output format")
                found = bank.table(table, status=400)  # as recorded: 400, with 404 inside the body
                return bank.data(found, selection_from_body(posted) if posted else selection_from_address(address))
            case ["codelists" | "codeLists", codelist]:
                return bank.codelist(codelist)
        raise Problem(404, "Not Found")

    def _route_klass(self, path: str) -> tuple[bytes, str]:
        if path not in ("/classifications/131/codes", "/classifications/131/changes"):
            raise Problem(404, "Not Found")
        if "json" not in self.headers.get("Accept", ""):
            return b"<?xml version='1.0' encoding='UTF-8'?><codeList/>", "application/xml"
        return self.standin.klass(path.rsplit("/", 1)[1]), "application/json"

    def _limit_headers(self, remaining: int) -> dict[str, str]:
        if self.standin.tell_limit not in ("both", "headers"):
            return {}
        bank = self.standin.bank
        return {
            "x-ratelimit-limit": str(bank.calls),
            "x-ratelimit-policy": f"{bank.calls};w={bank.window}s",
            "x-ratelimit-remaining": str(max(0, remaining)),
            "x-ratelimit-resource": "SB_API_1MIN",
        }

    def _too_many(self, extra: dict[str, str]) -> None:
        body = _error("Too many requests", 429)
        self._send(429, body, "application/problem+json", extra | _retry_after(self.standin.retry_after))

    def _fail_at_once(self, fault: Fault, extra: dict[str, str]) -> bool:
        """Faults that stand in the place of an answer; the others damage it on its way."""
        match fault.kind:
            case "drop":
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
            case "stall":
                self.standin.closing.wait(fault.seconds)
                self.close_connection = True
            case "status":
                usual = {429: "Too many requests", 503: "Service Unavailable"}
                title = fault.title or usual.get(fault.status, "Internal Server Error")
                wait = _retry_after(fault.retry_after)
                self._send(fault.status, _error(title, fault.status), "application/problem+json", extra | wait)
            case "reload":
                self._send(404, _error("Non-existent table", 404), "application/problem+json", extra)
            case "html":
                self._send(404, PAGE_404, "text/html; charset=iso-8859-1", {})
            case "text":
                self._send(200, b"Service is being restarted", "text/plain", extra)
            case "body":
                self._send(200, fault.body, "application/json; charset=UTF-8", extra | fault.headers)
            case "redirect":
                self._send(302, b"", "text/plain", extra | {"Location": fault.location or self.path})
            case "endless":
                self._never_end()
            case _:
                return False
        return True

    def _never_end(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.close_connection = True
        try:
            while not self.standin.closing.is_set():
                self.wfile.write(b" " * (1 << 16))
        except (ConnectionError, ssl.SSLError):
            return

    def _send(self, status: int, content: bytes, kind: str, extra: dict[str, str], fault: Fault | None = None) -> None:
        shown = content[: len(content) // 2] if fault and fault.kind in ("truncate", "short") else content
        length = len(content) if fault and fault.kind == "short" else len(shown)
        own = fault.headers if fault else {}
        if fault and fault.kind == "long":
            shown += b"and more than was announced"
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(length), **extra, **own}.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(shown)
        except ConnectionError:
            self.close_connection = True
        if fault and fault.kind == "short":
            self.close_connection = True


def _error(title: str, status: int) -> bytes:
    return json.dumps({"type": "Parameter error", "title": title, "status": status}).encode()


def _retry_after(value: str) -> dict[str, str]:
    if value.startswith("date:"):
        return {"Retry-After": email.utils.formatdate(time.time() + float(value[5:]), usegmt=True)}
    return {"Retry-After": value} if value else {}
