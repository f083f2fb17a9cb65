"""The words of the method and what they mean, from `data/glossary.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Annotated

from pydantic import Field, StringConstraints

from pipelines import paths
from pipelines.tables import Declared

_Said = Annotated[str, StringConstraints(pattern=r"\S")]


class Words(Declared):
    """A term in one language.

    Attributes:
        name: the term.
        text: what it means.
        also: other words that people look for.
    """

    name: _Said
    text: _Said
    also: str = ""


class Term(Declared):
    """A term in both languages, with the source of its meaning."""

    key: Annotated[str, StringConstraints(pattern="^[a-z_]+$")]
    nb: Words
    en: Words
    source: _Said

    def said(self, lang: str) -> Words:
        """The term in a language."""
        return self.en if lang == "en" else self.nb


class Glossary(Declared):
    """All terms."""

    term: list[Term] = Field(min_length=1)


@cache
def terms() -> tuple[Term, ...]:
    """The terms in the order of the file; read once.

    Raises:
        pydantic.ValidationError: a term lacks a language or its source; the message names it.
    """
    content = tomllib.loads((paths.DATA / "glossary.toml").read_text(encoding="utf-8"))
    return tuple(Glossary.model_validate(content).term)
