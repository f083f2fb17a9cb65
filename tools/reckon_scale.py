"""What many readers an hour would take, reckoned from what this machine measures now; writes it into docs/scale.md.

    python -m tools.reckon_scale EDITION [--write]

EDITION is a folder with a static edition (`python run.py publish EDITION`). Everything runs on the loopback
address, for a few seconds each: one server process with readers who click through its pages, nginx before it with a
cache, and nginx alone with the edition's files. The clients share the machine with the servers, so that every figure
a second is a floor.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import math
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from pipelines import paths
from pipelines.plan import plan
from tests.load.crowd import crowd
from tests.load.servers import serving
from tools import marks

DOCUMENT = paths.ROOT / "docs" / "scale.md"
SECONDS, CLIENTS = 4.0, 4
#: Readers who click through the pages of one process, two seconds apart, and for how long.
READING, CROWD_SECONDS = 50, 40.0
READERS = (10_000, 1_000_000)
#: What a reader does, assumed: pages opened or changed by a click, and data files fetched.
PAGES, FILES = 5, 1
#: Files that a browser fetches for a page of the static edition, charts and style among them.
FETCHES = 5
#: A process is not run fuller than this, so that a click does not wait behind others.
FULL = 0.5
#: Busiest ten minutes against the hour's mean.
PEAK = 3.0
API = f"/api/v1/indicators/gdp_gap/values.json?region={plan().goal.region}"


@dataclass(frozen=True)
class Measured:
    """Answers a second and the size of one, in kB."""

    per_second: float
    kb: float


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def running(command: list[str], port: int, path: str) -> Iterator[None]:
    """A server while the block runs; it answers before the block begins."""
    with subprocess.Popen(command, cwd=paths.ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(600):
                try:
                    ask(port, path)
                    break
                except OSError as error:
                    last = error
                    time.sleep(0.1)
            else:
                raise SystemExit(f"The server does not answer: {last}")
            yield
        finally:
            server.terminate()


def ask(port: int, path: str, connection: http.client.HTTPConnection | None = None) -> int:
    """Ask once; the size of the answer in bytes.

    Raises:
        OSError: nobody answers, or not with 200.
    """
    asked = connection or http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    asked.request("GET", path)
    answer = asked.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise OSError(f"{path} answered {answer.status}")
    return len(body)


def measure(port: int, files: list[str]) -> Measured:
    """Ask with a few clients at once for some seconds."""
    counts, sizes = [0] * CLIENTS, [0] * CLIENTS
    end = time.monotonic() + SECONDS

    def client(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while time.monotonic() < end:
            sizes[number] += ask(port, files[(counts[number] + number) % len(files)], connection)
            counts[number] += 1

    threads = [Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    total = sum(counts)
    return Measured(total / SECONDS, sum(sizes) / max(total, 1) / 1000)


def nginx(port: int, folder: Path, upstream: int | None, edition: Path) -> list[str]:
    """A front server with the edition's files, or with a cache before the one process."""
    inside = f"root {edition};"
    if upstream:
        inside = (
            f"proxy_pass http://127.0.0.1:{upstream}; proxy_cache c; proxy_cache_valid 200 60s;"
            " proxy_ignore_headers Cache-Control;"
        )
    rooms = {"client_body": "b", "proxy": "p", "fastcgi": "f", "uwsgi": "u", "scgi": "s"}
    text = "\n".join(
        [
            f"daemon off; pid {folder}/pid; error_log {folder}/errors; worker_processes 1; events {{}}",
            "user root;" if os.geteuid() == 0 else "",
            "http { access_log off; include /etc/nginx/mime.types; keepalive_requests 1000000;",
            *(f"{name}_temp_path {folder}/{room};" for name, room in rooms.items()),
            f"proxy_cache_path {folder}/c keys_zone=c:10m;",
            f"server {{ listen 127.0.0.1:{port}; location / {{ {inside} }} }} }}",
        ]
    )
    file = folder / "nginx.conf"
    file.write_text(text, encoding="utf-8")
    return ["/usr/sbin/nginx", "-c", str(file)]


