"""What a page shows beside its charts – headline, figures, tables, screens – held to what the data routes give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from typing import Any

from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard import numbers
from dashboard.drawn.scale import values
from dashboard.edition.writing import every, figure_of
from dashboard.web import api

#: A figure stands alone, perhaps with a sign before and a unit behind; part of a name or a date is none.
_FIGURE = re.compile(r"(?<![\w.,])([−-]?\d{1,3}(?:[\u202f\u00a0 ]\d{3})+(?:,\d+)?|[−-]?\d+(?:,\d+)?)(?![\w])")
#: A figure in a sentence that can be no count, no year and no date: it has decimals, or thousands set apart.
_MEASURED = re.compile(r",\d|\d[\u202f\u00a0 ]\d{3}")
_LETTER = re.compile(r"[^\W\d_]")
_LINK = re.compile(r"\]\((/api/v1/[^)\s]+)\)")
_SPACES = "[\u202f\u00a0 ]"


def plain(text: object) -> str:
    """Words without markup, and without where they lead: an address is no figure."""
    bare = re.sub(r":material/\w+:|<[^>]*>", " ", str(text).replace("\u200b", ""))
    unmarked = re.sub(r"\]\([^)]*\)", "]", re.sub(r"\\(.)", r"\1", bare))
    return " ".join(re.sub(r"[\[\]*`]", "", unmarked).split())


@cache
def written(value: float, decimals: int) -> str:
    """A number as the pages write it, without the grouping and without its sign."""
    return re.sub(_SPACES, "", numbers.number(value, decimals, "nb")).lstrip(f"-{numbers.MINUS}")


@dataclass
class Held:
    """What the answers of some routes hold.

    Attributes:
        amounts: every number, in its own unit and in the larger one that pages write it in.
        texts: every text.
    """

    amounts: set[float] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    _written: dict[int, set[str]] = field(default_factory=dict)
    _exact: set[str] = field(default_factory=set)

    def add(self, content: Any, name: str = "") -> None:
        """Take in an answer, or a part of one."""
        if isinstance(content, dict):
            for key, value in content.items():
                self.add(value, str(key))
            if content.get("opens_on") and content.get("due_on"):  # pages write the two days as one period
                first, last = (date.fromisoformat(content[day][:10]) for day in ("opens_on", "due_on"))
                self.texts.add(plain(numbers.days(first, last, "nb")))
        elif isinstance(content, list):
            for value in content:
                self.add(value, name)
        elif isinstance(content, str):
            # pages write a commit by its first letters
            short = re.sub(r"\b([0-9a-f]{8})[0-9a-f]{32}\b", r"\1", content)
            self.texts |= {plain(short), plain(numbers.day(content, "nb"))}
        elif isinstance(content, int | float) and not isinstance(content, bool):
            self.amounts |= {float(content), float(content) / (1000 if name.endswith(("_mnok", "_nok")) else 1)}
            if name.endswith("_ratio"):  # pages write how many per cent it is above or below
                self.amounts.add(100 * (float(content) - 1))

    def has(self, figure: str) -> bool:
        """Whether one of the numbers is written like this."""
        if figure in self.texts:  # a table's number, a year that is a vintage
            return True
        decimals = len(figure.partition(",")[2])
        if decimals not in self._written:
            self._written[decimals] = {written(one, decimals) for one in self.amounts}
        # thousands of kroner are written with their zeros
        return bool({figure, figure.removesuffix("000")} & self._written[decimals])

    def draws(self, value: float) -> bool:
        """Whether a number that a chart draws is one of them, in the last digit that a file keeps."""
        if not self._exact:
            self._exact = {f"{one:.9g}" for one in self.amounts} | {f"{-one:.9g}" for one in self.amounts}
        return f"{value:.9g}" in self._exact

    def missing(self, text: object, measured: bool = False) -> list[str]:
        """The figures of a text that neither a number nor a text of the answers accounts for.

        Args:
            text: what a page shows.
            measured: leave counts, years and other small whole numbers aside.
        """
        shown = plain(text)
        if not _FIGURE.search(shown) or shown in self.texts:
            return []
        for name in self._names:
            shown = shown.replace(name, " ")
        found = [one for one in _FIGURE.findall(shown) if not measured or _MEASURED.search(one)]
        figures = [re.sub(_SPACES, "", one).lstrip("-−") for one in found]
        return [figure for figure in figures if not self.has(figure)]

    @cached_property
    def _names(self) -> list[str]:
        """Names, dates and sentences with digits in them; a bare number is looked up among the numbers."""
        found = [one for one in self.texts if len(one) > 3 and re.search(r"\d", one) and _LETTER.search(one)]
        return sorted(found, key=len, reverse=True)


def answered(question: str) -> Any:
    """What a route answers, as JSON."""
    client = TestClient(Starlette(routes=api.routes()))
    answer = client.get(question if question.startswith("/") else f"/api/v1/{question}")
    assert answer.status_code == 200, (question, answer.text[:200])
    return answer.json()


def ask(*questions: str) -> Held:
    """What the routes answer."""
    held = Held()
    for question in questions:
        held.add(answered(question))
    return held


def told(elements: Any) -> Iterator[tuple[str, str]]:
    """(what it is, text) of each headline, figure and table cell of a page."""
    for one in every(elements):
        kind = getattr(one, "type", "")
        if kind == "title":
            yield kind, one.value
        elif kind == "html" and "<h1" in str(one.value):
            yield "screen", str(one.value)
        elif kind == "metric":
            yield f"figure {one.label}", f"{one.value} | {one.delta or ''}"
        elif kind == "table":
            for column in one.value:
                for cell in one.value[column].astype(str):
                    yield f"{column}", cell


def worded(elements: Any) -> Iterator[str]:
    """The sentences of a page: paragraphs, notes and messages."""
    for one in every(elements):
        if getattr(one, "type", "") in ("markdown", "caption", "info", "warning", "header", "subheader"):
            yield str(one.value)


def found_by_search(elements: Any) -> Iterator[str]:
    """What a search shows of what it found: names and what is said of them."""
    for one in every(elements):
        kind = getattr(one, "type", "")
        if kind == "page_link" and str(one.proto.label).startswith("**"):
            yield plain(one.proto.label)
        elif kind == "table":
            yield from (plain(cell) for cell in one.value.to_numpy().ravel())


def drawn(elements: Any) -> Iterator[float]:
    """Every number that the charts of a page draw along the axis of their values."""
    for one in every(elements):
        if getattr(one, "type", "") != "plotly_chart":
            continue
        figure = figure_of(one.proto.spec)
        if figure["layout"].get("yaxis", {}).get("scaleanchor"):
            continue  # a map: outlines
        for trace in figure["data"]:
            if trace.get("fill") != "toself":  # the area of a band, whose ends the files hold as low and high
                along = "x" if trace.get("orientation") == "h" else "y"
                yield from (value for value in values(trace.get(along)) if isinstance(value, int | float))


def offered(elements: Any) -> set[str]:
    """The data routes that a page's tables and buttons lead to, as JSON."""
    found: set[str] = set()
    for one in every(elements):
        kind = getattr(one, "type", "")
        if kind == "table":
            found |= {link for column in one.value.columns for link in _LINK.findall(str(column))}
        elif kind == "link_button":
            found.add(one.proto.url)
    data = {re.sub(r"\.(csv|xlsx|jsonstat)(?=\?|$)", ".json", one) for one in found if one.startswith("/api/v1/")}
    return {one for one in data if ".json" in one}
