"""The registry of indicators: every pair of files NAME.yml and NAME.sql in a folder of this room is an indicator.

The folder is the goal or sub-goal it belongs to. Nothing else needs to be touched to add one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field, StringConstraints, ValidationError, field_validator, model_validator

from pipelines.plan import plan
from pipelines.tables import Bilingual, Declared

ROOM = Path(__file__).parent

#: The safe loader, in C where there is one: ten times as fast.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Variant = Literal["denominator", "membership", "prices", "vintage"]
#: The choices a reader can make, in the order in which they are shown; the first of each is the default.
CHOICES: dict[Variant, tuple[str, ...]] = {
    "denominator": ("counties", "mainland", "with_shelf"),
    "membership": ("fixed", "year"),
    "prices": ("current", "fixed"),
    "vintage": ("latest",),
}


#: Publisher and table, register or data set: "ssb:11713", "eurostat:nama_10r_3gdp", "register:knowledge_hubs".
Source = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*:\S+( \S+)*$")]


class Break(Declared):
    """A year from which the figures are not quite comparable with those before."""

    year: int
    nb: str = Field(pattern=r"\S")
    en: str = Field(pattern=r"\S")


class Metadata(Declared):
    """What a reader must know to judge the figure.

    Attributes:
        name, unit, why, definition, method, limits, comparability: the words a reader sees, in both languages.
        price_basis: of a figure in kroner whether each year's is at that year's prices (current) or all are at those of
            one year (constant); a figure whose prices the reader chooses has none.
        decimals: how many are shown.
        direction: which way is better.
        size_dependent: whether the larger region simply has more of it: no region has a place by it, and at first it is
            drawn for one region alone.
        measures: how directly it measures what the goal says.
        sources: "ssb:11713" and the like.
        variants: which of the reader's choices change it.
        target: the value the plan sets, where it sets one.
        target_year: the year that target is set for, where it is another than the plan's.
        first_year: first year there can be a figure for.
        next_release: when new figures come, in words.
        breaks: years from which figures are not comparable with those before.
    """

    name: Bilingual
    unit: Bilingual
    price_basis: Literal["current", "constant"] | None = None
    decimals: int = Field(ge=0, le=6)
    direction: Literal["up", "down", "neutral"]
    size_dependent: bool = False
    measures: Literal["direct", "indirect", "proxy"]
    why: Bilingual
    definition: Bilingual
    method: Bilingual
    limits: Bilingual
    comparability: Bilingual | None = None
    sources: list[Source] = Field(min_length=1)
    variants: list[Variant] = Field(default_factory=list)
    target: float | None = None
    target_year: int | None = None
    first_year: int
    next_release: Bilingual
    breaks: list[Break] = Field(default_factory=list)

    @field_validator("*")
    @classmethod
    def _says_something(cls, value: Any) -> Any:
        """A text that is there in one language only is not there."""
        if isinstance(value, Bilingual):
            for language in ("nb", "en"):
                if not getattr(value, language).strip():
                    raise ValueError(f"the text in {language} is empty")
        return value

    @model_validator(mode="after")
    def _tells_whose_prices(self) -> Metadata:
        """Kroner of each year rise with the prices alone, and may not pass for a change."""
        chosen = "prices" in self.variants
        if "kroner" in self.unit.en.split() and not chosen and self.price_basis is None:
            raise ValueError("a figure in kroner needs a price_basis: current or constant")
        if chosen and self.price_basis:
            raise ValueError("the reader chooses the prices (variants), so there is no price_basis")
        return self


@dataclass(frozen=True)
class Indicator:
    """One indicator: its name, the goal it belongs to, its words and its query."""

    key: str
    goal: str
    metadata: Metadata
    sql: str


def read_registry(room: Path = ROOM) -> dict[str, Indicator]:
    """All indicators by name: the goal's own first, then the sub-goals' in the plan's order, by name within each.

    Raises:
        ValueError: a file of a pair is missing, a name stands twice, or the words do not fit the schema; the message
            names the file and the field.
    """
    registry: dict[str, Indicator] = {}
    order = ["goal", *(sub_goal.key for sub_goal in plan().sub_goal)]
    for file in sorted(room.glob("*/*.yml"), key=lambda file: (_place(file.parent.name, order), file.stem)):
        query = file.with_suffix(".sql")
        if not query.exists():
            raise ValueError(f"{file.parent.name}/{file.name} has no {query.name} beside it")
        if file.stem in registry:
            raise ValueError(f"indicator {file.stem} is declared twice: {registry[file.stem].goal}, {file.parent.name}")
        if not re.fullmatch("[a-z][a-z0-9_]*", file.stem):
            raise ValueError(
                f"{file.parent.name}/{file.name}: a name is small letters, figures and _, such as net_migration"
            )
        registry[file.stem] = Indicator(
            file.stem, file.parent.name, read_metadata(file), query.read_text(encoding="utf-8")
        )
    for query in sorted(room.glob("*/*.sql")):
        if query.parent.name != "sql" and query.stem not in registry:
            raise ValueError(f"{query.parent.name}/{query.name} has no {query.stem}.yml beside it")
    return registry


def _place(goal: str, order: list[str]) -> int:
    """Where a folder stands; one that the plan does not name comes last."""
    return order.index(goal) if goal in order else len(order)


def read_metadata(file: Path) -> Metadata:
    """One indicator's words.

    Raises:
        ValueError: not YAML, or a field is missing or wrong; the message names file and field.
    """
    try:
        return Metadata.model_validate(yaml.load(file.read_text(encoding="utf-8"), Loader=LOADER))
    except yaml.YAMLError as error:
        raise ValueError(f"{file.parent.name}/{file.name} is not YAML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "the file"
        what = first["msg"].removeprefix("Value error, ")
        raise ValueError(f"{file.parent.name}/{file.name}: {field}: {what}") from error
