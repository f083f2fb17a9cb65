"""How data checks are declared, run, accepted and kept.

A check that stops a publication can be accepted by somebody who has looked and says why. An acceptance names the check
and the fingerprint of just what it found: when something else is wrong next time, or the figures have moved on, it
covers nothing. It is kept in the version that it let through, and shown wherever that version is described.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import duckdb
from pydantic import BaseModel, ConfigDict

from pipelines.warehouse import sql_path

Severity = Literal["stops", "warns"]
#: How many problems a result spells out; all are counted.
PROBLEMS_SHOWN = 10
#: How long the reason for an acceptance may be, in characters: a sentence, not a word and not a page.
SHORTEST_REASON, LONGEST_REASON = 10, 300
_TABLE = re.compile(r"\b(?:core|out|meta)\.[a-z_0-9]+")


class Result(BaseModel):
    """Outcome of one check.

    Attributes:
        name, sentence, severity: which check.
        found: number of problems; 0 is a pass.
        problems: the first of them, one sentence each.
        fingerprint: of all that was found; "" for a pass.
        tables: the tables it looks at or found something in.
        accepted: somebody has looked at just this and said why it may pass.
        reason, accepted_at: what they said, and when (UTC, ISO).
    """

    model_config = ConfigDict(frozen=True)

    name: str
    sentence: str
    severity: Severity
    found: int = 0
    problems: list[str] = []
    fingerprint: str = ""
    tables: list[str] = []
    accepted: bool = False
    reason: str = ""
    accepted_at: str = ""

    @property
    def passed(self) -> bool:
        """Whether nothing was found."""
        return self.found == 0

    @property
    def stops(self) -> bool:
        """Whether it keeps the file from being published."""
        return self.severity == "stops" and not self.passed and not self.accepted

    @property
    def called(self) -> str:
        """Check and fingerprint, as an acceptance names them."""
        return f"{self.name}@{self.fingerprint}"


class UnknownCheck(ValueError):
    """A check was accepted that does not exist, or in a way that does not say what is accepted, or not why."""


class Acceptance(BaseModel):
    """Somebody has looked at what a check found, and says why it may pass.

    Attributes:
        check, fingerprint: what was found, see `Result.fingerprint`.
        reason: why it may pass; plain text on one line.
        accepted_at: when it was said (UTC, ISO).
        tables, found, problems: as in the result that was accepted.
    """

    model_config = ConfigDict(frozen=True)

    check: str
    fingerprint: str
    reason: str
    accepted_at: str = ""
    tables: list[str] = []
    found: int = 0
    problems: list[str] = []


def acceptances(named: Iterable[str], reason: str) -> list[Acceptance]:
    """What was accepted on a command line.

    Args:
        named: `CHECK@FINGERPRINT`, as a stopped refresh prints it.
        reason: why.

    Raises:
        UnknownCheck: a name is no check's, a fingerprint is missing, or the reason is missing, too short or too long.
    """
    pairs = [tuple(name.partition("@")[::2]) for name in named]
    require_known([check for check, _ in pairs])
    for check, fingerprint in pairs:
        if not re.fullmatch(r"[0-9a-f]{10}", fingerprint):
            raise UnknownCheck(
                f"Say which finding of {check} is accepted, as {check}@0123456789: a refresh that is stopped prints the"
                " whole command."
            )
    why = plain_reason(reason) if pairs or reason.strip() else ""
    if why and not pairs:
        raise UnknownCheck("A reason goes with --accept CHECK@FINGERPRINT; nothing was accepted.")
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return [Acceptance(check=c, fingerprint=f, reason=why, accepted_at=now) for c, f in pairs]


def plain_reason(reason: str) -> str:
    """A reason as one line of plain text, without control characters.

    Raises:
        UnknownCheck: it is too short to be a reason, or too long to be shown.
    """
    visible = "".join(" " if c.isspace() else c for c in reason if c.isspace() or unicodedata.category(c)[0] != "C")
    why = " ".join(visible.split())
    if not SHORTEST_REASON <= len(why) <= LONGEST_REASON:
        raise UnknownCheck(
            f'Say why it may pass: --reason "…", {SHORTEST_REASON} to {LONGEST_REASON} characters (it has {len(why)}); '
            "the reason is kept with the version and shown on the data page."
        )
    return why


@dataclass(frozen=True)
class Built:
    """What a check looks at: the file being built and, attached as `previous`, the one served now (if there is one)."""

    con: duckdb.DuckDBPyConnection
    has_previous: bool

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self.con.execute(sql).fetchall()

    @cached_property
    def _columns(self) -> dict[tuple[bool, str], list[str]]:
        """Every table's column names, asked for once: (whether in the previous file, schema.table) → names."""
        names: dict[tuple[bool, str], list[str]] = {}
        for previous, table, column in self.rows(
            "SELECT database_name = 'previous', schema_name || '.' || table_name, column_name FROM duckdb_columns()"
            " WHERE database_name IN ('previous', current_database()) ORDER BY column_index"
        ):
            names.setdefault((previous, table), []).append(column)
        return names

    def columns(self, table: str, previous: bool = False) -> list[str]:
        """Column names of a table, empty when it does not exist."""
        return self._columns.get((previous, table), [])

    def has(self, table: str, *columns: str, previous: bool = False) -> bool:
        """Whether a table exists with these columns."""
        there = self.columns(table, previous)
        return bool(there) and set(columns) <= set(there)

    def keyed(self) -> list[tuple[str, list[str], list[str]]]:
        """Core tables with their key and value columns, as the file declares them."""
        return [(t, k, v) for t, k, v in self.rows("FROM meta.table_key ORDER BY table_name") if self.columns(t)]


