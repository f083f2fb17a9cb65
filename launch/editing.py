"""Writing without sign-in: only for the person at this machine, with the dashboard on the loopback address."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from launch.problems import Problem

if TYPE_CHECKING:
    from launch.machine import Machine

#: Holds the name of whoever writes; the dashboard takes it only on a loopback address.
SETTING = "MALBAROMETERET_EDIT"
LOOPBACK = ("127.0.0.1", "localhost")


def edit_here(machine: Machine, options: argparse.Namespace) -> None:
    """Let the person at this machine write, and see to it that nobody else reaches the dashboard.

    Args:
        machine: the computer; the server's environment gets the name of who writes.
        options: from `start_options`; the address becomes 127.0.0.1.

    Raises:
        Problem: the address is not this machine's own, or nobody says who writes.
    """
    if options.address not in LOOPBACK:
        raise Problem(
            f"Med --edit kan hvem som helst som når adressen, skrive; derfor går det bare på 127.0.0.1, ikke på "
            f"{options.address}. Utelat --address, eller sett opp innlogging (docs/sign-in.md).",
            f"With --edit, whoever reaches the address can write; it therefore works on 127.0.0.1 only, not on "
            f"{options.address}. Leave out --address, or set up sign-in (docs/sign-in.md).",
            code=2,
        )
    options.address = LOOPBACK[0]
    machine.environ[SETTING] = machine.environ.get(SETTING, "").strip() or who_writes(machine)


def who_writes(machine: Machine) -> str:
    """The name that the history gets: the system's user, or what the person answers where there is none.

    Raises:
        Problem: there is neither.
    """
    if name := machine.user():
        return name
    name = machine.ask("Hva heter du? Navnet kommer i historikken. / Your name, for the history: ").strip()
    if name:
        return name
    raise Problem(
        f"Den som skriver, må ha et navn; sett {SETTING}=navn og start på nytt.",
        f"Whoever writes needs a name; set {SETTING}=name and start again.",
    )
