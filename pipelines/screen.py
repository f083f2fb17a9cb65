"""The terminal that commands write to, and their exit codes; a room of its own, so that every command can use it."""

from __future__ import annotations

import sys

from rich.console import Console

#: Exit codes beside 0, the same for every command (docs/operating.md): something went wrong; what was typed is not
#: understood, or names what is not there; nobody was there to say yes; ended by Ctrl-C, as a shell tells it.
WRONG, MISUNDERSTOOD, NOBODY_ASKED, INTERRUPTED = 1, 2, 3, 130
#: The end of a command's help.
CODES = "Exit codes: 0 done, 1 something went wrong, 2 not understood"


def console(stderr: bool = False) -> Console:
    """A console that does not break lines at 80 characters where there is no terminal."""
    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, width=None if stream.isatty() else 140, highlight=False)
