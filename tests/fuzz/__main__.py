"""The coverage-guided fuzzer: `python -m tests.fuzz TARGET [SECONDS]`; what it finds is kept in tests/fuzz/corpus."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(
    include=["pipelines", "indicators", "entries.exchange", "entries.rules", "dashboard.address", "dashboard.asked"]
):
    from tests.fuzz import targets

MISUNDERSTOOD = 2


def main(arguments: list[str]) -> int:
    """Fuzz a target for so many seconds (60 by default)."""
    name, seconds = (arguments[0] if arguments else ""), (arguments[1] if len(arguments) > 1 else "60")
    if name not in targets.TARGETS or not seconds.isdecimal():
        print(f"python -m tests.fuzz TARGET [SECONDS]; the targets are: {', '.join(targets.TARGETS)}")
        return 0 if "--help" in arguments else MISUNDERSTOOD
    found = Path(__file__).parent / "corpus" / name
    found.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as seeds:
        for number, seed in enumerate(targets.seeds(name)):
            (Path(seeds) / str(number)).write_bytes(seed)
        options = [f"-max_total_time={seconds}", f"-artifact_prefix={found}/", "-timeout=20", "-max_len=8192"]
        atheris.Setup([sys.argv[0], *options, seeds], targets.TARGETS[name])
        atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
