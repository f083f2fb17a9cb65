"""The one way from documents to a published warehouse: gather, build, check, compare, ask, publish.

The refresh from Statistics Norway and the refresh from the snapshot are the same code from the documents on. Whatever
goes wrong on the way, the version that was served before is served still. An interrupted refresh finds the answers
that it already has on disk.
"""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from pkgutil import resolve_name
from typing import Literal

import duckdb
from pydantic import ValidationError

from pipelines import (
    build,
    changes,
    checks,
    documents,
    entries_facts,
    gather,
    municipality_codes,
    paths,
    publishing,
    warehouse,
)
from pipelines.changes import ChangeReport
from pipelines.documents import Document
from pipelines.gather import Fetched
from pipelines.progress import SILENT, Progress

Source = Literal["ssb", "snapshot"]
Ending = Literal[
    "published",  # a new version is served
    "nothing_new",  # the documents and the recipe are those of the served version
    "held_back",  # they are those of a version that somebody rolled back from
    "declined",  # nobody said yes
    "dry_run",  # everything but the publication was done
    "stopped",  # a data check failed
    "failed",  # a table could not be fetched
]

#: Called by name: the rooms are layered, and the pipelines know no indicator.
BUILD_OUT = "indicators.build:build_out"

#: What the figures depend on beside the documents. A change in one of these files is news, like a new document.
RECIPE = (
    "pipelines/core/*.sql",
    "pipelines/{build,documents,entries_facts,jsonstat,klass,regions,staging,tables}.py",
    "pipelines/ssb_tables.toml",
    "entries/facts.py",
    "indicators/**/*.py",
    "indicators/**/*.sql",
    "indicators/**/*.yml",
    "data/*.toml",
    "data/registers/*.csv",
)


class RefreshError(Exception):
    """A refresh could not be carried through; one sentence says why. The version before is still served."""


@dataclass(frozen=True)
class Steps:
    """The steps that other rooms provide; the tests put their own in."""

    fetch: Callable[[Sequence[str], Progress], list[Fetched]]
    documents: Callable[[Source], list[Document]]
    build_core: Callable[[duckdb.DuckDBPyConnection, list[Document], Callable[[str], None]], None]
    build_out: Callable[[duckdb.DuckDBPyConnection, Callable[[str], None]], None]


def real_steps() -> Steps:
    """The steps as they are."""
    return Steps(
        fetch=gather.fetch_all,
        documents=_documents,
        build_core=build.build_core,
        build_out=resolve_name(BUILD_OUT),
    )


def _documents(source: Source) -> list[Document]:
    entered = entries_facts.read_documents()
    if source == "snapshot":
        return documents.available(use_answers=False) + entered
    return municipality_codes.newest_instead(documents.available()) + entered


@dataclass(frozen=True)
class Outcome:
    """How a refresh ended.

    Attributes:
        ending: see `Ending`.
        version: the new version where one was published; else the one that has the same content; else None.
        report: what is new, where a file was built.
        checks: the data checks' results, likewise.
        fetched: what came of each request that was asked of SSB.
    """

    ending: Ending
    version: str | None = None
    report: ChangeReport | None = None
    checks: list[checks.Result] = field(default_factory=list)
    fetched: list[Fetched] = field(default_factory=list)


@dataclass(frozen=True)
class Order:
    """What is wanted of a refresh.

    Attributes:
        source: "ssb" asks Statistics Norway for what is new; "snapshot" builds from the shipped figures alone.
        tables: table ids or request names to ask for; empty asks for all.
        dry_run: do everything but publish.
        accept: what data checks may find, and why.
        skip_failed: go on with the figures held before where a table could not be fetched.
    """

    source: Source = "ssb"
    tables: Sequence[str] = ()
    dry_run: bool = False
    accept: Collection[checks.Acceptance] = ()
    skip_failed: bool = False


def refresh(
    order: Order,
    approve: Callable[[ChangeReport, list[checks.Result]], bool],
    progress: Progress = SILENT,
    steps: Steps | None = None,
) -> Outcome:
    """Bring the warehouse up to date.

    Args:
        order: what is wanted.
        approve: shown the change report and the checks' results; says whether to publish.
        progress: told what is being done.
        steps: the steps that other rooms provide.

    Raises:
        RefreshError: a document is damaged or of another shape, the disk is full, … – in one sentence.
        publishing.Busy: another refresh is under way.
        gather.UnknownTable: a name in the order is nobody's.
    """
    steps = steps or real_steps()
    with sentences(), publishing.writing():
        fetched = steps.fetch(order.tables, progress) if order.source == "ssb" else []
        if any(f.failed for f in fetched) and not order.skip_failed:
            return Outcome("failed", fetched=fetched)
        found = steps.documents(order.source)
        if not found:
            raise RefreshError("There is no document to build from: the snapshot in data/snapshot is missing.")
        content = Content.of(found)
        if same := warehouse.with_content(content.all):
            return _already_built(same, order, approve, fetched)
        return _build_and_publish(found, content, order, approve, progress, steps, fetched)


