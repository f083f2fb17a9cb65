"""What docs/faults.md shows: how a sentence and the steps stand there, for the tool that writes it and the tests."""

from __future__ import annotations

import re

from pipelines import logs, paths

PAGE = paths.ROOT / "docs" / "faults.md"
BLOCK = re.compile(r"(<!-- measured: (\w+) -->\n)(.*?)(<!-- /measured -->)", re.DOTALL)
AGAIN = "write the page anew: python -m tools.fault_report"
#: What differs from one run to the next: ports, versions' ids, times counted from now.
PASSING = (
    (re.compile(r"http://…:\d+"), "http://…"),
    (re.compile(r"version \d{8}T\d{6}Z-\w+"), "version …"),
    (re.compile(r"wait 6[67] minutes"), "wait 67 minutes"),
)
LONGEST = 260


def shown(sentence: str) -> str:
    """A sentence as the page shows it: as it stands in the log."""
    sentence = logs.clean(sentence)
    for pattern, instead in PASSING:
        sentence = pattern.sub(instead, sentence)
    whole = sentence.replace("|", "/")
    return whole if len(whole) <= LONGEST else f"{whole[:LONGEST].rstrip()} …"


def measured() -> dict[str, list[list[str]]]:
    """The page's blocks: the cells of each row of `answers`, and of `steps` the one that each line has."""
    blocks = {found[2]: found[3].splitlines() for found in BLOCK.finditer(PAGE.read_text(encoding="utf-8"))}
    return {
        "answers": [line.strip("| ").split(" | ") for line in blocks["answers"][2:]],
        "steps": [re.findall(r"`(.*)`", line) for line in blocks["steps"]],
    }
