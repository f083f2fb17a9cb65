"""Who is at the page, and what they may write: the door between the sign-in and the entries' roles.

A page asks `actor()` and gives the answer to the store, which checks the role again:

>>> actor = signed_in.actor()          # None: this reader does not write
>>> if actor and may_write(actor, "action"):
...     store.actions.change(actor, …)

Signing in is OpenID Connect by `st.login`; docs/sign-in.md tells how it is set up. The role is a grant in the entries,
by the sign-in's subject or by an e-mail address that the provider vouches for, and is read anew every time: a role that
is taken away is gone at the next click. Without sign-in, only a local session may write (`dashboard/local_editing.py`).
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import streamlit as st

from dashboard import entered, local_editing
from entries.actor import Actor, Role
from entries.errors import EntriesError

#: How long a sign-in holds, in hours; a working day where it is not set.
HOURS_SETTING = "MALBAROMETERET_SIGN_IN_HOURS"
HOURS = 10.0
#: off: no sign-in here. signed_out, expired: sign in (anew). reader: signed in, no role. writer: has a role.
Standing = Literal["off", "signed_out", "expired", "reader", "writer"]


@dataclass(frozen=True)
class Person:
    """Somebody who has signed in.

    Attributes:
        subject: what the provider knows them by, for ever.
        email: their e-mail address, lower case; empty unless the provider vouches for it.
        name: as people know them.
        expired: whether they have to sign in anew.
    """

    subject: str
    email: str
    name: str
    expired: bool


def claims() -> dict[str, Any]:
    """What the provider says of the reader; empty where no sign-in is set up."""
    return dict(st.user.to_dict())


def configured() -> bool:
    """Whether one can sign in here."""
    return "is_logged_in" in claims()


def _own_settings() -> Mapping[str, Any]:
    found = st.secrets.get("malbarometeret", {})
    return found if isinstance(found, Mapping) else {}


def _hours() -> float:
    try:
        return float(os.environ.get(HOURS_SETTING, "") or HOURS)
    except ValueError:
        return HOURS


def vouched_email(said: Mapping[str, Any], trusted: tuple[str, ...]) -> str:
    """The e-mail address that a role may go by: anybody can claim one, so the provider has to vouch for it.

    Args:
        said: the claims.
        trusted: issuers whose addresses are their own organisation's, and hold without `email_verified`.
    """
    own = str(said.get("iss", "")) in trusted
    if own or said.get("email_verified") in (True, "true"):
        return str(said.get("email") or (said.get("preferred_username") if own else "") or "").strip().lower()
    return ""


def person() -> Person | None:
    """Who has signed in; None where nobody has."""
    said = claims()
    if not said.get("is_logged_in") or not said.get("sub"):
        return None
    trusted = _own_settings().get("trusted_email_issuers", ())
    began = said.get("iat")
    old = not isinstance(began, int | float) or time.time() > began + _hours() * 3600
    subject = str(said["sub"])
    email = vouched_email(said, tuple(trusted) if not isinstance(trusted, str) else (trusted,))
    return Person(subject, email, str(said.get("name") or email or subject), old)


def actor() -> Actor | None:
    """Who writes; None for a reader, also when the entries can't be asked for their role."""
    if not configured():
        name = local_editing.editor()
        return Actor(f"local:{name}", name, Role.office) if name else None
    who = person()
    if who is None or who.expired:
        return None
    return _with_role(who)


def _with_role(who: Person) -> Actor | None:
    try:
        store = entered.store()
        for known_by in filter(None, (who.subject, who.email)):
            found = store.actor_for(known_by, who.name)
            if found.role is not Role.reader:
                return found
    except EntriesError:
        return None
    return None


def known_as() -> str:
    """By what the texts of whoever is at the page are kept, also when their sign-in has run out; empty for nobody's."""
    writer = actor()
    if writer is None and (who := person()) and who.expired:
        writer = _with_role(who)
    return writer.subject if writer else ""


def standing() -> Standing:
    """Where the reader stands: which button and which words they need."""
    if actor() is not None:
        return "writer"
    if not configured():
        return "off"
    who = person()
    if who is None:
        return "signed_out"
    return "expired" if who.expired else "reader"


def providers() -> list[str | None]:
    """The providers one can sign in with, by name; None for the only, unnamed one."""
    section = st.secrets.get("auth", {}) if configured() else {}
    if "client_id" in section:
        return [None]
    return [name for name, settings in section.items() if isinstance(settings, Mapping) and "client_id" in settings]
