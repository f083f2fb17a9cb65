"""What the commands show: the change report, the checks, the tables and versions – as rich tables – and the progress.

With no terminal (a nightly job, a pipe) there is neither colour nor bar; then one line of JSON on standard error tells
what happened, for whoever collects logs.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable
from typing import Any

from rich import progress as bars
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from pipelines import logs
from pipelines.changes import Cell, ChangeReport, TableChange
from pipelines.checks import Acceptance, Result
from pipelines.columns import Readable
from pipelines.gather import Fetched
from pipelines.progress import Progress
from pipelines.screen import console
from pipelines.status import Line
from pipelines.warehouse import Version

#: How many revised cells of a table a terminal shows; `changes --json` has them all.
CELLS_IN_TERMINAL = 10
STAGES = {
    "fetch": "Asking Statistics Norway",
    "build": "Building",
    "check": "Checking",
    "write": "Writing",
    "compare": "Comparing with the version before",
}


def interactive() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def log(event: str, **facts: Any) -> None:
    """One line of JSON on standard error, where no terminal is: in a terminal the same has been said in words."""
    if not sys.stderr.isatty():
        logs.get("pipelines").log(logging.ERROR if facts.get("exit_code") else logging.INFO, event, **facts)


class Bar(Progress):
    """A progress bar on standard error; nothing where that is no terminal."""

    def __init__(self) -> None:
        self._bar = bars.Progress(
            bars.SpinnerColumn(),
            bars.TextColumn("{task.description}"),
            bars.BarColumn(bar_width=30),
            bars.TextColumn("{task.fields[what]}"),
            bars.TimeElapsedColumn(),
            console=console(stderr=True),
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._task: bars.TaskID | None = None

    def __enter__(self) -> Bar:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Clear the bar away, so that something can be printed or asked."""
        self._bar.stop()

    def stage(self, name: str, total: int | None = None) -> None:
        """Begin a new bar in the place of the last."""
        if self._task is not None:
            self._bar.remove_task(self._task)
        self._task = self._bar.add_task(STAGES.get(name, name), total=total, what="")

    def step(self, what: str) -> None:
        """Move the bar by one step and name it."""
        if self._task is not None:
            self._bar.update(self._task, advance=1, what=escape(what))

    def detail(self, what: str) -> None:
        """Say more about the step."""
        if self._task is not None:
            self._bar.update(self._task, what=escape(what))


def report(found: ChangeReport) -> RenderableType:
    """The change report, and what was let through with it."""
    told = _report(found)
    return Group(told, accepted(found.accepted)) if found.accepted else told


def _report(found: ChangeReport) -> RenderableType:
    if found.nothing_new:
        return Text(f"Nothing new: the same in all {found.tables_compared} tables as in {found.base}.", style="green")
    head = f"What is new since {found.base}" if found.base else "A first version: there is nothing to compare it with"
    parts: list[RenderableType] = [Text(head, style="bold")]
    if found.base is None:
        return Group(*parts, _overview([*found.tables, *([found.figures] if found.figures else [])], first=True))
    if found.documents:
        parts.append(_documents(found))
    changed = [*found.tables, *([found.figures] if found.figures else [])]
    if not changed:
        parts.append(Text("No figure has changed."))
        return Group(*parts)
    parts.append(_overview(changed, first=False))
    parts += [_cells(change) for change in changed if change.cells]
    return Group(*parts)


def _documents(found: ChangeReport) -> Table:
    table = Table(
        "table", "document", "before", "now", title="Documents", title_justify="left", box=None, padding=(0, 1)
    )
    for d in found.documents:
        table.add_row(d.table_id, d.document, d.vintage_before or "–", d.vintage or "gone")
    return table


def _overview(changed: Iterable[TableChange], first: bool) -> Table:
    table = Table("table", title="Tables", title_justify="left", box=None, padding=(0, 1))
    for name in ("rows before", "rows now", "revised cells"):
        table.add_column(name, justify="right")
    table.add_column("new and gone")
    for change in changed:
        before = "–" if change.rows_before is None else str(change.rows_before)
        now = "gone" if change.rows_after is None else str(change.rows_after)
        table.add_row(change.table, before, now, str(change.cells_revised), "" if first else _came_and_went(change))
    return table


def _came_and_went(change: TableChange) -> str:
    """New and lost years, codes and rows in a few words."""
    words = []
    if change.years_added:
        words.append(f"new years {_span(change.years_added)}")
    if change.years_removed:
        words.append(f"LOST years {_span(change.years_removed)}")
    if change.vintages_added:
        words.append(f"new vintage {', '.join(change.vintages_added)}")
    for verb, codes in (("new", change.codes_added), ("gone", change.codes_removed)):
        for column, names in codes.items():
            more = f" and {len(names) - 5} more" if len(names) > 5 else ""
            words.append(f"{verb} {column} {', '.join(names[:5])}{more}")
    if not words and (change.rows_added or change.rows_removed):
        words.append(f"{change.rows_added} rows new, {change.rows_removed} gone")
    return "; ".join(words)


def _span(years: list[int]) -> str:
    """Years in a row as 2008–2019."""
    if len(years) > 2 and years[-1] - years[0] == len(years) - 1:
        return f"{years[0]}–{years[-1]}"
    return ", ".join(str(year) for year in years)


