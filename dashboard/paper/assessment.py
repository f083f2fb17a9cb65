"""A municipality's self-assessment to take to the council, and all of them together for the business council."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from dashboard import figures, numbers, sheets
from dashboard.paper.model import Table
from dashboard.paper.written import Block, Grid, Heading, Words, Written
from dashboard.sheets import QUESTIONS, Line
from dashboard.texts import Texts, texts
from entries.contents import SelfAssessment, SheetStatus
from entries.references import References
from indicators import sheet
from pipelines.plan import plan

#: The figures of every municipality that the summary puts side by side.
_SIDE_BY_SIDE = ("population", "jobs", "job_balance", "value_added", "gdp_index")


@dataclass(frozen=True)
class Basis:
    """What the papers are made of.

    Attributes:
        version: the warehouse whose figures they show, unless they are kept with a sheet; it knows the members too.
        known: all sheets, also those of earlier years.
        references: what municipalities are called.
        lang: language.
        address: where the same can be seen on the screen.
        made: the day they are made.
    """

    version: str
    known: Sequence[SelfAssessment]
    references: References
    lang: str
    address: str
    made: date


def make(code: str, year: int, basis: Basis) -> Written:
    """One municipality's sheet; where nobody has begun one, its figures and the questions.

    Args:
        code: the municipality's code in the year.
        year: the year.
        basis: what it is made of.
    """
    version, known, made = basis.version, basis.known, basis.made
    t = texts(basis.lang)
    entry = own(known, code, year)
    name = sheets.name(basis.references, code, year)
    kept = sheets.kept(entry)
    now = kept if kept is not None else sheets.figures_of(version, code, year)
    earlier = sheets.before(known, code, year, version)
    beside = sheets.beside(now, earlier)
    lines = sheets.lines(beside, t)
    quotation = t.either(plan().goal.quotation, plan().goal.translation)
    blocks: list[Block] = [Words(t("goal.quotation", quotation=quotation), "note")]
    blocks += _case(entry, t)
    blocks += [Heading(t("sheet.figures")), *_facts(lines, earlier is not None, t)]
    for number, field in enumerate(QUESTIONS, start=1):
        blocks += [Heading(f"{number}. {t(f'sheet.question.{field}')}"), _answer(entry, field, t)]
    blocks += [
        Heading(t("sheet.indicators")),
        *_indicators(lines, earlier is not None, t),
        *_about(beside, entry, earlier, t),
    ]
    return Written(
        lang=basis.lang,
        name=f"{t('sheet.file')}-{code}-{year}" + ("" if _adopted(entry) else f"-{t('sheet.file_draft')}"),
        title=t("sheet.title", name=name, year=year),
        subtitle=sheets.standing(entry, t),
        author=t("site.name"),
        made=made,
        facts=_page_facts(version if kept is None else "", entry, basis.address, made, t),
        sections=(),
        values=beside,
        blocks=tuple(blocks),
        mark=_mark(entry, t),
    )


def own(known: Sequence[SelfAssessment], code: str, year: int) -> SelfAssessment | None:
    """The sheet of a municipality and year; None where nobody has begun one."""
    return next((one for one in known if (one.municipality, one.year) == (code, year)), None)


def _adopted(entry: SelfAssessment | None) -> bool:
    return entry is not None and entry.status is SheetStatus.adopted


def _mark(entry: SelfAssessment | None, t: Texts) -> str:
    if entry is None or entry.status is SheetStatus.draft:
        return t("sheet.mark.draft")
    return "" if _adopted(entry) else t("sheet.mark.handled")


def _page_facts(
    version: str, entry: SelfAssessment | None, address: str, made: date, t: Texts
) -> tuple[tuple[str, str], ...]:
    """What stands on every page."""
    if version:
        day = figures.made_at(version)
        figures_from = f"{numbers.day(day.date(), t.lang) if day else '–'} ({version})"
    else:
        kept = (entry.figures if entry else None) or {}
        figures_from = f"{numbers.day(str(kept.get('made_on') or ''), t.lang) or '–'} ({kept.get('version', '–')})"
    return (
        (t("share.made"), figures_from),
        (t("paper.made"), numbers.day(made, t.lang)),
        (t("paper.address"), address),
    )


def _case(entry: SelfAssessment | None, t: Texts) -> list[Block]:
    """The council's case, once there is one."""
    if entry is None or not _adopted(entry):
        return []
    words = t("sheet.case", number=entry.case_number, link=entry.case_link)
    if entry.resolution_sent_on:
        words += " " + t("sheet.sent", day=numbers.day(entry.resolution_sent_on, t.lang))
    return [Words(words)]


