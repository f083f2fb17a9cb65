"""The files people take away, read back: the numbers are those of the frame, and no cell is run as a formula."""

from __future__ import annotations

import csv
import io
import json
import math
from datetime import UTC, datetime

import openpyxl
import pandas as pd
import pytest
from pyjstat import pyjstat

from dashboard import exports

NEVER = datetime(2001, 2, 3, tzinfo=UTC)
THIRD = 1 / 3


def figures() -> pd.DataFrame:
    common = {"denominator": "counties", "membership": "fixed", "prices": "", "vintage": "latest"}
    rows = [
        {"indicator": "gdp_share", "region": "b", "year": 2001, **common, "value": THIRD, "status": "estimated"},
        {"indicator": "gdp_share", "region": "a", "year": 2001, **common, "value": -2.0, "status": "estimated"},
        {"indicator": "gdp_share", "region": "a", "year": 2002, **common, "value": math.nan, "status": "measured"},
    ]
    return pd.DataFrame(rows)


def test_csv_holds_every_digit_and_leaves_missing_empty() -> None:
    rows = list(csv.DictReader(io.StringIO(exports.to_csv(figures()).decode("utf-8"))))
    assert [row["value"] for row in rows] == [repr(THIRD), "-2.0", ""]
    assert float(rows[0]["value"]) == THIRD


@pytest.mark.parametrize("attack", ["=cmd()", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_no_cell_of_a_csv_is_run_as_a_formula(attack: str) -> None:
    frame = pd.DataFrame({"a": [attack], "=b": [1]})
    header, row = list(csv.reader(io.StringIO(exports.to_csv(frame).decode("utf-8"))))
    assert row[0] == f"'{attack}" and header[1] == "'=b"


def test_a_negative_number_stays_a_number() -> None:
    assert b",-2.0," in exports.to_csv(figures())


def test_excel_holds_numbers_as_numbers_and_texts_as_texts() -> None:
    frame = figures().assign(status=["=1+1", "x", "https://example.org"])
    book = openpyxl.load_workbook(io.BytesIO(exports.to_xlsx(frame, [("source", "=2+2"), ("source", "twice")])))
    header, *rows = book["figures"].iter_rows()
    column = {cell.value: number for number, cell in enumerate(header)}
    assert [row[column["value"]].value for row in rows] == [THIRD, -2, None]
    assert rows[0][column["status"]].value == "=1+1" and rows[0][column["status"]].data_type == "s"
    assert rows[2][column["status"]].hyperlink is None
    about = [(row[0].value, row[1].value, row[1].data_type) for row in book["about"].iter_rows()]
    assert about == [("source", "=2+2", "s"), ("source", "twice", "s")]


def test_json_says_what_it_is_and_null_where_there_is_nothing() -> None:
    document = json.loads(exports.to_json(figures(), {"licence": "made up"}))
    assert document["licence"] == "made up"
    assert [row["value"] for row in document["rows"]] == [THIRD, -2.0, None]
    assert document["rows"][0]["year"] == 2001


@pytest.mark.parametrize("kind", ["float64", "float32", "Float64", "Int32", "int64", "object", "string"])
def test_rows_are_plain_whatever_pandas_keeps_them_in(kind: str) -> None:
    given = [1, 2] if kind == "int64" else ["a", None] if kind == "string" else [1, None]
    frame = pd.DataFrame({"a": pd.Series(given, dtype=kind), "b": [math.inf, 0.1]})
    rows = exports.rows(frame)
    assert rows == [{"a": given[0], "b": None}, {"a": given[1], "b": 0.1}]
    assert {type(row["a"]) for row in rows} <= {int, float, str, type(None)}


def test_jsonstat_is_read_back_by_another_program_cell_by_cell() -> None:
    body = exports.to_jsonstat(figures(), "made up", "made up", NEVER).decode("utf-8")
    back = pyjstat.Dataset.read(body).write("dataframe", naming="id")
    values = {(row.region, int(row.year)): row.value for row in back.itertuples()}
    assert values[("b", 2001)] == THIRD and values[("a", 2001)] == -2.0
    assert math.isnan(values[("a", 2002)]) and math.isnan(values[("b", 2002)])


def test_jsonstat_carries_status_roles_and_time() -> None:
    document = json.loads(exports.to_jsonstat(figures(), "made up", "made up", NEVER))
    # prices change none of these figures: no dimension of the cube
    assert document["id"] == ["indicator", "region", "year", "denominator", "membership", "vintage"]
    assert document["size"] == [1, 2, 2, 1, 1, 1] and len(document["value"]) == 4
    assert document["status"] == {"0": "estimated", "1": "measured", "2": "estimated"}
    assert document["role"] == {"time": ["year"], "geo": ["region"], "metric": ["indicator"]}
    assert document["updated"] == "2001-02-03T00:00:00Z" and document["class"] == "dataset"


def test_jsonstat_of_nothing_and_of_twins_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="no figures"):
        exports.to_jsonstat(figures().head(0), "", "", NEVER)
    with pytest.raises(ValueError, match="same cell"):
        exports.to_jsonstat(pd.concat([figures()] * 2), "", "", NEVER)


def test_a_workbook_can_be_read_and_printed_as_it_is() -> None:
    frame = pd.DataFrame({"year": [2001, 2002], "value": [1.23456789012345678, 1e6 / 3], "reason": ["word " * 80, ""]})
    book = openpyxl.load_workbook(io.BytesIO(exports.to_xlsx(frame, [("source", "where from")])))
    figures, about = book.worksheets
    assert [figures.cell(2, 2).value, figures.cell(3, 2).value] == frame["value"].tolist(), "every digit"
    assert figures.cell(2, 2).number_format == "#,##0.0###" and figures.cell(2, 1).number_format == "General"
    assert all(column.width < 60 for column in figures.column_dimensions.values())
    assert figures.auto_filter.ref == "A1:C3" and figures.freeze_panes == "A2" and figures.print_title_rows == "$1:$1"
    for one in (figures, about):
        assert one.page_setup.orientation == "landscape" and one.page_setup.paperSize == 9
        # as wide as one page (Excel's own default), as high as it takes
        assert one.sheet_properties.pageSetUpPr.fitToPage and one.page_setup.fitToHeight == 0
    assert about.cell(1, 2).alignment.wrap_text


def test_a_workbook_without_rows_opens_too() -> None:
    book = openpyxl.load_workbook(io.BytesIO(exports.to_xlsx(pd.DataFrame({"year": []}), [])))
    assert book.worksheets[0]["A1"].value == "year" and book.worksheets[0].auto_filter.ref is None
