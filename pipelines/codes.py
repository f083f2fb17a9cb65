"""Codes and their labels: one found by the other, code list prefixes, selection expressions, naming the nearest."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Mapping

_PREFIX = re.compile(r"[A-Za-zÆØÅæøå]{1,3}[-_.]")
_EXPRESSION = re.compile(r"(top|bottom|from|to|range)\(([^()]*)\)")


def by_label(label: str, labels: Mapping[str, str]) -> str:
    """The one code with this label: letter case, spaces, marks of sub-rows and a unit in brackets do not count."""
    for form in (plain, _bare):
        same = [code for code, other in labels.items() if form(other) == form(label)]
        if len(same) == 1:
            return same[0]
        if same:
            return ""
    return ""


def plain(label: str) -> str:
    """A label without what does not tell two labels apart: letter case, dashes, spaces."""
    return " ".join(label.replace("–", "-").replace("\u00a0", " ").casefold().split())


def _bare(label: str) -> str:
    return re.sub(r"\s*\([^()]*\)$", "", plain(label)).lstrip("¬ ")


def code_prefix(codes: Iterable[str]) -> str:
    """What a code list puts before its codes ("K-"), if most of them have it."""
    codes = list(codes)
    counted = Counter(match[0] for match in map(_PREFIX.match, codes) if match)
    if not counted:
        return ""
    prefix, times = counted.most_common(1)[0]
    return prefix if times > len(codes) / 2 else ""


def expand(select: str, codes: list[str], time: bool = False) -> list[str]:
    """The codes that a selection expression means (`*`, `50*`, `top(5)`, `from(2015)`, `range(2015,2020)`, `2015`).

    Expressions are worked out here, not by SSB: it refuses a `from()` whose code is not in the table yet. As SSB does,
    `top` takes the newest of a time dimension (`time`) and the first of any other, `bottom` the other end. An
    expression that can't be read means no code.
    """
    match = _EXPRESSION.fullmatch(select.strip().strip("[]"))
    if not match:
        pattern = "".join({"*": ".*", "?": "."}.get(letter, re.escape(letter)) for letter in select)
        return [code for code in codes if re.fullmatch(pattern, code)]
    name, arguments = match[1], [argument.strip() for argument in match[2].split(",")]
    if name in ("top", "bottom"):
        if not all(argument.isdecimal() for argument in arguments):
            return []
        number, offset = int(arguments[0]), int(arguments[1]) if len(arguments) > 1 else 0
        ordered = codes[::-1] if (name == "top") == time else codes
        chosen = set(ordered[offset : offset + number])
        return [code for code in codes if code in chosen]
    low = arguments[0] if name in ("from", "range") else ""
    high = arguments[-1] if name in ("to", "range") else "\uffff"
    return [code for code in codes if low <= code <= high]


def called(label: str) -> str:
    """The label in a sentence, after its code."""
    return f" (“{label}”)" if label else ""


def few(labels: Mapping[str, str]) -> str:
    """The first three entries, as `code “label”`."""
    shown = [f"{code} “{label}”" for code, label in list(labels.items())[:3]]
    return ", ".join(shown) + (" …" if len(labels) > 3 else "")


def nearest(text: str, labels: Mapping[str, str]) -> str:
    """The three entries whose label or code is most like `text`, as `code “label”`."""

    def likeness(code: str) -> float:
        pairs = (plain(labels[code]), code.lower())
        return max(difflib.SequenceMatcher(None, plain(text), other).ratio() for other in pairs)

    best = sorted(labels, key=likeness, reverse=True)[:3]
    return ", ".join(f"{code} “{labels[code]}”" for code in best) or "none"
