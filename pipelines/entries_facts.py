"""The process facts of people's entries as a document among the others: read at every refresh, never written from here.

The document has the time at which the facts were read; where there is no store there is no document, and the indicators
that rest on it show no data.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import UTC, datetime

import duckdb

from entries.errors import EntriesError
from entries.facts import Facts, read_facts
from pipelines.documents import Document

PUBLISHER, TABLE = "Entries", "process"
#: The parts of the document, as tables: their columns, and the key of the JSON.
TABLES = {
    "councils": (
        "register.entries_council",
        "municipality VARCHAR, year INTEGER, is_plan_handled BOOLEAN, business_cases INTEGER,"
        " business_cases_citing_plan INTEGER",
    ),
    "actions": ("register.entries_action", "year INTEGER, status VARCHAR, actions INTEGER"),
}


def read_documents() -> list[Document]:
    """The facts of the store that is set, as one document; none where there is no store, or it tells nothing yet.

    Raises:
        ValueError: the store can't be read; the sentence says why, and what to do.
    """
    try:
        facts = read_facts()
    except EntriesError as error:
        raise ValueError(f"The entries can't be read: {error}") from error
    if facts is None or not (facts.councils or facts.actions):
        return []
    return [document_of(facts, datetime.now(UTC))]


def document_of(facts: Facts, read_at: datetime) -> Document:
    """The facts as a document.

    Args:
        facts: what was read.
        read_at: when.
    """
    told = {part: [asdict(row) for row in getattr(facts, part)] for part in TABLES}
    data = json.dumps(told, ensure_ascii=False).encode()
    day = facts.changed_on.isoformat() if facts.changed_on else read_at.date().isoformat()
    return Document(
        name="entries_process",
        request="",
        table=TABLE,
        publisher=PUBLISHER,
        role="current",
        vintage=day,
        vintage_basis="the latest change of an entry that a figure rests on",
        sha256=hashlib.sha256(data).hexdigest(),
        read=lambda: [data],
        origin="python -m entries facts",
        fetched_at=read_at.isoformat(timespec="seconds"),
    )


def is_entries(document: Document) -> bool:
    """Whether a document is this one."""
    return (document.publisher, document.table) == (PUBLISHER, TABLE)


def load(con: duckdb.DuckDBPyConnection, documents: list[Document]) -> None:
    """Fill `register.entries_council` and `register.entries_action`; empty where there is no such document.

    Raises:
        ValueError: the document is damaged.
    """
    told: dict[str, list[dict[str, object]]] = {}
    for document in filter(is_entries, documents):
        for data in document.read():
            told |= json.loads(data)
    for part, (table, columns) in TABLES.items():
        con.execute(f"CREATE TABLE {table} ({columns})")
        for row in told.get(part, []):
            con.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", list(row.values()))
