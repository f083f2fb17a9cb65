"""A small world in which a whole refresh takes a moment: one real table of SSB's, real fetching, checks and publishing.

Only the figures beside that table are made up, and the indicators; everything that can be interrupted is as it is.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from pipelines import contact, documents, gather, paths, pxweb, staging, tables, warehouse
from pipelines.documents import Document
from pipelines.refresh import Order, Steps
from pipelines.transport import Transport
from tests.standin import Faults, Served, StandIn, snapshot_documents
from tests.unit import test_refresh as made_up

TABLE, REQUEST = "11618", "jobs"
ORDER = Order(source="ssb", tables=[TABLE])
#: SSB's dates of two editions of the table, both after the snapshot's.
FIRST, SECOND = "2031-01-01T07:00:00Z", "2032-01-01T07:00:00Z"
#: KLASS's answers: one made-up municipality, which is enough for an answer to be one.
KLASS = {
    "codes": b'{"codes": [{"code": "0001", "name": "Made up", "validFromInRequestedRange": "1977-01-01"}]}',
    "changes": b'{"codeChanges": [{"oldCode": "0000", "newCode": "0001", "changeOccurred": "1978-01-01"}]}',
}
#: KLASS when it has changed too, so that its answer is kept.
KLASS_ANEW = KLASS | {"codes": KLASS["codes"].replace(b"Made up", b"Made anew")}
#: An answer of the table is some 200 kB; this much is too much.
MAX_BYTES = 4_000_000


@cache
def table() -> Served:
    """The recorded document of the table."""
    return next(d for d in snapshot_documents() if d.table == TABLE)


def bank(updated: str = SECOND, faults: Faults | None = None, **more: Any) -> StandIn:
    """A bank that serves the one table, put out on this date."""
    faults = faults or Faults()
    faults.updated.setdefault(TABLE, updated)
    return StandIn([table()], faults, **({"klass": KLASS} | more))


def client(url: str) -> pxweb.Client:
    """A client that tries twice, and does not wait in between."""
    transport = Transport(attempts=2, sleep=lambda _: None, timeout=(1.0, 0.5), max_bytes=MAX_BYTES)
    return pxweb.Client(url, transport=transport)


def steps(url: str) -> Steps:
    """A refresh's steps against a bank."""
    return Steps(
        fetch=lambda names, progress: gather.fetch_all(names or [TABLE], progress, client(url)),
        documents=lambda _: documents.from_ssb() or [made_up.document(100)],
        build_core=build_core,
        build_out=build_out,
    )


def build_core(
    con: duckdb.DuckDBPyConnection, found: list[Document], progress: Callable[[str], None] = lambda _: None
) -> None:
    """The made-up figures, and the table's as core.jobs."""
    made_up.build_core(con, [made_up.document(100)], progress)
    con.execute("CREATE TABLE core.jobs (municipality VARCHAR, year INTEGER, jobs DOUBLE, employed DOUBLE)")
    con.execute("INSERT INTO meta.table_key VALUES ('core.jobs', ['municipality', 'year'], ['jobs', 'employed'])")
    for document in (d for d in found if d.request == REQUEST):
        con.execute(
            "INSERT INTO meta.document VALUES (?, ?, ?, ?, ?, ?)",
            [document.sha256, REQUEST, TABLE, document.name, document.vintage, document.role],
        )
        for dataset in document.load():
            con.register("part", staging.frame(dataset, tables.declared_requests()[REQUEST], document))
            con.execute("INSERT INTO core.jobs SELECT municipality, year, jobs, employed FROM part")
            con.unregister("part")


def build_out(con: duckdb.DuckDBPyConnection, progress: Callable[[str], None] = lambda _: None) -> None:
    """The made-up indicator."""
    made_up.build_out(con, progress)


def fingerprints() -> dict[str, str]:
    """What readers are served: every file of the served version, and the pointer, by their sha256."""
    folder = warehouse.folder_of(warehouse.served().version)
    files = [*sorted(folder.iterdir()), paths.warehouse() / warehouse.POINTER]
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def whole(version: str) -> bool:
    """Whether a version can be read, all of its content."""
    return warehouse.problem_with(version) is None


def leftovers(state: Path) -> list[str]:
    """Files and folders that only an interrupted run leaves."""
    return sorted(
        file.relative_to(state).as_posix()
        for file in state.rglob("*")
        if file.name.startswith((".draft", ".removed", ".current", ".contact", ".2")) or file.suffix in (".new", ".wal")
    )


def littered(first_edition: Path, state: Path) -> None:
    """A copy in which an earlier run was killed again and again: tidying up is a step like any other."""
    shutil.copytree(first_edition, state)
    for file in (
        "warehouse/versions/.draft-00000000/making.duckdb",
        "warehouse/.current.json-00000000",
        "raw/klass/131/.20010101T000000Z/codes.json",
        f"raw/.{contact.CONTACT}-00000000",
        f"raw/{TABLE}/{REQUEST}/{SECOND.replace(':', '')}/part-007.json",
        f"raw/{TABLE}/{REQUEST}/{SECOND.replace(':', '')}/part-008.json.new",
    ):
        (state / file).parent.mkdir(parents=True, exist_ok=True)
        (state / file).write_bytes(b"half")
