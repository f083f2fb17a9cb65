"""Who may write: the roles, as the region's office gives and takes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import entered, signed_in
from dashboard.parts import editing, frame
from dashboard.parts.editing import DO, Field
from dashboard.texts import Texts
from entries.actor import Role
from entries.contents import Grant

TABLE = "role_grant"
_NEW, _CHANGE = "role", "role."
#: Everybody is a reader without being given it.
_GIVEN = tuple(role.value for role in Role if role is not Role.reader)


@dataclass(frozen=True)
class RoleForm(editing.Form):
    """A form that takes an address in capitals, and a municipality where none belongs, for what is meant."""

    open_to_read: bool = False

    def content(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """Everything that is to be written, as the sign-in looks it up."""
        content = super().content(typed)
        subject = str(content.get("subject") or "").strip()
        content["subject"] = subject.lower() if "@" in subject else subject
        # whoever was a contact and becomes something else belongs to no municipality any more
        contact = content.get("role") == Role.contact.value
        return {**content, "municipality": (content.get("municipality") or "") if contact else ""}


def box(names: Mapping[str, str], t: Texts) -> None:
    """The roles, and the forms to give and change them; nothing for those who may not.

    Args:
        names: municipality code → name.
        t: texts.
    """
    doing = st.query_params.get(DO, "")
    if not editing.may_write(TABLE):
        return
    st.header(t("roles.title"), anchor=False)
    st.markdown(t("roles.intro"), width=860)
    grants: list[Grant] = []
    with editing.reading(t):
        grants = entered.store().grants.find(with_removed=True)
    known = [one for one in grants if one.removed_at is None]
    fields = of_grant(names, t)
    if doing == _NEW:
        editing.show(RoleForm("role/new", TABLE, fields), t)
        return
    changed = next((one for one in known if doing == _CHANGE + one.id), None)
    if changed:
        _one(changed, fields, t)
        return
    _table(known, names, t)
    _buttons(known, t)
    editing.removed(TABLE, grants, lambda one: one.name, t)


def of_grant(names: Mapping[str, str], t: Texts) -> tuple[Field, ...]:
    """The fields of a role."""
    return (
        Field("subject", "line", t("roles.subject"), help=t("roles.subject_help"), wanted=True),
        Field("name", "line", t("roles.name"), wanted=True),
        Field("role", "choice", t("roles.role"), options=_GIVEN, named=lambda key: t(f"roles.{key}"), wanted=True),
        Field(
            "municipality",
            "choice",
            t("roles.municipality"),
            help=t("roles.municipality_help"),
            options=tuple(names),
            named=names.__getitem__,
        ),
    )


def _table(grants: list[Grant], names: Mapping[str, str], t: Texts) -> None:
    if not grants:
        st.markdown(t("roles.none"))
        return
    rows = [
        {
            t("roles.name"): one.name,
            t("roles.role"): t(f"roles.{one.role.value}") if one.role.value in _GIVEN else one.role.value,
            t("roles.municipality"): names.get(one.municipality, one.municipality) or "–",
            t("roles.subject"): one.subject,
        }
        for one in grants
    ]
    frame.table(frame.plain(pd.DataFrame(rows)), alt=t("roles.title"))


def _buttons(grants: list[Grant], t: Texts) -> None:
    names = {one.id: f"{one.name} – {one.subject}" for one in grants}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if st.button(t("roles.new"), icon=":material/person_add:", key="new-role"):
            editing.begin(_NEW)
            st.rerun()
        chosen = st.selectbox(
            t("roles.change"),
            list(names),
            index=None,
            format_func=names.__getitem__,
            placeholder=t("editing.choose"),
            key="change-role",
            width=420,
        )
    if chosen:
        editing.begin(_CHANGE + chosen, next(one.version for one in grants if one.id == chosen))
        st.rerun()


def _one(grant: Grant, fields: tuple[Field, ...], t: Texts) -> None:
    """One role to be changed or taken away; one's own is not, or nobody of the office might be left to give it back."""
    actor = signed_in.actor()
    if actor and actor.subject == grant.subject:
        st.info(t("roles.own"), icon=":material/person:")
        if st.button(t("editing.cancel"), key="leave-role", icon=":material/close:"):
            editing.leave()
            st.rerun()
        return
    editing.show(RoleForm(f"role/{grant.id}", TABLE, fields, grant), t)
    editing.removal(TABLE, grant, t, after=editing.leave)
    editing.history(TABLE, grant.id, fields, t)
