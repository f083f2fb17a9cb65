"""A paper as PowerPoint: native charts that can be edited, on the council's own template if one is given."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from dashboard.palette import LIGHT
from dashboard.paper import slide_chart
from dashboard.paper.model import Paper, Section, Table
from dashboard.paper.template import EMU, Box, Prepared, prepare
from dashboard.texts import Texts, locale, texts

MIME = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
#: Points: what is read from the back row, what is read from one's own screen, and what stands at the foot.
STATEMENT, TYPE, SMALL, FOOT = 26, 16, 12, 10
#: A table on a slide of its own: as large as its rows let it be, and never smaller than what the back row can read.
_LARGEST, _SMALLEST = 18, 14
#: Height of a row, in lines of its type.
_ROW = 2.1
#: A table of this size is for one page: its rows stand close.
_TINY = 9
#: Sizes of the type in the table of a sheet.
_SHEET = (FOOT, _TINY, 8, 7)
#: Height of a line, in lines of its type, and of the air below a paragraph.
_LINE, _AIR = 1.2, 0.35
#: Where a slide tells its number: PowerPoint writes it anew when slides are moved.
_NUMBER = (
    '<a:fld xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'id="{{5A3B6D54-6C1E-4C58-9D4B-2E8C1B0F7A11}}" type="slidenum"><a:rPr lang="{lang}" sz="{size}" b="1"/>'
    "<a:t>{number}</a:t></a:fld>"
)


def make(paper: Paper, template: bytes | None = None, template_name: str = "") -> bytes:
    """The paper as a PowerPoint file: a title, then for each section its statement with a chart, and its tables.

    Args:
        paper: what to say.
        template: a .pptx or .potx to make it on; our own where there is none.
        template_name: what its owner calls it.

    Raises:
        template.BadTemplate: the template is of no use; the sentence says why.
    """
    t = texts(paper.lang)
    made = prepare(template, template_name, t)
    _opening(made, paper)
    overview = paper.overview
    for section in paper.sections:
        if overview and any(table.on_slides for table in section.tables):
            _overview(made, paper, overview)  # before the sections that it tells of
            overview = None
        _statement(made, paper, section, t)
        for table in section.tables:
            if table.on_slides:
                _table_slides(made, paper, section, table, t)
    return _saved(made, paper)


def make_sheet(paper: Paper, template: bytes | None = None, template_name: str = "") -> bytes:
    """A municipality's sheet as one slide.

    Raises:
        template.BadTemplate: the template is of no use; the sentence says why.
    """
    t = texts(paper.lang)
    made = prepare(template, template_name, t)
    section = paper.sections[0]
    slide, area = _slide(made, paper, section.statement, points=20, numbered=False)
    left, right = area.columns(0.45)
    if section.chart:
        upper, left = left.rows(left.height * 0.46)
        slide_chart.add(slide, section.chart, upper, t, made.colours, points=SMALL - 1)
    figures, rest = left.rows(1.3)
    _figures(slide, section.figures, figures, paper)
    points = _largest(section.details[:3], rest, FOOT, _TINY - 1)
    _text(slide, rest, _fitting(section.details[:3], rest, points), paper, points)
    for table in map(_narrowed, section.tables[:1]):
        title, right = right.rows(0.3, 0.0)
        _text(slide, title, [table.title], paper, points=SMALL - 1, bold=True)
        fits = (size for size in _SHEET if _table_high(table, table.rows, right.width, size, 1.5) <= right.height)
        _table(slide, table, table.rows, right, paper, points=next(fits, _SHEET[-1]))
    _notes(slide, section, paper)
    return _saved(made, paper)


def _groups(things: Sequence[Any], size: int) -> list[Sequence[Any]]:
    return [things[start : start + size] for start in range(0, len(things), size)]


def _saved(made: Prepared, paper: Paper) -> bytes:
    _fitted(made)
    about = made.presentation.core_properties
    about.title, about.author, about.language = paper.title, paper.author, _spoken(paper)
    # PowerPoint holds 255 characters in each of these
    about.subject, about.comments = paper.subtitle[:255], paper.footer()[:255]
    out = io.BytesIO()
    made.presentation.save(out)
    return out.getvalue()


def _fitted(made: Prepared) -> None:
    """What stands on the slides made as large as the template's slides are, and seen on their background."""
    from pptx.text.text import Font

    for slide in made.presentation.slides if made.scale != 1 or made.ink else ():
        for shape in slide.shapes:
            _scaled(shape, made.scale)
            if made.ink and shape.has_text_frame and not shape.is_placeholder:
                for properties in shape._element.iter("{*}rPr"):
                    Font(properties).color.rgb = slide_chart.rgb(made.ink)


