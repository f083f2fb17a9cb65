"""What the registers hold: for each its row in the database, what people type, and what is kept of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from entries import contents, models
from entries.contents import Content, Kept

C = TypeVar("C", bound=Content)
E = TypeVar("E", bound=Kept)


@dataclass(frozen=True)
class Kind(Generic[C, E]):
    """What a register holds: its row in the database, what is typed, what is kept, and in which order it is listed."""

    row: type[models.KeptRow]
    content: type[C]
    entry: type[E]
    order: tuple[str, ...]

    @property
    def table(self) -> str:
        """Its name: in the database, in the history, and to those who ask for it."""
        return self.row.__tablename__

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that people fill in."""
        return tuple(self.content.model_fields)

    def entry_of(self, row: models.KeptRow) -> E:
        """A row as it is handed out."""
        names = (*Kept.model_fields, *self.fields)
        return self.entry.model_validate({name: getattr(row, name) for name in names})

    def content_of(self, row: models.KeptRow) -> C:
        """What is typed in a row."""
        return self.content.model_validate({name: getattr(row, name) for name in self.fields})


ACTIONS = Kind(models.ActionRow, contents.ActionContent, contents.Action, ("created_at", "id"))
ACTION_UPDATES = Kind(
    models.ActionUpdateRow, contents.ActionUpdateContent, contents.ActionUpdate, ("on_date", "created_at", "id")
)
SELF_ASSESSMENTS = Kind(
    models.SelfAssessmentRow, contents.SelfAssessmentContent, contents.SelfAssessment, ("year", "municipality")
)
COUNCIL_CASES = Kind(
    models.CouncilCaseRow, contents.CouncilCaseContent, contents.CouncilCase, ("decided_on", "municipality", "id")
)
ROUND_STEPS = Kind(models.RoundStepRow, contents.RoundStepContent, contents.RoundStep, ("year", "municipality", "step"))
GRANTS = Kind(models.GrantRow, contents.GrantContent, contents.Grant, ("name", "subject"))
#: Every register by its table's name, in an order in which each refers only to those before it.
KINDS: Mapping[str, Kind[Any, Any]] = {
    kind.table: kind for kind in (ACTIONS, ACTION_UPDATES, SELF_ASSESSMENTS, COUNCIL_CASES, ROUND_STEPS, GRANTS)
}
