"""The data routes asked from within: the edition's data files are the routes' own answers, byte for byte."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.types import Message

from dashboard.web import api

#: Answers that are another every day, or fetch the whole world: they stay with the live routes.
_LIVE_ONLY = re.compile(r"^/api/v1/(paper/|pictures/|feed|openapi|bulk|calendar)")


class RouteFailed(Exception):
    """A data route that a page names did not answer as it should."""


@dataclass
class Files:
    """The data files of an edition, each asked for once.

    Attributes:
        version: the warehouse version that every answer must be of.
        content: path in the edition → bytes.
        addresses: path in the edition → address of the route and the language it was asked in, for the manifest.
    """

    version: str
    content: dict[str, bytes] = field(default_factory=dict)
    addresses: dict[str, tuple[str, str]] = field(default_factory=dict)
    _named: dict[tuple[str, str], str | None] = field(default_factory=dict)
    _app: Starlette = field(default_factory=lambda: Starlette(routes=api.routes()))

    def file(self, address: str, lang: str) -> str | None:
        """The file that holds a route's answer; None for one that stays with the live routes, or that is no file.

        Args:
            address: path and query of the route.
            lang: the language it is asked in.

        Raises:
            RouteFailed: the answer is not 200.
        """
        if _LIVE_ONLY.match(address):
            return None
        key = (address, lang)
        if key not in self._named:
            self._named[key] = self._keep(address, lang)
        return self._named[key]

    def _keep(self, address: str, lang: str) -> str | None:
        status, headers, body = self.ask(address, lang)
        if status == 400 and urlsplit(address).path.endswith(".jsonstat"):
            return None  # rows that make no cube: the routes refuse them in this one format, in so many words
        if status != 200:
            raise RouteFailed(f"{address} answered {status}: {body[:200].decode('utf-8', 'replace')}")
        route = urlsplit(address).path
        ending = route.rpartition(".")[2] if "." in route.rpartition("/")[2] else "json"
        ending = {"jsonstat": "jsonstat.json"}.get(ending, ending)
        given = re.search(r'filename="([\w.-]+?)(\.\w+)?"', headers.get("content-disposition", ""))
        stem = given[1] if given else route.rstrip("/").rpartition("/")[2].partition(".")[0] or "data"
        mark = hashlib.sha256(f"{address} {lang}".encode()).hexdigest()[:8]
        file = f"data/{stem}-{mark}.{ending}"
        self.content[file], self.addresses[file] = body, (address, lang)
        if ending == "csv":
            self._describe(file, address, lang)
        return file

    def _describe(self, file: str, address: str, lang: str) -> None:
        """Lay a CSV's description beside it, as CSV on the Web wants it; it names the file by its name here."""
        path, _, query = address.partition("?")
        status, _, body = self.ask(f"{path}-metadata.json{'?' + query if query else ''}", lang)
        if status == 200:
            described = json.loads(body) | {"url": file.rpartition("/")[2]}
            self.content[f"{file}-metadata.json"] = json.dumps(described, ensure_ascii=False, indent=1).encode()

    def ask(self, address: str, lang: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of an answer."""
        path, _, query = address.partition("?")
        scope = {
            "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": path,
            "raw_path": path.encode(), "query_string": query.encode(), "root_path": "", "server": ("edition", 80),
            "client": ("edition", 0), "headers": [(b"host", b"edition"), (b"accept-language", lang.encode())],
        }  # fmt: skip
        told: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            told.append(message)

        asyncio.run(self._app(scope, receive, send))
        headers = {key.decode().lower(): value.decode() for key, value in told[0]["headers"]}
        return told[0]["status"], headers, b"".join(part.get("body", b"") for part in told[1:])
