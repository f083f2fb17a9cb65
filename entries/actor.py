"""Who writes, and what they may: the roles are checked here, at the store, whatever a page has shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from entries.errors import Refused


class Role(StrEnum):
    """What a person has been given to do."""

    office = "office"  # the region's office: everything
    contact = "contact"  # a municipality's contact: its own self-assessments
    analyst = "analyst"  # the registers: actions, council cases, the steps of the round
    reader = "reader"  # reads, as everybody does


#: The registers that an analyst keeps.
ANALYSTS = frozenset({"action", "action_update", "council_case", "round_step"})


@dataclass(frozen=True)
class Actor:
    """Somebody who writes.

    Attributes:
        subject: what the sign-in knows them by; it stands in the history.
        name: as people know them.
        role: what they may do.
        municipality: whose contact they are; empty for the other roles.
    """

    subject: str
    name: str
    role: Role = Role.reader
    municipality: str = ""


#: Somebody at the machine itself, who has the database file in their hands anyway.
COMMAND_LINE = Actor("command-line", "Command line", Role.office)
#: The program, when it fills an empty store with what the project ships.
SEED = Actor("seed", "Målbarometeret", Role.office)


def may_write(actor: Actor, table: str, content: Mapping[str, Any] | None = None) -> bool:
    """Whether the actor may write to a table, and this entry in it.

    Args:
        actor: who.
        table: the table's name, e.g. "self_assessment".
        content: the entry's fields; None asks whether there is any entry at all that they may write.
    """
    if actor.role is Role.office:
        return True
    if actor.role is Role.analyst:
        return table in ANALYSTS
    if actor.role is Role.contact and table == "self_assessment" and actor.municipality:
        return content is None or content.get("municipality") == actor.municipality
    return False


def require(actor: Actor, table: str, content: Mapping[str, Any]) -> None:
    """See to it that the actor may write this.

    Raises:
        Refused: they may not.
    """
    if not may_write(actor, table, content):
        of = f" of municipality {actor.municipality}" if actor.municipality else ""
        thing = table.replace("_", " ")
        where = f" of municipality {content['municipality']}" if content.get("municipality") else ""
        raise Refused(f"{actor.name or 'Somebody'} ({actor.role}{of}) may not write to {thing}{where}.")