@dataclass(frozen=True)
class Content:
    """Fingerprints of what a build reads: the documents alone, and everything."""

    documents: str
    all: str

    @classmethod
    def of(cls, found: Sequence[Document], root: Path = paths.ROOT) -> Content:
        """Fingerprints of these documents together with the recipe."""
        lines = sorted(f"{d.request}|{d.table}|{d.role}|{d.vintage}|{d.sha256}" for d in found)
        told = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        everything = hashlib.sha256(f"{told}|schema {warehouse.SCHEMA_VERSION}".encode())
        for file in recipe(root):
            everything.update(file.relative_to(root).as_posix().encode())
            everything.update(file.read_bytes())
        return cls(told, everything.hexdigest())


def recipe(root: Path = paths.ROOT) -> list[Path]:
    """The files of the recipe, in one order on every system."""
    files: set[Path] = set()
    for pattern in RECIPE:
        before, _, rest = pattern.partition("{")
        names, _, after = rest.partition("}")
        for name in names.split(","):
            files |= set(root.glob(f"{before}{name}{after}"))
    return sorted(files, key=lambda file: file.relative_to(root).as_posix())


def _already_built(
    same: str, order: Order, approve: Callable[[ChangeReport, list[checks.Result]], bool], fetched: list[Fetched]
) -> Outcome:
    """There is a version of just this content: served, rolled back from, or finished but never pointed to."""
    if same == warehouse.served().version:
        return Outcome("nothing_new", version=same, fetched=fetched)
    if same in warehouse.rolled_back():
        return Outcome("held_back", version=same, fetched=fetched)
    report = changes.read(warehouse.folder_of(same) / warehouse.CHANGES) or ChangeReport(base=None)
    if order.dry_run:
        return Outcome("dry_run", version=same, report=report, fetched=fetched)
    if not approve(report, []):
        return Outcome("declined", version=same, report=report, fetched=fetched)
    publishing.serve(same)
    return Outcome("published", version=same, report=report, fetched=fetched)


def _build_and_publish(
    found: list[Document],
    content: Content,
    order: Order,
    approve: Callable[[ChangeReport, list[checks.Result]], bool],
    progress: Progress,
    steps: Steps,
    fetched: list[Fetched],
) -> Outcome:
    base = warehouse.current_version()
    before = warehouse.folder_of(base) / warehouse.DATABASE if base else None
    with publishing.draft() as draft:
        results = _build(draft, found, before, order, progress, steps)
        progress.stage("compare")
        report = changes.compare(before, draft.database, base)
        report = report.model_copy(update={"accepted": checks.accepted(results)})
        if any(r.stops for r in results):
            return Outcome("stopped", report=report, checks=results, fetched=fetched)
        if order.dry_run:
            return Outcome("dry_run", report=report, checks=results, fetched=fetched)
        if not approve(report, results):
            return Outcome("declined", report=report, checks=results, fetched=fetched)
        draft.changes.write_text(report.model_dump_json(indent=1), encoding="utf-8", newline="\n")
        version = publishing.publish(draft, content.all, content.documents, order.source, base)
        return Outcome("published", version, report, results, fetched)


def _build(
    draft: publishing.Draft,
    found: list[Document],
    before: Path | None,
    order: Order,
    progress: Progress,
    steps: Steps,
) -> list[checks.Result]:
    """Fill the draft's database and check it; the file is closed afterwards."""
    making = draft.folder / "making.duckdb"
    with duckdb.connect(str(making)) as con:
        progress.stage("build")
        steps.build_core(con, found, progress.step)
        steps.build_out(con, progress.step)
        progress.stage("check")
        results = checks.run(con, before, order.accept)
        checks.store(con, results)
        progress.stage("write")
        # What staging took up and gave back makes the file twice as large; a copy has only what is kept.
        con.execute(f"ATTACH {warehouse.sql_path(draft.database)} AS kept")
        con.execute("COPY FROM DATABASE making TO kept")
        # Asked for by name: what fails when a file is merely closed, DuckDB keeps to itself.
        con.execute("CHECKPOINT kept")
    for file in draft.folder.glob(f"{making.name}*"):
        file.unlink()
    return results


@contextmanager
def sentences() -> Iterator[None]:
    """Turn what can be foreseen to go wrong into one sentence.

    Raises:
        RefreshError: in the place of what was raised inside.
    """
    still = "nothing was published, and the version before is still served."
    try:
        yield
    except gather.UnknownTable:
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise RefreshError(f"The disk is full: make room in {paths.warehouse()} and try again; {still}") from error
        if error.strerror is None:
            raise
        where = f" {error.filename}" if error.filename else ""
        raise RefreshError(f"{error.strerror}:{where}; {still}") from error
    except duckdb.Error as error:
        first = str(error).splitlines()[0]
        if any(sign in str(error) for sign in ("No space left", "Could not write", "File too large")):
            raise RefreshError(f"The disk is full: make room in {paths.warehouse()} and try again; {still}") from error
        raise RefreshError(f"The build failed: {first}; {still}") from error
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in wrong["loc"])
        raise RefreshError(f"{error.title}: {field}: {wrong['msg']}; {still}") from error
    except ValueError as error:
        raise RefreshError(f"{' '.join(str(error).split()).rstrip('.')}; {still}") from error
