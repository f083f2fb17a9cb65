"""Writing in a local session: only where `python run.py --edit` started the server, on this machine's own address.

Whoever reaches such a server can write. It therefore answers on a loopback address alone, under that address's own
names (a foreign name that leads here is a trick of another site's), and not through a proxy.
"""

from __future__ import annotations

import os

import streamlit as st

#: Holds the name of whoever writes; `launch/editing.py` sets it.
SETTING = "MALBAROMETERET_EDIT"
LOOPBACK = ("127.0.0.1", "localhost")
_FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "X-Real-Ip")


def asked_for() -> str:
    """The name of whoever is to write, or empty where the server was not started for writing."""
    return os.environ.get(SETTING, "").strip()


def refusal() -> str:
    """Why a server that was started for writing may not run as it is, in both languages; empty where it may."""
    address = st.get_option("server.address")
    if not asked_for() or address in LOOPBACK:
        return ""
    where = address or "0.0.0.0"
    return (
        f"{SETTING} er satt, men serveren skal svare på {where}: der kunne hvem som helst ha skrevet. Start med "
        "python run.py --edit, eller sett opp innlogging (docs/sign-in.md).\n"
        f"{SETTING} is set, but the server is to answer on {where}: there, anybody could have written. Start with "
        "python run.py --edit, or set up sign-in (docs/sign-in.md)."
    )


def require_loopback() -> None:
    """End a server that was started for writing but would answer others too.

    Raises:
        SystemExit: with the sentence.
    """
    if sentence := refusal():
        raise SystemExit(sentence)


def editor() -> str:
    """The name of whoever writes in this session; empty where nobody may, also where a proxy stands in between."""
    if not asked_for() or refusal():
        return ""
    headers = st.context.headers
    return "" if any(headers.get(name) for name in _FORWARDED) else asked_for()
