"""The municipalities' self-assessments beside their figures: read from the entries and the warehouse, frozen when the
council adopts a sheet, and said in words.

The figures are `indicators.sheet`'s; nothing is reckoned here. Reading the entries may raise
`entries.errors.EntriesError`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard import exports, figures, numbers
from dashboard import standing_words as say
from dashboard.once import once
from dashboard.texts import Texts, texts
from entries.contents import SelfAssessment, SheetStatus
from entries.references import References
from entries.round import read_round
from indicators import sheet
from pipelines.plan import plan

#: The plan's questions, in their order, by the sheet's fields.
QUESTIONS = ("situation", "done_locally", "planned_locally", "priorities")
#: How far ahead of the calendar a round can be looked at.
_AHEAD = 1
#: What is kept of every figure when a sheet is adopted.
_FROZEN = (
    "figure", "goal", "name_nb", "name_en", "unit_nb", "unit_en", "decimals", "year", "value", "low", "high",
    "status", "reason", "rank", "ranked", "before_year", "before_value",
)  # fmt: skip


def today() -> dt.date:
    """The day it is."""
    return dt.datetime.now(dt.UTC).date()


def years(day: dt.date) -> tuple[int, ...]:
    """The years whose rounds can be looked at, newest first: from the plan's first year to the next."""
    last = max(read_round().kept_from, day.year + _AHEAD)
    return tuple(range(last, plan().goal.base_year - 1, -1))


def default_year(day: dt.date) -> int:
    """The round that is at hand: this year's, or the first that is kept here while that is still to come."""
    return max(read_round().kept_from, day.year)


@once(64)
def members(version: str, year: int) -> tuple[str, ...]:
    """The home region's municipalities in a year, in the codes of that year."""
    return tuple(sheet.members(figures.cursor(version), plan().goal.region, year))


def name(references: References, code: str, year: int) -> str:
    """What a municipality was called in a year; its number where no such municipality is known."""
    found = references.life(code, year)
    return found.name if found else code


@once(128)
def figures_of(version: str, municipality: str, year: int) -> pd.DataFrame:
    """The figures of a sheet as they are in a version of the warehouse; shared, not to be changed in place."""
    return sheet.figures(figures.cursor(version), municipality, year, plan().goal.region)


def frozen(version: str, municipality: str, year: int) -> dict[str, Any]:
    """The figures as they are kept with an adopted sheet.

    Returns:
        JSON: the version of the warehouse, when it was made, and a row for each figure.
    """
    made = figures.made_at(version)
    return {
        "version": version,
        "made_on": made.date().isoformat() if made else None,
        "rows": exports.rows(figures_of(version, municipality, year)[list(_FROZEN)]),
    }


def kept(entry: SelfAssessment | None) -> pd.DataFrame | None:
    """The figures that are kept with a sheet, as `indicators.sheet.figures` gives them; None where there are none.

    What somebody has imported need not be ours: anything that is no such table is taken as none.
    """
    rows = (entry.figures or {}).get("rows") if entry else None
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) and row.get("figure") for row in rows):
        return None
    found = pd.DataFrame([{column: row.get(column) for column in _FROZEN} for row in rows], columns=list(_FROZEN))
    for column in ("value", "low", "high", "before_value"):
        found[column] = pd.to_numeric(found[column], errors="coerce").astype(float)
    for column in ("year", "rank", "ranked", "before_year", "decimals"):
        found[column] = pd.to_numeric(found[column], errors="coerce").astype("Int64")
    return found


def before(sheets: Sequence[SelfAssessment], code: str, year: int, version: str) -> SelfAssessment | None:
    """The newest earlier sheet of a municipality whose figures are kept; also under an earlier number of its own.

    Args:
        sheets: all sheets.
        code: the municipality's code in the year.
        year: the year.
        version: the warehouse, which tells what became of earlier codes.
    """
    con = figures.cursor(version)
    own = sheet.today(con, code, year)
    earlier = [one for one in sheets if one.year < year and kept(one) is not None]
    mine = [
        one
        for one in earlier
        if one.municipality == code or (own and sheet.today(con, one.municipality, one.year) == own)
    ]
    return max(mine, key=lambda one: one.year, default=None)


def beside(now: pd.DataFrame, earlier: SelfAssessment | None) -> pd.DataFrame:
    """The figures with those of the sheet before, where there is one."""
    table = kept(earlier)
    return sheet.changed(now, table if table is not None else now.iloc[:0])


