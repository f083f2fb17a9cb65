"""The search over the whole site: indicators, regions, pages and the words of the method, in either language's words.

Every word of the query has to be found; what stands in a name comes before what stands in a definition. Where nothing
is found, the names that come nearest are offered.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from dashboard import former, glossary, standings
from dashboard.once import once
from dashboard.pages import PAGES
from dashboard.texts import DATA, LANGUAGES, data_language, texts
from pipelines.plan import plan

KINDS = ("indicator", "region", "term", "page")
#: Longer queries are cut: nobody types them, and they would only take time.
LONGEST = 80
_WORD = re.compile(r"[\w%-]+")
#: How alike a name, or a word, has to be to be offered for a slip of the finger, from 0 to 100, and how many are.
_NEAR, _NEAR_WORD, _OFFERED = 72, 78, 6
#: Slips are looked for in words of so many letters; shorter ones are alike by chance.
_SLIP = 4
#: What is typed where the keyboard has no Norwegian letters; either of two ways comes out alike.
_SPELT = (("æ", "ae"), ("ø", "o"), ("oe", "o"), ("aa", "a"), ("ð", "d"), ("đ", "d"), ("ŋ", "n"))


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
        former: names of what it continues: found by them, it comes after what bears the name today.
        plain: its names and former names as they are spelt without Norwegian letters.
    """

    kind: str
    key: str
    title: str
    text: str
    page: str
    asked: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    words: str
    former: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()


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


def spelt(text: str) -> str:
    """A compared text without Norwegian letters or accents: `Ålesund`, `Alesund` and `Aalesund` come out alike."""
    for letter, instead in _SPELT[:2]:
        text = text.replace(letter, instead)
    text = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    for letter, instead in _SPELT[2:]:
        text = text.replace(letter, instead)
    return text


@once(4)
def entries(version: str, lang: str) -> tuple[Entry, ...]:
    """Everything that can be found, with the words of the reader's language."""
    every = (*_indicators(version, lang), *_regions(version, lang), *_terms(lang), *_pages(lang))
    return tuple(replace(entry, plain=tuple(map(spelt, (*entry.names, *entry.former)))) for entry in every)


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
    shown, t, numbers = standings.region_names(version, lang), texts(lang), former.by_code(version)
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
        words = [name, t("search.region_words"), *(code for code, was in numbers.items() if name in was.follow)]
        found = _entry("region", name, shown[name], text, page, asked, names, words)
        parts = [(was, part) for was, part in former.parts(version).get(name, ()) if plainly(was) not in found.names]
        if parts:
            told = [t("municipalities.part_of", name=was) if part else was for was, part in parts]
            found = replace(
                found,
                text=f"{text} {t('search.continues', parts=', '.join(told))}",
                former=tuple(plainly(was) for was, _ in parts),
            )
        made.append(found)
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
    hits = _hits(every, wanted)
    # the kind of the best one first: who types the name of a place is not looking for the indicators that mention it
    kinds = dict.fromkeys(entry.kind for entry in hits)
    found = Found({kind: [entry for entry in hits if entry.kind == kind] for kind in kinds})
    return found if found.count else Found({}, _nearest(every, wanted))


def _hits(every: Sequence[Entry], wanted: str) -> list[Entry]:
    """The entries that a query finds, best first."""
    scored = [(_score(entry, wanted), entry) for entry in every]
    return [entry for score, entry in sorted(scored, key=lambda one: -one[0]) if score]


def _score(entry: Entry, wanted: str) -> float:
    """How well an entry fits, 0 for not at all."""
    if wanted in entry.names:
        return 100.0 + (entry.key == plan().goal.region)
    if any(name.startswith(wanted) for name in entry.names):
        return 90.0
    parts = wanted.split()
    if any(name.startswith(wanted) for name in entry.former):
        return 70.0
    # who has Norwegian letters at hand means them: “år” is not the beginning of Arendal
    if wanted.isascii() and any(name.startswith(spelt(wanted)) for name in entry.plain):
        return 65.0
    in_names = " ".join(entry.names)
    if all(any(word.startswith(part) for word in in_names.split()) for part in parts):
        return 80.0
    if all(part in in_names for part in parts):
        return 60.0
    if all(part in in_names or part in entry.words for part in parts):
        return 40.0 + any(part in in_names for part in parts)
    return 0.0


def _nearest(every: Sequence[Entry], wanted: str) -> tuple[Entry, ...]:
    """The entries whose names come nearest to words that are found nowhere: the whole name's, then single words'."""
    plain = spelt(wanted)
    names = [(name, entry) for entry in every for name in entry.plain]
    close = process.extract(plain, [name for name, _ in names], scorer=fuzz.ratio, score_cutoff=_NEAR, limit=20)
    unique = dict.fromkeys(names[place][1] for _, _, place in close)
    told = _mended(every, plain)
    spelt_out = [replace(entry, names=entry.plain, words=spelt(entry.words)) for entry in every] if told else []
    by_key = {(entry.kind, entry.key): entry for entry in every}
    unique |= dict.fromkeys(by_key[entry.kind, entry.key] for entry in _hits(spelt_out, told))
    return tuple(unique)[:_OFFERED]


def _mended(every: Sequence[Entry], plain: str) -> str:
    """The query with each word that begins none of ours put right; "" where a word has nothing near it."""
    ours = sorted({word for entry in every for name in entry.plain for word in name.split()})
    ours += sorted({word for entry in every for word in spelt(entry.words).split()} - {*ours})
    mended = []
    for part in plain.split():
        if any(word.startswith(part) for word in ours):
            mended.append(part)
            continue
        near = len(part) >= _SLIP and process.extractOne(part, ours, scorer=fuzz.ratio, score_cutoff=_NEAR_WORD)
        if not near:
            return ""
        mended.append(near[0])
    return " ".join(mended)
