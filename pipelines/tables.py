"""The declared tables: what is asked of Statistics Norway, and how an answer becomes typed, coded columns.

`ssb_tables.toml` is the one list of what the project needs. Each entry is a *request*: one rectangle of one table.
A document – recorded in the snapshot or answered by SSB today – answers exactly one request.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pipelines import paths

Certainty = Literal["sure", "likely", "unsure", "own"]


class Declared(BaseModel):
    """Base of all declarations: an unknown key is an error, never silently dropped."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Bilingual(Declared):
    """A text in Norwegian (Bokmål) and English."""

    nb: str
    en: str


class CodeList(Declared):
    """A code list of SSB's that regroups a dimension, e.g. today's municipalities. The code prefix is read from it."""

    id: str
    label: str = ""
    certainty: Certainty = "sure"


class Dimension(Declared):
    """One dimension of a request.

    Attributes:
        column: name of the column it fills.
        label: the dimension's label in SSB's metadata, to find it by where the code is not sure.
        select: "*", a PxWebApi 2 selection expression, or a list of codes.
        codelist: the code list to ask with, where there is one.
        values: declared code → SSB's label. Where given, an answer's codes are matched by label when they differ.
        certainty: how sure the dimension's own code is ("own": ours, not SSB's).
    """

    column: str
    label: str = ""
    select: str | list[str] = "*"
    codelist: CodeList | None = None
    values: dict[str, str] = Field(default_factory=dict)
    certainty: Certainty = "sure"


class Content(Declared):
    """One content (statistical variable): its code, the column it fills (unit in the name) and SSB's exact label."""

    column: str
    label: str = ""
    certainty: Certainty = "sure"


class Request(Declared):
    """One rectangle of one table.

    Attributes:
        name: unique; the staging table that its documents fill.
        table: the publisher's table id.
        publisher: who publishes it.
        live: asked anew at a refresh from SSB. Otherwise a record of something SSB no longer publishes, or not SSB's.
        recorded: the snapshot holds a document for it. One that is not recorded is an empty table until SSB has
            answered, and what rests on it says that it waits.
        why: why the project needs it.
        dimensions: dimension code → Dimension, without ContentsCode.
        contents: content code → Content.
        content_dimension: code of the dimension that holds the contents.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    table: str
    publisher: str = "SSB"
    live: bool = True
    recorded: bool = True
    why: Bilingual
    dimensions: dict[str, Dimension]
    contents: dict[str, Content]
    content_dimension: str = "ContentsCode"

    @model_validator(mode="after")
    def _columns_are_unique(self) -> Request:
        columns = [d.column for d in self.dimensions.values()] + [c.column for c in self.contents.values()]
        twice = {c for c in columns if columns.count(c) > 1}
        if twice:
            raise ValueError(f"request {self.name}: column named twice: {', '.join(sorted(twice))}")
        return self

    @model_validator(mode="after")
    def _can_be_had(self) -> Request:
        if not (self.live or self.recorded):
            raise ValueError(f"request {self.name}: neither live nor recorded, so that nothing could ever fill it")
        return self


def read_toml(file: Path) -> dict[str, Any]:
    """A declaration's content, not yet looked at.

    Raises:
        ValueError: the file is not TOML; the message names it.
    """
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise ValueError(f"{file.name}: it is not UTF-8 text ({error.reason} at byte {error.start})") from error
    except RecursionError as error:
        raise ValueError(f"{file.name}: brackets inside brackets, too deep to be read") from error
    except ValueError as error:  # also where a number or a date is none
        raise ValueError(f"{file.name}: {' '.join(str(error).split()):.300}") from error


def read_requests(file: Path = paths.TABLES_FILE) -> dict[str, Request]:
    """All declared requests by name.

    Raises:
        ValueError: the file is not TOML, lacks a field or names a request twice; the message says which.
    """
    entries = read_toml(file).get("request")
    if not isinstance(entries, list):
        raise ValueError(f"{file.name}: there is no [[request]]")
    requests = [Request.model_validate(entry) for entry in entries]
    names = [request.name for request in requests]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"{file.name}: request named twice: {', '.join(sorted(twice))}")
    return {request.name: request for request in requests}


@cache
def declared_requests() -> dict[str, Request]:
    """The project's own requests, read once."""
    return read_requests()