def beside_today(then: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """The figures that are kept with a sheet, with today's beside them: `today_year`, `today_value`.

    Args:
        then: as `beside` gives them.
        now: as `figures_of` gives them.
    """
    today = now[["figure", "year", "value"]].rename(columns={"year": "today_year", "value": "today_value"})
    return then.merge(today, on="figure", how="left")


@dataclass(frozen=True)
class Line:
    """A figure in words.

    Attributes:
        key: the figure's name in the code.
        goal: key of its sub-goal; "" for the figures that every sheet begins with.
        name, value, band, year, place, before, change: as read; "" or "–" where there is nothing to say.
    """

    key: str
    goal: str
    name: str
    value: str
    band: str
    year: str
    place: str
    before: str
    change: str


def lines(table: pd.DataFrame, t: Texts) -> list[Line]:
    """The figures that are there, in words.

    Args:
        table: as `beside` or `kept` gives it.
        t: texts.
    """
    return [_line(row, t) for row in exports.rows(table) if row["value"] is not None]


@once(64)
def said(version: str, municipality: str, year: int, wanted: tuple[str, ...], lang: str) -> dict[str, Line]:
    """Some figures of a sheet by their name, put into words once for each version and language."""
    table = figures_of(version, municipality, year)
    return {line.key: line for line in lines(table[table["figure"].isin(wanted)], texts(lang))}


def _line(row: Mapping[Any, Any], t: Texts) -> Line:
    about = {f"unit_{t.data}": row[f"unit_{t.data}"] or "", "decimals": row["decimals"] or 0}
    band = ""
    if row["low"] is not None and row["high"] is not None:
        band = f"{say.short(row['low'], about, t)}–{say.short(row['high'], about, t)}"
    earlier = ""
    if row["before_value"] is not None:
        earlier = t("sheet.of_year", value=say.short(row["before_value"], about, t), year=int(row["before_year"]))
    return Line(
        key=str(row["figure"]),
        goal=str(row["goal"] or ""),
        name=str(row[f"name_{t.data}"]),
        value=say.amount(row["value"], about, t),
        band=band,
        year=numbers.year(row["year"]),
        place=say.rank(row, t) or "–",
        before=earlier or "–",
        change=_change(row, about, t),
    )


def _change(row: Mapping[Any, Any], about: Mapping[str, Any], t: Texts) -> str:
    """The change since the sheet before; that the figure is still the same one is said."""
    change = row.get("change")
    if change is None:
        return "–"
    if row["year"] == row["last_sheet_year"] and change == 0:
        return t("sheet.same_figure")
    sign = "+" if change > 0 else ""
    return f"{sign}{say.short(change, about, t)}"


def missing(table: pd.DataFrame, t: Texts) -> dict[str, list[str]]:
    """Reason → names of the figures that are not there for that reason."""
    rows = table[table["value"].isna()]
    found: dict[str, list[str]] = {}
    for reason, named in zip(rows["reason"], rows[f"name_{t.data}"], strict=True):
        found.setdefault(str(reason), []).append(str(named))
    return found


def answered(entry: SelfAssessment | None) -> int:
    """How many of the four questions have an answer."""
    return sum(bool(getattr(entry, field).strip()) for field in QUESTIONS) if entry else 0


def standing(entry: SelfAssessment | None, t: Texts) -> str:
    """Where a sheet stands, in words, with the day where there is one."""
    if entry is None:
        return t("sheet.state.none")
    if entry.status is SheetStatus.adopted:
        return t("sheet.state.adopted", day=numbers.day(entry.adopted_on, t.lang))
    if entry.status is SheetStatus.handled:
        return t("sheet.state.handled", day=numbers.day(entry.handled_on, t.lang))
    return t("sheet.state.draft")


#: Columns of the sheets as open data; nobody who wrote them is named, and their figures have a route of their own.
PUBLISHED = (
    "entry", "municipality", "sheet_year", "sheet_status", *QUESTIONS, "handled_on", "adopted_on", "case_number",
    "case_link", "resolution_sent_on", "warehouse_version", "changed_at",
)  # fmt: skip


def published(entries: Sequence[SelfAssessment]) -> pd.DataFrame:
    """The sheets as open data, drafts too, in `PUBLISHED`."""
    named = {"id": "entry", "year": "sheet_year", "status": "sheet_status"}
    rows = []
    for one in entries:
        content = {named.get(key, key): value for key, value in one.model_dump(mode="json").items()}
        rows.append(content | {"warehouse_version": str((one.figures or {}).get("version", ""))})
    return pd.DataFrame(rows, columns=list(PUBLISHED), dtype=object)
