"""Signing in and out, where it is set up: above the headline, and above a text whose writer was signed out."""

from __future__ import annotations

from urllib.parse import parse_qsl

import streamlit as st

from dashboard import drafts, entered, local_editing, signed_in
from dashboard.pages import PAGES
from dashboard.texts import Texts
from entries.actor import Actor, Role

SHEET, ROUND = "views/self_assessment.py", "views/round.py"
_UNSAVED = ":material/edit_note:"


def line(t: Texts) -> None:
    """Who is signed in and the way in or out; nothing where there is no sign-in, a sign in a local editing session."""
    if not signed_in.configured():
        if name := local_editing.editor():
            words = f":material/edit: {t('sign_in.local')}"
            st.caption(words, width="content", help=t("sign_in.local_help", name=name))
        return
    who = signed_in.person()
    if who is None or who.expired:
        buttons(t, "head")
        return
    with st.popover(t("sign_in.signed_in"), icon=":material/account_circle:", width="content"):
        st.text(who.name)
        if actor := signed_in.actor():
            _role(actor, t)
        else:
            st.markdown(t("sign_in.reader"))
            st.code(who.email or who.subject, language=None, wrap_lines=True)
        if st.button(t("sign_in.out"), icon=":material/logout:", key="sign-out"):
            st.logout()


def _role(actor: Actor, t: Texts) -> None:
    """What the reader may write, and the way there."""
    name = entered.municipality(actor.municipality) if actor.municipality else ""
    st.text(t(f"sign_in.role.{actor.role.value}", name=name))
    if actor.role is Role.contact:
        own = {"municipality": actor.municipality}
        st.page_link(SHEET, label=t("sign_in.own_sheet", name=name), icon=_UNSAVED, query_params=own)
    elif actor.role is Role.office:
        st.page_link(ROUND, label=t("sign_in.roles"), icon=":material/event_repeat:")


def unsaved(t: Texts) -> None:
    """After signing in anew: the way to texts that were not saved, on other pages than this."""
    actor = signed_in.actor()
    if actor is None or drafts.last_writer() == actor.subject:
        return
    for where in drafts.waiting(actor.subject):
        path, _, query = where.partition("?")
        if path == st.session_state.get("_page", "") and dict(parse_qsl(query)) == st.query_params.to_dict():
            continue
        with st.container(horizontal=True, border=True, vertical_alignment="center"):
            st.markdown(t("sign_in.unsaved"), width="content")
            script, label = f"views/{PAGES[path].script.name}", t(f"page.{PAGES[path].key}.title")
            st.page_link(
                script, label=t("sign_in.unsaved_open", page=label), icon=_UNSAVED, query_params=parse_qsl(query)
            )


def buttons(t: Texts, where: str) -> None:
    """A button for each provider one can sign in with.

    Args:
        t: texts.
        where: a name of the place on the page, so that the same button can stand in two.
    """
    for provider in signed_in.providers():
        label = t("sign_in.with", provider=provider.capitalize()) if provider else t("sign_in.in")
        key = f"sign-in-{where}-{provider or 'only'}"
        if st.button(label, icon=":material/login:", key=key, width="content", help=t("sign_in.cookies")):
            st.login(provider)
