"""A person who never stops entering actions: `python -m tests.load.writer`. Prints each id once it is confirmed.

Made to be killed in the middle: whatever was printed must be there afterwards.
"""

from __future__ import annotations

import time

from entries.actor import COMMAND_LINE
from entries.references import References
from entries.store import open_store

PAUSE_SECONDS = 0.2


def main() -> None:
    """Enter artificial actions until somebody stops it."""
    store = open_store(References(sub_goals=frozenset({"triple_helix"})))
    number = 0
    while True:
        number += 1
        typed = {"title": f"Artificial action {number}", "sub_goals": ["triple_helix"]}
        print(store.actions.add(COMMAND_LINE, typed).id, flush=True)
        time.sleep(PAUSE_SECONDS)


if __name__ == "__main__":
    main()
