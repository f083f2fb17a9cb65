"""What has been done to an entry: when, by whom, word by word what it said before; and the way back to any of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard import entered, numbers, signed_in
from dashboard.parts.editing import differences, fields, notices, saving
from dashboard.parts.editing.fields import Field
from dashboard.parts.frame import as_it_is
from dashboard.texts import Texts
from entries.actor import SEED, Actor
from entries.contents import Change, Kept

_ZONE = ZoneInfo("Europe/Oslo")


def moment(when: dt.datetime, t: Texts) -> str:
    """A moment as a reader in Norway has it: `23. november 2026 kl. 14.02`."""
    here = when.astimezone(_ZONE)
    return t("history.moment", day=numbers.day(here.date(), t.lang), hour=f"{here:%H}", minute=f"{here:%M}")


def who(change: Change, reader: Actor | None, t: Texts) -> str:
    """Who made a change. Names are for those who write themselves; everybody else reads that an editor did it."""
    if change.by == SEED.subject:
        return t("history.shipped")
    return change.by_name if reader else t("history.editor")


def history(table: str, entry: str, shown: Sequence[Field], t: Texts) -> None:
    """A folded box with every change of an entry, newest first; who may write can go back to any of them.

    Args:
        table: the register's table.
        entry: the entry's id.
        shown: the fields, with their labels.
        t: texts.
    """
    box = st.expander(t("history.title"), icon=":material/history:", key=f"history/{entry}", on_change="rerun")
    if not box.open:
        return
    with box, saving.reading(t):
        register = entered.store().register(table)
        now: Kept = register.get(entry, with_removed=True)
        changes = register.history(entry)
        st.caption(t("history.marks"))
        reader = signed_in.actor()
        for change in reversed(changes):
            _change(change, now, reader, shown, t)


def _change(change: Change, now: Kept, reader: Actor | None, shown: Sequence[Field], t: Texts) -> None:
    """One change: a line, the fields it touched, and the way back to what it made."""
    with st.container(border=True):
        done = t(f"history.kind.{change.kind}")
        st.markdown(f"**{as_it_is(moment(change.at, t))}** · {as_it_is(who(change, reader, t))} · {done}")
        for one in shown:
            if one.name in change.fields:
                before, after = (_side(one, side, t) for side in (change.before, change.after))
                if before or after:
                    st.markdown(f"{as_it_is(one.label)}: {differences.marked(before, after, one.is_whole)}")
        _way_back(change, now, reader, t)


def _side(one: Field, side: Mapping[str, Any] | None, t: Texts) -> str:
    """What a field said on one side of a change; empty where it said nothing."""
    value = None if side is None else side.get(one.name)
    return "" if value in (None, "", []) else fields.written(one, value, t)


def _way_back(change: Change, now: Kept, reader: Actor | None, t: Texts) -> None:
    """The button that writes what the entry said after this change: where it says something else, and one may."""
    said = change.after or change.before
    current = now.model_dump(mode="json")
    same = said is not None and all(current.get(name) == value for name, value in said.items())
    if reader is None or said is None or same or now.removed_at:
        return
    if not entered.store().register(change.table).may_become(reader, now, said):
        return
    if not st.button(t("history.restore"), key=f"restore/{change.id}", icon=":material/settings_backup_restore:"):
        return
    outcome = saving.attempt(
        change.table, t, lambda register, actor: register.restore_text(actor, now.id, now.version, change.id)
    )
    if notices.refused(outcome, t):
        return
    notices.say(t("history.restored", when=moment(change.at, t)), change.table, outcome.entry)
    st.rerun()
