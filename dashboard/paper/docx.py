"""A written paper as DOCX: headings as real styles, tables with header rows, language, title – open to a screen reader
and to whoever writes on in it."""

from __future__ import annotations

import io
import re
from datetime import datetime, time
from typing import Any

from docx import Document
from docx.document import Document as Docx
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from dashboard.palette import LIGHT
from dashboard.paper.model import Table
from dashboard.paper.written import MARK, ROOM, Grid, Heading, Words, Written, paragraphs, shares
from dashboard.texts import Texts, texts

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FONT = "Calibri"
_INK, _SOFT, _MARK = (RGBColor.from_string(one.removeprefix("#")) for one in (LIGHT.ink, LIGHT.faint_ink, MARK))
_TEXT_WIDTH = 21.0 - 2 * 2.2
#: Colours of a table's lines, and of the line under its header.
_LINE, _HEAD_LINE = "8794A1", LIGHT.faint_ink.removeprefix("#")
#: A table of so many rows stays on one page; a row of more letters than so many may be parted.
_ROWS, _LETTERS = 16, 900
#: Between a cell's words and its edges, in twentieths of a point.
_AIR = 80
#: What XML can't hold; people can type it all the same.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


#: What comes after a paragraph's frame among its properties, in the order that Word asks for.
_AFTER_EDGES = tuple(
    f"w:{name}"
    for name in (
        "shd", "tabs", "suppressAutoHyphens", "spacing", "ind", "contextualSpacing", "jc", "outlineLvl", "rPr",
    )
)  # fmt: skip
#: Height of a line of a note, in points.
_NOTE_LINE = 13


def make(paper: Written) -> bytes:
    """The paper as a DOCX file."""
    t = texts(paper.lang)
    document = Document()
    _page(document)
    _styles(document, t)
    _properties(document, paper)
    _edges(document, paper, t)
    document.add_paragraph(_clean(paper.title), style="Title")
    if paper.subtitle:
        document.add_paragraph(_clean(paper.subtitle), style="Subtitle")
    if paper.mark:
        _marked(document.add_paragraph(), paper.mark)
    for block in paper.blocks:
        match block:
            case Heading():
                document.add_heading(_clean(block.text), level=block.level)
            case Words():
                _words(document, block)
            case Grid():
                _table(document, block)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def _page(document: Docx) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(2.0), Cm(2.2)


def _styles(document: Docx, t: Texts) -> None:
    """One typeface, dark letters, and the language that a screen reader reads in and a spelling check looks for."""
    sizes = {"Normal": 11, "Title": 24, "Subtitle": 13, "Heading 1": 15, "Heading 2": 12, "Header": 9, "Footer": 8}
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.size, style.font.name = Pt(size), _FONT
        style.font.color.rgb = _SOFT if name in ("Subtitle", "Header", "Footer") else _INK
        style.font.italic = False
        for drawn in style.element.xpath("./w:pPr/w:pBdr | ./w:rPr/w:spacing"):
            drawn.getparent().remove(drawn)  # the template's line under titles, and its letters set apart
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:hAnsi"), _FONT)
        fonts.set(qn("w:cs"), _FONT)
    document.styles["Title"].font.bold = True  # as in the PDF
    document.styles["Normal"].paragraph_format.space_after = Pt(6)
    tag = t("language.locale").replace("_", "-")
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), tag)
    note = document.styles.add_style("Note", 1)
    note.base_style = document.styles["Normal"]
    note.font.size, note.font.color.rgb = Pt(9), _SOFT


def _properties(document: Docx, paper: Written) -> None:
    found = document.core_properties
    found.title, found.author = _clean(paper.title)[:255], paper.author[:255]
    found.subject = _clean(paper.mark or paper.subtitle)[:255]
    found.language = texts(paper.lang)("language.locale").replace("_", "-")
    found.comments, found.keywords, found.last_modified_by = "", "", paper.author[:255]
    found.created = found.modified = datetime.combine(paper.made, time())


def _edges(document: Docx, paper: Written, t: Texts) -> None:
    """On every page: what it is not yet, what it stands on, and which page of how many."""
    section = document.sections[0]
    if paper.mark:
        _marked(section.header.paragraphs[0], paper.mark)
    footer = section.footer.paragraphs[0]
    footer.add_run(f"{_clean(paper.footer())} · {t('paper.page')} ")
    _field(footer, "PAGE")
    footer.add_run(f" {t('paper.of')} ")
    _field(footer, "NUMPAGES")


