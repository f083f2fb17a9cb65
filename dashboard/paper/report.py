"""A paper as PDF: tagged (PDF/UA-1), with real text, headings, full tables and every figure attached as CSV.

typst makes it; what breaks the standard is refused there, so a file that comes out keeps it. Texts go in as typst
strings and are never read as typst's own language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from dashboard import drawn, exports
from dashboard.drawn import lettering
from dashboard.palette import LIGHT
from dashboard.paper import screen
from dashboard.paper.model import Chart, Paper, Section, Table
from dashboard.paper.written import MARK, Block, Grid, Heading, Kind, Words, Written, for_print, paragraphs, shares
from dashboard.texts import Texts, locale, texts

MIME = "application/pdf"
STANDARD: Literal["ua-1"] = "ua-1"
#: A chart is so many times as wide as its letters are high: they come out a little smaller than the text's.
_LETTERS = 54
#: Height of a chart against its width: under large figures, alone on a page, and on a sheet; of each horizontal bar.
_UNDER, _ALONE, _SHEET = 0.38, 0.43, 0.38
_BAR, _AROUND = 0.042, 0.05
_SETTINGS = f"""
#set text(font: ("Source Sans Pro", "Libertinus Serif"), size: 10pt, fill: rgb("{LIGHT.ink}"))
#set par(leading: 0.6em, spacing: 0.85em)
#set table(stroke: (x, y) => (bottom: 0.4pt + rgb("#8794A1")), inset: (x: 3.5pt, y: 2.4pt))
#show table: set text(hyphenate: true)
#show table: set par(leading: 0.45em)
#show table.cell.where(y: 0): set text(weight: "semibold")
#show title: set text(size: 21pt)
#show heading.where(level: 1): set text(size: 13pt, fill: rgb("{LIGHT.faint_ink}"))
#show heading.where(level: 2): set text(size: 10.5pt)
#show heading.where(level: 2): set block(above: 1.3em, below: 0.6em)
"""
#: How each kind of words is set.
_STYLES: Mapping[Kind, str] = {"text": "size: 10pt", "note": f'size: 8.5pt, fill: rgb("{LIGHT.faint_ink}")'}


def make(paper: Paper) -> bytes:
    """The paper as a PDF, a page or more for each section."""
    t = texts(paper.lang)
    parts = [f"#text(size: 12pt, {_string(paper.subtitle)})\n" if paper.subtitle else ""]
    for number, section in enumerate(paper.sections):
        parts.append("#pagebreak(weak: true)\n" if number else "")
        parts.append(_section(section, paper))
    for table in paper.appendix:
        parts.append("#pagebreak(weak: true)\n" + _heading(table.title, 1) + _table(table, 9.0))
    return _compiled(_head(paper, t) + "".join(parts))


def make_sheet(paper: Paper) -> bytes:
    """A municipality's sheet as one page."""
    t, section = texts(paper.lang), paper.sections[0]
    parts = [f'#text(size: 12pt, weight: "semibold", {_string(section.statement)})\n\n', _figures(section)]
    if section.chart:
        parts.append(_heading(section.chart.title, 1) + _chart(section.chart, t, _SHEET, "82%"))
    parts.append("#text(size: 8.5pt)[" + "".join(f"#par({_string(line)})" for line in section.details) + "]\n")
    sizes = (8.0, 6.4)
    for table, size in zip(section.tables, sizes, strict=False):
        parts.append(_heading(table.title, 1) + _table(table, size, tight=True))
    small = "#show heading.where(level: 1): set text(size: 10pt)\n"
    return _compiled(_head(paper, t) + small + "".join(parts))


def make_written(paper: Written) -> bytes:
    """A written paper, with what it is not yet on top of every page."""
    t = texts(paper.lang)
    paper = for_print(paper, t("paper.no_letter"))
    mark = f'#text(size: 9pt, weight: "semibold", fill: rgb("{MARK}"), {_string(paper.mark)})'
    parts = [f"#set page(header: [{mark}], margin: (top: 2.1cm))\n"] if paper.mark else []
    head = _head(paper, t).removesuffix("#title()\n")
    parts.append("#title()\n" + (f"#text(size: 12pt, {_string(paper.subtitle)})\n" if paper.subtitle else ""))
    return _compiled(head + "".join(parts) + "".join(_block(block) for block in paper.blocks))


def _block(block: Block) -> str:
    match block:
        case Heading():
            return _heading(block.text, block.level)
        case Words():
            shown = (f"#par(text({_STYLES[block.kind]}, {_lines(lines)}))\n" for lines in paragraphs(block.text))
            return "".join(shown)
        case Grid(table=table):
            columns = "(" + " ".join(f"{share:.4f}fr," for share in shares(block)) + ")"
            align = "".join("right," if place in table.numeric else "left," for place in range(len(table.header)))
            header = ", ".join(f"[#{_string(cell)}]" for cell in table.header)
            cells = "".join(", ".join(_cell(cell) for cell in row) + ",\n" for row in table.rows)
            size = "#text(size: 9pt, table(inset: (x: 3.5pt, y: 3.6pt), "
            return f"{size}columns: {columns}, align: ({align}), table.header({header}),\n{cells}))\n"


def _cell(text: str) -> str:
    return "[" + "".join(f"#par({_lines(lines)})" for lines in paragraphs(text)) + "]"


