"""Words, tables and pages in typst's language, for the PDFs.

A text goes in as a typst string and is never read as typst's own language.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from dashboard import drawn, exports
from dashboard.palette import LIGHT
from dashboard.paper.model import Paper, Table
from dashboard.paper.written import paragraphs
from dashboard.texts import Texts, locale

STANDARD: Literal["ua-1"] = "ua-1"
#: Size of what stands in small letters under a cell's words, against theirs.
_UNDER = 0.87
#: A column of words is no wider, against others, than one for so many letters; a word of more letters may be parted.
_WIDEST, _LONGEST = 44, 30
_SETTINGS = f"""
#set text(font: ("Source Sans Pro", "Libertinus Serif"), size: 10pt, fill: rgb("{LIGHT.ink}"))
#set par(leading: 0.6em, spacing: 0.85em)
#set table(stroke: (x, y) => (
  bottom: if y == 0 {{ 0.9pt + rgb("{LIGHT.faint_ink}") }} else {{ 0.4pt + rgb("#8794A1") }}))
#set table(inset: (x, y) => (left: if x == 0 {{ 0pt }} else {{ 4pt }}, right: 4pt, top: 2.3pt, bottom: 3.2pt))
#show table: set par(leading: 0.45em, spacing: 0.6em)
#show table.cell.where(y: 0): set text(weight: "semibold")
#show table.cell.where(y: 0): set align(bottom)
#show title: set text(size: 21pt)
#show heading.where(level: 1): set text(size: 13pt, fill: rgb("{LIGHT.faint_ink}"))
#show heading.where(level: 1): set block(above: 1.5em, below: 0.7em)
#show heading.where(level: 2): set text(size: 10.5pt)
#show heading.where(level: 2): set block(above: 1.3em, below: 0.6em)
#let together(body) = layout(size => block(
  width: 100%, breakable: measure(body, width: size.width).height > size.height, body))
#let fitting(..bodies) = layout(size => {{
  let fits(body) = measure(body, width: size.width).height <= size.height
  let found = bodies.pos().find(fits)
  if found == none {{ bodies.pos().last() }} else {{ found }}
}})
"""


def string(text: str) -> str:
    """A text as a typst string: whatever stands in it, it is only shown."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "")
    return f'"{escaped}"'


def lines(found: list[str]) -> str:
    """The lines of a paragraph, as content."""
    return "[" + " #linebreak() ".join(f"#{string(line)}" for line in found) + "]"


def cell(text: str) -> str:
    """A cell of paragraphs."""
    return "[" + "".join(f"#par({lines(found)})" for found in paragraphs(text)) + "]"


def par(text: str, style: str) -> str:
    """A paragraph set in a style, its lines as far apart as its letters ask for."""
    return f"#text({style})[#par({string(text)})]\n"


def heading(title: str, level: int = 2) -> str:
    """A heading; it stays with what follows it."""
    return f"#heading(level: {level}, {string(title)})\n"


def together(content: str) -> str:
    """What is kept on one page, where one page can hold it."""
    return f"#v(1.35em, weak: true)\n#together[{content}]\n"


def fitting(bodies: Iterable[str]) -> str:
    """The first that one page can hold; the last, on as many pages as it takes, where none can."""
    return "#fitting" + "".join(f"[{body}]" for body in bodies) + "\n"


def head(paper: Paper, t: Texts) -> str:
    """Settings, what the file says of itself, the facts at the foot of every page, the attached figures."""
    made = paper.made
    footer = (
        f'#text(size: 7.5pt, fill: rgb("{LIGHT.faint_ink}"))[#{string(paper.footer())} #h(1fr) '
        f"#{string(t('paper.page'))} #context counter(page).display() #{string(t('paper.of'))} "
        "#context counter(page).final().first()]"
    )
    return (
        f"#set document(title: {string(paper.title)}, author: {string(paper.author)}, "
        f"description: {string(paper.subtitle or paper.title)}, "
        f"date: datetime(year: {made.year}, month: {made.month}, day: {made.day}))\n"
        f"{_SETTINGS}"
        f"#set text(lang: {string(paper.lang)}, region: {string(locale(paper.lang).partition('_')[2])})\n"
        '#set page(paper: "a4", margin: (x: 1.7cm, top: 1.5cm, bottom: 2.3cm), footer-descent: 20%, '
        f"footer: [{footer}])\n"
        f"{_attached(paper, t)}"
    )


