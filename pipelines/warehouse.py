"""Versions of the warehouse, and the pointer to the one that is served.

Every version is a folder of its own and is never written again::

    <state>/warehouse/versions/20261123T130512Z-1a2b3c4d/warehouse.duckdb   the tables
                                                         changes.json       what is new since the version before
                                                         version.json       size, fingerprint, what it was built from
    <state>/warehouse/current.json                                          which one is served

Here is how they are read; `publishing.py` writes them. A reader keeps the file it has open, whatever is published
meanwhile.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipelines import paths

#: Shape of the tables that this program writes and reads. Raise it when a table that readers use changes.
SCHEMA_VERSION = 1
#: Oldest shape that the readers still understand.
OLDEST_READABLE = 1

DATABASE, ABOUT, CHANGES, POINTER = "warehouse.duckdb", "version.json", "changes.json", "current.json"
STAMP = "%Y%m%dT%H%M%SZ"
_READER: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "lock_configuration": "true",
}


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
        return datetime.strptime(self.id.split("-")[0], STAMP).replace(tzinfo=UTC)


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


def versions_folder() -> Path:
    """Folder of all versions."""
    return paths.warehouse() / "versions"


def folder_of(version: str) -> Path:
    """Folder of one version.

    Raises:
        UnknownVersion: there is none of that name; the sentence names the newest ones.
    """
    known = stored()
    if version not in known:
        newest = ", ".join(known[:3]) or "none yet"
        raise UnknownVersion(f"There is no warehouse version {version}; the newest are: {newest}.")
    return versions_folder() / version


#: Files whose whole content this process has checked: (path, size, time) → what is wrong, or None.
_inspected: dict[tuple[str, int, int], str | None] = {}


def served() -> Served:
    """The version that readers get: the pointer's, or the newest whole one when that cannot be read.

    Raises:
        NoWarehouse: nothing can be served.
    """
    pointed, problem = _pointed()
    if pointed is not None:
        problem = problem_with(pointed) or ""
        if not problem:
            return Served(version=pointed)
    # A version that was rolled back from comes last: somebody judged it wrong.
    withdrawn = set(rolled_back())
    for version in sorted(stored(), key=lambda v: v in withdrawn):
        if version != pointed and problem_with(version) is None:
            return Served(version=version, problem=f"{problem} Version {version} is served instead.")
    if stored():
        raise NoWarehouse(
            f"{problem} No other version can be read either; build a new one: "
            "python -m pipelines refresh --from snapshot --yes"
        )
    raise NoWarehouse("There is no warehouse yet; build one: python -m pipelines refresh --from snapshot --yes")


def current_version() -> str | None:
    """Id of the version that readers get, or None when there is none. Cheap enough to ask on every page."""
    try:
        return served().version
    except NoWarehouse:
        return None


def open_store(version: str | None = None) -> duckdb.DuckDBPyConnection:
    """A read-only connection to a version; SQL that runs on it reaches no other file and no network.

    Args:
        version: id of the version; None for the served one (the newest whole one stands in for a damaged one).

    Raises:
        NoWarehouse: there is nothing to serve.
        UnknownVersion: `version` does not exist.
        Unreadable: `version` is damaged or made by a newer program.
    """
    if version is None:
        version = served().version
    else:
        folder_of(version)
        if problem := problem_with(version):
            raise Unreadable(problem)
    return duckdb.connect(str(versions_folder() / version / DATABASE), read_only=True, config=_READER)


def about(version: str) -> About | None:
    """What is recorded about a version; None when the record is missing or damaged."""
    try:
        return About.model_validate_json((versions_folder() / version / ABOUT).read_bytes())
    except (OSError, ValidationError):
        return None


def versions() -> list[Version]:
    """Every stored version, newest first. Their content is not read again here: see `problem_with`."""
    now = current_version()
    return [
        Version(id=v, about=about(v), served=v == now, problem=problem_with(v, read_content=False)) for v in stored()
    ]


def rolled_back() -> list[str]:
    """Versions that were rolled back from; a refresh does not serve their content again unasked."""
    try:
        return _pointer().rolled_back_from
    except (OSError, ValidationError):
        return []


def with_content(content: str) -> str | None:
    """The newest readable version that was built from just this content, or None."""
    for version in stored():
        known = about(version)
        if known is not None and known.content == content and problem_with(version) is None:
            return version
    return None


def stored() -> list[str]:
    """Ids of all complete version folders, newest first. Drafts and folders on their way out begin with a dot."""
    folder = versions_folder()
    if not folder.is_dir():
        return []
    return sorted((f.name for f in folder.iterdir() if f.is_dir() and not f.name.startswith(".")), reverse=True)


def _pointed() -> tuple[str | None, str]:
    """The pointer's version, or None and a sentence that says why not."""
    try:
        return _pointer().version, ""
    except FileNotFoundError:
        return None, "The pointer current.json is missing."
    except (OSError, ValidationError):
        return None, "The pointer current.json is damaged."


def _pointer() -> Pointer:
    return Pointer.model_validate_json((paths.warehouse() / POINTER).read_bytes())


def problem_with(version: str, read_content: bool = True) -> str | None:
    """One sentence about what keeps a version from being read, or None.

    Args:
        version: id of the version.
        read_content: hold the file's content against its fingerprint too (once per process, some 20 ms for 30 MB).
    """
    folder = versions_folder() / version
    if not folder.is_dir():
        return f"The pointer names version {version}, which does not exist."
    known, file = about(version), folder / DATABASE
    if known is None or not file.is_file():
        missing = ABOUT if known is None else DATABASE
        return f"Warehouse version {version} is incomplete: {missing} is missing or damaged."
    if sentence := _unreadable_schema(version, known.schema_version):
        return sentence
    state = file.stat()
    key = (str(file), state.st_size, state.st_mtime_ns)
    if key not in _inspected and read_content:
        _inspected[key] = _inspect(version, file, known)
    return _inspected.get(key)


def _inspect(version: str, file: Path, known: About) -> str | None:
    """Hold a file against its recorded size and fingerprint, then ask it for its schema version."""
    damaged = f"Warehouse version {version} is damaged"
    if file.stat().st_size != known.bytes:
        return f"{damaged}: {DATABASE} has {file.stat().st_size} bytes instead of {known.bytes}."
    if fingerprint(file) != known.sha256:
        return f"{damaged}: {DATABASE} is not what was published."
    try:
        with duckdb.connect(str(file), read_only=True, config=_READER) as con:
            row = con.execute("SELECT schema_version FROM meta.schema_version").fetchone()
    except duckdb.Error as error:
        return f"{damaged}: {str(error).splitlines()[0]}"
    return _unreadable_schema(version, int(row[0])) if row else f"{damaged}: it does not tell its schema version."


def _unreadable_schema(version: str, schema: int) -> str | None:
    if schema > SCHEMA_VERSION:
        return (
            f"Warehouse version {version} was made by a newer program (schema {schema}, this one reads up to "
            f"{SCHEMA_VERSION}); update the program or roll back."
        )
    if schema < OLDEST_READABLE:
        return f"Warehouse version {version} was made by an older program (schema {schema}); build a new one: refresh."
    return None


def sql_path(file: Path) -> str:
    """A path as SQL text, for ATTACH."""
    return "'" + str(file).replace("'", "''") + "'"


def fingerprint(file: Path) -> str:
    """sha256 of a file's bytes."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
