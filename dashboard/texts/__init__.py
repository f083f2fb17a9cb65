"""Every word a reader sees, a catalogue for each language: `nb.toml`, `en.toml`, and whatever else lies beside them.

A language is one file. It says in `[language]` what it is called, which locale its numbers and dates follow and which
of the data's two languages (nb, en) it takes names and definitions in; a text it lacks is the default language's.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
DEFAULT = "nb"
#: The languages that names and definitions of the data are written in.
DATA = ("nb", "en")
#: Another folder with further catalogues, for whoever runs the server.
VARIABLE = "MALBAROMETERET_TEXTS"


def catalogues() -> dict[str, Path]:
    """Language → its file, the default first."""
    more = os.environ.get(VARIABLE, "")
    found = {file.stem: file for file in Path(more).glob("*.toml")} if more else {}
    found |= {file.stem: file for file in FOLDER.glob("*.toml")}
    return {lang: found[lang] for lang in sorted(found, key=lambda lang: (lang != DEFAULT, lang))}


LANGUAGES: tuple[str, ...] = tuple(catalogues())


def _flat(tree: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, branch in tree.items():
        if isinstance(branch, dict):
            yield from _flat(branch, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(branch)


@dataclass(frozen=True)
class Texts:
    """One language's texts: `t("goal.title", year=2020)`."""

    lang: str
    texts: dict[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key with its blanks filled.

        Raises:
            KeyError: the key is not in the catalogue.
        """
        return self.texts[key].format(**values) if values else self.texts[key]

    def has(self, key: str) -> bool:
        """Whether the catalogue has the key."""
        return key in self.texts

    @property
    def asked(self) -> dict[str, str]:
        """What an address says of the language: nothing of the default."""
        return {"lang": self.lang} if self.lang != DEFAULT else {}

    @property
    def data(self) -> str:
        """The language in which names and definitions are taken from the data: "nb" or "en"."""
        return self.texts.get("language.data", DEFAULT)

    def either(self, nb: str, en: str) -> str:
        """The one of two texts that is in this language; for texts that come with the data."""
        return en if self.data == "en" else nb

    def inside(self, name: str) -> str:
        """A region's name as it stands inside a sentence: English puts a small “the” before it there."""
        return f"the {name[4:]}" if self.data == "en" and name.startswith("The ") else name


@cache
def texts(lang: str) -> Texts:
    """The catalogue of a language; what it lacks is the default language's."""
    found = dict(_flat(tomllib.loads(catalogues()[lang].read_text(encoding="utf-8"))))
    return Texts(lang=lang, texts=found if lang == DEFAULT else texts(DEFAULT).texts | found)


def spoken(asked: str | None) -> str:
    """The language that is asked for, where there is such a catalogue; else the default."""
    return asked if asked in LANGUAGES else DEFAULT


def begun(words: str) -> str:
    """Words as they stand where something begins with them: `Jobber etter næring`, of what is small in a sentence."""
    return words[:1].upper() + words[1:]


def in_norwegian_order(name: str) -> str:
    """What a name is sorted by: æ, ø, å come last, in this order, and capitals make no difference."""
    return name.casefold().translate(str.maketrans("æøå", "{|}"))


def locale(lang: str) -> str:
    """The locale that a language's numbers and dates follow: `nb_NO`."""
    return texts(lang)("language.locale")


def data_language(lang: str) -> str:
    """The language in which names and definitions are taken from the data: "nb" or "en"."""
    return texts(lang).data