def _attached(paper: Paper, t: Texts) -> str:
    """Every figure in full precision, as a CSV file inside the PDF."""
    if paper.values.empty:
        return ""
    content = exports.to_csv(paper.values).decode("utf-8").replace("\r\n", "\n")
    return (
        f'#pdf.attach({string(paper.name + ".csv")}, bytes({string(content)}), mime-type: "text/csv", '
        f'relationship: "data", description: {string(t("paper.chart_data"))})\n'
    )


def table(shown: Table, size: float, tight: bool = False, even: bool = False) -> str:
    """A table whose header row is one, also to a screen reader, and comes again on every page.

    Args:
        shown: the table.
        size: of its letters, in points.
        tight: rows close to each other, for a paper that has one page.
        even: the columns of numbers share the width evenly.
    """
    places = [place for place in range(len(shown.header)) if place not in shown.under]
    columns = "(" + " ".join(_width(shown, place, tight, even) for place in places) + ")"
    align = "(" + " ".join("right," if place in shown.numeric else "left," for place in places) + ")"
    header = ", ".join(_stacked(shown, shown.header, place) for place in places)
    rows = "".join(", ".join(_stacked(shown, row, place) for place in places) + ",\n" for row in shown.rows)
    inset = "inset: (x, y) => (left: if x == 0 { 0pt } else { 3pt }, right: 3pt, y: 2pt), " if tight else ""
    # a word is parted only where it could not stand in a column at all
    longest = max(
        (len(word) for row in (shown.header, *shown.rows) for text in row for word in text.split()), default=0
    )
    parted = ", hyphenate: true" if longest > _LONGEST else ""
    return (
        f"#text(size: {size}pt{parted}, "
        f"table(columns: {columns}, align: {align}, {inset}table.header({header}),\n{rows}))\n"
    )


def _stacked(shown: Table, row: tuple[str, ...], place: int) -> str:
    """A cell, and in small letters under it what belongs to it."""
    below = [row[other] for other, over in shown.under.items() if over == place and row[other] != "–"]
    small = "".join(
        f' #linebreak() #text(size: {_UNDER}em, weight: "regular", fill: rgb("{LIGHT.faint_ink}"), {string(words)})'
        for words in below
    )
    return f"[#{string(row[place])}{small}]"


def _width(shown: Table, place: int, tight: bool, even: bool) -> str:
    """Columns of words share what the columns of numbers leave, by the length of what stands in them."""
    cells = [row[place] for row in (shown.header, *shown.rows)]
    longest = max(map(len, cells))
    if even:
        return "1fr," if place else "auto,"
    if place in shown.narrow:
        return "1.55cm,"
    if tight:
        return "auto," if place else "1fr,"
    if not shown.numeric and place == 0 and longest <= _LONGEST:
        return "auto,"
    if len(shown.numeric) == len(shown.header) - 1 and longest < 18:
        return "auto,"
    if place in shown.numeric or (place and longest <= 20 and not _below(shown, place, 20)):
        return "auto,"
    return f"{max(12, min(_WIDEST, longest))}fr," if not _below(shown, place, _WIDEST) else f"{_WIDEST}fr,"


def _below(shown: Table, place: int, longer: int) -> bool:
    """Whether more letters than so many stand in small letters under a column's words."""
    under = [other for other, over in shown.under.items() if over == place]
    return any(len(row[other]) > longer for row in shown.rows for other in under)


def turned(shown: Table, at_most: int) -> list[Table]:
    """A table of years turned on its side, in as many pieces as it takes to have no more years in a row."""
    pieces = -(-len(shown.rows) // at_most)
    many = -(-len(shown.rows) // max(pieces, 1))
    found = []
    for first in range(0, len(shown.rows), many or 1):
        years = shown.rows[first : first + many]
        header = (shown.header[0], *(row[0] for row in years))
        rows = tuple((name, *(row[place] for row in years)) for place, name in enumerate(shown.header) if place)
        found.append(Table(shown.title, header, rows, frozenset(range(1, len(header)))))
    return found


def compiled(source: str) -> bytes:
    """The PDF; typst refuses what breaks the standard."""
    import typst

    return typst.compile(source.encode("utf-8"), font_paths=drawn.fonts(), format="pdf", pdf_standards=STANDARD)