#: What PowerPoint gives lengths and sizes of type in, by the element that they stand on.
_SIZES = {
    "rPr": ("sz",),
    "defRPr": ("sz",),
    "spcPts": ("val",),
    "ln": ("w",),
    "gridCol": ("w",),
    "tr": ("h",),
    "tcPr": ("marL", "marR", "marT", "marB"),
}


def _scaled(shape: Any, scale: float) -> None:
    """A shape so many times as large, with its type and its lines; a field of the template's keeps its place."""
    if not shape.is_placeholder:
        shape.left, shape.top, shape.width, shape.height = (
            round(part * scale) for part in (shape.left, shape.top, shape.width, shape.height)
        )
    for root in (shape._element, *([shape.chart._chartSpace] if shape.has_chart else [])):
        for element in root.iter("{*}rPr", "{*}defRPr", "{*}spcPts", "{*}ln", "{*}gridCol", "{*}tr", "{*}tcPr"):
            for name in _SIZES[element.tag.rpartition("}")[2]]:
                if element.get(name) is not None:
                    element.set(name, str(round(int(element.get(name)) * scale)))


def _slide(
    made: Prepared, paper: Paper, title: str, points: int = STATEMENT, *, numbered: bool = True
) -> tuple[Any, Box]:
    """A slide with its title and its foot, and where there is room for the rest."""
    from pptx.util import Pt

    slide = made.presentation.slides.add_slide(made.layout)
    for field in list(slide.placeholders):
        if field.placeholder_format.idx != 0:
            field._element.getparent().remove(field._element)
    shape = slide.shapes.title
    if made.title:
        box = made.title
        shape.left, shape.top, shape.width, shape.height = (
            round(part * EMU) for part in (box.left, box.top, box.width, box.height)
        )
    shape.text_frame.word_wrap = True
    paragraph = shape.text_frame.paragraphs[0]
    run = paragraph.add_run()
    run.text = title
    run.font.size = Pt(points if len(title) < 190 else points - 4)
    _language(run, paper)
    if made.own:
        from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

        paragraph.alignment, shape.text_frame.vertical_anchor = PP_ALIGN.LEFT, MSO_ANCHOR.MIDDLE
        run.font.bold = True
        run.font.color.rgb = slide_chart.rgb(LIGHT.ink)
    content, foot = made.area.rows(made.area.height - 0.55, 0.05)
    line = _text(slide, foot, [paper.footer()], paper, points=FOOT).text_frame.paragraphs[0]
    if numbered:
        from pptx.oxml import parse_xml

        number = len(made.presentation.slides)
        line.runs[0].text = f" · {paper.footer()}"
        line._p.insert(0, parse_xml(_NUMBER.format(lang=_spoken(paper), size=FOOT * 100, number=number)))
    return slide, content


