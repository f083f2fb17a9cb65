"""Helpers for the tests of the front server: Debian's nginx with our configuration, before processes of the pages."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from deploy.settings import Front, nginx
from tests.e2e import browser as helpers

PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"])
MISSING = "nginx and openssl are not on this machine; install them (Debian: apt-get install nginx openssl)."
#: What Debian's own nginx.conf has around ours, with everything in a folder of the test.
AROUND = """
{user}
worker_processes 1;
pid {folder}/nginx.pid;
daemon off;
error_log {folder}/error.log warn;
events {{ worker_connections 768; }}
http {{
    types_hash_max_size 2048;
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/malbarometeret.conf;
}}
"""


def program() -> str:
    """Debian's nginx. Where it is missing the test is skipped, except in CI, where that is a failure."""
    found = shutil.which("nginx", path=PATH)
    if found is None or shutil.which("openssl") is None:
        if os.environ.get("CI", "").lower() in ("1", "true"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    return found


@dataclass(frozen=True)
class Site:
    """A running front.

    Attributes:
        address: https://localhost:port.
        http: the unencrypted port.
        folder: its files, the logs among them.
        certificate: its own certificate, which nobody else has signed.
        backends: addresses of the app's processes, in the order of their places.
    """

    address: str
    http: int
    folder: Path
    certificate: Path
    backends: tuple[str, ...]

    def get(self, path: str, **more: Any) -> requests.Response:
        """An answer to a program without cookies."""
        return requests.get(f"{self.address}{path}", verify=str(self.certificate), timeout=60, **more)

    def logged(self) -> str:
        """Everything in the access log."""
        return (self.folder / "access.log").read_text(encoding="utf-8")


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost and its key."""
    made, key = folder / "site.pem", folder / "site.key"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-keyout", str(key), "-out", str(made), "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(command, check=True, capture_output=True)
    return made, key


def written(folder: Path, ports: tuple[int, ...], **settings: Any) -> Front:
    """The configuration in a folder, with its surroundings."""
    made, key = certificate(folder)
    front = Front(
        domain="localhost",
        certificate=made,
        key=key,
        ports=ports,
        http_port=helpers.free_port(),
        https_port=helpers.free_port(),
        cache=folder / "cache",
        log=folder / "access.log",
        **settings,
    )
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "malbarometeret.conf").write_text(nginx(front), encoding="utf-8")
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, user=user), encoding="utf-8")
    return front


@contextmanager
def running(folder: Path, backends: tuple[str, ...], **settings: Any) -> Iterator[Site]:
    """nginx until the block ends."""
    ports = tuple(int(backend.rpartition(":")[2]) for backend in backends)
    front = written(folder, ports, **settings)
    command = [program(), "-p", str(folder), "-e", str(folder / "start.log"), "-c", str(folder / "nginx.conf")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        try:
            site = Site(f"https://localhost:{front.https_port}", front.http_port, folder, front.certificate, backends)
            _wait(site, server)
            yield site
        finally:
            server.terminate()


def _wait(site: Site, server: subprocess.Popen[str]) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end and server.poll() is None:
        try:
            site.get("/metrics")
            return
        except requests.ConnectionError:
            time.sleep(0.1)
    server.terminate()
    raise RuntimeError(f"nginx did not start: {server.stdout.read() if server.stdout else ''}")