def _marked(paragraph: Paragraph, mark: str) -> None:
    run = paragraph.add_run(_clean(mark))
    run.bold = True
    run.font.color.rgb = _MARK


def _field(paragraph: Paragraph, what: str) -> None:
    """A number that Word fills in."""
    run = paragraph.add_run()
    for kind, words in (("begin", ""), ("", what), ("separate", ""), ("shown", "1"), ("end", "")):
        if kind == "shown":
            run.add_text(words)
            continue
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = words
        run._r.append(element)


def _words(document: Docx, words: Words) -> None:
    if words.kind == "room":
        _room(document, words.text)
        return
    style = "Note" if words.kind == "note" else "Normal"
    for lines in paragraphs(words.text):
        _lines(document.add_paragraph(style=style), lines)


def _room(document: Docx, text: str) -> None:
    """A frame to write in: it grows with what is typed, and is as high as a few lines by hand when it is printed."""
    paragraph = document.add_paragraph(style="Note")
    _lines(paragraph, [text])
    edges = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "4"), ("color", _LINE)):
            edge.set(qn(f"w:{name}"), value)
        edges.append(edge)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(edges, *_AFTER_EDGES)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(5)
    paragraph.paragraph_format.keep_together = True
    for _ in range(round(ROOM * 72 / 2.54 / _NOTE_LINE) - 1):
        paragraph.add_run().add_break()


def _lines(paragraph: Paragraph, lines: list[str], bold: bool = False) -> None:
    for number, line in enumerate(lines):
        run = paragraph.add_run()
        if number:
            run.add_break()
        run.add_text(_clean(line))
        run.bold = bold or None


def _table(document: Docx, grid: Grid) -> None:
    """A table whose first row is its header, also to a screen reader, and comes again on every page."""
    table = grid.table
    made = document.add_table(rows=1, cols=len(table.header), style="Table Grid")
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    _ruled(made)
    _described(made, table)
    widths = [Cm(_TEXT_WIDTH * share) for share in shares(grid)]
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    rows = [made.rows[0], *(made.add_row() for _ in table.rows)]
    for row, cells in zip(rows, (table.header, *table.rows), strict=True):
        if sum(map(len, cells)) < _LETTERS:
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for number, (row, cells) in enumerate(zip(rows, (table.header, *table.rows), strict=True)):
        for place, (cell, text, width) in enumerate(zip(row.cells, cells, widths, strict=True)):
            cell.width = width
            if number == 0:
                cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
            _cell(cell, text, bold=number == 0, right=place in table.numeric)
            if number == 0 or (len(rows) <= _ROWS and number < len(rows) - 1):
                for paragraph in cell.paragraphs:
                    paragraph.paragraph_format.keep_with_next = True
    after = document.add_paragraph(style="Note").paragraph_format
    after.space_after, after.line_spacing = Pt(0), Pt(6)


def _ruled(made: Any) -> None:
    """Thin lines between the rows and none between the columns, as in the PDF."""
    edges = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:val"), "single" if side in ("bottom", "insideH") else "nil")
        if side in ("bottom", "insideH"):
            for name, value in (("sz", "4"), ("space", "0"), ("color", _LINE)):
                edge.set(qn(f"w:{name}"), value)
        edges.append(edge)
    layout = made._tbl.tblPr.find(qn("w:tblLayout"))
    layout.addprevious(edges)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(_AIR))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    layout.addnext(margins)
    for cell in made.rows[0].cells:
        under, lines = OxmlElement("w:bottom"), OxmlElement("w:tcBorders")
        for name, value in (("val", "single"), ("sz", "8"), ("space", "0"), ("color", _HEAD_LINE)):
            under.set(qn(f"w:{name}"), value)
        lines.append(under)
        cell._tc.get_or_add_tcPr().append(lines)


def _described(made: Any, table: Table) -> None:
    properties = made._tbl.tblPr
    for name in ("w:tblCaption", "w:tblDescription"):
        element = OxmlElement(name)
        element.set(qn("w:val"), _clean(table.title)[:255])
        properties.append(element)


def _cell(cell: _Cell, text: str, bold: bool, right: bool) -> None:
    for number, lines in enumerate(paragraphs(text) or [[""]]):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(2)
        if right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _lines(paragraph, lines, bold)
        for run in paragraph.runs:
            run.font.size = Pt(9)
