"""Every word a reader sees, in two catalogues with the same keys: `nb.toml` and `en.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("nb", "en")
DEFAULT = "nb"


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

    def either(self, nb: str, en: str) -> str:
        """The one of two texts that is in this language; for texts that come with the data."""
        return en if self.lang == "en" else nb


@cache
def texts(lang: str) -> Texts:
    """The catalogue of a language."""
    file = Path(__file__).with_name(f"{lang}.toml")
    return Texts(lang=lang, texts=dict(_flat(tomllib.loads(file.read_text(encoding="utf-8")))))
