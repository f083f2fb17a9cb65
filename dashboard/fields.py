"""The columns of the files that people take away: what each holds and in which unit, from `fields.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

#: End of a column's name → unit, longest first.
_UNITS: dict[str, tuple[str, str]] = {
    "_pct_a_year": ("prosent per år", "per cent a year"),
    "_mnok_a_year": ("millioner kroner per år", "NOK million a year"),
    "_mnok": ("millioner kroner", "NOK million"),
    "_bnok": ("milliarder kroner", "NOK billion"),
    "_nok": ("kroner", "NOK"),
    "_pct": ("prosent", "per cent"),
    "_points": ("indekspoeng", "index points"),
    "_persons": ("personer", "persons"),
}
#: Kind of a column's numbers → its type in CSV-W (XML Schema).
_TYPES = {"i": "integer", "u": "integer", "f": "double", "b": "boolean"}


@dataclass(frozen=True)
class Field:
    """A column.

    Attributes:
        name: its name in the file.
        nb, en: what it holds.
        unit_nb, unit_en: its unit; "" where it has none or the row tells it.
    """

    name: str
    nb: str
    en: str
    unit_nb: str
    unit_en: str

    def title(self, lang: str) -> str:
        """What it holds, in a language."""
        return self.en if lang == "en" else self.nb

    def unit(self, lang: str) -> str:
        """Its unit, in a language."""
        return self.unit_en if lang == "en" else self.unit_nb


@cache
def _declared() -> dict[str, Field]:
    content = tomllib.loads(Path(__file__).with_name("fields.toml").read_text(encoding="utf-8"))
    found = {}
    for name, words in content.items():
        unit = next((unit for ending, unit in _UNITS.items() if name.endswith(ending)), ("", ""))
        found[name] = Field(name, words["nb"], words["en"], *unit)
    return found


def known(name: str) -> bool:
    """Whether a column is declared."""
    return name in _declared()


def field(name: str) -> Field:
    """A column by its name; one that is not declared is called what it is called in the file."""
    return _declared().get(name) or Field(name, name, name, "", "")


def datatype(column: pd.Series) -> str:
    """The type of a column's cells as CSV-W names it."""
    return _TYPES.get(getattr(column.dtype, "kind", "O"), "string")
