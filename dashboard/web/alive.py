"""Tells systemd that this process answers, so that one that lives and answers nobody is ended and started anew.

The unit (`deploy/systemd/malbarometeret@.service`) says how long systemd waits for a word; without systemd nobody is
told. The word is given only after /healthz has been asked as anybody asks it, through the process's own port: a loop
that hangs, a port that takes nobody in and a door that fails all keep it from being said.
"""

from __future__ import annotations

import asyncio
import faulthandler
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from streamlit import config

#: So many questions fit into the time that systemd waits: several must be missed in a row.
_QUESTIONS = 6
#: Seconds between two questions before the first answer.
_UNTIL_READY = 0.5
_QUESTION = "GET /healthz HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n"


async def answers(host: str, port: int, seconds: float) -> bool:
    """Whether whoever listens there says in time that it is well."""
    try:
        async with asyncio.timeout(seconds):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                writer.write(_QUESTION.format(host=host, port=port).encode())
                await writer.drain()
                first = await reader.readline()
            finally:
                writer.close()
    except OSError:  # a timeout is one too
        return False
    return first.split(b" ")[1:2] == [b"200"]


async def watch(host: str, port: int, patience: float, say: Callable[[str], None]) -> None:
    """Ask for good, and pass each good answer on.

    Args:
        host: where this process listens.
        port: its port there.
        patience: seconds after which systemd gives it up; 0 where it never does.
        say: tells systemd.
    """
    every, ready = (patience or 60.0) / _QUESTIONS, False
    while True:
        if await answers(host, port, every):
            say("WATCHDOG=1" if ready else "READY=1\nWATCHDOG=1")
            ready = True
        await asyncio.sleep(every if ready else min(every, _UNTIL_READY))


def _say(words: str) -> None:
    """Tell systemd (sd_notify); where it does not listen, it finds out by itself."""
    name = os.environ["NOTIFY_SOCKET"]
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.setblocking(False)  # the server waits for nobody here
        told.connect(f"\0{name[1:]}" if name.startswith("@") else name)
        told.send(words.encode())


@asynccontextmanager
async def watched() -> AsyncIterator[None]:
    """Be watched by systemd for as long as the server runs, where it started this process and wants to know."""
    if not os.environ.get("NOTIFY_SOCKET"):
        yield
        return
    faulthandler.enable()  # systemd ends it by SIGABRT: the log then has what every thread was at
    host = str(config.get_option("server.address") or "127.0.0.1")
    patience = int(os.environ.get("WATCHDOG_USEC") or 0) / 1e6
    task = asyncio.create_task(watch(host, int(config.get_option("server.port")), patience, _say))
    try:
        yield
    finally:
        task.cancel()
