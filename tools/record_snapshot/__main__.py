"""`python -m tools.record_snapshot SOURCES_DIR`: writes data/snapshot and the registers taken from the same files."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from pipelines import paths
from tools.record_snapshot import (
    county_accounts,
    eurostat,
    jobs,
    klass,
    living,
    municipal,
    national,
    older_accounts,
    people,
    population,
    registers,
)
from tools.record_snapshot.document import Recorded, manifest_entry, to_bytes, write_snapshot

RECORDERS: tuple[Callable[[Path], Iterable[Recorded]], ...] = (
    county_accounts.record,
    older_accounts.record,
    population.record,
    jobs.record,
    national.record,
    eurostat.record,
    people.record,
    living.record,
    municipal.record,
)


def documents(sources: Path) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Manifest entry and bytes of every document, in the order of the recorders."""
    for record in RECORDERS:
        for recorded in record(sources):
            data = to_bytes(recorded)
            yield manifest_entry(recorded, data), data
    yield from klass.record(sources)


def main() -> None:
    """Writes the snapshot and says what it holds."""
    parser = argparse.ArgumentParser(prog="python -m tools.record_snapshot", description=__doc__)
    parser.add_argument("sources", type=Path, help="folder of the collected files (gdp/, municipal/, more/, …)")
    sources: Path = parser.parse_args().sources
    if not (sources / "gdp").is_dir():
        parser.error(f"{sources} holds no folder gdp/: give the folder of the collected files.")
    entries = write_snapshot(paths.SNAPSHOT, documents(sources))
    registers.write(sources, paths.REGISTERS)
    size = sum((paths.SNAPSHOT / entry["file"]).stat().st_size for entry in entries)
    print(f"{len(entries)} documents, {size / 1e6:.1f} MB, in {paths.SNAPSHOT}")


if __name__ == "__main__":
    main()
