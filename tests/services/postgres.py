"""A PostgreSQL of the tests' own, from Debian's package: a temporary cluster on a free port of 127.0.0.1.

Without the package the tests that need it are skipped, by name; on a build server (CI=true) that is a failure.
"""

from __future__ import annotations

import itertools
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

BINARIES = "/usr/lib/postgresql"
#: initdb refuses to run as root; Debian's package makes this user.
UNPRIVILEGED = "postgres"


@dataclass
class Postgres:
    """A running cluster.

    Attributes:
        port: where it listens, on 127.0.0.1.
        folder: its temporary folder.
        binaries: where its programs lie.
    """

    port: int
    folder: Path
    binaries: Path
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def new_database(self) -> str:
        """The SQLAlchemy address of a new, empty database."""
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        createdb = str(self.binaries / "createdb")
        run([createdb, "--host=127.0.0.1", f"--port={self.port}", f"--username={UNPRIVILEGED}", name])
        return f"postgresql://{UNPRIVILEGED}@127.0.0.1:{self.port}/{name}"

    def stop(self) -> None:
        """Stop the server; whoever speaks with it is cut off."""
        pg_ctl = str(self.binaries / "pg_ctl")
        run([*_as_unprivileged(), pg_ctl, "stop", f"--pgdata={self.folder / 'data'}", "--mode=immediate", "--wait"])


def run(command: list[str]) -> None:
    """Run a program of the cluster's; what it said is in the error.

    Raises:
        RuntimeError: it ended with another code than 0.
    """
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd="/", timeout=120)
    if done.returncode:
        raise RuntimeError(f"{command}: {done.stdout}{done.stderr}")


def binaries() -> Path | None:
    """Where the newest installed PostgreSQL lies."""
    found = [path.parent for path in Path(BINARIES).glob("*/bin/initdb")]
    return max(found, key=lambda path: float(path.parent.name), default=None)


def _as_unprivileged() -> list[str]:
    return ["runuser", "-u", UNPRIVILEGED, "--"] if os.name == "posix" and os.geteuid() == 0 else []


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def cluster(programs: Path) -> Iterator[Postgres]:
    """A new cluster, stopped and taken away at the end."""
    folder = Path(tempfile.mkdtemp(prefix="malbarometeret-postgres-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, UNPRIVILEGED)
        as_them, data = _as_unprivileged(), folder / "data"
        options = ["--auth=trust", f"--username={UNPRIVILEGED}", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        run([*as_them, str(programs / "initdb"), f"--pgdata={data}", *options])
        server = Postgres(_free_port(), folder, programs)
        settings = f"-p {server.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        told = [f"--pgdata={data}", "--wait", f"--log={folder / 'log'}", f"--options={settings}"]
        run([*as_them, str(programs / "pg_ctl"), "start", *told])
        try:
            yield server
        finally:
            if (data / "postmaster.pid").exists():
                server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def programs_or_skip() -> Path:
    """Where PostgreSQL lies; without it the test is skipped, or has failed on a build server."""
    found = binaries()
    if found is None:
        why = "PostgreSQL is not installed: apt-get install postgresql"
        if os.environ.get("CI", "").lower() in ("1", "true"):
            pytest.fail(f"{why} (nothing may be skipped for it here, CI=true)")
        pytest.skip(why)
    return found


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL for the whole run; ask it for a `new_database()`."""
    with cluster(programs_or_skip()) as server:
        yield server
