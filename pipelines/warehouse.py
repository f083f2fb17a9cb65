"""Versions of the warehouse, and the pointer to the one that is served.

Every version is a folder of its own and is never written again::

    <state>/warehouse/versions/20261123T130512Z-1a2b3c4d/warehouse.duckdb   the tables
                                                         changes.json       what is new since the version before
                                                         version.json       size, fingerprint, what it was built from
    <state>/warehouse/current.json                                          which one is served

Here is how they are read; `publishing.py` writes them. A reader keeps the file it has open, whatever is published
meanwhile. Where several machines share a warehouse (`pipelines/lake`), the list of versions and the pointer stand in a
catalogue, and the folders are this machine's copies.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
from pydantic import ValidationError

from pipelines import paths
from pipelines.lake import catalogue, copies, setting
from pipelines.version import (
    ABOUT,
    CHANGES,
    DATABASE,
    OLDEST_READABLE,
    POINTER,
    SCHEMA_VERSION,
    STAMP,
    About,
    NoWarehouse,
    Pointer,
    Served,
    UnknownVersion,
    Unreadable,
    Version,
    WarehouseError,
    fingerprint,
    is_id,
)

__all__ = [
    "ABOUT", "CHANGES", "DATABASE", "OLDEST_READABLE", "POINTER", "SCHEMA_VERSION", "STAMP", "About", "NoWarehouse",
    "Pointer", "Served", "UnknownVersion", "Unreadable", "Version", "WarehouseError", "fingerprint",
]  # fmt: skip

_READER: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "allow_community_extensions": "false",
    "lock_configuration": "true",
}


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
    if _shared() is not None:
        _bring(version)
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
            return Served(version=pointed, problem=_trouble(pointed))
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
    if sentence := _trouble(""):
        raise NoWarehouse(sentence)
    raise NoWarehouse("There is no warehouse yet; build one: python -m pipelines refresh --from snapshot --yes")


def current_version() -> str | None:
    """Id of the version that readers get, or None when there is none. Cheap enough to ask on every page."""
    try:
        return served().version
    except NoWarehouse:
        return None


def at_hand() -> str | None:
    """The version to show a reader who should not wait, or None when there is none.

    It is the served one, unless that is new and has yet to come to this machine from a lake: until it has, which takes
    seconds, the one before is shown.
    """
    content = _shared()
    if content is None or content.pointer is None or (versions_folder() / content.pointer.version).is_dir():
        return current_version()
    before, new = pointer_here(), content.pointer.version
    if before is None or before.version not in content.versions or problem_here(before.version) is not None:
        return current_version()
    return before.version if copies.arriving(new, current_version) else current_version()


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
    if setting.setting():
        copies.opened(version)
    return duckdb.connect(str(versions_folder() / version / DATABASE), read_only=True, config=_READER)


def about(version: str) -> About | None:
    """What is recorded about a version; None when the record is missing or damaged."""
    content = _shared()
    return content.versions.get(version) if content is not None else about_here(version)


def about_here(version: str) -> About | None:
    """What the record on this machine tells about a version; None when it is missing or damaged."""
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
    """Ids of all complete versions, newest first. What is not named like a version was put there by somebody."""
    content = _shared()
    if content is not None:
        return list(content.versions)
    folder = versions_folder()
    if not folder.is_dir():
        return []
    return sorted((f.name for f in folder.iterdir() if is_id(f.name) and f.is_dir()), reverse=True)


def _pointed() -> tuple[str | None, str]:
    """The pointer's version, or None and a sentence that says why not."""
    content = _shared()
    if content is not None and content.pointer is None:
        return None, "The lake's catalogue names no version as the served one."
    try:
        return _pointer().version, ""
    except FileNotFoundError:
        return None, "The pointer current.json is missing."
    except (OSError, ValidationError):
        return None, "The pointer current.json is damaged."


def _pointer() -> Pointer:
    content = _shared()
    if content is not None:
        return content.pointer or Pointer(version="")
    return Pointer.model_validate_json((paths.warehouse() / POINTER).read_bytes())


def problem_with(version: str, read_content: bool = True) -> str | None:
    """One sentence about what keeps a version from being read, or None.

    Args:
        version: id of the version.
        read_content: hold the file's content against its fingerprint too (once per process, some 20 ms for 30 MB).
    """
    content = _shared()
    if content is None:
        return problem_here(version, read_content)
    if version not in content.versions:
        return f"The pointer names version {version}, which does not exist."
    if sentence := _unreadable_schema(version, content.versions[version].schema_version):
        return sentence
    if not read_content:
        return None
    try:
        _bring(version)
    except WarehouseError as error:
        return str(error)
    return problem_here(version, read_content)


def problem_here(version: str, read_content: bool = True) -> str | None:
    """What is wrong with the files of a version on this machine."""
    folder = versions_folder() / version
    if not folder.is_dir():
        return f"The pointer names version {version}, which does not exist."
    known, file = about_here(version), folder / DATABASE
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


def _shared() -> catalogue.Content | None:
    """What the lake's catalogue says; None where there is no lake, or where it is out of reach and files must do."""
    where = setting.setting()
    try:
        return catalogue.of(where).content() if where else None
    except catalogue.Unreachable:
        return None


def _bring(version: str) -> None:
    where = setting.setting()
    if where:
        copies.ensure(where, version, lambda: problem_here(version, read_content=True) is None)


def _trouble(version: str) -> str | None:
    """A sentence when the version comes from this machine because the lake is out of reach; else the mark is renewed.

    The mark is the pointer file: what is served here until the next version has come, or while the lake is away.
    """
    where = setting.setting()
    if where is None:
        return None
    try:
        pointer = catalogue.of(where).content().pointer
    except catalogue.Unreachable as error:
        return f"{error} Version {version}, which lies on this machine, is served." if version else str(error)
    if pointer and pointer.version == version and pointer != pointer_here():
        copies.mark(pointer)
    return None


def pointer_here() -> Pointer | None:
    """What the pointer file of this machine says; None when there is none that can be read."""
    try:
        return Pointer.model_validate_json((paths.warehouse() / POINTER).read_bytes())
    except (OSError, ValidationError):
        return None


def sql_path(file: Path) -> str:
    """A path as SQL text, for ATTACH."""
    return "'" + str(file).replace("'", "''") + "'"