def _high(lines: Sequence[str], width: float, points: int) -> float:
    """Height of paragraphs in a box of text, in inches; there is no PowerPoint to ask."""
    room = max((width - 0.2) / (slide_chart.LETTER * points), 1.0)
    return sum(-(-len(line) // room) * _LINE + _AIR for line in lines) * points / 72


def _largest(lines: Sequence[str], box: Box, largest: int, least: int) -> int:
    """The largest type in which all the lines find room in a box, or the least."""
    sizes = range(largest, least, -1)
    return next((points for points in sizes if _high(lines, box.width, points) <= box.height), least)


def _fitting(lines: Sequence[str], box: Box, points: int) -> list[str]:
    """The lines that find room in a box, in their order."""
    found: list[str] = []
    for line in lines:
        if _high([*found, line], box.width, points) <= box.height:
            found.append(line)
    return found


def _spoken(paper: Paper) -> str:
    """The language as PowerPoint names it: `nb-NO`."""
    return locale(paper.lang).replace("_", "-")


def _language(run: Any, paper: Paper) -> None:
    run._r.get_or_add_rPr().set("lang", _spoken(paper))


def _text(
    slide: Any,
    box: Box,
    lines: Sequence[str],
    paper: Paper,
    points: int,
    *,
    last: int = 0,
    bold: bool = False,
) -> Any:
    """Paragraphs in a box of their own; the last in bold type of its own size, where one is given."""
    from pptx.util import Pt

    shape = slide.shapes.add_textbox(*(round(part * EMU) for part in (box.left, box.top, box.width, box.height)))
    shape.text_frame.word_wrap = True
    for place, line in enumerate(lines):
        paragraph = shape.text_frame.paragraphs[0] if place == 0 else shape.text_frame.add_paragraph()
        run = paragraph.add_run()
        run.text = line
        run.font.size, run.font.bold = Pt(points), bold or None
        _language(run, paper)
        if last and place == len(lines) - 1:
            run.font.bold, run.font.size = True, Pt(last)
        else:
            paragraph.space_after = Pt(0 if last else points / 3)
    return shape


def _notes(slide: Any, section: Section, paper: Paper) -> None:
    """Everything there is to say, for whoever speaks."""
    frame = slide.notes_slide.notes_text_frame
    if frame is not None:
        frame.text = "\n".join([section.heading, section.statement, *section.details, paper.footer()])


def _opening(made: Prepared, paper: Paper) -> None:
    slide, area = _slide(made, paper, paper.title, points=36)
    quotation, facts = area.rows(area.height * 0.4)
    _text(slide, quotation, [paper.subtitle], paper, _largest([paper.subtitle], quotation, 24, SMALL))
    told = [f"{label}: {value}" for label, value in paper.facts]
    _text(slide, facts, told, paper, _largest(told, facts, 14, FOOT))


def _statement(made: Prepared, paper: Paper, section: Section, t: Texts) -> None:
    """The one sentence with its chart; what more there is to say stands below it and in the notes."""
    slide, area = _slide(made, paper, section.statement)
    # beside the heading, so that it is read before the chart
    heading = f"{section.heading}: {section.lead}" if section.lead else section.heading
    _text(slide, Box(area.left, area.top, area.width, 0.35), [heading], paper, points=SMALL)
    area = area.rows(0.28, 0.0)[1]
    if section.chart:
        chart, below = area.rows(area.height - 0.85, 0.0)
        slide_chart.add(slide, section.chart, chart, t, made.colours, points=TYPE)
        _text(slide, below, _fitting(_short(section, t), below, SMALL)[:3], paper, points=SMALL)
    else:
        _text(slide, area, section.details, paper, _largest(section.details, area, 20, SMALL))
    _notes(slide, section, paper)


def _overview(made: Prepared, paper: Paper, table: Table) -> None:
    """Every sub-goal in a row, on one slide: as large as all the lines find room."""
    slide, area = _slide(made, paper, table.title)
    names = max(len(row[0]) for row in (table.header, *table.rows)) + 2

    def high(points: int) -> float:
        letters = max(area.width / (slide_chart.LETTER * points) - names, 1.0)
        lines = sum(-(-len(row[1]) // letters) for row in (table.header, *table.rows))
        return (lines * 1.25 + 0.5 * len(table.rows)) * points / 72

    points = next((one for one in range(_LARGEST, _SMALLEST - 2, -1) if high(one) <= area.height), _SMALLEST - 2)
    weights = (names, area.width / (slide_chart.LETTER * points) - names)
    _table(slide, table, table.rows, area, paper, points, weights)


def _short(section: Section, t: Texts) -> list[str]:
    """What can stand below the chart, first what its signs mean."""
    chart = section.chart
    years = ", ".join(chart.categories[place] for place in chart.gaps) if chart and chart.kind == "line" else ""
    found = [t("paper.lifted", years=years)] if years else []
    said = (section.lead, chart.alt if chart else "")
    return [*found, *(line for line in section.details if line not in said)]


def _figures(slide: Any, figures: Sequence[tuple[str, str]], box: Box, paper: Paper) -> None:
    """Large figures side by side, four to a row, each under what it is."""
    from pptx.enum.text import MSO_ANCHOR

    width = box.width / 4
    longest = max((len(value) for _, value in figures), default=1)
    last = max(8, min(12, int((width - 0.2) / (slide_chart.LETTER * longest))))
    for row, group in enumerate(_groups(figures, 4)):
        for place, (label, value) in enumerate(group):
            one = Box(box.left + place * width, box.top + row * 0.65, width, 0.6)
            shape = _text(slide, one, [label, value], paper, points=8, last=last)
            shape.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM  # the values on one line, however long the words


def _narrowed(table: Table) -> Table:
    """The columns of a table that a slide has room for."""
    columns = table.on_slides or range(len(table.header))

    def cell(row: Sequence[str], place: int) -> str:
        return ", ".join([row[place], *(row[other] for other, there in table.beside.items() if there == place)])

    return Table(
        table.title,
        tuple(table.header[place] for place in columns),
        tuple(tuple(cell(row, place) for place in columns) for row in table.rows),
        frozenset(place for place, column in enumerate(columns) if column in table.numeric),
    )


def _table_slides(made: Prepared, paper: Paper, section: Section, table: Table, t: Texts) -> None:
    """The table on as many slides as it needs."""
    chosen = _narrowed(table)
    # the area is the same on every slide of a presentation; only our own leaves some of it to the foot
    each = _rows_a_slide(chosen, made.area.width, made.area.height - 0.6)
    for number, rows in enumerate(_groups(chosen.rows, each)):
        title = f"{section.heading}: {table.title[0].lower()}{table.title[1:]}"
        slide, area = _slide(made, paper, t("paper.table_continued", title=title) if number else title)
        wide = int(area.width / (slide_chart.LETTER * sum(_widths(chosen.header, rows))))
        sizes = range(min(_LARGEST, wide), _SMALLEST, -1)
        fits = (points for points in sizes if _table_high(chosen, rows, area.width, points) <= area.height)
        _table(slide, chosen, rows, area, paper, points=next(fits, _SMALLEST))


def _rows_a_slide(table: Table, width: float, height: float) -> int:
    """How many rows of a table stand on each slide, in the smallest type: as many on each, and none below the edge."""
    for slides in range(1, len(table.rows) + 1):
        each = -(-len(table.rows) // slides)
        if all(_table_high(table, rows, width, _SMALLEST) <= height for rows in _groups(table.rows, each)):
            return each
    return 1


def _table_high(table: Table, rows: Sequence[tuple[str, ...]], width: float, points: int, least: float = _ROW) -> float:
    """Height of some rows of a table with its header, in inches; each is at least so many lines of its type high."""
    weights = _widths(table.header, rows)
    letters = [width / (slide_chart.LETTER * points) * weight / sum(weights) for weight in weights]

    def lines(row: Sequence[str]) -> float:
        return max(-(-len(cell) // max(room - 1, 1)) for cell, room in zip(row, letters, strict=True))

    return sum(max(least, 1.25 * lines(row) + 0.25) for row in (table.header, *rows)) * points / 72


def _widths(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """Letters that each column has to hold: its longest cell, its header's longest word or half of it, and air."""
    words = [max([-(-len(name) // 2), *map(len, name.split())]) for name in header]
    cells = [max((len(row[place]) for row in rows), default=0) for place in range(len(header))]
    return [max(8, min(40, cell), word) + 2 for cell, word in zip(cells, words, strict=True)]


def _table(
    slide: Any,
    table: Table,
    rows: Sequence[tuple[str, ...]],
    box: Box,
    paper: Paper,
    points: int,
    weights: Sequence[float] = (),
) -> None:
    """A table with a header row; the width is shared by what the columns hold, or by the weights given."""
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.util import Pt

    height = min(box.height, (len(rows) + 1) * points * _ROW / 72)
    sizes = [round(part * EMU) for part in (box.left, box.top, box.width, height)]
    shape = slide.shapes.add_table(len(rows) + 1, len(table.header), *sizes)
    shape.name = table.title
    shape._element.nvGraphicFramePr.cNvPr.set("descr", table.title)
    made = shape.table
    made.first_row, made.horz_banding = True, True
    weights = weights or _widths(table.header, rows)
    for place, weight in enumerate(weights):
        made.columns[place].width = round(box.width * EMU * weight / sum(weights))
    for line, row in enumerate([table.header, *rows]):
        for place, content in enumerate(row):
            cell = made.cell(line, place)
            cell.margin_top = cell.margin_bottom = Pt(1.5 if points > _TINY else 0.5)
            cell.margin_left = cell.margin_right = Pt(4)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            paragraph = cell.text_frame.paragraphs[0]
            paragraph.alignment = PP_ALIGN.RIGHT if place in table.numeric else PP_ALIGN.LEFT
            run = paragraph.add_run()
            run.text = content
            run.font.size, run.font.bold = Pt(points), line == 0
            _language(run, paper)
