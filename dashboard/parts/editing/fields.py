"""The fields of a form: which widget each gets, and how its value is written for those who only read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import streamlit as st

from dashboard import numbers
from dashboard.texts import Texts
from entries.contents import FIRST_YEAR, LAST_YEAR

#: line: text on one line. text: text on several. lines: a list, one a line. date: a day or nothing. choice: one of the
#: options (None may be one). several: any of the options. number: a whole number.
Kind = Literal["line", "text", "lines", "date", "choice", "several", "number"]
_FIRST, _LAST = dt.date(FIRST_YEAR, 1, 1), dt.date(LAST_YEAR, 12, 31)


def _as_written(option: Any) -> str:
    return str(option)


@dataclass(frozen=True)
class Field:
    """One field.

    Attributes:
        name: as in `entries.contents`.
        kind: see `Kind`.
        label: what a reader sees above it.
        help: what to write in it; shown beside the label.
        options: of a choice or of several.
        named: what a reader sees of an option.
        rows: height of a text, in lines.
        wanted: whether it has to be filled in; the label says so.
    """

    name: str
    kind: Kind
    label: str
    help: str = ""
    options: Sequence[Any] = ()
    named: Callable[[Any], str] = field(default=_as_written, compare=False)
    rows: int = 5
    wanted: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether a change of it is read as one value in the place of another, not word by word."""
        return self.kind in ("choice", "date", "number")


def widget(one: Field, value: Any, key: str, t: Texts, disabled: bool = False) -> Any:
    """Draw a field; gives what stands in it now, as JSON has it.

    Nothing that is typed is cut or refused here, so that nothing is lost: what is too long, the store says.

    Args:
        one: the field.
        value: what stands in it at first.
        key: the widget's name; a new one begins with `value` anew.
        t: texts.
        disabled: whether it can only be read.
    """
    label = f"{one.label} ({t('editing.wanted')})" if one.wanted else one.label
    common: dict[str, Any] = {"key": key, "help": one.help or None, "disabled": disabled}
    choose = t("editing.choose")
    match one.kind:
        case "line":
            return st.text_input(label, value=value or "", **common)
        case "text":
            return st.text_area(label, value=value or "", height=max(3, one.rows) * 28 + 16, **common)
        case "lines":
            shown = "\n".join(value or ())
            return _lines(st.text_area(label, value=shown, height=3 * 28 + 16, **common))
        case "date":
            day = dt.date.fromisoformat(value) if value else None
            chosen = st.date_input(
                label, value=day, min_value=_FIRST, max_value=_LAST, format="DD.MM.YYYY", width=260, **common
            )
            return chosen.isoformat() if isinstance(chosen, dt.date) else None
        case "choice":
            options = list(one.options)
            place = options.index(value) if value in options else None
            return st.selectbox(
                label, options, index=place, format_func=one.named, placeholder=choose, width=420, **common
            )
        case "several":
            known = [*one.options, *(item for item in value or () if item not in one.options)]
            chosen_several = st.multiselect(
                label, known, default=list(value or ()), format_func=one.named, placeholder=choose, **common
            )
            return list(chosen_several)
        case "number":
            number = st.number_input(label, value=value, step=1, width=260, **common)
            return int(number) if number is not None else None


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def written(one: Field, value: Any, t: Texts) -> str:
    """A value as a text for those who read it, without markup; "–" for nothing."""
    if one.kind == "choice":
        return one.named(value) if value in one.options else str(value if value is not None else "–")
    if value in (None, "", [], ()):
        return "–"
    match one.kind:
        case "date":
            return numbers.day(str(value), t.lang)
        case "several":
            return ", ".join(one.named(item) if item in one.options else str(item) for item in value)
        case "lines":
            return "\n".join(str(item) for item in value)
        case _:
            return str(value)


def values(fields: Sequence[Field], content: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the fields of an entry, as JSON has it."""
    return {one.name: content.get(one.name) for one in fields}
