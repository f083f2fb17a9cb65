"""A written paper as DOCX: headings as real styles, tables with header rows, language, title – open to a screen reader
and to whoever writes on in it."""

from __future__ import annotations

import io
import re
from datetime import datetime, time
from typing import Any

from docx import Document
from docx.document import Document as Docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from dashboard.palette import LIGHT
from dashboard.paper.model import Table
from dashboard.paper.written import MARK, Grid, Heading, Words, Written, paragraphs, shares
from dashboard.texts import Texts, texts

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FONT = "Calibri"
_INK, _SOFT, _MARK = (RGBColor.from_string(one.removeprefix("#")) for one in (LIGHT.ink, LIGHT.faint_ink, MARK))
_TEXT_WIDTH = 21.0 - 2 * 2.2
#: What XML can't hold; people can type it all the same.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


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
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:hAnsi"), _FONT)
        fonts.set(qn("w:cs"), _FONT)
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
    style = "Note" if words.kind == "note" else "Normal"
    for lines in paragraphs(words.text):
        _lines(document.add_paragraph(style=style), lines)


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
    _described(made, table)
    widths = [Cm(_TEXT_WIDTH * share) for share in shares(grid)]
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    head = made.rows[0]._tr.get_or_add_trPr()
    head.append(OxmlElement("w:tblHeader"))
    head.append(OxmlElement("w:cantSplit"))
    rows = [made.rows[0], *(made.add_row() for _ in table.rows)]
    for number, (row, cells) in enumerate(zip(rows, (table.header, *table.rows), strict=True)):
        for place, (cell, text, width) in enumerate(zip(row.cells, cells, widths, strict=True)):
            cell.width = width
            _cell(cell, text, bold=number == 0, right=place in table.numeric)
    document.add_paragraph(style="Note")


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
            run.font.size = Pt(9.5)
