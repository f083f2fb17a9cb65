"""A paper as PDF: tagged (PDF/UA-1), with real text, headings, full tables and every figure attached as CSV.

typst makes it; what breaks the standard is refused there, so a file that comes out keeps it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard import drawn
from dashboard.drawn import lettering
from dashboard.palette import LIGHT
from dashboard.paper import ends, screen
from dashboard.paper.model import Chart, Paper, Section, Table
from dashboard.paper.typeset import (
    cell,
    compiled,
    fitting,
    head,
    heading,
    lines,
    par,
    string,
    table,
    together,
    turned,
)
from dashboard.paper.written import (
    MARK,
    ROOM,
    Block,
    Grid,
    Heading,
    Kind,
    Words,
    Written,
    for_print,
    paragraphs,
    shares,
)
from dashboard.texts import Texts, texts

MIME = "application/pdf"
#: A chart is so many times as wide as its letters are high: they come out a little smaller than the text's.
_LETTERS = 54
#: Height of a chart against its width: under large figures, alone on a page, and on a sheet; of each horizontal bar.
_UNDER, _ALONE, _SHEET = 0.38, 0.43, (0.3, 0.25, 0.2)
#: The same where its tables would not stand on the same page else.
_LOW = 0.31
_BAR, _AROUND = 0.042, 0.05
#: Size of a table's letters, in points; of a narrow one beside another.
_TABLE, _BESIDE = 9.0, 8.5
#: A table of more columns than this is turned on its side, where it then has no more years than this in a row.
_COLUMNS, _YEARS, _SHEET_YEARS = 5, 12, 14
#: How each kind of words is set.
_SMALL = f'size: 8.5pt, fill: rgb("{LIGHT.faint_ink}")'
_STYLES: Mapping[Kind, str] = {"text": "size: 10pt", "note": _SMALL, "room": _SMALL}


def make(paper: Paper) -> bytes:
    """The paper as a PDF: the answer and an overview first, then a page or more for each section that needs it."""
    t = texts(paper.lang)
    parts = ["#title()\n", f"#text(size: 12pt, {string(paper.subtitle)})\n" if paper.subtitle else ""]
    years: Sequence[Table] = ()
    flows = True  # nothing but words stands on the page so far: the next section begins there
    for number, section in enumerate(paper.sections):
        parts.append("" if flows else "#pagebreak(weak: true)\n")
        if number == 0 and paper.overview and len(paper.sections) > 1:
            # the figures of every year stand on the next page: they leave the first one to the overview
            years = section.tables
            after = together(heading(paper.overview.title) + table(paper.overview, _TABLE)) + _news(paper.sections)
            parts = [fitting("".join(parts) + _told(section, t, high) + after for high in (_UNDER, _LOW))]
        else:
            parts.append(_whole(section, (*years, *section.tables), bool(years), t))
            years = ()
        flows = not section.chart and not section.tables
    parts += [together(heading(one.title, 1) + table(one, _TABLE)) for one in paper.appendix]
    return compiled(head(paper, t) + "".join(parts))


def make_sheet(paper: Paper) -> bytes:
    """A municipality's sheet as one page."""
    t, section = texts(paper.lang), paper.sections[0]
    title = "#title()\n" + par(section.statement, 'size: 12pt, weight: "semibold"') + _figures(section)
    parts = ["#text(size: 8.5pt)[" + "".join(f"#par({string(line)})" for line in section.details) + "]\n"]
    for one in section.tables[:1]:
        parts.append(heading(one.title, 1) + table(one, 8.0, tight=True))
    for one in section.tables[1:]:
        pieces = (table(piece, 7.5, tight=True, even=True) for piece in turned(one, _SHEET_YEARS))
        parts.append(heading(one.title, 1) + "#v(0.3em)\n".join(pieces))
    small = "#show heading.where(level: 1): set text(size: 10pt)\n#set block(spacing: 0.8em)\n"
    small += "#show heading.where(level: 1): set block(above: 1em, below: 0.55em)\n"
    charts = (
        [heading(section.chart.title, 1) + _chart(section.chart, t, high) for high in _SHEET] if section.chart else [""]
    )
    return compiled(head(paper, t) + small + fitting(title + chart + "".join(parts) for chart in charts))


def make_written(paper: Written) -> bytes:
    """A written paper, with what it is not yet on top of every page."""
    t = texts(paper.lang)
    paper = for_print(paper, t("paper.no_letter"))
    mark = f'#text(size: 9pt, weight: "semibold", fill: rgb("{MARK}"), {string(paper.mark)})'
    parts = [f"#set page(header: [{mark}], margin: (top: 2.1cm))\n"] if paper.mark else []
    parts.append("#title()\n" + (f"#text(size: 12pt, {string(paper.subtitle)})\n" if paper.subtitle else ""))
    return compiled(head(paper, t) + "".join(parts) + "".join(map(_kept, _groups(paper.blocks))))


