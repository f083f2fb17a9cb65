"""The fields of actions, their updates and council cases, as forms and histories show them."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard import entry_words, standings
from dashboard.parts.editing import Field
from dashboard.texts import Texts
from pipelines.plan import plan


def sub_goal_names(t: Texts) -> dict[str, str]:
    """Sub-goal → what a page calls it, in the plan's order."""
    return {goal.key: t.either(goal.short.nb, goal.short.en) for goal in plan().sub_goal}


def indicator_names(version: str, t: Texts) -> dict[str, str]:
    """Indicator of a sub-goal → its name, in their order."""
    declared = standings.declared(version)
    return {name: str(about[f"name_{t.data}"]) for name, about in declared.items()}


def of_action(version: str, t: Texts) -> tuple[Field, ...]:
    """The fields of an action."""
    goals, indicators = sub_goal_names(t), indicator_names(version, t)
    statuses = {key: t(f"action.status.{key}") for key in entry_words.STATUSES}
    return (
        Field("title", "line", t("action.title"), wanted=True),
        Field("description", "text", t("action.description")),
        Field("sub_goals", "several", t("action.sub_goals"), options=tuple(goals), named=goals.__getitem__),
        Field("sub_goals_note", "line", t("action.sub_goals_note"), help=t("action.sub_goals_note_help")),
        Field("owner", "line", t("action.owner"), help=t("action.owner_help")),
        Field("partners", "lines", t("action.partners"), help=t("action.one_a_line")),
        Field("status", "choice", t("action.status_label"), options=tuple(statuses), named=statuses.__getitem__),
        Field("starts_on", "date", t("action.starts_on")),
        Field("ends_on", "date", t("action.ends_on")),
        Field("period", "line", t("action.period_words"), help=t("action.period_words_help")),
        Field("outcome", "text", t("action.outcome")),
        Field(
            "indicators",
            "several",
            t("action.indicators"),
            help=t("action.beside"),
            options=tuple(indicators),
            named=indicators.__getitem__,
        ),
        Field("source", "line", t("action.source")),
        Field("source_link", "line", t("action.source_link")),
    )


def of_update(t: Texts) -> tuple[Field, ...]:
    """The fields of an update."""
    statuses: Mapping[str | None, str] = {
        None: t("action.update_no_status"),
        **{key: t(f"action.status.{key}") for key in entry_words.STATUSES},
    }
    return (
        Field("on_date", "date", t("action.update_on"), wanted=True),
        Field("text", "text", t("action.update_text"), wanted=True),
        Field("status", "choice", t("action.update_status"), options=tuple(statuses), named=statuses.__getitem__),
        Field("source", "line", t("action.source")),
        Field("source_link", "line", t("action.source_link")),
    )


def of_case(places: Mapping[str, str], t: Texts) -> tuple[Field, ...]:
    """The fields of a council case.

    Args:
        places: municipality code → name.
        t: texts.
    """
    known: dict[bool | None, str] = {None: t("case.not_looked"), True: t("case.yes"), False: t("case.no")}
    return (
        Field("municipality", "choice", t("case.municipality"), options=tuple(places), named=places.__getitem__,
              wanted=True),
        Field("decided_on", "date", t("case.decided_on"), wanted=True),
        Field("title", "line", t("case.title"), wanted=True),
        Field("case_number", "line", t("case.number")),
        Field("case_link", "line", t("case.link")),
        Field("concerns_business", "choice", t("case.concerns"), options=(True, False), named=known.__getitem__),
        Field("refers_to_plan", "choice", t("case.refers"), options=tuple(known), named=known.__getitem__),
        Field("took_plan_up", "choice", t("case.took_up"), options=(True, False), named=known.__getitem__),
        Field("note", "text", t("case.note")),
    )  # fmt: skip