def _lines(lines: list[str]) -> str:
    """The lines of a paragraph, as content."""
    return "[" + " #linebreak() ".join(f"#{_string(line)}" for line in lines) + "]"


def _string(text: str) -> str:
    """A text as a typst string: whatever stands in it, it is only shown."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "")
    return f'"{escaped}"'


def _head(paper: Paper, t: Texts) -> str:
    made = paper.made
    footer = (
        f'#text(size: 7.5pt, fill: rgb("{LIGHT.faint_ink}"))[#{_string(paper.footer())} #h(1fr) '
        f"#{_string(t('paper.page'))} #context counter(page).display() #{_string(t('paper.of'))} "
        "#context counter(page).final().first()]"
    )
    return (
        f"#set document(title: {_string(paper.title)}, author: {_string(paper.author)}, "
        f"description: {_string(paper.subtitle or paper.title)}, "
        f"date: datetime(year: {made.year}, month: {made.month}, day: {made.day}))\n"
        f"{_SETTINGS}"
        f"#set text(lang: {_string(paper.lang)}, region: {_string(locale(paper.lang).partition('_')[2])})\n"
        '#set page(paper: "a4", margin: (x: 1.7cm, top: 1.5cm, bottom: 2.3cm), footer-descent: 20%, '
        f"footer: [{footer}])\n"
        f"{_attached(paper, t)}"
        "#title()\n"
    )


def _attached(paper: Paper, t: Texts) -> str:
    """Every figure in full precision, as a CSV file inside the PDF."""
    if paper.values.empty:
        return ""
    content = exports.to_csv(paper.values).decode("utf-8").replace("\r\n", "\n")
    return (
        f'#pdf.attach({_string(paper.name + ".csv")}, bytes({_string(content)}), mime-type: "text/csv", '
        f'relationship: "data", description: {_string(t("paper.chart_data"))})\n'
    )


def _heading(title: str, level: int = 2) -> str:
    return f"#heading(level: {level}, {_string(title)})\n"


def _section(section: Section, paper: Paper) -> str:
    parts = [
        _heading(section.heading, 1),
        f'#par(text(size: 15pt, weight: "semibold", {_string(section.statement)}))\n',
        _figures(section),
    ]
    if section.chart:
        high = _UNDER if section.figures else _ALONE
        parts.append(_heading(section.chart.title) + _chart(section.chart, texts(paper.lang), high, "100%"))
    parts += [f"#par({_string(line)})\n" for line in section.details if line != section.statement]
    for table in section.tables:
        parts.append(_heading(table.title) + _table(table, 7.5 if len(table.header) > 7 else 8.5))
    return "".join(parts)


def _figures(section: Section) -> str:
    """Large figures side by side, each under what it is."""
    if not section.figures:
        return ""
    cells = "".join(
        f'[#text(size: 8.5pt, {_string(label)}) #linebreak() #text(size: 14pt, weight: "semibold", {_string(value)})],'
        for label, value in section.figures
    )
    return f"#grid(columns: (1fr,) * 4, gutter: 8pt, {cells})\n"


def _chart(chart: Chart, t: Texts, high: float, width: str) -> str:
    """The figure of the page where one shows this chart, else the one for the projector; under it what its signs
    mean."""
    figure = chart.of_page or screen.figure(chart, t, LIGHT)
    wide = _LETTERS * drawn.font_size(figure)
    if chart.kind == "bar":
        high = _AROUND + _BAR * (len(chart.categories) + (chart.parity is not None))
    made = _string(drawn.document(figure, wide, wide * high, t.lang, family=lettering.OWN_FAMILY))
    alt = _string(f"{chart.title}. {chart.alt}")
    image = f'#align(center, image(bytes({made}), format: "svg", width: {width}, alt: {alt}))\n'
    return image + (f"#par(text(size: 8pt, {_string(' '.join(chart.notes))}))\n" if chart.notes else "")


def _table(table: Table, size: float, tight: bool = False) -> str:
    """A table whose header row is one, also to a screen reader, and comes again on every page."""
    columns = "(" + " ".join(_width(table, place, tight) for place in range(len(table.header))) + ")"
    align = "(" + " ".join("right," if place in table.numeric else "left," for place in range(len(table.header))) + ")"
    header = ", ".join(f"[#{_string(cell)}]" for cell in table.header)
    cells = "".join(f"{', '.join(f'[#{_string(cell)}]' for cell in row)},\n" for row in table.rows)
    inset = "inset: (x: 2pt, y: 1.6pt), " if tight else ""
    return (
        f"#text(size: {size}pt, table(columns: {columns}, align: {align}, {inset}table.header({header}),\n{cells}))\n"
    )


def _width(table: Table, place: int, tight: bool) -> str:
    """Columns of words share what the columns of numbers leave, by the length of what stands in them."""
    cells = [row[place] for row in [table.header, *table.rows]]
    only_numbers = table.numeric == frozenset(range(1, len(table.header))) and max(map(len, cells)) < 18
    if tight or only_numbers or (place in table.numeric and len(table.header) < 8):
        return "auto,"
    if place in table.numeric:
        return "7fr,"
    return f"{max(7, min(26, max(len(cell) for cell in cells)))}fr,"


def _compiled(source: str) -> bytes:
    import typst

    return typst.compile(source.encode("utf-8"), font_paths=drawn.fonts(), format="pdf", pdf_standards=STANDARD)