def _groups(blocks: Sequence[Block]) -> list[list[Block]]:
    """A table with the headings above it, everything else by itself."""
    found: list[list[Block]] = []
    for block in blocks:
        after = found and isinstance(found[-1][-1], Heading) and isinstance(block, (Heading, Grid))
        if after:
            found[-1].append(block)
        else:
            found.append([block])
    return found


def _kept(blocks: Sequence[Block]) -> str:
    """A table on one page with its headings, where one page can hold it."""
    shown = "".join(_block(block) for block in blocks)
    return together(shown) if isinstance(blocks[-1], Grid) else shown


def _block(block: Block) -> str:
    match block:
        case Heading():
            return heading(block.text, block.level)
        case Words(kind="room"):
            return (
                f'#block(width: 100%, height: {ROOM}cm, inset: 6pt, stroke: 0.5pt + rgb("#8794A1"), '
                f"breakable: false)[{par(block.text, _SMALL)}]\n"
            )
        case Words():
            shown = (f"#text({_STYLES[block.kind]})[#par({lines(found)})]\n" for found in paragraphs(block.text))
            return "".join(shown)
        case Grid(table=shown):
            columns = "(" + " ".join(f"{share:.4f}fr," for share in shares(block)) + ")"
            align = "".join("right," if place in shown.numeric else "left," for place in range(len(shown.header)))
            header = ", ".join(f"[#{string(words)}]" for words in shown.header)
            cells = "".join(", ".join(cell(words) for words in row) + ",\n" for row in shown.rows)
            size = "#text(size: 9pt, table("
            return f"{size}columns: {columns}, align: ({align}), table.header({header}),\n{cells}))\n"


def _whole(section: Section, tables: Sequence[Table], beside: bool, t: Texts) -> str:
    """A section with tables; its chart is lower where all of it fits on one page only then."""
    shown = _tables(tables, beside)
    tall, low = (_UNDER, _LOW) if section.figures else (_ALONE, _LOW)
    if not section.chart or section.chart.kind == "bar":
        return together(_told(section, t, tall)) + shown
    return fitting(together(_told(section, t, high)) + shown for high in (tall, low))


def _told(section: Section, t: Texts, high: float) -> str:
    """A section without its tables; its chart is so many times as high as it is wide."""
    parts = [
        heading(section.heading, 1),
        par(section.statement, 'size: 15pt, weight: "semibold"'),
        _figures(section),
    ]
    if section.chart:
        parts.append(heading(section.chart.title) + _chart(section.chart, t, high))
    parts += [f"#par({string(line)})\n" for line in section.details if line != section.statement]
    return "".join(parts)


def _news(sections: Sequence[Section]) -> str:
    """What changed since the last meeting, for the first page; nothing where nothing can have changed."""
    changed = (one for one in sections if one.key == "since" and (one.chart or one.tables))
    return "".join(f"#par[#strong({string(one.heading + ':')}) #{string(one.statement)}]\n" for one in changed)


def _tables(shown: Sequence[Table], beside: bool = False) -> str:
    """The tables under each other, each with its heading; two narrow ones beside each other."""
    if beside and len(shown) == 2:
        cells = "".join(f"[{heading(one.title)}{table(one, _BESIDE)}]," for one in shown)
        return f"#grid(columns: (1fr, auto), column-gutter: 1cm, {cells})\n"
    return "".join(together(heading(one.title) + _turned(one)) for one in shown)


def _turned(one: Table) -> str:
    """A table; one with a column for each of many regions has its years across."""
    across = len(one.header) > _COLUMNS and len(one.numeric) == len(one.header) - 1 and one.rows and not one.on_slides
    if not across:
        return table(one, _TABLE)
    return "".join(table(piece, _TABLE, even=True) for piece in turned(one, _YEARS))


def _figures(section: Section) -> str:
    """Large figures side by side, each under what it is."""
    if not section.figures:
        return ""
    cells = "".join(
        f'[#text(size: 8.5pt, {string(label)}) #linebreak() #text(size: 14pt, weight: "semibold", {string(value)})],'
        for label, value in section.figures
    )
    return f"#v(1.2em, weak: true)\n#grid(columns: (1fr,) * 4, column-gutter: 8pt, row-gutter: 11pt, {cells})\n"


def _chart(chart: Chart, t: Texts, high: float) -> str:
    """The figure of the page where one shows this chart, else one of the same figures with its lines named; under it
    what its signs mean."""
    figure = chart.of_page or screen.figure(chart, t, LIGHT)
    wide = _LETTERS * drawn.font_size(figure)
    if chart.kind == "bar":
        high = _AROUND + _BAR * (len(chart.categories) + (chart.parity is not None))
    if not chart.of_page and chart.kind == "line" and len(chart.series) > 1:
        figure = ends.labelled(dict(figure), chart, t.lang, LIGHT, wide * high)
    made = string(drawn.document(figure, wide, wide * high, t.lang, family=lettering.OWN_FAMILY))
    alt = string(f"{chart.title}. {chart.alt}")
    image = f'#align(center, image(bytes({made}), format: "svg", width: 100%, alt: {alt}))\n'
    return image + (par(" ".join(chart.notes), "size: 8pt") if chart.notes else "")
