"""PxWebApi 2's selection expressions, as SSB's guide and the server's source describe them."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

_CALL = re.compile(r"(top|bottom|from|to|range)\((.*)\)", re.IGNORECASE)


class Problem(Exception):
    """An error answer: HTTP status, `title`, and the status inside the body where it differs."""

    def __init__(self, status: int, title: str, inner: int | None = None) -> None:
        super().__init__(title)
        self.status, self.title, self.inner = status, title, inner or status


def split_address(value: str) -> list[str]:
    """The codes and expressions in one query parameter; an expression with a comma stands in square brackets."""
    return [bracketed or plain for bracketed, plain in re.findall(r"\[([^\]]*)\]|([^,\[\]]+)", value)]


def select(expressions: list[str], codes: list[str], time: bool) -> list[str]:
    """The codes that expressions choose, in the table's order.

    Raises:
        Problem: an expression is malformed or names a code that is not there.
    """
    lower = {code.lower(): code for code in codes}
    chosen: list[str] = []
    for expression in expressions:
        call = _CALL.fullmatch(expression)
        if call:
            chosen += _called(call[1].lower(), call[2].split(","), codes, lower, time)
        elif re.search(r"[()\[\]]", expression):
            raise Problem(400, "Illegal selection expression")
        elif "*" in expression or "?" in expression:
            chosen += [code for code in codes if fnmatchcase(code.lower(), expression.lower())]
        elif expression.lower() in lower:
            chosen.append(lower[expression.lower()])
        else:
            raise Problem(400, "Non-existent value")
    wanted = set(chosen)
    return [code for code in codes if code in wanted]


def _called(name: str, arguments: list[str], codes: list[str], lower: dict[str, str], time: bool) -> list[str]:
    try:
        if name in ("top", "bottom"):
            number, offset = int(arguments[0]), int(arguments[1]) if len(arguments) > 1 else 0
            newest_first = codes[::-1] if time == (name == "top") else codes
            return newest_first[offset : offset + number]
        places = [codes.index(lower[argument.strip().lower()]) for argument in arguments]
    except ValueError:
        raise Problem(400, "Illegal selection expression") from None
    except KeyError:
        raise Problem(400, "Non-existent value") from None
    if len(places) != (2 if name == "range" else 1):
        raise Problem(400, "Illegal selection expression")
    low = places[0] if name in ("from", "range") else 0
    high = places[-1] if name in ("to", "range") else len(codes) - 1
    return codes[low : high + 1]
