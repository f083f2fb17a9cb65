"""How the last refresh ended, kept beside the warehouse for whoever watches: the pages, `/readyz` and the metrics."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from pipelines import paths

FILE = "last_refresh.json"
#: Endings that leave the figures as they should be; after the others somebody has to look.
GOOD = ("published", "nothing_new", "held_back", "declined")


class LastRefresh(BaseModel):
    """The end of a refresh.

    Attributes:
        at: when it ended (UTC).
        ending: as `refresh.Ending`; "error" where it could not be carried through.
        source: "ssb" or "snapshot".
        asked_at: when Statistics Norway last answered about all tables; None when it never has.
        seconds: how long it took.
        sentence: what went wrong.
    """

    model_config = ConfigDict(frozen=True)

    at: AwareDatetime
    ending: str
    source: str
    asked_at: AwareDatetime | None = None
    seconds: float = 0.0
    sentence: str = ""

    @property
    def failed(self) -> bool:
        """Whether somebody has to look."""
        return self.ending not in GOOD


def file() -> Path:
    """Where it is kept."""
    return paths.warehouse() / FILE


def read() -> LastRefresh | None:
    """The last one; None when there was none or its record is damaged."""
    try:
        return LastRefresh.model_validate_json(file().read_bytes())
    except (OSError, ValidationError):
        return None


def keep(
    ending: str,
    source: str,
    asked_all: bool = False,
    seconds: float = 0.0,
    sentence: str = "",
    at: datetime | None = None,
) -> None:
    """Keep how a refresh ended. Where that cannot be written – a full disk – the refresh's own words are enough.

    Args:
        ending: as `refresh.Ending`, or "error".
        source: "ssb" or "snapshot".
        asked_all: whether Statistics Norway has answered about every table.
        seconds: how long it took.
        sentence: what went wrong.
        at: when it ended; now by default.
    """
    before, now = read(), at or datetime.now(UTC)
    known = LastRefresh(
        at=now,
        ending=ending,
        source=source,
        asked_at=now if asked_all else before.asked_at if before else None,
        seconds=round(seconds, 1),
        sentence=sentence,
    )
    beside = file().with_name(f".{FILE}-{uuid.uuid4().hex[:8]}")
    for leftover in file().parent.glob(f".{FILE}-*"):
        leftover.unlink(missing_ok=True)  # a killed program's
    try:
        beside.write_text(known.model_dump_json(indent=1), encoding="utf-8")
        beside.replace(file())
    except OSError:
        beside.unlink(missing_ok=True)
