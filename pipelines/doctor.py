"""First contact with the real SSB: does it know what we declare, and what should be written where it does not?

Only metadata is asked for. Every declared dimension, code list, code and content is looked up; the report says which
were found as declared, which by their label, and which not at all, with the nearest there is. It ends with one line to
act on.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from pipelines import fetch, paths, pxweb, resolve, tables
from pipelines.transport import CALLS, WINDOW_SECONDS, Refused, Transport, TransportError

CLOCK_SECONDS = 300  # above this `fetched_at` and the waits that SSB asks for are wrong enough to matter
NEEDED_BYTES = 500_000_000  # raw answers and two warehouse versions, with room to spare


@dataclass(frozen=True)
class RequestReport:
    """One declared request against its table's metadata.

    Attributes:
        request, table: which.
        updated: SSB's time stamp; "" where the table could not be asked about.
        held: time stamp of our newest answer; "" where there is none.
        cells: how many cells it would ask for.
        findings: everything that was looked up.
        problem: why the table could not be asked about; "" where it could.
    """

    request: str
    table: str
    updated: str = ""
    held: str = ""
    cells: int = 0
    findings: tuple[resolve.Finding, ...] = ()
    problem: str = ""

    @property
    def by_label(self) -> list[resolve.Finding]:
        """What SSB calls otherwise than declared."""
        return [
            finding
            for finding in self.findings
            if finding.found and finding.found != finding.declared and finding.how in ("label", "role")
        ]

    @property
    def missing(self) -> list[resolve.Finding]:
        """What is not there."""
        return [finding for finding in self.findings if finding.problem]


@dataclass(frozen=True)
class Report:
    """What first contact told.

    Attributes:
        base_url: who was asked.
        config: limits and versions; None where SSB could not be reached.
        limit: calls and seconds that our calls keep inside.
        clock_seconds: server's clock minus ours; None where it was not told.
        free_bytes: room where the raw answers go.
        requests: one entry a declared request.
        problem: why nothing could be asked; "" where it could.
    """

    base_url: str
    config: pxweb.Config | None
    limit: tuple[int, float] = (CALLS, WINDOW_SECONDS)
    clock_seconds: float | None = None
    free_bytes: int = 0
    requests: tuple[RequestReport, ...] = ()
    problem: str = ""

    @property
    def good(self) -> bool:
        """Whether a refresh can be run as things are."""
        return not self.problem and not any(r.problem or r.missing for r in self.requests)

    @property
    def advice(self) -> str:
        """The one line a person can act on."""
        if self.problem:
            return f"SSB can't be asked: {self.problem}. Check the network (and HTTPS_PROXY), then run doctor again."
        missing = list(dict.fromkeys(finding.problem for request in self.requests for finding in request.missing))
        if missing:
            return (
                f"{_count(len(missing), 'thing')} declared in pipelines/ssb_tables.toml can't be found at SSB: write"
                f" what is shown as nearest, then run doctor again. First: {missing[0]}"
            )
        failed = [request for request in self.requests if request.problem]
        if failed:
            return f"{_count(len(failed), 'request')} can't be looked up: {failed[0].problem}"
        if self.clock_seconds is not None and abs(self.clock_seconds) > CLOCK_SECONDS:
            return (
                f"Set this machine's clock: it is {abs(self.clock_seconds) / 60:.0f} minutes off SSB's; then refresh."
            )
        if self.free_bytes < NEEDED_BYTES:
            return f"Make room: only {self.free_bytes / 1e6:.0f} MB are free for raw answers; then refresh."
        renamed = sum(len(request.by_label) for request in self.requests)
        if renamed:
            return (
                f"Run `python -m pipelines refresh`: everything was found, {_count(renamed, 'code')} by label – write"
                " SSB's codes shown above into pipelines/ssb_tables.toml when convenient."
            )
        return "Run `python -m pipelines refresh`: everything was found as declared."


def examine(
    requests: Iterable[tables.Request],
    client: pxweb.Client,
    raw_dir: Path,
    progress: Callable[[tables.Request], None] = lambda _: None,
) -> Report:
    """Look every request up in SSB's metadata; no data is asked for.

    Args:
        requests: what is declared; those that are not asked live, or not of SSB, are left out.
        client: whom to ask.
        raw_dir: folder of raw answers, to tell what we hold.
        progress: told each request before it is looked up.
    """
    try:
        config = client.config()
    except TransportError as error:
        return Report(client.base_url, None, problem=str(error))
    held = _held(raw_dir)
    reports = []
    for request in requests:
        if request.live and request.publisher == "SSB":
            progress(request)
            reports.append(_examine(request, client, held.get(request.name, "")))
    clock = client.transport.server_clock
    return Report(
        base_url=client.base_url,
        config=config,
        limit=(client.transport.limit, client.transport.window),
        clock_seconds=(clock[0] - clock[1]).total_seconds() if clock else None,
        free_bytes=_free_bytes(raw_dir),
        requests=tuple(reports),
    )


def _examine(request: tables.Request, client: pxweb.Client, held: str) -> RequestReport:
    try:
        info = client.table(request.table)
        found, _ = resolve.look_up(request, client)
    except TransportError as error:
        if isinstance(error, Refused) and error.status == 404:
            problem = f"Table {request.table} ({request.name}) is not at SSB, or away while SSB reloads: {error.title}"
            return RequestReport(request.name, request.table, held=held, problem=problem)
        return RequestReport(request.name, request.table, held=held, problem=str(error))
    return RequestReport(request.name, request.table, info.updated, held, found.query.cells, found.findings)


def _held(raw_dir: Path) -> dict[str, str]:
    try:
        return {answer.request: answer.updated for answer in fetch.read_answers(raw_dir)}
    except fetch.RawError:
        return {}  # what lies on disk is not what doctor is asked about; refresh tells


def _free_bytes(folder: Path) -> int:
    there = next(parent for parent in (folder.absolute(), *folder.absolute().parents) if parent.exists())
    return shutil.disk_usage(there).free


def show(report: Report, console: Console) -> None:
    """Print a report."""
    console.print(f"Asked: {report.base_url}", highlight=False)
    if report.config:
        calls, window = report.limit
        told = "told by SSB" if report.config.calls or (calls, window) != (CALLS, WINDOW_SECONDS) else "SSB's guide"
        console.print(
            f"API {report.config.api_version} ({report.config.app_version}); {report.config.max_cells} cells a call;"
            f" {calls} calls in {window:g} seconds ({told})",
            highlight=False,
        )
    if report.clock_seconds is not None:
        console.print(f"Clock: SSB's minus ours {report.clock_seconds:+.0f} s", highlight=False)
    if report.requests:
        console.print(_overview(report))
    for request in report.requests:
        for finding in request.by_label:
            console.print(
                f"  {request.table} {request.request}, {finding.where}: {finding.what} {finding.declared} is called"
                f" {finding.found} (found by {finding.how})",
                highlight=False,
                markup=False,
                soft_wrap=True,
            )
    problems = [[request.problem, *(f.problem for f in request.missing)] for request in report.requests]
    for problem in dict.fromkeys(told for those in problems for told in those if told):
        console.print(f"[red]✗[/] {escape(problem)}", highlight=False, soft_wrap=True)
    console.print(f"\n[bold]{escape(report.advice)}[/]", highlight=False, soft_wrap=True)


def _overview(report: Report) -> Table:
    table = Table(box=box.SIMPLE, pad_edge=False)
    for name in ("table", "request", "SSB's date", "ours"):
        table.add_column(name, no_wrap=True)
    for name in ("by label", "missing"):
        table.add_column(name, justify="right")
    for request in report.requests:
        missing = "table" if request.problem else str(len(request.missing) or "–")
        held = request.held[:10] or "–"
        by_label = str(len(request.by_label) or "–")
        table.add_row(request.table, request.request, request.updated[:10], held, by_label, missing)
    return table


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def run(base_url: str | None = None, console: Console | None = None) -> int:
    """Examine the project's own requests and print the report.

    Args:
        base_url: whom to ask; default as for `pxweb.Client`.
        console: where to print; the terminal by default.

    Returns:
        0 if a refresh can be run as things are, else 1.
    """
    console = console or Console()
    requests = list(tables.declared_requests().values())
    # Not patient: a report that says "away" at once is worth more than one that comes minutes later.
    client = pxweb.Client(base_url, transport=Transport(attempts=2), patient=False)
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("asking SSB for metadata", total=len([r for r in requests if r.live]))
        report = examine(
            requests, client, paths.raw(), lambda request: bar.update(task, advance=1, description=request.table)
        )
    show(report, console)
    return 0 if report.good else 1
