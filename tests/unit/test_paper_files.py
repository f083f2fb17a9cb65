"""Slides and PDF of an artificial paper: native charts, real text, tables with headers, templates good and bad."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pandas as pd
import pytest
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.text.text import Font
from pypdf import PdfReader

from dashboard.drawn.scale import ticks
from dashboard.palette import DARK, LIGHT, Palette
from dashboard.paper import deck, report, screen, template
from dashboard.paper.model import Band, Chart, Paper, Section, Series, Table, table_of
from dashboard.texts import texts

EVIL = '=cmd() #pagebreak() "quoted" $x$ \\ <b>&'
T = texts("en")


def chart(kind: str = "line", **more: Any) -> Chart:
    names = ("2001", "2002", "2003")
    made: dict[str, Any] = {
        "kind": kind,
        "title": "A test, units",
        "category": "Year",
        "categories": names,
        "series": (Series("One", "region", (1.123456789, None, 3.0)),),
        "decimals": 1,
        "percent": False,
        "alt": "One goes from 1 to 3.",
        "band": Band("Low", "High", (1.0, None, 2.5), (2.0, None, 3.5)),
        "parity": 2.0,
        "parity_name": "Goal",
    }
    return Chart(**(made | more))


def paper(*charts: Chart, lang: str = "en") -> Paper:
    sections = tuple(
        Section(f"s{place}", f"Heading {place}", EVIL, ("A detail.",), one, (table_of(one, lang),))
        for place, one in enumerate(charts)
    )
    table = Table("A wide table", ("Name", "Value"), (("æøå", "1,5"), ("=1+1", "2,5")), frozenset({1}), (0, 1))
    last = Section("table", "Heading last", "No chart here.", ("Only words.",), None, (table,))
    values = pd.DataFrame({"indicator": ["test"], "value": [1.123456789]})
    facts = (("Denominator", "test"), ("Address", "https://example.org/?a=1&b=2"))
    return Paper(lang, "test", "A test paper", "=sub", "Tests", date(2001, 2, 3), facts, (*sections, last), values)


def charts_of(body: bytes) -> list[Any]:
    return [shape.chart for slide in Presentation(io.BytesIO(body)).slides for shape in slide.shapes if shape.has_chart]


@pytest.mark.parametrize("kind", ["line", "column"])
def test_a_chart_on_a_slide_is_native_and_holds_every_digit(kind: str) -> None:
    made = charts_of(deck.make(paper(chart(kind))))[0]
    assert [str(name) for name in made.plots[0].categories] == ["2001", "2002", "2003"]
    assert made.plots[0].series[0].values == (1.123456789, None, 3.0)
    goal = made.plots[-1].series[-1]
    assert goal.name == "Goal" and goal.values == (2.0, 2.0, 2.0)


def test_the_uncertainty_is_lines_beside_a_line_and_bars_on_bars() -> None:
    line, bars = charts_of(deck.make(paper(chart(), chart("bar"))))
    assert [series.values for series in line.plots[0].series][1:3] == [(1.0, None, 2.5), (2.0, None, 3.5)]
    xml = bars._chartSpace.xml
    assert "c:errBars" in xml and "0.5" in xml
    # PowerPoint draws the first bar at the bottom
    assert bars.plots[0].series[0].values == (3.0, None, 1.123456789)


def test_the_figures_can_be_edited_in_the_workbook_that_lies_in_the_chart() -> None:
    seventeen = 5.3146859306394605  # so many digits does it take
    made = chart(series=(Series("One", "region", (seventeen, None, 3.0)),))
    book = charts_of(deck.make(paper(made)))[0].part.chart_workbook.xlsx_part.blob
    rows = list(openpyxl.load_workbook(io.BytesIO(book))["Sheet1"].values)
    assert rows[0] == (None, "One", "Low (One)", "High (One)", "Goal")
    assert rows[1:] == [("2001", seventeen, 1, 2, 2), ("2002", None, None, None, 2), ("2003", 3, 2.5, 3.5, 2)]


def test_every_slide_bears_a_title_the_facts_and_its_language() -> None:
    made = paper(chart(), chart("bar"))
    slides = Presentation(io.BytesIO(deck.make(made))).slides
    assert len(slides) == 5
    for number, slide in enumerate(slides, start=1):
        words = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        assert slide.shapes.title.text_frame.text.strip() and f"{number} · {made.footer()}" in words
        assert len(list(slide._element.iter("{*}fld"))) == 1, "the number is a field, that follows the slide"
        assert 'lang="en-GB"' in ElementTree.tostring(slide.shapes.title._element, encoding="unicode")


def test_charts_and_tables_on_slides_say_what_they_show() -> None:
    slides = Presentation(io.BytesIO(deck.make(paper(chart())))).slides
    shapes = [shape for slide in slides for shape in slide.shapes if shape.has_chart or shape.has_table]
    said = [shape._element.nvGraphicFramePr.cNvPr.get("descr") for shape in shapes]
    assert said == ["A test, units. One goes from 1 to 3.", "A wide table"]


def test_a_long_table_goes_on_on_the_next_slide() -> None:
    rows = tuple((f"row {place}", "1") for place in range(30))
    long = Table("Long", ("Name", "Value"), rows, frozenset({1}), (0, 1))
    made = paper()
    made = Paper(**{**made.__dict__, "sections": (Section("a", "A", "B", (), None, (long,)),)})
    slides = list(Presentation(io.BytesIO(deck.make(made))).slides)
    tables = [shape.table for slide in slides for shape in slide.shapes if shape.has_table]
    assert [len(table.rows) for table in tables] == [11, 11, 11]
    assert all(table.cell(0, 0).text == "Name" for table in tables)


def template_of(*, slides: int = 2, potx: bool = False, macros: bool = False) -> bytes:
    made = Presentation()
    for _ in range(slides):
        made.slides.add_slide(made.slide_layouts[0]).shapes.title.text = "an example"
    out = io.BytesIO()
    made.save(out)
    if not (potx or macros):
        return out.getvalue()
    again = io.BytesIO()
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(again, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            if potx and part.filename == "[Content_Types].xml":
                data = data.replace(b"presentation.main+xml", b"template.main+xml")
            new.writestr(part, data)
        if macros:
            new.writestr("ppt/vbaProject.bin", b"1")
    return again.getvalue()


@pytest.mark.parametrize("potx", [False, True])
def test_the_slides_are_made_on_the_template_without_its_own(potx: bool) -> None:
    body = deck.make(paper(chart()), template_of(potx=potx), "council.potx")
    made = Presentation(io.BytesIO(body))
    assert (made.slide_width, made.slide_height) == (9_144_000, 6_858_000)  # 4 : 3, as python-pptx's own
    assert "an example" not in [slide.shapes.title.text for slide in made.slides]
    assert {slide.slide_layout.name for slide in made.slides} == {"Title and Content"}
    for slide in made.slides:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= made.slide_width


def council(*, small: bool = False, dark: str = "") -> bytes:
    """A template: as small as the usual one of 25 by 14 cm, or with a dark background of one kind or another."""
    made = Presentation()
    if small:
        made.slide_height = round(made.slide_height * 0.75)
        for layout in (made.slide_master, *made.slide_layouts):
            for field in layout.placeholders:
                if field._element.spPr.xfrm is not None:
                    place = (field.left, round(field.top * 0.75), field.width, round(field.height * 0.75))
                    field.left, field.top, field.width, field.height = place
    if dark == "theme":
        names = next(made.slide_master._element.iterchildren("{*}clrMap"))
        names.attrib.update({"bg1": "dk1", "tx1": "lt1"})
    if dark == "paint":
        fill = made.slide_layouts[1].background.fill
        fill.solid()
        fill.fore_color.rgb = RGBColor(0x0B, 0x2A, 0x4A)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def texts_of(slide: Any) -> dict[str, Any]:
    """The first run of every box of text by its words."""
    boxes = (shape.text_frame for shape in slide.shapes if shape.has_text_frame and not shape.is_placeholder)
    return {box.text: box.paragraphs[0].runs[0] for box in boxes}


def test_type_is_as_large_a_part_of_a_small_template_as_of_our_own() -> None:
    made = Presentation(io.BytesIO(deck.make(paper(chart()), council(small=True), "small.pptx")))
    slides = list(made.slides)
    assert slides[1].shapes.title.text_frame.paragraphs[0].runs[0].font.size.pt == 0.75 * deck.STATEMENT
    assert texts_of(slides[1])["A detail."].font.size.pt == 0.75 * deck.SMALL
    drawn = next(shape for shape in slides[1].shapes if shape.has_chart)
    assert drawn.chart.font.size.pt == 0.75 * deck.TYPE
    assert drawn.height > 0.3 * made.slide_height, "the chart is what the slide is for"
    for slide in slides:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= made.slide_width
            assert shape.top >= 0 and shape.top + shape.height <= made.slide_height


@pytest.mark.parametrize(
    ("dark", "colours", "ink"), [("", LIGHT, None), ("theme", DARK, None), ("paint", DARK, DARK.ink)]
)
def test_what_stands_on_a_dark_template_is_seen(dark: str, colours: Palette, ink: str | None) -> None:
    slide = Presentation(io.BytesIO(deck.make(paper(chart()), council(dark=dark), "council.pptx"))).slides[1]
    drawn = charts_of_slide(slide)[0]
    assert f"#{drawn.font.color.rgb}" == colours.ink
    assert f"#{drawn.plots[0].series[0].format.line.color.rgb}" == colours.region
    # text in the template's own colour where that is seen, else in ours; the number of the slide as well
    spoken = [Font(one).color for one in slide.shapes[-1]._element.iter("{*}rPr")]
    for colour in (texts_of(slide)["A detail."].font.color, *spoken):
        assert (f"#{colour.rgb}" if colour.type else None) == ink


def charts_of_slide(slide: Any) -> list[Any]:
    return [shape.chart for shape in slide.shapes if shape.has_chart]


@pytest.mark.parametrize(("lang", "code"), [("nb", "414"), ("en", "809")])
def test_numbers_in_charts_say_which_language_they_are_written_in(lang: str, code: str) -> None:
    xml = charts_of(deck.make(paper(chart(), lang=lang)))[0]._chartSpace.xml
    spoken = f"[$-{code}]"
    value = f'formatCode="{spoken}#,##0.0;{spoken}&quot;\u2212&quot;#,##0.0"'
    assert xml.count(value) == 2, "the axis, and the value at the end of the line, with a minus below nought"
    assert f'formatCode="{spoken}#,##0;' in chart_with_whole_marks(lang), "5 on an axis of 0, 5, 10, not 5.0"


def chart_with_whole_marks(lang: str) -> str:
    whole = chart(series=(Series("One", "region", (-7.5, 2.5, 9.5)),), band=None, parity=None)
    return str(charts_of(deck.make(paper(whole, lang=lang)))[0]._chartSpace.xml)


def test_a_column_stands_beside_another_on_slides() -> None:
    table = Table("T", ("Name", "Unit", "Value"), (("Jobs", "number", "5"),), frozenset({2}), (0, 2), beside={1: 0})
    made = Paper(**{**paper().__dict__, "sections": (Section("a", "A", "B", (), None, (table,)),)})
    slides = Presentation(io.BytesIO(deck.make(made))).slides
    shown = next(shape.table for slide in slides for shape in slide.shapes if shape.has_table)
    assert [cell.text for row in shown.rows for cell in row.cells] == ["Name", "Value", "Jobs, number", "5"]


@pytest.mark.parametrize("content", [None, template_of(), council(small=True)])
def test_nothing_on_a_sheet_lies_over_its_foot(content: bytes | None) -> None:
    rows = tuple((f"An indicator with a name, number {place}", "10.5 per 1,000 inhabitants") for place in range(22))
    section = Section(
        "a", "A", "What it is.", ("Words that go on. " * 20,) * 3, chart(),
        (Table("Long", ("Name", "Value"), rows, frozenset({1}), (0, 1)),), (("A figure", "10,9 mrd. kr"),) * 8,
    )  # fmt: skip
    made = Paper(**{**paper().__dict__, "sections": (section,)})
    (slide,) = Presentation(io.BytesIO(deck.make_sheet(made, content, "council.pptx"))).slides
    foot = next(shape for shape in slide.shapes if shape.has_text_frame and "Denominator" in shape.text_frame.text)
    table = next(shape for shape in slide.shapes if shape.has_table)
    run = table.table.cell(1, 0).text_frame.paragraphs[0].runs[0]
    assert table.top + len(rows) * run.font.size * 1.3 <= foot.top
    assert not list(foot._element.iter("{*}fld")), "a sheet has no number"


def test_the_region_is_named_first_on_the_projector_and_values_beyond_bars_have_room() -> None:
    line, bar = (screen.figure(chart(kind), T, LIGHT)["layout"] for kind in ("line", "bar"))
    assert line["legend"]["traceorder"] == "reversed"
    assert bar["margin"]["r"] >= 80 and bar["xaxis"]["range"][1] == 3.5


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is not a PowerPoint file"),
        (b"%PDF-1.7 not slides", "is not a PowerPoint file"),
        # what PowerPoint saves behind a password is no zip file
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "is not a PowerPoint file"),
        (b"PK\x03\x04 broken", "is not a PowerPoint file"),
        (template_of(macros=True), "contains macros"),
        (b"x" * (template.LIMIT_MB * 1_000_000 + 1), "is too large"),
    ],
)
def test_what_is_no_template_gets_a_sentence(content: bytes, says: str) -> None:
    with pytest.raises(template.BadTemplate, match=says):
        deck.make(paper(), content, "=cmd().pptx")


def test_another_office_file_is_no_template(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr("word/document.xml", "<w/>")
    with pytest.raises(template.BadTemplate, match="is not a PowerPoint file"):
        template.prepare(out.getvalue(), "minutes.docx", T)


def test_a_template_without_titles_is_told(tmp_path: Path) -> None:
    made = Presentation()
    for layout in made.slide_layouts:
        for field in list(layout.placeholders):
            field._element.getparent().remove(field._element)
    out = io.BytesIO()
    made.save(out)
    with pytest.raises(template.BadTemplate, match="no slide layout with a title"):
        template.prepare(out.getvalue(), "bare.pptx", T)


def test_the_template_of_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(template.VARIABLE, raising=False)
    assert template.given(T) is None
    file = tmp_path / "council.pptx"
    monkeypatch.setenv(template.VARIABLE, str(file))
    with pytest.raises(template.BadTemplate, match=r"There is no template council\.pptx"):
        template.given(T)
    file.write_bytes(template_of())
    assert template.given(T) == file.read_bytes()


def marks(reader: PdfReader) -> list[str]:
    """The kinds of everything in the tree of tags, in order."""
    found: list[str] = []

    def walk(node: object) -> None:
        node = getattr(node, "get_object", lambda: node)()
        if isinstance(node, list):
            for part in node:
                walk(part)
        elif hasattr(node, "get"):
            if "/S" in node:
                found.append(str(node["/S"]))
            if "/K" in node:
                walk(node["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    return found


def test_the_pdf_is_tagged_and_says_what_standard_it_keeps() -> None:
    reader = PdfReader(io.BytesIO(report.make(paper(chart(), chart("column"), chart("bar"), lang="nb"))))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"].startswith("nb")
    assert reader.metadata is not None and reader.metadata.title == "A test paper"
    xmp = root["/Metadata"].get_object().get_data().decode("utf-8")
    assert "pdfuaid" in xmp
    kinds = marks(reader)
    assert kinds.count("/H1") == 4 and "/H2" in kinds
    assert kinds.count("/Table") == 4 and kinds.count("/TH") >= 4 * 2 and kinds.count("/Figure") == 3


def test_the_pdf_holds_every_word_as_it_is_and_runs_none_of_it() -> None:
    made = paper(chart())
    reader = PdfReader(io.BytesIO(report.make(made)))
    assert len(reader.pages) == 2  # a page for each section; #pagebreak() in a text is a text
    words = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for text in (EVIL, "Heading 0", "A detail.", "æøå", "=1+1", "https://example.org/?a=1&b=2"):
        assert text in words
    for page in reader.pages:
        assert "Denominator: test" in " ".join(page.extract_text().split())


def test_the_figures_are_attached_to_the_last_digit() -> None:
    reader = PdfReader(io.BytesIO(report.make(paper(chart()))))
    assert b"1.123456789" in reader.attachments["test.csv"][0]


@pytest.mark.parametrize("kind", ["line", "column", "bar"])
def test_a_chart_in_the_pdf_has_its_words_and_numbers_as_text(kind: str) -> None:
    made = paper(chart(kind, title=EVIL, parity_name=EVIL, percent=True), lang="nb")
    bare = Paper(**{**made.__dict__, "sections": (Section("a", "A", "B", (), made.sections[0].chart, ()),)})
    words = " ".join(PdfReader(io.BytesIO(report.make(bare))).pages[0].extract_text().split())
    assert words.count(EVIL) == 2, "the heading, and the name of the line that the goal is"
    assert ("3 %" if kind == "column" else "3,0 %") in words and "2001" in words


def test_the_report_draws_the_page_s_own_figure_and_says_what_its_signs_mean() -> None:
    of_page = screen.figure(chart(title="", parity_name="as on the page"), T, LIGHT)
    reader = PdfReader(io.BytesIO(report.make(paper(chart(of_page=of_page, notes=("Hollow: made up.",))))))
    words = " ".join(reader.pages[0].extract_text().split())
    assert "as on the page" in words and "Hollow: made up." in words and "Goal" not in words


def test_a_line_on_the_projector_is_lifted_where_a_new_series_begins() -> None:
    whole, broken = (screen.figure(chart(breaks=breaks), T, LIGHT) for breaks in ((), (2003,)))
    assert next(trace["y"].count(None) for trace in broken["data"] if trace["mode"] != "lines") == 2
    assert next(trace["y"].count(None) for trace in whole["data"] if trace["mode"] != "lines") == 1
    assert "break 2003" in " ".join(note["text"] for note in broken["layout"]["annotations"])


def test_a_line_with_a_short_name_bears_it_on_the_projector_and_needs_no_key() -> None:
    lines = (Series("The first of all", "region", (1.0, 2.0, 3.0), "One"), Series("Other", "norway", (1.0, 2.0, 2.8)))
    figure = screen.figure(chart(series=lines, band=None, parity=None, marked=(2002, "The year")), T, LIGHT)
    named, other = sorted(figure["data"], key=lambda trace: str(trace["name"]), reverse=True)
    assert named["text"][-1] == "\u2002<b>One</b><br>\u2002<b>3.0</b>" and not named["showlegend"]
    assert other["text"][-1] == "\u2002<b>2.8</b>" and other["showlegend"] and figure["layout"]["showlegend"]
    assert (named["textposition"], other["textposition"]) == ("top right", "middle right"), "the name has room above"
    assert "The year" in [note["text"] for note in figure["layout"]["annotations"]]
    every = tuple(replace(one, label=one.name) for one in lines)
    wide = screen.figure(chart(series=every, band=None, parity=None), T, LIGHT)["layout"]
    assert not wide["showlegend"] and wide["margin"]["r"] > figure["layout"]["margin"]["r"]


def test_axis_marks_are_round_and_hold_everything() -> None:
    assert ticks(4.9, 5.9) == [4.8, 5.0, 5.2, 5.4, 5.6, 5.8, 6.0]
    assert ticks(-7.0, 17.0)[0] <= -7.0 and ticks(-7.0, 17.0)[-1] >= 17.0


def test_the_table_of_a_chart_has_its_figures_and_leaves_out_empty_years() -> None:
    made = table_of(chart(), "en")
    assert made.header == ("Year", "One", "Low", "High")
    assert made.rows == (("2001", "1.1", "1.0", "2.0"), ("2003", "3.0", "2.5", "3.5"))
