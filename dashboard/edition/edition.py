"""Making an edition: every page, its charts and its files, as paths and bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dashboard import charted, drawn, figures, numbers, standings
from dashboard.choices import PageView
from dashboard.drawn.chart import natural_height
from dashboard.edition.answers import Files
from dashboard.edition.links import Links
from dashboard.edition.places import OWN, SINCE, Place, places
from dashboard.edition.recording import Session
from dashboard.edition.writing import Writer, every, figure_of
from dashboard.pages import ICON, PAGES
from dashboard.palette import DARK, LIGHT
from dashboard.parts import share
from dashboard.parts.goal import region_name
from dashboard.shown import Shared
from dashboard.texts import LANGUAGES, Texts, texts
from pipelines.plan import plan

MANIFEST = "manifest.json"
#: Pixels of a chart, and of one of many side by side.
_WIDTH, _SMALL = 900, 420
#: A name with a digit in it has to stand in quotation marks.
_FONTS = "'Source Sans 3', 'Source Sans Pro', sans-serif"
_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Order:
    """What is wanted of an edition.

    Attributes:
        languages: languages of the pages.
        base: where the live pages are, without a slash at the end; "" where nobody is to be led there.
        since: the date of the last meeting, for the page of what changed; "" for the version before.
        municipalities: codes of those with a page of their own; None for the region's own.
    """

    languages: tuple[str, ...] = LANGUAGES
    base: str = ""
    since: str = ""
    municipalities: tuple[str, ...] | None = None


@dataclass
class Edition:
    """The files of an edition in the making.

    Attributes:
        version: the warehouse version.
        order: what is wanted.
        files: path → bytes.
    """

    version: str
    order: Order
    files: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.places = places(self.version, self.order.languages, self.order.municipalities)
        self._all = frozenset(self.places)
        self.data = Files(self.version)
        self._pages = Environment(
            loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
        )

    def make(self, progress: Callable[[str], None] = lambda _: None) -> None:
        """Write every page and all that belongs to them.

        Raises:
            recording.PageFailed, answers.RouteFailed, drawn.NotDrawable: something cannot be written, by name.
        """
        sessions = {lang: Session(lang) for lang in self.order.languages}
        for place in self.places:
            progress(place.file)
            self.files[place.file] = self._page(place, sessions[place.lang]).encode()
        self.files["style.css"] = (_TEMPLATES / "style.css").read_bytes()
        self.files["icon.png"] = ICON.read_bytes()
        self.files |= self.data.content
        if self.order.base:
            self.files["sitemap.xml"] = self._sitemap()
        self.files[MANIFEST] = self._manifest()

    def _page(self, place: Place, session: Session) -> str:
        more = {"since": self.order.since} if self.order.since and place.page in SINCE else {}
        t, links = texts(place.lang), Links(place, self._all, self.data.file, self.order.base, self.order.since)
        found = session.open(place, **more)

        def box(key: str) -> str:
            view = charted.view_of(place.page, self.version, place.parameters | more)
            shared = charted.shared(self.version, view, key.removeprefix(f"share-{place.page or 'goal'}-"))
            return self._box(shared, view, writer, t) if shared else ""

        writer = Writer(links, lambda *given: self._picture(given, links, place.lang), box, t)
        body = writer.written(found)
        heads = [one for one in every(found) if getattr(one, "type", "") == "title"]
        title = heads[0].value if heads else t(f"page.{PAGES[place.page].key}.title")
        return self._around(place, body, writer.inline(title), links, t)

    def _around(self, place: Place, body: str, title: str, links: Links, t: Texts) -> str:
        """The page around what it says: the stamp of its version, the menu, the other languages."""
        query = urlencode(place.parameters)
        where = f"{self.order.base}/{place.page}{'?' + query if query else ''}" if self.order.base else ""
        others = [Place(place.page, lang, place.own) for lang in self.order.languages]
        return self._pages.get_template("page.html").render(
            t=t,
            lang=place.lang,
            version=self.version,
            made=numbers.day(figures.made_at(self.version), t.lang),
            since=self.order.since,
            title=Markup(title).striptags(),
            description=t(f"page.{PAGES[place.page].key}.description"),
            body=Markup(body),
            style=links.relative("style.css"),
            icon=links.relative("icon.png"),
            front=links.relative(Place("", place.lang).file),
            live=where,
            languages=[{"lang": one.lang, "href": links.relative(one.file)} for one in others],
            menu=[
                {
                    "title": t(f"page.{PAGES[page].key}.title"),
                    "href": links.relative(Place(page, place.lang).file),
                    "here": page == place.page,
                }
                for page in PAGES
                if PAGES[page].listed and Place(page, place.lang) in self._all
            ],
            siblings=self._siblings(place, links, t),
        )

    def _siblings(self, place: Place, links: Links, t: Texts) -> list[dict[str, Any]]:
        """The other pages of the same kind: the choice that the live page has as a switch."""
        if place.page not in OWN:
            return []
        found = [one for one in self.places if one.page == place.page and one.lang == place.lang and one.own]
        return [{"title": self._named(one, t), "href": links.relative(one.file), "here": one == place} for one in found]

    def _named(self, place: Place, t: Texts) -> str:
        if place.page == "sub-goal":
            return next(t.either(g.short.nb, g.short.en) for g in plan().sub_goal if g.key == place.own)
        if place.page == "indicator":
            return str(standings.declared(self.version)[place.own][f"name_{t.data}"])
        return region_name(self.version, place.own, t)

    def _picture(self, given: tuple[str, str, str], links: Links, lang: str) -> str:
        """A chart as two pictures, of which the browser shows the one that suits the reader's theme."""
        spec, words, key = given
        figure = figure_of(spec)
        width = _SMALL if key.startswith("small-") else _WIDTH
        height = natural_height(figure)
        sources = []
        for colours in (LIGHT, DARK):
            inside = drawn.chart(figure, width, height, lang, colours)
            svg = (
                f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height:g}" '
                f'viewBox="0 0 {width} {height:g}" role="img" font-family="{_FONTS}">'
                f"<title>{escape(words)}</title>"
                f'<rect width="100%" height="100%" fill="{colours.paper}"/>{inside}</svg>'
            ).encode()
            file = f"charts/{hashlib.sha256(svg).hexdigest()[:16]}.svg"
            self.files[file] = svg
            sources.append(links.relative(file))
        light, dark = sources
        return (
            f'<figure><picture><source srcset="{dark}" media="(prefers-color-scheme: dark)"><img src="{light}"'
            f' width="{width}" height="{height:g}" alt="{escape(words, quote=True)}"></picture></figure>'
        )

    def _box(self, shared: Shared, view: PageView, writer: Writer, t: Texts) -> str:
        """What can be taken away, and what the figures are: the same rows as in the box of the live page."""
        addresses = {name: writer.links.to(address, offered=True) for name, address in shared.files().items()}
        files = [{"title": name, "href": to} for name, to in addresses.items() if to]
        about = share.about(shared, self.version, view, t)
        rows = [(Markup(writer.inline(name)), Markup(writer.inline(text))) for name, text in about.items()]
        return self._pages.get_template("box.html").render(t=t, files=files, about=rows)

    def _sitemap(self) -> bytes:
        day = figures.made_at(self.version)
        stamp = f"<lastmod>{day:%Y-%m-%d}</lastmod>" if day else ""
        rows = "".join(
            f"<url><loc>{escape(self.order.base)}/{escape(place.file)}</loc>{stamp}</url>\n" for place in self.places
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
            f"{rows}</urlset>\n"
        ).encode()

    def _manifest(self) -> bytes:
        """Every file with its size and sha256, what it was made of, and from which route a data file comes."""
        made = figures.made_at(self.version)
        told = {
            "edition": "malbarometeret",
            "warehouse_version": self.version,
            "made_at": made.isoformat() if made else None,
            "since": self.order.since or None,
            "languages": list(self.order.languages),
            "files": {
                name: {
                    "bytes": len(content),
                    "sha256": hashlib.sha256(content).hexdigest(),
                    **dict(zip(("route", "lang"), self.data.addresses.get(name, ()), strict=False)),
                }
                for name, content in sorted(self.files.items())
            },
        }
        return json.dumps(told, ensure_ascii=False, indent=1).encode()
