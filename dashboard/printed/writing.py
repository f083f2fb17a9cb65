"""What a page says, as it stands on paper: everything unfolded, nothing to click on, every chart with its heading."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import Any

import pandas as pd
from lxml import html as tree

from dashboard.edition.writing import Writer
from dashboard.parts import exchange
from dashboard.printed import tables

_HEADINGS = ("h2", "h3")
#: Elements that lead somewhere else on a screen, and say nothing on paper.
_WAYS = ("nav", "*[@hreflang]")


@dataclass
class PaperWriter(Writer):
    """One page's HTML for paper.

    Attributes:
        choices: what the reader has chosen: name of the choice → the chosen, for the head of the sheet.
    """

    choices: dict[str, str] = field(default_factory=dict)

    # --- boxes -------------------------------------------------------------------------------------------------------

    def _folded(self, node: Any) -> str:
        """What is folded on a screen is open on paper, under its own small heading."""
        if str(node.key or "").startswith("share-"):
            return self.box(str(node.key))
        if str(node.key or "").startswith(exchange.KEY):
            return ""  # files out and in
        inside = "".join(self.written(child) for child in node.children.values())
        if not inside:
            return ""
        label = self.t("print.table") if node.proto.label == self.t("table.title") else node.proto.label
        return f'<section class="unfolded"><p class="label">{self.inline(label)}</p>{inside}</section>'

    def _table(self, node: Any) -> str:
        frame = node.value
        named = not isinstance(frame.index, pd.RangeIndex)  # a table of one thing's properties: name and text
        if named:
            frame = frame.reset_index()
        heads = [] if named else [self.inline(str(name)) for name in frame.columns]
        rows = [[self.inline(str(cell)) for cell in cells] for cells in frame.itertuples(index=False)]
        name = f' aria-label="{escape(node.proto.alt, quote=True)}"' if getattr(node.proto, "alt", "") else ""
        if named:  # name and text fill the sheet by themselves; the text goes on in a new line
            return f'<table class="facts"{name}><tbody>{"".join(map(_row, rows))}</tbody></table>'
        return _figures(heads, rows, name)

    # --- words -------------------------------------------------------------------------------------------------------

    def _html(self, node: Any) -> str:
        """Our own markup without the ways to other pages that stand in head and foot."""
        around = tree.fragment_fromstring(str(node.value), create_parent="div")
        if around.xpath(" | ".join(f".//{kind}" for kind in _WAYS)):
            return ""
        return super()._html(node)

    def _chosen(self, label: str, values: list[str]) -> str:
        words = ", ".join(self.inline(value) for value in values if value)
        if words:
            self.choices[self.choice(label)] = words
        return ""

    def _page_link(self, node: Any) -> str:
        """The name of a thing on a card is in bold; any other link is a way on, which paper has not."""
        label = str(node.proto.label)
        if not label.startswith("**"):
            return ""
        whole = node.proto.help if label.endswith("…**") and node.proto.help else ""
        return f'<p class="name">{self.inline(f"**{whole}**" if whole else label)}</p>'

    def _link_button(self, node: Any) -> str:
        return ""


def _figures(heads: list[str], rows: list[list[str]], name: str) -> str:
    """A table in as many parts as the sheet asks for."""
    widths = [tables.width(head, [row[place] for row in rows]) for place, head in enumerate(heads)]
    found = []
    for part in tables.cut(widths):
        top = "".join(f'<th scope="col">{heads[place]}</th>' for place in part)
        stacks = tables.stacks(len(rows), sum(widths[place] for place in part))
        parts = [
            f'<table class="figures"{name}><thead><tr>{top}</tr></thead>'
            f"<tbody>{''.join(_row([rows[number][place] for place in part]) for number in stack)}</tbody></table>"
            for stack in stacks
        ]
        found.append(f'<div class="beside">{"".join(parts)}</div>' if len(parts) > 1 else parts[0])
    return "".join(found)


def _row(cells: list[str]) -> str:
    first, *rest = cells
    short = [' class="short"' if len(tables.plain(cell)) <= tables.ONE_LINE else "" for cell in rest]
    told = "".join(f"<td{kind}>{cell}</td>" for cell, kind in zip(rest, short, strict=True))
    return f'<tr><th scope="row">{first}</th>{told}</tr>'


def kept_together(body: str) -> str:
    """The body with every chart and what leads to it – heading, sentence – in one block that no page break divides.

    Args:
        body: HTML.
    """
    around = tree.fragment_fromstring(body, create_parent="div")
    for figure in list(around.iter("figure")):
        inner = figure
        while inner.getprevious() is None and inner.getparent() is not around:
            inner = inner.getparent()
        before = []
        for element in inner.itersiblings(preceding=True):
            if element.tag in ("figure", "table", "section") or element.xpath("descendant::figure"):
                break
            before.append(element)
            if element.tag in _HEADINGS:
                break
        if before and before[-1].tag in _HEADINGS:
            _wrap([*reversed(before), inner])
    return (around.text or "") + "".join(tree.tostring(child, encoding="unicode") for child in around)


def _wrap(elements: list[Any]) -> None:
    first = elements[0]
    block = tree.Element("div", {"class": "keep"})
    first.addprevious(block)
    for element in elements:
        block.append(element)
