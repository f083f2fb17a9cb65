"""Starts Målbarometeret with nothing but Python: `python run.py help` tells what can be asked.

This file and `launch/__init__.py` have to be readable for Python 3.6, so that an old Python gets a sentence that says
what to do and not a SyntaxError. Everything else is in `launch/`, which an old Python never comes to.
"""

import sys
from pathlib import Path

from launch import OLDEST


def version_sentence(version: tuple) -> str:
    """What to tell a Python that is too old, in Norwegian and English; empty where it is new enough."""
    if tuple(version[:2]) >= OLDEST:
        return ""
    found = "{}.{}".format(*version[:2])
    return (
        f"Målbarometeret trenger Python 3.11 eller nyere; dette er Python {found}. Installer en nyere fra python.org, "
        "og skriv: python3.12 run.py (Windows: py -3.12 run.py)\n"
        f"Målbarometeret needs Python 3.11 or newer; this is Python {found}. Install a newer one from python.org, "
        "and type: python3.12 run.py (Windows: py -3.12 run.py)"
    )


if __name__ == "__main__":
    if version_sentence(sys.version_info):
        sys.exit(version_sentence(sys.version_info))
    from launch.commands import main
    from launch.machine import Machine

    sys.exit(main(sys.argv[1:], Machine(Path(__file__).resolve().parent)))
