"""What is known about a version of the warehouse, and what can be wrong with one – whatever it is kept in."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

#: Shape of the tables that this program writes and reads. Raise it when a table that readers use changes.
SCHEMA_VERSION = 2
#: Oldest shape that the readers still understand.
OLDEST_READABLE = 1

STAMP = "%Y%m%dT%H%M%SZ"
#: The files of a version, and the pointer to the one that is served.
DATABASE, ABOUT, CHANGES, POINTER = "warehouse.duckdb", "version.json", "changes.json", "current.json"


class WarehouseError(Exception):
    """Something about the stored versions that a person can act on; the message is one sentence that says how."""


class NoWarehouse(WarehouseError):
    """No version can be served."""


class Unreadable(WarehouseError):
    """A version is damaged, incomplete or of a shape that this program does not read."""


class UnknownVersion(WarehouseError):
    """A version was asked for that does not exist."""


class About(BaseModel):
    """What `version.json` tells about a version.

    Attributes:
        id: UTC time of the build and the first eight digits of `content`.
        content: fingerprint of everything the build read: documents and recipe.
        documents: fingerprint of the documents alone.
        source: where the refresh took its documents from ("ssb" or "snapshot").
        schema_version: shape of the tables.
        sha256, bytes: fingerprint and size of the DuckDB file.
        base: the version that the change report compares with.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    content: str
    documents: str = ""
    source: str = ""
    schema_version: int = SCHEMA_VERSION
    sha256: str = ""
    bytes: int = 0
    base: str | None = None

    @property
    def made_at(self) -> datetime:
        """When the version was built (UTC)."""
        return moment(self.id)


def moment(version: str) -> datetime:
    """When a version was built (UTC), from its id."""
    return datetime.strptime(version.split("-")[0], STAMP).replace(tzinfo=UTC)


def is_id(name: str) -> bool:
    """Whether something is named like a version."""
    try:
        return "-" in name and bool(moment(name))
    except ValueError:
        return False


class Version(BaseModel):
    """A stored version as listed: what is known about it, whether it is served, and what is wrong with it."""

    model_config = ConfigDict(frozen=True)

    id: str
    about: About | None
    served: bool
    problem: str | None


class Served(BaseModel):
    """What readers get: the version, and a sentence when it is not the one the pointer names."""

    model_config = ConfigDict(frozen=True)

    version: str
    problem: str | None = None


class Pointer(BaseModel):
    """Content of `current.json`; `rolled_back_from` keeps a nightly refresh from publishing the same content again."""

    version: str
    rolled_back_from: list[str] = Field(default_factory=list)


def fingerprint(file: Path) -> str:
    """sha256 of a file's bytes."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
