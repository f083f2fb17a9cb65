"""How a refresh ended, told to a person on the screen and to whoever collects logs, in sentences."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from textwrap import shorten

from pipelines import checks, gather, last_refresh, publishing, terminal
from pipelines.refresh import Order, Outcome
from pipelines.screen import NOBODY_ASKED, WRONG


def tell(outcome: Outcome, order: Order) -> int:
    """Say how a refresh ended, and what to do next; the exit code."""
    screen = terminal.console()
    if any(f.status != "unchanged" or f.sentence for f in outcome.fetched):
        screen.print(terminal.fetched(f for f in outcome.fetched if f.status != "unchanged" or f.sentence))
    if outcome.ending in ("dry_run", "stopped") and outcome.report is not None:
        screen.print(terminal.report(outcome.report), terminal.check_results(outcome.checks), sep="\n")
    asked = f" {len(outcome.fetched)} requests asked of SSB." if outcome.fetched else ""
    said, code = {
        "published": (f"Published: version {outcome.version} is served.", 0),
        "nothing_new": (f"Nothing new: version {outcome.version} is up to date.{asked}", 0),
        "held_back": (
            f"Nothing published: these are the figures of version {outcome.version}, which was rolled back from; "
            f"to serve it again: python -m pipelines rollback {outcome.version}",
            0,
        ),
        "dry_run": ("Dry run: nothing was published.", 0),
        "declined": (
            "Not published: the version before is still served. To publish: python -m pipelines refresh --yes"
            " (with the same options; the answers of SSB are kept on disk)",
            0 if terminal.interactive() else NOBODY_ASKED,
        ),
        "stopped": (
            "Not published: a data check failed, and the version before is still served. When you have looked and it "
            f"is right: {accepting(outcome, order)}",
            WRONG,
        ),
        "failed": (
            "Not published: a table could not be fetched, and the version before is still served. Try again later "
            "(what was fetched is kept), or go on with the older figures of that table: python -m pipelines refresh "
            "--skip-failed",
            WRONG,
        ),
    }[outcome.ending]
    screen.print(said, style="" if code == 0 else "red", soft_wrap=True, markup=False, highlight=False)
    return code


def accepting(outcome: Outcome, order: Order) -> str:
    """The command that lets through just what stopped this refresh, with a reason to be written."""
    words = ["python", "-m", "pipelines", "refresh"]
    words += ["--from", order.source] if order.source != "ssb" else []
    words += ["--tables", ",".join(order.tables)] if order.tables else []
    words += ["--skip-failed"] if order.skip_failed else []
    again = {a.check for a in order.accept}  # one reason for all that this command lets through
    found = [
        a for result in outcome.checks if result.stops or result.name in again for a in ("--accept", result.called)
    ]
    return f'{shlex.join([*words, *found])} --reason "…"'


def log(outcome: Outcome, order: Order, code: int, seconds: float) -> None:
    """One line of JSON on standard error, where no terminal is."""
    terminal.log(
        "refresh",
        ending=outcome.ending,
        sentence=sentence(outcome),
        version=outcome.version,
        source=order.source,
        seconds=round(seconds, 1),
        failed_tables=[f.request for f in outcome.fetched if f.failed],
        failed_checks=[r.name for r in outcome.checks if not r.passed],
        accepted=[{"check": r.called, "reason": r.reason} for r in outcome.checks if r.accepted],
        exit_code=code,
    )


@contextmanager
def failure_kept(order: Order) -> Iterator[None]:
    """Let the pages and whoever watches the server know of a refresh that could not be carried through."""
    try:
        yield
    except (checks.UnknownCheck, gather.UnknownTable, publishing.Busy):
        raise  # nothing was begun
    except Exception as error:
        if not order.dry_run:
            last_refresh.keep("error", order.source, sentence=" ".join(str(error).split()))
        raise


def keep(outcome: Outcome, order: Order, seconds: float) -> None:
    """Let them know of one that came to its end."""
    if order.dry_run:
        return
    failed = [f.request for f in outcome.fetched if f.failed]
    stopped = [result.name for result in outcome.checks if result.stops]
    asked_all = order.source == "ssb" and not order.tables and not failed
    last_refresh.keep(outcome.ending, order.source, asked_all, seconds, ", ".join([*failed, *stopped]))


def sentence(outcome: Outcome) -> str:
    """What happened, in one sentence that stands by itself."""
    failed = [_about(f) for f in outcome.fetched if f.failed]
    remarks = [_about(f) for f in outcome.fetched if not f.failed and f.sentence]
    # the whole finding stands on the screen and in the change report; a log line is a sentence
    stopped = [f"{r.name} found: {shorten(r.problems[0], 300, placeholder=' …')}" for r in outcome.checks if r.stops]
    said = {
        "published": f"version {outcome.version} was published and is served",
        "nothing_new": f"nothing new, version {outcome.version} is served",
        "held_back": f"nothing published, version {outcome.version} has these figures and was rolled back from",
        "dry_run": "a dry run, nothing was published",
        "declined": "nobody said yes, nothing was published",
        "stopped": "not published, a data check stopped it",
        "failed": "not published, a table could not be fetched",
    }[outcome.ending]
    parts = [_first(problems) for problems in (stopped, failed, remarks) if problems]
    return "; ".join([said, *parts]).rstrip(".") + "."


def _first(problems: list[str]) -> str:
    more = len(problems) - 1
    return problems[0].rstrip(".") + (f" (and {more} more)" if more else "")


def _about(one: gather.Fetched) -> str:
    """What came of a request, on one line that names its table once."""
    said = " ".join(one.sentence.split())
    return said if said.lower().startswith(f"table {one.table}") else f"table {one.table}: {said}"
