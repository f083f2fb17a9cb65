"""A form whose text nothing takes away: not a locked database, not somebody else's save, not a role that is gone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from dashboard import drafts, entered, signed_in
from dashboard.drafts import Draft
from dashboard.parts import sign_in
from dashboard.parts.editing import conflict, doing, fields, notices, saving
from dashboard.parts.editing.doing import Began
from dashboard.parts.editing.fields import Field
from dashboard.parts.editing.saving import Outcome
from dashboard.parts.frame import as_it_is
from dashboard.texts import Texts
from entries.actor import Actor
from entries.contents import Kept
from entries.errors import EntriesError, Problem
from entries.kinds import KINDS
from entries.register import Register


@dataclass(frozen=True)
class Form:
    """What is to be filled in.

    Attributes:
        key: the form's name, another one for each entry: "action/plan-2012-01", "action/new".
        table: the register's table.
        fields: what can be filled in, in order.
        entry: what is changed; None for a new one.
        start: what stands in the fields of a new one at first.
        fixed: what is written along and can't be changed here, e.g. the action an update belongs to.
        open_to_read: whether anybody may read what stands in it.
    """

    key: str
    table: str
    fields: Sequence[Field]
    entry: Kept | None = None
    start: Mapping[str, Any] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)
    open_to_read: bool = True

    def asked(self, content: Mapping[str, Any]) -> Sequence[Field]:
        """The fields that can be filled in where the entry says this; all of them, where nothing hangs on it."""
        return self.fields

    def base(self) -> dict[str, Any]:
        """What stands in the fields before anybody types."""
        return self.based(self.entry.model_dump(mode="json") if self.entry else self.start)

    def based(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """What stands in the fields of an entry that says this."""
        empty: dict[str, Any] = {one.name: [] if one.kind in ("several", "lines") else None for one in self.fields}
        blank = {one.name: "" for one in self.fields if one.kind in ("line", "text")}
        found = {name: value for name, value in fields.values(self.fields, content).items() if value is not None}
        return empty | blank | found

    @property
    def version(self) -> int:
        """The entry's version; 0 for a new one."""
        return self.entry.version if self.entry else 0

    def content(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """Everything that is to be written: what is typed, and what the entry has besides."""
        kept = self.entry.model_dump(mode="json") if self.entry else {}
        besides = {name: kept[name] for name in KINDS[self.table].fields if name in kept}
        return {**besides, **typed, **self.fixed}


def open_to(form: Form) -> bool:
    """Whether a page should draw the form: for who may write this, and who is in the middle of it and no longer may.

    The text of somebody whose role or sign-in is gone must not vanish with it; the store refuses to save it.
    """
    content = form.entry.model_dump(mode="json") if form.entry else {**form.start, **form.fixed}
    # an empty new form has no content that a role could be held against yet
    may = saving.may_write(form.table, content if form.entry or form.fixed else None)
    return may or drafts.unfinished(form.key) or _comes_back(form)


def _comes_back(form: Form) -> bool:
    """Whether an open page may have come to a session that does not know its texts; they are drawn to find out."""
    return form.open_to_read and doing.writing() and not drafts.held(form.key)


def show(form: Form, t: Texts, on_saved: Callable[[Kept], None] | None = None) -> None:
    """Draw the form, where it is `open_to` the reader; the store refuses who may not write anyway.

    Args:
        form: what is to be filled in.
        t: texts.
        on_saved: called with what was written before the page runs anew, e.g. to go to the entry's own page.
    """
    if whose := signed_in.known_as():
        drafts.remember_who(whose)
    _draw(form, t, on_saved)


@st.fragment
def _draw(form: Form, t: Texts, on_saved: Callable[[Kept], None] | None) -> None:
    """The form alone runs anew when a field is left, so that the page around it stands still."""
    who = drafts.last_writer()
    draft = _draft(form, who)
    if draft.version != form.version:
        # as it was when they began: what they have typed must not lose its field with what somebody else has saved
        form = replace(form, fields=form.asked(draft.base))
    doing.note(Began(draft.version, draft.drawn))
    _signed_out(bool(who) or not draft.dirty, t)
    if draft.conflict:
        _conflict(form, draft, t, on_saved)
        return
    if _earlier(form, draft, who, t):
        return
    if draft.dirty and form.version != draft.version:
        st.info(t("editing.changed_meanwhile"), icon=":material/group:")
    for one in form.fields:
        draft.typed[one.name] = _field(form, draft, one, t)
    if draft.awaited:
        _found_out(form, draft)
    drafts.keep(form.key, who, draft, _where())
    # beside the button: the top of a long form is out of sight of whoever has just pressed it
    _summary(form, draft, t)
    with st.container(horizontal=True):
        save = st.button(t("editing.save"), key=f"{form.key}/save", type="primary", icon=":material/save:")
        cancel = st.button(t("editing.cancel"), key=f"{form.key}/cancel", icon=":material/close:")
    if draft.dirty:
        st.caption(t("editing.not_saved"))
    if save:
        _settle(form, draft, _write(form, draft, draft.typed, draft.version, t), on_saved, t)
    if cancel:
        where = _where()
        doing.leave()
        _put_away(form, draft, where, t)


def _draft(form: Form, who: str) -> Draft:
    """The session's draft; in a session that has none, the one whose texts the open page still shows."""
    began = doing.began()
    if began and not drafts.held(form.key):
        # a copy is shown to nobody who has yet to sign in; what the browser brings along is on the screen anyway
        copy = drafts.kept(form.key, who) if signed_in.actor() else None
        if copy and Began(copy.version, copy.drawn) == began:
            drafts.begin(form.key, copy)
        elif (said := _said_at(form, began.version)) is not None:
            base = replace(form, fields=form.asked(said)).based(said)
            drafts.begin(form.key, Draft(base, began.version, dict(base), drawn=began.drawn, awaited=True))
    return drafts.of(form.key, form.base(), form.version)


def _said_at(form: Form, version: int) -> Mapping[str, Any] | None:
    """What the entry said when it had a version; None where it never had it."""
    if version == 0:
        return form.start  # somebody else may have made it since
    if form.entry is None or version > form.version:
        return None
    if version == form.version:
        return form.entry.model_dump(mode="json")
    try:
        changes = entered.store().register(form.table).history(form.entry.id)
    except EntriesError:
        return None
    return next((change.after for change in changes if change.version == version), None)


def _found_out(form: Form, draft: Draft) -> None:
    """After the open page's texts were asked for: where there are none, begin with the entry as it is, for who may."""
    draft.awaited = False
    may = saving.may_write(form.table)
    if not draft.dirty and not may:
        doing.leave()
    if draft.version != form.version or not may:
        st.rerun()


def _put_away(form: Form, draft: Draft, where: str, t: Texts) -> None:
    """Close a form without saving; a text that was typed in it can be taken back."""
    if draft.dirty:
        notices.put_away(form.key, draft, where, t)
    drafts.drop(form.key, drafts.last_writer())
    st.rerun()


def _signed_out(kept: bool, t: Texts) -> None:
    """Somebody who may no longer write is told, above their text; whether it is kept until they may again, too."""
    standing = signed_in.standing()
    if standing != "writer":
        st.warning(t(f"trouble.{standing if kept else 'nobody'}"), icon=":material/lock:")
        sign_in.buttons(t, "form")


def _earlier(form: Form, draft: Draft, who: str, t: Texts) -> bool:
    """Offer the text that this person left unsaved in an earlier session; whether they have yet to answer."""
    # only before the fields are drawn: what is being typed in them must not make way for another window's text
    copy = None if draft.dirty or draft.shown or not signed_in.actor() else drafts.kept(form.key, who)
    if copy is None:
        return False
    if copy.typed == draft.typed:
        drafts.drop_copy(form.key, who)
        return False
    if form.entry is None and (saved := _saved_before(form, copy)):
        drafts.drop_copy(form.key, who)
        notices.say(t("editing.saved_before"), form.table, saved)
        st.rerun()
    with st.container(border=True):
        st.markdown(t("editing.earlier"))
        with st.container(horizontal=True):
            go_on = st.button(t("editing.go_on"), key=f"{form.key}/go-on", icon=":material/restore_page:")
            away = st.button(t("editing.throw_away"), key=f"{form.key}/throw-away", icon=":material/delete:")
    if go_on:
        drafts.take_up(form.key, copy)
    if away:
        _put_away(form, copy, _where(), t)
    if go_on:
        st.rerun()
    return True


def _saved_before(form: Form, copy: Draft) -> Kept | None:
    """The new entry that a copy became, where the server was gone before it could say that it had saved it."""
    try:
        saved: Kept = entered.store().register(form.table).get(copy.entry)
    except EntriesError:
        return None
    return saved if form.based(saved.model_dump(mode="json")) == copy.typed else None


def _where() -> str:
    """This page's address without the server's: where the text can be found again."""
    page = st.session_state.get("_page", "")
    query = urlencode(st.query_params.to_dict())
    return f"{page}?{query}" if query else str(page)


def _field(form: Form, draft: Draft, one: Field, t: Texts) -> Any:
    """One field with what is wrong with it right beneath."""
    key = f"{form.key}/{draft.version}/{draft.drawn}/{one.name}"
    if key not in st.session_state or one.name not in draft.shown:
        draft.shown[one.name] = draft.typed.get(one.name)
    value = fields.widget(one, draft.shown[one.name], key, t)
    for problem in draft.problems:
        if at(problem) == one.name:
            st.error(saving.problem_words(problem, form.fields, t), icon=":material/error:")
    return value


def at(problem: Problem) -> str:
    """The field beside which a problem is said; of two days out of order, the later one's."""
    return problem.field or str(problem.facts.get("then_name", ""))


def _summary(form: Form, draft: Draft, t: Texts) -> None:
    """That nothing was saved, and why, as far as it is not said beside a field."""
    if draft.trouble:
        notices.trouble(f"{draft.trouble} {t('editing.still_here')}")
    if not draft.problems:
        return
    labels = {one.name: one.label for one in form.fields}
    beside = dict.fromkeys(labels[at(problem)] for problem in draft.problems if at(problem) in labels)
    elsewhere = [problem for problem in draft.problems if at(problem) not in labels]
    words = [saving.problem_words(problem, form.fields, t) for problem in elsewhere]
    if beside:
        words.append(t("editing.look_at", fields=", ".join(beside)))
    st.error(f"{t('editing.refused')} {' '.join(words)}", icon=":material/error:")


def _write(form: Form, draft: Draft, typed: Mapping[str, Any], version: int, t: Texts) -> Outcome:
    """Try to save."""
    entry = form.entry

    def write(register: Register[Any, Any], actor: Actor) -> Kept:
        content = form.content(typed)
        if entry is None and version == 0:
            return register.add(actor, content, draft.entry)
        return register.change(actor, entry.id if entry else draft.entry, version, content)

    return saving.attempt(form.table, t, write)


def _settle(form: Form, draft: Draft, outcome: Outcome, on_saved: Callable[[Kept], None] | None, t: Texts) -> None:
    """After an attempt: on with what was saved, or the form again with what stands in the way."""
    draft.problems, draft.trouble = outcome.problems, outcome.trouble
    if outcome.entry is None:
        draft.conflict = outcome.conflict
        if outcome.conflict:
            notices.flash(t("conflict.above", who=as_it_is(outcome.conflict.by_name)))
        st.rerun()
    drafts.drop(form.key, drafts.last_writer())
    doing.leave()
    nothing = form.entry is not None and outcome.entry.version == form.entry.version
    if nothing:
        notices.say(t("editing.nothing_new"), set_aside=draft.set_aside)
    else:
        notices.say(t("editing.saved"), form.table, outcome.entry, draft.set_aside)
    if on_saved:
        on_saved(outcome.entry)
    st.rerun()


def _conflict(form: Form, draft: Draft, t: Texts, on_saved: Callable[[Kept], None] | None) -> None:
    """Both texts, until one is chosen or they are merged."""
    assert draft.conflict is not None
    found = draft.conflict
    if draft.trouble or draft.problems:
        _summary(form, draft, t)
    chosen = conflict.show(form.key, form.fields, found, t)
    drafts.keep(form.key, drafts.last_writer(), draft, _where())
    if chosen is None:
        return
    mine = {name: value for name, value in found.mine.items() if name in chosen}
    for one in form.fields:
        if one.name in found.fields and chosen[one.name] == found.theirs[one.name] != found.base.get(one.name):
            draft.set_aside[one.label] = fields.written(one, mine[one.name], t)
    draft.set_aside = {label: text for label, text in draft.set_aside.items() if text not in ("", "–")}
    save = partial(_write, form, draft, {**found.theirs, **chosen}, found.version, t)
    outcome = save()
    if outcome.problems:
        # what was chosen breaks a rule: back to the fields with it, against the version it was chosen over
        draft.base, draft.version, draft.conflict = dict(found.theirs), found.version, None
        draft.put({name: chosen.get(name, draft.typed.get(name)) for name in draft.typed})
    _settle(form, draft, outcome, on_saved, t)
