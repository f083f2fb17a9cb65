"""Frames of figures as the files people take away: CSV, Excel, JSON and JSON-stat. The numbers are those of the frame,
to the last digit."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from dashboard import cube

#: A cell that begins with one of these is run as a formula when a spreadsheet opens the file.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
#: How a number with decimals is shown in Excel; the cell holds every digit. A column is no wider than so many pixels.
_SHOWN, _WIDEST = "#,##0.0###", 360
#: The columns that say which figure a row is; with the value they make a JSON-stat cube.
DIMENSIONS = ("indicator", "region", "year", "denominator", "membership", "prices", "vintage")


def _plain(value: Any) -> Any:
    """A cell as Python knows it: None for missing, int or float or text for the rest."""
    if value is None or value is pd.NA:
        return None
    if hasattr(value, "tolist"):  # numpy's numbers and lists
        value = value.tolist()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe goes before what would start one."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _cell(value: Any) -> Any:
    """A value as one cell of a flat file: a list of words with semicolons between, anything deeper as JSON."""
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = ";".join(value)
    elif isinstance(value, list | dict):
        value = json.dumps(value, ensure_ascii=False, default=str)
    return value


def _texts(cell: Any) -> Any:
    """A text or list as a CSV cell; no text that a spreadsheet takes for a formula."""
    value = _cell(_plain(cell))
    return harmless(value) if isinstance(value, str) else value


def _csv_column(column: pd.Series) -> pd.Series:
    """A column as CSV has it: truth in small letters, infinity as missing, texts harmless."""
    if column.dtype.kind == "b":
        return column.map({True: "true", False: "false"})
    if column.dtype.kind in "iuf":
        return column.replace([math.inf, -math.inf], math.nan) if column.dtype.kind == "f" else column
    try:
        known = {word: _texts(word) for word in column.unique()}
    except TypeError:  # lists have no hash
        return column.map(_texts)
    return column.map(known)


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as plain dicts; missing is None."""
    names = list(frame.columns)
    # column by column: what pandas makes of a whole column costs a third of asking every cell what it is
    columns = [_cells(frame.iloc[:, place]) for place in range(len(names))]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _cells(column: pd.Series) -> list[Any]:
    """A column's cells as Python knows them."""
    if column.dtype == "float64":
        return [cell if math.isfinite(cell) else None for cell in column.tolist()]
    return [_plain(cell) for cell in column.tolist()]


def to_csv(frame: pd.DataFrame) -> bytes:
    """Comma-separated UTF-8 with a header line; full precision; missing is empty."""
    cells = frame.reset_index(drop=True).apply(_csv_column) if len(frame) else frame
    cells = cells.set_axis([harmless(str(column)) for column in frame.columns], axis=1)
    return cells.to_csv(index=False, lineterminator="\r\n").encode("utf-8")


def to_json(frame: pd.DataFrame, about: Mapping[str, Any]) -> bytes:
    """One object: what the figures are, and `rows` with the figures."""
    return json.dumps({**about, "rows": rows(frame)}, ensure_ascii=False, default=str).encode("utf-8")


class Exact(float):
    """A number with all its digits: xlsxwriter's own form rounds to 16, and some numbers need 17."""

    def __format__(self, form: str) -> str:
        return repr(float(self))


def to_xlsx(
    frame: pd.DataFrame,
    about: Sequence[tuple[str, str]],
    sheets: tuple[str, str] = ("figures", "about"),
    made_at: datetime | None = None,
) -> bytes:
    """An Excel workbook: the figures as numbers on one sheet, what they are on another.

    Args:
        frame: the figures.
        about: heading and text of every line on the other sheet.
        sheets: what the two are called.
        made_at: when the figures were made (UTC): not the clock's time, so that two who fetch the same version hold
            the same file.
    """
    import xlsxwriter

    out = io.BytesIO()
    # texts stay texts: nothing in a cell may become a formula or a link
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        if made_at:
            book.set_properties({"created": made_at.replace(tzinfo=None)})
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(sheets[0])
        sheet.write_row(0, 0, list(frame.columns), book.add_format({"bold": True, "bottom": 1}))
        shown = book.add_format({"num_format": _SHOWN})
        for number, row in enumerate(rows(frame), start=1):
            for column, cell in enumerate(row.values()):
                if isinstance(cell, float):
                    sheet.write_number(number, column, Exact(cell), shown)
                elif cell is not None:
                    sheet.write(number, column, _cell(cell))
        sheet.freeze_panes(1, 0)
        if len(frame) and len(frame.columns):
            sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)
        sheet.autofit(max_width=_WIDEST)
        notes, wrapped = book.add_worksheet(sheets[1]), book.add_format({"text_wrap": True, "valign": "top"})
        for number, (name, text) in enumerate(about):
            notes.write_string(number, 0, name, bold)
            notes.write_string(number, 1, text, wrapped)
        notes.set_column(0, 0, 22)
        notes.set_column(1, 1, 110)
        for one in (sheet, notes):  # whoever prints it gets whole rows on A4, and the head on every page
            one.set_landscape()
            one.set_paper(9)
            one.fit_to_pages(1, 0)
            one.set_footer("&L&F – &A&R&P / &N")
        sheet.repeat_rows(0)
    return out.getvalue()


def to_jsonstat(
    frame: pd.DataFrame, label: str, source: str, updated: datetime, words: cube.Words | None = None
) -> bytes:
    """Values as a JSON-stat 2.0 dataset with the status of every cell.

    Args:
        frame: rows with the columns of `DIMENSIONS`, "value" and "status"; each combination at most once.
        label: what the cube holds.
        source: whose figures they are.
        updated: when they were made (UTC).
        words: labels and units.

    Raises:
        cube.NoCube: no rows, or two rows are the same cell.
    """
    return cube.to_jsonstat(frame, DIMENSIONS, label, source, updated, measure="value", words=words)