def _answer(entry: SelfAssessment | None, field: str, t: Texts) -> Words:
    text = getattr(entry, field) if entry else ""
    if text.strip():
        return Words(text)
    return Words(t("sheet.no_answer"), "note" if _adopted(entry) else "room")


def _facts(lines: Sequence[Line], compared: bool, t: Texts) -> list[Block]:
    """The figures that are no indicators."""
    shown = [line for line in lines if not line.goal]
    if not shown:
        return [Words(t("sheet.no_figures"))]
    columns = {"figure": 32, "value": 18, "band": 16, "year": 7, "before": 15}
    return [_grid(t("sheet.figures"), shown, columns, compared, t)]


def _indicators(lines: Sequence[Line], compared: bool, t: Texts) -> list[Block]:
    """The sub-goals' indicators with the place among the members, a table for each sub-goal."""
    blocks: list[Block] = []
    columns = {"indicator": 31, "value": 26, "year": 7, "place": 10.5, "before": 14.5}
    for goal in plan().sub_goal:
        title = t.either(goal.short.nb, goal.short.en)
        shown = [line for line in lines if line.goal == goal.key]
        blocks.append(Heading(title, 2))
        blocks.append(_grid(title, shown, columns, compared, t) if shown else Words(t("sheet.none_of_goal"), "note"))
    return blocks


def _grid(title: str, shown: Sequence[Line], columns: Mapping[str, float], compared: bool, t: Texts) -> Grid:
    """Figures as a table; the change since the sheet before only where there is one."""
    widths = {**columns, **({"change": 11.5} if compared else {})}
    read = {"figure": "name", "indicator": "name"}
    rows = tuple(tuple(getattr(line, read.get(key, key)) or "–" for key in widths) for line in shown)
    numeric = frozenset(place for place, key in enumerate(widths) if key not in ("figure", "indicator", "place"))
    # the note under the tables says among whom the place is
    header = tuple(t("paper.place") if key == "place" else t(f"sheet.column.{key}") for key in widths)
    table = Table(title, header, rows, numeric)
    return Grid(table, tuple(widths.values()))


def _about(table: pd.DataFrame, entry: SelfAssessment | None, earlier: SelfAssessment | None, t: Texts) -> list[Block]:
    """What is to be known of the figures."""
    everywhere = table[table["reason"] != sheet.NOT_MUNICIPAL]  # what no municipality has is no news on paper
    return [Words("\n\n".join(about(everywhere, entry, earlier, t)), "note")]


def about(table: pd.DataFrame, entry: SelfAssessment | None, earlier: SelfAssessment | None, t: Texts) -> list[str]:
    """What is to be known of a sheet's figures: bands, places, what is missing, what they are compared with.

    Args:
        table: the figures.
        entry: the sheet.
        earlier: the sheet they are compared with.
        t: texts.
    """
    kept = (entry.figures if entry else None) or {}
    found = [t("sheet.note.estimate"), t("sheet.note.place")]
    if sheets.kept(entry) is not None:
        day = numbers.day(str(kept.get("made_on") or ""), t.lang)
        found.append(t("sheet.note.frozen", made=day, version=str(kept.get("version", "–"))))
    if earlier is not None:
        found.append(t("sheet.note.last_sheet", year=earlier.year))
    else:
        found.append(t("sheet.note.no_last_sheet"))
    for reason, names in sheets.missing(table, t).items():
        if t.has(f"sheet.missing.{reason}"):
            found.append(t(f"sheet.missing.{reason}", names=", ".join(names)))
    return found


def summary(year: int, basis: Basis) -> Written:
    """All the members' sheets of a year, for the business council: the actions put first before the other answers.

    Args:
        year: the year.
        basis: what it is made of.
    """
    t, version, known = texts(basis.lang), basis.version, basis.known
    codes = everyone(version, year, known)
    entries = {code: own(known, code, year) for code in codes}
    names = {code: sheets.name(basis.references, code, year) for code in codes}
    blocks: list[Block] = [Heading(t("sheets.who")), Grid(who(entries, names, t), (24, 46, 18, 12))]
    for field in asked_first():
        blocks.append(Heading(t(f"sheets.question.{field}")))
        answered = answers(entries, names, field, t).rows
        for name, text in answered:
            blocks += [Heading(name, 2), Words(text)]
        missing = without(entries, names, field)
        if not answered:
            blocks.append(Words(t("sheets.no_answers"), "note"))
        elif missing:
            blocks.append(Words(t("sheets.not_answered", names=", ".join(missing)), "note"))
    side = side_by_side(version, year, entries, names, t)
    values = side_by_side_values(version, year, entries)
    blocks += [
        Heading(t("sheets.figures")),
        Grid(side, (17, 16, 16, 16, 21, 16)),
        Words(t("sheet.note.estimate"), "note"),
    ]
    unfinished = [names[code] for code, entry in entries.items() if entry and not _adopted(entry)]
    return Written(
        lang=basis.lang,
        name=f"{t('sheets.file')}-{year}",
        title=t("sheets.title", year=year),
        subtitle=counted(entries, t),
        author=t("site.name"),
        made=basis.made,
        facts=_page_facts(version, None, basis.address, basis.made, t),
        sections=(),
        values=values,
        blocks=tuple(blocks),
        mark=t("sheets.mark", names=", ".join(unfinished)) if unfinished else "",
    )