def _cells(change: TableChange) -> Table:
    shown = change.cells[:CELLS_IN_TERMINAL]
    more = f" (the {len(shown)} largest of {change.cells_revised})" if change.cells_revised > len(shown) else ""
    table = Table(
        "cell", "column", title=f"Revised in {change.table}{more}", title_justify="left", box=None, padding=(0, 1)
    )
    for name in ("old", "new", "change"):
        table.add_column(name, justify="right")
    for cell in shown:
        table.add_row(" · ".join(str(v) for v in cell.key.values() if v != ""), cell.column, *_amounts(cell))
    return table


def _amounts(cell: Cell) -> tuple[str, str, str]:
    old, new = ("–" if v is None else f"{v:,.6g}".replace(",", " ") for v in (cell.old, cell.new))
    return old, new, "" if cell.percent is None else f"{cell.percent:+.2f} %"


def check_results(results: Iterable[Result], passed_too: bool = False) -> RenderableType:
    """Checks that found something (or all of them), with their problems."""
    parts: list[RenderableType] = []
    passed = 0
    for r in results:
        passed += r.passed
        if r.passed and not passed_too:
            continue
        mark, style = ("ok", "green") if r.passed else ("accepted", "yellow") if r.accepted else ("FAILED", "red")
        if not r.passed and r.severity == "warns":
            mark, style = "warning", "yellow"
        name = r.name if r.passed else r.called
        parts.append(Text.assemble((f"{mark:8} ", style), (name, "bold"), f"  {r.sentence}"))
        parts += [Text(f"           {problem}") for problem in r.problems]
        if r.found > len(r.problems):
            parts.append(Text(f"           … and {r.found - len(r.problems)} more"))
        if r.accepted:
            parts.append(Text(f"           Let through on {r.accepted_at[:10]}: {r.reason}"))
    parts.append(Text(f"{passed} data checks passed."))
    return Group(*parts)


def accepted(those: Iterable[Acceptance]) -> RenderableType:
    """What a data check found and somebody let through, with their reason."""
    parts = [Text("Accepted although a data check failed", style="bold yellow")]
    for a in those:
        parts.append(Text(f"{a.check}@{a.fingerprint}, {a.accepted_at[:10]}: {a.reason}"))
        parts += [Text(f"    {problem}") for problem in a.problems]
        if a.found > len(a.problems):
            parts.append(Text(f"    … and {a.found - len(a.problems)} more"))
    return Group(*parts)


def fetched(outcomes: Iterable[Fetched]) -> RenderableType:
    """What came of each request that was asked of SSB."""
    table = Table("table", "request", "SSB's date", "", box=None, padding=(0, 1))
    styles = {"answered": "green", "unchanged": "", "failed": "red"}
    for f in outcomes:
        said = f.sentence or ("new figures" if f.status == "answered" else "nothing new")
        table.add_row(f.table, f.request, f.updated[:10], Text(said, style=styles[f.status]))
    return table


def columns(found: Iterable[Readable]) -> Table:
    """Tables that a query can read, with their columns."""
    table = Table("table", "columns", box=None, padding=(0, 1))
    table.add_column("rows", justify="right")
    table.add_column("years")
    for one in found:
        years = "–".join(map(str, dict.fromkeys(one.years))) if one.years else ""
        table.add_row(one.name, ", ".join(one.columns), f"{one.rows:,}".replace(",", "\u202f"), years)
    return table


def versions(stored: Iterable[Version]) -> Table:
    """The stored versions, newest first."""
    table = Table("", "version", "built (UTC)", "from", box=None, padding=(0, 1))
    table.add_column("MB", justify="right")
    table.add_column("remark")
    for v in stored:
        known = v.about
        table.add_row(
            "→" if v.served else "",
            Text(v.id, style="bold" if v.served else ""),
            f"{known.made_at:%Y-%m-%d %H:%M}" if known else "?",
            known.source if known else "?",
            f"{known.bytes / 1e6:.1f}" if known else "?",
            Text(v.problem or ("served" if v.served else ""), style="red" if v.problem else ""),
        )
    return table


def _origin(line: Line) -> str:
    """Where figures are from, short enough for a line; the data page has the whole of it."""
    if line.fetched_at:
        return f"SSB, fetched {line.fetched_at[:10]}"
    return f"snapshot: {line.origin.split(', ')[0]}"


def status(lines: Iterable[Line]) -> Table:
    """Every document of the served version."""
    table = Table(box=None, padding=(0, 1))
    for name in ("table", "request", "SSB's date", "ours", ""):
        table.add_column(name, no_wrap=True)
    table.add_column("rows", justify="right", no_wrap=True)
    table.add_column("years", no_wrap=True)
    # The one column that gives way where the terminal is narrow.
    table.add_column("from", overflow="fold")
    styles = {"newer at SSB": "yellow", "up to date": "green"}
    for line in lines:
        years = f"{line.first_year}–{line.last_year}" if line.first_year else ""
        standing = Text(line.standing, style=styles.get(line.standing, ""))
        rows = f"{line.rows:,}".replace(",", " ")
        table.add_row(
            line.table, line.request, line.theirs or "–", line.ours, standing, rows, years, escape(_origin(line))
        )
    return table
