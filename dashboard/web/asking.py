"""Reads a question by the declaration of its route; what it cannot mean is refused in one plain sentence."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from starlette.requests import Request

from dashboard.texts import LANGUAGES, Texts, texts
from dashboard.web.declared import ALWAYS, Asked, Declared, Refused

#: A word in an address can be a page long; the answer quotes its beginning.
_QUOTED = 40
_SPAN = re.compile(r"([0-9]{4})(?:-([0-9]{4}))?")
#: Languages that a browser may ask for → ours.
_NORWEGIAN = ("nb", "no", "nn")


def language(request: Request) -> Texts:
    """The reader's language: what the address says, else what the browser prefers, else English (programs).

    An address that asks for a language that is not there is answered in the browser's.
    """
    asked = request.query_params.get("lang", "")
    if asked in LANGUAGES:
        return texts(asked)
    preferred = request.headers.get("accept-language", "").split(",")[0].split(";")[0].strip().lower().split("-")[0]
    if preferred in LANGUAGES:
        return texts(preferred)
    return texts("nb" if preferred in _NORWEGIAN else "en")


def near(word: str, valid: Sequence[str]) -> list[str]:
    """The valid words that come nearest, else the first ones."""
    return difflib.get_close_matches(word, valid, n=3, cutoff=0.5) or list(valid)[:8]


def unknown(status: int, what: str, word: str, valid: Sequence[str], t: Texts, parameter: str = "") -> Refused:
    """The refusal of a word that is not there; it names the nearest.

    Args:
        status: HTTP status.
        what: what it was taken for; its name in a language is `api.what.<what>`.
        word: the word.
        valid: the words there are.
        t: texts.
        parameter: the parameter that held it.
    """
    named = t(f"api.what.{what}") if t.has(f"api.what.{what}") else what
    words = near(word, valid)
    quoted = word[:_QUOTED]
    return Refused(
        status, key="unknown", parameter=parameter or what, nearest=words,
        what=named, word=quoted, nearest_words=", ".join(words),
    )  # fmt: skip


def read(route: Declared, request: Request) -> Asked:
    """The question.

    Raises:
        Refused: a parameter or the form of a value that the route does not know.
    """
    t = language(request)
    path = {name: str(value) for name, value in request.path_params.items()}
    if "format" in path and path["format"] not in route.formats:
        raise unknown(404, "format", path["format"], route.formats, t)
    known = {parameter.name: parameter for parameter in (*route.parameters, *ALWAYS)}
    one: dict[str, str] = {}
    many: dict[str, list[str]] = {}
    years: set[int] = set()
    for name in request.query_params:
        if name not in known and not route.open_ended:
            raise unknown(400, "parameter", name, list(known), t, parameter=name[:_QUOTED])
        kind = known[name].kind if name in known else "many"
        if kind == "one":
            one[name] = request.query_params[name]
            options = LANGUAGES if name == "lang" else known[name].options
            if options and one[name] not in options:
                raise unknown(400, name, one[name], options, t, parameter=name)
            continue
        words = [word.strip() for entry in request.query_params.getlist(name) for word in entry.split(",")]
        words = [word for word in words if word]
        if kind == "years":
            years |= _years(name, words)
        elif words:
            many[name] = words
    for name, parameter in known.items():
        if parameter.required and not (one.get(name) or many.get(name)):
            raise Refused(400, key=f"missing_{name}", parameter=name)
    return Asked(request, t, path, one, many, sorted(years) or None, pinned=bool(one.get("version")))


def _years(name: str, words: Sequence[str]) -> set[int]:
    found: set[int] = set()
    for word in words:
        match = _SPAN.fullmatch(word)
        if not match:
            raise Refused(400, key="year", parameter=name, name=name, word=word[:_QUOTED])
        found.update(range(int(match[1]), int(match[2] or match[1]) + 1))
    return found