def asked_first() -> tuple[str, ...]:
    """The questions in the order of the summary: what the business council is asked to put first comes first."""
    return ("priorities", *(field for field in QUESTIONS if field != "priorities"))


def everyone(version: str, year: int, known: Sequence[SelfAssessment]) -> tuple[str, ...]:
    """The members of a year, and whoever else has a sheet of it."""
    members = sheets.members(version, year)
    return (*members, *sorted({one.municipality for one in known if one.year == year} - set(members)))


def counted(entries: dict[str, SelfAssessment | None], t: Texts) -> str:
    """How many have begun, and how many sheets are adopted."""
    begun = [entry for entry in entries.values() if entry]
    return t("sheets.counted", total=len(entries), begun=len(begun), adopted=sum(_adopted(entry) for entry in begun))


def who(entries: dict[str, SelfAssessment | None], names: dict[str, str], t: Texts) -> Table:
    """Who has answered: where each sheet stands, the council's case, how many questions have an answer."""
    header = tuple(t(f"sheets.column.{key}") for key in ("name", "state", "case", "answered"))
    rows = tuple(
        (
            names[code],
            sheets.standing(entry, t),
            (entry.case_number if entry else "") or "–",
            t("sheets.of_four", count=sheets.answered(entry), total=len(QUESTIONS)),
        )
        for code, entry in entries.items()
    )
    return Table(t("sheets.who"), header, rows)


def _has(entry: SelfAssessment | None, field: str) -> bool:
    return entry is not None and bool(getattr(entry, field).strip())


def without(entries: dict[str, SelfAssessment | None], names: dict[str, str], field: str) -> list[str]:
    """Names of the municipalities that have not answered a question."""
    return [names[code] for code, entry in entries.items() if not _has(entry, field)]


def answers(entries: dict[str, SelfAssessment | None], names: dict[str, str], field: str, t: Texts) -> Table:
    """The answers to one question, a row for each municipality that has one; drafts say so."""
    rows = tuple(
        (names[code] if _adopted(entry) else t("sheets.name_draft", name=names[code]), str(getattr(entry, field)))
        for code, entry in entries.items()
        if _has(entry, field)
    )
    return Table(t(f"sheets.question.{field}"), (t("sheets.column.name"), t("sheets.column.answer")), rows)


def side_by_side(
    version: str, year: int, entries: dict[str, SelfAssessment | None], names: dict[str, str], t: Texts
) -> Table:
    """A few figures of every municipality; kept ones where the sheet is adopted."""
    rows = []
    for code, entry in entries.items():
        kept = sheets.kept(entry)
        # only what is shown: a sheet has ten times as many figures, and each costs to put into words
        if kept is None:
            found = sheets.said(version, code, year, _SIDE_BY_SIDE, t.lang)
        else:
            shown = kept[kept["figure"].isin(_SIDE_BY_SIDE)]
            found = {line.key: line for line in sheets.lines(shown, t)}
        rows.append((names[code], *(_with_band(found.get(key), t) for key in _SIDE_BY_SIDE)))
    header = (t("sheets.column.name"), *(t(f"sheets.column.{key}") for key in _SIDE_BY_SIDE))
    return Table(t("sheets.figures"), header, tuple(rows), frozenset(range(1, len(header))))


def side_by_side_values(version: str, year: int, entries: dict[str, SelfAssessment | None]) -> pd.DataFrame:
    """The rows behind them in full precision."""
    every = []
    for code, entry in entries.items():
        kept = sheets.kept(entry)
        table = kept if kept is not None else sheets.figures_of(version, code, year)
        every.append(table[table["figure"].isin(_SIDE_BY_SIDE)].assign(municipality=code, sheet_year=year))
    return pd.concat(every, ignore_index=True) if every else pd.DataFrame()


def _with_band(line: Line | None, t: Texts) -> str:
    """A figure with its year, and its band on a line of its own."""
    if line is None:
        return "–"
    figure = t("sheet.of_year", value=line.value, year=line.year)
    return f"{figure},\n{t('sheets.band', band=line.band)}" if line.band else figure
