"""Reads a question by the declaration of its route; what it cannot mean is refused in one plain sentence."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from starlette.requests import Request

from dashboard.texts import LANGUAGES, Texts, spoken, texts
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


def content_language(request: Request) -> Texts:
    """The language of what is answered: what the address says, else the default; no browser changes a file."""
    return texts(spoken(request.query_params.get("lang")))


def unknown(status: int, what: str, word: str, valid: Sequence[str], parameter: str = "") -> Refused:
    """The refusal of a word that is not there; it names the nearest.

    Args:
        status: HTTP status.
        what: what it was taken for; its name in a language is `api.what.<what>`.
        word: the word.
        valid: the words there are.
        parameter: the parameter that held it.
    """
    return instead(status, what, word, near(word, valid), parameter)


def instead(status: int, what: str, word: str, words: Sequence[str], parameter: str = "") -> Refused:
    """The refusal of a word that is not there; it names these words as the nearest.

    Args:
        status, what, word, parameter: as in `unknown`.
        words: what most likely was meant.
    """
    told = {"what": what, "word": word[:_QUOTED], "nearest": ", ".join(words)}
    return Refused(status, "unknown", parameter or what, words, told)


def read(route: Declared, request: Request) -> Asked:
    """The question.

    Raises:
        Refused: a parameter or the form of a value that the route does not know.
    """
    path = _path(request)
    if "format" in path and path["format"] not in route.formats:
        raise unknown(404, "format", path["format"], route.formats)
    known = {parameter.name: parameter for parameter in (*route.parameters, *ALWAYS)}
    one: dict[str, str] = {}
    many: dict[str, list[str]] = {}
    chosen: set[int] = set()
    for name in request.query_params:
        if name not in known and not route.open_ended:
            raise unknown(400, "parameter", name, list(known), parameter=name[:_QUOTED])
        kind = known[name].kind if name in known else "many"
        if kind == "one":
            one[name] = request.query_params[name]
            if len({*request.query_params.getlist(name)}) > 1:
                raise Refused(400, "several", name, values={"name": name})
            options = LANGUAGES if name == "lang" else known[name].options
            if options and one[name] not in options:
                raise unknown(400, name, one[name], options, parameter=name)
            continue
        words = [word.strip() for entry in request.query_params.getlist(name) for word in entry.split(",")]
        words = [word for word in words if word]
        if kind == "years":
            chosen |= years(name, words)
        elif words:
            many[name] = words
    for name, parameter in known.items():
        if parameter.required and not (one.get(name) or many.get(name)):
            raise Refused(400, f"missing_{name}", name)
    return Asked(
        request, content_language(request), path, one, many, sorted(chosen) or None, pinned=bool(one.get("version"))
    )


def _path(request: Request) -> dict[str, str]:
    """The open parts of the address. An ending with a dot in it (`csv-metadata.json`) is one ending, not two."""
    path = {name: str(value) for name, value in request.path_params.items()}
    before = next((name for name in path if name != "format" and "." in path[name]), "")
    if "format" in path and before:
        path[before], _, more = path[before].partition(".")
        path["format"] = f"{more}.{path['format']}"
    return path


def bad_year(name: str, word: str) -> Refused:
    """The refusal of what is neither a year nor a span of years."""
    return Refused(400, "year", name, values={"name": name, "word": word[:_QUOTED]})


def years(name: str, words: Sequence[str]) -> set[int]:
    """The years that words such as 2019 and 2008-2019 name.

    Raises:
        Refused: a word names none.
    """
    found: set[int] = set()
    for word in words:
        match = _SPAN.fullmatch(word)
        if not match:
            raise bad_year(name, word)
        first, last = int(match[1]), int(match[2] or match[1])
        if first > last:  # no year at all would be taken for every year
            raise Refused(400, "span", name, values={"name": name, "word": word[:_QUOTED], "turned": f"{last}-{first}"})
        found.update(range(first, last + 1))
    return found
