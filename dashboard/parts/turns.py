"""One page is made after another, however many readers ask at once.

Python runs one thread at a time. Fifty pages that are made side by side take turns every five milliseconds, and what
each had at hand is gone when it is its turn again: together they cost a fifth to a third more than one after
another (docs/performance.md), and every reader waits for the last of them.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

#: Seconds after which the next page no longer waits for one that takes longer: for a locked database, or a disk.
LONGEST = 1.0


class Turns:
    """Whose turn it is; who came first is first.

    Args:
        longest: seconds that a turn holds up the next; what takes longer goes on beside it.
    """

    def __init__(self, longest: float = LONGEST) -> None:
        self._longest = longest
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._holder: threading.Event | None = None
        self._since = 0.0
        self._own = threading.local()

    @contextmanager
    def turn(self) -> Iterator[float]:
        """Wait for a turn, and give it back however what is done in it ends; gives the seconds waited."""
        asked = monotonic()
        self._own.ticket = self._take()
        try:
            yield monotonic() - asked
        finally:
            self._give_back(self._own.ticket)
            self._own.ticket = None

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Let others go on while this thread waits for something else; nothing where it has no turn."""
        ticket = getattr(self._own, "ticket", None)
        if ticket is None:
            yield
            return
        self._give_back(ticket)
        try:
            yield
        finally:
            self._own.ticket = self._take()

    def _take(self) -> threading.Event:
        ticket = threading.Event()
        with self._lock:
            if self._holder is None:
                self._hold(ticket)
            else:
                self._waiting.append(ticket)
        while not ticket.wait(self._longest):
            with self._lock:
                # whoever notices lets the first one in; that need not be themselves
                if self._waiting and monotonic() - self._since >= self._longest:
                    self._hold(self._waiting.popleft())
        return ticket

    def _hold(self, ticket: threading.Event) -> None:
        self._holder, self._since = ticket, monotonic()
        ticket.set()

    def _give_back(self, ticket: threading.Event) -> None:
        with self._lock:
            if self._holder is not ticket:
                return  # it took so long that another has the turn
            self._holder = None
            if self._waiting:
                self._hold(self._waiting.popleft())


#: Of the pages of this process.
PAGES = Turns()
