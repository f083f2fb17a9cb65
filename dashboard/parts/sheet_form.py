"""The form of a self-assessment: the fields that its stage asks for, and the figures that are frozen on adoption."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dashboard.parts.editing import Field, Form
from dashboard.sheets import QUESTIONS
from dashboard.texts import Texts
from entries.actor import Actor, Role
from entries.contents import SelfAssessment, SheetStatus

_STAGES = tuple(status.value for status in SheetStatus)


@dataclass(frozen=True)
class SheetForm(Form):
    """A form that keeps the figures with the sheet when it is adopted, and lets them go when it is opened again.

    Attributes:
        freeze: gives the figures as they are now.
        at_stage: gives the fields of a stage.
    """

    freeze: Callable[[], dict[str, Any]] = field(default=dict, compare=False)
    at_stage: Callable[[str], Sequence[Field]] = field(default=lambda _: (), compare=False)

    def asked(self, content: Mapping[str, Any]) -> Sequence[Field]:
        """The fields of the stage that the sheet is at where it says this."""
        return self.at_stage(str(content.get("status") or SheetStatus.draft.value))

    def content(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """Everything that is to be written, with the figures as the council has them before it."""
        content = super().content(typed)
        if content.get("status") != SheetStatus.adopted.value:
            return {**content, "figures": None}
        was = self.entry.figures if isinstance(self.entry, SelfAssessment) else None
        return {**content, "figures": was or self.freeze()}


def fields(stage: str, actor: Actor | None, t: Texts) -> tuple[Field, ...]:
    """The fields of a sheet at a stage.

    A draft asks for the answers and the day with the business community, then the council's case; of an adopted sheet a
    contact enters the resolution, and the office everything. The office alone can take a sheet a stage back.
    """
    adopted = stage == SheetStatus.adopted.value
    is_office = actor is not None and actor.role is Role.office
    if adopted and not is_office:
        return (_date("resolution_sent_on", t),)
    answers = tuple(
        Field(name, "text", t(f"sheet.question.{name}"), help=t(f"sheet.help.{name}"), rows=7) for name in QUESTIONS
    )
    reached = _STAGES.index(stage)
    stages = _STAGES[0 if is_office else reached : reached + 2]
    status = Field(
        "status",
        "choice",
        t("sheet.field.status"),
        help=t("sheet.help.status"),
        options=stages,
        named=lambda key: t(f"sheet.status.{key}"),
    )
    found = [*answers, status, _date("handled_on", t)]
    if stage != SheetStatus.draft.value:
        found += [
            _date("adopted_on", t),
            Field("case_number", "line", t("sheet.field.case_number")),
            Field("case_link", "line", t("sheet.field.case_link"), help=t("sheet.help.case_link")),
        ]
    return (*found, _date("resolution_sent_on", t)) if adopted else tuple(found)


def every_field(t: Texts) -> tuple[Field, ...]:
    """All fields, for the history."""
    answers = tuple(Field(name, "text", t(f"sheet.question.{name}")) for name in QUESTIONS)
    status = Field(
        "status", "choice", t("sheet.field.status"), options=_STAGES, named=lambda key: t(f"sheet.status.{key}")
    )
    lines = tuple(Field(name, "line", t(f"sheet.field.{name}")) for name in ("case_number", "case_link"))
    dates = tuple(_date(name, t) for name in ("handled_on", "adopted_on"))
    return (*answers, status, *dates, *lines, _date("resolution_sent_on", t))


def _date(name: str, t: Texts) -> Field:
    return Field(name, "date", t(f"sheet.field.{name}"))


def start(code: str, year: int) -> dict[str, Any]:
    """What is written along with a new sheet."""
    return {"municipality": code, "year": year}
