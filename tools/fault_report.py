"""Write docs/faults.md's tables: every fault of the bank's side and every step of a refresh, as measured now.

Run it as `python -m tools.fault_report`; each fault is really made, against the stand-in, in a folder of its own.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from pipelines import ended, warehouse
from pipelines.refresh import refresh
from tests.faults import interrupted, page, world
from tests.faults.cases import CASES, Case


def run(updated: str, case: Case | None = None) -> str:
    """One refresh, perhaps with a fault; its ending and its sentence, as a row's cells."""
    bank = world.bank(updated, case.faults(), **case.bank) if case else world.bank(updated)
    with bank as server:
        os.environ["MALBAROMETERET_KLASS"] = server.klass_url
        outcome = refresh(world.ORDER, lambda *_: True, steps=world.steps(server.url))
    return f"{outcome.ending} | {page.shown(ended.sentence(outcome))}"


def answers(folder: Path) -> str:
    """A row for each fault: what came of it, whether what is served stayed the same, whether the next run healed."""
    rows = ["| fault | ending | sentence | served version | next refresh |", "| --- | --- | --- | --- | --- |"]
    first = folder / "first"
    os.environ["MALBAROMETERET_STATE"] = str(first)
    run(world.FIRST)
    for case in CASES:
        state = folder / "state"
        shutil.copytree(first, state)
        os.environ["MALBAROMETERET_STATE"] = str(state)
        before, served = world.fingerprints(), warehouse.served().version
        cells = run(world.SECOND, case)
        same = "the same bytes" if world.fingerprints() == before else "replaced by a whole one"
        assert world.whole(served) and world.whole(warehouse.served().version)
        healed = run("2033-01-01T07:00:00Z").partition(" |")[0]
        rows.append(f"| {case.name} | {cells} | {same} | {healed} |")
        shutil.rmtree(state)
    return "\n".join(rows) + "\n"


def steps(folder: Path) -> str:
    """The steps of a refresh at which the tests kill it, in order."""
    state = folder / "traced"
    world.littered(folder / "first", state)
    with world.bank(world.SECOND, klass=world.KLASS_ANEW) as server:
        order = {"state": str(state), "url": server.url, "klass": server.klass_url, "mode": "trace", "at": ""}
        seen = interrupted.child(order)["seen"]
    sys.setprofile(None)
    return "\n".join(f"{number}. `{step}`" for number, step in enumerate(seen, 1)) + "\n"


def main() -> int:
    """Measure, and write the page."""
    with tempfile.TemporaryDirectory() as folder:
        measured = {"answers": answers(Path(folder)), "steps": steps(Path(folder))}
    text = page.PAGE.read_text(encoding="utf-8")
    written = page.BLOCK.sub(lambda found: found[1] + measured[found[2]] + found[4], text)
    page.PAGE.write_text(written, encoding="utf-8", newline="\n")
    print(f"written: {page.PAGE.name}, {len(CASES)} faults")
    return 0


if __name__ == "__main__":
    sys.exit(main())
