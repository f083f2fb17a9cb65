"""HTML of what a page puts on the screen: each of Streamlit's elements as the plain element that means the same."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
from lxml import html as tree
from markdown_it import MarkdownIt

from dashboard import numbers
from dashboard.edition.links import Links
from dashboard.edition.places import LEFT_OUT
from dashboard.edition.recording import PageFailed
from dashboard.texts import Texts

#: Icons and colours are Streamlit's own markup; the words around and inside them stay.
_ICON = re.compile(r":material/\w+:\s*")
_DIRECTIVE = re.compile(r":[a-z]+(?:-[a-z]+)*\[((?:[^\[\]]|\[[^\]]*\]\([^)]*\))*)\]")
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").enable("strikethrough")
#: What only a reader who acts could use.
_ACTS = {"button", "file_uploader", "download_button", "form_submit_button"}
#: Blocks that only arrange.
_ROOMS = {
    "main": "", "flex_container": "group", "grid_container": "grid", "column": "column", "container": "group",
    "horizontal": "columns", "vertical": "group", "tab": "group", "tab_container": "group", "popover": "group",
    "form": "group",
}  # fmt: skip
#: Choices of the pages whose label invites to choose, or says what choosing does.
_INVITING = ("municipality", "indicator", "compare", "kind", "focus", "also", "base", "per")
_HEADINGS = {"title": "h1", "header": "h2", "subheader": "h3"}


@dataclass
class Writer:
    """One page's HTML in the making.

    Attributes:
        links: where its links lead.
        picture: keeps a chart and gives its HTML: (figure as JSON, its words, its key on the page).
        box: gives the HTML of the box to share a chart or a table: (its key on the page).
        t: texts.
    """

    links: Links
    picture: Callable[[str, str, str], str]
    box: Callable[[str], str]
    t: Texts

    def written(self, node: Any) -> str:
        """HTML of an element and all that is in it.

        Raises:
            PageFailed: it is of a kind that nobody has said how to write.
        """
        kind = str(node.type)
        if hasattr(node, "children"):
            return self._block(kind, node)
        if kind in _ACTS:
            return ""
        if kind in _HEADINGS:
            name = f' id="{escape(node.anchor, quote=True)}"' if node.anchor else ""  # links lead to it
            return f"<{_HEADINGS[kind]}{name}>{self.inline(node.value)}</{_HEADINGS[kind]}>"
        write = getattr(self, f"_{kind}", None)
        if write is None:
            raise PageFailed(f"The page {self.links.place.file} has an element that cannot be written: {kind}")
        return str(write(node))

    def _block(self, kind: str, node: Any) -> str:
        if kind == "expander":
            return self._folded(node)
        if kind not in _ROOMS:
            raise PageFailed(f"The page {self.links.place.file} has a block that cannot be written: {kind}")
        inside = "".join(self.written(child) for child in node.children.values())
        across = kind == "flex_container" and node.proto is not None and _across(node.proto)
        name = "row" if across else _ROOMS[kind]
        return f'<div class="{name}">{inside}</div>' if name and inside else inside

    def _folded(self, node: Any) -> str:
        if str(node.key or "").startswith("share-"):
            return self.box(str(node.key))
        inside = "".join(self.written(child) for child in node.children.values())
        return f"<details><summary>{self.inline(node.proto.label)}</summary>{inside}</details>" if inside else ""

    # --- words -------------------------------------------------------------------------------------------------------

    def inline(self, text: str) -> str:
        """Words with links and emphasis, without a paragraph around them."""
        return self._led(_MARKDOWN.renderInline(_plain(text)))

    def _markdown(self, node: Any) -> str:
        return self._led(_MARKDOWN.render(_plain(node.value)))

    def _caption(self, node: Any) -> str:
        return f'<div class="caption">{self._markdown(node)}</div>'

    def _text(self, node: Any) -> str:
        return f"<p>{escape(str(node.value))}</p>"

    def _divider(self, node: Any) -> str:
        return "<hr>"

    def _info(self, node: Any) -> str:
        return f'<div class="note">{self._markdown(node)}</div>'

    _warning = _error = _success = _info

    def _html(self, node: Any) -> str:
        """Our own markup; its styles are in the style sheet here, because the page allows no others."""
        markup = str(node.value)
        return self._led(self._ways(markup) if markup.startswith("<nav") else markup)

    def _ways(self, markup: str) -> str:
        """A row of links without those that lead nowhere here: such as the print view, or the other contrast."""
        nav = tree.fragment_fromstring(markup)
        led = [link for link in nav.iter("a") if self.links.to(link.get("href", ""))]
        attributes = "".join(f' {name}="{escape(str(value), quote=True)}"' for name, value in nav.attrib.items())
        written = (tree.tostring(link, encoding="unicode", with_tail=False) for link in led)
        return f"<nav{attributes}>{' · '.join(written)}</nav>" if led else ""

    def _code(self, node: Any) -> str:
        """An address to copy leads to the live pages, and is left out where nobody knows where they are."""
        text = str(node.value)
        if text.startswith(("/", "?")):
            if not self.links.base:
                return ""
            text = self.links.base + text
        return f"<pre><code>{escape(text)}</code></pre>"

    # --- figures -----------------------------------------------------------------------------------------------------

    def _metric(self, node: Any) -> str:
        then = f"<dd>{self.inline(node.delta)}</dd>" if node.delta else ""
        label, value = self.inline(node.label), self.inline(node.value)
        return f'<dl class="metric"><dt>{label}</dt><dd class="figure">{value}</dd>{then}</dl>'

    def _table(self, node: Any) -> str:
        frame = node.value
        named = not isinstance(frame.index, pd.RangeIndex)  # a table of one thing's properties: name and text
        if named:
            frame = frame.reset_index()
        columns = [] if named else [self.inline(str(name)) for name in frame.columns]
        head = "".join(f'<th scope="col">{name}</th>' for name in columns)
        head = f"<thead><tr>{head}</tr></thead>" if head else ""
        rows = []
        for cells in frame.itertuples(index=False):
            first, *rest = (self.inline(str(cell)) for cell in cells)
            rows.append(f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>')
        name = f' aria-label="{escape(node.proto.alt, quote=True)}"' if getattr(node.proto, "alt", "") else ""
        # a table that scrolls on a phone must be reachable by keyboard
        return (
            f'<div class="scroll" tabindex="0" role="region"{name}><table>{head}'
            f"<tbody>{''.join(rows)}</tbody></table></div>"
        )

    def _plotly_chart(self, node: Any) -> str:
        return self.picture(node.proto.spec, node.proto.alt, str(node.key or ""))

    # --- choices and ways --------------------------------------------------------------------------------------------

    def _chosen(self, label: str, values: list[str]) -> str:
        words = ", ".join(self.inline(value) for value in values if value)
        return f'<p class="choice">{self.choice(label)}: <strong>{words}</strong></p>' if words else ""

    def choice(self, label: str) -> str:
        """What a choice is called where it has been made: a label can be an invitation, such as “Find an indicator”.

        Args:
            label: of the switch or the list.
        """
        return self.inline(_called(self.t).get(label, label))

    def _button_group(self, node: Any) -> str:
        return self._chosen(node.proto.label, list(node.formatted_values))

    def _selectbox(self, node: Any) -> str:
        return self._chosen(node.label, [node.format_func(node.value)] if node.value is not None else [])

    _radio = _selectbox

    def _multiselect(self, node: Any) -> str:
        return self._chosen(node.label, [node.format_func(value) for value in node.value])

    def _date_input(self, node: Any) -> str:
        return self._chosen(node.label, [numbers.day(node.value, self.t.lang)] if node.value else [])

    def _text_input(self, node: Any) -> str:
        return self._chosen(node.label, [str(node.value or "")])

    _number_input = _slider = _text_input

    def _page_link(self, node: Any) -> str:
        query = node.proto.query_string
        return self._way(f"/{node.proto.page}{'?' + query if query else ''}", node.proto.label)

    def _link_button(self, node: Any) -> str:
        return self._way(node.proto.url, node.proto.label)

    def _way(self, address: str, label: str) -> str:
        lang = self.links.place.parameters.get("lang")
        if lang and not address.startswith(("http", "/api")) and "lang=" not in address:
            address += ("&" if "?" in address else "?") + f"lang={lang}"
        to = self.links.to(address, offered=True)
        words = self.inline(label)
        if to is None and address.lstrip("/").partition("?")[0] in LEFT_OUT:
            return ""
        if to is None:  # a file that is made when somebody asks for it
            made = f" – {escape(self.t('edition.made_live'))}" if address.startswith("/api/") else ""
            return f"<p>{words}{made}</p>"
        return f'<p class="way"><a href="{escape(to, quote=True)}">{words}</a></p>'

    def _led(self, markup: str) -> str:
        """Markup with every link led to where it leads in the edition, and without styles of its own."""
        if "<a " not in markup and "style=" not in markup:
            return markup
        around = tree.fragment_fromstring(markup, create_parent="div")
        for element in list(around.iter()):
            element.attrib.pop("style", None)
            element.attrib.pop("target", None)
            if element.tag == "a":
                to = self.links.to(element.get("href", ""))
                if to is None:
                    element.drop_tag()
                else:
                    element.set("href", to)
        inside = escape(around.text or "") + "".join(tree.tostring(child, encoding="unicode") for child in around)
        return inside


def figure_of(spec: str) -> dict[str, Any]:
    """A plotly figure from what was sent to the browser."""
    return dict(json.loads(spec))


def every(node: Any) -> Iterator[Any]:
    """An element and all that is in it, from the top."""
    yield node
    for child in getattr(node, "children", {}).values():
        yield from every(child)


def _called(t: Texts) -> dict[str, str]:
    """Label of a switch → what the choice is called once it is made, where that is something else."""
    return {t(f"own.{key}.label"): t(f"own.{key}.made") for key in _INVITING}


def _plain(text: object) -> str:
    """Markdown without Streamlit's own signs."""
    words = _ICON.sub("", str(text))
    return _DIRECTIVE.sub(r"\1", words)


def _across(proto: Any) -> bool:
    container = proto.flex_container if proto.HasField("flex_container") else None
    return container is not None and container.direction == 2
