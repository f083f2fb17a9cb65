"""A page as a sheet of paper: title, choices, version and address on top, what the page says, what the figures are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dashboard import charted, drawn, figures, numbers
from dashboard.drawn.chart import natural_height
from dashboard.edition.links import Links
from dashboard.edition.places import Place
from dashboard.edition.recording import PRINTED, Session
from dashboard.edition.writing import every, figure_of
from dashboard.pages import PAGES
from dashboard.palette import LIGHT
from dashboard.parts import opening, share
from dashboard.printed.writing import PaperWriter, kept_together
from dashboard.texts import DEFAULT, LANGUAGES, texts

#: Pixels of a chart that is as wide as the sheet, and of one of many side by side.
_WIDTH, _SMALL = 760, 290
_TEMPLATES = Path(__file__).parent / "templates"
#: Parameters that change how an address is framed or who may write there: no matter of paper.
DROPPED = ("embed", "do")
#: Pages of people's entries: paper holds what everybody can see, whoever asks for it.
ENTRIES = ("actions", "action", "cases", "round", "self-assessments", "self-assessment")
#: What is said of each chart, and is the same for all of them.
_SAME = ("share.vintage", "share.made", "share.licence")


class NothingToPrint(Exception):
    """There are no figures yet; the sentence says what to do."""


@dataclass(frozen=True)
class Wanted:
    """What is to be printed.

    Attributes:
        page: path of the page.
        parameters: of its address.
        base: where the pages are, without a slash at the end.
        today: the day it is printed.
    """

    page: str
    parameters: Mapping[str, str]
    base: str
    today: date

    @property
    def kept(self) -> dict[str, str]:
        """The parameters that matter on paper."""
        return {key: value for key, value in self.parameters.items() if key not in DROPPED}

    @property
    def lang(self) -> str:
        """The language of the page."""
        asked = self.parameters.get("lang", DEFAULT)
        return asked if asked in LANGUAGES else DEFAULT

    def address(self, **more: str) -> str:
        """Where the same stands on the screen."""
        query = urlencode(self.kept | more)
        return f"{self.base}/{self.page}{'?' + query if query else ''}"


@dataclass
class Sheet:
    """A sheet in the making.

    Attributes:
        wanted: what is to be printed.
        about: what the figures are: name → text, each once.
    """

    wanted: Wanted
    about: dict[str, str] = field(default_factory=dict)

    def made(self) -> str:
        """The whole sheet as an HTML document.

        Raises:
            NothingToPrint: there are no figures.
            recording.PageFailed, drawn.NotDrawable: something cannot be written, by name.
        """
        wanted, t = self.wanted, texts(self.wanted.lang)
        served = opening.asked_for(wanted.kept.get("version", ""))
        if served is None:
            raise NothingToPrint(t("empty.title"))
        self._version, self._t, self._charts = served.version, t, 0
        found = Session(wanted.lang, PRINTED).open(Place(wanted.page, wanted.lang), **wanted.kept)
        links = Links(Place(wanted.page, wanted.lang), frozenset(), lambda *_: None, wanted.base)
        self._writer = PaperWriter(links, self._picture, self._box, t)
        head, body = _beheaded(found, self._writer)
        title = Markup(head).striptags() or t(f"page.{PAGES[wanted.page].key}.title")
        address = wanted.address()
        return _pages().get_template("sheet.html").render(
            t=t,
            lang=wanted.lang,
            version=served.version,
            title=title,
            head=Markup(f"<h1>{head or escape(title)}</h1>"),
            body=Markup(kept_together(body)),
            facts=self._facts(),
            about=self._meanings(),
            live=address,
            style=Markup(style(f"{t('site.name')} – {address}")),
        )  # fmt: skip

    def _facts(self) -> list[tuple[Markup, Markup]]:
        """Choices, version, dates and address, for the head of the sheet."""
        t, wanted = self._t, self.wanted
        made = f"{numbers.day(figures.made_at(self._version), t.lang)} ({self._version})"
        rows = {
            **self._writer.choices,
            t("share.made"): escape(made),
            t("print.printed"): escape(numbers.day(wanted.today, t.lang)),
            t("paper.address"): escape(wanted.address()),
        }
        if wanted.page in ENTRIES:  # what people write is of the day, not of a version of the figures
            rows[t("print.entries")] = escape(t("print.entries_text"))
        elif wanted.kept.get("version") != self._version:
            rows[t("print.frozen")] = escape(wanted.address(version=self._version))
        return [(Markup(name), Markup(text)) for name, text in rows.items()]

    def _meanings(self) -> list[tuple[Markup, Markup]]:
        """What the figures are, once for the whole sheet; last what holds for all of them."""
        last = [escape(self._t(key)) for key in _SAME]
        return [(Markup(name), Markup(self.about[name])) for name in sorted(self.about, key=lambda one: one in last)]

    def _picture(self, spec: str, words: str, key: str) -> str:
        """A chart as SVG in the page: sharp at any size, its words are text, and it asks for nothing."""
        figure, self._charts = figure_of(spec), self._charts + 1
        width = _SMALL if key.startswith("small-") else _WIDTH
        height, name = natural_height(figure), f"chart{self._charts}"
        inside = drawn.chart(figure, width, height, self.wanted.lang, LIGHT, name=name)
        return (
            f'<figure><svg viewBox="0 0 {width} {height:g}" width="{width}" height="{height:g}" role="img" '
            f'aria-labelledby="{name}-title"><title id="{name}-title">{escape(words)}</title>{inside}</svg></figure>'
        )

    def _box(self, key: str) -> str:
        """Whose figures these are, beneath them; what they mean stands once, at the end."""
        wanted, t = self.wanted, self._t
        view = charted.view_of(wanted.page, self._version, wanted.kept)
        shared = charted.shared(self._version, view, key.removeprefix(f"share-{wanted.page or 'goal'}-"))
        if shared is None:
            return ""
        for name, text in share.about(shared, self._version, view, t).items():
            if name != t("share.sources"):
                self.about.setdefault(escape(name), self._writer.inline(text))
        return f'<p class="sources">{escape(t("share.sources"))}: {escape(shared.sources)}</p>'


def _pages() -> Environment:
    return Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined)


def _beheaded(found: Any, writer: PaperWriter) -> tuple[str, str]:
    """The words of the page's headline, which goes on top of the sheet, and the rest of what it says."""
    body = writer.written(found)
    heads = [writer.inline(one.value) for one in every(found) if getattr(one, "type", "") == "title"]
    head = heads[0] if heads else ""
    return head, body.replace(f"<h1>{head}</h1>", "", 1)


def style(foot: str) -> str:
    """The style sheet, with the words at the foot of every page.

    Args:
        foot: anything: what is no letter or digit is written by its number, so that it can end neither text nor style.
    """
    harmless = re.sub(r"[^A-Za-z0-9]", lambda match: f"\\{ord(match[0]):x} ", foot)
    sheet = (_TEMPLATES / "sheet.css").read_text(encoding="utf-8")
    return sheet.replace("ADDRESS", f'"{harmless}"').replace("LETTERS", _letters())


@cache
def _letters() -> str:
    """Where the letters of the live pages are: the server has them already."""
    folder = Path(streamlit.__file__).parent / "static" / "static" / "media"
    return f"/static/media/{next(folder.glob('SourceSansVF-Upright.*.woff2')).name}"