def page_ms() -> float:
    """CPU of the server for a page that a reader opens or changes, in milliseconds: what a crowd's clicks through all
    pages cost, websocket and a file now and then included, while one process is kept wholly busy."""
    with serving(1, None) as served:
        asyncio.run(crowd(served.addresses, 2, 15, 0.3))  # a server that has run for a minute is what readers meet
        before = served.cpu_seconds()
        seen = asyncio.run(crowd(served.addresses, READING, CROWD_SECONDS, 2.0))
        spent = served.cpu_seconds() - before
    if seen.errors:
        raise SystemExit(f"Readers were shown errors; nothing is reckoned from that: {seen.errors[0]}")
    return 1000 * spent / (len(seen.first) + len(seen.clicks))


def written(page: float, api: Measured, cached: Measured, static: Measured, load: float) -> str:
    """What was measured and what follows from it, as two tables."""
    lines = [
        f"Measured {time.strftime('%-d %B %Y', time.gmtime())} on {os.cpu_count()} cores, which held the clients too"
        f" and other work beside (load {load:.1f}):",
        "",
        "| what | measured |",
        "|---|---|",
        f"| a page opened or changed by one of {READING} readers, CPU of the server | {page:.0f} ms |",
        f"| a data file from one process | {api.per_second:.0f} a second, {api.kb:.1f} kB each |",
        f"| the same from nginx's cache | {cached.per_second:.0f} a second |",
        f"| files of the static edition from one nginx process | {static.per_second:.0f} a second,"
        f" {static.kb:.1f} kB each |",
        "",
        "| at the peak of an hour with | " + " | ".join(f"{readers:,} readers" for readers in READERS) + " |",
        "|---|" + "---|" * len(READERS),
    ]
    pages = [readers * PAGES / 3600 * PEAK for readers in READERS]
    files = [readers * FILES / 3600 * PEAK for readers in READERS]
    rows = {
        "pages a second": [f"{one:,.0f}" for one in pages],
        "live: processes": [f"{math.ceil(one * page / 1000 / FULL):,}" for one in pages],
        "live: data files a second": [f"{one:,.0f}" for one in files],
        "live: nginx processes for them, from the cache": [f"{math.ceil(one / cached.per_second):,}" for one in files],
        "static: files a second": [f"{one * FETCHES:,.0f}" for one in pages],
        "static: nginx processes": [f"{math.ceil(one * FETCHES / static.per_second):,}" for one in pages],
        "static: Mbit a second": [f"{one * FETCHES * static.kb * 8 / 1000:,.0f}" for one in pages],
    }
    lines += [f"| {name} | {' | '.join(cells)} |" for name, cells in rows.items()]
    two = 2 * FULL / (page / 1000) / PEAK / PAGES * 3600
    lines += ["", f"Two processes, each with a core, keep up with {two:,.0f} readers an hour."]
    return "\n".join(lines)


def main() -> None:
    """Measure, reckon, print; write into the document when asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("edition", type=Path, help="folder with a static edition")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/scale.md")
    given = parser.parse_args()
    edition = given.edition.resolve()
    if not (edition / "manifest.json").is_file():
        parser.error(f"{edition} holds no edition; make one: python run.py publish {given.edition}")
    files = ["/" + f.relative_to(edition).as_posix() for f in [*edition.glob("*.html"), *edition.glob("charts/*.svg")]]
    load = os.getloadavg()[0]
    page = page_ms()
    app, front = free_port(), free_port()
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        serve = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
        serve += ["--server.address", "127.0.0.1", "--server.port", str(app)]
        with running(serve, app, API):
            api = measure(app, [API])
            with running(nginx(front, Path(one), app, edition), front, API):
                cached = measure(front, [API])
        with running(nginx(front, Path(two), None, edition), front, files[0]):
            static = measure(front, files)
    tables = written(page, api, cached, static, load)
    print(tables)
    if given.write:
        marks.put(DOCUMENT, "<!-- measured -->", "<!-- /measured -->", tables)


if __name__ == "__main__":
    main()
