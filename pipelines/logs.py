"""One way to log for the pages and the commands: a line of JSON on standard error for each thing that happened.

A line tells what happened and where in the program, never who was there or what somebody wrote: fields that could tell
are emptied, and addresses of machines, questions of web addresses and passwords are struck out of every text. In a
terminal the same is written for people.
"""

from __future__ import annotations

import ipaddress
import json
import logging
import re
import sys
import traceback
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from structlog.typing import EventDict

STRUCK = "…"
#: Fields that tell who somebody is, what he asked, or what nobody may know: emptied wherever they stand.
PRIVATE = frozenset(
    (
        *("authorization", "cookie", "cookie_secret", "password", "secret", "token"),
        *("client", "email", "host", "ip", "origin", "remote_addr", "user", "user_agent"),
        *("query", "query_string", "referer", "url"),
    )
)
_MAYBE_ADDRESS = re.compile(r"[0-9A-Fa-f:.]*[:.][0-9A-Fa-f:.]+")
_QUESTION = re.compile(r"\?[^\s\"'<>]*=[^\s\"'<>]*")
_SECRET = re.compile(
    r"(?i)\b(\w*(?:password|passwd|secret|token|api_?key|authorization)\w*\s*[=:]\s*)\S+(?:\s+\S{12,})?"
)
_CREDENTIALS = re.compile(r"://[^/\s:@]+:[^/\s@]+@")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ROOT = Path(__file__).resolve().parent.parent
#: So much of a stack, counted from where it went wrong, and of an error's own words.
_FRAMES, _LONGEST = 12, 300
#: Loggers of the server that the pages run on; each has a handler of its own.
_SERVERS = ("streamlit", "uvicorn", "websockets", "asyncio", "tornado")


def clean(text: str) -> str:
    """A text without addresses of machines and people, questions of web addresses, and secrets."""
    for pattern, instead in (
        (_CREDENTIALS, f"://{STRUCK}@"),
        (_SECRET, rf"\g<1>{STRUCK}"),
        (_QUESTION, f"?{STRUCK}"),
        (_MAIL, STRUCK),
    ):
        text = pattern.sub(instead, text)
    return _MAYBE_ADDRESS.sub(_without_address, text)


def _without_address(found: re.Match[str]) -> str:
    word = found.group()
    bare = word.rstrip(".:")
    machine, _, port = bare.rpartition(":") if bare.count(":") == 1 else (bare, "", "")
    try:
        ipaddress.ip_address(machine or bare)
    except ValueError:
        return word
    return STRUCK + (f":{port}" if port else "") + word[len(bare) :]


def _scrub(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: STRUCK if str(key).lower() in PRIVATE else _scrub(entry) for key, entry in value.items()}
    return [_scrub(entry) for entry in value] if isinstance(value, list | tuple) else value


def private(_: Any, __: str, line: EventDict) -> EventDict:
    """Strike out of a line what is nobody's business; a step of structlog's."""
    return {key: STRUCK if key.lower() in PRIVATE else _scrub(value) for key, value in line.items()}


def told(_: Any, __: str, line: EventDict) -> EventDict:
    """Put an exception into fields of its own: its kind, its words, and the way to it; a step of structlog's."""
    error = line.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        line.update(exception=type(error).__name__, message=str(error)[:_LONGEST], way=way(error))
    return line


def _in_order(_: Any, __: str, line: EventDict) -> EventDict:
    first = {key: line[key] for key in ("time", "level", "room", "event") if key in line}
    return {**first, **line}


def way(error: BaseException) -> list[str]:
    """Where an error came from, outermost first: file, line and function, without anybody's values."""
    steps = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return [f"{_short(step.filename)}:{step.lineno} {step.name}" for step in steps]


def _short(file: str) -> str:
    """A file as the project or the library knows it, without the folders of this machine."""
    path = Path(file)
    if path.is_relative_to(_ROOT) and ".venv" not in path.parts:
        return path.relative_to(_ROOT).as_posix()
    return "/".join(path.parts[-2:])


def _steps(people: bool) -> list[Any]:
    shown: Any = (
        structlog.dev.ConsoleRenderer(colors=False)
        if people
        else structlog.processors.JSONRenderer(partial(json.dumps, ensure_ascii=False, default=str))
    )
    return [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="%Y-%m-%dT%H:%M:%SZ", utc=True, key="time" if not people else "timestamp"),
        told,
        private,
        _in_order,
        shown,
    ]


def get(room: str) -> Any:
    """The logger of a room: `get("dashboard").warning("page_failed", error_id="…")`."""
    return structlog.wrap_logger(structlog.PrintLogger(sys.stderr), processors=_steps(sys.stderr.isatty()), room=room)


class _OneWay(logging.Handler):
    """Hands what a library logs on to the one way."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        # told by the pages themselves, with an id that the reader sees too
        if record.getMessage() == "Uncaught app execution" and not isinstance(error, SyntaxError):
            return
        get(record.name).log(record.levelno, record.getMessage(), exc_info=error)


def take_over() -> None:
    """Let the libraries that serve the pages log in the one way too."""
    names = [name for name in logging.root.manager.loggerDict if name.split(".")[0] in _SERVERS]
    for name in {*names, *_SERVERS}:
        logger = logging.getLogger(name)
        # who asked for what is counted, by route, and never written down: see `dashboard/web/metrics.py`
        logger.handlers = [logging.NullHandler() if name == "uvicorn.access" else _OneWay(logging.WARNING)]
        logger.propagate = False
    logging.root.handlers = [_OneWay(logging.WARNING)]
