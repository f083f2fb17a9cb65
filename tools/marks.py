"""What is measured stands between two marks of a document: a tool puts it there, nobody types it in."""

from __future__ import annotations

from pathlib import Path


def put(document: Path, begin: str, end: str, text: str) -> None:
    """Replace what stands between two marks of a document.

    Raises:
        ValueError: the marks are not there.
    """
    whole = document.read_text(encoding="utf-8")
    head, found, rest = whole.partition(begin)
    _, ended, tail = rest.partition(end)
    if not (found and ended):
        raise ValueError(f"{document.name} has no {begin} … {end}; put the two marks where the figures shall stand")
    document.write_text(f"{head}{begin}\n{text}\n{end}{tail}", encoding="utf-8", newline="\n")
