"""How the PDFs are laid out: lines named at their ends, columns as wide as their words, pages that are full."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pptx import Presentation
from pypdf import PdfReader

from dashboard.palette import LIGHT
from dashboard.paper import deck, ends, report, screen, typeset
from dashboard.paper.model import Paper, Section, Series, Table, table_of
from dashboard.texts import texts
from tests.unit.test_paper_files import chart, paper

T = texts("en")
COMPARED = (
    Series("Home", "region", (1.0, 2.0, 3.0)),
    Series("Country", "norway", (1.5, 2.0, 3.01)),
    Series("Other <b> & more", "comparator", (5.0, 6.0, None)),
)


def pages(body: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(body)).pages]


def compared(**more: Any) -> Any:
    return chart(**({"series": COMPARED, "band": None, "parity": None} | more))


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=12), st.floats(0.1, 8))
def test_names_at_the_ends_of_lines_never_lie_on_each_other(wanted: list[float], step: float) -> None:
    placed = ends.spread(wanted, step, -100, 100)
    inorder = sorted(placed)
    assert all(after - before >= step - 1e-6 for before, after in pairwise(inorder))
    if step * (len(wanted) - 1) <= 200:
        assert inorder[0] >= -100 - 1e-6 and inorder[-1] <= 100 + 1e-6
    by_wish = sorted(range(len(wanted)), key=lambda one: wanted[one])
    assert [placed[one] for one in by_wish] == inorder


def test_a_name_that_has_room_stands_at_its_line() -> None:
    assert ends.spread([1.0, 5.0, 9.0], 1.0, 0.0, 10.0) == [1.0, 5.0, 9.0]


def test_every_line_has_its_name_and_last_value_in_place_of_a_legend() -> None:
    one = compared()
    figure = screen.figure(one, T, LIGHT)
    named = ends.labelled(figure, one, "en", LIGHT, 400)
    words = [note["text"] for note in named["layout"]["annotations"]]
    assert words == ["<b>Home 3.0</b>", "<b>Country 3.0</b>", "Other &lt;b> &amp; more 6.0 (2002)"]
    assert not named["layout"]["showlegend"] and figure["layout"]["showlegend"]
    near, other = (note["y"] for note in named["layout"]["annotations"][:2])
    assert other - near > 0.2, "two lines that end in the same place have names apart"
    shown = pages(report.make(paper(one)))[0]
    assert "Other <b> & more 6.0 (2002)" in shown and "Home 3.0" in shown


def test_a_chart_of_names_or_of_one_year_keeps_its_legend() -> None:
    single = compared(categories=("2001",), series=tuple(replace(one, values=(1.0,)) for one in COMPARED))
    for one in (single, compared(categories=("a", "b", "c"))):
        figure = screen.figure(one, T, LIGHT)
        assert ends.labelled(figure, one, "en", LIGHT, 400) == figure


def test_a_table_of_years_is_turned_without_losing_a_cell() -> None:
    years = tuple(str(year) for year in range(2001, 2028))
    long = Table("A", ("Year", "One", "Two"), tuple((one, f"a{one}", f"b{one}") for one in years), frozenset({1, 2}))
    pieces = typeset.turned(long, 14)
    assert [len(piece.header) - 1 for piece in pieces] == [14, 13]
    assert tuple(one for piece in pieces for one in piece.header[1:]) == years
    assert [row[0] for row in pieces[0].rows] == ["One", "Two"]
    assert [cell for piece in pieces for cell in piece.rows[1][1:]] == [f"b{one}" for one in years]
    assert typeset.turned(replace(long, rows=()), 14) == []


def test_what_stands_under_a_cell_s_words_is_told_after_them_and_its_column_is_gone() -> None:
    rows = (("Jobs", "per cent", "5.1", "too old"), ("Firms", "number", "7", "–"))
    stacked = Table("T", ("What", "Unit", "Value", "Why"), rows, frozenset({2}), (0, 2), under={1: 0, 3: 2})
    body = report.make(replace(paper(), sections=(Section("a", "A", "B", (), None, (stacked,)),)))
    shown = pages(body)[0]
    assert "What Unit Value Why Jobs per cent 5.1 too old Firms number 7" in shown and "–" not in shown


def words(letters: int) -> Table:
    rows = tuple((f"Row {place}", "word " * letters) for place in range(6))
    return Table("In brief", ("Name", "Told"), rows)


def test_the_first_page_has_the_overview_and_the_next_one_the_figures_of_every_year() -> None:
    one = compared()
    made = replace(paper(one, chart("column")), overview=words(20))
    first, second = pages(report.make(made))[:2]
    assert "In brief" in first and "Row 5" in first and one.alt not in first
    years = table_of(one, "en")
    assert " ".join(years.header) not in first and " ".join(years.header) in second


def test_a_section_of_words_shares_its_page_with_the_next() -> None:
    only = Section("since", "Heading since", "Nothing is new.")
    made = paper(chart(), chart("bar"))
    made = replace(made, sections=(made.sections[0], only, made.sections[1]))
    shown = pages(report.make(made))
    assert len(shown) == 2 and "Heading since" in shown[1] and "Heading 1" in shown[1]


@pytest.mark.parametrize("rows", [16, 22])
def test_a_chart_is_lower_where_its_table_would_not_stand_on_its_page(rows: int) -> None:
    table = Table("Rows", ("What", "Value"), tuple((f"Row {place}", "1") for place in range(rows)), frozenset({1}))
    made = paper(chart())
    section = replace(made.sections[0], tables=(table,))
    shown = pages(report.make(replace(made, sections=(section,))))
    assert len(shown) == 1 and f"Row {rows - 1} 1" in shown[0]


def test_a_table_longer_than_a_page_goes_on_with_its_header() -> None:
    table = Table("Rows", ("What", "Value"), tuple((f"Row {place}", "1") for place in range(150)), frozenset({1}))
    made = paper(chart())
    shown = pages(report.make(replace(made, sections=(replace(made.sections[0], tables=(table,)),))))
    assert len(shown) > 2 and all("What Value" in page for page in shown[1:]) and "Row 149 1" in shown[-1]


def sheet_of(details: int) -> Paper:
    values = tuple(float(place) for place in range(27))
    one = chart(
        categories=tuple(str(2001 + place) for place in range(27)), series=(Series("One", "region", values),), band=None
    )
    table = Table("All", ("Name", "Goal", "Latest"), tuple((f"Row {n}", "A goal", "1.5") for n in range(21)))
    section = Section("s", "S", "A statement.", ("A long line. " * 20,) * details, one, (table, table_of(one, "en")))
    return Paper("en", "t", "A sheet", "", "Tests", paper().made, paper().facts, (section,), pd.DataFrame())


@pytest.mark.parametrize("details", [1, 5])
def test_a_sheet_stays_one_page_however_much_there_is_to_say(details: int) -> None:
    (only,) = pages(report.make_sheet(sheet_of(details)))
    assert "Row 20" in only and "2001" in only and "2027" in only


def test_the_overview_is_one_slide_before_the_sections_with_tables() -> None:
    made = replace(paper(chart()), overview=words(25))
    slides = list(Presentation(io.BytesIO(deck.make(made))).slides)
    titles = [slide.shapes.title.text_frame.text for slide in slides]
    place = titles.index("In brief")
    assert place == 2 and titles.count("In brief") == 1
    (table,) = [shape.table for shape in slides[place].shapes if shape.has_table]
    assert table.cell(6, 0).text == "Row 5" and table.columns[0].width < table.columns[1].width


def test_a_table_with_long_cells_has_fewer_rows_on_a_slide_and_none_below_the_edge() -> None:
    def each(cell: str) -> list[int]:
        table = Table("T", ("What", "Said"), tuple((f"row {n}", cell) for n in range(8)), frozenset(), (0, 1))
        made = replace(paper(), sections=(Section("a", "A", "B", (), None, (table,)),))
        slides = Presentation(io.BytesIO(deck.make(made))).slides
        return [len(one.table.rows) - 1 for slide in slides for one in slide.shapes if one.has_table]

    assert each("short") == [8] and each("many words " * 30) == [4, 4]


def test_the_key_of_many_lines_has_smaller_letters_than_that_of_few() -> None:
    def letters(lines: int) -> float:
        many = tuple(Series(f"A region with a name {n}", "comparator", (1.0, 2.0, 3.0)) for n in range(lines))
        slides = Presentation(io.BytesIO(deck.make(paper(compared(series=many))))).slides
        (made,) = [shape.chart for slide in slides for shape in slide.shapes if shape.has_chart]
        return float(made.legend.font.size.pt)

    assert letters(2) == 14 and 10 <= letters(20) < 14
