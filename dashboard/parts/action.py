"""The page of one action: what it is, the indicators it stands beside, and what has happened with it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from dashboard import address, choices, entered, entry_words, figures, numbers, standings
from dashboard import standing_words as say
from dashboard.parts import action_cards, editing, entry_fields, frame, opening, standing
from dashboard.parts.editing import DO
from dashboard.parts.frame import as_it_is
from dashboard.texts import Texts, texts
from entries.contents import Action, ActionUpdate
from pipelines.plan import plan

PATH = "action"


def show() -> None:
    """The whole page."""
    version = opening.version()
    if version is None:
        return
    t = texts(address.language())
    wanted = st.query_params.get("id", "")
    view = choices.read(PATH, figures.vintages(version), (), ())
    view = replace(view, own=(("id", wanted),), own_defaults=(("id", ""),))
    frame.head(t("page.action.description"), view, t)
    read = editing.last_read(f"_action_read/{wanted}", partial(_read, wanted), t)
    action, updates = read or (None, [])
    unknown = t("action.not_found" if read else "page.action.title")
    st.title(as_it_is(action.title) if action else unknown, anchor=False)
    editing.said(t)
    if read is None:
        pass  # the sentence above says why nothing is known of it
    elif action is None:
        st.markdown(t("action.not_found_words"))
    else:
        _one(version, action, updates, t)
    st.page_link(action_cards.BOARD, label=t("action.all"), icon=":material/view_kanban:")
    frame.foot(version, t)


def _read(wanted: str) -> tuple[Action | None, list[ActionUpdate]]:
    """An action and its updates, removed ones too: whoever follows an old link is told, not turned away."""
    store = entered.store()
    action = next((one for one in store.actions.find(with_removed=True) if one.id == wanted), None)
    return action, store.action_updates.find(with_removed=True, action=wanted) if action else []


def _one(version: str, action: Action, updates: list[ActionUpdate], t: Texts) -> None:
    fields = entry_fields.of_action(version, t)
    gone = action.removed_at is not None
    if gone:
        st.warning(t("action.removed"), icon=":material/delete:")
    may = editing.may_write("action", action.model_dump(mode="json"))
    form = editing.Form(f"action/{action.id}", "action", fields, action)
    if not gone and st.query_params.get(DO) == "edit" and editing.open_to(form):
        editing.show(form, t)
        return
    if may:
        with st.container(horizontal=True):
            if not gone and st.button(t("editing.edit"), icon=":material/edit:", key="edit-action"):
                editing.begin("edit", action.version)
                st.rerun()
            editing.removal("action", action, t)
    _facts(action, t)
    _indicators(version, action, t)
    _updates(action, updates, t, may and not gone)
    editing.history("action", action.id, fields, t)


def _facts(action: Action, t: Texts) -> None:
    """What is known of it; what is not known is said too."""
    st.markdown(f"**{entry_words.status(action.status.value, t)}**")
    if action.description:
        st.markdown(_lines(action.description), width=860)
    names = entry_fields.sub_goal_names(t)
    goals = ", ".join(names.get(key, key) for key in action.sub_goals) or t("action.not_placed")
    rows = {
        t("action.sub_goals"): goals,
        t("action.sub_goals_note"): action.sub_goals_note or "–",
        t("action.owner"): action.owner or t("action.owner_unknown"),
        t("action.partners"): ", ".join(action.partners) or "–",
        t("action.period"): entry_words.period(action, t),
        t("action.outcome"): action.outcome or t("action.outcome_unknown"),
        t("action.source"): action.source or "–",
    }
    cells = {name: as_it_is(text).replace("\n", " ") for name, text in rows.items()}
    if action.source_link:
        cells[t("action.source_link")] = entry_words.linked(action.source_link, action.source_link)
    st.table(cells, border="horizontal", alt=t("action.facts"))


def _lines(text: str) -> str:
    """A typed text with its line breaks, nothing of it as markup."""
    return as_it_is(text).replace("\n", "  \n")


def _indicators(version: str, action: Action, t: Texts) -> None:
    """The indicators that should move, each with where it stands; beside, not because of, the action."""
    st.header(t("action.indicators"), anchor=False)
    st.caption(t("action.beside"))
    declared = standings.declared(version)
    known = [name for name in action.indicators if name in declared]
    if not known:
        st.markdown(t("action.no_indicators"))
    progress = standings.all_progress(version, plan().goal.region)
    for name in known:
        with st.container(gap="xxsmall"):
            standing.to_indicator(name, f"**{declared[name][f'name_{t.data}']}**")
            st.caption(say.told(progress.get(name, {}), t))


def _updates(action: Action, updates: list[ActionUpdate], t: Texts, may: bool) -> None:
    """What has happened, newest first; who may write adds to it and mends it."""
    every, updates = updates, [update for update in updates if update.removed_at is None]
    st.header(t("action.updates", count=len(updates)), anchor=False)
    fields = entry_fields.of_update(t)
    doing = st.query_params.get(DO, "")
    form = editing.Form(f"update/new/{action.id}", "action_update", fields, fixed={"action": action.id})
    if doing == "update" and editing.open_to(form):
        editing.show(form, t)
    elif may and st.button(t("action.update_new"), icon=":material/add:", key="new-update"):
        editing.begin("update")
        st.rerun()
    if not updates:
        st.markdown(t("action.no_updates"))
    for update in reversed(updates):
        with st.container(border=True):
            changed = editing.Form(f"update/{update.id}", "action_update", fields, update)
            if doing == update.id and editing.open_to(changed):
                editing.show(changed, t)
                continue
            _update(update, t)
            if may:
                with st.container(horizontal=True):
                    if st.button(t("editing.edit"), icon=":material/edit:", key=f"edit-{update.id}"):
                        editing.begin(update.id, update.version)
                        st.rerun()
                    editing.removal("action_update", update, t)
            editing.history("action_update", update.id, fields, t)
    editing.removed("action_update", every, lambda one: f"{numbers.day(one.on_date, t.lang)}: {one.text[:80]}", t)


def _update(update: ActionUpdate, t: Texts) -> None:
    told = f" · {entry_words.status(update.status.value, t)}" if update.status else ""
    st.markdown(f"**{as_it_is(numbers.day(update.on_date, t.lang))}**{told}")
    st.markdown(_lines(update.text), width=860)
    if update.source or update.source_link:
        words = update.source or update.source_link
        link = entry_words.linked(words, update.source_link) if update.source_link else as_it_is(words)
        st.caption(f"{t('action.source')}: {link}")
