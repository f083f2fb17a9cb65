"""What the site says about itself: corrections, assumptions and the accessibility statement, from files under data/."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from pipelines import paths
from pipelines.tables import Bilingual, Declared


class Correction(Declared):
    """A correction of something that was published: what was wrong, what stands now, how it could happen, where."""

    date: date
    what: Bilingual
    now: Bilingual
    why: Bilingual
    pages: list[str] = Field(default_factory=list)


class Assumption(Declared):
    """Something the estimate takes for granted.

    Attributes:
        key: its name.
        what, why, otherwise: what is assumed, why, and what changes if it is otherwise.
        page: key of the page that shows the measurement.
        table: name of the table of the analysis that holds it.
    """

    key: str = Field(pattern=r"^[a-z_]+$")
    what: Bilingual
    why: Bilingual
    otherwise: Bilingual
    page: str
    table: str


class Failing(Declared):
    """Something that falls short of a criterion of WCAG."""

    criterion: str = Field(pattern=r"^\d\.\d\.\d+$")
    name: Bilingual
    text: Bilingual


class Statement(Declared):
    """The accessibility statement.

    Attributes:
        status: whether all, some or none of it conforms.
        made, updated: when the statement was made, and last gone through.
        standard: what it is held against.
        status_text, tested, contrast: in words.
        failing: what falls short.
    """

    status: Literal["full", "partial", "none"]
    made: date
    updated: date
    standard: str
    status_text: Bilingual
    tested: Bilingual
    contrast: Bilingual
    failing: list[Failing]


class Contact(Declared):
    """Who answers for the site; "" for what is not given."""

    name: str = ""
    email: str = Field("", pattern=r"^$|^[^@\s]+@[^@\s]+$")
    page: str = Field("", pattern=r"^$|^https?://\S+$")


def _read(file: Path) -> dict[str, object]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def corrections(file: Path = paths.DATA / "corrections.toml") -> tuple[Correction, ...]:
    """The corrections, newest first."""
    rows = _read(file)["correction"]
    assert isinstance(rows, list)
    return tuple(sorted((Correction.model_validate(one) for one in rows), key=lambda one: one.date, reverse=True))


@cache
def assumptions(file: Path = paths.DATA / "assumptions.toml") -> tuple[Assumption, ...]:
    """The assumptions, the weightiest first."""
    rows = _read(file)["assumption"]
    assert isinstance(rows, list)
    return tuple(Assumption.model_validate(one) for one in rows)


@cache
def accessibility(file: Path = paths.DATA / "accessibility.toml") -> Statement:
    """The accessibility statement."""
    return Statement.model_validate(_read(file))


@cache
def contact(file: Path = paths.DATA / "contact.toml") -> Contact:
    """Who answers for the site."""
    return Contact.model_validate(_read(file))
