"""Ask Statistics Norway, request by request, for what is newer than what we hold."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from pipelines import contact, fetch, klass, municipality_codes, paths, pxweb, tables
from pipelines.progress import SILENT, Progress
from pipelines.transport import Busy, TransportError, Unreachable


class UnknownTable(ValueError):
    """A table was asked for that is not declared, or that can't be asked for."""


class Fetched(BaseModel):
    """What came of one request.

    Attributes:
        request: name of the declared request.
        table: SSB's table id.
        status: "unchanged" (we hold what SSB has), "answered" (new figures are on disk), "failed".
        updated: when SSB last changed the table, as SSB says it; empty where it could not be asked.
        sentence: what went wrong.
    """

    model_config = ConfigDict(frozen=True)

    request: str
    table: str
    status: Literal["unchanged", "answered", "failed"]
    updated: str = ""
    sentence: str = ""

    @property
    def failed(self) -> bool:
        """Whether the figures held before are all there is."""
        return self.status == "failed"


def chosen(names: Sequence[str] = ()) -> list[tables.Request]:
    """The live requests that these table ids or request names mean; all of them when none is named.

    Raises:
        UnknownTable: a name is neither, or belongs to a record that can't be asked for anew.
    """
    declared = tables.declared_requests().values()
    live = [request for request in declared if request.live]
    if not names:
        return live
    for name in names:
        if any(name in (r.name, r.table) for r in live):
            continue
        if any(name in (r.name, r.table) for r in declared):
            raise UnknownTable(f"Table {name} is a record that can't be asked for anew; it comes from the snapshot.")
        known = sorted({r.table for r in live} | {r.name for r in live})
        near = difflib.get_close_matches(name, known, 3, 0.5) or known[:5]
        raise UnknownTable(f"No table or request is called {name}; did you mean: {', '.join(near)}?")
    return [r for r in live if r.name in names or r.table in names]


def fetch_all(
    names: Sequence[str] = (), progress: Progress = SILENT, client: pxweb.Client | None = None
) -> list[Fetched]:
    """Fetch what is new for these requests; an answer that is on disk already is not asked for again.

    Args:
        names: table ids or request names; all live ones when empty.
        progress: told which request is asked.
        client: connection to SSB; a new one by default.

    Raises:
        UnknownTable: a name is not declared.
    """
    requests = chosen(names)
    _tidy()
    client = client or pxweb.Client()
    held = _held()
    progress.stage("fetch", len(requests))
    outcomes: list[Fetched] = []
    silent = ""
    for request in requests:
        progress.step(f"{request.table} {request.name}")
        if not silent:
            try:
                outcomes.append(_one(request, client, held.get(request.name), progress))
                continue
            except (Unreachable, Busy) as error:
                silent = str(error)
        outcomes.append(Fetched(request=request.name, table=request.table, status="failed", sentence=silent))
        # Each further table would wait as long again for somebody who does not answer.
        silent = "Not asked: SSB did not answer before."
    contact.remember_dates({o.table: o.updated for o in outcomes if o.updated})
    if not silent and municipality_codes.is_due():
        progress.detail(municipality_codes.TABLE)
        outcomes.append(_codes(client))
    return outcomes


def _tidy() -> None:
    """Remove what a killed refresh left half-written; whole answers and parts of answers are kept."""
    for leftover in [*paths.raw().rglob("*.new"), *paths.raw().glob(f".{contact.CONTACT}-*")]:
        leftover.unlink(missing_ok=True)
    municipality_codes.tidy()


def _codes(client: pxweb.Client) -> Fetched:
    """Ask KLASS for the municipality codes: new figures may bear new ones."""
    told = Fetched(request="municipality_codes", table=municipality_codes.TABLE, status="unchanged")
    try:
        changed = municipality_codes.ask(client.transport)
    except (TransportError, klass.KlassError) as error:
        return told.model_copy(update={"status": "failed", "sentence": str(error)})
    return told.model_copy(update={"status": "answered"}) if changed else told


def _held() -> dict[str, str]:
    """Request → SSB's time stamp of the answer on disk. Where one is damaged, all are looked at anew, part by part."""
    try:
        return {answer.request: answer.updated for answer in fetch.read_answers(paths.raw())}
    except fetch.RawError:
        return {}


def _one(request: tables.Request, client: pxweb.Client, held: str | None, progress: Progress) -> Fetched:
    """Fetch one request.

    Raises:
        Unreachable, Busy: there is no use in asking for the next.
    """
    try:
        client.table(request.table)  # the client remembers it: this is the one small call
    except (Unreachable, Busy):
        raise
    except TransportError as error:
        return Fetched(request=request.name, table=request.table, status="failed", sentence=str(error))
    outcome = fetch.fetch(request, client, paths.raw(), held, progress.detail)
    return Fetched(
        request=request.name,
        table=request.table,
        status=outcome.status,
        updated=outcome.updated,
        sentence=outcome.sentence,
    )


def ask_dates(progress: Progress = SILENT, client: pxweb.Client | None = None) -> dict[str, str]:
    """Ask SSB when it last changed each table – one small call per table – and remember it.

    Raises:
        TransportError: SSB could not be asked about any table.
    """
    client = client or pxweb.Client()
    ids = sorted({request.table for request in chosen()})
    progress.stage("fetch", len(ids))
    dates, problems = {}, []
    for table in ids:
        progress.step(table)
        try:
            dates[table] = client.table(table).updated
        except TransportError as error:
            problems.append(error)
    if problems and not dates:
        raise problems[0]
    contact.remember_dates(dates)
    return dates
