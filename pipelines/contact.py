"""What Statistics Norway has told of its tables' dates, kept from one contact to the next."""

from __future__ import annotations

import json
import uuid
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from pipelines import paths

#: What SSB told about its tables' dates when it was last asked, beside the answers.
CONTACT = "contact.json"


def file() -> Path:
    """Where it is kept."""
    return paths.raw() / CONTACT


def last_dates() -> dict[str, str]:
    """Table id → SSB's date as it was told last; empty when SSB was never asked."""
    try:
        told = json.loads(file().read_text(encoding="utf-8"))
        return {table: entry["updated"] for table, entry in told.items()}
    except (OSError, ValueError, AttributeError, KeyError, TypeError):
        return {}


def remember_dates(dates: dict[str, str]) -> None:
    """Keep what SSB told about its tables' dates, beside what it told about others before."""
    if not dates:
        return
    asked_at = datetime.now(UTC).isoformat(timespec="seconds")
    known = {table: {"updated": updated, "asked_at": ""} for table, updated in last_dates().items()}
    known |= {table: {"updated": updated, "asked_at": asked_at} for table, updated in dates.items()}
    kept = file()
    kept.parent.mkdir(parents=True, exist_ok=True)
    # `status --ask` may be run beside a refresh: each writes a file of its own
    beside = kept.with_name(f".{CONTACT}-{uuid.uuid4().hex[:8]}")
    beside.write_text(json.dumps(known, indent=1), encoding="utf-8")
    with suppress(FileNotFoundError):  # a refresh that began meanwhile took it for a killed one's
        beside.replace(kept)
