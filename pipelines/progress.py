"""How a long run tells what it is doing. The pipelines call it; the terminal, the log or nobody listens."""

from __future__ import annotations


class Progress:
    """A listener that says nothing. Overridden by the terminal's bar and the nightly job's log."""

    def stage(self, name: str, total: int | None = None) -> None:
        """A new stage begins: "fetch", "build", …; `total` steps when that is known beforehand."""

    def step(self, what: str) -> None:
        """The stage has come to `what`."""

    def detail(self, what: str) -> None:
        """Still the same step; `what` it is doing."""


SILENT = Progress()
