"""The page of actions: a board by sub-goal, a time line, and the register to take away or add to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from dashboard import address, choices, contrast, entered, entry_words, figures
from dashboard.charts import frame as chart_frame
from dashboard.charts import timeline
from dashboard.choices import Own, PageView
from dashboard.palette import SCREEN
from dashboard.parts import action_cards, editing, entry_fields, exchange, frame, opening
from dashboard.parts.editing import DO
from dashboard.texts import Texts, texts
from entries.contents import Action, ActionUpdate, Kept

PATH = "actions"
_ALL = "all"
_READ = "_actions_read"


def show() -> None:
    """The whole page."""
    version = opening.version()
    if version is None:
        return
    t = texts(address.language())
    read = editing.last_read(_READ, _read, t)
    every, updates = read or ([], [])
    actions = [action for action in every if action.removed_at is None]
    owns = _owns(actions, t)
    view = choices.read(PATH, figures.vintages(version), owns, ())
    frame.head(t("page.actions.description"), view, t)
    st.title(t("actions.title"), anchor=False)
    editing.said(t)
    st.markdown(f"{t('action.beside')} {t('actions.intro')}", width=860)
    _new(version, t)
    if read is None:
        frame.foot(version, t)
        return
    _filters(owns, view, t)
    shown = [action for action in actions if _wanted(action, view)]
    if not shown:
        st.info(t("actions.none" if not actions else "actions.none_chosen"), icon=":material/inbox:")
    else:
        _board(shown, view, t)
        _timeline(shown, updates, t)
    editing.removed("action", every, lambda one: one.title, t)
    exchange.box("action", "actions", t)
    frame.foot(version, t)


def _read() -> tuple[list[Action], list[ActionUpdate]]:
    """All actions, removed ones too, and their updates."""
    store = entered.store()
    return store.actions.find(with_removed=True), store.action_updates.find()


def _owns(actions: Sequence[Action], t: Texts) -> tuple[Own, ...]:
    owners = sorted({action.owner for action in actions if action.owner})
    return (
        Own("sub_goal", (_ALL, *entry_fields.sub_goal_names(t)), _ALL),
        Own("status", (_ALL, *entry_words.STATUSES), _ALL),
        Own("owner", (_ALL, *owners), _ALL),
    )


def _filters(owns: Sequence[Own], view: PageView, t: Texts) -> None:
    """Switches that live in the address; one with nothing to choose between is left out."""
    goals = entry_fields.sub_goal_names(t)
    named = {
        "sub_goal": lambda key: goals.get(key, t("actions.all_goals")),
        "status": lambda key: t("actions.all_statuses") if key == _ALL else t(f"action.status.{key}"),
        "owner": lambda key: t("actions.all_owners") if key == _ALL else key,
    }
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        for own in owns:
            if len(own.options) > 1:
                choices.switch(own, view, t, named[own.key])


def _wanted(action: Action, view: PageView) -> bool:
    return (
        view["sub_goal"] in (_ALL, *action.sub_goals)
        and view["status"] in (_ALL, action.status.value)
        and view["owner"] in (_ALL, action.owner)
    )


def _new(version: str, t: Texts) -> None:
    """The form of a new action, for those who may write."""
    fields, start = entry_fields.of_action(version, t), {"status": "planned"}
    form = editing.Form("action/new", "action", fields, start=start)
    if not editing.open_to(form):
        return
    if st.query_params.get(DO) != "new":
        if st.button(t("actions.new"), icon=":material/add:", key="new-action"):
            editing.begin("new")
            st.rerun()
        return
    st.header(t("actions.new"), anchor=False)
    editing.show(form, t, on_saved=_to_its_page)


def _to_its_page(entry: Kept) -> None:
    st.switch_page(action_cards.PAGE, query_params={"id": entry.id})


def _board(actions: Sequence[Action], view: PageView, t: Texts) -> None:
    """The actions by sub-goal, in the plan's order; last those that are placed nowhere."""
    for key, name in entry_fields.sub_goal_names(t).items():
        own = [action for action in actions if key in action.sub_goals]
        if view["sub_goal"] in (_ALL, key) and own:
            st.header(t("actions.of_goal", name=name, count=len(own)), anchor=False)
            action_cards.cards(own, key, t)
    nowhere = [action for action in actions if not action.sub_goals]
    if nowhere:
        st.header(t("actions.not_placed", count=len(nowhere)), anchor=False)
        action_cards.cards(nowhere, "nowhere", t)


def rows(actions: Sequence[Action], updates: Sequence[ActionUpdate], t: Texts) -> list[timeline.Row]:
    """The actions as the time line draws them, the earliest known first."""
    made = [
        timeline.Row(
            title=action.title,
            starts_on=action.starts_on,
            ends_on=action.ends_on,
            updates=tuple(sorted({update.on_date for update in updates if update.action == action.id})),
            period=entry_words.period(action, t),
            status=t(f"action.status.{action.status.value}"),
        )
        for action in actions
    ]
    return sorted(made, key=lambda row: (min(row.days, default=dt.date.max), row.title))


def _timeline(actions: Sequence[Action], updates: Sequence[ActionUpdate], t: Texts) -> None:
    """The time line with its sentence and its table."""
    drawn = rows(actions, updates, t)
    st.header(t("timeline.title"), anchor=False)
    sentence = timeline.sentence(drawn, t)
    st.markdown(sentence, width=860)
    if timeline.span(drawn):
        st.plotly_chart(
            contrast.drawn(go.Figure(timeline.figure(drawn, dt.date.today(), t, SCREEN)), address.high_contrast()),
            config=chart_frame.config(t, "actions"),
            alt=sentence,
            key="chart-timeline",
        )
        st.caption(t("timeline.signs"))
    with st.expander(t("table.title"), icon=":material/table_rows:"):
        cells = frame.plain(timeline.table(drawn, t))
        frame.table(frame.reachable(cells, "/api/v1/entries/actions.csv"), alt=t("timeline.title"))