Find = Callable[[Built], Iterator[str]]


@dataclass(frozen=True)
class Check:
    """A check: its name, what must hold, what happens otherwise, and a function that yields a sentence a problem."""

    name: str
    sentence: str
    severity: Severity
    find: Find
    needs: tuple[str, ...] = ()


CHECKS: list[Check] = []


def check(sentence: str, severity: Severity = "stops", needs: tuple[str, ...] = ()) -> Callable[[Find], Find]:
    """Make a function a check, named after it.

    Args:
        sentence: what must hold.
        severity: "stops" keeps the file from being published, "warns" is only said.
        needs: tables without which the check fails.
    """

    def declare(find: Find) -> Find:
        CHECKS.append(Check(find.__name__, sentence, severity, find, needs))
        return find

    return declare


def run(
    con: duckdb.DuckDBPyConnection, previous: Path | None = None, accept: Collection[Acceptance] = ()
) -> list[Result]:
    """Run every declared check on an open file.

    Args:
        con: connection to the file to check.
        previous: the warehouse file to compare with, if there is one. What was accepted there counts here too, as
            long as a check finds just the same.
        accept: what may pass.
    """
    if previous is not None:
        con.execute(f"ATTACH {sql_path(previous)} AS previous (READ_ONLY)")
    try:
        built = Built(con, has_previous=previous is not None)
        known = {(a.check, a.fingerprint): a for a in [*_accepted_before(built), *accept]}
        return [_run_one(c, built, known) for c in CHECKS]
    finally:
        if previous is not None:
            con.execute("DETACH previous")


def require_known(names: Collection[str]) -> None:
    """See to it that every name is a check's.

    Raises:
        UnknownCheck: one is not; the sentence names those there are.
    """
    known = sorted(c.name for c in CHECKS)
    for name in names:
        if name not in known:
            raise UnknownCheck(f"There is no check named {name}; the checks are: {', '.join(known)}.")


def store(con: duckdb.DuckDBPyConnection, results: Iterable[Result]) -> None:
    """Keep the results in the file as `meta.check`, and what was accepted as `meta.acceptance`."""
    con.execute(
        "CREATE OR REPLACE TABLE meta.check (name VARCHAR, sentence VARCHAR, severity VARCHAR, passed BOOLEAN,"
        " accepted BOOLEAN, found BIGINT, problems VARCHAR[])"
    )
    con.execute(
        "CREATE OR REPLACE TABLE meta.acceptance (check_name VARCHAR, fingerprint VARCHAR, reason VARCHAR,"
        " accepted_at VARCHAR, tables VARCHAR[], found BIGINT, problems VARCHAR[])"
    )
    for r in results:
        con.execute(
            "INSERT INTO meta.check VALUES (?, ?, ?, ?, ?, ?, ?)",
            [r.name, r.sentence, r.severity, r.passed, r.accepted, r.found, r.problems],
        )
    for a in accepted(results):
        con.execute(
            "INSERT INTO meta.acceptance VALUES (?, ?, ?, ?, ?, ?, ?)",
            [a.check, a.fingerprint, a.reason, a.accepted_at, a.tables, a.found, a.problems],
        )


def accepted(results: Iterable[Result]) -> list[Acceptance]:
    """What was let through, and why."""
    return [
        Acceptance(
            check=r.name,
            fingerprint=r.fingerprint,
            reason=r.reason,
            accepted_at=r.accepted_at,
            tables=r.tables,
            found=r.found,
            problems=r.problems,
        )
        for r in results
        if r.accepted
    ]


def kept(con: duckdb.DuckDBPyConnection, file: str = "") -> list[Acceptance]:
    """What was accepted when a file was published; nothing where it is older than acceptances.

    Args:
        con: connection to the file.
        file: the name it is attached under; "" for the connection's own.
    """
    try:
        rows = con.execute(
            "SELECT check_name, fingerprint, reason, accepted_at, tables, found, problems"
            f" FROM {file + '.' if file else ''}meta.acceptance ORDER BY check_name"
        ).fetchall()
    except duckdb.CatalogException:
        return []
    return [Acceptance(**dict(zip(Acceptance.model_fields, row, strict=True))) for row in rows]


def _accepted_before(built: Built) -> list[Acceptance]:
    return kept(built.con, "previous") if built.has_previous else []


def _run_one(one: Check, built: Built, known: dict[tuple[str, str], Acceptance]) -> Result:
    missing = [f"The table {table} is missing." for table in one.needs if not built.columns(table)]
    problems = missing or list(one.find(built))
    told = hashlib.sha256("\n".join([one.name, *sorted(problems)]).encode()).hexdigest()[:10] if problems else ""
    said = known.get((one.name, told))
    return Result(
        name=one.name,
        sentence=one.sentence,
        severity=one.severity,
        found=len(problems),
        problems=problems[:PROBLEMS_SHOWN],
        fingerprint=told,
        tables=sorted({*one.needs, *_TABLE.findall(" ".join(problems))}),
        accepted=said is not None,
        reason=said.reason if said else "",
        accepted_at=said.accepted_at if said else "",
    )


def named(keys: list[str], row: tuple[Any, ...]) -> str:
    """A row's key in words."""
    return ", ".join(f"{key} {value}" for key, value in zip(keys, row, strict=False))


def listed(names: Iterable[object]) -> str:
    """Years or codes in a sentence."""
    return ", ".join(str(name) for name in names)


def figure(value: float) -> str:
    """A figure in a sentence, exactly: two figures that differ never look alike, nor give the same fingerprint."""
    return f"{value:.15g}"
