"""Moving a warehouse into a lake and back out: every version and the pointer, nothing lost on either side."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from pipelines import publishing, warehouse
from pipelines.lake import catalogue, copies, tables
from pipelines.lake.setting import VARIABLE, Setting, setting
from pipelines.version import About, WarehouseError


class NoLake(WarehouseError):
    """The warehouse is not set to lie in a lake."""


@dataclass(frozen=True)
class Moved:
    """What was moved, and which version is served at the new place (None: nothing is)."""

    versions: list[str]
    served: str | None


def required() -> Setting:
    """The lake's setting.

    Raises:
        NoLake: the warehouse lies in files.
    """
    where = setting()
    if where is None:
        raise NoLake(f"The warehouse lies in files on this machine; set {VARIABLE} to a lake first.")
    return where


def take_in(progress: Callable[[str], None] = lambda _: None) -> Moved:
    """Put this machine's versions into the lake, oldest first. Versions that are there already are passed over.

    The lake's own pointer stays; where it has none, it gets this machine's.

    Raises:
        NoLake: the warehouse lies in files.
        WarehouseError: a version on this machine is damaged, or the lake cannot be reached.
    """
    where = required()
    with publishing.writing():
        content = catalogue.of(where).content()
        moved = []
        for about in _on_this_machine():
            if about.id not in content.versions:
                progress(about.id)
                folder = warehouse.versions_folder() / about.id
                report = folder / warehouse.CHANGES
                text = report.read_text(encoding="utf-8") if report.is_file() else None
                tables.add(where, about, folder / warehouse.DATABASE, text)
                moved.append(about.id)
        here = warehouse.pointer_here()
        known = catalogue.of(where).content()
        if known.pointer is None and here is not None and here.version in known.versions:
            catalogue.of(where).point(here)
        pointer = catalogue.of(where).content().pointer
    return Moved(moved, pointer.version if pointer else None)


def bring_home(progress: Callable[[str], None] = lambda _: None) -> Moved:
    """Fetch every version of the lake that does not lie on this machine, and its pointer. The lake is left as it is.

    Raises:
        NoLake: the warehouse lies in files.
        WarehouseError: the lake cannot be reached, or a version is damaged.
    """
    where = required()
    with publishing.writing():
        content = catalogue.of(where).content()
        moved = []
        for version in sorted(content.versions):
            if not (warehouse.versions_folder() / version).is_dir():
                progress(version)
                moved.append(version)
            if problem := warehouse.problem_with(version):
                raise WarehouseError(problem)
        if content.pointer:
            copies.mark(content.pointer)
    return Moved(moved, content.pointer.version if content.pointer else None)


def told() -> str:
    """The lake in a few lines: where it lies, how many versions it has, which one is served.

    Raises:
        NoLake: the warehouse lies in files.
        WarehouseError: the lake cannot be reached.
    """
    where = required()
    with closing(catalogue.Catalogue(where)) as fresh:
        content = fresh.content()
    here = [v for v in content.versions if (warehouse.versions_folder() / v).is_dir()]
    served = content.pointer.version if content.pointer else "none yet"
    return "\n".join(
        [
            f"Catalogue: {where.catalogue}, schema {where.schema}",
            f"Files: {where.data}",
            f"Versions: {len(content.versions)}, of which {len(here)} lie on this machine",
            f"Served: {served}",
        ]
    )


def _on_this_machine() -> list[About]:
    """The versions in this machine's folders, oldest first; a damaged one stops the move, before anything is moved."""
    found = []
    folder = warehouse.versions_folder()
    for name in sorted(f.name for f in folder.iterdir() if f.is_dir() and not f.name.startswith(".")):
        if problem := warehouse.problem_here(name):
            raise WarehouseError(f"{problem} Move it away ({folder / name}) or repair it, and try again.")
        about = warehouse.about_here(name)
        if about is not None:
            found.append(about)
    return found
