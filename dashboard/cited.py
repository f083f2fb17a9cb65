"""A reference to a view of the figures: short, long, and as BibTeX."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from dashboard import numbers
from dashboard.texts import Texts

KINDS = ("short", "long", "bibtex")
#: Characters that TeX would read as commands, and what stands for them in print.
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "$&%#_"},
}


@dataclass(frozen=True)
class Citation:
    """What a reference names.

    Attributes:
        title: what is shown.
        sources: whose figures they are.
        made: when the version was put together (UTC).
        version: the version of the warehouse.
        address: where the very same can be seen; it keeps to the version.
    """

    title: str
    sources: str
    made: datetime | None
    version: str
    address: str

    def written(self, kind: str, t: Texts, today: datetime | None = None) -> str:
        """The reference in words.

        Args:
            kind: one of `KINDS`.
            t: texts; they decide the language.
            today: the day it was read; now, if left out.
        """
        now = today or datetime.now(UTC)
        values = {
            "title": self.title,
            "tables": self.sources,
            "made": numbers.day(self.made, t.lang),
            "version": self.version,
            "year": str((self.made or now).year),
            "address": self.address,
            "today": numbers.day(now, t.lang),
        }
        if kind != "bibtex":
            return t(f"cite.{kind}", **values)
        return self._bibtex(values, now, t)

    def _bibtex(self, values: dict[str, str], now: datetime, t: Texts) -> str:
        """An entry that BibTeX and its many readers take; braces inside it always match."""
        name = _letters(t("site.name"))
        stamp = f"{_letters(self.title)[:40]}{_letters(self.version)}"
        fields = {
            "author": "{" + tex(t("site.name")) + "}",
            "title": "{" + tex(self.title) + "}",
            "year": values["year"],
            "note": tex(t("cite.note", **values)),
            "url": re.sub(r"[{}\\\s]", "", self.address),
            "urldate": now.strftime("%Y-%m-%d"),
            "language": t("cite.language"),
        }
        lines = ",\n".join(f"  {key} = {{{value}}}" for key, value in fields.items())
        return f"@misc{{{name}{values['year']}{stamp},\n{lines}\n}}"


def _letters(text: str) -> str:
    """What a BibTeX key can hold of a text."""
    return re.sub(r"[^a-z0-9]+", "", text.lower().translate(str.maketrans("æøå", "aoa")))


def tex(text: str) -> str:
    """A text in which TeX finds nothing but letters."""
    return "".join(_TEX.get(sign, sign) for sign in " ".join(text.split()))
