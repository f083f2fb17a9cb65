"""The search over the whole site: indicators, regions, pages and the words of the method, in either language's words.

Every word of the query has to be found; what stands in a name comes before what stands in a definition. Where nothing
is found, the names that come nearest are offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from dashboard import glossary, standings
from dashboard.once import once
from dashboard.pages import PAGES
from dashboard.plan import plan
from dashboard.texts import DATA, LANGUAGES, data_language, texts

KINDS = ("indicator", "region", "term", "page")
#: Longer queries are cut: nobody types them, and they would only take time.
LONGEST = 80
_WORD = re.compile(r"[\w%-]+")
#: How alike a name has to be to be offered for a slip of the finger, from 0 to 100, and how many are.
_NEAR, _OFFERED = 72, 5


@dataclass(frozen=True)
class Entry:
    """Something that can be found.

    Attributes:
        kind: one of `KINDS`.
        key: its name in the code.
        title: what a reader sees.
        text: what it is.
        page: path of the page that shows it; "" for a term, which is shown where it is found.
        asked: (parameter, value) of that page's address.
        names: all its names, in both languages, as they are compared.
        words: everything else it is found by, likewise.
    """

    kind: str
    key: str
    title: str
    text: str
    page: str
    asked: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class Found:
    """What a query found: entries by kind, best first; and where nothing was, what comes nearest."""

    by_kind: dict[str, list[Entry]]
    near: tuple[Entry, ...] = ()

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(len(entries) for entries in self.by_kind.values())


def plainly(text: str) -> str:
    """A text as it is compared: small letters, one space between words."""
    return " ".join(_WORD.findall(text.casefold()))


@once(4)
def entries(version: str, lang: str) -> tuple[Entry, ...]:
    """Everything that can be found, with the words of the reader's language."""
    return (*_indicators(version, lang), *_regions(version, lang), *_terms(lang), *_pages(lang))


def _entry(
    kind: str,
    key: str,
    title: str,
    text: str,
    page: str,
    asked: Sequence[tuple[str, str]],
    names: Iterable[str],
    words: Iterable[str],
) -> Entry:
    compared = tuple(dict.fromkeys(plainly(name) for name in names))
    return Entry(kind, key, title, text, page, tuple(asked), compared, plainly(" ".join(words)))


def _indicators(version: str, lang: str) -> list[Entry]:
    return [
        _entry(
            "indicator",
            name,
            str(row[f"name_{data_language(lang)}"]),
            str(row[f"definition_{data_language(lang)}"]),
            "indicator",
            [("indicator", name)],
            [str(row[f"name_{one}"]) for one in DATA],
            [
                name,
                *(str(row[f"{part}_{one}"]) for part in ("definition", "unit") for one in DATA),
                *map(str, row["sources"]),
            ],
        )
        for name, row in standings.declared(version).items()
    ]


def _regions(version: str, lang: str) -> list[Entry]:
    shown, t = standings.region_names(version, lang), texts(lang)
    made = []
    for name, row in standings.regions(version).items():
        municipal = row["kind"] == "municipality"
        page, asked = ("municipalities", [("municipality", name)]) if municipal else ("explore", [("focus", name)])
        text = t("search.municipality", code=name) if municipal else t("search.region")
        names = [str(row[f"name_{one}"]) for one in DATA]
        # a municipality with names in two languages is looked for by each of them
        official = standings.official_name(version, name)
        also = [part for part in official.split(" - ") if part not in names]
        names += also
        if any(also):  # who typed one of them sees why this was found
            text = f"{text} {t('municipalities.official_name', name=official.replace(' - ', ' – '))}."
        made.append(_entry("region", name, shown[name], text, page, asked, names, [name, t("search.region_words")]))
    return made


def _terms(lang: str) -> list[Entry]:
    return [
        _entry(
            "term",
            term.key,
            term.said(data_language(lang)).name,
            term.said(data_language(lang)).text,
            "",
            [],
            [term.said(data_language(one)).name for one in LANGUAGES],
            [f"{term.said(data_language(one)).also} {term.said(data_language(one)).text}" for one in LANGUAGES],
        )
        for term in glossary.terms()
    ]


def _pages(lang: str) -> list[Entry]:
    return [
        _entry(
            "page",
            path or "goal",
            texts(lang)(f"page.{page.key}.title"),
            texts(lang)(f"page.{page.key}.description"),
            path or "goal",
            [],
            [texts(one)(f"page.{page.key}.title") for one in LANGUAGES],
            [texts(one)(f"page.{page.key}.description") for one in LANGUAGES],
        )
        for path, page in PAGES.items()
        if page.listed
    ]


@once(128)
def find(version: str, query: str, lang: str) -> Found:
    """What a query finds.

    Args:
        version: the warehouse version being shown.
        query: what the reader has typed.
        lang: the reader's language.
    """
    wanted = plainly(query[:LONGEST])
    if not wanted:
        return Found({})
    every = entries(version, lang)
    scored = [(_score(entry, wanted), entry) for entry in every]
    hits = sorted((one for one in scored if one[0]), key=lambda one: -one[0])
    by_kind = {kind: [entry for _, entry in hits if entry.kind == kind] for kind in KINDS}
    found = Found({kind: some for kind, some in by_kind.items() if some})
    return found if found.count else Found({}, _nearest(every, wanted))


def _score(entry: Entry, wanted: str) -> float:
    """How well an entry fits, 0 for not at all."""
    if wanted in entry.names:
        return 100.0 + (entry.key == plan().region)
    if any(name.startswith(wanted) for name in entry.names):
        return 90.0
    parts = wanted.split()
    in_names = " ".join(entry.names)
    if all(any(word.startswith(part) for word in in_names.split()) for part in parts):
        return 80.0
    if all(part in in_names for part in parts):
        return 60.0
    if all(part in in_names or part in entry.words for part in parts):
        return 40.0
    return 0.0


def _nearest(every: Sequence[Entry], wanted: str) -> tuple[Entry, ...]:
    """The entries whose names come nearest to a word that is found nowhere."""
    names = [(name, entry) for entry in every for name in entry.names]
    close = process.extract(wanted, [name for name, _ in names], scorer=fuzz.ratio, score_cutoff=_NEAR, limit=20)
    unique = dict.fromkeys(names[place][1] for _, _, place in close)
    return tuple(unique)[:_OFFERED]
