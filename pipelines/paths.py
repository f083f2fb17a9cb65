"""Where things lie, in one place. Every path can be moved by one environment variable for tests and servers."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
SNAPSHOT = DATA / "snapshot"
REGISTERS = DATA / "registers"
TABLES_FILE = ROOT / "pipelines" / "ssb_tables.toml"


def state() -> Path:
    """Folder for what is made at run time (raw answers, warehouse versions); `MALBAROMETERET_STATE` moves it."""
    return Path(os.environ.get("MALBAROMETERET_STATE", DATA))


def raw() -> Path:
    """Folder of SSB's untouched answers."""
    return state() / "raw"


def warehouse() -> Path:
    """Folder of warehouse versions and the pointer to the one being served."""
    return state() / "warehouse"
